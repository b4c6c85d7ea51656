//! For generated code: access patterns, each described by one type. The compiler checks every generated
//! item in every build, so an access pattern has one such type and not an item for each fact.

use super::listing::{Listed, TypeIndex};
use super::{AccessPattern, Contents, Entity, IndexAt, Locality};
use crate::key::SortKey;
use crate::schema::EntityIndex;
use std::marker::PhantomData;

/// A type that is an access pattern.
pub trait Access: Send + Sync + 'static {
    /// The fields of the sort key, apart from the rest, so that a type that is no key is reported here
    /// and not wherever the access pattern is named.
    type Sort: SortKey;
    /// The other facts: an [`AccessFacts`].
    type Is: Facts;
}

/// The facts about an access pattern.
pub trait Facts {
    /// The entity.
    type Entity: Entity;
    /// Whether the reads can be consistent.
    type Locality;
    /// Whether whole items can be read.
    type Contents;
    /// The position of the index in the entity's list.
    type IndexAt: IndexPosition;
}

/// The entity, whether the access pattern is local, whether it holds whole items, and the position of
/// its index.
pub struct AccessFacts<E, const LOCAL: bool, const WHOLE: bool, P>(PhantomData<fn() -> (E, P)>);

impl<E: Entity, const LOCAL: bool, const WHOLE: bool, P: IndexPosition> Facts
    for AccessFacts<E, LOCAL, WHOLE, P>
{
    type Entity = E;
    type Locality = Locality<LOCAL>;
    type Contents = Contents<WHOLE>;
    type IndexAt = P;
}

/// The position of an index in the entity's list.
pub trait IndexPosition {
    /// The position; `None` for the table itself.
    const POSITION: Option<usize>;
}

impl IndexPosition for () {
    const POSITION: Option<usize> = None;
}

impl<const N: usize> IndexPosition for IndexAt<N> {
    const POSITION: Option<usize> = Some(N);
}

impl<A: Access> AccessPattern for A {
    type Entity = <A::Is as Facts>::Entity;
    type Sort = A::Sort;
    type Locality = <A::Is as Facts>::Locality;
    type Contents = <A::Is as Facts>::Contents;
    type IndexAt = <A::Is as Facts>::IndexAt;
    const INDEX: Option<&'static EntityIndex> = match <A::Is as Facts>::IndexAt::POSITION {
        Some(index) => Some(&<A::Is as Facts>::Entity::SCHEMA.indexes[index]),
        None => None,
    };
}

/// An entity in the type index.
pub trait InTypeIndex: Entity {
    /// The facts about it: a [`ListedFacts`].
    type Is: ListFacts;
}

/// The facts about an entity in the type index.
pub trait ListFacts {
    /// The fields of the type index's sort key.
    type Sort: SortKey;
    /// Whether the table has a type index.
    type Index;
    /// Whether the type index holds whole items.
    type Contents: Send + Sync + 'static;
}

/// The fields of the type index's sort key, whether there is a type index, and whether it holds whole
/// items.
pub struct ListedFacts<S, const DECLARED: bool, const WHOLE: bool>(PhantomData<fn() -> S>);

impl<S: SortKey, const DECLARED: bool, const WHOLE: bool> ListFacts
    for ListedFacts<S, DECLARED, WHOLE>
{
    type Sort = S;
    type Index = TypeIndex<DECLARED>;
    type Contents = Contents<WHOLE>;
}

impl<E: InTypeIndex> Listed for E {
    type Sort = <E::Is as ListFacts>::Sort;
    type Index = <E::Is as ListFacts>::Index;
    type Contents = <E::Is as ListFacts>::Contents;
}
