//! The type index: all items of one entity, whatever their keys.

use super::projected::TYPE_INDEX;
use super::{AccessPattern, Entity, IndexAt, Locality, TableModel};
use crate::key::{Encoding, FieldSegment, KeyTemplate, Segment, SortKey};
use crate::schema::{EntityIndex, IndexLayout, TableLayout};
use crate::value::Timestamp;
use std::fmt;
use std::marker::PhantomData;

/// An entity in its table's type index. Implemented by `#[derive(Entity)]`.
pub trait Listed: Entity {
    /// The fields of the type index's sort key: those of `type_sk`, or the time of creation.
    type Sort: SortKey;
    /// Whether the table has a type index.
    type Index;
    /// Whether the type index holds whole items.
    type Contents: Send + Sync + 'static;
}

/// Whether a table has a type index.
#[derive(Debug, Clone, Copy)]
pub enum TypeIndex<const DECLARED: bool> {}

/// Tables with a type index.
#[diagnostic::on_unimplemented(
    message = "the table has no type index to list entities by",
    label = "no type index",
    note = "declare one: `#[table(type_index(name = \"TypeIndex\", sk = \"_timestamp\"))]`",
    note = "without an index, and for an entity with `type = none`, `scan_of` reads the whole table"
)]
pub trait HasTypeIndex: sealed::Sealed {}

impl HasTypeIndex for TypeIndex<true> {}

mod sealed {
    pub trait Sealed {}
    impl<const DECLARED: bool> Sealed for super::TypeIndex<DECLARED> {}
}

/// The access pattern of an entity through the type index. Used by [`Table::list`](crate::Table::list).
pub struct ByType<E>(PhantomData<fn() -> E>);

impl<E: Listed> ByType<E> {
    const PARTITION: [Segment; 1] = [Segment::Literal(E::SCHEMA.type_name)];
    const INDEX: EntityIndex = {
        let layout = type_index(<E::Table as TableModel>::LAYOUT);
        let sk = match (layout.sk, E::SCHEMA.type_sk) {
            (None, _) => None,
            (Some(_), None) => Some(TIME),
            (Some(_), template) => template,
        };
        EntityIndex {
            layout,
            access: "list",
            pk: Some(KeyTemplate {
                source: E::SCHEMA.type_name,
                segments: &Self::PARTITION,
            }),
            sk,
        }
    };
}

/// The time of creation as a sort key, of which no field is a part.
const TIME: KeyTemplate = KeyTemplate {
    source: "<time of creation>",
    segments: &[Segment::Field(FieldSegment::new(
        usize::MAX,
        "time of creation",
        Encoding::Plain,
    ))],
};

const fn type_index(layout: &TableLayout) -> IndexLayout {
    match layout.type_index {
        Some(index) => index,
        None => panic!("the table has no type index to list entities by"),
    }
}

impl<E: Listed> AccessPattern for ByType<E> {
    type Entity = E;
    type Sort = E::Sort;
    type Locality = Locality<false>;
    type Contents = E::Contents;
    type IndexAt = IndexAt<TYPE_INDEX>;
    const INDEX: Option<&'static EntityIndex> = Some(&Self::INDEX);
    const SHARDS: Option<u8> = <E::Table as TableModel>::LAYOUT.type_shards;
}

impl<E> fmt::Debug for ByType<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByType")
    }
}

/// For generated code: the sort key of entities without a `type_sk`, if the type index has one.
#[derive(Debug, Clone, Copy)]
pub enum CreationTime<const SORTED: bool> {}

/// For generated code: see [`CreationTime`].
pub trait TypeSort {
    /// The fields.
    type Sort: SortKey;
}

impl TypeSort for CreationTime<true> {
    type Sort = (Timestamp,);
}

impl TypeSort for CreationTime<false> {
    type Sort = ();
}
