//! What generated code may name. Nothing here is public API; it changes without notice.

pub use crate::collection::{Collection, Gathered, TakesKey, key_number, reversed, sorted};
pub use crate::entity::access::{Access, AccessFacts, InTypeIndex, ListedFacts};
pub use crate::entity::projected::{
    AlwaysRead, Held, Projection as EntityProjection, holds_projection, inside, path,
};
pub use crate::entity::{
    AccessPattern, Contents, DefaultTable, Entity, EntityKey, IndexAt, IsTable, IsTableOf,
    Locality, NamesEntity, NewItem, NoField, TableItem, TableModel,
};
pub use crate::entity::{CreationTime, KeyAttr, Listed, OfNoKey, TypeIndex, TypeSort};
pub use crate::entity::{Entities, SharedKey, Visit};
pub use crate::error::Error;
pub use crate::expr::attr::{Attr, Path, role};
pub use crate::expr::flattened::{Flattened, Names};
pub use crate::expr::held::{AlwaysThere, EndsPath, HasPaths, Holds, OnTheWay, PathValues};
pub use crate::expr::key_only::KeyOnly;
pub use crate::expr::roles::Checks;
pub use crate::expr::roles::{InKey, Shared};
pub use crate::expr::update::KeyGroup;
pub use crate::generate::words as generators;
pub use crate::generate::{DefaultOf, Generate, Generator, Ksuid, Now, Sources, UuidV4, UuidV7};
pub use crate::item::choice::{Choose, Chosen, Probe, Unknown, choice, choice_inside, stored_form};
pub use crate::item::codec::sealed::Sealed as OwnCodec;
pub use crate::item::codec::{
    Begins, Binary, Buffered, Codec, EpochSeconds, Formed, Number, NumberCodec, Orders, Parts,
    Rfc3339, Serde, Set, Unordered, decode_with, encode_with, unless_null,
};
pub use crate::item::orders::Ordered;
pub use crate::item::prefix::Prefixed;
pub use crate::item::unset::Unset;
pub use crate::item::{DecodeError, EncodeError, ItemReader, ItemWriter};
pub use crate::key::Slots;
pub use crate::key::parts::value_of;
pub use crate::key::{
    ByDigits, ByValue, Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyType, KeyValue,
    KeyValueError, KeyValues, Unsorted, key_template, literal, plain,
};
pub use crate::life::ttl::Lifetime;
pub use crate::life::version::VersionNumber;
pub use crate::op::{
    ConditionCheck, Delete, Get, GetCollection, GetUnique, Partition, Query, Update,
};
pub use crate::repository::Repository;
pub use crate::schema::check::{
    apart, guards_fit, has_separator, holds, holds_whole, index, is_local, joined, joined_len,
    keys_disagree, separates, type_index_holds_whole, utf8,
};
pub use crate::schema::collection::{
    entity_mistake, index_mistake, join_mistake, narrow_mistake, nested_mistake, twice_mistake,
};
pub use crate::schema::collision::AttributeChecks;
pub use crate::schema::encodings::{encodes, shaped, sorts};
pub use crate::schema::key_types::{
    guard_keys, index_pk, index_sk, inverted, is_number, sorts_itself, table_pk, table_sk,
    type_index_sort_key, type_sk,
};
pub use crate::schema::sharing::{
    all_types, count_types, entities_agree, entities_schema, shares_with, slot_among,
};
pub use crate::schema::{
    AttributePart, AttributeSchema, CollectionSchema, EntitySchema, Flattens, IndexKind,
    IndexLayout, KeyHalf, MemberOf, Projection, ScalarType, TableLayout, TableSchema,
    TypeAttribute, attribute, attributes, collection_member, collection_schema, count,
    entity_index, entity_schema, flattened, key_only, table_layout, table_schema,
    type_index_is_sorted, unique_constraint,
};
pub use crate::table::Table;
pub use crate::value::IntoValue;
pub use crate::value::Refused;
pub use crate::value::form::{EnumForm, FieldForm, Form, HasForm};
pub use crate::value::ser::is_none;
pub use crate::value::{Item, ValueError};
pub use crate::wire::{RawValue, Row, ValueText};
pub use aws_sdk_dynamodb::types::AttributeValue;
pub use std::clone::Clone;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Ok};

use crate::entity;

/// The layout of the default table.
pub const DEFAULT_LAYOUT: &TableLayout = DefaultTable::LAYOUT;

/// The position among the table's entities of the one that the item is of.
pub fn position_of<T: TableModel>(item: &Row) -> Option<usize> {
    entity::position_of::<T>(item)
}

/// The position of the entity, among those of an enum of entities, that the item is of.
pub fn position_among<E: Entity>(item: &Row) -> Option<usize> {
    entity::position_among::<E>(item)
}

/// The error for an item whose type the table's enum does not name.
pub fn unknown_type<T: TableModel>(name: &'static str, item: &Row) -> DecodeError {
    entity::unknown_type(T::LAYOUT, name, item)
}
