//! DynamoDB's numbers: exactly, and as text, with their limits, their order and their neighbours.

mod convert;
mod exact;
mod rounding;
mod serde;

pub use exact::Number;
pub(crate) use rounding::{by_another, exactly, note_rounding};
pub(crate) use serde::NUMBER;

use super::ValueError;
use std::cmp::Ordering;
use std::str::FromStr;

/// The maximum number of significant digits.
const MAX_DIGITS: usize = 38;
/// The exponents of the largest and the smallest number: 9.9…E+125 and 1E-130.
const EXPONENTS: std::ops::RangeInclusive<i64> = -130..=125;

/// The distance between the values of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Whole numbers.
    Whole,
    /// That of DynamoDB's own numbers, of which every type has only some.
    Fraction,
}

/// Compares two numbers by value. `None` if DynamoDB has no such number.
pub(crate) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let [a, b]: [Number; 2] = [a.parse().ok()?, b.parse().ok()?];
    Some(a.cmp(&b))
}

/// The next number above or below that a value of the type can be, or a nearer one with no value of the
/// type between. `None` if DynamoDB has no such number.
pub(crate) fn step(number: &str, step: Step, up: bool) -> Option<String> {
    let number: Number = number.parse().ok()?;
    let next = match step {
        Step::Whole => {
            let whole = i128::try_from(number).ok()?;
            let next = whole.checked_add(if up { 1 } else { -1 })?;
            Number::try_from(next).ok()?
        }
        Step::Fraction => number.neighbor(up)?,
    };
    Some(next.to_string())
}

/// Converts a number exactly, also if the type's own parser accepts no exponents and no fractions of
/// zero, or rounds what it cannot hold.
///
/// # Errors
///
/// When the type cannot hold the number.
pub(crate) fn parse_exact<T: FromStr + ToString>(number: &str) -> Result<T, ValueError> {
    let does_not_fit =
        |why: &str| ValueError::new(format!("the number does not fit the field's type: {why}"));
    let exact: Number = number.parse()?;
    let parsed = number.parse().or_else(|_| exact.to_string().parse());
    let parsed: T = parsed.map_err(|_| {
        does_not_fit(
            "it has more digits than the type holds, or a sign or a fraction that it has none of",
        )
    })?;
    match parsed.to_string().parse() {
        Ok(kept) if exact == kept => Ok(parsed),
        _ => Err(does_not_fit("it has more digits than the type holds")),
    }
}

/// The size of a number in bytes: one for each two digits, one more, and one for a negative sign.
pub(crate) fn number_size(number: &str) -> usize {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    digits.div_ceil(2) + 1 + usize::from(number.starts_with('-'))
}

/// The size of a whole number with no more digits than DynamoDB takes; `None` for any other.
pub(crate) fn whole_size(number: &str) -> Option<usize> {
    let digits = number.strip_prefix('-').unwrap_or(number).as_bytes();
    let is_whole = digits.iter().all(u8::is_ascii_digit);
    let fits = is_whole && (1..=MAX_DIGITS).contains(&digits.len());
    fits.then(|| digits.len().div_ceil(2) + 1 + number.len() - digits.len())
}

/// Checks the limits of DynamoDB's numbers: up to 38 significant digits, 1E-130 to 9.9…E+125, no NaN, no
/// infinity.
pub(crate) fn check_number(number: &str) -> Result<(), ValueError> {
    let refuse = |why: &str| {
        Err(ValueError::new(format!(
            "DynamoDB has no such number: {why}"
        )))
    };
    let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => match exponent.parse::<i64>() {
            Ok(exponent) => (mantissa, exponent),
            Err(_) => return refuse("it is not a decimal number"),
        },
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = whole.bytes().chain(fraction.bytes());
    if (whole.is_empty() && fraction.is_empty()) || digits.any(|d| !d.is_ascii_digit()) {
        return refuse("it is not a decimal number (NaN and infinity are none)");
    }
    let all = || whole.bytes().chain(fraction.bytes());
    let Some(first) = all().position(|d| d != b'0') else {
        return Ok(()); // zero
    };
    let length = whole.len() + fraction.len();
    let trailing = whole
        .bytes()
        .chain(fraction.bytes())
        .rev()
        .take_while(|d| *d == b'0')
        .count();
    if length - first - trailing > MAX_DIGITS {
        return refuse("it has more than 38 significant digits");
    }
    let position = i64::try_from(whole.len()).unwrap_or(i64::MAX)
        - i64::try_from(first).unwrap_or(i64::MAX)
        - 1;
    if !EXPONENTS.contains(&position.saturating_add(exponent)) {
        return refuse("it is outside 1E-130 to 9.9E+125");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Number, Step, check_number, compare, step};
    use std::cmp::Ordering;

    #[test]
    fn numbers_keep_dynamodbs_precision_and_range() {
        for good in [
            "0",
            "-0",
            "0.000",
            "12345678901234567890123456789012345678",
            "1E125",
            "1e-130",
            "-9.9e125",
            "0.1",
            "1000000000000000000000000000000000000000000",
        ] {
            assert!(check_number(good).is_ok(), "{good}");
        }
        for bad in [
            "NaN",
            "inf",
            "-inf",
            "",
            ".",
            "1e",
            "123456789012345678901234567890123456789",
            "1E126",
            "1E-131",
            "1_000",
            "0x10",
        ] {
            assert!(check_number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_compare_by_value_whatever_their_text() {
        for (low, high) in [
            ("-10", "-9"),
            ("-1", "0.5"),
            ("9", "10"),
            ("0.05", "0.1"),
            ("1.25", "1.3"),
            ("9007199254740992", "9007199254740993"),
            (
                "0.1000000000000000000000000001",
                "0.1000000000000000000000000002",
            ),
        ] {
            assert_eq!(compare(low, high), Some(Ordering::Less), "{low} {high}");
            assert_eq!(compare(high, low), Some(Ordering::Greater), "{low} {high}");
        }
        for (one, other) in [("1", "1.0"), ("-0", "0"), ("007", "7"), ("+2", "2")] {
            assert_eq!(compare(one, other), Some(Ordering::Equal), "{one} {other}");
        }
        for (one, other) in [
            ("1E3", "1000"),
            ("5.0", "5"),
            ("1.20E2", "120"),
            ("0E9", "0"),
        ] {
            assert_eq!(compare(one, other), Some(Ordering::Equal), "{one} {other}");
        }
        // These are equal as floats.
        for (low, high) in [
            ("1E30", "1000000000000000000000000000001"),
            ("1.00000000000000000001E-130", "1.00000000000000000002E-130"),
            ("-9.9E125", "-9.89999999999999999999E125"),
        ] {
            assert_eq!(compare(low, high), Some(Ordering::Less), "{low} {high}");
        }
        assert_eq!(compare("1", "NaN"), None);
    }

    #[test]
    fn the_neighbor_of_a_number_is_the_next_that_dynamodb_has() {
        let nines = "9".repeat(38);
        for (low, high) in [
            ("0", "1E-130"),
            ("-1E-130", "0"),
            ("1", "1.0000000000000000000000000000000000001"),
            ("0.99999999999999999999999999999999999999", "1"),
            ("-1", "-0.99999999999999999999999999999999999999"),
            (&nines, "1E38"),
            ("-1E38", &format!("-{nines}")),
            ("1E-130", "1.0000000000000000000000000000000000001E-130"),
        ] {
            let [low, high]: [Number; 2] = [low, high].map(|text| text.parse().unwrap());
            assert_eq!(low.neighbor(true), Some(high));
            assert_eq!(high.neighbor(false), Some(low));
        }
        let largest: Number = format!("{nines}E88").parse().unwrap();
        assert_eq!(largest.neighbor(true), None);
    }

    #[test]
    fn the_next_number_is_the_next_that_the_type_can_hold_or_nearer() {
        assert_eq!(step("5", Step::Whole, true).as_deref(), Some("6"));
        assert_eq!(step("0", Step::Whole, false).as_deref(), Some("-1"));
        let largest = "9".repeat(38);
        assert_eq!(
            step(&largest, Step::Whole, false).map(|n| n.len()),
            Some(38)
        );
        assert_eq!(step(&"9".repeat(39), Step::Whole, true), None);
        for (number, up) in [
            ("1.5", true),
            ("1.5", false),
            ("0", true),
            ("0", false),
            ("-20.25", true),
        ] {
            let next = step(number, Step::Fraction, up).unwrap_or_default();
            let expected = if up {
                Ordering::Greater
            } else {
                Ordering::Less
            };
            assert_eq!(compare(&next, number), Some(expected), "{number} {next}");
            assert!(check_number(&next).is_ok(), "{next}");
        }
    }
}
