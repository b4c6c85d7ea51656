//! Codecs of values whose stored form differs from serde's: see [`Form`].

use super::codec::{
    Begins, Codec, NumberCodec, Orders, Serde, Set, Unordered, absent_is, no_set, sealed,
};
use super::orders::Ordered;
use super::prefix::Prefixed;
use crate::value::de::from_attribute_value;
use crate::value::form::{Form, HasForm, PartOf};
use crate::value::ser::{Formed as Value, to_attribute_value};
use crate::value::{Refused, ValueError};
use crate::wire::{RawValue, ValueText};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// Stores values in the form of the type `F`, usually the value's own type: no entry for a field that is
/// `None`, binaries for bytes, and sets for sets, wherever structs that derive `Attributes`, lists,
/// maps, tuples and options lead to them.
#[derive(Debug)]
pub struct Formed<F: ?Sized>(PhantomData<F>);

/// Stores bytes as a binary: `Vec<u8>`, `[u8; N]` and the like. Lists of numbers are read too.
#[derive(Debug, Clone, Copy)]
pub enum Binary {}

#[diagnostic::do_not_recommend]
impl<T, F> Codec<T> for Formed<F>
where
    T: Serialize + DeserializeOwned,
    F: HasForm + ?Sized,
{
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        attribute::<T, F>(&Value::new(value, F::FORM))
    }

    fn encode_buffered(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        attribute::<T, F>(&Value::new(value, F::FORM).buffered())
    }

    fn encode_raw(value: &T, text: &mut ValueText) -> Result<bool, Refused> {
        // An empty set is not an attribute, which written text does not show.
        if is_set(F::FORM) {
            return match Self::encode(value).map_err(|_| Refused)? {
                Some(value) => text.value(&value),
                None => Ok(false),
            };
        }
        let is_attribute = text.serialize(&Value::new(value, F::FORM))?;
        Ok(is_attribute || !F::EMPTY_IS_ABSENT || !absent_is::<T, Self>())
    }

    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        Serde::decode(value)
    }

    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        Serde::decode_raw(value)
    }

    fn missing() -> Option<T> {
        if is_set(F::FORM) {
            return from_attribute_value(AttributeValue::Null(true)).ok();
        }
        <Serde as Codec<T>>::missing()
    }
}

#[diagnostic::do_not_recommend]
impl<T> Codec<T> for Binary
where
    T: Serialize + DeserializeOwned,
{
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Formed::<[u8]>::encode(value)
    }

    fn encode_buffered(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Formed::<[u8]>::encode_buffered(value)
    }

    fn encode_raw(value: &T, text: &mut ValueText) -> Result<bool, Refused> {
        Formed::<[u8]>::encode_raw(value, text)
    }

    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        Formed::<[u8]>::decode(value)
    }

    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        Formed::<[u8]>::decode_raw(value)
    }

    fn missing() -> Option<T> {
        Formed::<[u8]>::missing()
    }
}

fn is_set(form: Form) -> bool {
    matches!(form, Form::Set(_))
}

/// The attribute of a value in the form of `F`; `None` if a missing one has the same value.
fn attribute<T, F>(formed: &Value<'_, T>) -> Result<Option<AttributeValue>, ValueError>
where
    T: Serialize + DeserializeOwned,
    F: HasForm + ?Sized,
{
    match encode(formed, F::FORM)? {
        AttributeValue::Null(_) if F::EMPTY_IS_ABSENT && absent_is::<T, Formed<F>>() => Ok(None),
        AttributeValue::L(elements)
            if F::EMPTY_IS_ABSENT && elements.is_empty() && is_set(F::FORM) =>
        {
            Ok(None)
        }
        value => Ok(Some(value)),
    }
}

/// The attribute value of a value in that form.
fn encode<T: Serialize>(formed: &Value<'_, T>, form: Form) -> Result<AttributeValue, ValueError> {
    if let Ok(value) = to_attribute_value(formed) {
        return Ok(value);
    }
    // Without sets, the stored form shows whether one of them is refused.
    match to_attribute_value(formed.value()) {
        Ok(AttributeValue::L(elements)) if is_set(form) => Err(no_set(&elements)),
        Ok(_) => Err(ValueError::new(
            "a DynamoDB set holds strings, numbers or binaries, all of one type".into(),
        )),
        Err(Refused) => Err(ValueError::not_storable()),
    }
}

/// Codecs whose values may have parts, such as the elements of a list, to which paths lead.
#[diagnostic::on_unimplemented(
    message = "this attribute has no parts that a path leads to",
    label = "stored as one value, or in a form of its own",
    note = "compare the whole value: `eq`, `ne`, `is_in`; a `Vec<u8>` is a binary, and a list with \
            `#[entity(list)]`"
)]
pub trait Parts: sealed::Sealed {
    /// The codec of the parts.
    type Part;
    /// The codec of the value inside, which is stored by the codec `D` when it is by itself.
    type Inside<D>;
}

impl Parts for Serde {
    type Part = Serde;
    type Inside<D> = D;
}

impl Parts for Set {
    type Part = Serde;
    type Inside<D> = D;
}

impl Parts for Unordered {
    type Part = Serde;
    type Inside<D> = D;
}

impl<F: HasForm + ?Sized> Parts for Formed<F> {
    type Part = Formed<PartOf<F>>;
    type Inside<D> = D;
}

impl<T: Ordered + ?Sized, F: ?Sized> Orders<T> for Formed<F> {}
impl<T: ?Sized> Orders<T> for Binary {}

impl<T: Prefixed + ?Sized, F: ?Sized> Begins<T> for Formed<F> {
    type Prefix = T::Prefix;
}

impl<T: ?Sized> Begins<T> for Binary {
    type Prefix = [u8];
}

/// Codecs that store values of type `T` as DynamoDB sets, which updates can insert into and remove from.
#[diagnostic::on_unimplemented(
    message = "this attribute is not stored as a DynamoDB set",
    label = "not stored as a set",
    note = "a set with `#[entity(list)]`, or with serde's `with`, is stored in another form"
)]
pub trait SetCodec<T>: Codec<T> + sealed::Sealed {}

impl<T> SetCodec<T> for Set where Set: Codec<T> {}
impl<T, F: HasForm + ?Sized> SetCodec<T> for Formed<F> where Formed<F>: Codec<T> {}

impl<F: ?Sized> sealed::Sealed for Formed<F> {}
impl sealed::Sealed for Binary {}

#[diagnostic::do_not_recommend]
impl<T, F: ?Sized> NumberCodec<T> for Formed<F>
where
    Serde: NumberCodec<T>,
{
    fn number(value: &T) -> String {
        Serde::number(value)
    }
}
