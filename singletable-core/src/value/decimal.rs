//! Decimal numbers, which serde sees as text: they are recognised by their type, and stored as numbers.

#[cfg(feature = "rust_decimal")]
mod on {
    use crate::value::Number;
    use rust_decimal::Decimal;
    use std::rc::Rc;
    use std::sync::Arc;

    /// Whether values of the type serialize as one decimal number.
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

    /// The digits, if a decimal number can hold all of them.
    pub(crate) fn exact(digits: &str) -> Option<String> {
        // Its parser for exact numbers accepts no exponents, and counts trailing zeros as digits.
        let plain = || digits.parse::<Number>().map(|number| number.to_string());
        let number = Decimal::from_str_exact(digits)
            .ok()
            .or_else(|| Decimal::from_str_exact(&plain().ok()?).ok())?;
        Some(number.to_string())
    }
}

#[cfg(not(feature = "rust_decimal"))]
mod off {
    /// `false`, because the feature `rust_decimal` is off.
    #[inline]
    #[allow(
        clippy::extra_unused_type_parameters,
        reason = "as where the feature is on"
    )]
    pub(crate) fn is<T: ?Sized>() -> bool {
        false
    }

    /// Never called.
    pub(crate) fn exact(_: &str) -> Option<String> {
        None
    }
}

#[cfg(not(feature = "rust_decimal"))]
pub(crate) use off::{exact, is};
#[cfg(feature = "rust_decimal")]
pub(crate) use on::{exact, is};
