//! Number sort keys: ordered by value, whatever their text.

use super::{Cut, SortValue};
use crate::key::KeyKind;
use crate::key::error::KeyErrorKind;
use crate::value::number::{self, Step};
use aws_sdk_dynamodb::types::AttributeValue;
use std::cmp::Ordering;

/// A number as the text that it is sent as, and which numbers the field's type can hold.
#[derive(Debug, Clone)]
pub(crate) struct NumberKey {
    pub(crate) number: String,
    pub(crate) kind: KeyKind,
}

impl NumberKey {
    /// The number of a template that is one.
    pub(crate) fn of(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            kind: KeyKind::Decimal,
        }
    }

    fn moved(&self, up: bool) -> Result<Option<Self>, KeyErrorKind> {
        let step = match self.kind {
            KeyKind::Decimal | KeyKind::Float => Step::Fraction,
            _ => Step::Whole,
        };
        let number = number::step(&self.number, step, up);
        let number = number.ok_or(KeyErrorKind::NumberOutOfRange)?;
        let kind = self.kind;
        Ok(Some(Self { number, kind }))
    }
}

impl SortValue for NumberKey {
    // What DynamoDB has no number for is refused before it comes here.
    fn is_storable(&self) -> bool {
        true
    }

    fn above(&self) -> Result<Option<Self>, KeyErrorKind> {
        self.moved(true)
    }

    fn below(&self) -> Result<Option<Self>, KeyErrorKind> {
        self.moved(false)
    }

    fn after_all(&self) -> Option<Cut<Self>> {
        None
    }
}

impl Ord for NumberKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = number::compare(&self.number, &other.number);
        // Two texts that are no numbers still have an order.
        order.unwrap_or_else(|| self.number.cmp(&other.number))
    }
}

impl PartialOrd for NumberKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for NumberKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for NumberKey {}

impl From<NumberKey> for AttributeValue {
    fn from(key: NumberKey) -> Self {
        Self::N(key.number)
    }
}
