//! Partitions: everything that lives in one, whatever entities its items are.

use super::keys::{Source, filters_by_type, holds, partition};
use super::pages::{IsResult, Pages, Streaming, request};
use super::partition_read::PartitionRead;
use super::{Page, bound};
use crate::cursor::Binding;
use crate::entity::{AccessPattern, Entity, TableItem, TableModel, is_guard, layout};
use crate::error::Error;
use crate::exec::Call;
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node};
use crate::key::Slots;
use crate::life::ttl;
use crate::op::debug::debug_fields;
use crate::op::guard::not_a_guard;
use crate::op::options::{Options, Purpose, page_size, read_options};
use crate::table::Table;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use futures_util::stream::{self, Stream, StreamExt as _};
use std::marker::PhantomData;

/// A query of a partition, or of what begins alike in it, whatever entities the items are.
pub(super) struct Area<T> {
    pub(super) table: Table<T>,
    pub(super) source: Source,
    pub(super) partition: AttributeValue,
    /// What the sort keys begin with.
    pub(super) prefix: Option<&'static str>,
    pub(super) is_result: IsResult,
    /// What [`is_result`](Area::is_result) says of items, for a count, which does not see them.
    pub(super) count_filters: Vec<Node>,
    pub(super) options: Options,
}

impl<T: TableModel> Area<T> {
    pub(super) fn pages(self, purpose: Purpose) -> Result<Pages<T, ()>, Error> {
        let (keys, options) = (self.source.keys, self.options);
        let page_size = page_size(self.source.name(), options.page_size)?;
        let mut placeholders = Placeholders::default();
        let mut condition = String::new();
        placeholders.push_name(&mut condition, keys.pk);
        condition.push_str(" = ");
        // The first value, which each partition of a query replaces by its own.
        placeholders.push_value(&mut condition, self.partition.clone());
        if let (Some(prefix), Some(sk)) = (self.prefix, keys.sk) {
            condition.push_str(" AND begins_with(");
            placeholders.push_name(&mut condition, sk);
            condition.push_str(", ");
            placeholders.push_value(&mut condition, AttributeValue::S(prefix.to_owned()));
            condition.push(')');
        }
        let with_cursor = purpose == Purpose::Page || options.start_at.is_some();
        let bound = with_cursor.then(|| {
            Binding::new("partition")
                .text(self.table.name())
                .text(self.source.index.unwrap_or_default())
                .text(options.order())
                .expression(
                    Some(&condition),
                    placeholders.names(),
                    placeholders.values(),
                )
        });
        let partitions = std::slice::from_ref(&self.partition);
        let starts = bound::starts(
            &self.table,
            self.source,
            bound.as_ref(),
            &options,
            partitions,
        )?;
        let counting = purpose == Purpose::Count;
        let filters = if counting {
            self.count_filters
        } else {
            Vec::new()
        };
        let passes_over = !filters.is_empty();
        let filter = Expression::all(filters, &mut placeholders)
            .map_err(|source| Error::expression(self.source.name(), source))?;
        let builder = request(&self.table, self.source, &options)
            .key_condition_expression(condition)
            .set_filter_expression(filter)
            .set_select(counting.then_some(Select::Count));
        Ok(Pages {
            call: Call::new(self.table.connection(), self.source.subject()),
            table: self.table,
            source: self.source,
            builder,
            placeholders,
            selection: (),
            page_size,
            wanted: options.limit,
            passes_over,
            is_result: self.is_result,
            partitions: starts
                .into_iter()
                .map(|start| PartitionRead::new(self.partition.clone(), start))
                .collect(),
            descending: options.descending,
            bound,
            bare_count: counting,
            counted: 0,
        })
    }

    /// The SDK input of the first request.
    pub(super) fn into_input(self) -> Result<QueryInput, Error> {
        self.pages(Purpose::Items)?.first_input()
    }
}

/// The items of that area as the table's enum, one by one.
pub(super) fn stream<T: TableItem>(
    area: Result<Area<T>, Error>,
) -> impl Stream<Item = Result<T, Error>> + Send {
    let state = Streaming::new(area.and_then(|area| area.pages(Purpose::Items)));
    stream::unfold(state, |state| state.next(|(), item| T::from_row(item)))
        .fuse()
        .boxed()
}

/// Reads everything in one partition of the table, as the table's enum; made by a repository's
/// `partition`, and typed by its entity's partition key.
///
/// What the enum has no variant for is an error, unless it has one for unknown types. Guards of
/// unique values, and items that have expired, are passed over.
#[must_use = "an operation does nothing until it is sent"]
pub struct Partition<A: AccessPattern> {
    table: Table<<A::Entity as Entity>::Table>,
    values: Slots,
    options: Options,
    access: PhantomData<fn() -> A>,
}

impl<A: AccessPattern> Partition<A> {
    pub(crate) fn new(table: Table<<A::Entity as Entity>::Table>, values: Slots) -> Self {
        Self {
            table,
            values,
            options: Options::default(),
            access: PhantomData,
        }
    }

    read_options! {
        options;
        descending,
        limit,
        page_size,
        start_at,
        include_expired,
        consistent where A::Locality,
    }

    /// What a count asks of items: that they are no guards and have not expired, as far as what is
    /// queried holds the attributes. An index without the type attribute has no guards.
    fn count_filters(&self) -> Vec<Node> {
        let layout = layout::<A::Entity>();
        let mut filters = Vec::new();
        if filters_by_type::<A>() {
            filters.extend(not_a_guard(layout));
        }
        if let (false, Some(ttl)) = (self.options.include_expired, layout.ttl)
            && holds::<A>(ttl)
        {
            filters.push(ttl::not_expired_by(ttl, self.table.clock().now()));
        }
        filters
    }

    fn area(self) -> Result<Area<<A::Entity as Entity>::Table>, Error> {
        let layout = <<A::Entity as Entity>::Table as TableModel>::LAYOUT;
        let index = A::INDEX.map(|index| &index.layout);
        let include_expired = self.options.include_expired;
        Ok(Area {
            count_filters: self.count_filters(),
            partition: partition::<A>(&self.values)?,
            source: Source::new(None, layout, index),
            table: self.table,
            prefix: None,
            is_result: Box::new(move |item, now| {
                let has_expired = |name| ttl::has_expired(item, name, now);
                !is_guard(<<A::Entity as Entity>::Table as TableModel>::SCHEMA, item)
                    && (include_expired || !layout.ttl.is_some_and(has_expired))
            }),
            options: self.options,
        })
    }

    /// The SDK input of the first request. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the key cannot be built, or the cursor is not one of this read.
    pub fn into_input(self) -> Result<QueryInput, Error> {
        self.area()?.into_input()
    }

    /// One page: as many results as [`limit`](Partition::limit) says; without a limit, what one
    /// request gives. A page may be empty and not the last.
    ///
    /// # Errors
    ///
    /// When the key cannot be built, the cursor is not one of this read, or a request fails. Items
    /// that cannot be decoded are in [`Page::errors`].
    pub async fn send(self) -> Result<Page<<A::Entity as Entity>::Table>, Error>
    where
        <A::Entity as Entity>::Table: TableItem,
    {
        let pages = self.area()?.pages(Purpose::Page)?;
        pages.page(|(), item| TableItem::from_row(item)).await
    }

    /// All results, or as many as the limit says.
    ///
    /// # Errors
    ///
    /// What [`send`](Partition::send) fails with, and the first item that cannot be decoded; to read
    /// on after such an item use [`stream`](Partition::stream) or pages.
    pub async fn all(self) -> Result<Vec<<A::Entity as Entity>::Table>, Error>
    where
        <A::Entity as Entity>::Table: TableItem,
    {
        let pages = self.area()?.pages(Purpose::Items)?;
        pages.all(|(), item| TableItem::from_row(item)).await
    }

    /// The first result; requests go on until there is one, or until the end.
    ///
    /// # Errors
    ///
    /// What [`all`](Partition::all) fails with.
    pub async fn one(self) -> Result<Option<<A::Entity as Entity>::Table>, Error>
    where
        <A::Entity as Entity>::Table: TableItem,
    {
        Ok(self.limit(1).all().await?.pop())
    }

    /// How many results there are, or the limit if there are more. Only the number is read, at the
    /// price of reading the items; items that could not be decoded are counted too.
    ///
    /// # Errors
    ///
    /// What [`send`](Partition::send) fails with.
    pub async fn count(self) -> Result<usize, Error> {
        self.area()?.pages(Purpose::Count)?.count().await
    }

    /// The results one by one, request after request as they are asked for. An item that cannot be
    /// decoded is one `Err`, and the stream goes on after it; after a failed request it ends.
    pub fn stream(
        self,
    ) -> impl Stream<Item = Result<<A::Entity as Entity>::Table, Error>> + Send + use<A>
    where
        <A::Entity as Entity>::Table: TableItem,
    {
        stream(self.area())
    }
}

debug_fields! {
    [A: AccessPattern] Partition<A>, |this|
    entity: <A::Entity as Entity>::SCHEMA.name,
    descending: this.options.descending,
    limit: this.options.limit,
}
