//! Texts into a request that the SDK has written with empty maps in their places.

use super::ValueText;
use std::ops::Range;
use std::sync::Arc;

/// The members that are filled in. Nothing else of a request is written like one that is empty: a
/// value is never without its type, and within a text the quotes are escaped.
const MEMBERS: [&[u8]; 4] = [
    b"\"Item",
    b"\"Key",
    b"\"ExpressionAttributeNames",
    b"\"ExpressionAttributeValues",
];
/// How an empty one ends.
const EMPTY: &[u8] = b"\":{}";

/// So many bytes have room at once.
const USUAL_BYTES: usize = 384;

/// What is filled into a request, in the order of the places.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    pieces: Vec<Piece>,
    /// The text of those that are not shared.
    own: ValueText,
}

#[derive(Debug)]
pub(super) enum Piece {
    Shared(Arc<str>),
    Own(Range<usize>),
}

impl Pieces {
    /// None yet, with room for those of so many operations.
    pub(crate) fn with_room(operations: usize) -> Self {
        Self {
            pieces: Vec::with_capacity(3 * operations),
            own: ValueText::with_capacity(USUAL_BYTES * operations),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Adds a text that is at hand.
    pub(crate) fn push(&mut self, text: &Arc<str>) {
        self.pieces.push(Piece::Shared(Arc::clone(text)));
    }

    /// Adds what the function writes, if it can write it: where it gives nothing, nothing is added.
    pub(crate) fn write(&mut self, write: impl FnOnce(&mut ValueText) -> Option<()>) -> Option<()> {
        let start = self.own.text.len();
        if start == 0 {
            self.own.text.reserve(USUAL_BYTES);
        }
        if write(&mut self.own).is_none() {
            self.own.text.truncate(start);
            return None;
        }
        self.pieces.push(Piece::Own(start..self.own.text.len()));
        Some(())
    }

    pub(super) fn texts(&self) -> Texts<'_> {
        Texts {
            pieces: self.pieces.iter(),
            own: &self.own.text,
        }
    }

    /// How many bytes they have together.
    pub(super) fn length(&self) -> usize {
        self.texts().map(str::len).sum()
    }

    /// How many bytes a whole request may take, so that it rarely grows while it is written.
    pub(super) fn length_of_request(&self) -> usize {
        let beside = 512 + 128 * self.pieces.len();
        self.length() + beside
    }

    /// The request with the pieces in place of its empty members; `None` where it has more or fewer
    /// of these.
    pub(crate) fn fill(&self, request: &[u8]) -> Option<Vec<u8>> {
        let mut filled = Vec::with_capacity(request.len() + self.length());
        let mut pieces = self.texts();
        let (mut done, mut from) = (0, 0);
        while let Some(end) = end_of_empty(request, from) {
            let place = end - b"{}".len();
            let name = &request[done..place - b"\":".len()];
            if MEMBERS.iter().any(|member| name.ends_with(member)) {
                filled.extend_from_slice(&request[done..place]);
                filled.extend_from_slice(pieces.next()?.as_bytes());
                done = end;
            }
            from = end;
        }
        filled.extend_from_slice(&request[done..]);
        pieces.next().is_none().then_some(filled)
    }
}

/// The texts of pieces, one after the other.
pub(super) struct Texts<'p> {
    pieces: std::slice::Iter<'p, Piece>,
    own: &'p str,
}

impl<'p> Iterator for Texts<'p> {
    type Item = &'p str;

    fn next(&mut self) -> Option<&'p str> {
        Some(match self.pieces.next()? {
            Piece::Shared(text) => text,
            Piece::Own(range) => &self.own[range.clone()],
        })
    }
}

/// The end of the first empty member that ends behind that place.
fn end_of_empty(request: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        // An opening bracket before a closing one is rare; the rest of the pattern is looked at there.
        at += request.get(at..)?.iter().position(|&byte| byte == b'{')? + 1;
        if request.get(at) == Some(&b'}') && request[from..=at].ends_with(EMPTY) {
            return Some(at + 1);
        }
    }
}

impl ValueText {
    /// Writes the members of an object, whose names are all different. `None` where a value cannot be
    /// written.
    pub(crate) fn members<V>(
        &mut self,
        members: impl Iterator<Item = (impl AsRef<str>, V)>,
        mut value: impl FnMut(&mut Self, V) -> Option<()>,
    ) -> Option<()> {
        self.text.push('{');
        for (place, (name, member)) in members.enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            self.quote(name.as_ref());
            self.text.push(':');
            value(self, member)?;
        }
        self.text.push('}');
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Pieces;

    fn filled(request: &str, pieces: &[&str]) -> Option<String> {
        let mut all = Pieces::default();
        for (place, &piece) in pieces.iter().enumerate() {
            if place % 2 == 0 {
                all.push(&piece.into());
            } else {
                all.write(|out| {
                    out.text.push_str(piece);
                    Some(())
                });
            }
        }
        let filled = all.fill(request.as_bytes())?;
        Some(String::from_utf8(filled).unwrap())
    }

    #[test]
    fn pieces_stand_in_place_of_empty_members() {
        let request = r#"{"TableName":"t","Key":{},"ExpressionAttributeNames":{},"ExpressionAttributeValues":{}}"#;
        assert_eq!(
            filled(request, &["{1}", "{2}", "{3}"]).unwrap(),
            r#"{"TableName":"t","Key":{1},"ExpressionAttributeNames":{2},"ExpressionAttributeValues":{3}}"#
        );
        assert_eq!(filled(request, &["{1}", "{2}"]), None);
        assert_eq!(filled(request, &["{1}", "{2}", "{3}", "{4}"]), None);
    }

    #[test]
    fn nothing_else_is_taken_for_an_empty_member() {
        for request in [
            r#"{"Item":{"Item":{"M":{}}}}"#,
            r#"{"Item":{"a":{"S":"\"Item\":{}"}}}"#,
            r#"{"Item":{"a":{"S":"Key\":{}"}}}"#,
            r#"{"RequestItems":{}}"#,
            "{}",
            "",
            "{",
        ] {
            assert_eq!(filled(request, &[]).as_deref(), Some(request));
        }
    }
}
