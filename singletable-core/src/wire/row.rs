//! An item of an answer, however the answer was read.

use super::tape::{Recorder, Tape};
use super::value::RawValue;
use crate::value::Item;
use std::fmt;
use std::sync::Arc;

/// A stored item, either as the SDK's map or in the text of an answer.
#[derive(Clone)]
pub struct Row(pub(crate) Repr);

/// The representation of a [`Row`].
#[derive(Clone)]
pub(crate) enum Repr {
    Map(Item),
    Raw(RawRow),
}

/// An item in the text of an answer.
#[derive(Clone)]
pub(crate) struct RawRow {
    tape: Arc<Tape>,
    at: usize,
}

impl RawRow {
    pub(super) fn new(tape: Arc<Tape>, at: usize) -> Self {
        Self { tape, at }
    }

    /// Finds the value of an attribute, and the index at which the next search should begin. A search
    /// begins at the index that an earlier one returned, or at [`start`](RawRow::start).
    pub(crate) fn find(&self, from: usize, name: &str) -> Option<(RawValue<'_>, usize)> {
        let (at, after) = self.tape.find_from(self.at, from, name)?;
        let tape = &self.tape;
        Some((RawValue { tape, at }, after))
    }

    /// The index of the first attribute.
    pub(crate) fn start(&self) -> usize {
        self.at + 1
    }

    /// The whole item, which is a map.
    pub(crate) fn value(&self) -> RawValue<'_> {
        RawValue {
            tape: &self.tape,
            at: self.at,
        }
    }
}

impl Row {
    /// The item of a text that this crate has written; it has no attributes if the text is not an item.
    pub(crate) fn of_text(text: &str) -> Self {
        let recorded = Recorder::new(text).and_then(|mut recorder| {
            let at = recorder.item()?;
            Some(RawRow::new(Arc::new(recorder.finish(text.to_owned())), at))
        });
        recorded.map_or_else(Self::default, |row| Self(Repr::Raw(row)))
    }

    /// Whether the item has no attributes.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.0 {
            Repr::Map(item) => item.is_empty(),
            Repr::Raw(row) => row.value().entries().len() == 0,
        }
    }

    /// A copy that keeps only those attributes of a map. An item in the text of an answer is shared
    /// whole.
    pub(crate) fn to_key<'n>(&self, names: impl Iterator<Item = &'n str>) -> Self {
        match &self.0 {
            Repr::Raw(_) => self.clone(),
            Repr::Map(item) => {
                let entry = |name: &str| Some((name.to_owned(), item.get(name)?.clone()));
                Self::from(names.filter_map(entry).collect::<Item>())
            }
        }
    }

    /// Converts the item to the SDK's map.
    pub fn into_item(self) -> Item {
        match self.0 {
            Repr::Map(item) => item,
            Repr::Raw(row) => row.value().to_map(),
        }
    }
}

/// The items of an answer in order; `None` where a read transaction found no item.
#[derive(Debug, Default)]
pub(crate) struct Rows(pub(crate) Vec<Option<Row>>);

impl Rows {
    /// The items that the SDK has read.
    pub(crate) fn of(items: impl IntoIterator<Item = Item>) -> Self {
        Self(
            items
                .into_iter()
                .map(|item| Some(Row::from(item)))
                .collect(),
        )
    }

    /// All items that were found.
    pub(crate) fn into_vec(self) -> Vec<Row> {
        self.0.into_iter().flatten().collect()
    }

    /// The item of an answer that has at most one.
    pub(crate) fn into_one(self) -> Option<Row> {
        self.0.into_iter().next().flatten()
    }
}

impl Default for Row {
    fn default() -> Self {
        Self::from(Item::new())
    }
}

impl From<Item> for Row {
    fn from(item: Item) -> Self {
        Self(Repr::Map(item))
    }
}

/// Shows no values, because items are data.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").finish_non_exhaustive()
    }
}
