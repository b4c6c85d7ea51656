//! The algebra of ranges: sets of sort keys without a gap, their intersections, and the key condition
//! that each comes to.
//!
//! A range lies between two [`Cut`]s. A cut falls between two values, never on one, so that ends that
//! are included, excluded or stand for everything below a beginning are all compared in one way.
//! [`SortValue`] says what the kinds of keys do differently: text, numbers and binaries.

mod binary;
mod number;
mod parts;
#[cfg(test)]
mod properties;
mod text;

pub(crate) use number::NumberKey;
pub(crate) use parts::Parts;

use super::error::KeyErrorKind;
use std::cmp::Ordering;

/// A value of a sort key, in the order that DynamoDB sorts by.
pub(crate) trait SortValue: Ord + Clone {
    /// Whether DynamoDB can store it as a sort key.
    fn is_storable(&self) -> bool;

    /// The smallest value above it that an item can have.
    ///
    /// # Errors
    ///
    /// When DynamoDB has no such value, though there are greater ones.
    fn above(&self) -> Result<Option<Self>, KeyErrorKind>;

    /// The greatest value below it that an item can have.
    ///
    /// # Errors
    ///
    /// When DynamoDB has no such value, though there are smaller ones.
    fn below(&self) -> Result<Option<Self>, KeyErrorKind>;

    /// The cut after all values that begin with this one; `None` of values that begin with nothing.
    fn after_all(&self) -> Option<Cut<Self>>;
}

/// A place between two values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cut<V> {
    /// Before all values.
    Start,
    /// At one side of the value.
    At(V, Side),
    /// After all values.
    End,
}

/// A side of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Before,
    After,
}

impl<V> Cut<V> {
    pub(crate) fn before(value: V) -> Self {
        Self::At(value, Side::Before)
    }

    pub(crate) fn after(value: V) -> Self {
        Self::At(value, Side::After)
    }
}

/// The values between two cuts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interval<V> {
    low: Cut<V>,
    high: Cut<V>,
    /// Whether an item of the query can have the value that the upper cut lies before. Where none can,
    /// that value may be the end of a `BETWEEN`, which includes its ends.
    meets_end: bool,
}

/// The condition on a sort key that a range comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition<V> {
    /// No value: there is nothing to ask for.
    Nothing,
    /// Every value.
    All,
    /// The one value.
    Equal(V),
    /// The values that begin with that one.
    BeginsWith(V),
    /// The values from the first to the second, both included.
    Between(V, V),
    /// The values that stand in this relation to that one.
    Compare(&'static str, V),
}

impl<V: SortValue> Interval<V> {
    /// Every value.
    pub(crate) fn all() -> Self {
        Self::between(Cut::Start, Cut::End)
    }

    /// The values between the cuts.
    pub(crate) fn between(low: Cut<V>, high: Cut<V>) -> Self {
        Self {
            low,
            high,
            meets_end: true,
        }
    }

    /// The one value.
    pub(crate) fn one(value: V) -> Self {
        Self::between(Cut::before(value.clone()), Cut::after(value))
    }

    /// The same, where no item of the query has the value that the upper cut lies before.
    pub(crate) fn never_meets_end(mut self) -> Self {
        self.meets_end = false;
        self
    }

    /// Whether the lower cut lies after the upper one.
    pub(crate) fn is_inverted(&self) -> bool {
        self.low > self.high
    }

    /// The values that are in both.
    pub(crate) fn intersect(self, other: Self) -> Self {
        let order = self.high.cmp(&other.high);
        Self {
            low: self.low.max(other.low),
            meets_end: match order {
                Ordering::Less => self.meets_end,
                Ordering::Greater => other.meets_end,
                // Each knows it of the items that both may hold.
                Ordering::Equal => self.meets_end && other.meets_end,
            },
            high: self.high.min(other.high),
        }
    }

    /// The condition that holds for these values and no others that an item of the query can have.
    ///
    /// # Errors
    ///
    /// When an end cannot be said in a `BETWEEN`.
    pub(crate) fn condition(self) -> Result<Condition<V>, KeyErrorKind> {
        if self.low >= self.high {
            return Ok(Condition::Nothing);
        }
        Ok(match (self.low, self.high) {
            (Cut::Start, Cut::End) => Condition::All,
            (Cut::At(value, Side::After), Cut::End) if value.is_storable() => {
                Condition::Compare(">", value)
            }
            (low, Cut::End) => match first_after(low)? {
                Some(low) => Condition::Compare(">=", low),
                None => Condition::Nothing,
            },
            (Cut::Start, Cut::At(value, Side::Before)) if value.is_storable() => {
                Condition::Compare("<", value)
            }
            (Cut::Start, high) => match last_before(high)? {
                Some(high) => Condition::Compare("<=", high),
                None => Condition::Nothing,
            },
            (Cut::At(value, Side::Before), high) if value.after_all().as_ref() == Some(&high) => {
                if value.is_storable() {
                    Condition::BeginsWith(value)
                } else {
                    // What begins with more than a key can have is no key.
                    Condition::Nothing
                }
            }
            (low, high) => {
                let high = match high {
                    Cut::At(end, Side::Before) if !self.meets_end && end.is_storable() => Some(end),
                    high => last_before(high)?,
                };
                closed(first_after(low)?, high)
            }
        })
    }
}

/// The values from the one to the other, if there are any.
fn closed<V: SortValue>(low: Option<V>, high: Option<V>) -> Condition<V> {
    let (Some(low), Some(high)) = (low, high) else {
        return Condition::Nothing;
    };
    match low.cmp(&high) {
        Ordering::Less => Condition::Between(low, high),
        Ordering::Equal => Condition::Equal(low),
        Ordering::Greater => Condition::Nothing,
    }
}

/// The first value after the cut that an item can have.
fn first_after<V: SortValue>(cut: Cut<V>) -> Result<Option<V>, KeyErrorKind> {
    match cut {
        Cut::At(value, Side::Before) if value.is_storable() => Ok(Some(value)),
        Cut::At(value, _) => value.above(),
        Cut::Start | Cut::End => Ok(None),
    }
}

/// The last value before the cut that an item can have.
fn last_before<V: SortValue>(cut: Cut<V>) -> Result<Option<V>, KeyErrorKind> {
    match cut {
        Cut::At(value, Side::After) if value.is_storable() => Ok(Some(value)),
        Cut::At(value, _) => value.below(),
        Cut::Start | Cut::End => Ok(None),
    }
}

impl<V> Condition<V> {
    /// The same condition on values of another type.
    pub(crate) fn map<W>(self, into: impl Fn(V) -> W) -> Condition<W> {
        match self {
            Self::Nothing => Condition::Nothing,
            Self::All => Condition::All,
            Self::Equal(value) => Condition::Equal(into(value)),
            Self::BeginsWith(value) => Condition::BeginsWith(into(value)),
            Self::Between(low, high) => Condition::Between(into(low), into(high)),
            Self::Compare(operator, value) => Condition::Compare(operator, into(value)),
        }
    }
}
