//! One partition of a query under way: where its next request begins, and what was found and not yet
//! taken.

use super::keys::Keys;
use crate::cursor::Position;
use crate::expr::names::Placeholders;
use crate::wire::Row;
use aws_sdk_dynamodb::operation::query::builders::QueryInputBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::VecDeque;

/// A partition that is being read.
pub(super) struct PartitionRead {
    partition: AttributeValue,
    /// Where the next request begins.
    next: Position,
    /// Results that were found and not taken yet, in their order.
    found: VecDeque<Row>,
    /// What was taken: a cursor's position.
    taken: Position,
    /// The index of the last item of this partition among those that are being taken.
    last: Option<usize>,
}

impl PartitionRead {
    /// A partition that is read from that position on.
    pub(super) fn new(partition: AttributeValue, position: Position) -> Self {
        Self {
            partition,
            next: position.clone(),
            found: VecDeque::new(),
            taken: position,
            last: None,
        }
    }

    /// Whether nothing is there to be taken until a request is answered.
    pub(super) fn needs_request(&self) -> bool {
        self.found.is_empty() && !self.next.is_end()
    }

    /// Whether everything was taken.
    pub(super) fn is_done(&self) -> bool {
        self.found.is_empty() && self.next.is_end()
    }

    /// What was taken, as a position to go on from.
    pub(super) fn position(&self) -> &Position {
        &self.taken
    }

    pub(super) fn first(&self) -> Option<&Row> {
        self.found.front()
    }

    /// The partition's next request.
    pub(super) fn request(&self, builder: &QueryInputBuilder) -> QueryInputBuilder {
        builder
            .clone()
            .set_exclusive_start_key(self.next.start_key())
    }

    /// The names and values of its requests: its partition is the first value.
    pub(super) fn placeholders(&self, of_all: &Placeholders) -> Placeholders {
        of_all.with_first(self.partition.clone())
    }

    /// Keeps what a request has found.
    pub(super) fn answer(&mut self, items: Vec<Row>, next: Position) {
        self.next = next;
        self.found = items.into();
        if self.found.is_empty() {
            self.taken = self.next.clone();
        }
    }

    /// Moves the first item to the end of those that are being taken.
    pub(super) fn take(&mut self, taken: &mut Vec<Row>) {
        if let Some(item) = self.found.pop_front() {
            self.last = Some(taken.len());
            taken.push(item);
        }
    }

    /// Takes the first items, `count` at most, of a partition that is the only one.
    pub(super) fn take_first(&mut self, count: usize, keys: Keys) -> Vec<Row> {
        let rest = self.found.split_off(count.min(self.found.len()));
        let items = Vec::from(std::mem::replace(&mut self.found, rest));
        self.last = items.len().checked_sub(1);
        self.settle(&items, keys);
        items
    }

    /// Notes the position after what was taken: after the whole answer, or after the last item that was
    /// taken, by its own keys.
    pub(super) fn settle(&mut self, taken: &[Row], keys: Keys) {
        let Some(last) = self.last.take() else {
            return;
        };
        self.taken = match taken.get(last) {
            Some(item) if !self.found.is_empty() => Position::After(keys.of_item(item)),
            _ => self.next.clone(),
        };
    }
}
