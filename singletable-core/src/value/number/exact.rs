//! A number of DynamoDB with all its digits.

use super::{EXPONENTS, MAX_DIGITS, ValueError, check_number};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// An exact number of DynamoDB: up to 38 significant digits, from 1E-130 to 9.9…E+125, of either sign,
/// or zero.
///
/// The numbers of Rust hold fewer digits (`f64`, `Decimal`) or no fractions (`u128`). This type holds
/// whatever DynamoDB stores, including results of its `ADD`. It is a number (N) in a field, at any depth
/// inside one, and as the element of a set. Updates can add to it, and conditions and number sort keys
/// can compare it. It has no arithmetic of its own: convert it, or let DynamoDB add.
///
/// Numbers are equal if their values are: `5`, `5.0` and `0.5E1` are one number. `Display` writes plain
/// digits without needless zeros, so equal numbers have the same text.
///
/// Other serializers, such as `serde_json`, see a string, and it is read from strings and numbers. A
/// float from them is read as the shortest decimal that reads as that float. Serde's `flatten`, untagged
/// and internally tagged enums buffer numbers as `f64`; a number that an `f64` does not hold exactly is
/// refused there.
///
/// ```
/// use singletable_core::Number;
///
/// let third: Number = "0.33333333333333333333333333333333333333".parse()?;
/// assert_eq!(third.to_string(), "0.33333333333333333333333333333333333333");
/// assert_eq!("1.50E2".parse(), Ok(Number::from(150)));
/// assert!(third < Number::try_from(0.5)?);
/// assert_eq!(u8::try_from(Number::from(150)), Ok(150));
/// assert!("1E126".parse::<Number>().is_err());
/// # Ok::<(), singletable_core::error::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Number {
    is_negative: bool,
    /// Less than 10^38, without trailing zeros.
    digits: u128,
    /// The power of ten of the last digit.
    exponent: i16,
}

/// The least number with more digits than DynamoDB has.
const END_OF_DIGITS: u128 = 10_u128.pow(38);

impl Number {
    /// The number with those digits, the last of which has that power of ten.
    ///
    /// # Errors
    ///
    /// When it has too many digits, or is outside DynamoDB's range.
    pub(super) fn new(
        is_negative: bool,
        mut digits: u128,
        mut exponent: i16,
    ) -> Result<Self, ValueError> {
        if digits == 0 {
            return Ok(Self::default());
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            exponent = exponent.saturating_add(1);
        }
        let number = Self {
            is_negative,
            digits,
            exponent,
        };
        let why = if digits >= END_OF_DIGITS {
            "it has more than 38 significant digits"
        } else if EXPONENTS.contains(&number.first_exponent().into()) {
            return Ok(number);
        } else {
            "it is outside 1E-130 to 9.9E+125"
        };
        Err(ValueError::new(format!(
            "DynamoDB has no such number: {why}"
        )))
    }

    /// The absolute value, if it is a whole number of at most 128 bits.
    pub(super) fn whole(self) -> Option<u128> {
        let exponent = u32::try_from(self.exponent).ok()?;
        if self.digits == 0 {
            return Some(0);
        }
        10_u128.checked_pow(exponent)?.checked_mul(self.digits)
    }

    /// The largest whole number that is not greater, if it has at most 64 bits.
    pub(crate) fn floor(self) -> Option<i64> {
        if let Ok(whole) = i64::try_from(self) {
            return Some(whole);
        }
        let decimals = u32::from((self.exponent < 0).then(|| self.exponent.unsigned_abs())?);
        // With more decimal places than digits, the whole part is zero.
        let unit = 10_u128.checked_pow(decimals);
        let whole = i64::try_from(unit.map_or(0, |unit| self.digits / unit)).ok()?;
        if self.is_negative {
            whole.checked_neg()?.checked_sub(1)
        } else {
            Some(whole)
        }
    }

    /// Whether the number is less than zero.
    pub const fn is_negative(self) -> bool {
        self.is_negative
    }

    /// The nearest `f64`, which may be rounded.
    pub fn to_f64(self) -> f64 {
        // Every number is within the range of `f64`, whose parser accepts its text.
        self.to_string().parse().unwrap_or_default()
    }

    /// The power of ten of the first digit.
    pub(crate) fn first_exponent(self) -> i16 {
        let decimals = self.digits.checked_ilog10().unwrap_or_default();
        self.exponent + i16::try_from(decimals).unwrap_or_default()
    }

    /// The digits with trailing zeros, 38 of them; 0 for zero.
    pub(crate) fn all_digits(self) -> u128 {
        match self.digits.checked_ilog10() {
            Some(decimals) => self.digits * 10_u128.pow(37_u32.saturating_sub(decimals)),
            None => 0,
        }
    }

    /// Whether it has so few digits that no other number as short has the same nearest `f64`.
    pub(super) fn is_short(self) -> bool {
        self.digits < 10_u128.pow(f64::DIGITS)
    }

    /// The next number of DynamoDB, above or below.
    pub(super) fn neighbor(self, up: bool) -> Option<Self> {
        let smallest = |is_negative| Self::new(is_negative, 1, -130).ok();
        if self.digits == 0 {
            return smallest(!up);
        }
        let (all, last) = (self.all_digits(), self.first_exponent() - 37);
        let next = if up != self.is_negative {
            (all + 1, last)
        } else if all > END_OF_DIGITS / 10 {
            (all - 1, last)
        } else if Some(self) == smallest(self.is_negative) {
            (0, 0)
        } else {
            // Below a power of ten, numbers are closer.
            (END_OF_DIGITS - 1, last - 1)
        };
        Self::new(self.is_negative, next.0, next.1).ok()
    }

    fn cmp_magnitude(self, other: Self) -> Ordering {
        let first = self.first_exponent().cmp(&other.first_exponent());
        first.then_with(|| self.all_digits().cmp(&other.all_digits()))
    }

    /// -1, 0 or 1 for negative, zero or positive.
    fn sign(self) -> i8 {
        match (self.digits, self.is_negative) {
            (0, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sign()
            .cmp(&other.sign())
            .then_with(|| match self.sign() {
                0 => Ordering::Equal,
                1 => self.cmp_magnitude(*other),
                _ => other.cmp_magnitude(*self),
            })
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Number {
    type Err = ValueError;

    /// Reads a decimal number: `5`, `-0.5`, `1.20E+2`.
    ///
    /// # Errors
    ///
    /// When it is not a decimal number (NaN and infinity are not), has more than 38 significant digits,
    /// or is outside DynamoDB's range.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        check_number(text)?;
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, power) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (mut digits, mut last) = (0_u128, 0);
        for (index, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
            if digit == b'0' {
                continue;
            }
            // Fewer than 38 digits are between significant ones, because the number was checked.
            let places = u32::try_from(index - last).unwrap_or(u32::MAX);
            if digits > 0 {
                digits = digits.saturating_mul(10_u128.saturating_pow(places));
            }
            (digits, last) = (digits + u128::from(digit - b'0'), index);
        }
        if digits == 0 {
            return Ok(Self::default());
        }
        let to_point = |places: usize| i64::try_from(places).unwrap_or(i64::MAX);
        let power: i64 = power.parse().unwrap_or_default();
        let exponent = power
            .saturating_add(to_point(whole.len()))
            .saturating_sub(to_point(last))
            .saturating_sub(1);
        Self::new(
            text.starts_with('-'),
            digits,
            i16::try_from(exponent).unwrap_or(i16::MAX),
        )
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.to_string();
        let places = usize::from(self.exponent.unsigned_abs());
        let text = if self.exponent >= 0 {
            digits + &"0".repeat(places)
        } else {
            let digits = format!("{digits:0>width$}", width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            format!("{whole}.{fraction}")
        };
        f.pad_integral(!self.is_negative, "", &text)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const _: () = assert!(MAX_DIGITS == 38, "as the powers of ten here");
