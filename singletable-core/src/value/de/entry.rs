//! The entries of a map.

use super::error::Step;
use super::scalar::Leaf;
use super::source::{Fault, Source};
use super::variant::name_of;
use super::{Deserializer, TakenNames};
use crate::value::kind::Kind;
use serde::de::{self, DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::ops::Range;

/// Access to the entries of a map.
pub(super) struct EntryAccess<'de, S: Source<'de>> {
    entries: S::Entries,
    value: Option<S>,
    /// The name of that value.
    name: Kept<S::Text>,
    names: &'de TakenNames,
}

/// What is kept of a name, for the path to its value.
enum Kept<T> {
    Nothing,
    Whole(T),
    /// The name was moved out. This range of the shared names is a copy of it.
    Copy(Range<usize>),
    Signed(i128),
    Unsigned(u128),
}

impl<'de, S: Source<'de>> EntryAccess<'de, S> {
    pub(super) fn new(entries: S::Entries, names: &'de TakenNames) -> Self {
        Self {
            entries,
            value: None,
            name: Kept::Nothing,
            names,
        }
    }

    /// The path's step to the entry that was read last.
    fn step(&mut self) -> Step {
        match std::mem::replace(&mut self.name, Kept::Nothing) {
            Kept::Nothing => Step::Unknown,
            Kept::Whole(name) => Step::Name(name.into()),
            Kept::Copy(range) => Step::Name(self.names.with(|names| names[range].to_owned())),
            Kept::Signed(number) => Step::Name(number.to_string()),
            Kept::Unsigned(number) => Step::Name(number.to_string()),
        }
    }

    /// Forgets the name of an entry that has been read.
    fn forget(&mut self) {
        if S::Error::HAS_PATH {
            if let Kept::Copy(range) = &self.name {
                self.names.with(|names| names.truncate(range.start));
            }
            self.name = Kept::Nothing;
        }
    }
}

impl<'de, S: Source<'de>> MapAccess<'de> for EntryAccess<'de, S> {
    type Error = S::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, S::Error> {
        let Some((name, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let keeper = Keeper {
            name: S::Error::HAS_PATH.then_some(&mut self.name),
            names: self.names,
        };
        match seed.deserialize(EntryName::<S> { name, keeper }) {
            Ok(read) => Ok(Some(read)),
            // The name does not fit, so it is what was found, and not its value.
            Err(error) => Err(error.inside(Some(Kind::Text), || self.step())),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, S::Error> {
        let Some(source) = self.value.take() else {
            return Err(S::Error::custom("a value without a name"));
        };
        let names = self.names;
        let found = source.kind();
        match seed.deserialize(Deserializer { source, names }) {
            Ok(read) => {
                self.forget();
                Ok(read)
            }
            Err(error) => Err(error.inside(found, || self.step())),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// Keeps the name of an entry.
struct Keeper<'n, T> {
    /// `None` if no path contains the name: errors have no path, or it is inside a newtype struct.
    name: Option<&'n mut Kept<T>>,
    names: &'n TakenNames,
}

impl<T: AsRef<str>> Keeper<'_, T> {
    #[inline]
    fn keep(self, kept: Kept<T>) {
        if let Some(name) = self.name {
            *name = kept;
        }
    }

    /// Keeps a copy of the name.
    #[inline]
    fn copy(self, name: &T) {
        if let Some(kept) = self.name {
            *kept = self.names.with(|names| {
                let start = names.len();
                names.push_str(name.as_ref());
                Kept::Copy(start..names.len())
            });
        }
    }
}

/// Deserializes the name of a map's entry.
struct EntryName<'de, 'n, S: Source<'de>> {
    name: S::Text,
    keeper: Keeper<'n, S::Text>,
}

macro_rules! numbers {
    ($($method:ident $visit:ident $number:ident $kept:ident)+) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
            let number: $number = self.name.as_ref().parse().map_err(|_| S::Error::expected("num"))?;
            self.keeper.keep(Kept::$kept(number.into()));
            visitor.$visit(number)
        }
    )+};
}

impl<'de, S: Source<'de>> de::Deserializer<'de> for EntryName<'de, '_, S> {
    type Error = S::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        self.keeper.copy(&self.name);
        self.name.visit(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        if !S::Error::HAS_PATH {
            return self.name.visit(visitor);
        }
        // The visitor can recognise the field without taking the name.
        let read = visitor.visit_str(self.name.as_ref());
        self.keeper.keep(Kept::Whole(self.name));
        read
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        self.deserialize_identifier(visitor)
    }

    numbers! {
        deserialize_i8 visit_i8 i8 Signed
        deserialize_i16 visit_i16 i16 Signed
        deserialize_i32 visit_i32 i32 Signed
        deserialize_i64 visit_i64 i64 Signed
        deserialize_i128 visit_i128 i128 Signed
        deserialize_u8 visit_u8 u8 Unsigned
        deserialize_u16 visit_u16 u16 Unsigned
        deserialize_u32 visit_u32 u32 Unsigned
        deserialize_u64 visit_u64 u64 Unsigned
        deserialize_u128 visit_u128 u128 Unsigned
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, S::Error> {
        let flag = self.name.as_ref().parse();
        let flag = flag.map_err(|_| S::Error::expected("string"))?;
        self.keeper.keep(Kept::Whole(self.name));
        visitor.visit_bool(flag)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        visitor.visit_enum(name_of(self.name.as_ref()))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, S::Error> {
        let keeper = Keeper {
            name: None,
            names: self.keeper.names,
        };
        visitor.visit_newtype_struct(Self { keeper, ..self })
    }

    forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct
    }
}
