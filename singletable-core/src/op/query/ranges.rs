//! The ranges of a query.

use super::Query;
use crate::entity::AccessPattern;
use crate::key::{FieldRange, NextField, SortPrefix};
use crate::value::IntoValue;
use std::ops::Bound;

/// # Ranges
///
/// "Status X since T" is `.within((X,), T..)`: it stays inside the status. [`prefix`](Query::prefix) is
/// all of status X, and [`at`](Query::at) one item.
///
/// [`after`](Query::after), [`before`](Query::before) and their like compare whole keys, first field
/// first: `.after((X, T))` goes on into the statuses that sort after X.
///
/// Several ranges narrow: an item is found if it is in all of them, in whichever order they are given.
/// Ranges that have no key in common find nothing, without a request. The two ends of one
/// [`between`](Query::between) or [`within`](Query::within) in the wrong order are an
/// [`Error::Key`](crate::Error::Key), before any request.
impl<A: AccessPattern, S> Query<A, S> {
    /// The items whose sort key has the values, and a value in the range of the field that follows
    /// them: `.within((Status::Published,), since..)`.
    ///
    /// The range is one of Rust's: `since..`, `since..until`, `since..=until`, `..until`, `..=until`,
    /// or a pair of [`Bound`]s. Without values before it, `.within((), since..until)`, it is of the
    /// first field. Where more fields follow, a value stands for everything below it.
    ///
    /// Nothing outside the values is found, so unlike [`after`](Query::after) it does not run on into the
    /// next status. The start of the range above its end is an error before the request, as is a range
    /// that begins and ends at one value and excludes it on both sides.
    pub fn within<P, R>(mut self, values: P, range: R) -> Self
    where
        P: NextField<A::Sort>,
        R: FieldRange,
        R::Value: IntoValue<P::Next>,
    {
        let (low, high) = range.into_bounds();
        let boxed = |end: Bound<R::Value>| end.map(|value| P::boxed(value.into_value()));
        let (low, high) = (boxed(low), boxed(high));
        self.range.within(&values.into_key_values(), low, high);
        self
    }

    /// The items whose sort key begins with these values: whole segments, so `("1",)` does not
    /// find `"10"`.
    ///
    /// For a range of the field that follows, see [`within`](Query::within).
    pub fn prefix(mut self, values: impl SortPrefix<A::Sort>) -> Self {
        self.range.has(values.into_key_values());
        self
    }

    /// The items whose sort key has these values: all fields name one item, fewer everything
    /// below them.
    pub fn at(self, values: impl SortPrefix<A::Sort>) -> Self {
        self.prefix(values)
    }

    /// The items whose sort key has these values, and goes on with a field that begins with the
    /// text: `.begins_with((), "2026-01")`. Sort keys that are numbers begin with no text.
    pub fn begins_with(
        mut self,
        values: impl SortPrefix<A::Sort>,
        text: impl Into<String>,
    ) -> Self {
        self.range.goes_on(values.into_key_values(), text.into());
        self
    }

    /// The items that sort after these values, and after everything below them.
    ///
    /// "Published since T" is [`.within((Status::Published,), t..)`](Query::within): the keys are
    /// compared as a whole, so `.after((Status::Published, t))` finds every later status too.
    pub fn after(mut self, values: impl SortPrefix<A::Sort>) -> Self {
        let low = Bound::Excluded(values.into_key_values());
        self.range.between(low, Bound::Unbounded);
        self
    }

    /// The items that sort at these values or after them.
    ///
    /// "Published since T" is [`.within((Status::Published,), t..)`](Query::within); this goes on into
    /// later statuses, as [`after`](Query::after) does.
    pub fn at_or_after(mut self, values: impl SortPrefix<A::Sort>) -> Self {
        let low = Bound::Included(values.into_key_values());
        self.range.between(low, Bound::Unbounded);
        self
    }

    /// The items that sort before these values.
    ///
    /// "Published before T" is [`.within((Status::Published,), ..t)`](Query::within): the keys are
    /// compared as a whole, so `.before((Status::Published, t))` finds every earlier status too.
    pub fn before(mut self, values: impl SortPrefix<A::Sort>) -> Self {
        let high = Bound::Excluded(values.into_key_values());
        self.range.between(Bound::Unbounded, high);
        self
    }

    /// The items that sort before these values or at them, with everything below them.
    ///
    /// "Published until T" is [`.within((Status::Published,), ..=t)`](Query::within); this finds earlier
    /// statuses too, as [`before`](Query::before) does.
    pub fn at_or_before(mut self, values: impl SortPrefix<A::Sort>) -> Self {
        let high = Bound::Included(values.into_key_values());
        self.range.between(Bound::Unbounded, high);
        self
    }

    /// The items between the two, both included, with everything below the second. The first one above
    /// the second is an error before the request.
    ///
    /// "Published from T to U" is [`.within((Status::Published,), t..=u)`](Query::within); between
    /// `(Status::Draft, t)` and `(Status::Published, u)` lie all later drafts.
    pub fn between(
        mut self,
        low: impl SortPrefix<A::Sort>,
        high: impl SortPrefix<A::Sort>,
    ) -> Self {
        let low = Bound::Included(low.into_key_values());
        let high = Bound::Included(high.into_key_values());
        self.range.between(low, high);
        self
    }
}
