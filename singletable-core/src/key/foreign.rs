//! Key values of other crates' types, each behind a feature.

#[cfg(feature = "uuid")]
mod uuid_key {
    use crate::key::{Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyValueError};

    /// The hyphenated lower-case form, 36 characters.
    impl KeyField for uuid::Uuid {
        const KIND: KeyKind = KeyKind::Fixed;
        const SHAPE: KeyShape = KeyShape::Uuid;
        const READS_BACK: bool = true;
        const PUNCTUATION: &'static str = "-";

        fn write_key(
            &self,
            encoding: Encoding,
            out: &mut KeyText<'_>,
        ) -> Result<(), KeyValueError> {
            match encoding {
                Encoding::Plain => out.push_str(self.hyphenated().encode_lower(&mut [0; 36])),
                _ => return Err(KeyValueError::Encoding),
            }
            Ok(())
        }

        fn read_key(text: &str, _: Encoding) -> Option<Self> {
            text.parse().ok()
        }
    }
}

#[cfg(feature = "rust_decimal")]
mod decimal_key {
    use crate::key::number::complement;
    use crate::key::{Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyValueError};
    use rust_decimal::Decimal;

    /// Digits before the point of the largest `Decimal`.
    const INTEGER_DIGITS: usize = 29;
    /// Digits behind the point of the finest `Decimal`.
    const FRACTION_DIGITS: usize = 28;

    /// Plain: the shortest exact text (`1.50` is `1.5`). `:ordered`: a sign (`1`, or `0` for a
    /// negative number, whose digits are then complemented) and all 57 digits.
    impl KeyField for Decimal {
        const KIND: KeyKind = KeyKind::Decimal;
        // The sign and all digits.
        #[allow(clippy::cast_possible_truncation, reason = "they are 58")]
        const SHAPE: KeyShape = KeyShape::Decimal((1 + INTEGER_DIGITS + FRACTION_DIGITS) as u8);
        const READS_BACK: bool = true;

        fn write_key(
            &self,
            encoding: Encoding,
            out: &mut KeyText<'_>,
        ) -> Result<(), KeyValueError> {
            let shortest = self.normalize();
            match encoding {
                Encoding::Plain => out.push_display(shortest),
                Encoding::Ordered => {
                    let text = shortest.abs().to_string();
                    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
                    let digits = format!("{whole:0>INTEGER_DIGITS$}{fraction:0<FRACTION_DIGITS$}");
                    if shortest.is_sign_negative() && !shortest.is_zero() {
                        out.push_str("0");
                        for digit in digits.bytes() {
                            out.push_display(char::from(b'0' + b'9' - digit));
                        }
                    } else {
                        out.push_str("1");
                        out.push_str(&digits);
                    }
                }
                _ => return Err(KeyValueError::Encoding),
            }
            Ok(())
        }

        fn read_key(text: &str, encoding: Encoding) -> Option<Self> {
            if encoding != Encoding::Ordered {
                return Self::from_str_exact(text).ok();
            }
            let (sign, digits) = if let Some(digits) = text.strip_prefix('1') {
                ("", digits.to_owned())
            } else {
                ("-", complement(text.strip_prefix('0')?)?)
            };
            let (whole, fraction) = digits.split_at_checked(INTEGER_DIGITS)?;
            // More zeros than these would be digits that a `Decimal` has no space for.
            let whole = whole.trim_start_matches('0');
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            Self::from_str_exact(&format!("{sign}0{whole}{point}{fraction}")).ok()
        }

        fn key_number(&self) -> Option<String> {
            Some(self.normalize().to_string())
        }
    }
}
