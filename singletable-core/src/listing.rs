//! The type index: all items of one entity, whatever their keys.

use crate::Timestamp;
use crate::entity::{AccessPattern, Entity, Locality, Place, TableModel, layout};
use crate::expr::projected::TYPE_INDEX;
use crate::item::ItemKey;
use crate::key::{Encoding, FieldSegment, KeyTemplate, Segment, SortKey};
use crate::schema::{EntityIndex, IndexLayout, TableLayout};
use aws_sdk_dynamodb::types::AttributeValue;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::marker::PhantomData;

/// An entity as the type index of its table lists it. Implemented by `#[derive(Entity)]`.
pub trait Listed: Entity {
    /// The fields of the type index's sort key: of `type_sk`, or the time of creation.
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
    note = "without an index, `scan_of` reads the whole table"
)]
pub trait HasTypeIndex {}

impl HasTypeIndex for TypeIndex<true> {}

/// The access pattern of an entity through the type index: made by
/// [`Table::list`](crate::Table::list).
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

/// The time of creation as a sort key, which no field has.
const TIME: KeyTemplate = KeyTemplate {
    source: "<time of creation>",
    segments: &[Segment::Field(FieldSegment {
        slot: usize::MAX,
        name: "time of creation",
        encoding: Encoding::Plain,
    })],
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
    type Place = Place<TYPE_INDEX>;
    const INDEX: Option<&'static EntityIndex> = Some(&Self::INDEX);
    const SHARDS: Option<u8> = <E::Table as TableModel>::LAYOUT.type_shards;
}

impl<E> fmt::Debug for ByType<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByType")
    }
}

/// For generated code: the sort key of entities without a `type_sk`, by whether the type index has
/// one.
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

/// For generated code: whether the type index has a sort key.
pub const fn type_index_is_sorted(layout: &TableLayout) -> bool {
    match layout.type_index {
        Some(index) => index.sk.is_some(),
        None => false,
    }
}

/// The partition of the type index that an item is written to, where the type attribute is not it:
/// the attribute's name and `USER#3`.
///
/// The shard is made of the primary key: the first eight bytes of SHA-256 of the partition key, a
/// zero byte and the sort key, as a big-endian number, modulo the number of shards.
pub(crate) fn shard<E: Entity>(key: &ItemKey) -> Option<(&'static str, AttributeValue)> {
    let layout = layout::<E>();
    shard_of::<E>(key.text(layout.pk), key.text(layout.sk))
}

/// The same, of the two keys.
pub(crate) fn shard_of<E: Entity>(pk: &str, sk: &str) -> Option<(&'static str, AttributeValue)> {
    let layout = layout::<E>();
    let (index, shards) = (layout.type_index.as_ref()?, layout.type_shards?);
    let digest = Sha256::digest([pk, "\0", sk].concat());
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    let shard = u64::from_be_bytes(first) % u64::from(shards.max(1));
    let partition = shard_name(E::SCHEMA.type_name, layout, shard);
    Some((index.pk, AttributeValue::S(partition)))
}

/// The partition of the type index that a shard of a type is.
pub(crate) fn shard_name(type_name: &str, layout: &TableLayout, shard: u64) -> String {
    format!("{type_name}{}{shard}", layout.separator)
}
