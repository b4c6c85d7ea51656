//! Cursors: texts that say where a query or a scan continues.
//!
//! A cursor is bound to its query by a digest (`binding.rs`), which is checked before a request is made.
//! It holds one position for each partition or segment (`position.rs`).

mod binding;
mod position;
#[cfg_attr(not(feature = "sealed-cursors"), path = "no_seal.rs")]
mod seal;
#[cfg(test)]
mod tests;

pub(crate) use binding::Binding;
use binding::Digest;
pub(crate) use position::{Position, decode_positions, encode_positions};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use seal::Seal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// The point at which a query or a scan continues: after the last item that it returned.
///
/// The text is opaque and url-safe (letters, digits, `-` and `_`), of about 80 to 200 characters for
/// usual keys. An HTTP interface can hand it out and pass it to
/// [`Query::start_at`](crate::op::Query::start_at) later. Serde serializes it as a string.
///
/// A cursor is bound to its query: the table's name, the index, the partition, the range, the filter,
/// the order and the entity's type. The limit, the page size and the selection may change between two
/// pages. A cursor that is damaged, or of another query or format version, is
/// [`Error::InvalidCursor`](crate::Error::InvalidCursor), never a page of something else. A cursor works
/// even if its item has been deleted: the query continues where the item was.
///
/// # What it protects
///
/// A cursor contains the sort key of an item, and for an index the table's whole key. It carries a
/// digest without a secret, which detects damage and use with another query, such as another tenant's.
/// It is not confidential, and anyone who knows the format can make one; even so, a cursor stays in the
/// partition of its query, which is not taken from the cursor. With a key (`Table::with_cursor_key`,
/// feature `sealed-cursors`) cursors are encrypted and authenticated: they reveal nothing but their
/// length, and cannot be made without the key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

/// The reason why a text is not a cursor of the query that it was given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CursorError {
    /// The text does not have the form of a cursor.
    #[error("it is not in the form of a cursor")]
    Malformed,
    /// The version of its format is not one that this version of the library reads.
    #[error("it is of another version of the format")]
    Version,
    /// It was altered, or belongs to another query, another table or another key.
    #[error("it is damaged, or a cursor of something else")]
    Foreign,
    /// It is sealed, and the table's handle has no key to open it.
    #[error("it is sealed, and the table's handle has no key for cursors")]
    Sealed,
    /// It is not sealed, and the table's handle has a key, so it accepts only sealed cursors.
    #[error("it is not sealed, and the table's handle takes only sealed cursors")]
    NotSealed,
    /// It is not sealed, and has more segments than the scan may have.
    #[error(
        "it has more segments than the scan may have, and is not sealed; give `segments` as the earlier scan did"
    )]
    Segments,
    /// The scan could not begin, so it has no position.
    #[error("the scan has not begun")]
    NotBegun,
    /// It could not be sealed: the operating system gave no random numbers.
    #[error("it could not be sealed: there are no random numbers")]
    NoRandomNumbers,
}

/// The first byte of a cursor, its version and form.
const PLAIN: u8 = 1;
const SEALED: u8 = 2;

/// The length of the digest in a plain cursor, in bytes.
const CHECK_BYTES: usize = 16;

/// The keys with which a table's handle seals and opens cursors.
#[derive(Clone, Default)]
pub(crate) struct CursorKeys {
    /// The first seals; all of them open.
    seals: Vec<Seal>,
}

impl CursorKeys {
    #[cfg(feature = "sealed-cursors")]
    pub(crate) fn new(keys: impl IntoIterator<Item = [u8; 32]>) -> Self {
        let seals = keys.into_iter().map(Seal::new).collect();
        Self { seals }
    }

    /// Whether only sealed cursors are accepted, which nobody else can make.
    pub(crate) fn take_only_sealed(&self) -> bool {
        !self.seals.is_empty()
    }

    /// The cursor with those positions.
    pub(crate) fn write(&self, bound: &Binding, content: &[u8]) -> Result<Cursor, CursorError> {
        let bound = &bound.digest();
        Ok(match self.seals.first() {
            Some(seal) => Cursor::of(SEALED, &[&seal.close(bound, content)?]),
            None => Cursor::of(PLAIN, &[&check(bound, content), content]),
        })
    }

    /// The positions of a cursor with that binding.
    pub(crate) fn read(&self, bound: &Binding, text: &str) -> Result<Vec<u8>, CursorError> {
        let bound = &bound.digest();
        let sealed = self.take_only_sealed();
        match decode(text)? {
            (PLAIN, _) if sealed => Err(CursorError::NotSealed),
            (PLAIN, bytes) => {
                let parts = bytes.split_at_checked(CHECK_BYTES);
                let (given, content) = parts.ok_or(CursorError::Malformed)?;
                if given != check(bound, content) {
                    return Err(CursorError::Foreign);
                }
                Ok(content.to_vec())
            }
            _ if !sealed => Err(CursorError::Sealed),
            (_, bytes) => {
                let mut opened = self.seals.iter().map(|seal| seal.open(bound, &bytes));
                opened.find_map(Result::ok).ok_or(CursorError::Foreign)
            }
        }
    }
}

/// The form of a cursor, and the bytes after it.
fn decode(text: &str) -> Result<(u8, Vec<u8>), CursorError> {
    // The engine accepts one text for some bytes only, so altering any character alters them.
    let mut bytes = URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| CursorError::Malformed)?;
    match bytes.first() {
        Some(&form @ (PLAIN | SEALED)) => {
            bytes.remove(0);
            Ok((form, bytes))
        }
        Some(_) => Err(CursorError::Version),
        None => Err(CursorError::Malformed),
    }
}

/// The digest of a plain cursor's binding and content.
fn check(bound: &Digest, content: &[u8]) -> [u8; CHECK_BYTES] {
    let digest = Binding::new("check").bytes(bound).bytes(content).digest();
    let mut check = [0; CHECK_BYTES];
    check.copy_from_slice(&digest[..CHECK_BYTES]);
    check
}

impl Cursor {
    fn of(form: u8, parts: &[&[u8]]) -> Self {
        let mut bytes = vec![form];
        for part in parts {
            bytes.extend_from_slice(part);
        }
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The text, as [`start_at`](crate::op::Query::start_at) takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Cursor {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.0
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    /// Reads the form only. Whether the cursor belongs to a query shows when the query is sent.
    fn from_str(text: &str) -> Result<Self, CursorError> {
        decode(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// The text contains keys, which often are personal data.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursor(…)")
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
