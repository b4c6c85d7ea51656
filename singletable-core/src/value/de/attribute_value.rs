//! Deserialization of the SDK's attribute values. Texts and binaries are moved out of them.

use super::error::DeError;
use super::{Scalar, Sequence, Source, TakenNames, from_source};
use crate::value::kind::Kind;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;
use std::collections::hash_map;
use std::vec;

/// Deserializes an attribute value. The error says what is wrong, in the words of `serde_dynamo`, and
/// has the path to it.
#[inline]
pub(crate) fn from_attribute_value<T: DeserializeOwned>(
    value: AttributeValue,
) -> Result<T, DeError> {
    from_source(value, &TakenNames::default())
}

impl Source<'_> for AttributeValue {
    type Error = DeError;
    type Text = String;
    type Binary = Blob;
    type Elements = vec::IntoIter<Self>;
    type Scalars = Scalars;
    type Entries = hash_map::IntoIter<String, Self>;

    #[inline]
    fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::S(_) => Kind::Text,
            Self::N(_) => Kind::Number,
            Self::B(_) => Kind::Binary,
            Self::Bool(true) => Kind::True,
            Self::Bool(false) => Kind::False,
            Self::Null(_) => Kind::Null,
            Self::L(_) => Kind::List,
            Self::M(_) => Kind::Map,
            Self::Ss(_) => Kind::Texts,
            Self::Ns(_) => Kind::Numbers,
            Self::Bs(_) => Kind::Binaries,
            _ => return None,
        })
    }

    #[inline]
    fn is_null(&self) -> bool {
        matches!(self, Self::Null(true))
    }

    #[inline]
    fn into_text(self) -> Option<String> {
        match self {
            Self::S(text) => Some(text),
            _ => None,
        }
    }

    #[inline]
    fn into_number(self) -> Option<String> {
        match self {
            Self::N(digits) => Some(digits),
            _ => None,
        }
    }

    #[inline]
    fn into_binary(self) -> Option<Blob> {
        match self {
            Self::B(binary) => Some(binary),
            _ => None,
        }
    }

    #[inline]
    fn into_sequence(self) -> Option<Sequence<vec::IntoIter<Self>, Scalars>> {
        Some(match self {
            Self::L(values) => Sequence::List(values.into_iter()),
            Self::Ss(texts) => Sequence::Set(Scalars::Texts(texts.into_iter())),
            Self::Ns(numbers) => Sequence::Set(Scalars::Numbers(numbers.into_iter())),
            Self::Bs(binaries) => Sequence::Set(Scalars::Binaries(binaries.into_iter())),
            _ => return None,
        })
    }

    #[inline]
    fn into_entries(self) -> Option<Self::Entries> {
        match self {
            Self::M(entries) => Some(entries.into_iter()),
            _ => None,
        }
    }
}

/// The elements of a set.
pub(crate) enum Scalars {
    Texts(vec::IntoIter<String>),
    Numbers(vec::IntoIter<String>),
    Binaries(vec::IntoIter<Blob>),
}

impl Iterator for Scalars {
    type Item = Scalar<String, Blob>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Texts(texts) => texts.next().map(Scalar::Text),
            Self::Numbers(numbers) => numbers.next().map(Scalar::Number),
            Self::Binaries(binaries) => binaries.next().map(Scalar::Binary),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Texts(texts) | Self::Numbers(texts) => texts.size_hint(),
            Self::Binaries(binaries) => binaries.size_hint(),
        }
    }
}

impl ExactSizeIterator for Scalars {}
