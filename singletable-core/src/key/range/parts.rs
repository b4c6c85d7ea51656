//! Ranges of sort keys of several parts, each an attribute of its own.

use super::{Condition, Interval, SortValue};
use crate::key::error::KeyErrorKind;

/// The keys whose parts lie in these ranges, one for each part, from the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts<V>(Vec<Interval<V>>);

impl<V: SortValue> Parts<V> {
    pub(crate) fn new(parts: impl IntoIterator<Item = Interval<V>>) -> Self {
        Self(parts.into_iter().collect())
    }

    /// The keys that are in both, of as many parts.
    pub(crate) fn intersect(self, other: Self) -> Self {
        let parts = self.0.into_iter().zip(other.0);
        Self::new(parts.map(|(one, other)| one.intersect(other)))
    }

    /// The conditions on the parts, as far as there are any; `None` where no key can meet them.
    ///
    /// # Errors
    ///
    /// When a part is narrowed though one before it may have several values: DynamoDB takes a range of
    /// the last part that is narrowed, and one value of each before it.
    pub(crate) fn conditions(self) -> Result<Option<Vec<Condition<V>>>, KeyErrorKind> {
        let mut conditions: Vec<Condition<V>> = Vec::new();
        let mut empty = false;
        for part in self.0 {
            conditions.push(part.condition()?);
            empty |= conditions.last() == Some(&Condition::Nothing);
        }
        if empty {
            return Ok(None);
        }
        while conditions.last() == Some(&Condition::All) {
            conditions.pop();
        }
        let before = conditions.len().saturating_sub(1);
        let mut before = conditions[..before].iter();
        if before.all(|condition| matches!(condition, Condition::Equal(_))) {
            return Ok(Some(conditions));
        }
        Err(KeyErrorKind::NotFromTheLeft)
    }
}
