//! The primary key of an item, as it is stored.

use super::Stored;
use crate::schema::TableLayout;
use crate::value::{Item, ScalarValue, is_same_item, redacted};
use std::fmt;
use std::sync::OnceLock;

/// The primary key of an item in its stored form. Its `Debug` form shows only the attributes' names,
/// because keys often contain personal data.
#[derive(Clone)]
pub struct ItemKey {
    repr: Repr,
    /// The attributes of a key made by this crate, created when they are first asked for.
    attributes: OnceLock<Item>,
}

/// The name of a key attribute, and its value.
pub(crate) type KeyEntry = (&'static str, ScalarValue<'static>);

#[derive(Clone)]
enum Repr {
    /// A key made by this crate.
    Made(KeyEntry, Option<KeyEntry>),
    /// A stored key.
    Attributes(Item),
}

/// What no two items of a table have in common: the values of a key.
pub(crate) type KeyIdentity<'a> = [Option<ScalarValue<'a>>; 2];

impl ItemKey {
    /// The key with those values. A table without a sort key has no value for one.
    pub(crate) fn new(
        layout: &TableLayout,
        pk: ScalarValue<'static>,
        sk: Option<ScalarValue<'static>>,
    ) -> Self {
        let sort = layout.sk.zip(sk).map(|(half, value)| (half.name, value));
        Self::from(Repr::Made((layout.pk.name, pk), sort))
    }

    /// The key with those attributes only.
    #[cfg(any(feature = "streams", feature = "lambda"))]
    pub(crate) fn from_attributes(attributes: Item) -> Self {
        Self::from(Repr::Attributes(attributes))
    }

    /// The key of a stored item.
    pub(crate) fn of(layout: &TableLayout, item: &impl Stored) -> Self {
        let entry = |name: &str| Some((name.to_owned(), item.attribute(name)?));
        let names = layout.key_names();
        Self::from(Repr::Attributes(names.filter_map(entry).collect()))
    }

    /// The key's attributes.
    pub fn attributes(&self) -> &Item {
        match &self.repr {
            Repr::Attributes(attributes) => attributes,
            Repr::Made(..) => self.attributes.get_or_init(|| self.to_attributes()),
        }
    }

    /// Converts to the SDK's map.
    pub fn into_attributes(self) -> Item {
        match self.repr {
            Repr::Attributes(attributes) => attributes,
            Repr::Made(pk, sk) => map(pk, sk),
        }
    }

    /// The key as the SDK's map.
    pub(crate) fn to_attributes(&self) -> Item {
        match &self.repr {
            Repr::Attributes(attributes) => attributes.clone(),
            Repr::Made(pk, sk) => map(pk.clone(), sk.clone()),
        }
    }

    /// Adds the key to the attributes of an item that lack it.
    pub(crate) fn complete(&self, item: &mut Item) {
        for (name, value) in self.to_attributes() {
            item.entry(name).or_insert(value);
        }
    }

    /// The names and values of a key made by this crate; `None` for a stored one.
    pub(crate) fn made(&self) -> Option<impl Iterator<Item = &KeyEntry>> {
        match &self.repr {
            Repr::Made(pk, sk) => Some(std::iter::once(pk).chain(sk)),
            Repr::Attributes(_) => None,
        }
    }

    /// The value of a key attribute.
    pub(crate) fn value(&self, attribute: &str) -> Option<ScalarValue<'_>> {
        match &self.repr {
            Repr::Made(pk, sk) => {
                let mut halves = std::iter::once(pk).chain(sk);
                let (_, value) = halves.find(|(name, _)| *name == attribute)?;
                Some(value.borrowed())
            }
            Repr::Attributes(attributes) => ScalarValue::of(attributes.get(attribute)?),
        }
    }

    /// What tells it from the table's other keys.
    pub(crate) fn identity(&self, layout: &TableLayout) -> KeyIdentity<'_> {
        let sort = layout.sk.and_then(|half| self.value(half.name));
        [self.value(layout.pk.name), sort]
    }
}

/// What tells a stored item from the table's others.
pub(crate) fn identity_of<'i>(layout: &TableLayout, item: &'i impl Stored) -> KeyIdentity<'i> {
    let sort = layout.sk.and_then(|half| item.scalar(half.name));
    [item.scalar(layout.pk.name), sort]
}

/// The identity, without what it is borrowed from.
pub(crate) fn owned(identity: KeyIdentity<'_>) -> KeyIdentity<'static> {
    identity.map(|value| value.map(ScalarValue::into_owned))
}

fn map(pk: KeyEntry, sk: Option<KeyEntry>) -> Item {
    let halves = std::iter::once(pk).chain(sk);
    halves
        .map(|(name, value)| (name.to_owned(), value.into_value()))
        .collect()
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
            (Repr::Made(pk, sk), Repr::Made(partition, sort)) => pk == partition && sk == sort,
            _ => is_same_item(self.attributes(), other.attributes()),
        }
    }
}

impl fmt::Debug for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "ItemKey", self.attributes())
    }
}
