//! Numbers with all the digits that DynamoDB has, as key values.

use super::{Encoding, KeyField, KeyKind, KeyText, KeyValueError};
use crate::value::Number;

/// Plain: the number's text. `:ordered`: a sign (`1`, or `0` for a negative number, whose other digits
/// are then complemented), the exponent moved to 1…256, and 38 digits.
impl KeyField for Number {
    const KIND: KeyKind = KeyKind::Decimal;

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        match encoding {
            Encoding::Plain => out.push_display(self),
            Encoding::Ordered => write_ordered(*self, out),
            _ => return Err(KeyValueError::Encoding),
        }
        Ok(())
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
