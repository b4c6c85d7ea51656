//! The variants of an enum: a text, or a map with one entry.

use super::error::Step;
use super::source::{Fault, Source};
use super::{Deserializer, TakenNames};
use crate::value::kind::Kind;
use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer as _, EnumAccess, Error as _, IntoDeserializer, Unexpected,
    VariantAccess, Visitor,
};

/// A deserializer of names.
pub(super) fn name_of<E: de::Error>(name: &str) -> StrDeserializer<'_, E> {
    name.into_deserializer()
}

/// A variant without content: its name.
pub(super) struct Unit<'de, S: Source<'de>>(S::Text);

impl<'de, S: Source<'de>> Unit<'de, S> {
    pub(super) fn new(variant: S::Text) -> Self {
        Self(variant)
    }

    fn expected(self, expected: &str) -> S::Error {
        let error = S::Error::invalid_type(Unexpected::UnitVariant, &expected);
        error.inside(Some(Kind::Text), || Step::Name(self.0.into()))
    }
}

impl<'de, S: Source<'de>> EnumAccess<'de> for Unit<'de, S> {
    type Error = S::Error;
    type Variant = Self;

    fn variant_seed<D: DeserializeSeed<'de>>(self, seed: D) -> Result<(D::Value, Self), S::Error> {
        Ok((seed.deserialize(name_of(self.0.as_ref()))?, self))
    }
}

impl<'de, S: Source<'de>> VariantAccess<'de> for Unit<'de, S> {
    type Error = S::Error;

    fn unit_variant(self) -> Result<(), S::Error> {
        Ok(())
    }

    fn newtype_variant_seed<D: DeserializeSeed<'de>>(self, _: D) -> Result<D::Value, S::Error> {
        Err(self.expected("newtype variant"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, S::Error> {
        Err(self.expected("tuple variant"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, S::Error> {
        Err(self.expected("struct variant"))
    }
}

/// A variant with its content: a map with one entry.
pub(super) struct Variant<'de, S: Source<'de>> {
    pub(super) entries: S::Entries,
    pub(super) names: &'de TakenNames,
}

impl<'de, S: Source<'de>> EnumAccess<'de> for Variant<'de, S> {
    type Error = S::Error;
    type Variant = Content<'de, S>;

    fn variant_seed<D: DeserializeSeed<'de>>(
        mut self,
        seed: D,
    ) -> Result<(D::Value, Content<'de, S>), S::Error> {
        let (Some((variant, source)), None) = (self.entries.next(), self.entries.next()) else {
            return Err(S::Error::expected("an item with a single key"));
        };
        let read = seed.deserialize(name_of(variant.as_ref()))?;
        let names = self.names;
        let value = Deserializer { source, names };
        Ok((read, Content { variant, value }))
    }
}

/// The content of a variant.
pub(super) struct Content<'de, S: Source<'de>> {
    variant: S::Text,
    value: Deserializer<'de, S>,
}

impl<'de, S: Source<'de>> VariantAccess<'de> for Content<'de, S> {
    type Error = S::Error;

    fn unit_variant(self) -> Result<(), S::Error> {
        Ok(())
    }

    fn newtype_variant_seed<D: DeserializeSeed<'de>>(self, seed: D) -> Result<D::Value, S::Error> {
        let found = self.value.source.kind();
        let read = seed.deserialize(self.value);
        read.map_err(|error| error.inside(found, || Step::Name(self.variant.into())))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        let found = self.value.source.kind();
        let read = self.value.deserialize_tuple(length, visitor);
        read.map_err(|error| error.inside(found, || Step::Name(self.variant.into())))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        let found = self.value.source.kind();
        let read = self.value.deserialize_entries(visitor);
        read.map_err(|error| error.inside(found, || Step::Name(self.variant.into())))
    }
}
