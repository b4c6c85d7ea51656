//! The limits that DynamoDB sets on an item, checked before it is sent.

use super::error::{EncodeError, ValueError};
use super::{Item, MAX_ITEM_BYTES};
use aws_sdk_dynamodb::types::AttributeValue;

/// The most levels of lists and maps inside one attribute.
const MAX_DEPTH: usize = 32;
/// The most significant digits of a number.
const MAX_DIGITS: usize = 38;
/// The exponents of the largest and the smallest number: 9.9…E+125 and 1E-130.
const EXPONENTS: std::ops::RangeInclusive<i64> = -130..=125;

/// Checks every value of an item, and its size.
pub(crate) fn check_item(entity: &'static str, item: &Item) -> Result<(), EncodeError> {
    let mut bytes = 0;
    for (name, value) in item {
        let size = check_value(value).map_err(|error| EncodeError {
            entity,
            attribute: error.at(name),
            message: error.to_string(),
        })?;
        bytes += name.len() + size;
    }
    if bytes > MAX_ITEM_BYTES {
        let largest = item
            .iter()
            .max_by_key(|(name, value)| name.len() + size_of_value(value))
            .map(|(name, _)| name.clone());
        return Err(EncodeError {
            entity,
            attribute: largest.unwrap_or_default(),
            message: format!(
                "the item has {bytes} bytes, DynamoDB accepts {MAX_ITEM_BYTES} (400 KB); this \
                 attribute is its largest"
            ),
        });
    }
    Ok(())
}

/// Checks one value and gives its size in bytes, as DynamoDB counts it.
pub(crate) fn check_value(value: &AttributeValue) -> Result<usize, ValueError> {
    check_at(value, 0)
}

fn check_at(value: &AttributeValue, depth: usize) -> Result<usize, ValueError> {
    if depth > MAX_DEPTH {
        return Err(ValueError::new(format!(
            "the value is nested deeper than DynamoDB's {MAX_DEPTH} levels"
        )));
    }
    Ok(match value {
        AttributeValue::N(number) => {
            check_number(number)?;
            number_size(number)
        }
        AttributeValue::Ns(numbers) => {
            not_empty(numbers.is_empty())?;
            for number in numbers {
                check_number(number)?;
            }
            numbers.iter().map(|n| number_size(n)).sum()
        }
        AttributeValue::Ss(texts) => {
            not_empty(texts.is_empty())?;
            texts.iter().map(String::len).sum()
        }
        AttributeValue::Bs(blobs) => {
            not_empty(blobs.is_empty())?;
            blobs.iter().map(|b| b.as_ref().len()).sum()
        }
        AttributeValue::L(elements) => {
            let mut bytes = 3;
            for element in elements {
                bytes += 1 + check_at(element, depth + 1)?;
            }
            bytes
        }
        AttributeValue::M(entries) => {
            let mut bytes = 3;
            for (key, entry) in entries {
                bytes += 1 + key.len() + check_at(entry, depth + 1)?;
            }
            bytes
        }
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        _ => 1,
    })
}

fn size_of_value(value: &AttributeValue) -> usize {
    check_value(value).unwrap_or(usize::MAX)
}

fn not_empty(empty: bool) -> Result<(), ValueError> {
    if empty {
        return Err(ValueError::new("DynamoDB has no empty sets".into()));
    }
    Ok(())
}

/// Two digits to a byte and one more; the sign of a negative number takes another.
fn number_size(number: &str) -> usize {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    digits.div_ceil(2) + 1 + usize::from(number.starts_with('-'))
}

/// DynamoDB's numbers: up to 38 significant digits, 1E-130 to 9.9…E+125, no NaN, no infinity.
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
    use super::check_number;

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
}
