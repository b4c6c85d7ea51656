//! The error of deserializing a value: what does not fit, and the path to it.

use crate::value::kind::Kind;
use serde::de;
use std::fmt;

/// What is wrong with a value, in serde's words, and the path to it.
#[derive(Debug)]
pub(crate) struct DeError(Box<Fault>);

#[derive(Debug)]
struct Fault {
    message: String,
    /// The steps from the innermost outward.
    steps: Vec<Step>,
    /// The kind of the value at the innermost step.
    found: Option<Kind>,
}

/// A step of a path.
#[derive(Debug)]
pub(crate) enum Step {
    /// The element of a list or a set.
    Element(usize),
    /// The entry of a map, or the variant of an enum.
    Name(String),
    /// An entry whose name could not be read.
    Unknown,
}

impl DeError {
    /// Adds an outer step.
    pub(super) fn at(mut self, step: Step, found: Option<Kind>) -> Self {
        self.0.steps.push(step);
        self.0.found = self.0.found.or(found);
        self
    }

    /// Splits off the outermost step if it is a name.
    pub(crate) fn split_name(mut self) -> (Option<String>, Self) {
        match self.0.steps.pop() {
            Some(Step::Name(name)) => (Some(name), self),
            Some(step) => {
                self.0.steps.push(step);
                (None, self)
            }
            None => (None, self),
        }
    }

    /// The kind of the value at the end of the path; `None` for the value as a whole.
    pub(crate) fn found(&self) -> Option<Kind> {
        self.0.found
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// The steps from the outermost inward.
    pub(crate) fn path(&self) -> impl Iterator<Item = &Step> {
        self.0.steps.iter().rev()
    }
}

impl fmt::Display for DeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for DeError {}

impl de::Error for DeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new(Fault {
            message: message.to_string(),
            steps: Vec::new(),
            found: None,
        }))
    }
}
