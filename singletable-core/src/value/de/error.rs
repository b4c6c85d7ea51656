//! The error of deserializing a value: what does not fit its type, and the path to it.

use serde::de;
use std::fmt;

/// What is wrong with a value, in serde's words, and the path to it.
#[derive(Debug)]
pub(crate) struct DeError(Box<Fault>);

#[derive(Debug)]
struct Fault {
    message: String,
    /// From the inside out.
    steps: Vec<Step>,
}

/// One step of a path.
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
    /// The same error, one step further out.
    pub(super) fn at(mut self, step: Step) -> Self {
        self.0.steps.push(step);
        self
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// The steps to the value, from the outside in.
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
        }))
    }
}
