//! Decimal numbers, which serde knows as text: they are told by their type, and stored as numbers.

#[cfg(feature = "rust_decimal")]
mod on {
    use crate::value::Number;
    use rust_decimal::Decimal;
    use std::rc::Rc;
    use std::sync::Arc;

    /// Whether a value of the type serializes itself as one decimal number.
    #[inline]
    pub(crate) fn is<T: ?Sized>() -> bool {
        let of = typeid::of::<T>();
        of == typeid::of::<Decimal>()
            || of == typeid::of::<&Decimal>()
            || of == typeid::of::<&&Decimal>()
            || of == typeid::of::<Box<Decimal>>()
            || of == typeid::of::<Arc<Decimal>>()
            || of == typeid::of::<Rc<Decimal>>()
    }

    /// The digits, where a decimal number can hold all of them.
    pub(crate) fn exact(digits: &str) -> Option<String> {
        // Its parser for exact numbers knows no exponents, and counts zeros at the end as digits.
        let plain = || digits.parse::<Number>().map(|number| number.to_string());
        let number = Decimal::from_str_exact(digits)
            .ok()
            .or_else(|| Decimal::from_str_exact(&plain().ok()?).ok())?;
        Some(number.to_string())
    }
}

#[cfg(not(feature = "rust_decimal"))]
mod off {
    /// No type is: the feature `rust_decimal` is off.
    #[inline]
    pub(crate) fn is<T: ?Sized>() -> bool {
        false
    }

    /// Never asked.
    pub(crate) fn exact(_: &str) -> Option<String> {
        None
    }
}

#[cfg(not(feature = "rust_decimal"))]
pub(crate) use off::{exact, is};
#[cfg(feature = "rust_decimal")]
pub(crate) use on::{exact, is};
