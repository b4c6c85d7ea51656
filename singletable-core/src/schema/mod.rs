//! Constant descriptions of what was declared: table layouts, entities, indexes, key templates.
//!
//! The derives write these constants; key building, table creation and the checks between
//! entities all read the same ones.

pub(crate) mod check;
pub(crate) mod collection;
pub(crate) mod collision;
pub(crate) mod company;
mod declared;
pub(crate) mod encodings;
mod flatten;
pub(crate) mod guard;
pub(crate) mod key_fields;
pub(crate) mod key_types;
mod paths;
pub(crate) mod sentence;
pub(crate) mod sharing;
pub(crate) mod ttl;
mod type_checks;
mod type_index;
pub(crate) mod type_names;

#[doc(hidden)]
pub use declared::{
    attribute, collection_member, collection_schema, entity_index, entity_schema, key_only,
    table_layout, table_schema, unique_constraint,
};
#[doc(hidden)]
pub use flatten::{AttributePart, attributes, count, flattened};
#[doc(hidden)]
pub use type_index::type_index_is_sorted;
pub(crate) use type_index::{shard, shard_name};
pub use type_names::TypeAttribute;

use crate::key::{FieldSegment, FormOfKey, KeyTemplate};
pub use crate::value::ScalarType;
#[doc(hidden)]
pub use crate::value::flatten::Flattens;
pub use crate::value::form::{EnumForm, FieldForm, Form};

/// The physical shape of a table: the names of its key attributes and its indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableLayout {
    /// The table's name, unless the handle gives another.
    pub name: &'static str,
    /// The attribute that holds the partition key.
    pub pk: KeyAttribute,
    /// The attribute that holds the sort key, if the table has one.
    pub sk: Option<KeyAttribute>,
    /// The text between the segments of a key: one to four characters of punctuation.
    pub separator: &'static str,
    /// The attribute that holds the entity's type name, or what takes its place.
    pub type_attribute: TypeAttribute,
    /// The attribute that holds the time of expiry in whole epoch seconds.
    pub ttl: Option<&'static str>,
    /// The index over the type attribute, if the table has one.
    pub type_index: Option<IndexLayout>,
    /// How many partitions of the type index each type is spread over, 1 to 100; `None` is one
    /// partition, whose key is the type attribute.
    pub type_shards: Option<u8>,
    /// The other secondary indexes.
    pub indexes: &'static [IndexLayout],
}

/// The physical shape of one secondary index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexLayout {
    /// The index's name.
    pub name: &'static str,
    /// The attribute that holds the index's partition key.
    pub pk: KeyAttribute,
    /// The attribute that holds the index's sort key, if it has one.
    pub sk: Option<KeyAttribute>,
    /// Whether the index is global or local.
    pub kind: IndexKind,
    /// Which attributes the index holds.
    pub projection: Projection,
}

/// An attribute that holds a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyAttribute {
    /// The attribute's name.
    pub name: &'static str,
    /// The type of its values.
    pub scalar: ScalarType,
    /// Of an index: which key of the table it is, if it is one. No write of the index's own sets it.
    pub of_table: Option<KeyHalf>,
}

/// A half of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyHalf {
    /// The partition key.
    Partition,
    /// The sort key.
    Sort,
}

/// Whether an index has its own partition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexKind {
    /// A global secondary index: its own partition key, eventually consistent reads only.
    Global,
    /// A local secondary index: the table's partition key, consistent reads possible.
    Local,
}

/// Which attributes an index holds besides the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Projection {
    /// All of them.
    All,
    /// None of them.
    KeysOnly,
    /// Those named, and the type and the time to live: an index that another program makes must
    /// hold these too.
    Include(&'static [&'static str]),
    /// Those named and no others, as in an index that another program has made.
    IncludeOnly(&'static [&'static str]),
}

/// What was declared of one entity.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct EntitySchema {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The value of the type attribute of its items; of several attributes, that of the first one.
    pub type_name: &'static str,
    /// The values of the other type attributes, where the table has several.
    pub type_rest: &'static [&'static str],
    /// The other members of the type attribute, where that is a set.
    pub type_set: &'static [&'static str],
    /// Whether its items have no type, whatever those of other entities have.
    pub typeless: bool,
    /// Former types, which are read and never written. Where the table has several type attributes, they
    /// are the values of all of them, type by type.
    pub type_aliases: &'static [&'static str],
    /// The names of entities with which it shares its keys on purpose.
    pub shares: &'static [&'static str],
    /// The entities that it is one of, for an enum of entities that are read as one.
    pub entities: &'static [&'static EntitySchema],
    /// The template of the partition key.
    pub pk: KeyTemplate,
    /// The template of the sort key; `None` in a table without one.
    pub sk: Option<KeyTemplate>,
    /// The template of the type index's sort key; `None` stores the time of creation there.
    pub type_sk: Option<KeyTemplate>,
    /// Whether its items expire.
    pub ttl: Option<TtlSchema>,
    /// The attribute that holds the version.
    pub version: Option<&'static str>,
    /// What no two items have in common.
    pub unique: &'static [UniqueConstraint],
    /// The secondary indexes that its items stand in, without the type index.
    pub indexes: &'static [EntityIndex],
    /// Whether a field keeps the attributes that no other field has.
    pub extra: bool,
    /// Its attributes, in the order of the fields.
    pub attributes: &'static [AttributeSchema],
    /// The fields without an attribute, which are read from the primary key.
    pub key_only: &'static [KeyOnlySchema],
    /// The paths in its keys.
    pub(crate) paths: paths::KeyPaths,
    /// How the fields of its key are compared with the key.
    pub(crate) key_fields: key_fields::KeyFields,
}

/// Values, or combinations of values, of which no two items of an entity have the same.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct UniqueConstraint {
    /// The constraint's name.
    pub name: &'static str,
    /// The fields, without text between them.
    pub template: KeyTemplate,
    /// What its guards are, where another library has made them.
    pub guard: Option<GuardForm>,
}

/// The guards of another library: items that hold nothing but their key, which the values are in, and their
/// type.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct GuardForm {
    /// The template of the partition key.
    pub pk: KeyTemplate,
    /// The template of the sort key; `None` in a table without one.
    pub sk: Option<KeyTemplate>,
    /// The value of the type attribute, if they have it.
    pub type_name: Option<&'static str>,
}

/// How the items of an entity expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TtlSchema {
    /// Seconds that an item lives; `None` where a field alone says when it expires.
    pub seconds: Option<u64>,
}

/// One index of an entity.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct EntityIndex {
    /// The physical index.
    pub layout: IndexLayout,
    /// The name of the access pattern: the repository's method.
    pub access: &'static str,
    /// The template of the index's partition key; `None` for a local index, whose partition key
    /// is the table's.
    pub pk: Option<KeyTemplate>,
    /// The template of the index's sort key.
    pub sk: Option<KeyTemplate>,
}

/// One attribute of an entity.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says another thing of the declaration"
)]
#[non_exhaustive]
pub struct AttributeSchema {
    /// The name of the field. Of a flattened field, it has several attributes.
    pub field: &'static str,
    /// The attribute's name in the stored item.
    pub name: &'static str,
    /// Whether an item must have it to be decoded.
    pub required: bool,
    /// Whether the field is an `Option`: `None` is a missing attribute, or a null.
    pub optional: bool,
    /// Whether `None` is stored as a null (`NULL`): `#[entity(null)]`.
    pub null: bool,
    /// Whether updates leave it as it is.
    pub read_only: bool,
    /// Whether its value is generated when an item is made.
    pub on_create: bool,
    /// Whether that value is a random identifier: `uuid`, `uuid_v7` or `ksuid`.
    pub random: bool,
    /// Whether it is a set, also one that is stored as a list.
    pub set: bool,
    /// Which place the field has among all fields of the struct.
    pub slot: usize,
    /// The form in which its values are stored.
    pub form: Form,
    /// The field of the flattened struct that it is.
    pub(crate) part: Option<&'static FieldForm>,
}

/// A field that has no attribute, and is read from the primary key: `#[entity(key_only)]`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct KeyOnlySchema {
    /// The name of the field.
    pub field: &'static str,
    /// Which place the field has among all fields of the struct.
    pub slot: usize,
    /// Whether its value is a random identifier that is generated when an item is made: `uuid`, `uuid_v7`
    /// or `ksuid`.
    pub random: bool,
    /// What an attribute with its value would hold.
    pub(crate) form: FormOfKey,
}

/// What was declared of a collection.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CollectionSchema {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The table's layout.
    pub layout: &'static TableLayout,
    /// The index that it is read from; `None` is the table itself.
    pub index: Option<&'static str>,
    /// The template of the partition key. Its slots are counted from 0, as the `get` takes them.
    pub pk: KeyTemplate,
    /// What the sort keys begin with; `None` reads the whole partition.
    pub narrow: Option<&'static str>,
    /// Its members, in the order of the fields.
    pub members: &'static [CollectionMember],
}

/// One field of a collection.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CollectionMember {
    /// The name of the field.
    pub field: &'static str,
    /// Whether the collection needs an item for it.
    pub required: bool,
    /// What it holds.
    pub of: MemberOf,
}

/// What a field of a collection holds.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum MemberOf {
    /// Items of an entity.
    Items(&'static EntitySchema),
    /// Collections of items that join a parent.
    Nested(&'static CollectionSchema),
}

/// What was declared of a table: its layout and, where the list is closed, its entities.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct TableSchema {
    /// The physical shape.
    pub layout: &'static TableLayout,
    /// The entities that the table's enum names; empty for a unit struct.
    pub entities: &'static [&'static EntitySchema],
}

impl TableLayout {
    /// The layout of entities that name no table: `pk`, `sk`, `_type`, `ttl`, and the global
    /// indexes `GSI1` to `GSI5` on `gsi1pk`/`gsi1sk` to `gsi5pk`/`gsi5sk`; separator `#`, table
    /// name `AppData`, no type index.
    pub const DEFAULT: Self = Self {
        name: "AppData",
        pk: KeyAttribute::text("pk"),
        sk: Some(KeyAttribute::text("sk")),
        separator: "#",
        type_attribute: TypeAttribute::One("_type"),
        ttl: Some("ttl"),
        type_index: None,
        type_shards: None,
        indexes: &[
            IndexLayout::global("GSI1", "gsi1pk", Some("gsi1sk")),
            IndexLayout::global("GSI2", "gsi2pk", Some("gsi2sk")),
            IndexLayout::global("GSI3", "gsi3pk", Some("gsi3sk")),
            IndexLayout::global("GSI4", "gsi4pk", Some("gsi4sk")),
            IndexLayout::global("GSI5", "gsi5pk", Some("gsi5sk")),
        ],
    };

    /// The declared index of that name.
    pub const fn index(&self, name: &str) -> Option<IndexLayout> {
        let mut i = 0;
        while i < self.indexes.len() {
            if str_eq(self.indexes[i].name, name) {
                return Some(self.indexes[i]);
            }
            i += 1;
        }
        None
    }

    /// Whether the attribute is one of the table's keys.
    pub const fn has_key(&self, attribute: &str) -> bool {
        self.pk.is(attribute) || is_half(self.sk, attribute)
    }

    /// Whether a global index has the table's sort key as its partition key.
    pub(crate) const fn is_inverted(&self) -> bool {
        let mut i = 0;
        while i < self.indexes.len() {
            let index = &self.indexes[i];
            if !index.is_local() && is_half(self.sk, index.pk.name) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The names of the table's keys.
    pub(crate) fn key_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.pk)
            .chain(self.sk)
            .map(|half| half.name)
    }

    /// Whether the table itself uses an attribute of that name: for a key, the type, an index or
    /// the time to live.
    pub const fn reserves(&self, attribute: &str) -> bool {
        if self.has_key(attribute) || self.type_attribute.has(attribute) {
            return true;
        }
        if let Some(ttl) = self.ttl
            && str_eq(ttl, attribute)
        {
            return true;
        }
        if let Some(index) = self.type_index
            && index.has_key(attribute)
        {
            return true;
        }
        let mut i = 0;
        while i < self.indexes.len() {
            if self.indexes[i].has_key(attribute) {
                return true;
            }
            i += 1;
        }
        false
    }
}

impl IndexLayout {
    /// A global index with string keys that projects all attributes.
    pub const fn global(name: &'static str, pk: &'static str, sk: Option<&'static str>) -> Self {
        Self {
            name,
            pk: KeyAttribute::text(pk),
            sk: match sk {
                Some(sk) => Some(KeyAttribute::text(sk)),
                None => None,
            },
            kind: IndexKind::Global,
            projection: Projection::All,
        }
    }

    /// Whether the attribute is one of the index's two keys.
    pub const fn has_key(&self, attribute: &str) -> bool {
        self.pk.is(attribute) || is_half(self.sk, attribute)
    }

    /// Whether the index holds the attribute: a key of its own or of the table, or one that its
    /// projection has. With [`Projection::Include`] that is also the type, by which items are told
    /// apart, and the time to live; with [`Projection::IncludeOnly`] only if they are named.
    pub const fn holds(&self, table: &TableLayout, attribute: &str) -> bool {
        if self.has_key(attribute) || table.has_key(attribute) {
            return true;
        }
        match self.projection {
            Projection::All => true,
            Projection::KeysOnly => false,
            Projection::IncludeOnly(names) => contains(names, attribute),
            Projection::Include(names) => {
                contains(names, attribute)
                    || table.type_attribute.has(attribute)
                    || match table.ttl {
                        Some(ttl) => str_eq(ttl, attribute),
                        None => false,
                    }
            }
        }
    }

    /// Whether the index is local: read consistently, on the table's own partition key.
    pub const fn is_local(&self) -> bool {
        matches!(self.kind, IndexKind::Local)
    }
}

impl KeyAttribute {
    /// An attribute that holds text.
    pub const fn text(name: &'static str) -> Self {
        Self {
            name,
            scalar: ScalarType::String,
            of_table: None,
        }
    }

    /// Whether that is its name.
    pub(crate) const fn is(&self, name: &str) -> bool {
        str_eq(self.name, name)
    }
}

/// Whether there is such a half of a key, of that name.
const fn is_half(half: Option<KeyAttribute>, name: &str) -> bool {
    match half {
        Some(half) => half.is(name),
        None => false,
    }
}

impl EntitySchema {
    /// The fields of the primary key, in the order of its templates. One that is in both comes twice.
    pub(crate) fn primary_fields(&self) -> impl Iterator<Item = &'static FieldSegment> + use<> {
        let sort = self.sk.map(|template| template.fields());
        self.pk.fields().chain(sort.into_iter().flatten())
    }

    /// Whether the field of that index is in the primary key.
    pub(crate) fn is_in_key(&self, slot: usize) -> bool {
        self.primary_fields()
            .any(|field| self.field_of(field.slot) == slot)
    }

    /// The attribute of the field in that slot; of a path into a field, the attribute of the field.
    pub fn attribute(&self, slot: usize) -> Option<&'static AttributeSchema> {
        let slot = self.field_of(slot);
        self.attributes.iter().find(|a| a.slot == slot)
    }
}

/// Whether the name is among those, in constant evaluation.
pub(crate) const fn contains(names: &[&str], name: &str) -> bool {
    let mut i = 0;
    while i < names.len() {
        if str_eq(names[i], name) {
            return true;
        }
        i += 1;
    }
    false
}

/// `==` for strings in constant evaluation.
pub(crate) const fn str_eq(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
