//! What the texts of a key field's type look like: which of them can be equal, in constant evaluation.

use super::template::{Encoding, FieldSegment};

/// The texts that values of a type are written as.
///
/// What is said here is relied on: two entities whose keys cannot be equal by it are told apart by their
/// keys. A type that nothing is known of is [`Any`](KeyShape::Any).
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShape {
    /// Any text.
    Any,
    /// One character.
    Char,
    /// One of those texts.
    OneOf(&'static [&'static str]),
    /// An integer, which has so many digits with [`Encoding::Ordered`].
    Integer(u8),
    /// A decimal number, which has so many digits with [`Encoding::Ordered`].
    Decimal(u8),
    /// Any text with that punctuation in it.
    With(&'static str),
    /// A point in time, in UTC but for [`Encoding::Rfc3339`].
    Time,
    /// A point in time with its offset, which has texts with [`Encoding::Rfc3339`] alone.
    OffsetTime,
    /// A date of the years 0000 to 9999.
    Date,
    /// A UUID with hyphens, in lower case.
    Uuid,
    /// Some number; of its texts nothing is known.
    Number,
    /// A floating-point number, which has no text.
    Float,
    /// Bytes, which have no text.
    Binary,
}

impl KeyShape {
    /// Whether such a value can be stored as a number.
    pub(crate) const fn is_number(self) -> bool {
        matches!(
            self,
            Self::Integer(_) | Self::Decimal(_) | Self::Number | Self::Float
        )
    }
}

impl KeyShape {
    /// The texts of a type of which only the punctuation is known that all of them have.
    pub(crate) const fn of_punctuation(punctuation: &'static str) -> Self {
        if punctuation.is_empty() {
            Self::Any
        } else {
            Self::With(punctuation)
        }
    }

    /// Whether texts of the type have that separator in them, as part of their form.
    pub(super) const fn may_contain(self, encoding: Encoding, separator: &str) -> bool {
        let [separator] = *separator.as_bytes() else {
            return false;
        };
        let punctuation = match self {
            Self::Time | Self::OffsetTime if matches!(encoding, Encoding::Rfc3339) => "-:.+",
            Self::Time | Self::OffsetTime => "-:.",
            Self::Date | Self::Uuid => "-",
            Self::With(punctuation) => punctuation,
            Self::Any
            | Self::Char
            | Self::OneOf(_)
            | Self::Integer(_)
            | Self::Decimal(_)
            | Self::Number
            | Self::Float
            | Self::Binary => "",
        };
        let (bytes, mut i) = (punctuation.as_bytes(), 0);
        while i < bytes.len() {
            if bytes[i] == separator {
                return true;
            }
            i += 1;
        }
        false
    }
}

/// The texts of a field in a template.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Texts {
    pub(super) shape: KeyShape,
    pub(super) encoding: Encoding,
}

/// Sets of ASCII characters, as bits. Every other character is in [`OTHER`].
type Chars = u8;
const DIGIT: Chars = 1;
const HEX: Chars = 1 << 1;
const HYPHEN: Chars = 1 << 2;
const POINT: Chars = 1 << 3;
const COLON: Chars = 1 << 4;
const UPPER: Chars = 1 << 5;
const OTHER: Chars = 1 << 6;
/// Letters in lower case that are no [`HEX`].
const LOWER: Chars = 1 << 7;
const ALL: Chars = 0xff;

/// The shortest and the longest text of [`Encoding::Rfc3339`].
const RFC3339: (usize, usize) = (
    "0000-00-00T00:00:00Z".len(),
    "0000-00-00T00:00:00.000000000+00:00".len(),
);

const fn chars_of(byte: u8) -> Chars {
    match byte {
        b'0'..=b'9' => DIGIT,
        b'a'..=b'f' => HEX,
        b'-' => HYPHEN,
        b'.' => POINT,
        b':' => COLON,
        b'A'..=b'Z' => UPPER,
        b'g'..=b'z' => LOWER,
        _ => OTHER,
    }
}

impl Texts {
    /// Any text.
    pub(super) const ANY: Self = Self {
        shape: KeyShape::Any,
        encoding: Encoding::Plain,
    };

    /// The texts of that field.
    pub(super) const fn of(field: &FieldSegment) -> Self {
        let encoding = match field.encoding {
            // The digits are the same.
            Encoding::Unpadded => Encoding::Plain,
            encoding => encoding,
        };
        Self {
            shape: field.shape,
            encoding,
        }
    }

    /// Whether they are date-times with an offset and a fraction of any length.
    const fn is_rfc3339(self) -> bool {
        matches!(self.encoding, Encoding::Rfc3339)
            && matches!(self.shape, KeyShape::Time | KeyShape::OffsetTime)
    }

    /// How many bytes each of them has, where all have as many.
    const fn len(self) -> Option<usize> {
        match (self.shape, self.encoding) {
            (KeyShape::Integer(_), Encoding::Width(width)) => Some(width as usize),
            (KeyShape::Integer(digits) | KeyShape::Decimal(digits), Encoding::Ordered) => {
                Some(digits as usize)
            }
            (KeyShape::Time, Encoding::Plain | Encoding::Millis) => Some(24),
            (KeyShape::Time, Encoding::Micros) => Some(27),
            (KeyShape::Time, Encoding::Nanos) => Some(30),
            (KeyShape::Uuid, Encoding::Plain) => Some(36),
            (KeyShape::Date, Encoding::Plain) => Some(10),
            _ => None,
        }
    }

    /// The characters that can be at that byte.
    const fn chars_at(self, index: usize) -> Chars {
        match (self.shape, self.encoding) {
            (KeyShape::Integer(_) | KeyShape::Decimal(_), Encoding::Plain) if index == 0 => {
                DIGIT | HYPHEN
            }
            (KeyShape::Integer(_), Encoding::Plain) => DIGIT,
            (KeyShape::Decimal(_), Encoding::Plain) => DIGIT | POINT,
            (KeyShape::Uuid, Encoding::Plain) => match index {
                8 | 13 | 18 | 23 => HYPHEN,
                _ => DIGIT | HEX,
            },
            (KeyShape::Date, Encoding::Plain) => match index {
                4 | 7 => HYPHEN,
                _ => DIGIT,
            },
            (KeyShape::Time | KeyShape::OffsetTime, Encoding::Rfc3339) => match index {
                4 | 7 => HYPHEN,
                10 => UPPER,
                13 | 16 => COLON,
                0..=18 => DIGIT,
                // The fraction and the offset, whose `+` is among the others.
                _ => DIGIT | POINT | UPPER | HYPHEN | COLON | OTHER,
            },
            (KeyShape::Time, _) => match (index, self.len()) {
                (4 | 7, Some(_)) => HYPHEN,
                (13 | 16, Some(_)) => COLON,
                (19, Some(_)) => POINT,
                (10, Some(_)) => UPPER,
                (_, Some(len)) if index + 1 == len => UPPER,
                (_, Some(_)) => DIGIT,
                (_, None) => ALL,
            },
            (KeyShape::Integer(_) | KeyShape::Decimal(_), _) if self.len().is_some() => DIGIT,
            // Lower case has no upper case of ASCII in it, and the other way round.
            (_, Encoding::Lower | Encoding::LowerRaw) => ALL & !UPPER,
            (_, Encoding::Upper | Encoding::UpperRaw) => ALL & !(HEX | LOWER),
            _ => ALL,
        }
    }

    /// Whether that text can be one of them.
    pub(super) const fn can_be(self, text: &[u8]) -> bool {
        if let Some(len) = self.len()
            && len != text.len()
        {
            return false;
        }
        let (shortest, longest) = RFC3339;
        if self.is_rfc3339() && (text.len() < shortest || text.len() > longest) {
            return false;
        }
        let mut i = 0;
        while i < text.len() {
            if self.chars_at(i) & chars_of(text[i]) == 0 {
                return false;
            }
            i += 1;
        }
        match (self.shape, self.encoding) {
            (KeyShape::OneOf(texts), Encoding::Plain) => is_one_of(text, texts),
            (KeyShape::Char, Encoding::Plain) => is_one_char(text),
            (KeyShape::Integer(_), Encoding::Plain) => is_integer(text),
            _ => true,
        }
    }

    /// Whether a text can be one of both.
    pub(super) const fn can_meet(self, other: Self) -> bool {
        match (self.listed(), other.listed()) {
            (Some(texts), _) => other.can_be_one_of(texts),
            (_, Some(texts)) => self.can_be_one_of(texts),
            _ => self.can_overlap(other),
        }
    }

    /// All of the texts, where they are known.
    const fn listed(self) -> Option<&'static [&'static str]> {
        match (self.shape, self.encoding) {
            (KeyShape::OneOf(texts), Encoding::Plain) => Some(texts),
            _ => None,
        }
    }

    const fn can_be_one_of(self, texts: &[&str]) -> bool {
        let mut i = 0;
        while i < texts.len() {
            if self.can_be(texts[i].as_bytes()) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// Whether the lengths and the characters leave room for a common text.
    const fn can_overlap(self, other: Self) -> bool {
        let len = match (self.len(), other.len()) {
            (Some(a), Some(b)) if a != b => return false,
            (Some(len), _) | (_, Some(len)) => len,
            // One character of both is enough.
            (None, None) => return self.chars_at(0) & other.chars_at(0) != 0,
        };
        let one = matches!(
            (self.shape, self.encoding),
            (KeyShape::Char, Encoding::Plain)
        ) || matches!(
            (other.shape, other.encoding),
            (KeyShape::Char, Encoding::Plain)
        );
        if one && len > 1 {
            return false;
        }
        let mut i = 0;
        while i < len {
            if self.chars_at(i) & other.chars_at(i) == 0 {
                return false;
            }
            i += 1;
        }
        true
    }
}

const fn is_one_of(text: &[u8], texts: &[&str]) -> bool {
    let mut i = 0;
    while i < texts.len() {
        if is_same(text, texts[i].as_bytes()) {
            return true;
        }
        i += 1;
    }
    false
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

/// Whether the text is one character. The bytes of UTF-8 behind the first of a character begin with `10`.
const fn is_one_char(text: &[u8]) -> bool {
    let (mut chars, mut i) = (0, 0);
    while i < text.len() {
        if text[i] & 0b1100_0000 != 0b1000_0000 {
            chars += 1;
        }
        i += 1;
    }
    chars == 1
}

/// Whether the text, of digits with a hyphen before them or not, is that of an integer: it has no zeros
/// before other digits.
const fn is_integer(text: &[u8]) -> bool {
    !matches!(text, [] | [b'-'] | [b'-', b'0', ..] | [b'0', _, ..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{KeyField, KeyText, Segment, shaped};
    use crate::value::{Number, Timestamp};
    use proptest::prelude::*;

    const ENCODINGS: [Encoding; 14] = [
        Encoding::Plain,
        Encoding::Width(3),
        Encoding::Width(24),
        Encoding::Ordered,
        Encoding::Millis,
        Encoding::Micros,
        Encoding::Nanos,
        Encoding::Raw,
        Encoding::Lower,
        Encoding::Upper,
        Encoding::LowerRaw,
        Encoding::UpperRaw,
        Encoding::Unpadded,
        Encoding::Rfc3339,
    ];

    /// What the value is written as in each encoding that it has.
    fn written<T: KeyField>(value: &T) -> Vec<(Texts, String)> {
        let texts = ENCODINGS.into_iter().filter_map(|encoding| {
            let mut text = String::new();
            let mut out = KeyText { buffer: &mut text };
            value.write_key(encoding, &mut out).ok()?;
            let field = shaped(0, "field", encoding, T::SHAPE);
            let Segment::Field(field) = field else {
                return None;
            };
            Some((Texts::of(&field), text))
        });
        texts.collect()
    }

    /// A value of any type, as it is written.
    fn any_written() -> impl Strategy<Value = Vec<(Texts, String)>> {
        let times = -62_167_219_200_000..=253_402_300_799_999_i64;
        prop_oneof![
            any::<String>().prop_map(|value| written(&value)),
            "[A-Z0-9:.-]{0,30}".prop_map(|value| written(&value)),
            any::<char>().prop_map(|value| written(&value)),
            any::<bool>().prop_map(|value| written(&value)),
            any::<u8>().prop_map(|value| written(&value)),
            any::<i16>().prop_map(|value| written(&value)),
            any::<u64>().prop_map(|value| written(&value)),
            any::<i128>().prop_map(|value| written(&value)),
            any::<isize>().prop_map(|value| written(&value)),
            (-1000_i64..1000).prop_map(|value| written(&value)),
            any::<i64>().prop_map(|value| written(&Number::from(value))),
            (any::<i32>(), 0_u32..90).prop_map(|(digits, exponent)| {
                let number: Number = format!("{digits}e-{exponent}").parse().expect("a number");
                written(&number)
            }),
            times.prop_map(|at| written(&Timestamp::from_epoch_millis(at).expect("a time"))),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_of_its_shape(all in any_written()) {
            for (texts, text) in all {
                prop_assert!(texts.can_be(text.as_bytes()), "{texts:?} {text:?}");
                prop_assert!(texts.can_meet(texts), "{texts:?}");
            }
        }

        #[test]
        fn shapes_with_a_common_text_meet(all in any_written(), others in any_written()) {
            for (texts, text) in &all {
                for (other, _) in &others {
                    let meet = texts.can_meet(*other);
                    prop_assert_eq!(meet, other.can_meet(*texts));
                    prop_assert!(meet || !other.can_be(text.as_bytes()), "{texts:?} {other:?} {text:?}");
                }
            }
        }
    }

    #[cfg(feature = "uuid")]
    proptest! {
        #[test]
        fn a_uuid_is_of_its_shape(bits in any::<u128>()) {
            for (texts, text) in written(&uuid::Uuid::from_u128(bits)) {
                prop_assert!(texts.can_be(text.as_bytes()), "{text:?}");
            }
        }
    }

    #[cfg(feature = "rust_decimal")]
    proptest! {
        #[test]
        fn a_decimal_is_of_its_shape(digits in any::<i64>(), scale in 0_u32..=28) {
            for (texts, text) in written(&rust_decimal::Decimal::new(digits, scale)) {
                prop_assert!(texts.can_be(text.as_bytes()), "{texts:?} {text:?}");
            }
        }
    }

    fn plain(shape: KeyShape) -> Texts {
        let encoding = Encoding::Plain;
        Texts { shape, encoding }
    }

    #[test]
    fn texts_of_another_form_are_told_apart() {
        let width = Texts {
            shape: KeyShape::Integer(20),
            encoding: Encoding::Width(6),
        };
        let lower = Texts {
            encoding: Encoding::Lower,
            ..Texts::ANY
        };
        for (texts, other) in [
            (width, "0"),
            (width, "00000x"),
            (plain(KeyShape::Integer(20)), "007"),
            (plain(KeyShape::Integer(20)), "-0"),
            (plain(KeyShape::Integer(20)), "1-1"),
            (plain(KeyShape::Time), "PROFILE"),
            (plain(KeyShape::Time), "2026-01-01"),
            (plain(KeyShape::Uuid), "PROFILE"),
            (plain(KeyShape::Char), "AB"),
            (plain(KeyShape::OneOf(&["draft", "done"])), "DRAFT"),
            (lower, "PROFILE"),
        ] {
            assert!(!texts.can_be(other.as_bytes()), "{texts:?} {other}");
        }
        for (texts, other) in [
            (width, "000000"),
            (plain(KeyShape::Integer(20)), "-10"),
            (plain(KeyShape::Time), "2026-01-01T00:00:00.000Z"),
            (
                plain(KeyShape::Uuid),
                "0188a5eb-0000-7000-8000-0123456789ab",
            ),
            (plain(KeyShape::Char), "é"),
            (plain(KeyShape::OneOf(&["draft", "done"])), "done"),
            (lower, "profile"),
            (Texts::ANY, "PROFILE"),
        ] {
            assert!(texts.can_be(other.as_bytes()), "{texts:?} {other}");
        }
        assert!(!plain(KeyShape::Time).can_meet(plain(KeyShape::Uuid)));
        assert!(!plain(KeyShape::Time).can_meet(plain(KeyShape::Integer(3))));
        assert!(!plain(KeyShape::OneOf(&["a"])).can_meet(plain(KeyShape::OneOf(&["b"]))));
        assert!(!width.can_meet(plain(KeyShape::Char)));
        assert!(!lower.can_meet(plain(KeyShape::Time)));
    }
}
