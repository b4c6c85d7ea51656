//! Constructors of the descriptions, for generated code.
//!
//! The descriptions are `#[non_exhaustive]`, so generated code calls these functions where core
//! writes literals. The arguments are the fields of every declaration; a `with_*` method sets a
//! field that most declarations leave as it is.

use super::key_fields::{KeyFields, StoredPart};
use super::paths::KeyPaths;
use super::{
    AttributeSchema, CollectionMember, CollectionSchema, EntityIndex, EntitySchema, Form,
    GuardForm, IndexKind, IndexLayout, KeyAttribute, KeyHalf, KeyOnlySchema, MemberOf, Projection,
    ScalarType, TableLayout, TableSchema, TtlSchema, TypeAttribute, UniqueConstraint,
};
use crate::key::{FormOfKey, KeyTemplate};

/// The layout of a table without a type index.
#[doc(hidden)]
pub const fn table_layout(
    name: &'static str,
    pk: &'static str,
    sk: &'static str,
    separator: &'static str,
    type_attribute: &'static str,
    ttl: Option<&'static str>,
    indexes: &'static [IndexLayout],
) -> TableLayout {
    TableLayout {
        name,
        pk: KeyAttribute::text(pk),
        sk: Some(KeyAttribute::text(sk)),
        separator,
        type_attribute: TypeAttribute::One(type_attribute),
        ttl,
        type_index: None,
        type_shards: None,
        indexes,
    }
}

#[doc(hidden)]
impl TableLayout {
    /// With a partition key of another type than a string.
    pub const fn with_pk_type(mut self, scalar: ScalarType) -> Self {
        self.pk.scalar = scalar;
        self
    }

    /// With a sort key of another type than a string.
    pub const fn with_sk_type(mut self, scalar: ScalarType) -> Self {
        self.sk = with_type(self.sk, scalar);
        self
    }

    /// Without a sort key.
    pub const fn without_sk(mut self) -> Self {
        self.sk = None;
        self
    }

    /// With types that are not in one attribute as a text.
    pub const fn with_types_in(mut self, types: TypeAttribute) -> Self {
        self.type_attribute = types;
        self
    }

    /// With an index over the type attribute.
    pub const fn with_type_index(mut self, index: IndexLayout) -> Self {
        self.type_index = Some(index);
        self
    }

    /// With each type of the type index spread over that many partitions.
    pub const fn with_type_shards(mut self, shards: u8) -> Self {
        self.type_shards = Some(shards);
        self
    }
}

#[doc(hidden)]
impl IndexLayout {
    /// With a partition key of another type than a string.
    pub const fn with_pk_type(mut self, scalar: ScalarType) -> Self {
        self.pk.scalar = scalar;
        self
    }

    /// With a sort key of another type than a string.
    pub const fn with_sk_type(mut self, scalar: ScalarType) -> Self {
        self.sk = with_type(self.sk, scalar);
        self
    }

    /// With a partition key that is one of the table's.
    pub const fn with_table_pk(mut self, half: KeyHalf) -> Self {
        self.pk.of_table = Some(half);
        self
    }

    /// With a sort key that is one of the table's.
    pub const fn with_table_sk(mut self, half: KeyHalf) -> Self {
        if let Some(sk) = &mut self.sk {
            sk.of_table = Some(half);
        }
        self
    }

    /// Of another kind than global.
    pub const fn with_kind(mut self, kind: IndexKind) -> Self {
        self.kind = kind;
        self
    }

    /// With some of the attributes only.
    pub const fn with_projection(mut self, projection: Projection) -> Self {
        self.projection = projection;
        self
    }
}

/// The half of a key, if there is one, with another type.
const fn with_type(half: Option<KeyAttribute>, scalar: ScalarType) -> Option<KeyAttribute> {
    match half {
        Some(mut half) => {
            half.scalar = scalar;
            Some(half)
        }
        None => None,
    }
}

/// The description of a table.
#[doc(hidden)]
pub const fn table_schema(
    layout: &'static TableLayout,
    entities: &'static [&'static EntitySchema],
) -> TableSchema {
    TableSchema { layout, entities }
}

/// The description of an entity whose items do not expire, have no version and no unique values.
/// `key_fields` compares a part of a stored key with the field that it is of, by its slot.
#[doc(hidden)]
pub const fn entity_schema(
    name: &'static str,
    type_name: &'static str,
    pk: KeyTemplate,
    sk: KeyTemplate,
    indexes: &'static [EntityIndex],
    attributes: &'static [AttributeSchema],
    key_fields: fn(usize, &StoredPart<'_>) -> bool,
) -> EntitySchema {
    EntitySchema {
        name,
        type_name,
        type_rest: &[],
        type_set: &[],
        typeless: false,
        shares: &[],
        entities: &[],
        type_aliases: &[],
        pk,
        sk: Some(sk),
        type_sk: None,
        ttl: None,
        version: None,
        unique: &[],
        indexes,
        extra: false,
        attributes,
        key_only: &[],
        paths: KeyPaths::NONE,
        key_fields: KeyFields::new(key_fields),
    }
}

#[doc(hidden)]
impl EntitySchema {
    /// In a table without a sort key.
    pub const fn without_sk(mut self) -> Self {
        self.sk = None;
        self
    }

    /// With a sort key of the type index other than the time of creation.
    pub const fn with_type_sk(mut self, template: KeyTemplate) -> Self {
        self.type_sk = Some(template);
        self
    }

    /// With items that expire, after that many seconds where they are given.
    pub const fn with_ttl(mut self, seconds: Option<u64>) -> Self {
        self.ttl = Some(TtlSchema { seconds });
        self
    }

    /// With values of more type attributes.
    pub const fn with_type_rest(mut self, rest: &'static [&'static str]) -> Self {
        self.type_rest = rest;
        self
    }

    /// With more members in the type attribute.
    pub const fn with_type_set(mut self, members: &'static [&'static str]) -> Self {
        self.type_set = members;
        self
    }

    /// With items that have no type.
    pub const fn without_type(mut self) -> Self {
        self.typeless = true;
        self
    }

    /// With keys that other entities have too, on purpose: the names of those.
    pub const fn with_shares(mut self, shares: &'static [&'static str]) -> Self {
        self.shares = shares;
        self
    }

    /// With former names of the type.
    pub const fn with_type_aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.type_aliases = aliases;
        self
    }

    /// With a version, in that attribute.
    pub const fn with_version(mut self, attribute: &'static str) -> Self {
        self.version = Some(attribute);
        self
    }

    /// With unique values.
    pub const fn with_unique(mut self, unique: &'static [UniqueConstraint]) -> Self {
        self.unique = unique;
        self
    }

    /// With fields that the primary key alone has.
    pub const fn with_key_only(mut self, fields: &'static [KeyOnlySchema]) -> Self {
        self.key_only = fields;
        self
    }

    /// With a field that keeps the attributes that no other field has.
    pub const fn with_extra(mut self) -> Self {
        self.extra = true;
        self
    }
}

/// A unique constraint.
#[doc(hidden)]
pub const fn unique_constraint(name: &'static str, template: KeyTemplate) -> UniqueConstraint {
    UniqueConstraint {
        name,
        template,
        guard: None,
    }
}

#[doc(hidden)]
impl UniqueConstraint {
    /// With guards as another library makes them.
    pub const fn with_guard(
        mut self,
        pk: KeyTemplate,
        sk: Option<KeyTemplate>,
        type_name: Option<&'static str>,
    ) -> Self {
        self.guard = Some(GuardForm { pk, sk, type_name });
        self
    }
}

/// An index of an entity.
#[doc(hidden)]
pub const fn entity_index(
    layout: IndexLayout,
    access: &'static str,
    pk: Option<KeyTemplate>,
    sk: Option<KeyTemplate>,
) -> EntityIndex {
    EntityIndex {
        layout,
        access,
        pk,
        sk,
    }
}

/// The attribute of the field with that name and slot: required, text, and stored under the field's
/// name.
#[doc(hidden)]
pub const fn attribute(field: &'static str, slot: usize) -> AttributeSchema {
    AttributeSchema {
        field,
        name: field,
        required: true,
        optional: false,
        null: false,
        read_only: false,
        on_create: false,
        random: false,
        set: false,
        slot,
        form: Form::Text,
        part: None,
    }
}

#[doc(hidden)]
impl AttributeSchema {
    /// Stored under another name.
    pub const fn stored_as(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// An item may lack it.
    pub const fn may_lack(mut self) -> Self {
        self.required = false;
        self
    }

    /// The field is an `Option`.
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// `None` is stored as a null, if that holds.
    pub const fn null_if(mut self, null: bool) -> Self {
        self.null = null;
        self
    }

    /// Updates leave it as it is.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Its value is generated when an item is made.
    pub const fn on_create(mut self) -> Self {
        self.on_create = true;
        self
    }

    /// That value is a random identifier.
    pub const fn random(mut self) -> Self {
        self.random = true;
        self
    }

    /// It is stored in another form than text.
    pub const fn form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// It is a set.
    pub const fn set(mut self) -> Self {
        self.set = true;
        self
    }
}

/// The field with that name and slot, which the primary key alone has.
#[doc(hidden)]
pub const fn key_only(field: &'static str, slot: usize, form: FormOfKey) -> KeyOnlySchema {
    KeyOnlySchema {
        field,
        slot,
        random: false,
        form,
    }
}

#[doc(hidden)]
impl KeyOnlySchema {
    /// Its value is a generated random identifier.
    pub const fn random(mut self) -> Self {
        self.random = true;
        self
    }
}

/// The description of a collection.
#[doc(hidden)]
pub const fn collection_schema(
    name: &'static str,
    layout: &'static TableLayout,
    index: Option<&'static str>,
    pk: KeyTemplate,
    narrow: Option<&'static str>,
    members: &'static [CollectionMember],
) -> CollectionSchema {
    CollectionSchema {
        name,
        layout,
        index,
        pk,
        narrow,
        members,
    }
}

/// A field of a collection.
#[doc(hidden)]
pub const fn collection_member(
    field: &'static str,
    required: bool,
    of: MemberOf,
) -> CollectionMember {
    CollectionMember {
        field,
        required,
        of,
    }
}
