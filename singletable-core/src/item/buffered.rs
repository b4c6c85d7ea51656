//! The codec of values inside an enum with a tag.

use super::codec::{
    Begins, Codec, Formed, Number, NumberCodec, Orders, Parts, Serde, Set, SetCodec, Unordered,
    sealed,
};
use crate::value::ValueError;
use crate::wire::RawValue;
use aws_sdk_dynamodb::types::AttributeValue;
use std::marker::PhantomData;

/// Stores values as `C` does inside an internally or adjacently tagged enum, at any depth. Serde reads
/// such an enum from a buffer, from which it takes no binaries as lists of bytes, so bytes are lists of
/// numbers there.
#[derive(Debug)]
pub struct Buffered<C>(PhantomData<C>);

#[diagnostic::do_not_recommend]
impl<T, C: Codec<T>> Codec<T> for Buffered<C> {
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        C::encode_buffered(value)
    }

    fn encode_buffered(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        C::encode_buffered(value)
    }

    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        C::decode(value)
    }

    fn decode_raw(value: RawValue<'_>) -> Result<T, ValueError> {
        C::decode_raw(value)
    }

    fn missing() -> Option<T> {
        C::missing()
    }
}

/// Codecs that store texts and numbers in the same form in a buffer. Bytes differ.
#[doc(hidden)]
pub trait SameForm {}

impl SameForm for Serde {}
impl SameForm for Number {}
impl SameForm for Set {}
impl SameForm for Unordered {}
impl<F: ?Sized> SameForm for Formed<F> {}
impl<C: SameForm> SameForm for Buffered<C> {}

impl<C> sealed::Sealed for Buffered<C> {}

impl<C: Parts> Parts for Buffered<C> {
    type Part = Buffered<C::Part>;
    type Inside<D> = Buffered<C::Inside<D>>;
}

#[diagnostic::do_not_recommend]
impl<T, C: NumberCodec<T>> NumberCodec<T> for Buffered<C> {
    fn number(value: &T) -> String {
        C::number(value)
    }
}

impl<T, C: SetCodec<T>> SetCodec<T> for Buffered<C> {}
impl<T: ?Sized, C: Orders<T> + SameForm> Orders<T> for Buffered<C> {}

impl<T: ?Sized, C: Begins<T> + SameForm> Begins<T> for Buffered<C> {
    type Prefix = C::Prefix;
}
