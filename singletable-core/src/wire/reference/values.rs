//! Single values, read and written as all kinds of types.

use super::by_sdk;
use super::numbers::{may_be_infinite, plain, without_negative_zero};
use super::types::*;
use crate::item::codec::{Codec, EpochSeconds, Number, Serde, Set};
#[cfg(test)]
use crate::value::Refused;
use crate::value::check_value;
use crate::wire::answer::{Answer, AnswerShape};
use crate::wire::item_text::ItemText;
use crate::wire::row::{Repr, Row};
#[cfg(test)]
use crate::wire::text::ValueText;
use crate::wire::value::RawValue;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemInputBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// Checks that both ways of decoding agree on any value, also on whether it is refused.
pub(in crate::wire) fn decodes<T: Debug, C: Codec<T>>(raw: RawValue<'_>, value: &AttributeValue) {
    let (direct, reference) = (C::decode_raw(raw), C::decode(value.clone()));
    // Of several faults, either may be met first, because maps have no order. And NaN is equal to
    // nothing.
    assert_eq!(
        format!("{:?}", direct.ok()),
        format!("{:?}", reference.ok()),
        "{value:?}"
    );
}

/// Checks that both ways of encoding agree on the value that this one decodes to: on its form, its size,
/// and whether it is refused.
pub(crate) fn encodes_alike<T: Debug, C: Codec<T>>(stored: &AttributeValue) {
    let Ok(value) = C::decode(stored.clone()) else {
        return;
    };
    let reference = C::encode(&value).ok();
    let checked = |value: &Option<AttributeValue>| value.as_ref().map(check_value).transpose();
    let reference = reference.filter(|reference| checked(reference).is_ok());
    let mut text = ItemText::new(1);
    let written = text.attribute("v\"", |text| C::encode_raw(&value, text));
    if written.is_err() {
        assert_eq!(reference, None, "{value:?}");
        return;
    }
    let (text, bytes) = text.finish().unwrap();
    let item = Row::of_text(&text).into_item();
    let Some(reference) = reference else {
        panic!("{value:?} was written as {text}");
    };
    assert_eq!(item.get("v\""), reference.as_ref(), "{text}");
    let size = reference.map_or(0, |value| 2 + check_value(&value).unwrap());
    assert_eq!(bytes, size, "{text}");
}

/// Checks both ways of decoding a value that DynamoDB can store.
#[cfg(test)]
pub(crate) fn decodes_alike<T: Debug, C: Codec<T>>(stored: &AttributeValue) {
    let mut text = ItemText::new(1);
    text.attribute("v", |text| text.value(stored)).unwrap();
    let row = Row::of_text(&text.finish().unwrap().0);
    let Repr::Raw(raw) = &row.0 else {
        panic!("{stored:?} was not read from text");
    };
    decodes::<T, C>(raw.value().entry("v").unwrap(), stored);
}

/// The attribute that a function writes as text, read again; `None` where it writes none.
#[cfg(test)]
pub(crate) fn by_text(
    write: impl FnOnce(&mut ValueText) -> Result<bool, Refused>,
) -> Option<AttributeValue> {
    let mut text = ItemText::new(1);
    text.attribute("v", write).unwrap();
    let row = Row::of_text(&text.finish().unwrap().0);
    row.into_item().remove("v")
}

/// Whether the value cannot be written as text.
#[cfg(test)]
pub(crate) fn is_refused<T, C: Codec<T>>(value: &T) -> bool {
    let mut text = ItemText::new(1);
    let written = text.attribute("v", |text| C::encode_raw(value, text));
    written.is_err()
}

/// Checks that `serde_dynamo` reads the same of the value, with its numbers in plain digits, and writes
/// the same of what was read.
fn is_of_serde_dynamo<T: Debug + Serialize + DeserializeOwned>(stored: &AttributeValue) {
    let read = <Serde as Codec<T>>::decode(stored.clone()).ok();
    let expected = serde_dynamo::from_attribute_value::<AttributeValue, T>(plain(stored)).ok();
    if expected.is_some() && (read.is_some() || !may_be_infinite(stored)) {
        let [read, expected] =
            [&read, &expected].map(|read| without_negative_zero(&format!("{read:?}")));
        assert_eq!(read, expected, "{stored:?}");
    }
    if let Some(value) = read {
        let written = <Serde as Codec<T>>::encode(&value).ok();
        let expected = serde_dynamo::to_attribute_value(&value).ok();
        // A null is no attribute where a missing one is the same value.
        let is_absent = <Serde as Codec<T>>::missing().is_some();
        let attribute = |value: AttributeValue| Some(value).filter(|v| !(is_absent && v.is_null()));
        assert_eq!(written, expected.map(attribute), "{value:?}");
    }
}

macro_rules! all {
    ($raw:ident, $value:ident; $($codec:ident: $($type:ty),+;)+) => {$($(
        decodes::<$type, $codec>($raw, $value);
        encodes_alike::<$type, $codec>($value);
    )+)+};
}

/// Checks that a value is read alike as every type, and that what was read is written alike.
pub(in crate::wire) fn all_types_agree(raw: RawValue<'_>, value: &AttributeValue) {
    macro_rules! by_serde {
        ($($type:ty),+ $(,)?) => {$(
            is_of_serde_dynamo::<$type>(value);
            all!(raw, value; Serde: $type;);
        )+};
    }
    all_types!(by_serde);
    all!(raw, value;
        Serde: crate::value::Timestamp, crate::value::Number, i128, u128, BTreeSet<i128>;
        Number: u128, f64;
        EpochSeconds: crate::value::Timestamp;
        Set: BTreeSet<String>, Vec<i64>, Vec<Vec<u8>>, BTreeSet<crate::value::Number>;
    );
}

/// Checks every attribute of the item in an answer, as every type. Returns the item as it was read here
/// and as the SDK reads it, if it was read here.
pub(crate) fn values_agree(body: &[u8]) -> Option<[Row; 2]> {
    super::agrees::<GetItemInputBuilder>(body);
    let (answer, _) = Answer::read(body, AnswerShape::Item)?;
    let item = by_sdk::<GetItemInputBuilder>(body)?.item?;
    let row = answer.rows().into_one()?;
    let Repr::Raw(raw) = &row.0 else {
        return None;
    };
    for (name, value) in &item {
        all_types_agree(raw.value().entry(name)?, value);
    }
    Some([row.clone(), Row::from(item)])
}
