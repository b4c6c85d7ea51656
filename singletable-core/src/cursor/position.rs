//! Positions as bytes.
//!
//! A list of positions is their number and then each one: 0 for the beginning, 1 and key values for
//! after an item, 2 for the end. Numbers and lengths are LEB128.

use super::CursorError;
use crate::value::Item;
use crate::value::bytes::{write_length, write_value};
use aws_sdk_dynamodb::types::AttributeValue;

/// The point at which the reading of one partition or segment continues.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Position {
    /// At the beginning.
    Start,
    /// After the item with that key.
    After(Item),
    /// Nowhere, because everything was read.
    End,
}

impl Position {
    /// The position that an answer's `LastEvaluatedKey` gives.
    pub(crate) fn after(last_evaluated: Option<Item>) -> Self {
        match last_evaluated {
            Some(key) if !key.is_empty() => Self::After(key),
            _ => Self::End,
        }
    }

    pub(crate) fn is_end(&self) -> bool {
        *self == Self::End
    }

    /// The key after which a request begins.
    pub(crate) fn start_key(&self) -> Option<Item> {
        match self {
            Self::After(key) => Some(key.clone()),
            Self::Start | Self::End => None,
        }
    }
}

const START: u8 = 0;
const AFTER: u8 = 1;
const END: u8 = 2;

/// Writes positions as bytes: of each key, the values of those attributes.
pub(crate) fn encode_positions<'p>(
    positions: impl ExactSizeIterator<Item = &'p Position>,
    names: &[&str],
) -> Vec<u8> {
    let mut out = Vec::with_capacity(64);
    write_length(&mut out, positions.len());
    for position in positions {
        match position {
            Position::Start => out.push(START),
            Position::End => out.push(END),
            Position::After(key) => {
                out.push(AFTER);
                for value in names.iter().filter_map(|name| key.get(*name)) {
                    write_value(&mut out, value);
                }
            }
        }
    }
    out
}

/// Reads positions whose keys have those attributes.
pub(crate) fn decode_positions(
    bytes: &[u8],
    names: &[&'static str],
) -> Result<Vec<Position>, CursorError> {
    let mut bytes = Bytes(bytes);
    let positions = bytes.positions(names);
    positions
        .filter(|_| bytes.0.is_empty())
        .ok_or(CursorError::Malformed)
}

/// Bytes that are read from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn length(&mut self) -> Option<usize> {
        let mut length = 0_usize;
        // Nine groups of seven bits are longer than any length here.
        for group in 0..9 {
            let byte = self.byte()?;
            length |= usize::from(byte & 0x7F).checked_shl(7 * group)?;
            if byte & 0x80 == 0 {
                return Some(length);
            }
        }
        None
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// Reads a value of a type that keys can have.
    fn value(&mut self) -> Option<AttributeValue> {
        let tag = self.byte()?;
        let bytes = self.bytes()?;
        let text = || std::str::from_utf8(bytes).ok().map(str::to_owned);
        match tag {
            0 => Some(AttributeValue::S(text()?)),
            1 => Some(AttributeValue::N(text()?)),
            2 => Some(AttributeValue::B(bytes.into())),
            _ => None,
        }
    }

    fn positions(&mut self, names: &[&'static str]) -> Option<Vec<Position>> {
        let count = self.length()?;
        // The number may be anything, so no memory is reserved for it.
        let positions = (0..count).map(|_| self.position(names));
        positions.collect()
    }

    fn position(&mut self, names: &[&'static str]) -> Option<Position> {
        match self.byte()? {
            START => Some(Position::Start),
            END => Some(Position::End),
            AFTER => {
                let entries = names.iter();
                let entries = entries.map(|name| Some(((*name).to_owned(), self.value()?)));
                entries.collect::<Option<Item>>().map(Position::After)
            }
            _ => None,
        }
    }
}
