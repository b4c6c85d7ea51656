//! Placeholders: every name and value of an expression goes through one.

use super::{ExpressionError, MAX_EXPRESSION_BYTES};
use crate::attr::{Path, Step};
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The names and values of one request's expressions.
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    names: Vec<String>,
    values: Vec<AttributeValue>,
}

/// The maps as the SDK takes them; DynamoDB refuses empty ones, so those are `None`.
pub(crate) type NameMap = Option<HashMap<String, String>>;
pub(crate) type ValueMap = Option<HashMap<String, AttributeValue>>;

impl Placeholders {
    /// Appends the placeholder of an attribute name; the same name has one.
    pub(crate) fn push_name(&mut self, out: &mut String, name: &str) {
        let place = self.names.iter().position(|known| known == name);
        let place = place.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        let _ = write!(out, "#n{place}");
    }

    /// Appends a document path.
    pub(crate) fn push_path(&mut self, out: &mut String, path: &Path) {
        for (i, step) in path.0.iter().enumerate() {
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
        let _ = write!(out, ":v{}", self.values.len());
        self.values.push(value);
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn values(&self) -> &[AttributeValue] {
        &self.values
    }

    pub(crate) fn into_maps(self) -> (NameMap, ValueMap) {
        let names = self.names.into_iter().enumerate();
        let names: HashMap<_, _> = names.map(|(i, name)| (format!("#n{i}"), name)).collect();
        let values = self.values.into_iter().enumerate();
        let values: HashMap<_, _> = values.map(|(i, value)| (format!(":v{i}"), value)).collect();
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
