//! Serialization to the SDK's attribute values.

use super::{Cow, Display, Elements, Entries, PhantomData, Refused, Serialize, Sink, serialize};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// Serializes to an attribute value.
#[inline]
pub(crate) fn to_attribute_value<T: Serialize + ?Sized>(
    value: &T,
) -> Result<AttributeValue, Refused> {
    serialize(value, ToAttributeValue::<List>::new())
}

/// Serializes a sequence to a set. An empty sequence becomes an empty list, because DynamoDB has no
/// empty sets. Any other value is serialized as by [`to_attribute_value`].
pub(crate) fn to_set<T: Serialize + ?Sized>(value: &T) -> Result<AttributeValue, Refused> {
    serialize(value, ToAttributeValue::<SetElements>::new())
}

/// A sink for an attribute value, in which a sequence becomes a `C`.
struct ToAttributeValue<C>(PhantomData<C>);

impl<C> ToAttributeValue<C> {
    fn new() -> Self {
        Self(PhantomData)
    }
}

impl<C: Elements<Ok = AttributeValue> + WithCapacity> Sink for ToAttributeValue<C> {
    type Ok = AttributeValue;
    type Elements = C;
    type Entries = MapEntries;
    type Content = ToAttributeValue<List>;

    #[inline]
    fn text(self, text: Cow<'_, str>) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::S(text.into_owned()))
    }

    #[inline]
    fn integer(self, number: impl Display) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::N(number.to_string()))
    }

    #[inline]
    fn float(self, number: impl Display) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::N(number.to_string()))
    }

    #[inline]
    fn binary(self, binary: &[u8]) -> AttributeValue {
        AttributeValue::B(Blob::new(binary))
    }

    #[inline]
    fn bool(self, flag: bool) -> AttributeValue {
        AttributeValue::Bool(flag)
    }

    #[inline]
    fn null(self) -> AttributeValue {
        AttributeValue::Null(true)
    }

    #[inline]
    fn value(self, value: AttributeValue) -> Result<AttributeValue, Refused> {
        Ok(value)
    }

    #[inline]
    fn elements(self, capacity: usize) -> C {
        C::with_capacity(capacity)
    }

    #[inline]
    fn entries(self, capacity: usize) -> MapEntries {
        MapEntries {
            entries: HashMap::with_capacity(capacity),
            name: None,
        }
    }

    #[inline]
    fn variant(self, _: &'static str) -> Result<ToAttributeValue<List>, Refused> {
        Ok(ToAttributeValue::new())
    }

    fn end_variant(name: &'static str, content: AttributeValue) -> AttributeValue {
        AttributeValue::M(HashMap::from([(name.to_owned(), content)]))
    }
}

/// A collection that can be created empty, with capacity.
trait WithCapacity {
    fn with_capacity(elements: usize) -> Self;
}

type List = Vec<AttributeValue>;

impl WithCapacity for List {
    fn with_capacity(elements: usize) -> Self {
        Vec::with_capacity(elements)
    }
}

impl Elements for List {
    type Ok = AttributeValue;

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.push(to_attribute_value(value)?);
        Ok(())
    }

    fn end(self) -> AttributeValue {
        AttributeValue::L(self)
    }
}

/// The elements of a set, which all have the type of the first.
enum SetElements {
    Empty { capacity: usize },
    Texts(Vec<String>),
    Numbers(Vec<String>),
    Binaries(Vec<Blob>),
}

impl WithCapacity for SetElements {
    fn with_capacity(capacity: usize) -> Self {
        Self::Empty { capacity }
    }
}

/// A vector with that element, and capacity for more.
fn first<T>(element: T, capacity: usize) -> Vec<T> {
    let mut elements = Vec::with_capacity(capacity.max(1));
    elements.push(element);
    elements
}

impl Elements for SetElements {
    type Ok = AttributeValue;

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        // The type of the first element decides, because most sequences have one type.
        match to_attribute_value(value)? {
            AttributeValue::S(text) => match self {
                Self::Texts(texts) => texts.push(text),
                Self::Empty { capacity } => *self = Self::Texts(first(text, *capacity)),
                _ => return Err(Refused),
            },
            AttributeValue::N(number) => match self {
                Self::Numbers(numbers) => numbers.push(number),
                Self::Empty { capacity } => *self = Self::Numbers(first(number, *capacity)),
                _ => return Err(Refused),
            },
            AttributeValue::B(binary) => match self {
                Self::Binaries(binaries) => binaries.push(binary),
                Self::Empty { capacity } => *self = Self::Binaries(first(binary, *capacity)),
                _ => return Err(Refused),
            },
            _ => return Err(Refused),
        }
        Ok(())
    }

    fn end(self) -> AttributeValue {
        match self {
            Self::Empty { .. } => AttributeValue::L(Vec::new()),
            Self::Texts(texts) => AttributeValue::Ss(texts),
            Self::Numbers(numbers) => AttributeValue::Ns(numbers),
            Self::Binaries(binaries) => AttributeValue::Bs(binaries),
        }
    }
}

/// The entries of a map.
struct MapEntries {
    entries: HashMap<String, AttributeValue>,
    /// The name of the entry whose value comes next.
    name: Option<String>,
}

impl MapEntries {
    fn insert<T: Serialize + ?Sized>(&mut self, name: String, value: &T) -> Result<(), Refused> {
        self.entries.insert(name, to_attribute_value(value)?);
        Ok(())
    }
}

impl Entries for MapEntries {
    type Ok = AttributeValue;

    #[inline]
    fn name(&mut self, name: Cow<'_, str>) -> Result<(), Refused> {
        match self.name {
            Some(_) => return Err(Refused),
            None => self.name = Some(name.into_owned()),
        }
        Ok(())
    }

    #[inline]
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        let name = self.name.take().ok_or(Refused)?;
        self.insert(name, value)
    }

    #[inline]
    fn field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.insert(name.to_owned(), value)
    }

    fn end(self) -> Result<AttributeValue, Refused> {
        Ok(AttributeValue::M(self.entries))
    }
}
