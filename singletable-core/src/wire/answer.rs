//! The answer to a request, split into its items and the rest, which the SDK reads.

use super::row::{RawRow, Repr, Row, Rows};
use super::scan::Scanner;
use super::tape::{Recorder, Tape};
use std::sync::Arc;

/// Where an answer has its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerShape {
    /// `Item`: one item, as `GetItem` answers.
    Item,
    /// `Items`: a list, as `Query` and `Scan` answer.
    Items,
    /// `Responses`: a list for each table, as `BatchGetItem` answers.
    Tables,
    /// `Responses`: for each request an object with an `Item`, or an empty one, as
    /// `TransactGetItems` answers.
    Requests,
}

impl AnswerShape {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Item => b"Item",
            Self::Items => b"Items",
            Self::Tables | Self::Requests => b"Responses",
        }
    }
}

/// An answer with its items taken out.
#[derive(Debug)]
pub(crate) struct Answer {
    tape: Arc<Tape>,
    /// The token index of each item; `None` where `TransactGetItems` found no item.
    items: Vec<Option<usize>>,
}

impl Answer {
    /// Takes the items out of an answer, and returns them with the rest of the answer. `None` where the
    /// answer has no items or is not in the canonical form; the SDK reads it then.
    pub(crate) fn read(body: &[u8], shape: AnswerShape) -> Option<(Self, Vec<u8>)> {
        let text = std::str::from_utf8(body).ok()?;
        let mut recorder = Recorder::new(text)?;
        let mut rest = Vec::with_capacity(256);
        let mut items = None;
        recorder.scanner.expect(b'{')?;
        if !recorder.scanner.skip(b'}')? {
            loop {
                let start = begin(&mut recorder.scanner)?;
                let name = name(&mut recorder.scanner)?;
                if name == shape.name() {
                    if items.is_some() {
                        return None;
                    }
                    items = Some(read_items(&mut recorder, shape)?);
                } else {
                    recorder.scanner.skip_value()?;
                    rest.push(if rest.is_empty() { b'{' } else { b',' });
                    rest.extend_from_slice(&body[start..recorder.scanner.at]);
                }
                if !recorder.scanner.another(b'}')? {
                    break;
                }
            }
        }
        if recorder.scanner.peek().is_some() {
            return None;
        }
        if rest.is_empty() {
            rest.push(b'{');
        }
        rest.push(b'}');
        let items = items?;
        let tape = Arc::new(recorder.finish(text.to_owned()));
        Some((Self { tape, items }, rest))
    }

    /// The bytes that the answer takes in memory.
    #[cfg(any(test, fuzzing))]
    pub(super) fn memory(&self) -> usize {
        self.tape.memory() + self.items.capacity() * size_of::<Option<usize>>()
    }

    /// The items in the order of the answer.
    pub(crate) fn rows(self) -> Rows {
        let row = |at| Row(Repr::Raw(RawRow::new(Arc::clone(&self.tape), at)));
        let rows = self.items.into_iter().map(|item| item.map(row));
        Rows(rows.collect())
    }
}

/// The index at which the next member begins.
fn begin(scanner: &mut Scanner<'_>) -> Option<usize> {
    scanner.peek()?;
    Some(scanner.at)
}

/// Reads the name of a member, which must have no escapes.
fn name<'t>(scanner: &mut Scanner<'t>) -> Option<&'t [u8]> {
    scanner.expect(b'"')?;
    let start = scanner.at;
    let end = scanner.end_of_plain()?;
    scanner.at = end;
    scanner.expect(b'"')?;
    scanner.expect(b':')?;
    Some(&scanner.bytes[start..end])
}

fn read_items(recorder: &mut Recorder<'_>, shape: AnswerShape) -> Option<Vec<Option<usize>>> {
    let mut items = Vec::new();
    match shape {
        AnswerShape::Item => items.push(Some(recorder.item()?)),
        AnswerShape::Items => list(recorder, |recorder| {
            items.push(Some(recorder.item()?));
            Some(())
        })?,
        AnswerShape::Tables => {
            recorder.scanner.expect(b'{')?;
            if !recorder.scanner.skip(b'}')? {
                // The request names one table.
                name(&mut recorder.scanner)?;
                items = read_items(recorder, AnswerShape::Items)?;
                recorder.scanner.expect(b'}')?;
            }
        }
        AnswerShape::Requests => list(recorder, |recorder| {
            recorder.scanner.expect(b'{')?;
            if recorder.scanner.skip(b'}')? {
                items.push(None);
                return Some(());
            }
            (name(&mut recorder.scanner)? == b"Item").then_some(())?;
            items.push(Some(recorder.item()?));
            recorder.scanner.expect(b'}')
        })?,
    }
    Some(items)
}

fn list(
    recorder: &mut Recorder<'_>,
    mut element: impl FnMut(&mut Recorder<'_>) -> Option<()>,
) -> Option<()> {
    recorder.scanner.expect(b'[')?;
    if recorder.scanner.skip(b']')? {
        return Some(());
    }
    loop {
        element(recorder)?;
        if !recorder.scanner.another(b']')? {
            return Some(());
        }
    }
}
