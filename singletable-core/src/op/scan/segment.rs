//! One segment of a scan: its position, and its requests.

use super::ScanDraft;
use crate::cursor::Position;
use crate::exec::Draft;
use crate::item::Stored as _;
use crate::wire::Row;

/// The request of a segment from that position on.
pub(super) fn request(
    scan: &ScanDraft,
    segment: usize,
    segments: usize,
    from: &Position,
) -> ScanDraft {
    // There are 1,000,000 segments at most.
    let number = |number: usize| i32::try_from(number).ok().filter(|_| segments > 1);
    let builder = scan.builder.clone();
    Draft {
        builder: builder
            .set_segment(number(segment))
            .set_total_segments(number(segments))
            .set_exclusive_start_key(from.start_key()),
        payload: scan.payload.clone(),
    }
}

pub(super) struct Segment {
    /// Where the next request begins.
    pub(super) next: Position,
    /// Everything before it was taken from the stream.
    taken: Position,
    /// The last item that was taken, of an answer that has more; or no more of it than its key.
    last: Option<Row>,
}

impl Segment {
    pub(super) fn new(position: Position) -> Self {
        Self {
            next: position.clone(),
            taken: position,
            last: None,
        }
    }

    /// Notes that everything before the position was taken.
    pub(super) fn reach(&mut self, position: Position) {
        self.taken = position;
        self.last = None;
    }

    /// Notes that an item was taken, which more of the same answer follow. It has the key
    /// attributes, as every item has.
    pub(super) fn take(&mut self, item: &Row, keys: impl Iterator<Item = &'static str>) {
        self.last = Some(item.to_key(keys));
    }

    /// Where to go on.
    pub(super) fn position(&self, keys: impl Iterator<Item = &'static str>) -> Position {
        match &self.last {
            Some(row) => {
                let entry = |name: &str| Some((name.to_owned(), row.attribute(name)?));
                Position::After(keys.filter_map(entry).collect())
            }
            None => self.taken.clone(),
        }
    }
}
