//! Keys given for a map.

use super::Refused;
use super::ser::name_of_key;
use serde::Serialize;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// A value that can be given for a key of type `K` of a map: the type itself, a reference to it, or a
/// string slice for text.
#[diagnostic::on_unimplemented(
    message = "the map's keys are of type `{K}`, and `{Self}` is not that",
    label = "expected `{K}`, or a reference to one"
)]
pub trait MapKey<K: ?Sized> {
    /// The name of the key's entry in a stored map.
    #[doc(hidden)]
    fn entry_name(self) -> Result<Cow<'static, str>, Refused>;
}

impl<K: Serialize> MapKey<K> for K {
    fn entry_name(self) -> Result<Cow<'static, str>, Refused> {
        name_of_key(&self).map(Cow::Owned)
    }
}

impl<K: Serialize> MapKey<K> for &K {
    fn entry_name(self) -> Result<Cow<'static, str>, Refused> {
        name_of_key(self).map(Cow::Owned)
    }
}

macro_rules! texts {
    ($($text:ty: $($key:ty),*;)*) => {$($(
        impl MapKey<$key> for $text {
            fn entry_name(self) -> Result<Cow<'static, str>, Refused> {
                Ok(Cow::Owned(self.into()))
            }
        }
    )*)*};
}

texts! {
    &str: String, Box<str>, Rc<str>, Arc<str>, Cow<'_, str>;
    Cow<'_, str>: String;
}
