//! The primary key of an item, as it is stored.

use super::Stored;
use crate::schema::TableLayout;
use crate::value::{Item, redacted};
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

/// The primary key of an item as it is stored. Its `Debug` repr shows the attributes' names only,
/// because keys often hold personal data.
#[derive(Clone)]
pub struct ItemKey {
    repr: Repr,
    /// The attributes of a key of texts, once somebody has asked for them.
    attributes: OnceLock<Item>,
}

#[derive(Clone)]
enum Repr {
    /// What this crate makes: two texts.
    Texts([(&'static str, String); 2]),
    /// What is stored.
    Attributes(Item),
}

impl ItemKey {
    pub(crate) fn new(layout: &TableLayout, pk: String, sk: String) -> Self {
        Self::from(Repr::Texts([(layout.pk, pk), (layout.sk, sk)]))
    }

    /// The key of those attributes, and of no others.
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

    /// The key as the SDK takes it.
    pub fn into_attributes(self) -> Item {
        match self.repr {
            Repr::Attributes(attributes) => attributes,
            Repr::Texts(texts) => map(texts),
        }
    }

    /// The same of a key that is needed further on.
    pub(crate) fn to_attributes(&self) -> Item {
        match &self.repr {
            Repr::Attributes(attributes) => attributes.clone(),
            Repr::Texts(texts) => map(texts.clone()),
        }
    }

    /// The names and values of a key that this crate has made; `None` of one that was read.
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
