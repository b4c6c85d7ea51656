//! Conditions and filters: typed comparisons of attributes, combined with `&`, `|` and `!`.

use super::attr::{Attr, Path};
use super::node::{Expression, Joint, Node, Operand};
use super::sealed::Role;
use super::{ExpressionError, MAX_IN_OPERANDS};
use crate::item::codec::{Begins, Codec, Orders, Parts};
use crate::item::prefix::Prefix as _;
use crate::value::{IntoValue, MAX_ITEM_BYTES, ValueError, check_value, number};
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};
use std::rc::Rc;
use std::sync::Arc;

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
#[non_exhaustive]
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
    operand(path, path.encode::<T, C>(value))
}

/// An operand, if its value is one and can be stored.
pub(crate) fn operand(
    path: &Path,
    encoded: Result<Option<AttributeValue>, ValueError>,
) -> Result<AttributeValue, ExpressionError> {
    let fail = |message: String| ExpressionError::Value {
        attribute: path.to_string(),
        message,
    };
    let value = encoded
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
        let value = value.with_value(|value| encode_operand::<T, C>(&path, value));
        Condition::new(or_invalid(value.map(|value| {
            Node::Compare(Operand::Path(path), operator, Operand::Value(value))
        })))
    }

    fn compare_attr<S>(self, operator: &'static str, other: Attr<E, T, S, C>) -> Condition<E> {
        Condition::new(Node::Compare(
            Operand::Path(self.path()),
            operator,
            Operand::Path(other.path()),
        ))
    }

    fn call_with(self, function: &'static str, value: AttributeValue) -> Condition<E> {
        let path = Operand::Path(self.path());
        Condition::new(Node::Call(function, path, Some(Operand::Value(value))))
    }

    /// The attribute has that value.
    pub fn eq(self, value: impl IntoValue<T>) -> Condition<E> {
        self.compare("=", value)
    }

    /// The attribute has another value, or is missing.
    pub fn ne(self, value: impl IntoValue<T>) -> Condition<E> {
        self.compare("<>", value)
    }

    /// The attribute is less than the value: numbers by value, text and binaries by bytes. Comparisons
    /// by order are there for types that sort in their stored form: see
    /// [`Ordered`](crate::expr::Ordered).
    pub fn lt(self, value: impl IntoValue<T>) -> Condition<E>
    where
        C: Orders<T>,
    {
        self.compare("<", value)
    }

    /// The attribute is less than the value or equal to it.
    pub fn le(self, value: impl IntoValue<T>) -> Condition<E>
    where
        C: Orders<T>,
    {
        self.compare("<=", value)
    }

    /// The attribute is greater than the value.
    pub fn gt(self, value: impl IntoValue<T>) -> Condition<E>
    where
        C: Orders<T>,
    {
        self.compare(">", value)
    }

    /// The attribute is greater than the value or equal to it.
    pub fn ge(self, value: impl IntoValue<T>) -> Condition<E>
    where
        C: Orders<T>,
    {
        self.compare(">=", value)
    }

    /// The attribute has the same value as another one of the item, which is stored in the same
    /// way.
    ///
    /// DynamoDB refuses a comparison of an attribute with itself, so that one is an error before the
    /// request, here and with the other comparisons of two attributes.
    pub fn eq_attr<S>(self, other: Attr<E, T, S, C>) -> Condition<E> {
        self.compare_attr("=", other)
    }

    /// The attribute has another value than another one of the item.
    pub fn ne_attr<S>(self, other: Attr<E, T, S, C>) -> Condition<E> {
        self.compare_attr("<>", other)
    }

    /// The attribute is less than another one of the item.
    pub fn lt_attr<S>(self, other: Attr<E, T, S, C>) -> Condition<E>
    where
        C: Orders<T>,
    {
        self.compare_attr("<", other)
    }

    /// The attribute is less than another one of the item or equal to it.
    pub fn le_attr<S>(self, other: Attr<E, T, S, C>) -> Condition<E>
    where
        C: Orders<T>,
    {
        self.compare_attr("<=", other)
    }

    /// The attribute lies between the two values, both included.
    pub fn between(self, low: impl IntoValue<T>, high: impl IntoValue<T>) -> Condition<E>
    where
        C: Orders<T>,
    {
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
            let bounds = Box::new([Operand::Value(low), Operand::Value(high)]);
            Node::Between(Operand::Path(path), bounds)
        })))
    }

    /// The attribute has one of the values: 1 to 100 of them.
    pub fn is_in<V: IntoValue<T>>(self, values: impl IntoIterator<Item = V>) -> Condition<E> {
        let path = self.path();
        let values: Result<Vec<_>, _> = values
            .into_iter()
            .map(|value| {
                value
                    .with_value(|value| encode_operand::<T, C>(&path, value))
                    .map(Operand::Value)
            })
            .collect();
        Condition::new(or_invalid(values.and_then(|mut values| {
            // A set gives its elements in any order, and a query is the same in every process.
            values.sort_by_cached_key(Operand::sort_key);
            if values.is_empty() || values.len() > MAX_IN_OPERANDS {
                return Err(ExpressionError::InOperands(values.len()));
            }
            Ok(Node::In(Operand::Path(path), values))
        })))
    }

    /// The item has the attribute, and it is not the null that is stored for `None`, by other writers or with
    /// `#[entity(null)]`. To DynamoDB alone, a null exists.
    pub fn exists(self) -> Condition<E>
    where
        R: Role,
    {
        let path = self.path();
        let exists = Node::exists(Operand::Path(path.clone()));
        if !null_is_absent::<T, R, C>() {
            return Condition::new(exists);
        }
        let is_null = Node::is_null(Operand::Path(path));
        let is_no_null = Node::Not(Box::new(is_null));
        Condition::new(Node::join(Joint::And, [exists, is_no_null]))
    }

    /// The item does not have the attribute, or has the null that is stored for `None`, by other writers or
    /// with `#[entity(null)]`.
    pub fn not_exists(self) -> Condition<E>
    where
        R: Role,
    {
        let path = self.path();
        let path = Operand::Path(path);
        Condition::new(if null_is_absent::<T, R, C>() {
            Node::is_none(path)
        } else {
            Node::not_exists(path)
        })
    }

    /// The attribute is stored as that type.
    pub fn attribute_type(self, attribute_type: AttributeType) -> Condition<E> {
        let code = AttributeValue::S(attribute_type.code().to_owned());
        self.call_with("attribute_type", code)
    }

    /// The size of the attribute: bytes of text and binaries, elements of lists, maps and sets.
    pub fn size(self) -> Size<E> {
        Size {
            path: self.path(),
            entity: PhantomData,
        }
    }

    /// The text or the binary begins with the prefix; also what is stored as text, such as a
    /// date-time: see [`Prefixed`](crate::expr::Prefixed).
    pub fn begins_with(self, prefix: &C::Prefix) -> Condition<E>
    where
        C: Begins<T>,
    {
        self.call_with("begins_with", prefix.to_operand())
    }

    /// The text contains that text, or the list or set that element.
    pub fn contains<V: IntoValue<T::Element>>(self, element: V) -> Condition<E>
    where
        T: Contains,
        C: Parts<Part: Codec<T::Element>>,
    {
        let path = self.path();
        // `None` among the elements is a null.
        let element = C::Part::encode(&element.into_value());
        let element = element.map(|element| element.or(Some(AttributeValue::Null(true))));
        match operand(&path, element) {
            Ok(element) => self.call_with("contains", element),
            Err(error) => Condition::new(Node::Invalid(error)),
        }
    }
}

/// Whether a null there means what a missing attribute does: where `None`, or what is stored as no
/// attribute, is read from it, and not where it is a value of the type's own.
fn null_is_absent<T, R: Role, C: Codec<T>>() -> bool {
    let read = C::decode(AttributeValue::Null(true)).ok();
    match read.map(|value| C::encode(&value)) {
        Some(Ok(None)) => true,
        Some(Ok(Some(AttributeValue::Null(_)))) => false,
        _ => R::OPTIONAL,
    }
}

/// Whether both are numbers or texts and the first is greater.
fn inverted(low: &AttributeValue, high: &AttributeValue) -> bool {
    match (low, high) {
        (AttributeValue::S(low), AttributeValue::S(high)) => low > high,
        (AttributeValue::N(low), AttributeValue::N(high)) => {
            number::compare(low, high) == Some(Ordering::Greater)
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
}

macro_rules! contains_text {
    ($($type:ty),*) => {$(
        impl Contains for $type {
            type Element = String;
        }
    )*};
}

contains_text!(String, str, Cow<'_, str>);

macro_rules! contains_as_inside {
    ($($wrapper:ident),*) => {$(
        impl<T: Contains + ?Sized> Contains for $wrapper<T> {
            type Element = T::Element;
        }
    )*};
}

contains_as_inside!(Box, Rc, Arc);

macro_rules! contains_elements {
    ($([$($parameters:tt)*] $type:ty),*) => {$(
        impl<X $($parameters)*> Contains for $type {
            type Element = X;
        }
    )*};
}

contains_elements!(
    [] Vec<X>, [] VecDeque<X>, [] [X], [, const N: usize] [X; N],
    [, S] HashSet<X, S>, [] BTreeSet<X>
);

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
