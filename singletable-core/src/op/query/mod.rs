//! Queries: the items of one entity in one partition of the table or of an index, of a collection of
//! entities, or of all of them.

mod bound;
mod collection;
mod keys;
mod pages;
mod partition;
mod partition_read;
mod results;

pub use collection::GetCollection;
pub use partition::Partition;

use crate::cursor::Cursor;
use crate::entity::selection::Whole;
use crate::entity::{
    AccessPattern, Among, Entities, Entity, FitsIn, HeldBy, Projected, Projection, Selection,
};
use crate::error::Error;
use crate::exec::meter::Consumed;
use crate::expr::Condition;
use crate::expr::node::Node;
use crate::item::DecodeError;
use crate::key::bounds::{Beginning, Range};
use crate::key::{FieldRange, NextField, RangedBy, Slots, SortPrefix};
use crate::op::debug::debug_fields;
use crate::op::options::{Options, Purpose, read_options};
use crate::table::Table;
use crate::value::IntoValue;
use aws_sdk_dynamodb::operation::query::QueryInput;
use futures_util::stream::{self, Stream, StreamExt as _};
use pages::{Pages, Streaming};
use std::marker::PhantomData;
use std::ops::Bound;

/// A query of the access pattern `A`: by the table's own keys, or by an index. Made by a
/// repository's `query`, by its methods named after access patterns, and by
/// [`Table::list`](crate::Table::list).
///
/// Only items of the entity come back: the range stays inside the entity's own sort keys, and
/// items of other types that share them are passed over. Ranges take tuples of the sort key's
/// fields from the left: `(value,)`, `(first, second)`. A tuple of fewer fields means
/// everything below it: `.after(("m",))` begins after all of `m`.
///
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
#[must_use = "an operation does nothing until it is sent"]
pub struct Query<A: AccessPattern, S = Whole<<A as AccessPattern>::Entity>> {
    table: Table<<A::Entity as Entity>::Table>,
    partition: Slots,
    range: Range,
    filters: Vec<Node>,
    selection: S,
    options: Options,
}

/// What one [`Query::send`] gives.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<V> {
    /// The results: of a scan in no order, of other reads in the order of the sort key.
    pub items: Vec<V>,
    /// Items that do not fit the entity. They count towards the limit.
    pub errors: Vec<DecodeError>,
    /// Where the next page begins; `None` at the end. That page may turn out to be empty.
    pub next: Option<Cursor>,
    /// What the page's requests have consumed, if the handle has a
    /// [meter](crate::Table::with_meter).
    pub consumed: Option<Consumed>,
}

impl<A: AccessPattern> Query<A> {
    pub(crate) fn new(table: Table<<A::Entity as Entity>::Table>, partition: Slots) -> Self {
        Self {
            table,
            partition,
            range: Range::default(),
            filters: Vec::new(),
            selection: Whole(PhantomData),
            options: Options::default(),
        }
    }

    /// Reads only the attributes of a projection: `.project::<UserName>()`. DynamoDB still charges
    /// for the whole items. An index must hold all of the attributes.
    pub fn project<P>(self) -> Query<A, Projected<P>>
    where
        P: Projection<Entity = A::Entity> + HeldBy<A>,
    {
        self.select(Projected::new())
    }

    /// Reads the items of an enum of entities, of which this one's is the first:
    /// `cats.by_owner("o").any_of::<Cats>()`. All of them must be in the index that is queried, with keys
    /// of the same shape, or it does not compile.
    pub fn any_of<C>(self) -> Query<Among<A, C>>
    where
        C: Entities<First = A::Entity, Table = <A::Entity as Entity>::Table>,
    {
        Query {
            table: self.table,
            partition: self.partition,
            range: self.range,
            filters: self.filters,
            selection: Whole(PhantomData),
            options: self.options,
        }
    }

    /// Reads only those attributes, as tuples of `Option`s: `.select((User::NAME, User::EMAIL))`.
    /// DynamoDB still charges for the whole items.
    ///
    /// An attribute that a global index does not hold is an
    /// [`ExpressionError::NotInIndex`](crate::error::ExpressionError::NotInIndex) before the request. A
    /// local index holds as little, and DynamoDB reads the rest from the table, at the price of that read.
    pub fn select<S: Selection<A::Entity>>(self, selection: S) -> Query<A, S> {
        Query {
            table: self.table,
            partition: self.partition,
            range: self.range,
            filters: self.filters,
            selection,
            options: self.options,
        }
    }
}

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
    pub fn prefix(self, values: impl SortPrefix<A::Sort>) -> Self {
        self.at(values)
    }

    /// The items whose sort key has these values: all fields name one item, fewer everything
    /// below them.
    pub fn at(mut self, values: impl SortPrefix<A::Sort>) -> Self {
        self.range.has(values.into_key_values());
        self
    }

    /// The items whose sort key has these values, and goes on with a field that begins with the
    /// text: `.begins_with((), "2026-01")`. Sort keys that are numbers begin with no text, and those that
    /// are binaries with bytes: `.begins_with((), [1_u8, 254].as_slice())`.
    pub fn begins_with(
        mut self,
        values: impl SortPrefix<A::Sort>,
        beginning: impl Into<Beginning>,
    ) -> Self {
        self.range
            .goes_on(values.into_key_values(), beginning.into());
        self
    }

    /// The items that sort after these values, and after everything below them.
    ///
    /// "Published since T" is [`.within((Status::Published,), t..)`](Query::within): the keys are
    /// compared as a whole, so `.after((Status::Published, t))` finds every later status too.
    pub fn after<P>(mut self, values: P) -> Self
    where
        P: SortPrefix<A::Sort>,
        A::Sort: RangedBy<P>,
    {
        let low = Bound::Excluded(values.into_key_values());
        self.range.between(low, Bound::Unbounded);
        self
    }

    /// The items that sort at these values or after them.
    ///
    /// "Published since T" is [`.within((Status::Published,), t..)`](Query::within); this goes on into
    /// later statuses, as [`after`](Query::after) does.
    pub fn at_or_after<P>(mut self, values: P) -> Self
    where
        P: SortPrefix<A::Sort>,
        A::Sort: RangedBy<P>,
    {
        let low = Bound::Included(values.into_key_values());
        self.range.between(low, Bound::Unbounded);
        self
    }

    /// The items that sort before these values.
    ///
    /// "Published before T" is [`.within((Status::Published,), ..t)`](Query::within): the keys are
    /// compared as a whole, so `.before((Status::Published, t))` finds every earlier status too.
    pub fn before<P>(mut self, values: P) -> Self
    where
        P: SortPrefix<A::Sort>,
        A::Sort: RangedBy<P>,
    {
        let high = Bound::Excluded(values.into_key_values());
        self.range.between(Bound::Unbounded, high);
        self
    }

    /// The items that sort before these values or at them, with everything below them.
    ///
    /// "Published until T" is [`.within((Status::Published,), ..=t)`](Query::within); this finds earlier
    /// statuses too, as [`before`](Query::before) does.
    pub fn at_or_before<P>(mut self, values: P) -> Self
    where
        P: SortPrefix<A::Sort>,
        A::Sort: RangedBy<P>,
    {
        let high = Bound::Included(values.into_key_values());
        self.range.between(Bound::Unbounded, high);
        self
    }

    /// The items between the two, both included, with everything below the second. The first one above
    /// the second is an error before the request.
    ///
    /// "Published from T to U" is [`.within((Status::Published,), t..=u)`](Query::within); between
    /// `(Status::Draft, t)` and `(Status::Published, u)` lie all later drafts.
    pub fn between<L, H>(mut self, low: L, high: H) -> Self
    where
        L: SortPrefix<A::Sort>,
        H: SortPrefix<A::Sort>,
        A::Sort: RangedBy<L> + RangedBy<H>,
    {
        let low = Bound::Included(low.into_key_values());
        let high = Bound::Included(high.into_key_values());
        self.range.between(low, high);
        self
    }

    /// Only the items that the condition holds for. DynamoDB reads, and charges for, the others
    /// too. Several conditions must all hold.
    ///
    /// A condition on an attribute that a global index does not hold is an
    /// [`ExpressionError::NotInIndex`](crate::error::ExpressionError::NotInIndex) before the request.
    pub fn filter(mut self, condition: Condition<A::Entity>) -> Self {
        self.filters.push(condition.node);
        self
    }

    read_options! {
        options;
        /// An index that does not hold the time to live cannot pass them over.
        include_expired,
        descending,
        limit,
        page_size,
        ///
        /// Limit, page size and selection may differ from those of the page.
        start_at,
        consistent where A::Locality,
    }
}

impl<A: AccessPattern, S: Selection<A::Entity>> Query<A, S> {
    /// The SDK input of the first request. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a key cannot be built, a range is empty, an expression breaks a limit, or the cursor is
    /// not one of this query.
    pub fn into_input(self) -> Result<QueryInput, Error>
    where
        S: FitsIn<A::Contents>,
    {
        let pages = Pages::of_query(self, Purpose::Input)?;
        pages.first_input()
    }

    /// One page: as many results as [`limit`](Query::limit) says, in as many requests as that
    /// takes; without a limit, what one request gives. A page may be empty and not the last. Of a list
    /// that is spread over shards, one request of each gives what is certain to come first.
    ///
    /// # Errors
    ///
    /// When a key cannot be built, a range is empty, an expression breaks a limit, the cursor is not
    /// one of this query, or a request fails. Items that cannot be decoded are in [`Page::errors`].
    pub async fn send(self) -> Result<Page<S::Value>, Error>
    where
        S: FitsIn<A::Contents>,
    {
        let pages = Pages::of_query(self, Purpose::Page)?;
        pages.page(S::decode).await
    }

    /// All results, or as many as the limit says.
    ///
    /// # Errors
    ///
    /// What [`send`](Query::send) fails with, and the first item that cannot be decoded; to read
    /// on after such an item use [`stream`](Query::stream) or pages.
    pub async fn all(self) -> Result<Vec<S::Value>, Error>
    where
        S: FitsIn<A::Contents>,
    {
        Pages::of_query(self, Purpose::Items)?.all(S::decode).await
    }

    /// The first result; requests go on until there is one, or until the end.
    ///
    /// # Errors
    ///
    /// What [`all`](Query::all) fails with.
    pub async fn one(self) -> Result<Option<S::Value>, Error>
    where
        S: FitsIn<A::Contents>,
    {
        Ok(self.limit(1).all().await?.pop())
    }

    /// How many results there are, or the limit if there are more. Only the number is read, at the
    /// price of reading the items; items that could not be decoded are counted too.
    ///
    /// Where the query may meet items of other entities, or the table has no enum that says which there
    /// are, the keys and types are read too, to pass over what is another's: the read units are the
    /// same, and the answers have more bytes. Where the enum shows that it meets none, an item without
    /// a type is counted whatever its key is.
    ///
    /// # Errors
    ///
    /// What [`send`](Query::send) fails with.
    pub async fn count(self) -> Result<usize, Error> {
        Pages::of_query(self, Purpose::Count)?.count().await
    }

    /// The results one by one, request after request as they are asked for. An item that cannot be
    /// decoded is one `Err`, and the stream goes on after it; after a failed request it ends.
    pub fn stream(self) -> impl Stream<Item = Result<S::Value, Error>> + Send
    where
        S: FitsIn<A::Contents> + 'static,
    {
        let state = Streaming::new(Pages::of_query(self, Purpose::Items));
        stream::unfold(state, |state| state.next(S::decode))
            .fuse()
            .boxed()
    }
}

debug_fields! {
    [A: AccessPattern, S] Query<A, S>, |this|
    entity: <A::Entity as Entity>::SCHEMA.name,
    index: A::INDEX.map(|index| index.layout.name),
    descending: this.options.descending,
    limit: this.options.limit,
}
