//! Deserialization of an answer's attribute values. Texts and binaries are borrowed from the answer.

use super::value::{Elements, Entries, RawValue};
use crate::value::de::{Scalar, Sequence, Source, TakenNames, from_source};
use crate::value::{Kind, Refused};
use serde::de::DeserializeOwned;

impl RawValue<'_> {
    /// Deserializes the value as a `T`.
    #[inline]
    pub(crate) fn deserialize<T: DeserializeOwned>(self) -> Result<T, Refused> {
        from_source(self, &TakenNames::default())
    }
}

impl<'de> Source<'de> for RawValue<'de> {
    type Error = Refused;
    type Text = &'de str;
    type Binary = &'de [u8];
    type Elements = Elements<'de>;
    type Scalars = Scalars<'de>;
    type Entries = Entries<'de>;

    #[inline]
    fn kind(&self) -> Option<Kind> {
        Some(RawValue::kind(*self))
    }

    #[inline]
    fn is_null(&self) -> bool {
        RawValue::is_null(*self)
    }

    #[inline]
    fn into_text(self) -> Option<&'de str> {
        self.as_text()
    }

    #[inline]
    fn into_number(self) -> Option<&'de str> {
        self.as_number()
    }

    #[inline]
    fn into_binary(self) -> Option<&'de [u8]> {
        (self.kind() == Kind::Binary).then(|| self.binary())
    }

    #[inline]
    fn into_sequence(self) -> Option<Sequence<Elements<'de>, Scalars<'de>>> {
        match self.kind() {
            Kind::List => Some(Sequence::List(self.elements())),
            Kind::Texts | Kind::Numbers | Kind::Binaries => {
                Some(Sequence::Set(Scalars(self.elements())))
            }
            _ => None,
        }
    }

    #[inline]
    fn into_entries(self) -> Option<Entries<'de>> {
        (self.kind() == Kind::Map).then(|| self.entries())
    }
}

/// The elements of a set.
pub(crate) struct Scalars<'t>(Elements<'t>);

impl<'t> Iterator for Scalars<'t> {
    type Item = Scalar<&'t str, &'t [u8]>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let one = self.0.next()?;
        Some(match one.kind() {
            Kind::Text => Scalar::Text(one.text()),
            Kind::Number => Scalar::Number(one.text()),
            _ => Scalar::Binary(one.binary()),
        })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Scalars<'_> {}
