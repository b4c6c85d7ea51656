//! Entities: the traits that the derives implement, and what is made of an entity by them alone: keys,
//! whole items, and what a read selects.

pub(crate) mod access;
mod access_pattern;
mod entities;
mod found;
mod in_place;
mod key_only;
mod keys;
mod listing;
mod no_field;
mod plain_keys;
pub(crate) mod projected;
pub(crate) mod selection;
mod stored;
mod whole;

pub use access_pattern::{AccessPattern, ConsistentReads, Contents, IndexAt, Locality};
#[doc(hidden)]
pub use entities::Visit;
pub use entities::{Among, Entities, SharedKey};
pub use found::{Misplaced, MisplacedOnly, StaleOnly};
pub(crate) use in_place::{is_field, wrong_keys};
pub(crate) use keys::{
    IndexHalf, context, creation_time, index_halves, layout, primary_key, render_half, shard,
    type_index_sort_key,
};
pub use listing::{ByType, CreationTime, HasTypeIndex, Listed, TypeIndex, TypeSort};
#[doc(hidden)]
pub use no_field::NoField;
pub(crate) use plain_keys::check_plain_keys;
pub use projected::{AlwaysRead, FieldOf, HeldBy, Projected, Projection};
pub use selection::{FitsIn, Selection};
#[doc(hidden)]
pub use stored::{KeyAttr, OfNoKey};
pub(crate) use stored::{
    entity_of, is_guard, is_others, is_own, is_own_in_part, key_attributes, position_among,
    position_of, unknown_type,
};
pub(crate) use whole::WholeItem;
use whole::WholeMap;

use crate::error::Error;
use crate::generate::{Generate, Sources};
use crate::item::{DecodeError, ItemKey, ItemReader, ItemWriter};
use crate::key::{KeyError, KeyValues};
use crate::schema::{EntitySchema, TableLayout, TableSchema};
#[cfg(any(feature = "streams", feature = "lambda"))]
use crate::stream::{self, Change, RecordError, StreamRecord};
use crate::value::{Item, Timestamp};
use crate::wire::Row;
use std::fmt::Debug;

/// A table: its physical layout and its entities. Implemented by `#[derive(Table)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    note = "`#[derive(Table)]` on an enum of entities, or on a unit struct, makes it one"
)]
pub trait TableModel: Sized + Send + Sync + 'static {
    /// The names of its attributes and indexes.
    const LAYOUT: &'static TableLayout;
    /// The layout, and what is declared of each entity that the table names.
    const SCHEMA: &'static TableSchema;
    /// The table itself: what is asked of it is asked of a table alone, so that another type is one error.
    #[doc(hidden)]
    type Itself;
}

/// A table whose items decode to one type: an enum of its entities.
#[diagnostic::on_unimplemented(
    message = "the items of `{Self}` do not decode to one type",
    note = "`#[derive(Table)]` on an enum of its entities makes it what they decode to",
    note = "one entity is read by `scan_of`"
)]
pub trait TableItem: TableModel {
    /// Decodes an item by its type attribute; one without, by its key.
    ///
    /// # Errors
    ///
    /// When the item has a type that the enum does not name and has no arm for, has no type and a key
    /// that is not one of an entity's, or does not fit its entity.
    fn from_item(item: Item) -> Result<Self, DecodeError> {
        Self::from_row(Row::from(item))
    }

    /// Decodes a stored item, however it was read.
    #[doc(hidden)]
    fn from_row(row: Row) -> Result<Self, DecodeError>;

    /// What a record of DynamoDB Streams tells of an item of the table; `None` when the item is a
    /// guard, which keeps a value unique and is no entity.
    ///
    /// # Errors
    ///
    /// When an image cannot be decoded (see [`from_item`](TableItem::from_item)), or the record has no
    /// body or is about something that this version does not know.
    #[cfg(any(feature = "streams", feature = "lambda"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "streams", feature = "lambda"))))]
    fn from_stream_record(record: impl StreamRecord) -> Result<Option<Change<Self>>, RecordError> {
        stream::table_item(record)
    }

    /// What records of DynamoDB Streams tell, one after the other and in their order, without those of
    /// guards. A record that cannot be read is one `Err`, and those behind it are read all the same.
    #[cfg(any(feature = "streams", feature = "lambda"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "streams", feature = "lambda"))))]
    fn from_stream_records<R: StreamRecord>(
        records: impl IntoIterator<Item = R>,
    ) -> impl Iterator<Item = Result<Change<Self>, RecordError>> {
        let records = records.into_iter();
        records.filter_map(|record| Self::from_stream_record(record).transpose())
    }
}

/// A table that names the entity `E`: in its enum, or because its list is open. `#[derive(Table)]`
/// implements it, and `#[derive(Entity)]` asks for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{E}` is not in the enum of its table `{Self}`",
    label = "`{Self}` does not name this entity",
    note = "add it to the enum: `{E}({E})`; then its keys are compared with those of the other \
            entities, and scans read it",
    note = "if it is not to be there, because another crate declares it or it is a former layout, add \
            `#[entity(unlisted)]`"
)]
pub trait NamesEntity<E> {
    /// Named to ask whether the trait is there.
    const NAMES: () = ();
}

impl<E> NamesEntity<E> for DefaultTable {}

/// The table `T` itself, of which an entity in its enum is one. `#[derive(Table)]` asks for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an entity of the table `{Self}` is in the enum of `{T}`",
    label = "this entity is not declared with `table = {T}`",
    note = "write `#[entity(table = {T}, …)]` on the entity"
)]
pub trait IsTable<T> {
    /// Named to ask whether the trait is there.
    const IS: () = ();
}

impl<T> IsTable<T> for T {}

/// The table `T` itself, from which the collection `C` is read. `#[derive(Collection)]` asks for it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an entity of the table `{Self}` is a member of `{C}`",
    label = "this is not declared with `table = {T}`",
    note = "write `table = {T}` there too: a collection is read from one table"
)]
pub trait IsTableOf<T, C> {
    /// Named to ask whether the trait is there.
    const IS: () = ();
}

impl<T, C> IsTableOf<T, C> for T {}

/// The table of entities that name none: the layout [`TableLayout::DEFAULT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefaultTable;

impl TableModel for DefaultTable {
    const LAYOUT: &'static TableLayout = &TableLayout::DEFAULT;
    const SCHEMA: &'static TableSchema = &TableSchema {
        layout: Self::LAYOUT,
        entities: &[],
    };
    type Itself = Self;
}

/// A struct that is stored as one item. Implemented by `#[derive(Entity)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an entity",
    note = "`#[derive(Entity)]` with `#[entity(pk = \"…\", sk = \"…\")]` makes it one"
)]
pub trait Entity: KeyValues + Sized + Send + Sync + 'static {
    /// The table that its items live in.
    type Table: TableModel;
    /// The fields of its primary key.
    type Key: EntityKey<Entity = Self>;
    /// What is kept between its items' writes, and so must be known by them: a version, unique
    /// values.
    type Checks;
    /// What was declared of it.
    const SCHEMA: &'static EntitySchema;

    /// The version of this value, of an entity that has one.
    #[doc(hidden)]
    fn version(&self) -> Option<u64> {
        None
    }

    /// Writes the fields, without keys and type.
    #[doc(hidden)]
    fn write_attributes(&self, writer: &mut ItemWriter);

    /// Reads the fields.
    #[doc(hidden)]
    fn read_attributes(reader: &mut ItemReader) -> Result<Self, DecodeError>;

    /// Hands the entity on; of an enum of entities, the one that it is.
    #[doc(hidden)]
    fn visit<V: Visit>(&self, visit: V) -> V::Made {
        visit.visit(self)
    }

    /// Adds the values that are generated on every update.
    #[doc(hidden)]
    fn on_update(_: &mut Generate<'_>) {}

    /// Adds the values that are generated for a new item, where there is none.
    #[doc(hidden)]
    fn on_upsert(_: &mut Generate<'_>) {}

    /// Decodes a stored item. The type attribute is not looked at.
    ///
    /// # Errors
    ///
    /// When an attribute is missing or does not fit its field.
    fn from_item(item: Item) -> Result<Self, DecodeError> {
        Self::from_row(Row::from(item))
    }

    /// The item of this value as a `put` at that time writes it, for code that is written against the
    /// SDK: with its keys and type, and with the version that the value has, so that
    /// [`from_item`](Entity::from_item) makes the same value of it. A lifetime that begins with the
    /// write, and a sort key of the type index that is the time of it, are those of `now`.
    ///
    /// # Errors
    ///
    /// When a key cannot be built, a value cannot be stored, or a limit of DynamoDB is broken.
    fn to_item(&self, now: Timestamp) -> Result<Item, Error> {
        let key = primary_key::<Self>(self)?;
        Ok(self.visit(WholeMap { now, key })?)
    }

    /// Decodes a stored item, however it was read.
    #[doc(hidden)]
    fn from_row(row: Row) -> Result<Self, DecodeError> {
        // Where the rest is kept, what the fields read is taken out.
        let row = if Self::SCHEMA.extra {
            Row::from(row.into_item())
        } else {
            row
        };
        let layout = <Self::Table as TableModel>::LAYOUT;
        Self::read_attributes(&mut ItemReader::new(Self::SCHEMA.name, layout, row))
    }

    /// The key of this value, to read, change or delete its item by.
    fn to_key(&self) -> Self::Key {
        Self::Key::of(self)
    }

    /// The stored key of this value.
    ///
    /// # Errors
    ///
    /// When a key value is empty, contains the separator, or makes the key too long.
    fn item_key(&self) -> Result<ItemKey, KeyError> {
        primary_key::<Self>(self)
    }
}

/// What `create` takes for an entity `E`: a reference to a whole one, or the generated input struct
/// without the fields that are generated, such as `NewUser`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a new `{E}` is made of",
    label = "neither `&{E}` nor its input struct",
    note = "give a reference to a whole `{E}`; where fields have `#[entity(on_create = …)]`, the \
            input struct without them works too"
)]
pub trait NewItem<E: Entity> {
    /// What the creation answers: nothing for a reference, the whole entity for the input struct.
    type Created: Send;

    /// Whether values are generated, and not given.
    #[doc(hidden)]
    const GENERATES: bool = false;

    /// Fills in what is generated, and hands the whole entity to the function.
    #[doc(hidden)]
    fn build<W>(self, sources: &Sources, write: impl FnOnce(&E) -> W) -> (Self::Created, W);
}

impl<E: Entity> NewItem<E> for &E {
    type Created = ();

    fn build<W>(self, _: &Sources, write: impl FnOnce(&E) -> W) -> ((), W) {
        ((), write(self))
    }
}

/// The primary key of an entity, with the types of its fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the key of an entity",
    label = "not a key",
    note = "an entity's own `key` makes one: `User::key(\"u1\")`"
)]
pub trait EntityKey: KeyValues + Clone + Debug + PartialEq + Send + Sync + 'static {
    /// Whose key it is.
    type Entity: Entity<Key = Self>;

    /// The key of that value.
    fn of(entity: &Self::Entity) -> Self;

    /// Writes the key's fields as attributes.
    #[doc(hidden)]
    fn write_attributes(&self, writer: &mut ItemWriter);

    /// The key as it is stored.
    ///
    /// # Errors
    ///
    /// When a key value is empty, contains the separator, or makes the key too long.
    fn item_key(&self) -> Result<ItemKey, KeyError> {
        primary_key::<Self::Entity>(self)
    }

    /// The key of an enum of entities, of which this one's entity is the first: to read, put or delete
    /// whichever of them has it.
    fn any_of<C: Entities<First = Self::Entity>>(&self) -> SharedKey<C> {
        SharedKey::with_values(self)
    }
}
