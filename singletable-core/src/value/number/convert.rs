//! Conversions between [`Number`] and the numbers of Rust.

#[cfg(feature = "rust_decimal")]
use super::parse_exact;
use super::{Number, ValueError};

macro_rules! from_integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Number {
            fn from(number: $type) -> Self {
                // 64 bits are at most 20 digits.
                whole(number as i128).unwrap_or_default()
            }
        }
    )*};
}

// `usize` and `isize` have no `Into<i128>`; each cast widens.
#[allow(clippy::cast_lossless, clippy::cast_possible_wrap)]
mod integers {
    use super::{Number, whole};

    from_integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);
}

fn whole(number: i128) -> Result<Number, ValueError> {
    Number::new(number < 0, number.unsigned_abs(), 0)
}

impl TryFrom<i128> for Number {
    type Error = ValueError;

    /// Converts exactly. Fails for more than 38 significant digits.
    fn try_from(number: i128) -> Result<Self, ValueError> {
        whole(number)
    }
}

impl TryFrom<u128> for Number {
    type Error = ValueError;

    /// Converts exactly. Fails for more than 38 significant digits.
    fn try_from(number: u128) -> Result<Self, ValueError> {
        Self::new(false, number, 0)
    }
}

macro_rules! from_floats {
    ($($type:ty),*) => {$(
        impl TryFrom<$type> for Number {
            type Error = ValueError;

            /// The shortest decimal that reads as that float, which is how floats are stored. Fails for
            /// NaN, infinity, and values outside DynamoDB's range.
            fn try_from(number: $type) -> Result<Self, ValueError> {
                number.to_string().parse()
            }
        }
    )*};
}

from_floats!(f32, f64);

macro_rules! to_integers {
    ($($type:ty),*) => {$(
        impl TryFrom<Number> for $type {
            type Error = ValueError;

            /// Converts exactly. Fails if the type cannot hold the number, such as a fraction.
            fn try_from(number: Number) -> Result<Self, ValueError> {
                let error = || ValueError::new(concat!("the number is no ", stringify!($type)).into());
                let whole = number.whole().ok_or_else(error)?;
                if !number.is_negative() {
                    return Self::try_from(whole).map_err(|_| error());
                }
                // No number of 38 digits is `i128::MIN`, which has no positive counterpart.
                let whole = i128::try_from(whole).map_err(|_| error())?;
                Self::try_from(-whole).map_err(|_| error())
            }
        }
    )*};
}

to_integers!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize
);

#[cfg(feature = "rust_decimal")]
impl From<rust_decimal::Decimal> for Number {
    fn from(number: rust_decimal::Decimal) -> Self {
        let digits = number.mantissa();
        let exponent = i16::try_from(number.scale()).unwrap_or_default();
        // It has at most 29 digits, 28 of them after the point.
        Self::new(digits < 0, digits.unsigned_abs(), -exponent).unwrap_or_default()
    }
}

#[cfg(feature = "rust_decimal")]
impl TryFrom<Number> for rust_decimal::Decimal {
    type Error = ValueError;

    /// Converts exactly. Fails if the number has more digits than a `Decimal` holds.
    fn try_from(number: Number) -> Result<Self, ValueError> {
        parse_exact(&number.to_string())
    }
}
