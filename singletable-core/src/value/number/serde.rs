//! Serde for numbers: they are numbers in the mapping of this crate, and strings in other formats.

use super::Number;
use super::rounding::is_rounded;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The name of the newtype struct by which the mapping recognises a [`Number`]. Its content is the
/// number's text.
pub(crate) const NUMBER: &str = "$singletable::Number";

/// The text of a number.
struct Text<'a>(&'a Number);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(NUMBER, &Text(self))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NUMBER, NumberVisitor)
    }
}

struct NumberVisitor;

macro_rules! visits {
    ($($method:ident $type:ty),+) => {$(
        fn $method<E: de::Error>(self, number: $type) -> Result<Number, E> {
            Number::try_from(number)
                .map_err(|_| E::invalid_value(de::Unexpected::Other("another number"), &self))
        }
    )+};
}

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of at most 38 digits")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Number, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(self)
        } else {
            // Such formats do not say what is stored.
            deserializer.deserialize_str(self)
        }
    }

    visits!(visit_i64 i64, visit_u64 u64, visit_i128 i128, visit_u128 u128);

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Number, E> {
        let exact = Number::try_from(number).ok().filter(|_| !is_rounded());
        exact.ok_or_else(|| E::invalid_value(de::Unexpected::Float(number), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
        text.parse()
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}
