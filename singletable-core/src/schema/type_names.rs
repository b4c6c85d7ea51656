//! The types of items: the attributes of a table that hold them, the type that is written for an entity,
//! and former ones, which are read.

use super::{EntitySchema, TableLayout, str_eq};
use aws_sdk_dynamodb::types::AttributeValue;

/// Where a table keeps the types of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeAttribute {
    /// Nowhere: items are told apart by their primary keys.
    None,
    /// In one attribute, which holds a text.
    One(&'static str),
    /// In several attributes, each of which holds a text. A type is all of them.
    Several(&'static [&'static str]),
    /// In one attribute, which holds a set of texts. A type is one of them.
    Set(&'static str),
}

impl TypeAttribute {
    /// The names of the attributes.
    pub const fn names(&self) -> &[&'static str] {
        match self {
            Self::None => &[],
            Self::One(name) | Self::Set(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }

    /// Whether an attribute of that name is one of them.
    pub const fn has(&self, attribute: &str) -> bool {
        super::contains(self.names(), attribute)
    }

    pub(crate) const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The attributes of an item with that type.
    fn values(
        &self,
        first: &'static str,
        others: &'static [&'static str],
    ) -> Vec<(&'static str, AttributeValue)> {
        let text = |name: &str| AttributeValue::S(name.to_owned());
        let all = std::iter::once(first).chain(others.iter().copied());
        match *self {
            Self::None => Vec::new(),
            Self::One(attribute) => vec![(attribute, text(first))],
            Self::Several(attributes) => attributes.iter().copied().zip(all.map(text)).collect(),
            Self::Set(attribute) => {
                vec![(
                    attribute,
                    AttributeValue::Ss(all.map(str::to_owned).collect()),
                )]
            }
        }
    }

    /// The type attributes of an item that holds no entity but has that name: each attribute has it.
    pub(crate) fn values_of_name(&self, name: &'static str) -> Vec<(&'static str, AttributeValue)> {
        let each = self.names().iter();
        each.map(|attribute| {
            let value = match self {
                Self::Set(_) => AttributeValue::Ss(vec![name.to_owned()]),
                _ => AttributeValue::S(name.to_owned()),
            };
            (*attribute, value)
        })
        .collect()
    }
}

/// A type: a text for each attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypeName {
    pub(crate) first: &'static str,
    /// What further attributes hold.
    pub(crate) rest: &'static [&'static str],
}

impl TypeName {
    pub(crate) fn parts(self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    const fn is(&self, other: &Self) -> bool {
        str_eq(self.first, other.first) && are_equal(self.rest, other.rest)
    }
}

/// `==` for lists of names in constant evaluation.
pub(crate) const fn are_equal(a: &[&str], b: &[&str]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if !str_eq(a[i], b[i]) {
            return false;
        }
        i += 1;
    }
    true
}

impl EntitySchema {
    /// Whether an item with that type is one of the entity's: the type is the entity's present one, or a
    /// former one, its `type_alias`. Of a type in several attributes it is what the first one holds.
    pub fn is_named(&self, type_name: &str) -> bool {
        self.type_names().any(|name| name.first == type_name)
    }

    /// The present type, and those of before.
    pub(crate) fn type_names(&self) -> impl Iterator<Item = TypeName> + use<> {
        std::iter::once(self.present_type()).chain(self.former_types())
    }

    /// The type that is written.
    pub(crate) const fn present_type(&self) -> TypeName {
        TypeName {
            first: self.type_name,
            rest: self.type_rest,
        }
    }

    /// The types of before.
    pub(crate) fn former_types(&self) -> impl Iterator<Item = TypeName> + use<> {
        let aliases = self.type_aliases.chunks(1 + self.type_rest.len());
        aliases.filter_map(|alias| {
            let (first, rest) = alias.split_first()?;
            Some(TypeName { first, rest })
        })
    }

    /// Whether its items have a type in a table of that layout.
    pub(crate) const fn is_typed(&self, layout: &TableLayout) -> bool {
        !self.typeless && !layout.type_attribute.is_none()
    }

    /// The type attributes that its items are written with.
    pub(crate) fn type_values(&self, layout: &TableLayout) -> Vec<(&'static str, AttributeValue)> {
        if self.typeless {
            return Vec::new();
        }
        let others = match layout.type_attribute {
            TypeAttribute::Set(_) => self.type_set,
            _ => self.type_rest,
        };
        layout.type_attribute.values(self.type_name, others)
    }

    /// The type in that place: the present one, and then those of before.
    pub(super) const fn type_name_at(&self, place: usize) -> Option<TypeName> {
        if place == 0 {
            return Some(self.present_type());
        }
        let width = 1 + self.type_rest.len();
        let start = (place - 1) * width;
        if start + width > self.type_aliases.len() {
            return None;
        }
        let (_, rest) = self.type_aliases.split_at(start + 1);
        Some(TypeName {
            first: self.type_aliases[start],
            rest: rest.split_at(width - 1).0,
        })
    }

    /// Whether both are one. A former layout, which a table's enum does not name, may have the type of one
    /// that it names.
    pub(crate) const fn is_same(&self, other: &Self) -> bool {
        self.present_type().is(&other.present_type())
            && self.typeless == other.typeless
            && str_eq(self.pk.source, other.pk.source)
            && match (&self.sk, &other.sk) {
                (Some(own), Some(other)) => str_eq(own.source, other.source),
                (None, None) => true,
                _ => false,
            }
    }
}

/// A type that two entities have in common, and whether it is the present one of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SharedName {
    pub(crate) name: TypeName,
    pub(crate) is_present: [bool; 2],
}

/// The first type that the two have in common in a table of that layout. An item with it could be one of
/// either.
pub(crate) const fn shared_name(
    layout: &TableLayout,
    first: &EntitySchema,
    second: &EntitySchema,
) -> Option<SharedName> {
    let has_guards = !first.unique.is_empty() && !second.unique.is_empty();
    if !first.is_typed(layout) || !second.is_typed(layout) {
        // Their guards have the names alone.
        if has_guards && first.present_type().is(&second.present_type()) {
            return Some(SharedName {
                name: first.present_type(),
                is_present: [true, true],
            });
        }
        return None;
    }
    let mut i = 0;
    while let Some(name) = first.type_name_at(i) {
        let mut j = 0;
        while let Some(other) = second.type_name_at(j) {
            if name.is(&other) {
                return Some(SharedName {
                    name,
                    is_present: [i == 0, j == 0],
                });
            }
            j += 1;
        }
        i += 1;
    }
    None
}

/// A member that an entity's set has, and that is a type of the other: an item of the entity has both.
/// The first is the one whose set it is.
pub(crate) const fn shared_member(
    layout: &TableLayout,
    of_set: &EntitySchema,
    other: &EntitySchema,
) -> Option<&'static str> {
    if !matches!(layout.type_attribute, TypeAttribute::Set(_)) || of_set.typeless || other.typeless
    {
        return None;
    }
    let mut i = 0;
    while let Some(name) = other.type_name_at(i) {
        if super::contains(of_set.type_set, name.first) {
            return Some(name.first);
        }
        i += 1;
    }
    None
}
