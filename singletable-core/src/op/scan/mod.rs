//! Scans: every item of the table, or of one entity, whatever it costs.

mod lacking;
mod pace;
mod segment;
mod stream;

pub use stream::ScanStream;

use crate::cursor::{Binding, CursorError, Position, decode_positions};
use crate::entity::{Entity, TableItem, TableModel};
use crate::error::Error;
use crate::exec::{Draft, ToRequest as _};
use crate::expr::Condition;
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node, Operand};
use crate::item::DecodeError;
use crate::op::debug::debug_fields;
use crate::op::options::read_options;
use crate::schema::EntitySchema;
use crate::schema::guard::GUARD;
use crate::table::Table;
use crate::wire::Row;
use aws_sdk_dynamodb::operation::scan::ScanInput;
use aws_sdk_dynamodb::operation::scan::builders::ScanInputBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use futures_util::TryStreamExt as _;
use std::marker::PhantomData;

/// The most segments that DynamoDB divides a scan into.
pub const MAX_SCAN_SEGMENTS: u32 = 1_000_000;

/// Reads the whole table; made by [`Table::scan`] and [`Table::scan_of`].
///
/// DynamoDB charges for every item of the table, also for those that the filter or the entity
/// passes over: half a read unit for each 4 KB, twice that if the scan is
/// [`consistent`](Scan::consistent). The items come in no order. Guards of unique values are passed
/// over, and so are items that have expired.
///
/// A scan of many minutes will be interrupted one day: [`ScanStream::cursor`] tells at any time
/// where it stands, and [`start_at`](Scan::start_at) goes on from there.
#[must_use = "an operation does nothing until it is sent"]
pub struct Scan<S: Scanned> {
    table: Table<S::Table>,
    filters: Vec<Node>,
    segments: u32,
    page_size: Option<i32>,
    consistent: bool,
    include_expired: bool,
    rate: Option<u32>,
    progress: Option<OnProgress>,
    start_at: Option<String>,
}

type OnProgress = Box<dyn FnMut(ScanProgress) + Send>;

/// How far a scan has come since it was started or resumed; counted when a request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct ScanProgress {
    /// Items that were evaluated. `DescribeTable` tells how many the table has, to some hours.
    pub evaluated: u64,
    /// Items that were found: of the entity, held by the filter, not expired.
    pub items: u64,
    /// Requests that were answered.
    pub pages: u64,
    /// Segments that were read to their end, also before the scan was resumed.
    pub segments_done: u32,
    /// Segments of the scan.
    pub segments: u32,
    /// Read units that were consumed. A scan always asks DynamoDB for them.
    pub read_units: f64,
}

/// What a scan makes of the items: [`Every`] or [`Only`].
pub trait Scanned: Send + Sync + 'static {
    /// The table that is scanned.
    type Table: TableModel;
    /// What each item becomes.
    type Value: Send;
    #[doc(hidden)]
    const ENTITY: Option<&'static EntitySchema>;
    #[doc(hidden)]
    fn decode(item: Row) -> Result<Self::Value, DecodeError>;
}

/// Every item of the table `T`, as its enum.
pub struct Every<T>(PhantomData<fn() -> T>);

impl<T: TableItem> Scanned for Every<T> {
    type Table = T;
    type Value = T;
    const ENTITY: Option<&'static EntitySchema> = None;

    fn decode(item: Row) -> Result<T, DecodeError> {
        T::from_row(item)
    }
}

/// Only the items of the entity `E`.
pub struct Only<E>(PhantomData<fn() -> E>);

impl<E: Entity> Scanned for Only<E> {
    type Table = E::Table;
    type Value = E;
    const ENTITY: Option<&'static EntitySchema> = Some(E::SCHEMA);

    fn decode(item: Row) -> Result<E, DecodeError> {
        E::from_row(item)
    }
}

/// Scans that conditions on the entity `E` can filter.
#[diagnostic::on_unimplemented(
    message = "a scan of the whole table takes no condition: a condition is about one entity",
    label = "a condition on one entity",
    note = "`table.scan_of::<User>()` reads one entity, and takes conditions on it"
)]
pub trait Filtered<E> {}

impl<E: Entity> Filtered<E> for Only<E> {}

/// A request of a scan.
type ScanDraft = Draft<ScanInputBuilder, Placeholders>;

impl<S: Scanned> Scan<S> {
    pub(crate) fn new(table: Table<S::Table>) -> Self {
        Self {
            table,
            filters: Vec::new(),
            segments: 1,
            page_size: None,
            consistent: false,
            include_expired: false,
            rate: None,
            progress: None,
            start_at: None,
        }
    }

    /// Divides the table into so many segments, and reads all of them at the same time; 1 unless
    /// given. Numbers outside 1 to 1,000,000 are brought into that range.
    ///
    /// Of each segment one request is under way and one answer, of up to 1 MB, is kept; so this
    /// decides about speed and memory alike. Four to sixteen are usual.
    pub fn segments(mut self, segments: u32) -> Self {
        self.segments = segments.clamp(1, MAX_SCAN_SEGMENTS);
        self
    }

    /// Only the items of the entity that the condition holds for. DynamoDB reads, and charges for,
    /// the others too. Several conditions must all hold.
    pub fn filter<E>(mut self, condition: Condition<E>) -> Self
    where
        S: Filtered<E>,
    {
        self.filters.push(condition.node);
        self
    }

    read_options!(self; page_size, consistent, include_expired);

    /// Consumes at most so many read units a second, over all segments, so that the table has the
    /// rest for others. At least 1.
    ///
    /// What a request costs shows in its answer: the next ones wait for it, and the first request
    /// goes alone. One request of 1 MB costs 128 units, 256 if it is consistent; where that is much
    /// for one second, give a [`page_size`](Scan::page_size) too.
    pub fn read_units_per_second(mut self, units: u32) -> Self {
        self.rate = Some(units.max(1));
        self
    }

    /// Calls the function after each answer, such as to draw a progress bar. It should not wait.
    pub fn on_progress(mut self, report: impl FnMut(ScanProgress) + Send + 'static) -> Self {
        self.progress = Some(Box::new(report));
        self
    }

    read_options! {
        self;
        ///
        /// The cursor is that of a [stream](ScanStream::cursor) of the same table, entity and filter.
        /// The number of segments is the earlier scan's, whatever [`segments`](Scan::segments) says.
        start_at,
    }

    fn entity() -> &'static str {
        S::ENTITY.map_or("table", |schema| schema.name)
    }

    /// The attribute of the time to live, where items can have one.
    fn ttl() -> Option<&'static str> {
        let ttl = <S::Table as TableModel>::LAYOUT.ttl;
        match S::ENTITY {
            Some(schema) => schema.ttl.and(ttl),
            None => ttl,
        }
    }

    /// What each request asks to be told of its capacity: what a meter asks for, or the total, for
    /// the pace and the progress.
    fn capacity(&self) -> Option<ReturnConsumedCapacity> {
        let asked = self.table.connection().capacity();
        asked.or(Some(ReturnConsumedCapacity::Total))
    }

    /// The request of the first segment, and what a cursor is bound to.
    fn request(&self) -> Result<(ScanDraft, Binding), Error> {
        let layout = <S::Table as TableModel>::LAYOUT;
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let of_type = match S::ENTITY {
            Some(schema) => Node::equals(layout.type_attribute, text(schema.type_name)),
            // A missing type is another one too, so such items are not lost.
            None => Node::Compare(
                layout.type_attribute.into(),
                "<>",
                Operand::Value(text(GUARD)),
            ),
        };
        let filters = std::iter::once(of_type).chain(self.filters.iter().cloned());
        let mut placeholders = Placeholders::default();
        let filter = Expression::all(filters.collect(), &mut placeholders);
        let filter = filter.map_err(|source| Error::Expression {
            entity: Self::entity(),
            source,
        })?;
        let bound = Binding::new("scan")
            .text(self.table.name())
            .text(S::ENTITY.map_or("", |schema| schema.type_name))
            .expression(
                filter.as_deref(),
                placeholders.names(),
                placeholders.values(),
            );
        let builder = ScanInput::builder()
            .table_name(self.table.name())
            .set_filter_expression(filter)
            .set_limit(self.page_size)
            .set_consistent_read(self.consistent.then_some(true))
            .set_return_consumed_capacity(self.capacity());
        Ok((Draft::new(builder, placeholders), bound))
    }

    /// Where each segment begins.
    fn positions(&self, bound: &Binding) -> Result<Vec<Position>, Error> {
        let Some(text) = &self.start_at else {
            return Ok(vec![Position::Start; self.segments as usize]);
        };
        let content = self.table.cursor_keys().read(bound, text);
        let positions = content.and_then(|content| decode_positions(&content, &Self::keys()));
        let possible =
            |positions: &Vec<Position>| (1..=MAX_SCAN_SEGMENTS as usize).contains(&positions.len());
        positions
            .and_then(|found| Some(found).filter(possible).ok_or(CursorError::Malformed))
            .map_err(Self::invalid_cursor)
    }

    /// The attributes of a position.
    fn keys() -> [&'static str; 2] {
        let layout = <S::Table as TableModel>::LAYOUT;
        [layout.pk, layout.sk]
    }

    fn invalid_cursor(source: CursorError) -> Error {
        Error::InvalidCursor {
            entity: Self::entity(),
            index: None,
            source,
        }
    }

    /// The SDK input of the first request that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the filter breaks a limit, or the cursor is not one of this scan.
    pub fn into_input(self) -> Result<ScanInput, Error> {
        let (request, bound) = self.request()?;
        let positions = self.positions(&bound)?;
        let first = segment::request(&request, 0, positions.len(), &positions[0]);
        first.into_input()
    }

    /// The items one by one, as the segments' requests bring them. An item that cannot be decoded
    /// is one `Err`, and the stream goes on behind it. After a failed request, and what else was
    /// found until then, the stream ends; its cursor tells where to go on.
    ///
    /// The stream makes requests only while it is asked for items.
    pub fn stream(self) -> ScanStream<S> {
        ScanStream::new(self)
    }

    /// All items.
    ///
    /// # Errors
    ///
    /// When the filter breaks a limit, the cursor is not one of this scan, a request fails, or an
    /// item cannot be decoded; to read on behind such an item use [`stream`](Scan::stream).
    pub async fn all(self) -> Result<Vec<S::Value>, Error> {
        let mut stream = self.stream();
        let items = (&mut stream).try_collect().await;
        stream.end(items)
    }
}

debug_fields! {
    [S: Scanned] Scan<S>, |this|
    entity: Scan::<S>::entity(),
    segments: this.segments,
    page_size: this.page_size,
    consistent: this.consistent,
}
