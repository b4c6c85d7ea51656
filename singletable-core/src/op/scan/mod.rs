//! Scans: every item of the table, or of one entity, whatever it costs.

mod keys;
mod lacking;
mod pace;
mod scanned;
mod segment;
mod stream;

pub use scanned::{Every, Filtered, Only, Scanned};
pub use stream::ScanStream;

use crate::cursor::{Binding, CursorError, Position, decode_positions};
use crate::entity::selection::projection;
use crate::entity::{Entities, Entity, Projected, Projection, Selection, TableModel};
use crate::error::Error;
use crate::exec::{Draft, ToRequest as _};
use crate::expr::Condition;
use crate::expr::attr::Path;
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Joint, Node, Operand};
use crate::life::ttl;
use crate::op::debug::debug_fields;
use crate::op::guard::{not_a_guard, not_guards};
use crate::op::options::{self, FILTERED_PAGE, Purpose, read_options};
use crate::op::query::Page;
use crate::op::whose::{no_type, of_type};
use crate::schema::company::{beginning, shares_beginnings};
use crate::schema::guard::GUARD;
use crate::schema::{EntitySchema, ScalarType, TableLayout};
use crate::table::Table;
use aws_sdk_dynamodb::operation::scan::ScanInput;
use aws_sdk_dynamodb::operation::scan::builders::ScanInputBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity, Select};
use futures_util::TryStreamExt as _;

/// The most segments that DynamoDB divides a scan into.
pub const MAX_SCAN_SEGMENTS: u32 = 1_000_000;

/// The most segments of an open cursor, where the caller says nothing of them.
const USUAL_SEGMENTS: u32 = 16;

/// Reads the whole table; made by [`Table::scan`] and [`Table::scan_of`].
///
/// DynamoDB charges for every item of the table, also for those that the filter or the entity
/// passes over: half a read unit for each 4 KB, twice that if the scan is
/// [`consistent`](Scan::consistent). The items come in no order. Guards of unique values are passed
/// over, and so are items that have expired.
///
/// A scan of many minutes will be interrupted one day: [`ScanStream::cursor`] is at any time the
/// position after what was taken, and [`start_at`](Scan::start_at) continues from there; so does the
/// cursor of a [page](Scan::send).
#[must_use = "an operation does nothing until it is sent"]
pub struct Scan<S: Scanned> {
    table: Table<S::Table>,
    scanned: S,
    filters: Vec<Node>,
    /// `None` unless given.
    segments: Option<u32>,
    limit: Option<usize>,
    page_size: Option<usize>,
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
    /// Items that were evaluated. `DescribeTable` answers how many the table has, as of some hours ago.
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

/// A request of a scan.
type ScanDraft = Draft<ScanInputBuilder, Placeholders>;

impl<S: Scanned + Default> Scan<S> {
    pub(crate) fn new(table: Table<S::Table>) -> Self {
        Self {
            table,
            scanned: S::default(),
            filters: Vec::new(),
            segments: None,
            limit: None,
            page_size: None,
            consistent: false,
            include_expired: false,
            rate: None,
            progress: None,
            start_at: None,
        }
    }
}

impl<E: Entity> Scan<Only<E>> {
    /// Reads only the attributes of a projection: `.project::<UserName>()`. DynamoDB still charges
    /// for the whole items.
    pub fn project<P: Projection<Entity = E>>(self) -> Scan<Only<E, Projected<P>>> {
        self.select(Projected::new())
    }

    /// Reads the items of an enum of entities, of which this one's is the first:
    /// `cats.scan().filter(Cat::LIVES.gt(3)).any_of::<Cats>()`.
    pub fn any_of<C: Entities<First = E, Table = E::Table>>(self) -> Scan<Only<C>> {
        self.scanning(Only::default())
    }

    /// Reads only those attributes, as tuples of `Option`s: `.select((User::NAME, User::EMAIL))`.
    /// DynamoDB still charges for the whole items.
    pub fn select<S: Selection<E> + 'static>(self, selection: S) -> Scan<Only<E, S>> {
        self.scanning(Only::new(selection))
    }

    /// The same scan, which makes something else of the items.
    fn scanning<N: Scanned<Table = E::Table>>(self, scanned: N) -> Scan<N> {
        Scan {
            table: self.table,
            scanned,
            filters: self.filters,
            segments: self.segments,
            limit: self.limit,
            page_size: self.page_size,
            consistent: self.consistent,
            include_expired: self.include_expired,
            rate: self.rate,
            progress: self.progress,
            start_at: self.start_at,
        }
    }
}

impl<S: Scanned> Scan<S> {
    /// Divides the table into so many segments, and reads all of them at the same time; 1 unless
    /// given. Numbers outside 1 to 1,000,000 are brought into that range.
    ///
    /// Of each segment one request is under way and one answer, of up to 1 MB, is kept; so this
    /// decides about speed and memory alike. Four to sixteen are usual.
    pub fn segments(mut self, segments: u32) -> Self {
        self.segments = Some(segments.clamp(1, MAX_SCAN_SEGMENTS));
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

    read_options! {
        self;
        ///
        /// Without a [`page_size`](Scan::page_size) the first requests evaluate as many items, 100 at
        /// least, and later ones as many as were evaluated before.
        limit,
        page_size,
        consistent,
        include_expired,
    }

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
        /// The cursor is that of a [page](Page::next) or of a [stream](ScanStream::cursor), of a scan of
        /// the same table, entity and filter. The number of segments is the earlier scan's. A cursor that
        /// is not sealed may come from anyone, and each segment is a request: so it must not have more of
        /// them than [`segments`](Scan::segments) says, or than 16 without that.
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

    /// The `ReturnConsumedCapacity` to request: what a meter asks for, or the total, for the pace and
    /// the progress.
    fn capacity(&self) -> Option<ReturnConsumedCapacity> {
        let asked = self.table.connection().capacity();
        asked.or(Some(ReturnConsumedCapacity::Total))
    }

    /// The request of the first segment, and what a cursor is bound to.
    fn request(&self, purpose: Purpose) -> Result<(ScanDraft, Binding), Error> {
        options::page_size(Self::entity(), self.page_size)?;
        let (mut filter, mut placeholders) = Self::render(self.filters())?;
        // The filter of a count and the projection are nothing that a cursor is bound to.
        let bound = self.binding(filter.as_deref(), &placeholders);
        let counting = purpose == Purpose::Count;
        let mut read = self.scanned.paths();
        if counting {
            (filter, placeholders) = Self::render(self.count_filters())?;
            // Nothing is read of items that are counted, unless they say themselves which of them count.
            read = Self::paths_of_count();
        }
        let projection = Self::projection(&read, &mut placeholders)?;
        let builder = ScanInput::builder()
            .table_name(self.table.name())
            .set_filter_expression(filter)
            .set_projection_expression(projection)
            .set_limit(self.request_limit(0))
            .set_consistent_read(self.consistent.then_some(true))
            .set_select((counting && !Self::counts_items()).then_some(Select::Count))
            .set_return_consumed_capacity(self.capacity());
        Ok((Draft::new(builder, placeholders), bound))
    }

    fn binding(&self, filter: Option<&str>, placeholders: &Placeholders) -> Binding {
        let bound = Binding::new("scan")
            .text(self.table.name())
            .text(S::ENTITY.map_or("", |schema| schema.type_name));
        let rest = S::ENTITY.map_or(&[][..], |schema| schema.type_rest);
        let bound = rest.iter().copied().fold(bound, Binding::text);
        let bound = S::LOOKS_FOR.into_iter().fold(bound, Binding::text);
        bound.expression(filter, placeholders.names(), placeholders.values())
    }

    /// What the items are to be: of the entity or no guards, and what the caller asks of them.
    fn filters(&self) -> Vec<Node> {
        let layout = <S::Table as TableModel>::LAYOUT;
        let own = match S::ENTITY {
            Some(schema) => may_be_of(layout, schema),
            None => not_guards(<S::Table as TableModel>::SCHEMA).collect(),
        };
        own.into_iter()
            .chain(self.filters.iter().cloned())
            .collect()
    }

    /// The filters of a count, which cannot pass over expired items after the answer.
    fn count_filters(&self) -> Vec<Node> {
        let now = self.table.clock().now();
        let not_expired = self.expiry().map(|name| ttl::not_expired_by(name, now));
        self.filters().into_iter().chain(not_expired).collect()
    }

    /// The filter of the conditions, with the names and values that it uses.
    fn render(conditions: Vec<Node>) -> Result<(Option<String>, Placeholders), Error> {
        let mut placeholders = Placeholders::default();
        let filter = Expression::all(conditions, &mut placeholders);
        let filter = filter.map_err(|source| Error::expression(Self::entity(), source))?;
        Ok((filter, placeholders))
    }

    /// The attribute by which expired items are passed over.
    fn expiry(&self) -> Option<&'static str> {
        Self::ttl().filter(|_| !self.include_expired)
    }

    /// Whether items without a type, whose keys begin as the entity's do, may be another's.
    const MEETS_OTHERS: bool = match S::ENTITY {
        Some(schema) => shares_beginnings(<S::Table as TableModel>::SCHEMA, schema),
        None => false,
    };

    /// Whether a count reads items, and DynamoDB does not count alone.
    fn counts_items() -> bool {
        S::LOOKS_FOR.is_some() || Self::MEETS_OTHERS
    }

    /// What a count reads of items: the key where that says whose they are, and everything, as no path,
    /// where something is looked for.
    fn paths_of_count() -> Vec<Path> {
        let key = || Path::attribute(<S::Table as TableModel>::LAYOUT.pk.name);
        let keys = S::LOOKS_FOR.is_none() && Self::MEETS_OTHERS;
        keys.then(key).into_iter().collect()
    }

    /// Those attributes, with what the scan itself needs: `None` is everything.
    fn projection(read: &[Path], placeholders: &mut Placeholders) -> Result<Option<String>, Error> {
        let layout = <S::Table as TableModel>::LAYOUT;
        let mut own: Vec<_> = layout.key_names().collect();
        own.extend(layout.type_attribute.names());
        own.extend(Self::ttl());
        if Self::MEETS_OTHERS {
            own.extend(S::key_attributes());
        }
        projection(read, &own, placeholders)
            .map_err(|source| Error::expression(Self::entity(), source))
    }

    fn request_limit(&self, evaluated: u64) -> Option<i32> {
        request_limit(self.page_size, self.limit, evaluated)
    }

    /// Where each segment begins.
    fn positions(&self, bound: &Binding) -> Result<Vec<Position>, Error> {
        let Some(text) = &self.start_at else {
            return Ok(vec![Position::Start; self.segments.unwrap_or(1) as usize]);
        };
        let content = self.table.cursor_keys().read(bound, text);
        let keys: Vec<_> = Self::keys().collect();
        let positions = content.and_then(|content| decode_positions(&content, &keys));
        positions
            .and_then(|positions| self.checked_segments(positions))
            .map_err(Self::invalid_cursor)
    }

    /// The positions of a cursor, if the scan may have as many segments.
    fn checked_segments(&self, positions: Vec<Position>) -> Result<Vec<Position>, CursorError> {
        let segments = positions.len();
        if !(1..=MAX_SCAN_SEGMENTS as usize).contains(&segments) {
            return Err(CursorError::Malformed);
        }
        let most = self.segments.unwrap_or(USUAL_SEGMENTS) as usize;
        if segments > most && !self.table.cursor_keys().take_only_sealed() {
            return Err(CursorError::Segments);
        }
        Ok(positions)
    }

    /// The attributes of a position.
    fn keys() -> impl Iterator<Item = &'static str> {
        <S::Table as TableModel>::LAYOUT.key_names()
    }

    fn invalid_cursor(source: CursorError) -> Error {
        Error::InvalidCursor {
            entity: Self::entity(),
            index: None,
            source,
        }
    }

    /// The SDK input of the first request. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When an expression breaks a limit, or the cursor is not one of this scan.
    pub fn into_input(self) -> Result<ScanInput, Error> {
        let (request, bound) = self.request(Purpose::Items)?;
        let positions = self.positions(&bound)?;
        let first = segment::request(&request, 0, positions.len(), &positions[0]);
        first.into_input()
    }

    /// One page: as many results as [`limit`](Scan::limit) says, in as many requests as that takes;
    /// without a limit, what one request of each segment gives. A page may be empty and not the last.
    ///
    /// [`Page::next`] continues all segments. With a limit and several segments, what their requests
    /// have found beyond the limit is read again for the next page.
    ///
    /// # Errors
    ///
    /// When an expression breaks a limit, the cursor is not one of this scan, or a request fails. Items
    /// that cannot be decoded are in [`Page::errors`].
    pub async fn send(self) -> Result<Page<S::Value>, Error> {
        let purpose = match self.limit {
            Some(_) => Purpose::Items,
            None => Purpose::Page,
        };
        ScanStream::new(self, purpose).page().await
    }

    /// The items one by one, as the segments' requests bring them. An item that cannot be decoded
    /// is one `Err`, and the stream goes on after it. After a failed request, and what else was
    /// found until then, the stream ends; its cursor says where to go on.
    ///
    /// The stream makes requests only while it is asked for items.
    pub fn stream(self) -> ScanStream<S> {
        ScanStream::new(self, Purpose::Items)
    }

    /// All results, or as many as the limit says.
    ///
    /// # Errors
    ///
    /// What [`send`](Scan::send) fails with, and the first item that cannot be decoded; to read on
    /// after such an item use [`stream`](Scan::stream) or pages.
    pub async fn all(self) -> Result<Vec<S::Value>, Error> {
        let mut stream = self.stream();
        let items = (&mut stream).try_collect().await;
        stream.end(items)
    }

    /// The first result that a segment finds; requests go on until there is one, or until the end.
    ///
    /// # Errors
    ///
    /// What [`all`](Scan::all) fails with.
    pub async fn one(self) -> Result<Option<S::Value>, Error> {
        Ok(self.limit(1).all().await?.pop())
    }

    /// How many results there are, or the limit if there are more. Only the number is read, at the
    /// price of reading the items; items that could not be decoded are counted too.
    ///
    /// Where keys of other entities may begin as the entity's do, or the table has no enum that says
    /// which there are, the keys and types are read too, to pass over what is another's: the read
    /// units are the same, and the answers have more bytes. Elsewhere an item without a type is counted
    /// if its key begins as the entity's do.
    ///
    /// # Errors
    ///
    /// What [`send`](Scan::send) fails with.
    pub async fn count(self) -> Result<usize, Error> {
        ScanStream::new(self, Purpose::Count).count().await
    }
}

/// The condition that an item is one of the entity's, as far as a filter can say: it has the type, or
/// none and a key that begins as the entity's do.
fn may_be_of(layout: &TableLayout, schema: &EntitySchema) -> Vec<Node> {
    let begins = |attribute: &'static str, text: &str| {
        let text = Operand::Value(AttributeValue::S(text.to_owned()));
        Node::Call("begins_with", attribute.into(), Some(text))
    };
    let keys = std::iter::once((layout.pk, &schema.pk)).chain(layout.sk.zip(schema.sk.as_ref()));
    let keys = keys.filter(|(half, _)| half.scalar == ScalarType::String);
    let keys = keys.map(|(half, template)| (half.name, beginning(template)));
    let keys = keys.filter(|(_, text)| !text.is_empty());
    let keys = keys.map(|(attribute, text)| begins(attribute, text));
    if layout.type_attribute.is_none() {
        return keys.chain(may_be_guard(layout, schema)).collect();
    }
    let typeless = Node::join(Joint::And, std::iter::once(no_type(layout)).chain(keys));
    if schema.typeless {
        return vec![typeless];
    }
    vec![Node::join(Joint::Or, [of_type(layout, schema), typeless])]
}

/// Of a table without types: the condition that an item is no guard, where the beginnings of the entity's
/// keys do not say so.
fn may_be_guard(layout: &TableLayout, schema: &EntitySchema) -> Option<Node> {
    let (own, guards) = (
        beginning(&schema.pk),
        format!("{GUARD}{}", layout.separator),
    );
    let alike = guards.starts_with(own) || own.starts_with(&guards);
    let sort = schema.sk.as_ref().map_or("", beginning);
    let alike = alike && GUARD.starts_with(sort);
    alike.then(|| not_a_guard(layout)).flatten()
}

/// How many items a request evaluates at most, of a scan that has evaluated so many.
///
/// A limit alone begins with small requests, in case that the first items are results. Each later one
/// evaluates as many as all before it, so that rare results take few requests.
fn request_limit(page_size: Option<usize>, limit: Option<usize>, evaluated: u64) -> Option<i32> {
    let items = page_size.or_else(|| {
        let evaluated = usize::try_from(evaluated).unwrap_or(usize::MAX);
        Some(limit?.max(FILTERED_PAGE).max(evaluated))
    });
    items.map(options::request_limit)
}

debug_fields! {
    [S: Scanned] Scan<S>, |this|
    entity: Scan::<S>::entity(),
    segments: this.segments.unwrap_or(1),
    page_size: this.page_size,
    consistent: this.consistent,
}
