//! Conditions and filters: typed comparisons of attributes, combined with `&`, `|` and `!`.

use super::names::{Placeholders, check_length};
use super::{ExpressionError, MAX_IN_OPERANDS, MAX_OPERATORS};
use crate::attr::{Attr, Path, Step};
use crate::item::MAX_ITEM_BYTES;
use crate::item::check::check_value;
use crate::item::codec::{Codec, Serde};
use crate::value::IntoValue;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

/// A condition on an item of the entity `E`; also what queries filter by.
///
/// Made by the methods of [`Attr`] and combined with `&`, `|` and `!`. At most 300 operators and
/// functions, and 4 KB of text; more is an error before the request.
#[must_use = "a condition does nothing by itself"]
pub struct Condition<E> {
    pub(crate) node: Node,
    entity: PhantomData<fn() -> E>,
}

/// The size of an attribute, to be compared: see [`Attr::size`].
#[must_use = "a size does nothing by itself"]
pub struct Size<E> {
    path: Path,
    entity: PhantomData<fn() -> E>,
}

/// A type of attribute values, as `attribute_type` asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum AttributeType {
    String,
    Number,
    Binary,
    Boolean,
    Null,
    List,
    Map,
    StringSet,
    NumberSet,
    BinarySet,
}

/// A condition as a tree. Sequences of one operator are flat.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Compare(Operand, &'static str, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Call(&'static str, Vec<Operand>),
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

impl<E> Condition<E> {
    fn new(node: Node) -> Self {
        Self {
            node,
            entity: PhantomData,
        }
    }
}

/// The attribute value of an operand.
pub(crate) fn encode_operand<T, C: Codec<T>>(
    path: &Path,
    value: &T,
) -> Result<AttributeValue, ExpressionError> {
    let fail = |message: String| ExpressionError::Value {
        attribute: path.to_string(),
        message,
    };
    let value = C::encode(value)
        .map_err(|error| fail(error.to_string()))?
        .ok_or_else(|| fail("the value is stored as an absent attribute: `remove` it, or compare with `not_exists()`".into()))?;
    let bytes = check_value(&value).map_err(|error| fail(error.to_string()))?;
    if bytes > MAX_ITEM_BYTES {
        return Err(fail(format!(
            "the value has {bytes} bytes, more than the {MAX_ITEM_BYTES} (400 KB) of a whole item"
        )));
    }
    Ok(value)
}

fn or_invalid(node: Result<Node, ExpressionError>) -> Node {
    node.unwrap_or_else(Node::Invalid)
}

impl<E, T, R, C: Codec<T>> Attr<E, T, R, C> {
    fn compare(self, operator: &'static str, value: impl IntoValue<T>) -> Condition<E> {
        let path = self.path();
        let value = encode_operand::<T, C>(&path, &value.into_value());
        Condition::new(or_invalid(value.map(|value| {
            Node::Compare(Operand::Path(path), operator, Operand::Value(value))
        })))
    }

    fn compare_attr<S, D>(self, operator: &'static str, other: Attr<E, T, S, D>) -> Condition<E> {
        Condition::new(Node::Compare(
            Operand::Path(self.path()),
            operator,
            Operand::Path(other.path()),
        ))
    }

    fn call(self, function: &'static str) -> Condition<E> {
        Condition::new(Node::Call(function, vec![Operand::Path(self.path())]))
    }

    /// The attribute has that value.
    pub fn eq(self, value: impl IntoValue<T>) -> Condition<E> {
        self.compare("=", value)
    }

    /// The attribute has another value, or is missing.
    pub fn ne(self, value: impl IntoValue<T>) -> Condition<E> {
        self.compare("<>", value)
    }

    /// The attribute is less than the value: numbers by value, text and binaries by bytes.
    pub fn lt(self, value: impl IntoValue<T>) -> Condition<E> {
        self.compare("<", value)
    }

    /// The attribute is less than the value or equal to it.
    pub fn le(self, value: impl IntoValue<T>) -> Condition<E> {
        self.compare("<=", value)
    }

    /// The attribute is greater than the value.
    pub fn gt(self, value: impl IntoValue<T>) -> Condition<E> {
        self.compare(">", value)
    }

    /// The attribute is greater than the value or equal to it.
    pub fn ge(self, value: impl IntoValue<T>) -> Condition<E> {
        self.compare(">=", value)
    }

    /// The attribute has the same value as another one of the item.
    pub fn eq_attr<S, D>(self, other: Attr<E, T, S, D>) -> Condition<E> {
        self.compare_attr("=", other)
    }

    /// The attribute has another value than another one of the item.
    pub fn ne_attr<S, D>(self, other: Attr<E, T, S, D>) -> Condition<E> {
        self.compare_attr("<>", other)
    }

    /// The attribute is less than another one of the item.
    pub fn lt_attr<S, D>(self, other: Attr<E, T, S, D>) -> Condition<E> {
        self.compare_attr("<", other)
    }

    /// The attribute is less than another one of the item or equal to it.
    pub fn le_attr<S, D>(self, other: Attr<E, T, S, D>) -> Condition<E> {
        self.compare_attr("<=", other)
    }

    /// The attribute lies between the two values, both included.
    pub fn between(self, low: impl IntoValue<T>, high: impl IntoValue<T>) -> Condition<E> {
        let path = self.path();
        let encode = |value: &T| encode_operand::<T, C>(&path, value);
        let bounds = encode(&low.into_value())
            .and_then(|low| Ok((low, encode(&high.into_value())?)))
            .and_then(|bounds| {
                if inverted(&bounds.0, &bounds.1) {
                    return Err(ExpressionError::Inverted {
                        attribute: path.to_string(),
                    });
                }
                Ok(bounds)
            });
        Condition::new(or_invalid(bounds.map(|(low, high)| {
            Node::Between(
                Operand::Path(path),
                Operand::Value(low),
                Operand::Value(high),
            )
        })))
    }

    /// The attribute has one of the values: 1 to 100 of them.
    pub fn is_in<V: IntoValue<T>>(self, values: impl IntoIterator<Item = V>) -> Condition<E> {
        let path = self.path();
        let values: Result<Vec<_>, _> = values
            .into_iter()
            .map(|value| encode_operand::<T, C>(&path, &value.into_value()).map(Operand::Value))
            .collect();
        Condition::new(or_invalid(values.and_then(|values| {
            if values.is_empty() || values.len() > MAX_IN_OPERANDS {
                return Err(ExpressionError::InOperands(values.len()));
            }
            Ok(Node::In(Operand::Path(path), values))
        })))
    }

    /// The item has the attribute.
    pub fn exists(self) -> Condition<E> {
        self.call("attribute_exists")
    }

    /// The item does not have the attribute.
    pub fn not_exists(self) -> Condition<E> {
        self.call("attribute_not_exists")
    }

    /// The attribute is stored as that type.
    pub fn attribute_type(self, attribute_type: AttributeType) -> Condition<E> {
        let code = AttributeValue::S(attribute_type.code().to_owned());
        Condition::new(Node::Call(
            "attribute_type",
            vec![Operand::Path(self.path()), Operand::Value(code)],
        ))
    }

    /// The size of the attribute: bytes of text and binaries, elements of lists, maps and sets.
    pub fn size(self) -> Size<E> {
        Size {
            path: self.path(),
            entity: PhantomData,
        }
    }

    /// The text begins with the prefix.
    pub fn begins_with(self, prefix: &str) -> Condition<E>
    where
        T: AsRef<str>,
    {
        let prefix = AttributeValue::S(prefix.to_owned());
        Condition::new(Node::Call(
            "begins_with",
            vec![Operand::Path(self.path()), Operand::Value(prefix)],
        ))
    }

    /// The text contains that text, or the list or set that element.
    pub fn contains<V: IntoValue<T::Element>>(self, element: V) -> Condition<E>
    where
        T: Contains,
    {
        let path = self.path();
        let element = T::encode_element(&path, &element.into_value());
        Condition::new(or_invalid(element.map(|element| {
            Node::Call(
                "contains",
                vec![Operand::Path(path), Operand::Value(element)],
            )
        })))
    }
}

/// Whether both are numbers or texts and the first is greater.
fn inverted(low: &AttributeValue, high: &AttributeValue) -> bool {
    match (low, high) {
        (AttributeValue::S(low), AttributeValue::S(high)) => low > high,
        (AttributeValue::N(low), AttributeValue::N(high)) => {
            match (low.parse::<i128>(), high.parse::<i128>()) {
                (Ok(low), Ok(high)) => low > high,
                _ => matches!(
                    (low.parse::<f64>(), high.parse::<f64>()),
                    (Ok(low), Ok(high)) if low > high
                ),
            }
        }
        _ => false,
    }
}

/// Values that contain something: text contains text, lists and sets contain elements.
#[diagnostic::on_unimplemented(
    message = "`contains` asks a text, a list or a set, and `{Self}` is none",
    label = "contains no elements"
)]
pub trait Contains {
    /// What it contains.
    type Element;
    #[doc(hidden)]
    fn encode_element(
        path: &Path,
        element: &Self::Element,
    ) -> Result<AttributeValue, ExpressionError>;
}

impl Contains for String {
    type Element = String;

    fn encode_element(path: &Path, element: &String) -> Result<AttributeValue, ExpressionError> {
        encode_operand::<String, Serde>(path, element)
    }
}

macro_rules! contains_elements {
    ($([$($parameters:tt)*] $type:ty),*) => {$(
        impl<X: serde::Serialize + serde::de::DeserializeOwned $($parameters)*> Contains for $type {
            type Element = X;

            fn encode_element(path: &Path, element: &X) -> Result<AttributeValue, ExpressionError> {
                encode_operand::<X, Serde>(path, element)
            }
        }
    )*};
}

contains_elements!([] Vec<X>, [, S] HashSet<X, S>, [] BTreeSet<X>);

impl<E> Size<E> {
    fn compare(self, operator: &'static str, size: u64) -> Condition<E> {
        Condition::new(Node::Compare(
            Operand::Size(self.path),
            operator,
            Operand::Value(AttributeValue::N(size.to_string())),
        ))
    }

    /// The size is that.
    pub fn eq(self, size: u64) -> Condition<E> {
        self.compare("=", size)
    }

    /// The size is another.
    pub fn ne(self, size: u64) -> Condition<E> {
        self.compare("<>", size)
    }

    /// The size is less.
    pub fn lt(self, size: u64) -> Condition<E> {
        self.compare("<", size)
    }

    /// The size is at most that.
    pub fn le(self, size: u64) -> Condition<E> {
        self.compare("<=", size)
    }

    /// The size is greater.
    pub fn gt(self, size: u64) -> Condition<E> {
        self.compare(">", size)
    }

    /// The size is at least that.
    pub fn ge(self, size: u64) -> Condition<E> {
        self.compare(">=", size)
    }
}

impl AttributeType {
    fn code(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
            Self::Boolean => "BOOL",
            Self::Null => "NULL",
            Self::List => "L",
            Self::Map => "M",
            Self::StringSet => "SS",
            Self::NumberSet => "NS",
            Self::BinarySet => "BS",
        }
    }
}

impl<E> BitAnd for Condition<E> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::new(Node::join(Joint::And, [self.node, other.node]))
    }
}

impl<E> BitOr for Condition<E> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::new(Node::join(Joint::Or, [self.node, other.node]))
    }
}

impl<E> Not for Condition<E> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(Node::Not(Box::new(self.node)).bounded())
    }
}

impl<E> Clone for Condition<E> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}

impl<E> fmt::Debug for Condition<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Expression::text_of(&self.node) {
            Ok(text) => write!(f, "Condition({text})"),
            Err(error) => write!(f, "Condition({error})"),
        }
    }
}

impl<E> fmt::Debug for Size<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Size({})", self.path)
    }
}

impl Node {
    pub(crate) fn exists(attribute: &'static str) -> Self {
        Self::Call("attribute_exists", vec![attribute.into()])
    }

    pub(crate) fn not_exists(attribute: &'static str) -> Self {
        Self::Call("attribute_not_exists", vec![attribute.into()])
    }

    pub(crate) fn equals(attribute: &'static str, value: AttributeValue) -> Self {
        Self::Compare(attribute.into(), "=", Operand::Value(value))
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
        Self::Join(joint, parts).bounded()
    }

    /// Stops a tree that is too large from growing deeper: it is an error anyway, and a deep one
    /// would cost stack to walk.
    fn bounded(self) -> Self {
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

    /// The attributes that the condition names at the top of the item.
    pub(crate) fn attributes(&self, found: &mut impl FnMut(&str)) {
        let mut operand = |operand: &Operand| {
            if let Operand::Path(path) | Operand::Size(path) = operand
                && let Some(Step::Name(name)) = path.0.first()
            {
                found(name);
            }
        };
        match self {
            Self::Compare(left, _, right) => {
                operand(left);
                operand(right);
            }
            Self::Between(value, ..) | Self::In(value, _) => operand(value),
            Self::Call(_, operands) => operands.iter().for_each(operand),
            Self::Join(_, parts) => parts.iter().for_each(|part| part.attributes(found)),
            Self::Not(inner) => inner.attributes(found),
            Self::Invalid(_) => {}
        }
    }

    fn render(
        self,
        out: &mut String,
        placeholders: &mut Placeholders,
    ) -> Result<(), ExpressionError> {
        match self {
            Self::Compare(left, operator, right) => {
                left.render(out, placeholders);
                out.push(' ');
                out.push_str(operator);
                out.push(' ');
                right.render(out, placeholders);
            }
            Self::Between(value, low, high) => {
                value.render(out, placeholders);
                out.push_str(" BETWEEN ");
                low.render(out, placeholders);
                out.push_str(" AND ");
                high.render(out, placeholders);
            }
            Self::In(value, operands) => {
                value.render(out, placeholders);
                out.push_str(" IN (");
                render_list(operands, out, placeholders);
            }
            Self::Call(function, operands) => {
                out.push_str(function);
                out.push('(');
                render_list(operands, out, placeholders);
            }
            Self::Join(joint, parts) => {
                let word = match joint {
                    Joint::And => " AND ",
                    Joint::Or => " OR ",
                };
                for (i, part) in parts.into_iter().enumerate() {
                    if i > 0 {
                        out.push_str(word);
                    }
                    part.render_inside(out, placeholders)?;
                }
            }
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

fn render_list(operands: Vec<Operand>, out: &mut String, placeholders: &mut Placeholders) {
    for (i, operand) in operands.into_iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        operand.render(out, placeholders);
    }
    out.push(')');
}

impl From<&'static str> for Operand {
    fn from(attribute: &'static str) -> Self {
        Self::Path(Path(vec![Step::Name(attribute.into())]))
    }
}

impl Operand {
    fn operators(&self) -> usize {
        usize::from(matches!(self, Self::Size(_)))
    }

    fn render(self, out: &mut String, placeholders: &mut Placeholders) {
        match self {
            Self::Path(path) => placeholders.push_path(out, &path),
            Self::Size(path) => {
                out.push_str("size(");
                placeholders.push_path(out, &path);
                out.push(')');
            }
            Self::Value(value) => placeholders.push_value(out, value),
        }
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
        let node = match nodes.len() {
            0 => return Ok(None),
            1 => nodes.remove(0),
            _ => Node::join(Joint::And, nodes),
        };
        if node.operators() > MAX_OPERATORS {
            return Err(ExpressionError::TooManyOperators);
        }
        let mut text = String::new();
        node.render(&mut text, placeholders)?;
        check_length(text).map(Some)
    }

    fn text_of(node: &Node) -> Result<String, ExpressionError> {
        let mut text = String::new();
        node.clone()
            .render(&mut text, &mut Placeholders::default())?;
        Ok(text)
    }
}
