//! The limits that DynamoDB sets on a value, checked before it is sent.

use crate::value::ValueError;
use crate::value::number::{check_number, number_size, whole_size};
use aws_sdk_dynamodb::types::AttributeValue;

/// The most levels of lists and maps inside one attribute.
pub(crate) const MAX_DEPTH: usize = 32;

/// The size of a value that clearly is within the limits, as nearly all are. `None` leaves it to the
/// exact check, which says what is wrong.
pub(crate) fn plain_size_of(value: &AttributeValue) -> Option<usize> {
    plain_size_at(value, 0)
}

/// The same at some depth. Inlined, because most values are texts, which need no further call.
#[inline]
fn plain_size_at(value: &AttributeValue, depth: usize) -> Option<usize> {
    match value {
        AttributeValue::S(text) => Some(text.len()),
        AttributeValue::Bool(_) | AttributeValue::Null(_) => Some(1),
        _ => plain_size_within(value, depth),
    }
}

fn plain_size_within(value: &AttributeValue, depth: usize) -> Option<usize> {
    match value {
        AttributeValue::N(number) => whole_size(number),
        AttributeValue::B(bytes) => Some(bytes.as_ref().len()),
        _ if depth >= MAX_DEPTH => None,
        AttributeValue::L(elements) => elements.iter().try_fold(3, |bytes, element| {
            Some(bytes + 1 + plain_size_at(element, depth + 1)?)
        }),
        AttributeValue::M(entries) => entries.iter().try_fold(3, |bytes, (key, entry)| {
            Some(bytes + 1 + key.len() + plain_size_at(entry, depth + 1)?)
        }),
        AttributeValue::Ss(texts) if !texts.is_empty() => Some(texts.iter().map(String::len).sum()),
        AttributeValue::Ns(numbers) if !numbers.is_empty() => {
            numbers.iter().map(|number| whole_size(number)).sum()
        }
        AttributeValue::Bs(blobs) if !blobs.is_empty() => {
            Some(blobs.iter().map(|blob| blob.as_ref().len()).sum())
        }
        _ => None,
    }
}

/// Checks one value and returns its size in bytes, as DynamoDB counts it.
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

/// The size of a value in bytes; `usize::MAX` if DynamoDB refuses the value.
pub(crate) fn size_of_value(value: &AttributeValue) -> usize {
    check_value(value).unwrap_or(usize::MAX)
}

fn not_empty(empty: bool) -> Result<(), ValueError> {
    if empty {
        return Err(ValueError::new("DynamoDB has no empty sets".into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, check_at, plain_size_at};
    use aws_sdk_dynamodb::types::AttributeValue as Value;

    #[test]
    fn a_plain_size_is_the_exact_one() {
        let nested = |levels| {
            (0..levels).fold(Value::N("-12".into()), |value, level| {
                if level % 2 == 0 {
                    Value::L(vec![value, Value::Bool(true)])
                } else {
                    Value::M([("name".to_owned(), value)].into())
                }
            })
        };
        let values = [
            Value::S("text".into()),
            Value::N("0".into()),
            Value::N("9".repeat(38)),
            Value::N(format!("-{}", "9".repeat(37))),
            Value::B(vec![1, 2, 3].into()),
            Value::Null(true),
            Value::Ss(vec!["a".into(), "bc".into()]),
            Value::Ns(vec!["1".into(), "-23".into()]),
            Value::Bs(vec![vec![1].into(), vec![2, 3].into()]),
            nested(MAX_DEPTH),
        ];
        for value in values {
            let exact = check_at(&value, 0).unwrap();
            assert_eq!(plain_size_at(&value, 0), Some(exact), "{value:?}");
        }
        let others = [
            Value::N("NaN".into()),
            Value::N("-".into()),
            Value::N(String::new()),
            Value::N("1".repeat(39)),
            Value::Ss(Vec::new()),
            Value::Ns(vec!["x".into()]),
            Value::Bs(Vec::new()),
            nested(MAX_DEPTH + 1),
        ];
        for value in others {
            assert!(check_at(&value, 0).is_err(), "{value:?}");
            assert_eq!(plain_size_at(&value, 0), None, "{value:?}");
        }
    }
}
