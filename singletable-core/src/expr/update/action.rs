//! What an update does to each path, and the text it becomes.

use crate::expr::ExpressionError;
use crate::expr::attr::Path;
use crate::expr::names::Placeholders;
use aws_sdk_dynamodb::types::AttributeValue;

/// What an update does to one path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    Set(Path, Source),
    Remove(Path),
    Add(Path, AttributeValue),
    Delete(Path, AttributeValue),
}

/// What a path is set to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    Value(AttributeValue),
    /// The reference's value where it exists, else the value.
    IfNotExists(Path, AttributeValue),
    /// The old number, or the start where one is given, with the delta added.
    Sum {
        start: Option<AttributeValue>,
        delta: AttributeValue,
    },
    /// The old list, or an empty one, with the elements behind it or before it.
    Join {
        elements: AttributeValue,
        before: bool,
    },
}

/// In the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Clause {
    Set,
    Remove,
    Add,
    Delete,
}

impl Clause {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Set => "SET ",
            Self::Remove => "REMOVE ",
            Self::Add => "ADD ",
            Self::Delete => "DELETE ",
        }
    }
}

impl Action {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Set(path, _)
            | Self::Remove(path)
            | Self::Add(path, _)
            | Self::Delete(path, _) => path,
        }
    }

    pub(crate) fn clause(&self) -> Clause {
        match self {
            Self::Set(..) => Clause::Set,
            Self::Remove(_) => Clause::Remove,
            Self::Add(..) => Clause::Add,
            Self::Delete(..) => Clause::Delete,
        }
    }

    pub(crate) fn operators(&self) -> usize {
        match self {
            Self::Set(_, Source::Value(_)) | Self::Remove(_) => 0,
            Self::Set(_, Source::IfNotExists(..)) | Self::Add(..) | Self::Delete(..) => 1,
            Self::Set(_, Source::Sum { .. } | Source::Join { .. }) => 2,
        }
    }

    pub(crate) fn render(
        self,
        out: &mut String,
        placeholders: &mut Placeholders,
    ) -> Result<(), ExpressionError> {
        placeholders.push_path(out, self.path())?;
        match self {
            Self::Set(path, source) => {
                out.push_str(" = ");
                source.render(&path, out, placeholders)?;
            }
            Self::Remove(_) => {}
            Self::Add(_, value) | Self::Delete(_, value) => {
                out.push(' ');
                placeholders.push_value(out, value);
            }
        }
        Ok(())
    }
}

impl Source {
    fn render(
        self,
        path: &Path,
        out: &mut String,
        placeholders: &mut Placeholders,
    ) -> Result<(), ExpressionError> {
        match self {
            Self::Value(value) => placeholders.push_value(out, value),
            Self::IfNotExists(reference, value) => {
                push_if_not_exists(&reference, value, out, placeholders)?;
            }
            Self::Sum { start, delta } => {
                match start {
                    Some(start) => push_if_not_exists(path, start, out, placeholders)?,
                    None => placeholders.push_path(out, path)?,
                }
                out.push_str(" + ");
                placeholders.push_value(out, delta);
            }
            Self::Join { elements, before } => {
                out.push_str("list_append(");
                let empty = AttributeValue::L(Vec::new());
                if before {
                    placeholders.push_value(out, elements);
                    out.push_str(", ");
                    push_if_not_exists(path, empty, out, placeholders)?;
                } else {
                    push_if_not_exists(path, empty, out, placeholders)?;
                    out.push_str(", ");
                    placeholders.push_value(out, elements);
                }
                out.push(')');
            }
        }
        Ok(())
    }
}

fn push_if_not_exists(
    path: &Path,
    value: AttributeValue,
    out: &mut String,
    placeholders: &mut Placeholders,
) -> Result<(), ExpressionError> {
    out.push_str("if_not_exists(");
    placeholders.push_path(out, path)?;
    out.push_str(", ");
    placeholders.push_value(out, value);
    out.push(')');
    Ok(())
}

pub(crate) fn check_overlap(actions: &[Action]) -> Result<(), ExpressionError> {
    for (i, first) in actions.iter().enumerate() {
        for second in &actions[i + 1..] {
            if first.path().overlaps(second.path()) {
                return Err(ExpressionError::OverlappingPaths {
                    first: first.path().to_string(),
                    second: second.path().to_string(),
                });
            }
        }
    }
    Ok(())
}
