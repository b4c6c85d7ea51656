//! Placeholders: every name and value of an expression goes through one.

use super::{ExpressionError, MAX_EXPRESSION_BYTES};
use crate::attr::{Path, Step};
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The names and values of one request's expressions.
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    names: Vec<Cow<'static, str>>,
    values: Vec<AttributeValue>,
}

/// The maps as the SDK takes them; DynamoDB refuses empty ones, so those are `None`.
pub(crate) type NameMap = Option<HashMap<String, String>>;
pub(crate) type ValueMap = Option<HashMap<String, AttributeValue>>;

impl Placeholders {
    /// Appends the placeholder of an attribute name; the same name has one.
    pub(crate) fn push_name(&mut self, out: &mut String, name: &Cow<'static, str>) {
        let place = self.names.iter().position(|known| known == name);
        let place = place.unwrap_or_else(|| {
            self.names.push(name.clone());
            self.names.len() - 1
        });
        push_placeholder(out, "#n", place);
    }

    /// Appends a document path.
    pub(crate) fn push_path(&mut self, out: &mut String, path: &Path) {
        for (i, step) in path.steps().iter().enumerate() {
            match step {
                Step::Name(name) | Step::Key(name) => {
                    if i > 0 {
                        out.push('.');
                    }
                    self.push_name(out, name);
                }
                Step::Index(index) => {
                    let _ = write!(out, "[{index}]");
                }
            }
        }
    }

    /// Appends the placeholder of a value.
    pub(crate) fn push_value(&mut self, out: &mut String, value: AttributeValue) {
        push_placeholder(out, ":v", self.values.len());
        self.values.push(value);
    }

    pub(crate) fn names(&self) -> &[Cow<'static, str>] {
        &self.names
    }

    pub(crate) fn values(&self) -> &[AttributeValue] {
        &self.values
    }

    pub(crate) fn into_maps(self) -> (NameMap, ValueMap) {
        let names = self.names.into_iter().enumerate();
        let names: HashMap<_, _> = names
            .map(|(i, name)| (placeholder("#n", i), name.into_owned()))
            .collect();
        let values = self.values.into_iter().enumerate();
        let values: HashMap<_, _> = values
            .map(|(i, value)| (placeholder(":v", i), value))
            .collect();
        (
            Some(names).filter(|map| !map.is_empty()),
            Some(values).filter(|map| !map.is_empty()),
        )
    }
}

/// An expression's text, if it is not longer than DynamoDB accepts.
pub(crate) fn check_length(text: String) -> Result<String, ExpressionError> {
    if text.len() > MAX_EXPRESSION_BYTES {
        return Err(ExpressionError::TooLong(text.len()));
    }
    Ok(text)
}

/// Appends a placeholder: all of its kind are told apart by a number.
fn push_placeholder(out: &mut String, kind: &str, place: usize) {
    out.push_str(kind);
    match u8::try_from(place) {
        Ok(digit @ ..10) => out.push(char::from(b'0' + digit)),
        // Writing to a `String` does not fail.
        _ => drop(write!(out, "{place}")),
    }
}

fn placeholder(kind: &str, place: usize) -> String {
    let mut placeholder = String::with_capacity(4);
    push_placeholder(&mut placeholder, kind, place);
    placeholder
}
