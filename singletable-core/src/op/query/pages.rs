//! A query under way: request after request, and what of their answers are results.

use super::keys::{
    KeyCondition, Source, check_filter, check_read, filters_by_type, key_condition,
    nothing_in_common, partitions, ttl_attribute,
};
use super::partition_read::PartitionRead;
use super::results::{is_result_of, meets_others, own_attributes};
use super::{Page, Query, bound};
use crate::cursor::{Binding, Cursor, Position};
use crate::entity::selection::projection;
use crate::entity::{AccessPattern, Entity, Selection, TableModel, layout};
use crate::error::Error;
use crate::exec::{Answer, Call, Draft, ToRequest as _};
use crate::expr::attr::Path;
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node};
use crate::item::{DecodeError, Stored as _};
use crate::life::ttl;
use crate::op::options::{self, FILTERED_PAGE, Options, Purpose, page_size};
use crate::op::whose::of_type_or_none;
use crate::table::Table;
use crate::value::Timestamp;
use crate::wire::Row;
use aws_sdk_dynamodb::operation::query::builders::QueryInputBuilder;
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use futures_util::future::try_join_all;
use std::collections::VecDeque;

/// The state of a stream between two results.
pub(super) enum Streaming<T, S> {
    Pages(Box<Pages<T, S>>, VecDeque<Row>),
    Failed(Error),
    Ended,
}

impl<T: TableModel, S> Streaming<T, S> {
    pub(super) fn new(pages: Result<Pages<T, S>, Error>) -> Self {
        match pages {
            Ok(pages) => Self::Pages(Box::new(pages), VecDeque::new()),
            Err(error) => Self::Failed(error),
        }
    }

    pub(super) async fn next<V>(
        self,
        decode: fn(&S, Row) -> Result<V, DecodeError>,
    ) -> Option<(Result<V, Error>, Self)> {
        let (mut pages, mut items) = match self {
            Self::Pages(pages, items) => (pages, items),
            Self::Failed(error) => return Some((Err(error), Self::Ended)),
            Self::Ended => return None,
        };
        loop {
            if let Some(item) = items.pop_front() {
                let value = decode(&pages.selection, item).map_err(Error::from);
                return Some((value, Self::Pages(pages, items)));
            }
            match pages.next_page().await {
                Ok(Some(found)) => items.extend(found),
                Ok(None) => return None,
                Err(error) => return Some((Err(error), Self::Ended)),
            }
        }
    }
}

/// The rendered expressions of a request, but for what is read of the items.
pub(super) struct Expressions {
    pub(super) condition: KeyCondition,
    pub(super) filter: Option<String>,
    pub(super) placeholders: Placeholders,
}

impl Expressions {
    fn of<A: AccessPattern>(
        query: &Query<A, impl Sized>,
        partitions: &[AttributeValue],
        filters: Vec<Node>,
    ) -> Result<Self, Error> {
        let mut placeholders = Placeholders::default();
        let keys = Source::of::<A>().keys;
        let condition = key_condition::<A>(query, keys, partitions, &mut placeholders)?;
        let filter = Expression::all(filters, &mut placeholders);
        Ok(Self {
            condition,
            filter: filter.map_err(|source| Error::expression(A::Entity::SCHEMA.name, source))?,
            placeholders,
        })
    }
}

/// The filters of a count: what the stored type and [`ttl::is_expired`] say of items that are read.
fn count_filters<A: AccessPattern>(query: &Query<A, impl Sized>) -> Vec<Node> {
    let layout = layout::<A::Entity>();
    let mut filters = Vec::new();
    if filters_by_type::<A>() {
        filters.push(of_type_or_none(layout, A::Entity::SCHEMA));
    }
    if !query.options.include_expired && ttl_attribute::<A>().is_some() {
        filters.extend(ttl::not_expired::<A::Entity>(query.table.clock().now()));
    }
    filters
}

/// The request of a query, but for its expressions.
pub(super) fn request<T: TableModel>(
    table: &Table<T>,
    source: Source,
    options: &Options,
) -> QueryInputBuilder {
    QueryInput::builder()
        .table_name(table.name())
        .set_index_name(source.index.map(str::to_owned))
        .set_scan_index_forward(options.descending.then_some(false))
        .set_consistent_read(options.consistent.then_some(true))
        .set_return_consumed_capacity(table.connection().capacity())
}

/// Whether an item is a result, at that time.
pub(super) type IsResult = Box<dyn Fn(&Row, Timestamp) -> bool + Send + Sync>;

/// A query under way.
pub(super) struct Pages<T, S> {
    pub(super) table: Table<T>,
    pub(super) call: Call,
    pub(super) source: Source,
    /// Without the names and values of its expressions.
    pub(super) builder: QueryInputBuilder,
    /// Those of the first partition, which is the first value.
    pub(super) placeholders: Placeholders,
    pub(super) selection: S,
    pub(super) page_size: Option<i32>,
    /// Results that are still wanted.
    pub(super) wanted: Option<usize>,
    /// Whether some evaluated items may not be results.
    pub(super) passes_over: bool,
    pub(super) is_result: IsResult,
    /// The partitions that are read, one for each shard.
    pub(super) partitions: Vec<PartitionRead>,
    pub(super) descending: bool,
    /// What a cursor is bound to, where there is to be one.
    pub(super) bound: Option<Binding>,
    /// Whether DynamoDB counts, and answers no items.
    pub(super) bare_count: bool,
    pub(super) counted: usize,
}

impl<T: TableModel, S> Pages<T, S> {
    /// The items of one entity.
    pub(super) fn of_query<A>(mut query: Query<A, S>, purpose: Purpose) -> Result<Self, Error>
    where
        A: AccessPattern<Entity: Entity<Table = T>>,
        S: Selection<A::Entity>,
    {
        let fail = |source| Error::expression(A::Entity::SCHEMA.name, source);
        let layout = layout::<A::Entity>();
        let source = Source::of::<A>();
        for filter in &query.filters {
            check_filter::<A>(filter).map_err(fail)?;
        }
        let selected = query.selection.paths();
        check_read::<A>(&selected).map_err(fail)?;
        let page_size = page_size(source.name(), query.options.page_size)?;
        let partitions = partitions::<A>(&query.partition)?;
        let counting = purpose == Purpose::Count;
        let with_cursor = purpose == Purpose::Page || query.options.start_at.is_some();
        let mut filters = std::mem::take(&mut query.filters);
        let mut passes_over = !filters.is_empty();
        let bound_to = |expressions: &Expressions| bound::binding::<A>(&query, expressions);
        let render = |filters| Expressions::of::<A>(&query, &partitions, filters);
        let shared = meets_others::<A>();
        let (expressions, bound) = if counting {
            // Its own filters are nothing that a cursor is bound to.
            let caller = with_cursor.then(|| render(filters.clone())).transpose()?;
            filters.extend(count_filters::<A>(&query));
            passes_over = shared || !filters.is_empty();
            (render(filters)?, caller.as_ref().map(bound_to))
        } else {
            let expressions = render(filters)?;
            let bound = with_cursor.then(|| bound_to(&expressions));
            (expressions, bound)
        };
        let (table, options) = (&query.table, &query.options);
        let mut starts = bound::starts(table, source, bound.as_ref(), options, &partitions)?;
        if expressions.condition.finds_nothing {
            starts.fill(Position::End);
            if purpose == Purpose::Input {
                return Err(nothing_in_common::<A>());
            }
        }
        let Expressions {
            condition,
            filter,
            mut placeholders,
        } = expressions;
        let read = if counting {
            // Nothing is read of items that are counted, unless their keys say which of them count.
            let key = shared.then(|| Path::attribute(layout.pk.name));
            key.into_iter().collect()
        } else {
            selected
        };
        let own = own_attributes::<A>(shared);
        let projection = projection(&read, &own, &mut placeholders).map_err(fail)?;
        let bare_count = counting && !shared;
        let builder = request(table, source, options)
            .key_condition_expression(condition.text)
            .set_filter_expression(filter)
            .set_projection_expression(projection)
            .set_select(bare_count.then_some(Select::Count));
        let include_expired = options.include_expired;
        Ok(Self {
            call: Call::new(table.connection(), source.subject()),
            table: query.table,
            source,
            builder,
            placeholders,
            selection: query.selection,
            page_size,
            wanted: query.options.limit,
            passes_over,
            is_result: Box::new(move |item, now| {
                is_result_of::<A>(item)
                    && (include_expired || !ttl::is_expired::<A::Entity>(item, now))
            }),
            partitions: partitions
                .into_iter()
                .zip(starts)
                .map(|(partition, start)| PartitionRead::new(partition, start))
                .collect(),
            descending: query.options.descending,
            bound,
            bare_count,
            counted: 0,
        })
    }

    /// How many items a request evaluates at most.
    fn request_limit(&self) -> Option<i32> {
        let wanted = self.wanted.map(|wanted| {
            let items = if self.passes_over {
                wanted.max(FILTERED_PAGE)
            } else {
                self.share(wanted)
            };
            options::request_limit(items)
        });
        match (self.page_size, wanted) {
            (Some(page), Some(wanted)) if !self.passes_over => Some(page.min(wanted)),
            (Some(page), _) => Some(page),
            (None, wanted) => wanted,
        }
    }

    /// How many of the wanted results to ask of each partition: some more than its share, so that most
    /// partitions need one request.
    fn share(&self, wanted: usize) -> usize {
        match self.partitions.len() {
            0 | 1 => wanted,
            partitions => wanted.min(wanted.div_ceil(partitions).saturating_mul(2)),
        }
    }

    /// The next request of a partition.
    fn draft(&self, partition: &PartitionRead) -> Draft<QueryInputBuilder, Placeholders> {
        let builder = partition
            .request(&self.builder)
            .set_limit(self.request_limit());
        Draft::new(builder, partition.placeholders(&self.placeholders))
    }

    /// The SDK input of the first request.
    pub(super) fn first_input(&self) -> Result<QueryInput, Error> {
        match self.partitions.first() {
            Some(partition) => self.draft(partition),
            None => Draft::new(self.builder.clone(), self.placeholders.clone()),
        }
        .into_input()
    }

    async fn send(&self, partition: &PartitionRead) -> Result<Answer<QueryInputBuilder>, Error> {
        let draft = self.draft(partition);
        Ok(self.call.send(&draft).await?)
    }

    /// The next results; `None` at the end, or when there are as many as wanted.
    pub(super) async fn next_page(&mut self) -> Result<Option<Vec<Row>>, Error> {
        if self.wanted == Some(0) || self.partitions.iter().all(PartitionRead::is_done) {
            return Ok(None);
        }
        self.fetch().await?;
        Ok(Some(self.take()))
    }

    /// Sends a request for each partition that has nothing left, all at once.
    async fn fetch(&mut self) -> Result<(), Error> {
        let indices = self.partitions.iter().enumerate();
        let indices: Vec<_> = indices
            .filter(|(_, partition)| partition.needs_request())
            .map(|(index, _)| index)
            .collect();
        let partitions = indices.iter().map(|&index| &self.partitions[index]);
        let requests = partitions.map(|partition| self.send(partition));
        let answers = self.call.end(try_join_all(requests).await)?;
        for (index, answer) in indices.into_iter().zip(answers) {
            self.answer(index, answer.output, answer.rows.into_vec());
        }
        Ok(())
    }

    fn answer(&mut self, index: usize, answer: QueryOutput, mut items: Vec<Row>) {
        if self.bare_count {
            let counted = usize::try_from(answer.count).unwrap_or(0);
            self.counted += counted;
            self.wanted = self.wanted.map(|wanted| wanted.saturating_sub(counted));
        }
        let evaluated = items.len();
        let now = self.table.clock().now();
        items.retain(|item| (self.is_result)(item, now));
        if items.len() < evaluated {
            self.passes_over = true;
        }
        self.partitions[index].answer(items, Position::after(answer.last_evaluated_key));
    }

    /// Takes what was found, as far as it is wanted.
    fn take(&mut self) -> Vec<Row> {
        let keys = self.source.keys;
        if let [partition] = &mut self.partitions[..] {
            let items = partition.take_first(self.wanted.unwrap_or(usize::MAX), keys);
            self.wanted = self.wanted.map(|wanted| wanted - items.len());
            return items;
        }
        let mut items = Vec::new();
        while self.wanted.is_none_or(|wanted| items.len() < wanted)
            && let Some(index) = self.following(keys.sk)
        {
            self.partitions[index].take(&mut items);
        }
        for partition in &mut self.partitions {
            partition.settle(&items, keys);
        }
        if let Some(wanted) = &mut self.wanted {
            *wanted -= items.len();
        }
        items
    }

    /// The index of the partition whose first item comes next in the order of the sort key; `None`
    /// while a partition has to be asked first.
    fn following(&self, sk: Option<&str>) -> Option<usize> {
        if self.partitions.iter().any(PartitionRead::needs_request) {
            return None;
        }
        let firsts = self.partitions.iter().enumerate();
        let firsts = firsts
            .filter_map(|(index, partition)| Some((index, sort_text(partition.first()?, sk))));
        // Among equal keys, the first of the minima and the last of the maxima: the reverse order.
        let (index, _) = if self.descending {
            firsts.max_by(|(_, a), (_, b)| a.cmp(b))
        } else {
            firsts.min_by(|(_, a), (_, b)| a.cmp(b))
        }?;
        Some(index)
    }

    /// One page: what is wanted, or where nothing is said of that, what one request gives.
    pub(super) async fn page<V>(
        mut self,
        decode: fn(&S, Row) -> Result<V, DecodeError>,
    ) -> Result<Page<V>, Error> {
        let one_request = self.wanted.is_none();
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        while let Some(found) = self.next_page().await? {
            for item in found {
                match decode(&self.selection, item) {
                    Ok(value) => items.push(value),
                    Err(error) => errors.push(error),
                }
            }
            if one_request {
                break;
            }
        }
        Ok(Page {
            items,
            errors,
            next: self.cursor()?,
            consumed: self.call.consumed(),
        })
    }

    /// Everything that is wanted, up to the first item that cannot be decoded.
    pub(super) async fn all<V>(
        mut self,
        decode: fn(&S, Row) -> Result<V, DecodeError>,
    ) -> Result<Vec<V>, Error> {
        let mut values = Vec::new();
        while let Some(found) = self.next_page().await? {
            for item in found {
                let value = decode(&self.selection, item).map_err(Error::from);
                values.push(self.call.end(value)?);
            }
        }
        Ok(values)
    }

    /// How many results there are, up to as many as are wanted.
    pub(super) async fn count(mut self) -> Result<usize, Error> {
        let limit = self.wanted.unwrap_or(usize::MAX);
        while let Some(found) = self.next_page().await? {
            self.counted += found.len();
        }
        Ok(self.counted.min(limit))
    }

    /// Where the next page begins; `None` when everything was taken.
    pub(super) fn cursor(&self) -> Result<Option<Cursor>, Error> {
        let positions = self.partitions.iter().map(PartitionRead::position);
        let (Some(bound), false) = (&self.bound, positions.clone().all(Position::is_end)) else {
            return Ok(None);
        };
        bound::write(&self.table, self.source, bound, positions).map(Some)
    }
}

/// The sort key of an item, where it is text; only the type index has several partitions, and its sort
/// key is.
fn sort_text<'i>(item: &'i Row, sk: Option<&str>) -> Option<&'i str> {
    item.text(sk?)
}
