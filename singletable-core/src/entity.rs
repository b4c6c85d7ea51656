//! The traits that the derives implement: what a table, an entity, a key and an access pattern are.

use crate::Timestamp;
use crate::connection::Mapping;
use crate::error::Error;
use crate::generate::{Generate, Sources};
use crate::item::{
    DecodeError, EncodeError, Item, ItemKey, ItemReader, ItemWriter, MAX_ITEM_BYTES, Stored,
    Written, WrittenForm, check,
};
use crate::key::{
    KeyContext, KeyError, KeyErrorKind, KeyPart, KeyTemplate, KeyValues, SortKey, key_number,
};
use crate::schema::{EntityIndex, EntitySchema, ScalarType, TableLayout, TableSchema};
use crate::schema_check::keys_are_apart;
#[cfg(any(feature = "streams", feature = "lambda"))]
use crate::stream::{self, Change, RecordError, StreamRecord};
use crate::wire::Row;
use crate::{listing, ttl, unique};
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
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
}

/// A table whose items decode to one type: an enum of its entities.
#[diagnostic::on_unimplemented(
    message = "the items of `{Self}` do not decode to one type",
    note = "`#[derive(Table)]` on an enum of its entities makes it what they decode to",
    note = "one entity is read by `scan_of`"
)]
pub trait TableItem: TableModel {
    /// Decodes an item by its type attribute.
    ///
    /// # Errors
    ///
    /// When the item has no type, a type that the enum does not name and has no arm for, or does
    /// not fit its entity.
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

/// The table of entities that name none: the layout [`TableLayout::DEFAULT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefaultTable;

impl TableModel for DefaultTable {
    const LAYOUT: &'static TableLayout = &TableLayout::DEFAULT;
    const SCHEMA: &'static TableSchema = &TableSchema {
        layout: Self::LAYOUT,
        entities: &[],
    };
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
        let keys = primary_keys::<Self>(self)?;
        Ok(whole_map(self, now, None, keys)?)
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

/// What writes of an entity must know of the item they change.
#[derive(Debug, Clone, Copy)]
pub enum Checks<const VERSION: bool, const UNIQUE: bool> {}

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
}

/// A way to query an entity: by the table's own keys, or by an index that it stands in.
pub trait AccessPattern: Send + Sync + 'static {
    /// The entity that is found.
    type Entity: Entity;
    /// The fields of the sort key.
    type Sort: SortKey;
    /// Whether the reads can be consistent: on the table and on local indexes.
    type Locality;
    /// Whether whole items can be read: from the table, and from indexes that hold every attribute
    /// of the entity.
    type Contents;
    /// The index's place among the entity's, by which is told whether it holds a
    /// [`Projection`](crate::Projection).
    type Place;
    /// The entity's index that is queried; `None` is the table itself.
    const INDEX: Option<&'static EntityIndex>;
    /// How many partitions the index spreads the queried one over; `None` is the one.
    const SHARDS: Option<u8> = None;
}

/// Whether an access pattern lives beside the table's own partitions.
#[derive(Debug, Clone, Copy)]
pub enum Locality<const LOCAL: bool> {}

/// Whether an access pattern holds whole items.
#[derive(Debug, Clone, Copy)]
pub enum Contents<const WHOLE: bool> {}

/// Where the index of an access pattern stands in the entity's list.
#[derive(Debug, Clone, Copy)]
pub enum Place<const INDEX: usize> {}

/// Access patterns that can be read consistently.
#[diagnostic::on_unimplemented(
    message = "a global secondary index cannot be read consistently",
    label = "this access pattern is a global secondary index",
    note = "DynamoDB copies items to it after the write; `get` and queries of the table or of a \
            local index can be consistent"
)]
pub trait ConsistentReads {}

impl ConsistentReads for Locality<true> {}

pub(crate) fn layout<E: Entity>() -> &'static TableLayout {
    <E::Table as TableModel>::LAYOUT
}

pub(crate) fn context<E: Entity>(part: KeyPart) -> KeyContext {
    KeyContext {
        entity: E::SCHEMA.name,
        part,
        separator: layout::<E>().separator,
    }
}

/// The stored primary key made of those values.
pub(crate) fn primary_key<E: Entity>(
    values: &(impl KeyValues + ?Sized),
) -> Result<ItemKey, KeyError> {
    let [pk, sk] = primary_keys::<E>(values)?;
    Ok(ItemKey::new(layout::<E>(), pk, sk))
}

/// The partition key and the sort key made of those values.
fn primary_keys<E: Entity>(values: &(impl KeyValues + ?Sized)) -> Result<[String; 2], KeyError> {
    let render = |template: &KeyTemplate, part| {
        let context = context::<E>(part);
        template
            .render(context, values)?
            .ok_or_else(|| context.error(template, None, KeyErrorKind::Missing))
    };
    let (layout, part) = (layout::<E>(), KeyPart::PartitionKey);
    let pk = render(&E::SCHEMA.pk, part)?;
    let sk = render(&E::SCHEMA.sk, KeyPart::SortKey)?;
    if unique::is_guard_key(&pk, &sk, layout.separator) {
        return Err(context::<E>(part).error(&E::SCHEMA.pk, None, KeyErrorKind::Reserved));
    }
    Ok([pk, sk])
}

/// One key half of an index: an attribute that is written from a template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexHalf {
    pub(crate) attribute: &'static str,
    pub(crate) template: &'static KeyTemplate,
    pub(crate) scalar: ScalarType,
    pub(crate) part: KeyPart,
}

/// The key halves that each index of an entity has of its own, index by index. The type index is
/// among them where its sort key has a template.
pub(crate) fn index_halves<E: Entity>() -> impl Iterator<Item = Vec<IndexHalf>> {
    index_keys::<E>().map(|halves| halves.into_iter().flatten().collect())
}

/// The same, in the places of partition key and sort key.
fn index_keys<E: Entity>() -> impl Iterator<Item = [Option<IndexHalf>; 2]> {
    let type_half = type_index_sort_key::<E>().and_then(|(attribute, name)| {
        let half = IndexHalf {
            attribute,
            template: E::SCHEMA.type_sk.as_ref()?,
            scalar: ScalarType::String,
            part: KeyPart::IndexSortKey(name),
        };
        Some([None, Some(half)])
    });
    let declared = E::SCHEMA.indexes.iter().map(|index| {
        let pk = index.pk.as_ref().map(|template| IndexHalf {
            attribute: index.layout.pk,
            template,
            scalar: ScalarType::String,
            part: KeyPart::IndexPartitionKey(index.layout.name),
        });
        let sk = index.sk.as_ref().zip(index.layout.sk);
        let sk = sk.map(|(template, attribute)| IndexHalf {
            attribute,
            template,
            scalar: index.layout.sk_type,
            part: KeyPart::IndexSortKey(index.layout.name),
        });
        [pk, sk]
    });
    type_half.into_iter().chain(declared)
}

/// The sort key attribute of the type index, and the index's name.
pub(crate) fn type_index_sort_key<E: Entity>() -> Option<(&'static str, &'static str)> {
    let index = layout::<E>().type_index.as_ref()?;
    Some((index.sk?, index.name))
}

/// The value of one index half; `None` when one of its fields is `None`.
pub(crate) fn render_half<E: Entity>(
    half: &IndexHalf,
    values: &(impl KeyValues + ?Sized),
) -> Result<Option<AttributeValue>, KeyError> {
    let context = context::<E>(half.part);
    match half.scalar {
        ScalarType::String => {
            let text = half.template.render(context, values)?;
            Ok(text.map(AttributeValue::S))
        }
        ScalarType::Number => {
            let Some(field) = half.template.fields().next() else {
                return Err(context.error(half.template, None, KeyErrorKind::NotANumber));
            };
            let Some(value) = values.key_value(field.slot) else {
                return Ok(None);
            };
            let number = key_number(value)
                .map_err(|kind| context.error(half.template, Some(field.name), kind))?;
            Ok(Some(AttributeValue::N(number)))
        }
    }
}

/// Writes the attributes of all indexes that the values stand in.
fn write_indexes<E: Entity>(
    values: &(impl KeyValues + ?Sized),
    writer: &mut ItemWriter,
) -> Result<(), WriteError> {
    for halves in index_keys::<E>() {
        let attributes = index_attributes::<E>(&halves, values)?;
        for (name, value) in attributes.into_iter().flatten() {
            writer.insert_key(name, value)?;
        }
    }
    Ok(())
}

/// The attributes of one index: none where a part is missing.
fn index_attributes<E: Entity>(
    halves: &[Option<IndexHalf>; 2],
    values: &(impl KeyValues + ?Sized),
) -> Result<[Option<(&'static str, AttributeValue)>; 2], KeyError> {
    let mut attributes = [None, None];
    for (half, attribute) in halves.iter().zip(&mut attributes) {
        let Some(half) = half else {
            continue;
        };
        let Some(value) = render_half::<E>(half, values)? else {
            return Ok([None, None]);
        };
        *attribute = Some((half.attribute, value));
    }
    Ok(attributes)
}

/// What can keep an entity from being written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum WriteError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

/// The whole stored item of an entity, checked against DynamoDB's limits. `now` becomes the type
/// index's sort key where no template gives one, and a declared lifetime begins at it.
///
/// `version` is the one that the item gets.
pub(crate) fn whole_item<E: Entity>(
    entity: &E,
    now: Timestamp,
    version: &AttributeValue,
    mapping: Mapping,
) -> Result<Written, WriteError> {
    let layout = layout::<E>();
    let [pk, sk] = primary_keys::<E>(entity)?;
    let key = ItemKey::new(layout, pk, sk);
    let ttl = ttl::attribute::<E>();
    if mapping == Mapping::Direct {
        let mut writer = ItemWriter::text(E::SCHEMA.name, most_attributes::<E>());
        let keys = [key.text(layout.pk).into(), key.text(layout.sk).into()];
        let written = write_whole(entity, now, Some(version), keys, &mut writer);
        if let (Ok(()), Some(text)) = (written, writer.into_text()) {
            let ttl = ttl.and_then(|name| text.number(name).map(str::to_owned));
            let whole = text.finish();
            if let Some((text, _)) = whole.filter(|(_, bytes)| *bytes <= MAX_ITEM_BYTES) {
                return Ok(Written {
                    key,
                    ttl: ttl.map(AttributeValue::N),
                    form: WrittenForm::Text(text),
                });
            }
        }
        // What is wrong with it, the map tells.
    }
    let keys = [layout.pk, layout.sk].map(|name| key.text(name).to_owned());
    let item = whole_map(entity, now, Some(version), keys)?;
    Ok(Written {
        key,
        ttl: ttl.and_then(|name| item.get(name).cloned()),
        form: WrittenForm::Map(item),
    })
}

/// The whole stored item of an entity as the SDK has it, checked against DynamoDB's limits.
fn whole_map<E: Entity>(
    entity: &E,
    now: Timestamp,
    version: Option<&AttributeValue>,
    keys: [String; 2],
) -> Result<Item, WriteError> {
    let mut writer = ItemWriter::map(E::SCHEMA.name, most_attributes::<E>());
    write_whole(entity, now, version, keys.map(Cow::Owned), &mut writer)?;
    let item = writer.into_item();
    check::check_item(E::SCHEMA.name, &item)?;
    Ok(item)
}

/// How many attributes an item of the entity can have, without those that no field has.
fn most_attributes<E: Entity>() -> usize {
    let layout = layout::<E>();
    let primary_and_type = 3;
    let of_indexes = 2 * E::SCHEMA.indexes.len();
    let of_type_index = [
        layout.type_index.and_then(|index| index.sk).is_some(),
        layout.type_shards.is_some(),
    ];
    let lifetime = E::SCHEMA.ttl.and_then(|ttl| ttl.seconds).is_some();
    let others = of_type_index.into_iter().chain([lifetime]);
    E::SCHEMA.attributes.len() + primary_and_type + of_indexes + others.filter(|has| *has).count()
}

/// Writes everything that the stored item of an entity has. Without a version, it keeps the one that
/// the value has.
fn write_whole<E: Entity>(
    entity: &E,
    now: Timestamp,
    version: Option<&AttributeValue>,
    [pk, sk]: [Cow<'_, str>; 2],
    writer: &mut ItemWriter,
) -> Result<(), WriteError> {
    let layout = layout::<E>();
    let shard = listing::shard_of::<E>(&pk, &sk);
    writer.keys_are_apart = const { keys_are_apart(<E::Table as TableModel>::LAYOUT, E::SCHEMA) };
    writer.fields(|writer| entity.write_attributes(writer))?;
    writer.insert_text(layout.pk, pk)?;
    writer.insert_text(layout.sk, sk)?;
    write_indexes::<E>(entity, writer)?;
    writer.insert_text(layout.type_attribute, E::SCHEMA.type_name.into())?;
    if let Some((attribute, shard)) = shard {
        writer.insert_key(attribute, shard)?;
    }
    if let Some((attribute, _)) = type_index_sort_key::<E>()
        && E::SCHEMA.type_sk.is_none()
    {
        writer.insert_key(attribute, AttributeValue::S(now.to_string()))?;
    }
    if let Some((attribute, expires)) = ttl::fresh::<E>(now)
        && !writer.has(attribute)
    {
        writer.insert_key(attribute, expires)?;
    }
    if let Some((name, version)) = E::SCHEMA.version.zip(version) {
        writer.replace(name, version.clone())?;
    }
    Ok(())
}

/// The type that an item of such a table names.
pub(crate) fn type_name<'i>(layout: &TableLayout, item: &'i impl Stored) -> Option<&'i str> {
    item.text(layout.type_attribute)
}

/// Whether the item is one of the entity's; one without a type is taken at its key's word.
pub(crate) fn is_of_type<E: Entity>(item: &impl Stored) -> bool {
    type_name(layout::<E>(), item).is_none_or(|name| name == E::SCHEMA.type_name)
}

/// The type attribute of an item of the table `T`, whose Rust name is `name`.
pub(crate) fn type_of<T: TableModel>(
    name: &'static str,
    item: &Row,
) -> Result<String, DecodeError> {
    match type_name(T::LAYOUT, item) {
        Some(type_name) => Ok(type_name.to_owned()),
        None => Err(type_error::<T>(
            name,
            item,
            "the item has no type attribute".into(),
        )),
    }
}

/// The error for an item whose type the table's enum does not name.
pub(crate) fn unknown_type<T: TableModel>(name: &'static str, item: &Row) -> DecodeError {
    match type_of::<T>(name, item) {
        Ok(type_name) => type_error::<T>(
            name,
            item,
            format!("the type `{type_name}` is not one of the table's entities"),
        ),
        Err(error) => error,
    }
}

fn type_error<T: TableModel>(name: &'static str, item: &Row, message: String) -> DecodeError {
    let attribute = T::LAYOUT.type_attribute.into();
    DecodeError::new(name, attribute, message, ItemKey::of(T::LAYOUT, item))
}
