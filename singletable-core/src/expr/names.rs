//! Placeholders, which stand for every name and value of an expression.

use super::attr::{Path, Step};
use super::{ExpressionError, MAX_EXPRESSION_BYTES};
use crate::wire::ValueText;
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The initial capacity for names and values.
const USUAL: usize = 8;

/// The names and values of one request's expressions.
#[derive(Debug, Default, Clone)]
pub(crate) struct Placeholders {
    names: Vec<Cow<'static, str>>,
    values: Vec<AttributeValue>,
}

/// The SDK's maps; `None` for an empty one, which DynamoDB refuses.
pub(crate) type NameMap = Option<HashMap<String, String>>;
pub(crate) type ValueMap = Option<HashMap<String, AttributeValue>>;

impl Placeholders {
    /// Appends the placeholder of an attribute name. Equal names share one.
    pub(crate) fn push_name(&mut self, out: &mut String, name: impl Into<Cow<'static, str>>) {
        let name = name.into();
        let index = self.names.iter().position(|known| *known == name);
        let index = index.unwrap_or_else(|| {
            if self.names.is_empty() {
                self.names.reserve(USUAL);
            }
            self.names.push(name);
            self.names.len() - 1
        });
        out.push_str(&name_placeholder(index));
    }

    /// Appends a document path.
    ///
    /// # Errors
    ///
    /// When a key in the path has no name.
    pub(crate) fn push_path(
        &mut self,
        out: &mut String,
        path: &Path,
    ) -> Result<(), ExpressionError> {
        for (i, step) in path.steps().iter().enumerate() {
            match step {
                Step::Name(name) | Step::Key(name) => {
                    if i > 0 {
                        out.push('.');
                    }
                    self.push_name(out, name.clone());
                }
                Step::Index(index) => {
                    let _ = write!(out, "[{index}]");
                }
                Step::NoKey => return path.check(),
            }
        }
        Ok(())
    }

    /// Appends the placeholder of a value.
    pub(crate) fn push_value(&mut self, out: &mut String, value: AttributeValue) {
        out.push_str(&value_placeholder(self.values.len()));
        if self.values.is_empty() {
            self.values.reserve(USUAL);
        }
        self.values.push(value);
    }

    /// Appends the placeholder of a type's name. Equal names share one.
    pub(crate) fn push_type_name(&mut self, out: &mut String, name: AttributeValue) {
        // The first value is the partition key of a query, which may be replaced.
        let known = self.values.iter().skip(1).position(|known| *known == name);
        match known {
            Some(index) => out.push_str(&value_placeholder(index + 1)),
            None => self.push_value(out, name),
        }
    }

    pub(crate) fn names(&self) -> &[Cow<'static, str>] {
        &self.names
    }

    pub(crate) fn values(&self) -> &[AttributeValue] {
        &self.values
    }

    /// A copy with another first value, which must exist.
    pub(crate) fn with_first(&self, value: AttributeValue) -> Self {
        let mut own = self.clone();
        if let Some(first) = own.values.first_mut() {
            *first = value;
        }
        own
    }

    /// The maps, without taking the placeholders.
    pub(crate) fn to_maps(&self) -> (NameMap, ValueMap) {
        self.clone().into_name_and_value_maps()
    }

    pub(crate) fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    pub(crate) fn has_values(&self) -> bool {
        !self.values.is_empty()
    }

    /// Writes the names as a JSON object.
    pub(crate) fn write_names(&self, out: &mut ValueText) -> Option<()> {
        let names = (0..).map(name_placeholder).zip(&self.names);
        out.members(names, |out, name| {
            out.quote(name);
            Some(())
        })
    }

    /// Writes the values as a JSON object; `None` if DynamoDB accepts no such value.
    pub(crate) fn write_values(&self, out: &mut ValueText) -> Option<()> {
        let values = (0..).map(value_placeholder).zip(&self.values);
        out.members(values, |out, value| out.value(value).ok().map(drop))
    }

    pub(crate) fn into_name_and_value_maps(self) -> (NameMap, ValueMap) {
        let names = self.names.into_iter().enumerate();
        let names: HashMap<_, _> = names
            .map(|(i, name)| (name_placeholder(i).into_owned(), name.into_owned()))
            .collect();
        let values = self.values.into_iter().enumerate();
        let values: HashMap<_, _> = values
            .map(|(i, value)| (value_placeholder(i).into_owned(), value))
            .collect();
        (
            Some(names).filter(|map| !map.is_empty()),
            Some(values).filter(|map| !map.is_empty()),
        )
    }
}

/// Returns an expression's text if it is not longer than DynamoDB accepts.
pub(crate) fn check_length(text: String) -> Result<String, ExpressionError> {
    if text.len() > MAX_EXPRESSION_BYTES {
        return Err(ExpressionError::TooLong(text.len()));
    }
    Ok(text)
}

/// The placeholder of a name, by its index.
fn name_placeholder(index: usize) -> Cow<'static, str> {
    const FIRST: [&str; 12] = [
        "#0", "#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8", "#9", "#10", "#11",
    ];
    match FIRST.get(index) {
        Some(&first) => first.into(),
        None => format!("#{index}").into(),
    }
}

/// The placeholder of a value, by its index.
fn value_placeholder(index: usize) -> Cow<'static, str> {
    const FIRST: [&str; 12] = [
        ":0", ":1", ":2", ":3", ":4", ":5", ":6", ":7", ":8", ":9", ":10", ":11",
    ];
    match FIRST.get(index) {
        Some(&first) => first.into(),
        None => format!(":{index}").into(),
    }
}
