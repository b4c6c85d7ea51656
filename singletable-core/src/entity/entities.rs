//! Enums of entities that are read as one: a class and its subclasses.

use super::access_pattern::AccessPattern;
use super::keys::primary_key;
use super::{Entity, EntityKey, TableModel};
use crate::item::ItemWriter;
use crate::key::{DynKeyField, KeyValue, KeyValues};
use crate::schema::EntityIndex;
use crate::schema::sharing::are_in_index;
use std::fmt;
use std::marker::PhantomData;

/// An enum of entities of one table that have the same keys and are told apart by their types; it is read
/// as they are, all at once. Implemented by `#[derive(Entities)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of entities",
    note = "`#[derive(Entities)]` on an enum such as `enum Cats {{ Cat(Cat), Lion(Lion) }}` makes it one"
)]
pub trait Entities: Entity<Key = SharedKey<Self>> {
    /// The entity of the first variant, whose repository makes the reads.
    type First: Entity<Table = Self::Table>;
}

/// The primary key of an enum of entities, made of a key of one of them by
/// [`any_of`](crate::bounds::EntityKey::any_of).
pub struct SharedKey<C> {
    /// The values, by the slots of the first entity.
    values: Vec<(usize, Box<dyn DynKeyField>)>,
    entities: PhantomData<fn() -> C>,
}

impl<C: Entities> SharedKey<C> {
    pub(super) fn with_values(values: &(impl KeyValues + ?Sized)) -> Self {
        let fields = C::SCHEMA.primary_fields();
        let values = fields.filter_map(|field| {
            let value = values.key_value(field.slot)?;
            Some((field.slot, value.boxed()))
        });
        Self {
            values: values.collect(),
            entities: PhantomData,
        }
    }
}

impl<C: Entities> EntityKey for SharedKey<C> {
    type Entity = C;

    fn of(entity: &C) -> Self {
        Self::with_values(entity)
    }

    fn write_attributes(&self, _: &mut ItemWriter) {}
}

impl<C> KeyValues for SharedKey<C> {
    fn key_value(&self, slot: usize) -> KeyValue<'_> {
        let found = self.values.iter().find(|(of, _)| *of == slot);
        found.map(|(_, value)| value.as_ref())
    }
}

impl<C> Clone for SharedKey<C> {
    fn clone(&self) -> Self {
        let values = self.values.iter();
        Self {
            values: values.map(|(slot, value)| (*slot, value.boxed())).collect(),
            entities: PhantomData,
        }
    }
}

/// Keys are equal that make the same stored key.
impl<C: Entities> PartialEq for SharedKey<C> {
    fn eq(&self, other: &Self) -> bool {
        match (primary_key::<C>(self), primary_key::<C>(other)) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
    }
}

/// Without its values, which often are personal data.
impl<C> fmt::Debug for SharedKey<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedKey").finish_non_exhaustive()
    }
}

/// The access pattern `A` of the first entity, as one of the enum of entities `C`.
pub struct Among<A, C>(PhantomData<fn() -> (A, C)>);

impl<A, C> AccessPattern for Among<A, C>
where
    A: AccessPattern,
    C: Entities<First = A::Entity>,
{
    type Entity = C;
    type Sort = A::Sort;
    type Locality = A::Locality;
    type Contents = A::Contents;
    type IndexAt = A::IndexAt;
    const INDEX: Option<&'static EntityIndex> = {
        if let Some(index) = A::INDEX {
            are_in_index(C::SCHEMA, <C::Table as TableModel>::LAYOUT, index);
        }
        A::INDEX
    };
    const SHARDS: Option<u8> = A::SHARDS;
}

impl<A, C> fmt::Debug for Among<A, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Among")
    }
}

/// What is done with an entity, or with the one that a variant of an enum of entities holds.
pub trait Visit {
    /// What it makes.
    type Made;
    /// Does it.
    fn visit<E: Entity>(self, entity: &E) -> Self::Made;
}
