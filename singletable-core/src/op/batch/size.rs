//! How large an item is in a request: more than it is when it is stored.

use crate::value::Item;
use aws_sdk_dynamodb::types::AttributeValue;

/// What surrounds one value: `:{"BOOL":` and `},`.
const AROUND: usize = 12;

/// At least the bytes of the item in DynamoDB's JSON.
pub(super) fn of_item(item: &Item) -> usize {
    let entries = item.iter();
    entries
        .map(|(name, value)| of_text(name) + of_value(value))
        .sum()
}

fn of_value(value: &AttributeValue) -> usize {
    AROUND
        + match value {
            AttributeValue::S(text) => of_text(text),
            AttributeValue::N(number) => number.len(),
            AttributeValue::B(bytes) => of_bytes(bytes.as_ref().len()),
            AttributeValue::Ss(texts) => texts.iter().map(|text| AROUND + of_text(text)).sum(),
            AttributeValue::Ns(numbers) => numbers.iter().map(|text| AROUND + text.len()).sum(),
            AttributeValue::Bs(blobs) => {
                let blobs = blobs.iter();
                blobs
                    .map(|blob| AROUND + of_bytes(blob.as_ref().len()))
                    .sum()
            }
            AttributeValue::L(values) => values.iter().map(of_value).sum(),
            AttributeValue::M(entries) => of_item(entries),
            // `false`
            _ => 5,
        }
}

/// Quotes, backslashes and control characters take more than one byte.
fn of_text(text: &str) -> usize {
    let bytes = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
        0..0x20 => 6,
        _ => 1,
    });
    2 + bytes.sum::<usize>()
}

/// Base64.
fn of_bytes(len: usize) -> usize {
    2 + len.div_ceil(3) * 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::primitives::Blob;

    #[test]
    fn no_item_is_larger_in_json_than_it_is_counted() {
        let text = |text: &str| AttributeValue::S(text.into());
        let number = |number: &str| AttributeValue::N(number.into());
        let values = [
            (text("a\"\u{1}é"), r#""x":{"S":"a\"\u0001é"},"#),
            (number("-1.5"), r#""x":{"N":"-1.5"},"#),
            (AttributeValue::B(Blob::new([0])), r#""x":{"B":"AA=="},"#),
            (AttributeValue::Bool(false), r#""x":{"BOOL":false},"#),
            (AttributeValue::Null(true), r#""x":{"NULL":true},"#),
            (
                AttributeValue::Ss(vec!["a".into(), "b".into()]),
                r#""x":{"SS":["a","b"]},"#,
            ),
            (
                AttributeValue::Ns(vec!["1".into(); 2]),
                r#""x":{"NS":["1","1"]},"#,
            ),
            (
                AttributeValue::Bs(vec![Blob::new([0]); 2]),
                r#""x":{"BS":["AA==","AA=="]},"#,
            ),
            (
                AttributeValue::L(vec![number("1"); 2]),
                r#""x":{"L":[{"N":"1"},{"N":"1"}]},"#,
            ),
            (
                AttributeValue::M([("k\n".into(), AttributeValue::Bool(false))].into()),
                r#""x":{"M":{"k\n":{"BOOL":false}}},"#,
            ),
        ];
        for (value, json) in values {
            let counted = of_item(&[("x".to_owned(), value)].into());
            assert!(counted >= json.len(), "{json}: {counted}");
        }
    }
}
