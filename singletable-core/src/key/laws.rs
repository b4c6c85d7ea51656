//! The laws of [`KeyField`], checked for values that a test gives.

use super::field::{KeyField, KeyText};
use super::template::Encoding;
use super::{KeyErrorKind, KeyShape};
use crate::value::Number;
use std::cmp::Ordering;
use std::fmt::Debug;

const ENCODINGS: [Encoding; 14] = [
    Encoding::Plain,
    Encoding::Width(10),
    Encoding::Width(39),
    Encoding::Ordered,
    Encoding::Unpadded,
    Encoding::Millis,
    Encoding::Micros,
    Encoding::Nanos,
    Encoding::Rfc3339,
    Encoding::Raw,
    Encoding::Lower,
    Encoding::Upper,
    Encoding::LowerRaw,
    Encoding::UpperRaw,
];

/// Checks the laws of a [`KeyField`] that is written by hand, for every two of the values: a test calls it
/// with values at the limits of the type, and such as differ in little.
///
/// The laws are those of the trait, for each [`Encoding`] that the [`KIND`](KeyField::KIND) accepts. A value
/// that an encoding has an error for is left out there.
///
/// # Panics
///
/// Where a law does not hold, with the name of the law and the values: *no values*, *accepts*, *refuses*,
/// *injective*, *ordered*, *punctuation*, *reads back* or *number*.
///
/// # Examples
///
/// ```
/// # use singletable_core as singletable;
/// # mod testing { pub use singletable_core::key::key_field_laws; }
/// use singletable::KeyField;
/// use singletable::key::{Encoding, KeyKind, KeyText, KeyValueError};
///
/// /// A week of a year, as `2026-W03`.
/// #[derive(Debug, Clone, PartialEq, PartialOrd)]
/// struct Week { year: u16, week: u8 }
///
/// impl KeyField for Week {
///     const KIND: KeyKind = KeyKind::Fixed;
///     const PUNCTUATION: &'static str = "-";
///
///     fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
///         if encoding != Encoding::Plain {
///             return Err(KeyValueError::Encoding);
///         }
///         out.push_display(format_args!("{:04}-W{:02}", self.year, self.week));
///         Ok(())
///     }
/// }
///
/// // In a program: `singletable::testing::key_field_laws`.
/// let weeks = [(0, 1), (999, 9), (999, 10), (2026, 3), (9999, 53)];
/// testing::key_field_laws(weeks.map(|(year, week)| Week { year, week }));
/// ```
#[track_caller]
pub fn key_field_laws<T: KeyField + PartialOrd>(values: impl IntoIterator<Item = T>) {
    let values: Vec<T> = values.into_iter().collect();
    assert!(!values.is_empty(), "no values: there is nothing to check");
    for encoding in ENCODINGS {
        let written = values.iter().map(|value| (value, write(value, encoding)));
        let written: Vec<_> = written.collect();
        encodings(&written, encoding);
        let texts = written.into_iter();
        let texts = texts.filter_map(|(value, text)| Some((value, text.ok()?)));
        let texts: Vec<_> = texts.collect();
        for (value, text) in &texts {
            punctuation(*value, text, encoding);
            reads_back(*value, text, encoding);
            for (other, others) in &texts {
                pair((*value, text), (*other, others), encoding);
            }
        }
    }
    numbers(&values);
}

fn write<T: KeyField>(value: &T, encoding: Encoding) -> Result<String, KeyErrorKind> {
    let mut text = String::new();
    let mut out = KeyText { buffer: &mut text };
    KeyField::write_key(value, encoding, &mut out)?;
    Ok(text)
}

/// The encodings are those that the kind accepts.
#[track_caller]
fn encodings<T: KeyField>(written: &[(&T, Result<String, KeyErrorKind>)], encoding: Encoding) {
    let accepts = T::KIND.accepts(encoding);
    for (value, text) in written {
        let is_refused = *text == Err(KeyErrorKind::Encoding);
        assert!(
            accepts || text.is_err(),
            "refuses: `KIND` has no encoding {encoding:?}, and {value:?} is written in it as {text:?}; \
             answer `Err(KeyValueError::Encoding)`"
        );
        assert!(
            !accepts || !is_refused,
            "accepts: `KIND` has the encoding {encoding:?}, and {value:?} is refused in it"
        );
    }
}

/// Different values have different texts, in the order of the values.
#[track_caller]
fn pair<T: KeyField + PartialOrd>(one: (&T, &str), other: (&T, &str), encoding: Encoding) {
    let ((a, x), (b, y)) = (one, other);
    let same = a == b;
    // Several values have one text in one case, and one point in time has a text for each offset.
    let may_share = encoding.folds_case();
    let may_differ = encoding == Encoding::Rfc3339 || T::SHAPE == KeyShape::OffsetTime;
    assert!(
        same || x != y || may_share,
        "injective: with {encoding:?}, {a:?} and {b:?} differ, and both are written as {x:?}"
    );
    assert!(
        !same || x == y || may_differ,
        "injective: with {encoding:?}, {a:?} and {b:?} are equal, and are written as {x:?} and {y:?}"
    );
    if may_share || may_differ || !T::KIND.sorts_with(encoding) {
        return;
    }
    let (values, texts) = (a.partial_cmp(b), x.cmp(y));
    assert!(
        values == Some(texts),
        "ordered: with {encoding:?}, {a:?} and {b:?} compare as {values:?}, and their texts {x:?} and {y:?} \
         as {texts:?}"
    );
}

/// Every text has the punctuation that the type says it has.
#[track_caller]
fn punctuation<T: Debug + KeyField>(value: &T, text: &str, encoding: Encoding) {
    // Of a time, it says what texts with all digits have.
    let all = if encoding == Encoding::Rfc3339 {
        ""
    } else {
        T::PUNCTUATION
    };
    for character in all.chars() {
        assert!(
            text.contains(character),
            "punctuation: `PUNCTUATION` has `{character}`, and {value:?} is written with {encoding:?} as \
             {text:?}, without it"
        );
    }
}

/// What is written is read as the same value.
#[track_caller]
fn reads_back<T: KeyField>(value: &T, text: &str, encoding: Encoding) {
    if !T::READS_BACK {
        return;
    }
    let read = T::read_key(text, encoding);
    let is_itself = read.as_ref() == Some(value);
    let is_alike = encoding.folds_case()
        && (read.as_ref()).is_some_and(|read| write(read, encoding).as_deref() == Ok(text));
    assert!(
        is_itself || is_alike,
        "reads back: with {encoding:?}, {value:?} is written as {text:?}, which is read as {read:?}"
    );
}

/// A number is one, in the order of the values.
#[track_caller]
fn numbers<T: KeyField + PartialOrd>(values: &[T]) {
    let numbers: Vec<(&T, Option<Number>)> = values
        .iter()
        .map(|value| {
            let number = value.key_number();
            let parsed = number.as_ref().and_then(|number| number.parse().ok());
            let is_number = parsed.is_some();
            // A time is a number too, where an index is sorted by one.
            assert!(
                is_number || !T::KIND.is_number(),
                "number: `key_number` of {value:?} is {number:?}, and `KIND` is {:?}",
                T::KIND
            );
            (value, parsed)
        })
        .collect();
    for (a, x) in &numbers {
        for (b, y) in &numbers {
            if let (Some(x), Some(y)) = (x, y) {
                let (values, order) = (a.partial_cmp(b), x.cmp(y));
                assert!(
                    values == Some(order) && (a == b) == (order == Ordering::Equal),
                    "number: {a:?} and {b:?} compare as {values:?}, and their numbers as {order:?}"
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{KeyKind, KeyValueError};
    use crate::value::Timestamp;

    #[test]
    fn types_of_our_own_keep_the_laws() {
        key_field_laws(["a", "A", "#", "ß", "İ"].map(str::to_owned));
        key_field_laws(['a', 'A', 'ß', 'İ', 'ﬃ']);
        key_field_laws([false, true]);
        key_field_laws([i8::MIN, -10, -9, 0, 9, 10, i8::MAX]);
        key_field_laws([0, 9, 10, u64::MAX]);
        key_field_laws(["-1.5", "0", "9", "10", "1E-130"].map(|text| {
            let number: Number = text.parse().unwrap();
            number
        }));
        key_field_laws([0, 1, 1000].map(|at| Timestamp::from_epoch_millis(at).unwrap()));
    }

    /// Breaks one law.
    #[derive(Debug, Clone, PartialEq, PartialOrd)]
    struct Broken<const LAW: u8>(i8);

    impl<const LAW: u8> KeyField for Broken<LAW> {
        const KIND: KeyKind = if LAW == 4 {
            KeyKind::Integer
        } else {
            KeyKind::Fixed
        };
        const PUNCTUATION: &'static str = if LAW == 2 { "-" } else { "" };
        const READS_BACK: bool = LAW == 3;

        fn write_key(
            &self,
            encoding: Encoding,
            out: &mut KeyText<'_>,
        ) -> Result<(), KeyValueError> {
            match (LAW, encoding) {
                (5, Encoding::Plain) => return Err(KeyValueError::Encoding),
                (4, encoding) if Self::KIND.accepts(encoding) => {}
                (6, _) | (_, Encoding::Plain) => {}
                _ => return Err(KeyValueError::Encoding),
            }
            match LAW {
                0 => out.push_display(self.0 / 10),
                1 => out.push_display(9 - self.0),
                4 => out.push_display(format_args!("{:040}", self.0)),
                _ => out.push_display(self.0),
            }
            Ok(())
        }

        fn read_key(_: &str, _: Encoding) -> Option<Self> {
            Some(Self(1))
        }

        fn key_number(&self) -> Option<String> {
            (LAW == 4).then(|| "-5".to_owned())
        }
    }

    fn law<const LAW: u8>() -> String {
        let laws = || key_field_laws([1, 2, 3].map(Broken::<LAW>));
        let panic = std::panic::catch_unwind(laws).expect_err("a law is broken");
        let message = panic.downcast::<String>().expect("a sentence");
        message.split(':').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_broken_law_is_named() {
        assert_eq!(law::<0>(), "injective");
        assert_eq!(law::<1>(), "ordered");
        assert_eq!(law::<2>(), "punctuation");
        assert_eq!(law::<3>(), "reads back");
        assert_eq!(law::<4>(), "number");
        assert_eq!(law::<5>(), "accepts");
        assert_eq!(law::<6>(), "refuses");
    }
}
