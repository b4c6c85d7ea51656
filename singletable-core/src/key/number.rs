//! Numbers with all the digits that DynamoDB has, as key values.

use super::{Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyValueError};
use crate::value::Number;

/// Plain: the number's text. `:ordered`: a sign (`1`, or `0` for a negative number, whose other digits
/// are then complemented), the exponent moved to 1…256, and 38 digits.
impl KeyField for Number {
    const KIND: KeyKind = KeyKind::Decimal;
    // The sign, three digits of the exponent, and 38 of the number.
    const SHAPE: KeyShape = KeyShape::Decimal(42);
    const READS_BACK: bool = true;

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        match encoding {
            Encoding::Plain => out.push_display(self),
            Encoding::Ordered => write_ordered(*self, out),
            _ => return Err(KeyValueError::Encoding),
        }
        Ok(())
    }

    fn read_key(text: &str, encoding: Encoding) -> Option<Self> {
        match encoding {
            Encoding::Ordered => read_ordered(text),
            _ => text.parse().ok(),
        }
    }

    fn key_number(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// Of a number that is not zero, its exponent counts before its digits. Zero has the smallest of both.
fn write_ordered(number: Number, out: &mut KeyText<'_>) {
    let exponent = match number.all_digits() {
        0 => 0,
        _ => number.first_exponent() + 131,
    };
    let text = format!("{exponent:03}{:038}", number.all_digits());
    if number.is_negative() {
        out.push_str("0");
        for digit in text.bytes() {
            out.push_display(char::from(b'0' + b'9' - digit));
        }
    } else {
        out.push_str("1");
        out.push_str(&text);
    }
}

/// The number that [`write_ordered`] writes so.
fn read_ordered(text: &str) -> Option<Number> {
    let (sign, digits) = if let Some(digits) = text.strip_prefix('1') {
        ("", digits.to_owned())
    } else {
        ("-", complement(text.strip_prefix('0')?)?)
    };
    let (exponent, digits) = digits.split_at_checked(3)?;
    let (first, others) = digits.split_at_checked(1)?;
    let exponent = exponent.parse::<i32>().ok()? - 131;
    if digits.bytes().all(|digit| digit == b'0') {
        return Some(Number::from(0));
    }
    format!("{sign}{first}.{others}E{exponent}").parse().ok()
}

/// The digits that were complemented to these; `None` where there is something else among them.
pub(super) fn complement(digits: &str) -> Option<String> {
    let complemented = digits.bytes().map(|digit| {
        digit
            .is_ascii_digit()
            .then(|| char::from(b'0' + (b'9' - digit)))
    });
    complemented.collect()
}
