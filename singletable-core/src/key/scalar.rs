//! Keys by the type that they are stored as: text of a template, or one field as a number or a binary.

use super::error::{KeyError, KeyErrorKind};
use super::field::{KeyField, KeyText, KeyValues, key_binary, key_number};
use super::parts::{is_written_as, read_back};
use super::template::{Encoding, FieldSegment, KeyContext, KeyTemplate, Segment};
use crate::value::{ScalarType, ScalarValue};
use aws_sdk_dynamodb::types::AttributeValue;
use std::any::Any;

impl KeyTemplate {
    /// The whole key, stored as that type; `None` if one of the values is `None`.
    pub(crate) fn render_as(
        &self,
        scalar: ScalarType,
        context: KeyContext,
        values: &(impl KeyValues + ?Sized),
    ) -> Result<Option<ScalarValue<'static>>, KeyError> {
        let of_field = |field: &FieldSegment| match scalar {
            ScalarType::String => Ok(None),
            ScalarType::Number => {
                let Some(value) = values.key_value(field.slot) else {
                    return Ok(None);
                };
                key_number(value).map(|number| Some(ScalarValue::number(number)))
            }
            ScalarType::Binary => {
                let Some(value) = values.key_value(field.slot) else {
                    return Ok(None);
                };
                key_binary(value, context.limit())
                    .map(|bytes| Some(ScalarValue::Binary(bytes.into())))
            }
        };
        match (scalar, self.segments) {
            (ScalarType::String, _) => Ok(self.render(context, values)?.map(ScalarValue::text)),
            (_, [Segment::Field(field)]) => {
                of_field(field).map_err(|kind| context.error(self, Some(field.name), kind))
            }
            (ScalarType::Number, [Segment::Literal(number)]) => {
                Ok(Some(ScalarValue::number(*number)))
            }
            // Such a template does not compile.
            (ScalarType::Number, _) => Err(context.error(self, None, KeyErrorKind::NotANumber)),
            (ScalarType::Binary, _) => Err(context.error(self, None, KeyErrorKind::NotABinary)),
        }
    }

    /// The values of the fields of a stored key, in the order of the template; `None` if the template does
    /// not make the key. Of a text see [`parts`](KeyTemplate::parts).
    pub(crate) fn fields_of<'k>(
        &self,
        separator: &'static str,
        key: &'k ScalarValue<'_>,
    ) -> Option<Vec<(&'static FieldSegment, ScalarValue<'k>)>> {
        match (key, self.segments) {
            (ScalarValue::String(text), _) => {
                let parts = self.parts(separator, text)?.into_iter();
                let values = parts.map(|part| (part.field, ScalarValue::String(part.text.into())));
                Some(values.collect())
            }
            (key, [Segment::Field(field)]) => Some(vec![(field, key.borrowed())]),
            (ScalarValue::Number(_), [Segment::Literal(number)]) => {
                (ScalarValue::number(*number) == *key).then(Vec::new)
            }
            _ => None,
        }
    }
}

/// Whether some value of the type can be stored as that number or binary, as far as the type says.
pub(crate) fn can_be_stored_as<T: KeyField>(key: &ScalarValue<'_>) -> bool {
    if !T::READS_BACK {
        return true;
    }
    match key {
        ScalarValue::Number(number) => T::read_number(number).is_some(),
        ScalarValue::Binary(bytes) => T::read_binary(bytes).is_some(),
        ScalarValue::String(_) => false,
    }
}

/// Whether the value is stored as that number or binary.
pub(crate) fn is_stored_as<T: KeyField>(value: &T, key: &ScalarValue<'_>) -> bool {
    match key {
        ScalarValue::Number(_) => value
            .key_number()
            .is_some_and(|number| ScalarValue::number(number) == *key),
        ScalarValue::Binary(_) => value
            .key_binary()
            .is_some_and(|bytes| ScalarValue::Binary(bytes.into()) == *key),
        ScalarValue::String(_) => false,
    }
}

/// The value that is stored so: as a text in that encoding, a number or a binary; `None` where no value of
/// the type is. For a text in lower case, several values are possible, and the one in lower case is returned.
pub(crate) fn read_stored<T: KeyField>(key: &ScalarValue<'_>, encoding: Encoding) -> Option<T> {
    let read = match key {
        ScalarValue::String(text) => return read_back(text, encoding),
        ScalarValue::Number(number) => T::read_number(number),
        ScalarValue::Binary(bytes) => T::read_binary(bytes),
    };
    read.filter(|value| is_stored_as(value, key))
}

/// Whether the value is stored so: as a text in that encoding, a number or a binary.
pub(crate) fn is_key_of<T: KeyField>(value: &T, key: &ScalarValue<'_>, encoding: Encoding) -> bool {
    match key {
        ScalarValue::String(text) => is_written_as(value, text, encoding),
        stored => is_stored_as(value, stored),
    }
}

/// The value that is stored so in a key, as an attribute of its type holds it: a number, a binary, a text, or a
/// boolean; `None` where no value of the type is. A date-time has the digits of its own text, or those of the
/// key if it needs more.
pub(crate) fn form_of<T: KeyField>(
    key: &ScalarValue<'_>,
    encoding: Encoding,
) -> Option<AttributeValue> {
    let value: T = read_stored(key, encoding)?;
    if let Some(flag) = (&value as &dyn Any).downcast_ref::<bool>() {
        return Some(AttributeValue::Bool(*flag));
    }
    if let Some(number) = value.key_number() {
        return Some(ScalarValue::number(number).into_value());
    }
    if let Some(bytes) = value.key_binary() {
        return Some(ScalarValue::Binary(bytes.into()).into_value());
    }
    let mut text = String::new();
    let mut out = KeyText { buffer: &mut text };
    match KeyField::write_key(&value, Encoding::Plain, &mut out) {
        Ok(()) => Some(AttributeValue::S(text)),
        Err(_) => Some(key.borrowed().into_owned().into_value()),
    }
}
