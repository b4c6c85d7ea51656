//! A scan under way: the requests of all segments, and the items that they brought.

use super::pace::{Admission, Pace};
use super::segment::{self, Segment};
use super::{OnProgress, Scan, ScanDraft, ScanProgress, Scanned, request_limit};
use crate::cursor::{Binding, Cursor, CursorError, Position, encode_positions};
use crate::error::Error;
use crate::exec::meter::Units;
use crate::exec::{Answer, Call, Request as _, Subject, Timer};
use crate::life::ttl;
use crate::op::debug::debug_fields;
use crate::op::options::Purpose;
use crate::op::query::Page;
use crate::table::Table;
use crate::wire::Row;
use aws_sdk_dynamodb::operation::scan::builders::ScanInputBuilder;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, Stream};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// The items of a [`Scan`], one by one; made by [`Scan::stream`].
pub struct ScanStream<S: Scanned> {
    table: Table<S::Table>,
    scanned: S,
    purpose: Purpose,
    call: Arc<Call>,
    /// The request of every page, but for its segment; `None` of a scan that could not begin.
    draft: Option<ScanDraft>,
    /// What cursors are bound to; `None` of a scan that could not begin.
    bound: Option<Binding>,
    /// The attribute by which expired items are passed over.
    expiry: Option<&'static str>,
    page_size: Option<usize>,
    limit: Option<usize>,
    /// How many results may still be given.
    wanted: Option<usize>,
    segments: Vec<Segment>,
    /// Segments whose next request may begin, as far as the pace allows.
    waiting: VecDeque<usize>,
    under_way: FuturesUnordered<BoxFuture<'static, Answered>>,
    /// Answers with items, the first of which is being taken. A segment has the first one, and
    /// perhaps one more.
    pages: VecDeque<Found>,
    pace: Option<Pace>,
    timer: Timer,
    progress: ScanProgress,
    report: Option<OnProgress>,
    /// What ends the stream, after the items that were found.
    failure: Option<Error>,
}

struct Answered {
    segment: usize,
    /// Read units that were set aside for the request.
    aside: f64,
    answer: Result<Answer<ScanInputBuilder>, Error>,
}

/// What a request has found.
struct Found {
    segment: usize,
    items: VecDeque<Row>,
    /// Where the segment continues after these items.
    end: Position,
    /// Whether its first item was taken, and the segment's next request may begin.
    begun: bool,
}

impl<S: Scanned> ScanStream<S> {
    pub(super) fn new(scan: Scan<S>, purpose: Purpose) -> Self {
        let prepared = scan.request(purpose);
        let prepared = prepared.and_then(|(draft, bound)| {
            let positions = scan.positions(&bound)?;
            Ok((Some(draft), Some(bound), positions))
        });
        let (parts, failure) = match prepared {
            Ok(parts) => (parts, None),
            Err(error) => (Default::default(), Some(error)),
        };
        let (draft, bound, positions) = parts;
        let segments: Vec<_> = positions.into_iter().map(Segment::new).collect();
        let unread = |index: &usize| !segments[*index].next.is_end();
        let waiting: VecDeque<_> = (0..segments.len()).filter(unread).collect();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let progress = ScanProgress {
            segments: count(segments.len()),
            segments_done: count(segments.len() - waiting.len()),
            ..ScanProgress::default()
        };
        let entity = S::ENTITY.map_or("", |schema| schema.name);
        let subject = Subject::paged("scan", entity, None);
        let timer = Timer::new(&scan.table.connection().pauses());
        let mut stream = Self {
            call: Arc::new(Call::new(scan.table.connection(), subject)),
            expiry: scan.expiry(),
            page_size: scan.page_size,
            limit: scan.limit,
            wanted: scan.limit,
            table: scan.table,
            scanned: scan.scanned,
            purpose,
            draft,
            bound,
            segments,
            waiting,
            under_way: FuturesUnordered::new(),
            pages: VecDeque::new(),
            pace: scan.rate.map(|rate| Pace::new(rate, timer.now())),
            timer,
            progress,
            report: scan.progress,
            failure,
        };
        if stream.failure.is_none() {
            stream.stop_at_limit();
        }
        stream
    }

    /// The position after everything that was taken from the stream. Text as every [`Cursor`] is, of
    /// some 60 to 100 characters for each segment, to be kept anywhere; [`Scan::start_at`] continues
    /// after it, without losing or repeating an item. It can be asked for
    /// at any time, also after an error and at the end.
    ///
    /// # Errors
    ///
    /// When the scan could not begin, or the cursor cannot be sealed.
    pub fn cursor(&self) -> Result<Cursor, Error> {
        let keys = Scan::<S>::keys;
        let segments = self.segments.iter();
        let positions: Vec<_> = segments.map(|segment| segment.position(keys())).collect();
        let keys: Vec<_> = keys().collect();
        let content = encode_positions(positions.iter(), &keys);
        let bound = self.bound.as_ref().ok_or(CursorError::NotBegun);
        let cursor = bound.and_then(|bound| self.table.cursor_keys().write(bound, &content));
        cursor.map_err(Scan::<S>::invalid_cursor)
    }

    /// Notes how the scan has ended.
    pub(super) fn end<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        self.call.end(result)
    }

    /// Everything that it gives, as one page.
    pub(super) async fn page(mut self) -> Result<Page<S::Value>, Error> {
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        while let Some(row) = self.next_row().await? {
            match self.scanned.decode(row) {
                Ok(value) => items.push(value),
                Err(error) => errors.push(error),
            }
        }
        let is_end = |segment: &Segment| segment.position(Scan::<S>::keys()).is_end();
        let next = if self.segments.iter().all(is_end) {
            None
        } else {
            Some(self.cursor()?)
        };
        Ok(Page {
            items,
            errors,
            next,
            consumed: self.call.consumed(),
        })
    }

    /// How many results its requests have counted, up to the limit.
    pub(super) async fn count(mut self) -> Result<usize, Error> {
        while self.next_row().await?.is_some() {}
        let counted = usize::try_from(self.progress.items).unwrap_or(usize::MAX);
        Ok(counted.min(self.limit.unwrap_or(usize::MAX)))
    }

    async fn next_row(&mut self) -> Result<Option<Row>, Error> {
        poll_fn(|cx| self.poll_row(cx)).await.transpose()
    }

    /// How far the scan has come.
    pub fn progress(&self) -> ScanProgress {
        self.progress
    }

    /// Begins the requests that may begin.
    fn begin(&mut self, cx: &mut Context<'_>) {
        while let Some(&segment) = self.waiting.front() {
            let under_way = self.under_way.len();
            let admission = self.pace.as_mut();
            let admission = admission.map(|pace| pace.admit(self.timer.now(), under_way));
            let aside = match admission {
                None => 0.0,
                Some(Admission::Now(units)) => units,
                Some(Admission::AfterAnswer) => return,
                Some(Admission::At(time)) => {
                    if self.timer.poll_until(time, cx).is_pending() {
                        return;
                    }
                    continue;
                }
            };
            self.waiting.pop_front();
            if let Some(draft) = &self.draft {
                self.under_way.push(self.ask(draft, segment, aside));
            }
        }
    }

    fn ask(&self, draft: &ScanDraft, segment: usize, aside: f64) -> BoxFuture<'static, Answered> {
        let from = &self.segments[segment].next;
        let mut draft = segment::request(draft, segment, self.segments.len(), from);
        let limit = request_limit(self.page_size, self.limit, self.progress.evaluated);
        draft.builder = draft.builder.set_limit(limit);
        let call = Arc::clone(&self.call);
        Box::pin(async move {
            Answered {
                segment,
                aside,
                answer: call.send(&draft).await.map_err(Error::from),
            }
        })
    }

    fn accept(&mut self, answered: Answered) {
        let Answered {
            segment,
            aside,
            answer,
        } = answered;
        let Answer {
            output: answer,
            rows,
        } = match self.call.end(answer) {
            Ok(answer) => answer,
            Err(error) => {
                self.failure.get_or_insert(error);
                self.waiting.clear();
                self.under_way.clear();
                return;
            }
        };
        let consumed = Units::of_answer(true, ScanInputBuilder::capacity(&answer)).read;
        if let Some(pace) = &mut self.pace {
            pace.settle(self.timer.now(), aside, consumed);
        }
        let mut items = rows.into_vec();
        if let Some(expiry) = self.expiry {
            let now = self.table.clock().now();
            items.retain(|item| !ttl::has_expired(item, expiry, now));
        }
        items.retain(S::is_result);
        let found = match self.purpose {
            // Unless keys were read, the answer has the number alone.
            Purpose::Count if Scan::<S>::counts_items() => std::mem::take(&mut items).len(),
            Purpose::Count => usize::try_from(answer.count).unwrap_or(0),
            Purpose::Page | Purpose::Items | Purpose::Input => items.len(),
        };
        let end = Position::after(answer.last_evaluated_key);
        self.progress.evaluated += u64::try_from(answer.scanned_count).unwrap_or(0);
        self.progress.items += found as u64;
        self.progress.pages += 1;
        self.progress.segments_done += u32::from(end.is_end());
        self.progress.read_units += consumed;
        self.segments[segment].next = end.clone();
        if items.is_empty() {
            self.reach(segment, end);
            self.wait(segment);
        } else {
            self.pages.push_back(Found {
                segment,
                items: items.into(),
                end,
                begun: false,
            });
        }
        if self.purpose == Purpose::Count {
            self.count_down(found);
        }
        if let Some(report) = &mut self.report {
            report(self.progress);
        }
    }

    /// Notes so many results, and ends the requests when no more are wanted.
    fn count_down(&mut self, results: usize) {
        self.wanted = self.wanted.map(|wanted| wanted.saturating_sub(results));
        self.stop_at_limit();
    }

    /// Ends the requests when no more results are wanted. What was found and not taken is found again
    /// from the cursor.
    fn stop_at_limit(&mut self) {
        if self.wanted == Some(0) {
            self.waiting.clear();
            self.under_way.clear();
            self.pages.clear();
            self.failure = None;
        }
    }

    /// Notes that there is nothing more before the position: after the items of the segment that
    /// were found and not taken yet, if there are any.
    fn reach(&mut self, segment: usize, end: Position) {
        let mut pages = self.pages.iter_mut().rev();
        match pages.find(|page| page.segment == segment) {
            Some(page) => page.end = end,
            None => self.segments[segment].reach(end),
        }
    }

    /// Puts the segment among those whose next request may begin, unless it is at its end or each has
    /// one request only.
    fn wait(&mut self, segment: usize) {
        if self.purpose != Purpose::Page && !self.segments[segment].next.is_end() {
            self.waiting.push_back(segment);
        }
    }

    /// The next of the items that were found.
    fn take(&mut self) -> Option<Row> {
        let page = self.pages.front_mut()?;
        let item = page.items.pop_front()?;
        let segment = page.segment;
        let first = !std::mem::replace(&mut page.begun, true);
        if page.items.is_empty() {
            let end = std::mem::replace(&mut page.end, Position::End);
            self.segments[segment].reach(end);
            self.pages.pop_front();
        } else {
            self.segments[segment].take(&item, Scan::<S>::keys());
        }
        if first && self.failure.is_none() {
            self.wait(segment);
        }
        self.count_down(1);
        Some(item)
    }
}

impl<S: Scanned> ScanStream<S> {
    /// The next item, not decoded yet.
    fn poll_row(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Row, Error>>> {
        loop {
            self.begin(cx);
            match self.under_way.poll_next_unpin(cx) {
                Poll::Ready(Some(answered)) => self.accept(answered),
                Poll::Ready(None) | Poll::Pending => break,
            }
        }
        if let Some(item) = self.take() {
            return Poll::Ready(Some(Ok(item)));
        }
        if let Some(error) = self.failure.take() {
            return Poll::Ready(Some(Err(error)));
        }
        if self.under_way.is_empty() && self.waiting.is_empty() {
            return Poll::Ready(None);
        }
        Poll::Pending
    }
}

impl<S: Scanned> Stream for ScanStream<S> {
    type Item = Result<S::Value, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let row = ready!(this.poll_row(cx));
        Poll::Ready(row.map(|row| this.scanned.decode(row?).map_err(Error::from)))
    }
}

// Nothing in it is pinned by itself: requests and the timer are in boxes.
impl<S: Scanned> Unpin for ScanStream<S> {}

debug_fields! {
    [S: Scanned] ScanStream<S>, |this|
    entity: Scan::<S>::entity(),
    progress: this.progress,
}
