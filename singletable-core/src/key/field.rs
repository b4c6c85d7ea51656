//! The values that may stand in a key, and how the built-in ones are written.

use super::error::KeyValueError;
use super::key_type::KeyType;
use super::shape::KeyShape;
use super::template::Encoding;
use crate::value::number::check_number;
use std::borrow::Cow;
use std::fmt::{Debug, Write as _};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// A value that may stand in a key.
///
/// # Laws
///
/// *Injective*: two values that are not equal are written as different texts (or numbers).
/// *Ordered*: for an [`Encoding`] that [`KeyKind::sorts_with`] accepts, texts compare as bytes in
/// the order of the values. Text itself is ordered by its UTF-8 bytes. In a sort key of several
/// fields a value is compared together with the separator behind it: with the separator `#`,
/// `"m!"` sorts before `"m"`, because `!` sorts before `#`. A text without characters below the
/// separator (for `#`: controls, space, `!` and `"`) sorts as expected.
///
/// An empty text, and one that contains the table's separator, is refused by the key builder, so
/// an implementation need not look for them.
///
/// Implemented for text, `char`, `bool`, all integers, [`Number`](crate::Number) and
/// [`Timestamp`](crate::Timestamp); behind features for the times and dates of `chrono`, `time` and `jiff`, for `uuid` and `rust_decimal`. `#[derive(KeyField)]`
/// implements it for enums of unit variants and for newtypes. Floats and bytes have no text, and are keys by
/// themselves that are stored as a number or a binary. Maps and lists are not keys.
///
/// Written by hand, it is the last way out for keys that no encoding says. Nobody proves the laws of such an
/// implementation: check them in a test with [`key_field_laws`](crate::key::key_field_laws).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a key",
    label = "not a key value",
    note = "`#[derive(KeyField)]` makes one of an enum of unit variants or of a newtype",
    note = "a key is made of text, `char`, `bool`, integers, UUIDs, decimals, dates and points in time",
    note = "a point in time is in UTC: a `Timestamp`, or, with the feature of that crate, a \
            `chrono::DateTime<Utc>`, a `time::OffsetDateTime` or a `jiff::Timestamp`"
)]
pub trait KeyField: Clone + Debug + PartialEq + Send + Sync + 'static {
    /// What sort of value it is: decides which encodings a template may ask for.
    const KIND: KeyKind;

    /// The punctuation that every text of the type has, such as the hyphens of a UUID. None of it
    /// can be the separator of a table whose keys have such a value.
    const PUNCTUATION: &'static str = "";

    /// Whether [`read_key`](KeyField::read_key) reads every text that
    /// [`write_key`](KeyField::write_key) writes. Without it, any text can be the type's.
    const READS_BACK: bool = false;

    /// Writes the value as text.
    ///
    /// # Errors
    ///
    /// When the value does not fit the encoding, such as a number wider than its width.
    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError>;

    /// The value that is written as that text; `None` where none is. Of values that share a text, as
    /// those that differ in case do with [`Encoding::Lower`], it is one.
    ///
    /// Text that is read although it would be written in another way does no harm: what is read is
    /// written again and compared.
    fn read_key(_text: &str, _encoding: Encoding) -> Option<Self> {
        None
    }

    /// Writes a value that was loaded, and may have digits that a new one must not have. They are left
    /// out, which an index key allows: several items may have one.
    ///
    /// # Errors
    ///
    /// As those of [`write_key`](KeyField::write_key), without those of digits.
    #[doc(hidden)]
    fn write_loaded(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        self.write_key(encoding, out)
    }

    /// The value as a DynamoDB number, for keys that are stored as one.
    fn key_number(&self) -> Option<String> {
        None
    }

    /// The value as bytes, for keys that are stored as a binary.
    fn key_binary(&self) -> Option<Vec<u8>> {
        None
    }

    /// The value that [`key_number`](KeyField::key_number) gives as that number; `None` where none is.
    fn read_number(number: &str) -> Option<Self> {
        Self::read_key(number, Encoding::Plain)
    }

    /// The value that [`key_binary`](KeyField::key_binary) gives as those bytes; `None` where none is.
    fn read_binary(_bytes: &[u8]) -> Option<Self> {
        None
    }

    /// What its texts look like.
    #[doc(hidden)]
    const SHAPE: KeyShape = KeyShape::of_punctuation(Self::PUNCTUATION);

    /// For generated code: the facts about the type.
    #[doc(hidden)]
    const TYPE: KeyType<Self> = KeyType::OF;
}

/// What sort of value a [`KeyField`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// Text, ordered by its UTF-8 bytes.
    Text,
    /// An integer; as plain text it has no order.
    Integer,
    /// A decimal number; as plain text it has no order.
    Decimal,
    /// A point in time, written in UTC with a fixed number of digits.
    Time,
    /// A point in time with an offset of its own, which a template has as `<field:rfc3339>`.
    OffsetTime,
    /// Something of fixed form whose text is ordered, such as a UUID.
    Fixed,
    /// A floating-point number: it has no text, and is a key that is stored as a number.
    Float,
    /// Bytes: they have no text, and are a key that is stored as a binary.
    Binary,
}

impl KeyKind {
    /// Whether a template may ask for that encoding of such a value.
    pub const fn accepts(self, encoding: Encoding) -> bool {
        match encoding {
            Encoding::Plain => !matches!(self, Self::Float | Self::Binary),
            Encoding::Width(_) | Encoding::Unpadded => matches!(self, Self::Integer),
            Encoding::Ordered => matches!(self, Self::Integer | Self::Decimal),
            Encoding::Millis | Encoding::Micros | Encoding::Nanos => matches!(self, Self::Time),
            Encoding::Rfc3339 => matches!(self, Self::Time | Self::OffsetTime),
            Encoding::Raw
            | Encoding::Lower
            | Encoding::Upper
            | Encoding::LowerRaw
            | Encoding::UpperRaw => matches!(self, Self::Text),
        }
    }

    /// Whether the texts sort as the values do.
    pub const fn sorts_with(self, encoding: Encoding) -> bool {
        match self {
            Self::Integer | Self::Decimal => {
                matches!(encoding, Encoding::Width(_) | Encoding::Ordered)
            }
            // A fraction of any length and any offset: the texts have an order of their own.
            Self::Time => !matches!(encoding, Encoding::Rfc3339),
            Self::OffsetTime | Self::Float | Self::Binary => false,
            Self::Text | Self::Fixed => true,
        }
    }

    /// Whether such a value can be stored as a number.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Float)
    }
}

/// The buffer that a key is written into.
#[derive(Debug)]
pub struct KeyText<'a> {
    pub(super) buffer: &'a mut String,
}

impl KeyText<'_> {
    /// Appends text.
    pub fn push_str(&mut self, text: &str) {
        self.buffer.push_str(text);
    }

    /// Appends a value in its display form.
    pub fn push_display(&mut self, value: impl std::fmt::Display) {
        // Writing to a `String` does not fail.
        let _ = write!(self.buffer, "{value}");
    }
}

/// The object-safe face of [`KeyField`].
pub trait DynKeyField: Send + Sync {
    /// [`KeyField::write_key`].
    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError>;
    /// [`KeyField::key_number`].
    fn key_number(&self) -> Option<String>;
    /// [`KeyField::key_binary`].
    fn key_binary(&self) -> Option<Vec<u8>>;
    /// [`KeyField::KIND`].
    fn kind(&self) -> KeyKind;
    /// A copy that owns the value.
    fn boxed(&self) -> Box<dyn DynKeyField>;
    /// A copy that is written as [`KeyField::write_loaded`] does.
    fn boxed_loaded(&self) -> Box<dyn DynKeyField>;
}

impl<T: KeyField> DynKeyField for T {
    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        KeyField::write_key(self, encoding, out)
    }

    fn key_number(&self) -> Option<String> {
        KeyField::key_number(self)
    }

    fn key_binary(&self) -> Option<Vec<u8>> {
        KeyField::key_binary(self)
    }

    fn kind(&self) -> KeyKind {
        T::KIND
    }

    fn boxed(&self) -> Box<dyn DynKeyField> {
        Box::new(self.clone())
    }

    fn boxed_loaded(&self) -> Box<dyn DynKeyField> {
        Box::new(LoadedKey(self.clone()))
    }
}

/// A key value that was loaded.
struct LoadedKey<T>(T);

impl<T: KeyField> DynKeyField for LoadedKey<T> {
    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        self.0.write_loaded(encoding, out)
    }

    fn key_number(&self) -> Option<String> {
        self.0.key_number()
    }

    fn key_binary(&self) -> Option<Vec<u8>> {
        self.0.key_binary()
    }

    fn kind(&self) -> KeyKind {
        T::KIND
    }

    fn boxed(&self) -> Box<dyn DynKeyField> {
        self.boxed_loaded()
    }

    fn boxed_loaded(&self) -> Box<dyn DynKeyField> {
        Box::new(Self(self.0.clone()))
    }
}

/// The value as a DynamoDB number.
pub(crate) fn key_number(value: &dyn DynKeyField) -> Result<String, KeyValueError> {
    let number = value.key_number().ok_or(KeyValueError::NotANumber)?;
    match check_number(&number) {
        Ok(()) => Ok(number),
        Err(_) => Err(KeyValueError::NumberOutOfRange),
    }
}

/// The value as bytes of a binary key of so many at most.
pub(super) fn key_binary(value: &dyn DynKeyField, limit: usize) -> Result<Vec<u8>, KeyValueError> {
    let bytes = value.key_binary().ok_or(KeyValueError::NotABinary)?;
    match bytes.len() {
        0 => Err(KeyValueError::Empty),
        actual if actual > limit => Err(KeyValueError::TooLong { actual, limit }),
        _ => Ok(bytes),
    }
}

/// A value of a key, where there is one.
pub type KeyValue<'a> = Option<&'a dyn DynKeyField>;

/// Something that has key values by the place of their field: an entity, a typed key, an update.
pub trait KeyValues {
    /// The value of the field in that place; `None` when there is none.
    fn key_value(&self, slot: usize) -> KeyValue<'_>;
}

fn write_text(text: &str, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
    if encoding != Encoding::Plain && !encoding.is_raw() && !encoding.folds_case() {
        return Err(KeyValueError::Encoding);
    }
    out.push_str(&encoding.folded(text));
    Ok(())
}

macro_rules! text_key {
    ($($type:ty),*) => {$(
        impl KeyField for $type {
            const KIND: KeyKind = KeyKind::Text;
            const READS_BACK: bool = true;

            fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
                write_text(self, encoding, out)
            }

            fn read_key(text: &str, _: Encoding) -> Option<Self> {
                Some(text.to_owned().into())
            }
        }
    )*};
}

text_key!(String, Box<str>, Arc<str>, Cow<'static, str>);

/// A text of the program cannot be made of one that was read.
impl KeyField for &'static str {
    const KIND: KeyKind = KeyKind::Text;

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        write_text(self, encoding, out)
    }
}

impl KeyField for char {
    const KIND: KeyKind = KeyKind::Text;
    const SHAPE: KeyShape = KeyShape::Char;
    const READS_BACK: bool = true;

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        write_text(self.encode_utf8(&mut [0; 4]), encoding, out)
    }

    fn read_key(text: &str, encoding: Encoding) -> Option<Self> {
        let mut chars = text.chars();
        match (chars.next()?, chars.next()) {
            (only, None) => Some(only),
            _ if encoding.folds_case() => char_of_several(text, encoding),
            _ => None,
        }
    }
}

/// The character that is several in that case: `İ` in lower case, and some ligatures in upper case.
fn char_of_several(text: &str, encoding: Encoding) -> Option<char> {
    // Unicode has none outside these.
    const ALL: RangeInclusive<char> = '\u{df}'..='\u{fb17}';
    ALL.into_iter()
        .find(|char| encoding.folded(char.encode_utf8(&mut [0; 4])) == text)
}

impl KeyField for bool {
    const KIND: KeyKind = KeyKind::Fixed;
    const SHAPE: KeyShape = KeyShape::OneOf(&["false", "true"]);
    const READS_BACK: bool = true;

    // "false" sorts before "true", as the values do.
    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        match encoding {
            Encoding::Plain => out.push_str(if *self { "true" } else { "false" }),
            _ => return Err(KeyValueError::Encoding),
        }
        Ok(())
    }

    fn read_key(text: &str, _: Encoding) -> Option<Self> {
        text.parse().ok()
    }
}

/// Pads a number that is not negative; one with more digits than the width is an error.
fn write_padded(value: u128, width: u8, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
    let start = out.buffer.len();
    let _ = write!(out.buffer, "{value:0width$}", width = usize::from(width));
    if out.buffer.len() - start > usize::from(width) {
        return Err(KeyValueError::Width(width));
    }
    Ok(())
}

macro_rules! unsigned_key {
    ($($type:ty => $stored:ty),*) => {$(
        impl KeyField for $type {
            const KIND: KeyKind = KeyKind::Integer;
            const SHAPE: KeyShape = KeyShape::Integer(digits(<$stored>::MAX as u128));
            const READS_BACK: bool = true;

            fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
                match encoding {
                    Encoding::Plain | Encoding::Unpadded => { out.push_display(self); Ok(()) }
                    Encoding::Width(width) => write_padded(*self as u128, width, out),
                    Encoding::Ordered => write_padded(*self as u128, digits(<$stored>::MAX as u128), out),
                    _ => Err(KeyValueError::Encoding),
                }
            }

            fn read_key(text: &str, _: Encoding) -> Option<Self> {
                text.parse().ok()
            }

            fn key_number(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

macro_rules! signed_key {
    ($($type:ty => $stored:ty, $unsigned:ty);*) => {$(
        impl KeyField for $type {
            const KIND: KeyKind = KeyKind::Integer;
            const SHAPE: KeyShape = KeyShape::Integer(digits(<$unsigned>::MAX as u128));
            const READS_BACK: bool = true;

            fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
                match encoding {
                    Encoding::Plain | Encoding::Unpadded => { out.push_display(self); Ok(()) }
                    Encoding::Width(_) if *self < 0 => Err(KeyValueError::Negative),
                    Encoding::Width(width) => write_padded(self.unsigned_abs() as u128, width, out),
                    // Moving zero to the middle of the unsigned range keeps the order of signed
                    // numbers: the smallest one becomes 0.
                    Encoding::Ordered => {
                        let moved = (*self as $stored as $unsigned) ^ (1 << (<$unsigned>::BITS - 1));
                        write_padded(moved as u128, digits(<$unsigned>::MAX as u128), out)
                    }
                    _ => Err(KeyValueError::Encoding),
                }
            }

            fn read_key(text: &str, encoding: Encoding) -> Option<Self> {
                if encoding != Encoding::Ordered {
                    return text.parse().ok();
                }
                let moved: $unsigned = text.parse().ok()?;
                Some((moved ^ (1 << (<$unsigned>::BITS - 1))) as $stored as $type)
            }

            fn key_number(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

// The casts widen, or reinterpret the bits of a signed number on purpose.
#[allow(
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::unnecessary_cast,
    trivial_numeric_casts
)]
mod integers {
    use super::{
        Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyValueError, digits, write_padded,
    };

    // The pointer-sized ones are stored as 64 bits wide: keys do not depend on the machine.
    unsigned_key!(u8 => u8, u16 => u16, u32 => u32, u64 => u64, u128 => u128, usize => u64);
    signed_key!(i8 => i8, u8; i16 => i16, u16; i32 => i32, u32; i64 => i64, u64; i128 => i128, u128; isize => i64, u64);
}

/// How many decimal digits the number has.
const fn digits(mut number: u128) -> u8 {
    let mut digits = 1;
    while number >= 10 {
        number /= 10;
        digits += 1;
    }
    digits
}
