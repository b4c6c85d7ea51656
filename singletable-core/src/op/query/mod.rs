//! Queries: the items of one entity in one partition of the table or of an index, of a collection of
//! entities, or of all of them.

mod bound;
mod collection;
mod keys;
mod pages;
mod partition;
mod partition_read;
mod ranges;

pub use collection::GetCollection;
pub use partition::Partition;

use crate::cursor::Cursor;
use crate::entity::selection::Whole;
use crate::entity::{AccessPattern, Entity, FitsIn, HeldBy, Projected, Projection, Selection};
use crate::error::Error;
use crate::exec::meter::Consumed;
use crate::expr::Condition;
use crate::expr::node::Node;
use crate::item::DecodeError;
use crate::key::Slots;
use crate::key::bounds::Range;
use crate::op::debug::debug_fields;
use crate::op::options::{Options, Purpose, read_options};
use crate::table::Table;
use aws_sdk_dynamodb::operation::query::QueryInput;
use futures_util::stream::{self, Stream, StreamExt as _};
use pages::{Pages, Streaming};
use std::marker::PhantomData;

/// A query of the access pattern `A`: by the table's own keys, or by an index. Made by a
/// repository's `query`, by its methods named after access patterns, and by
/// [`Table::list`](crate::Table::list).
///
/// Only items of the entity come back: the range stays inside the entity's own sort keys, and
/// items of other types that share them are passed over. Ranges take tuples of the sort key's
/// fields from the left: `(value,)`, `(first, second)`. A tuple of fewer fields means
/// everything below it: `.after(("m",))` begins after all of `m`.
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

    /// Reads only those attributes, as tuples of `Option`s: `.select((User::NAME, User::EMAIL))`.
    /// DynamoDB still charges for the whole items.
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
    /// Only the items that the condition holds for. DynamoDB reads, and charges for, the others
    /// too. Several conditions must all hold.
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
