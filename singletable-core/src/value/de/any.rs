//! A value of any type, presented as an enum whose variants are DynamoDB's types.

use super::Deserializer;
use super::source::{Fault, Source};
use super::variant::name_of;
use crate::value::kind::Kind;
use serde::de::{DeserializeSeed, EnumAccess, VariantAccess, Visitor};

/// A value of that kind.
pub(super) struct AnyAccess<'de, S> {
    pub(super) kind: Kind,
    pub(super) value: Deserializer<'de, S>,
}

impl<'de, S: Source<'de>> EnumAccess<'de> for AnyAccess<'de, S> {
    type Error = S::Error;
    type Variant = Self;

    fn variant_seed<D: DeserializeSeed<'de>>(self, seed: D) -> Result<(D::Value, Self), S::Error> {
        Ok((seed.deserialize(name_of(self.kind.type_name()))?, self))
    }
}

impl<'de, S: Source<'de>> VariantAccess<'de> for AnyAccess<'de, S> {
    type Error = S::Error;

    fn unit_variant(self) -> Result<(), S::Error> {
        Ok(())
    }

    fn newtype_variant_seed<D: DeserializeSeed<'de>>(self, seed: D) -> Result<D::Value, S::Error> {
        seed.deserialize(self.value)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, S::Error> {
        Err(S::Error::expected("one value"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, S::Error> {
        Err(S::Error::expected("one value"))
    }
}
