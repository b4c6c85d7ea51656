//! A condition as a tree, and the text it becomes.

use super::attr::Path;
use super::names::{Placeholders, check_length};
use super::{ExpressionError, MAX_OPERATORS};
use crate::value::bytes::write_value;
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;

/// A condition as a tree. Sequences of one operator are flat.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Compare(Operand, &'static str, Operand),
    Between(Operand, Box<[Operand; 2]>),
    In(Operand, Vec<Operand>),
    /// A function of one operand, or of two.
    Call(&'static str, Operand, Option<Operand>),
    Join(Joint, Vec<Node>),
    Not(Box<Node>),
    Invalid(ExpressionError),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    And,
    Or,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Path(Path),
    Size(Path),
    Value(AttributeValue),
}

impl Node {
    pub(crate) fn exists(attribute: impl Into<Operand>) -> Self {
        Self::Call("attribute_exists", attribute.into(), None)
    }

    pub(crate) fn not_exists(attribute: impl Into<Operand>) -> Self {
        Self::Call("attribute_not_exists", attribute.into(), None)
    }

    pub(crate) fn equals(attribute: impl Into<Operand>, value: AttributeValue) -> Self {
        Self::Compare(attribute.into(), "=", Operand::Value(value))
    }

    pub(crate) fn is_null(attribute: impl Into<Operand>) -> Self {
        let null = AttributeValue::S("NULL".to_owned());
        let null = Some(Operand::Value(null));
        Self::Call("attribute_type", attribute.into(), null)
    }

    /// Without the attribute, or with the null that is stored for `None`.
    pub(crate) fn is_none(attribute: impl Into<Operand>) -> Self {
        let attribute = attribute.into();
        let absent = Self::not_exists(attribute.clone());
        Self::join(Joint::Or, [absent, Self::is_null(attribute)])
    }

    /// All of them, or any of them; a joint inside the same joint is merged into it.
    pub(crate) fn join(joint: Joint, nodes: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for node in nodes {
            match node {
                Self::Join(inner, inside) if inner == joint => parts.extend(inside),
                other => parts.push(other),
            }
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Self::Join(joint, parts).bounded(),
        }
    }

    /// Stops a tree that is too large from growing deeper: it is an error anyway, and a deep one
    /// would cost stack to walk.
    pub(super) fn bounded(self) -> Self {
        if self.operators() > MAX_OPERATORS {
            return Self::Invalid(ExpressionError::TooManyOperators);
        }
        self
    }

    fn operators(&self) -> usize {
        match self {
            Self::Compare(left, _, right) => 1 + left.operators() + right.operators(),
            Self::Between(..) | Self::In(..) | Self::Call(..) => 1,
            Self::Join(_, parts) => {
                parts.len().saturating_sub(1) + parts.iter().map(Self::operators).sum::<usize>()
            }
            Self::Not(inner) => 1 + inner.operators(),
            Self::Invalid(_) => 0,
        }
    }

    /// Whether it holds for an item that is not there, as DynamoDB evaluates it: a comparison with
    /// a missing attribute is false, but for `<>`.
    pub(crate) fn holds_for_absent(&self) -> bool {
        match self {
            Self::Compare(left, operator, right) => {
                let missing = |operand: &Operand| !matches!(operand, Operand::Value(_));
                *operator == "<>" && (missing(left) || missing(right))
            }
            Self::Between(..) | Self::In(..) | Self::Invalid(_) => false,
            Self::Call(function, ..) => *function == "attribute_not_exists",
            Self::Join(Joint::And, parts) => parts.iter().all(Self::holds_for_absent),
            Self::Join(Joint::Or, parts) => parts.iter().any(Self::holds_for_absent),
            Self::Not(inner) => !inner.holds_for_absent(),
        }
    }

    /// The attributes that the condition names at the top of the item.
    pub(crate) fn attributes(&self, found: &mut impl FnMut(&str)) {
        let mut operand = |operand: &Operand| {
            if let Operand::Path(path) | Operand::Size(path) = operand
                && let Some(name) = path.first_name()
            {
                found(name);
            }
        };
        match self {
            Self::Compare(left, _, right) => {
                operand(left);
                operand(right);
            }
            Self::Between(value, bounds) => {
                operand(value);
                bounds.iter().for_each(operand);
            }
            Self::In(value, operands) => {
                operand(value);
                operands.iter().for_each(operand);
            }
            Self::Call(_, first, second) => {
                operand(first);
                second.iter().for_each(operand);
            }
            Self::Join(_, parts) => parts.iter().for_each(|part| part.attributes(found)),
            Self::Not(inner) => inner.attributes(found),
            Self::Invalid(_) => {}
        }
    }

    /// Checks that the first operand is none of the others, as DynamoDB asks.
    fn check_distinct(&self) -> Result<(), ExpressionError> {
        match self {
            Self::Compare(first, _, second) => first.check_distinct([second]),
            Self::Between(first, bounds) => first.check_distinct(bounds.iter()),
            Self::In(first, operands) => first.check_distinct(operands),
            Self::Call(_, first, second) => first.check_distinct(second),
            Self::Join(..) | Self::Not(_) | Self::Invalid(_) => Ok(()),
        }
    }

    fn render(
        self,
        out: &mut String,
        placeholders: &mut Placeholders,
    ) -> Result<(), ExpressionError> {
        self.check_distinct()?;
        match self {
            Self::Compare(left, operator, right) => {
                left.render(out, placeholders)?;
                out.push(' ');
                out.push_str(operator);
                out.push(' ');
                right.render(out, placeholders)?;
            }
            Self::Between(value, bounds) => {
                let [low, high] = *bounds;
                value.render(out, placeholders)?;
                out.push_str(" BETWEEN ");
                low.render(out, placeholders)?;
                out.push_str(" AND ");
                high.render(out, placeholders)?;
            }
            Self::In(value, operands) => {
                value.render(out, placeholders)?;
                out.push_str(" IN (");
                render_list(operands, out, placeholders)?;
            }
            Self::Call("attribute_type", path, Some(Operand::Value(name))) => {
                out.push_str("attribute_type(");
                path.render(out, placeholders)?;
                out.push_str(", ");
                placeholders.push_type_name(out, name);
                out.push(')');
            }
            Self::Call(function, first, second) => {
                out.push_str(function);
                out.push('(');
                let operands = std::iter::once(first).chain(second);
                render_list(operands, out, placeholders)?;
            }
            Self::Join(joint, parts) => render_joined(joint, parts, out, placeholders)?,
            Self::Not(inner) => {
                out.push_str("NOT ");
                inner.render_inside(out, placeholders)?;
            }
            Self::Invalid(error) => return Err(error),
        }
        Ok(())
    }

    /// Renders a part of a larger condition: in parentheses where its operator binds less.
    fn render_inside(
        self,
        out: &mut String,
        placeholders: &mut Placeholders,
    ) -> Result<(), ExpressionError> {
        if matches!(self, Self::Join(..) | Self::Not(_)) {
            out.push('(');
            self.render(out, placeholders)?;
            out.push(')');
            return Ok(());
        }
        self.render(out, placeholders)
    }
}

/// Renders parts with the joint between them; a part that is joined in the same way needs no
/// parentheses.
fn render_joined(
    joint: Joint,
    parts: Vec<Node>,
    out: &mut String,
    placeholders: &mut Placeholders,
) -> Result<(), ExpressionError> {
    let word = match joint {
        Joint::And => " AND ",
        Joint::Or => " OR ",
    };
    for (i, part) in parts.into_iter().enumerate() {
        if i > 0 {
            out.push_str(word);
        }
        match part {
            Node::Join(inner, parts) if inner == joint => {
                render_joined(joint, parts, out, placeholders)?;
            }
            part => part.render_inside(out, placeholders)?,
        }
    }
    Ok(())
}

fn render_list(
    operands: impl IntoIterator<Item = Operand>,
    out: &mut String,
    placeholders: &mut Placeholders,
) -> Result<(), ExpressionError> {
    for (i, operand) in operands.into_iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        operand.render(out, placeholders)?;
    }
    out.push(')');
    Ok(())
}

impl From<Cow<'static, str>> for Operand {
    fn from(attribute: Cow<'static, str>) -> Self {
        Self::Path(Path::attribute(attribute))
    }
}

impl From<&'static str> for Operand {
    fn from(attribute: &'static str) -> Self {
        Self::Path(Path::attribute(attribute))
    }
}

impl Operand {
    fn operators(&self) -> usize {
        usize::from(matches!(self, Self::Size(_)))
    }

    fn check_distinct<'o>(
        &self,
        others: impl IntoIterator<Item = &'o Self>,
    ) -> Result<(), ExpressionError> {
        match others.into_iter().find(|other| self.is_same_path(other)) {
            Some(Self::Path(path) | Self::Size(path)) => Err(ExpressionError::SamePath {
                attribute: path.to_string(),
            }),
            Some(Self::Value(_)) | None => Ok(()),
        }
    }

    fn is_same_path(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Path(own), Self::Path(other)) | (Self::Size(own), Self::Size(other)) => {
                own.is_same(other)
            }
            _ => false,
        }
    }

    /// Bytes that values sort by, the same for the same value.
    pub(super) fn sort_key(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Self::Value(value) = self {
            write_value(&mut bytes, value);
        }
        bytes
    }

    fn render(
        self,
        out: &mut String,
        placeholders: &mut Placeholders,
    ) -> Result<(), ExpressionError> {
        match self {
            Self::Path(path) => placeholders.push_path(out, &path)?,
            Self::Size(path) => {
                out.push_str("size(");
                placeholders.push_path(out, &path)?;
                out.push(')');
            }
            Self::Value(value) => placeholders.push_value(out, value),
        }
        Ok(())
    }
}

/// Conditions on their way into a request.
pub(crate) struct Expression;

impl Expression {
    /// All conditions as one text; `None` when there are none.
    pub(crate) fn all(
        mut nodes: Vec<Node>,
        placeholders: &mut Placeholders,
    ) -> Result<Option<String>, ExpressionError> {
        if nodes.is_empty() {
            return Ok(None);
        }
        let ands = nodes.len() - 1;
        if ands + nodes.iter().map(Node::operators).sum::<usize>() > MAX_OPERATORS {
            return Err(ExpressionError::TooManyOperators);
        }
        let mut text = String::with_capacity(64);
        if ands == 0
            && let Some(node) = nodes.pop()
        {
            node.render(&mut text, placeholders)?;
        } else {
            render_joined(Joint::And, nodes, &mut text, placeholders)?;
        }
        check_length(text).map(Some)
    }

    pub(super) fn text_of(node: &Node) -> Result<String, ExpressionError> {
        let mut text = String::new();
        node.clone()
            .render(&mut text, &mut Placeholders::default())?;
        Ok(text)
    }
}
