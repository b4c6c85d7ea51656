//! Values as bytes, which are the same for equal values: they are hashed, compared and put into cursors.

use aws_sdk_dynamodb::types::AttributeValue;

/// Writes a length.
pub(crate) fn write_length(out: &mut Vec<u8>, mut length: usize) {
    loop {
        let low = (length & 0x7F).to_le_bytes()[0];
        length >>= 7;
        if length == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

pub(crate) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write_length(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// Writes any value, equal ones as the same bytes: the elements of sets and the entries of maps have no
/// order of their own.
pub(crate) fn write_value(out: &mut Vec<u8>, value: &AttributeValue) {
    match value {
        AttributeValue::S(text) => write_tagged(out, 0, text.as_bytes()),
        AttributeValue::N(number) => write_tagged(out, 1, number.as_bytes()),
        AttributeValue::B(blob) => write_tagged(out, 2, blob.as_ref()),
        AttributeValue::Bool(value) => out.extend([3, u8::from(*value)]),
        AttributeValue::Null(_) => out.push(4),
        AttributeValue::L(list) => {
            out.push(5);
            write_length(out, list.len());
            for value in list {
                write_value(out, value);
            }
        }
        AttributeValue::M(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(name, _)| *name);
            out.push(6);
            write_length(out, entries.len());
            for (name, value) in entries {
                write_bytes(out, name.as_bytes());
                write_value(out, value);
            }
        }
        AttributeValue::Ss(set) => write_set(out, 7, set.iter().map(String::as_bytes)),
        AttributeValue::Ns(set) => write_set(out, 8, set.iter().map(String::as_bytes)),
        AttributeValue::Bs(set) => write_set(out, 9, set.iter().map(AsRef::as_ref)),
        // A type that DynamoDB did not have so far. No key has it.
        _ => out.push(10),
    }
}

fn write_tagged(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    write_bytes(out, bytes);
}

fn write_set<'a>(out: &mut Vec<u8>, tag: u8, elements: impl Iterator<Item = &'a [u8]>) {
    let mut elements: Vec<_> = elements.collect();
    elements.sort_unstable();
    out.push(tag);
    write_length(out, elements.len());
    for element in elements {
        write_bytes(out, element);
    }
}
