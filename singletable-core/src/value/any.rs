//! A serde value of any type: exact in the mapping of this crate, and as close as possible in other
//! formats.

use super::number::NUMBER;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{self, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::ser::{self, SerializeMap as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;

/// The name of the newtype struct by which the mapping recognises a [`Value`].
pub(crate) const VALUE: &str = "$singletable::Value";

/// An attribute value of any type in its stored form: sets, binaries, and numbers with all their digits.
///
/// As a field, or inside one, it reads whatever is stored, and a put stores it again unchanged. A
/// `serde_json::Value` has no sets and no binaries, and rounds numbers.
///
/// Other formats of serde, such as `serde_json`, see their nearest equivalent: a sequence for a set, a
/// string for a number.
///
/// ```
/// use singletable_core::codec::Value;
/// use singletable_core::aws_sdk_dynamodb::types::AttributeValue;
///
/// let tags = Value(AttributeValue::Ss(vec!["a".into()]));
/// assert_eq!(tags.0.as_ss().map(Vec::len), Ok(1));
/// ```
#[derive(Clone, PartialEq)]
pub struct Value(pub AttributeValue);

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Default for Value {
    /// A null.
    fn default() -> Self {
        Self(AttributeValue::Null(true))
    }
}

impl From<AttributeValue> for Value {
    fn from(value: AttributeValue) -> Self {
        Self(value)
    }
}

impl From<Value> for AttributeValue {
    fn from(value: Value) -> Self {
        value.0
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Borrowed(&self.0).serialize(serializer)
    }
}

/// A borrowed value inside another.
struct Borrowed<'v>(&'v AttributeValue);

impl Serialize for Borrowed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            AttributeValue::S(text) => serializer.serialize_str(text),
            AttributeValue::N(digits) => Digits(digits).serialize(serializer),
            AttributeValue::B(binary) => serializer.serialize_bytes(binary.as_ref()),
            AttributeValue::Bool(flag) => serializer.serialize_bool(*flag),
            AttributeValue::Null(_) => serializer.serialize_unit(),
            AttributeValue::L(values) => serializer.collect_seq(values.iter().map(Borrowed)),
            AttributeValue::M(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    map.serialize_entry(name, &Borrowed(value))?;
                }
                map.end()
            }
            AttributeValue::Ss(texts) => set(serializer, texts),
            AttributeValue::Ns(numbers) => {
                let numbers: Vec<_> = numbers.iter().map(|digits| Digits(digits)).collect();
                set(serializer, &numbers)
            }
            AttributeValue::Bs(binaries) => {
                let binaries: Vec<_> = binaries.iter().map(|one| Bytes(one.as_ref())).collect();
                set(serializer, &binaries)
            }
            _ => Err(ser::Error::custom("a value of a type that is not known")),
        }
    }
}

fn set<S: Serializer, T: Serialize>(serializer: S, elements: &[T]) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(super::ser::SET, elements)
}

/// The digits of a number, borrowed.
struct Digits<'d>(&'d str);

impl Serialize for Digits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(NUMBER, self.0)
    }
}

struct Bytes<'b>(&'b [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(VALUE, ValueVisitor)
    }
}

struct ValueVisitor;

macro_rules! numbers {
    ($($method:ident $type:ty),+) => {$(
        fn $method<E: de::Error>(self, number: $type) -> Result<Value, E> {
            Ok(Value(AttributeValue::N(number.to_string())))
        }
    )+};
}

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Value, D::Error> {
        other.deserialize_any(self)
    }

    /// In the mapping of this crate, the variant is DynamoDB's name of the type.
    fn visit_enum<A: EnumAccess<'de>>(self, value: A) -> Result<Value, A::Error> {
        let (kind, content) = value.variant::<String>()?;
        Ok(Value(match kind.as_str() {
            "S" => AttributeValue::S(content.newtype_variant()?),
            "N" => AttributeValue::N(content.newtype_variant::<OwnedDigits>()?.0),
            "B" => AttributeValue::B(content.newtype_variant::<OwnedBytes>()?.0),
            "BOOL" => AttributeValue::Bool(content.newtype_variant()?),
            "SS" => AttributeValue::Ss(content.newtype_variant()?),
            "NS" => {
                let numbers = content.newtype_variant::<Vec<OwnedDigits>>()?;
                AttributeValue::Ns(numbers.into_iter().map(|number| number.0).collect())
            }
            "BS" => {
                let binaries = content.newtype_variant::<Vec<OwnedBytes>>()?;
                AttributeValue::Bs(binaries.into_iter().map(|binary| binary.0).collect())
            }
            "L" => list(content.newtype_variant()?),
            "M" => map(content.newtype_variant()?),
            _ => {
                content.unit_variant()?;
                AttributeValue::Null(true)
            }
        }))
    }

    numbers!(visit_i64 i64, visit_u64 u64, visit_i128 i128, visit_u128 u128, visit_f64 f64);

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Value, E> {
        Ok(Value(AttributeValue::Bool(flag)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value(AttributeValue::S(text.to_owned())))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Value, E> {
        Ok(Value(AttributeValue::B(Blob::new(bytes))))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::default())
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        Value::deserialize(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element()? {
            values.push(value);
        }
        Ok(Value(list(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut values = HashMap::new();
        while let Some((name, value)) = entries.next_entry()? {
            values.insert(name, value);
        }
        Ok(Value(map(values)))
    }
}

fn list(values: Vec<Value>) -> AttributeValue {
    AttributeValue::L(values.into_iter().map(|value| value.0).collect())
}

fn map(values: HashMap<String, Value>) -> AttributeValue {
    let values = values.into_iter();
    AttributeValue::M(values.map(|(name, value)| (name, value.0)).collect())
}

/// The digits of a number as they are stored.
struct OwnedDigits(String);

impl<'de> Deserialize<'de> for OwnedDigits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NUMBER, DigitsVisitor)
    }
}

struct DigitsVisitor;

impl Visitor<'_> for DigitsVisitor {
    type Value = OwnedDigits;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_str<E: de::Error>(self, digits: &str) -> Result<OwnedDigits, E> {
        Ok(OwnedDigits(digits.to_owned()))
    }
}

struct OwnedBytes(Blob);

impl<'de> Deserialize<'de> for OwnedBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(BytesVisitor)
    }
}

struct BytesVisitor;

impl Visitor<'_> for BytesVisitor {
    type Value = OwnedBytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("binary data")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<OwnedBytes, E> {
        Ok(OwnedBytes(Blob::new(bytes)))
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<OwnedBytes, E> {
        Ok(OwnedBytes(Blob::new(bytes)))
    }
}
