//! The primary key of an item, as it is stored.

use super::Stored;
use crate::schema::TableLayout;
use crate::value::{Item, redacted};
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

/// The primary key of an item in its stored form. Its `Debug` form shows only the attributes' names,
/// because keys often contain personal data.
#[derive(Clone)]
pub struct ItemKey {
    repr: Repr,
    /// The attributes of a key that consists of texts, created when they are first asked for.
    attributes: OnceLock<Item>,
}

#[derive(Clone)]
enum Repr {
    /// A key made by this crate: two texts.
    Texts([(&'static str, String); 2]),
    /// A stored key.
    Attributes(Item),
}

impl ItemKey {
    pub(crate) fn new(layout: &TableLayout, pk: String, sk: String) -> Self {
        Self::from(Repr::Texts([(layout.pk, pk), (layout.sk, sk)]))
    }

    /// The key with those attributes only.
    #[cfg(any(feature = "streams", feature = "lambda"))]
    pub(crate) fn from_attributes(attributes: Item) -> Self {
        Self::from(Repr::Attributes(attributes))
    }

    /// The key of a stored item.
    pub(crate) fn of(layout: &TableLayout, item: &impl Stored) -> Self {
        let entry = |name: &str| Some((name.to_owned(), item.attribute(name)?));
        let names = [layout.pk, layout.sk].into_iter();
        Self::from(Repr::Attributes(names.filter_map(entry).collect()))
    }

    /// The key's attributes.
    pub fn attributes(&self) -> &Item {
        match &self.repr {
            Repr::Attributes(attributes) => attributes,
            Repr::Texts(_) => self.attributes.get_or_init(|| self.to_attributes()),
        }
    }

    /// Converts to the SDK's map.
    pub fn into_attributes(self) -> Item {
        match self.repr {
            Repr::Attributes(attributes) => attributes,
            Repr::Texts(texts) => map(texts),
        }
    }

    /// The key as the SDK's map.
    pub(crate) fn to_attributes(&self) -> Item {
        match &self.repr {
            Repr::Attributes(attributes) => attributes.clone(),
            Repr::Texts(texts) => map(texts.clone()),
        }
    }

    /// The names and values of a key made by this crate; `None` for a stored one.
    pub(crate) fn texts(&self) -> Option<&[(&'static str, String); 2]> {
        match &self.repr {
            Repr::Texts(texts) => Some(texts),
            Repr::Attributes(_) => None,
        }
    }

    pub(crate) fn text(&self, attribute: &str) -> &str {
        match &self.repr {
            Repr::Texts(texts) => {
                let found = texts.iter().find(|(name, _)| *name == attribute);
                found.map_or("", |(_, text)| text)
            }
            Repr::Attributes(attributes) => match attributes.get(attribute) {
                Some(AttributeValue::S(text)) => text,
                _ => "",
            },
        }
    }
}

fn map(texts: [(&'static str, String); 2]) -> Item {
    HashMap::from(texts.map(|(name, text)| (name.to_owned(), AttributeValue::S(text))))
}

impl From<Repr> for ItemKey {
    fn from(repr: Repr) -> Self {
        Self {
            repr,
            attributes: OnceLock::new(),
        }
    }
}

impl Default for ItemKey {
    fn default() -> Self {
        Self::from(Repr::Attributes(Item::new()))
    }
}

impl PartialEq for ItemKey {
    fn eq(&self, other: &Self) -> bool {
        match (&self.repr, &other.repr) {
            (Repr::Texts(one), Repr::Texts(other)) => one == other,
            _ => self.attributes() == other.attributes(),
        }
    }
}

impl fmt::Debug for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "ItemKey", self.attributes())
    }
}
