//! Queries: the items of one entity in one partition of the table or of an index.

use super::get::built;
use crate::entity::{
    AccessPattern, ConsistentReads, Entity, IndexHalf, context, layout, render_half,
};
use crate::error::Error;
use crate::exec::{self, Subject};
use crate::expr::condition::{Expression, Node};
use crate::expr::names::Placeholders;
use crate::expr::projection::{Whole, projection};
use crate::expr::{Condition, ExpressionError, Selection};
use crate::item::{DecodeError, Item};
use crate::key::bounds::{Bound, Bounds, Range, Values};
use crate::key::{KeyErrorKind, KeyPart, KeyTemplate, SortPrefix};
use crate::schema::{EntityIndex, Projection, ScalarType};
use crate::slots::Slots;
use crate::table::Table;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::query::builders::QueryInputBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use futures_util::stream::{self, Stream, StreamExt as _};
use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;

/// How many items a request evaluates at least when some of them may be passed over, so that a
/// small limit with a filter does not become one request for each item.
const FILTERED_PAGE: usize = 100;

/// A query of the access pattern `A`: by the table's own keys, or by an index. Made by a
/// repository's `query` and by its methods named after access patterns.
///
/// Only items of the entity come back: the range stays inside the entity's own sort keys, and
/// items of other types that share them are passed over. Ranges take tuples of the sort key's
/// fields from the left: `(value,)`, `(first, second)`. A tuple of fewer fields stands for
/// everything below it: `.after(("m",))` begins behind all of `m`.
#[must_use = "an operation does nothing until it is sent"]
pub struct Query<A: AccessPattern, S = Whole<<A as AccessPattern>::Entity>> {
    table: Table<<A::Entity as Entity>::Table>,
    partition: Slots,
    range: Range,
    filters: Vec<Node>,
    selection: S,
    descending: bool,
    consistent: bool,
    limit: Option<usize>,
    page_size: Option<i32>,
    start: Option<Item>,
}

/// What one [`Query::send`] gives.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<A: AccessPattern, V> {
    /// The results in the order of the sort key.
    pub items: Vec<V>,
    /// Items that do not fit the entity. They count towards the limit.
    pub errors: Vec<DecodeError>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<PageKey<A>>,
}

/// Where a query goes on: behind the last item of a [`Page`].
pub struct PageKey<A> {
    key: Item,
    access: PhantomData<fn() -> A>,
}

impl<A: AccessPattern> Query<A> {
    pub(crate) fn new(table: Table<<A::Entity as Entity>::Table>, partition: Slots) -> Self {
        Self {
            table,
            partition,
            range: Range::default(),
            filters: Vec::new(),
            selection: Whole(PhantomData),
            descending: false,
            consistent: false,
            limit: None,
            page_size: None,
            start: None,
        }
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
            descending: self.descending,
            consistent: self.consistent,
            limit: self.limit,
            page_size: self.page_size,
            start: self.start,
        }
    }
}

impl<A: AccessPattern, S> Query<A, S> {
    /// The items whose sort key has these values: all fields name one item, fewer everything
    /// below them.
    pub fn at(mut self, values: impl SortPrefix<A::Sort>) -> Self {
        self.range = Range {
            exact: Some(values.into_key_values()),
            ..Range::default()
        };
        self
    }

    /// The items whose sort key begins with these values: whole segments, so `("1",)` does not
    /// find `"10"`.
    pub fn prefix(self, values: impl SortPrefix<A::Sort>) -> Self {
        self.at(values)
    }

    /// The items whose sort key has these values, and goes on with a field that begins with the
    /// text: `.begins_with((), "2026-01")`.
    pub fn begins_with(
        mut self,
        values: impl SortPrefix<A::Sort>,
        text: impl Into<String>,
    ) -> Self {
        self.range = Range {
            text: Some((values.into_key_values(), text.into())),
            ..Range::default()
        };
        self
    }

    fn lower(mut self, values: impl SortPrefix<A::Sort>, inclusive: bool) -> Self {
        (self.range.exact, self.range.text) = (None, None);
        self.range.lower = Some(Bound {
            values: values.into_key_values(),
            inclusive,
        });
        self
    }

    fn upper(mut self, values: impl SortPrefix<A::Sort>, inclusive: bool) -> Self {
        (self.range.exact, self.range.text) = (None, None);
        self.range.upper = Some(Bound {
            values: values.into_key_values(),
            inclusive,
        });
        self
    }

    /// The items that sort after these values, and after everything below them.
    pub fn after(self, values: impl SortPrefix<A::Sort>) -> Self {
        self.lower(values, false)
    }

    /// The items that sort at these values or after them.
    pub fn at_or_after(self, values: impl SortPrefix<A::Sort>) -> Self {
        self.lower(values, true)
    }

    /// The items that sort before these values.
    pub fn before(self, values: impl SortPrefix<A::Sort>) -> Self {
        self.upper(values, false)
    }

    /// The items that sort before these values or at them, with everything below them.
    pub fn at_or_before(self, values: impl SortPrefix<A::Sort>) -> Self {
        self.upper(values, true)
    }

    /// The items between the two, both included, with everything below the second.
    pub fn between(self, low: impl SortPrefix<A::Sort>, high: impl SortPrefix<A::Sort>) -> Self {
        self.at_or_after(low).at_or_before(high)
    }

    /// Only the items that the condition holds for. DynamoDB reads, and charges for, the others
    /// too. Several conditions must all hold.
    pub fn filter(mut self, condition: Condition<A::Entity>) -> Self {
        self.filters.push(condition.node);
        self
    }

    /// From the highest sort key to the lowest.
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// At most so many results. The filter has its say before they are counted.
    pub fn limit(mut self, results: usize) -> Self {
        self.limit = Some(results);
        self
    }

    /// How many items each request evaluates at most, before the filter; without it, DynamoDB
    /// evaluates up to 1 MB. Numbers outside 1 to 2,147,483,647 are brought into that range.
    pub fn page_size(mut self, items: usize) -> Self {
        self.page_size = Some(i32::try_from(items.max(1)).unwrap_or(i32::MAX));
        self
    }

    /// Goes on behind a page of the same query.
    pub fn start_at(mut self, next: PageKey<A>) -> Self {
        self.start = Some(next.key);
        self
    }

    /// Reads what every write before it has left, at twice the read units.
    pub fn consistent(mut self) -> Self
    where
        A::Locality: ConsistentReads,
    {
        self.consistent = true;
        self
    }
}

impl<A: AccessPattern, S: Selection<A::Entity>> Query<A, S> {
    /// The SDK input of the first request that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When a key cannot be built, a range is empty, or an expression breaks a limit.
    pub fn into_input(self) -> Result<QueryInput, Error> {
        let pages = Pages::new(self, false)?;
        built(pages.request().build())
    }

    /// One page: as many results as [`limit`](Query::limit) says, in as many requests as that
    /// takes; without a limit, what one request gives. A page may be empty and not the last.
    ///
    /// # Errors
    ///
    /// When a key cannot be built, a range is empty, an expression breaks a limit, or a request
    /// fails. Items that cannot be decoded are in [`Page::errors`].
    pub async fn send(self) -> Result<Page<A, S::Value>, Error> {
        let one_request = self.limit.is_none();
        let mut pages = Pages::new(self, false)?;
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        while let Some(found) = pages.next_page().await? {
            for item in found {
                match pages.selection.decode(item) {
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
            next: pages.next.map(|key| PageKey {
                key,
                access: PhantomData,
            }),
        })
    }

    /// All results, or as many as the limit says.
    ///
    /// # Errors
    ///
    /// What [`send`](Query::send) fails with, and the first item that cannot be decoded; to read
    /// on behind such an item use [`stream`](Query::stream) or pages.
    pub async fn all(self) -> Result<Vec<S::Value>, Error> {
        let mut pages = Pages::new(self, false)?;
        let mut items = Vec::new();
        while let Some(found) = pages.next_page().await? {
            for item in found {
                items.push(pages.selection.decode(item)?);
            }
        }
        Ok(items)
    }

    /// The first result; requests go on until there is one, or until the end.
    ///
    /// # Errors
    ///
    /// What [`all`](Query::all) fails with.
    pub async fn one(self) -> Result<Option<S::Value>, Error> {
        Ok(self.limit(1).all().await?.pop())
    }

    /// How many results there are, or the limit if there are more. Nothing but the number is read.
    ///
    /// # Errors
    ///
    /// What [`send`](Query::send) fails with.
    pub async fn count(self) -> Result<usize, Error> {
        let limit = self.limit.unwrap_or(usize::MAX);
        let mut pages = Pages::new(self, true)?;
        let mut count = 0;
        while count < limit && pages.next_page().await?.is_some() {
            count = pages.counted;
        }
        Ok(count.min(limit))
    }

    /// The results one by one, request after request as they are asked for. An item that cannot be
    /// decoded is one `Err`, and the stream goes on behind it; after a failed request it ends.
    pub fn stream(self) -> impl Stream<Item = Result<S::Value, Error>> + Send
    where
        S: 'static,
    {
        let state = match Pages::new(self, false) {
            Ok(pages) => Streaming::Pages(Box::new(pages), VecDeque::new()),
            Err(error) => Streaming::Failed(error),
        };
        stream::unfold(state, Streaming::next).boxed()
    }
}

/// The state of a stream between two results.
enum Streaming<A: AccessPattern, S> {
    Pages(Box<Pages<A, S>>, VecDeque<Item>),
    Failed(Error),
    Ended,
}

impl<A: AccessPattern, S: Selection<A::Entity>> Streaming<A, S> {
    async fn next(self) -> Option<(Result<S::Value, Error>, Self)> {
        let (mut pages, mut items) = match self {
            Self::Pages(pages, items) => (pages, items),
            Self::Failed(error) => return Some((Err(error), Self::Ended)),
            Self::Ended => return None,
        };
        loop {
            if let Some(item) = items.pop_front() {
                let value = pages.selection.decode(item).map_err(Error::from);
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

/// A query under way.
struct Pages<A: AccessPattern, S> {
    table: Table<<A::Entity as Entity>::Table>,
    builder: QueryInputBuilder,
    selection: S,
    page_size: Option<i32>,
    /// Results that are still wanted.
    wanted: Option<usize>,
    /// Whether some evaluated items may not be results.
    passes_over: bool,
    next: Option<Item>,
    started: bool,
    counting: bool,
    counted: usize,
    access: PhantomData<fn() -> A>,
}

impl<A: AccessPattern, S: Selection<A::Entity>> Pages<A, S> {
    fn new(query: Query<A, S>, counting: bool) -> Result<Self, Error> {
        let fail = Error::expression::<A::Entity>;
        let layout = layout::<A::Entity>();
        let keys = Keys::of::<A>();
        let mut placeholders = Placeholders::default();
        let condition = key_condition::<A>(&query, keys, &mut placeholders)?;
        let mut filters = query.filters;
        for filter in &filters {
            check_filter(filter, keys).map_err(fail)?;
        }
        let passes_over = !filters.is_empty();
        if counting && has_type::<A>() {
            let type_name = <A::Entity as Entity>::SCHEMA.type_name.to_owned();
            filters.push(Node::equals(
                layout.type_attribute,
                AttributeValue::S(type_name),
            ));
        }
        let filter = Expression::all(filters, &mut placeholders).map_err(fail)?;
        let mut own = vec![layout.pk, layout.sk, layout.type_attribute, keys.pk];
        own.extend(keys.sk);
        let projection = if counting {
            None
        } else {
            projection(&query.selection.paths(), &own, &mut placeholders).map_err(fail)?
        };
        let (names, values) = placeholders.into_maps();
        let builder = QueryInput::builder()
            .table_name(query.table.name())
            .set_index_name(index_of::<A>().map(|index| index.layout.name.to_owned()))
            .key_condition_expression(condition)
            .set_filter_expression(filter)
            .set_projection_expression(projection)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .set_scan_index_forward(query.descending.then_some(false))
            .set_consistent_read(query.consistent.then_some(true))
            .set_select(counting.then_some(Select::Count));
        Ok(Self {
            table: query.table,
            builder,
            selection: query.selection,
            page_size: query.page_size,
            wanted: query.limit.filter(|_| !counting),
            passes_over,
            next: query.start,
            started: false,
            counting,
            counted: 0,
            access: PhantomData,
        })
    }

    fn request(&self) -> QueryInputBuilder {
        let wanted = self.wanted.map(|wanted| {
            let items = if self.passes_over {
                wanted.max(FILTERED_PAGE)
            } else {
                wanted
            };
            i32::try_from(items.max(1)).unwrap_or(i32::MAX)
        });
        let limit = match (self.page_size, wanted) {
            (Some(page), Some(wanted)) if !self.passes_over => Some(page.min(wanted)),
            (Some(page), _) => Some(page),
            (None, wanted) => wanted,
        };
        self.builder
            .clone()
            .set_limit(limit)
            .set_exclusive_start_key(self.next.clone())
    }

    /// The results of the next request; `None` at the end, or when there are as many as wanted.
    async fn next_page(&mut self) -> Result<Option<Vec<Item>>, Error> {
        let done = self.started && self.next.is_none();
        if done || self.wanted == Some(0) {
            return Ok(None);
        }
        self.started = true;
        let subject = Subject {
            operation: "query",
            table: self.table.name(),
            entity: <A::Entity as Entity>::SCHEMA.name,
            index: index_of::<A>().map(|index| index.layout.name),
        };
        let request = self.request().send_with(self.table.client());
        let answer = exec::run(subject, request).await?;
        self.next = answer.last_evaluated_key.filter(|key| !key.is_empty());
        if self.counting {
            self.counted += usize::try_from(answer.count).unwrap_or(0);
        }
        let mut items = answer.items.unwrap_or_default();
        let evaluated = items.len();
        items.retain(is_of_type::<A::Entity>);
        if items.len() < evaluated {
            self.passes_over = true;
        }
        if let Some(wanted) = &mut self.wanted {
            if items.len() > *wanted {
                items.truncate(*wanted);
                self.next = items.last().map(|last| Keys::of::<A>().of_item(last));
            }
            *wanted -= items.len();
        }
        Ok(Some(items))
    }
}

/// Whether the item is one of the entity's; one without a type is taken at its key's word.
fn is_of_type<E: Entity>(item: &Item) -> bool {
    match item.get(layout::<E>().type_attribute) {
        Some(AttributeValue::S(type_name)) => type_name == E::SCHEMA.type_name,
        _ => true,
    }
}

/// Whether what is queried holds the type attribute. An index of keys alone does not, and then its
/// items cannot be told apart without reading them.
fn has_type<A: AccessPattern>() -> bool {
    let type_attribute = layout::<A::Entity>().type_attribute;
    index_of::<A>().is_none_or(|index| {
        !matches!(index.layout.projection, Projection::KeysOnly)
            || index.layout.has_key(type_attribute)
    })
}

fn index_of<A: AccessPattern>() -> Option<&'static EntityIndex> {
    A::INDEX.and_then(|place| <A::Entity as Entity>::SCHEMA.indexes.get(place))
}

/// The attributes that hold the keys of what is queried.
#[derive(Debug, Clone, Copy)]
struct Keys {
    table: (&'static str, &'static str),
    pk: &'static str,
    sk: Option<&'static str>,
}

impl Keys {
    fn of<A: AccessPattern>() -> Self {
        let layout = layout::<A::Entity>();
        let (pk, sk) = match index_of::<A>() {
            Some(index) => (index.layout.pk, index.layout.sk),
            None => (layout.pk, Some(layout.sk)),
        };
        Self {
            table: (layout.pk, layout.sk),
            pk,
            sk,
        }
    }

    /// The key behind which a query goes on after that item: the table's and the index's.
    fn of_item(self, item: &Item) -> Item {
        [self.table.0, self.table.1, self.pk]
            .into_iter()
            .chain(self.sk)
            .filter_map(|name| Some((name.to_owned(), item.get(name)?.clone())))
            .collect()
    }
}

fn check_filter(filter: &Node, keys: Keys) -> Result<(), ExpressionError> {
    let mut key = None;
    filter.attributes(&mut |name| {
        if name == keys.pk || Some(name) == keys.sk {
            key = Some(name.to_owned());
        }
    });
    match key {
        Some(attribute) => Err(ExpressionError::FilterOnKey { attribute }),
        None => Ok(()),
    }
}

/// The key condition: the partition, and what the range asks of the sort key.
fn key_condition<A: AccessPattern>(
    query: &Query<A, impl Sized>,
    keys: Keys,
    placeholders: &mut Placeholders,
) -> Result<String, Error> {
    let schema = <A::Entity as Entity>::SCHEMA;
    let index = index_of::<A>();
    let mut text = String::new();
    let mut compare = |name: &str, operator: &str, value: AttributeValue| {
        placeholders.push_name(&mut text, name);
        text.push_str(operator);
        placeholders.push_value(&mut text, value);
    };
    compare(keys.pk, " = ", partition_value::<A>(&query.partition)?);
    let (template, part, scalar): (&'static KeyTemplate, _, _) = match index {
        None => (&schema.sk, KeyPart::SortKey, ScalarType::String),
        Some(EntityIndex {
            sk: Some(template),
            layout,
            ..
        }) => (template, KeyPart::IndexSortKey(layout.name), layout.sk_type),
        // An index without a sort key has nothing more to ask of.
        Some(_) => return Ok(text),
    };
    let Some(sk) = keys.sk else {
        return Ok(text);
    };
    let context = context::<A::Entity>(part);
    let bounds = match scalar {
        ScalarType::String => text_bounds(query.range.resolve(template, context)?),
        ScalarType::Number => {
            number_bounds(&query.range).map_err(|kind| context.error(template, None, kind))?
        }
    };
    let Some((operator, mut values)) = bounds else {
        return Ok(text);
    };
    text.push_str(" AND ");
    if operator == "begins_with" {
        text.push_str("begins_with(");
        placeholders.push_name(&mut text, sk);
        text.push_str(", ");
        placeholders.push_value(&mut text, values.remove(0));
        text.push(')');
        return Ok(text);
    }
    placeholders.push_name(&mut text, sk);
    text.push(' ');
    text.push_str(operator);
    text.push(' ');
    for (i, value) in values.into_iter().enumerate() {
        if i > 0 {
            text.push_str(" AND ");
        }
        placeholders.push_value(&mut text, value);
    }
    Ok(text)
}

fn partition_value<A: AccessPattern>(partition: &Slots) -> Result<AttributeValue, Error> {
    let schema = <A::Entity as Entity>::SCHEMA;
    let half = match index_of::<A>() {
        Some(EntityIndex {
            pk: Some(template),
            layout,
            ..
        }) => IndexHalf {
            attribute: layout.pk,
            template,
            scalar: ScalarType::String,
            part: KeyPart::IndexPartitionKey(layout.name),
        },
        // The table itself, or a local index on the table's own partition key.
        _ => IndexHalf {
            attribute: layout::<A::Entity>().pk,
            template: &schema.pk,
            scalar: ScalarType::String,
            part: KeyPart::PartitionKey,
        },
    };
    let missing =
        || context::<A::Entity>(half.part).error(half.template, None, KeyErrorKind::Missing);
    Ok(render_half::<A::Entity>(&half, partition)?.ok_or_else(missing)?)
}

type SortCondition = Option<(&'static str, Vec<AttributeValue>)>;

fn text_bounds(bounds: Bounds) -> SortCondition {
    let (operator, texts) = match bounds {
        Bounds::All => return None,
        Bounds::Equal(key) => ("=", vec![key]),
        Bounds::BeginsWith(prefix) => ("begins_with", vec![prefix]),
        Bounds::Between(low, high) => ("BETWEEN", vec![low, high]),
        Bounds::From(low) => (">=", vec![low]),
        Bounds::To(high) => ("<=", vec![high]),
    };
    Some((operator, texts.into_iter().map(AttributeValue::S).collect()))
}

/// The condition on a sort key that is a number: it has one field and no prefix.
fn number_bounds(range: &Range) -> Result<SortCondition, KeyErrorKind> {
    let number = |values: &Values| match values.first() {
        Some(value) => value.key_number().ok_or(KeyErrorKind::NotANumber).map(Some),
        None => Ok(None),
    };
    if range.text.is_some() {
        return Err(KeyErrorKind::Encoding);
    }
    let of = |numbers: Vec<String>| numbers.into_iter().map(AttributeValue::N).collect();
    if let Some(exact) = &range.exact {
        return Ok(number(exact)?.map(|number| ("=", of(vec![number]))));
    }
    let end = |bound: &Option<Bound>| match bound {
        Some(bound) => Ok(number(&bound.values)?.map(|number| (number, bound.inclusive))),
        None => Ok(None),
    };
    Ok(match (end(&range.lower)?, end(&range.upper)?) {
        (None, None) => None,
        (Some((low, true)), None) => Some((">=", of(vec![low]))),
        (Some((low, false)), None) => Some((">", of(vec![low]))),
        (None, Some((high, true))) => Some(("<=", of(vec![high]))),
        (None, Some((high, false))) => Some(("<", of(vec![high]))),
        (Some((low, from)), Some((high, to))) => {
            // `BETWEEN` includes both ends, so an excluded one moves to the next whole number.
            let low = if from { low } else { moved(&low, 1)? };
            let high = if to { high } else { moved(&high, -1)? };
            if let (Ok(low), Ok(high)) = (low.parse::<i128>(), high.parse::<i128>())
                && low > high
            {
                return Err(KeyErrorKind::Inverted);
            }
            Some(("BETWEEN", of(vec![low, high])))
        }
    })
}

fn moved(number: &str, by: i128) -> Result<String, KeyErrorKind> {
    let number: i128 = number.parse().map_err(|_| KeyErrorKind::Encoding)?;
    Ok(number.saturating_add(by).to_string())
}

impl<A> Clone for PageKey<A> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            access: PhantomData,
        }
    }
}

impl<A> fmt::Debug for PageKey<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageKey(…)")
    }
}

impl<A: AccessPattern, S> fmt::Debug for Query<A, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("entity", &<A::Entity as Entity>::SCHEMA.name)
            .field("index", &index_of::<A>().map(|index| index.layout.name))
            .field("descending", &self.descending)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
