//! Key values that no text is made of: floats are stored as numbers, and bytes as binaries.

use super::{Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyValueError};
use std::sync::Arc;

macro_rules! float_key {
    ($($type:ty),*) => {$(
        /// A key of its own that is stored as a number. NaN and infinities are none, and are refused.
        impl KeyField for $type {
            const KIND: KeyKind = KeyKind::Float;
            const SHAPE: KeyShape = KeyShape::Float;
            const READS_BACK: bool = true;

            fn write_key(&self, _: Encoding, _: &mut KeyText<'_>) -> Result<(), KeyValueError> {
                Err(KeyValueError::Encoding)
            }

            fn key_number(&self) -> Option<String> {
                self.is_finite().then(|| self.to_string())
            }

            fn read_number(number: &str) -> Option<Self> {
                number.parse().ok()
            }
        }
    )*};
}

float_key!(f32, f64);

macro_rules! binary_key {
    ($([$($parameter:tt)*] $type:ty;)*) => {$(
        /// A key of its own that is stored as a binary.
        impl<$($parameter)*> KeyField for $type {
            const KIND: KeyKind = KeyKind::Binary;
            const SHAPE: KeyShape = KeyShape::Binary;
            const READS_BACK: bool = true;

            fn write_key(&self, _: Encoding, _: &mut KeyText<'_>) -> Result<(), KeyValueError> {
                Err(KeyValueError::Encoding)
            }

            fn key_binary(&self) -> Option<Vec<u8>> {
                Some(self.to_vec())
            }

            fn read_binary(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok()
            }
        }
    )*};
}

binary_key! {
    [] Vec<u8>;
    [] Box<[u8]>;
    [] Arc<[u8]>;
    [const N: usize] [u8; N];
}
