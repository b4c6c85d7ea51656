//! The stored forms of ordered types sort as the values do.

use super::Ordered;
use crate::value::Timestamp;
use crate::value::number;
use crate::value::ser::to_attribute_value;
use aws_sdk_dynamodb::types::AttributeValue;
use proptest::prelude::*;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::num::{NonZeroI16, Wrapping};
use std::sync::Arc;

/// The order of two stored values in DynamoDB.
fn stored_order<T: Serialize + Ordered>(one: &T, other: &T) -> Option<Ordering> {
    let stored = |value| to_attribute_value(value).unwrap();
    match (stored(one), stored(other)) {
        (AttributeValue::S(one), AttributeValue::S(other)) => {
            Some(one.as_bytes().cmp(other.as_bytes()))
        }
        (AttributeValue::N(one), AttributeValue::N(other)) => number::compare(&one, &other),
        _ => None,
    }
}

/// Checks that the stored forms have the order of the values.
fn sorts<T: Serialize + Ordered + PartialOrd>(one: &T, other: &T) -> Result<(), TestCaseError> {
    prop_assert_eq!(stored_order(one, other), one.partial_cmp(other));
    Ok(())
}

proptest! {
    #[test]
    fn text_sorts(a in any::<String>(), b in any::<String>(), x in any::<char>(), y in any::<char>()) {
        sorts(&a, &b)?;
        sorts(&a.as_str(), &b.as_str())?;
        sorts(&x, &y)?;
        sorts(&Cow::Borrowed(a.as_str()), &Cow::Owned(b.clone()))?;
        sorts(&Box::new(a.clone()), &Box::new(b.clone()))?;
        sorts(&Arc::<str>::from(a).as_ref(), &Arc::<str>::from(b).as_ref())?;
    }

    #[test]
    fn numbers_sort(a in any::<i64>(), b in any::<i64>(), x in any::<u8>(), y in any::<u8>()) {
        sorts(&a, &b)?;
        sorts(&x, &y)?;
        sorts(&Wrapping(a), &Wrapping(b))?;
        let non_zero = |number| NonZeroI16::new(i16::from(number) + 1).unwrap();
        sorts(&non_zero(x), &non_zero(y))?;
    }

    #[test]
    fn floats_sort(a in -1e30..1e30_f64, b in -1e30..1e30_f64, x in -9.0..9.0_f32) {
        sorts(&a, &b)?;
        sorts(&x, &-x)?;
        sorts(&0.0, &-0.0)?;
    }

    #[test]
    fn timestamps_sort(
        a in -62_167_219_200_000_i64..253_402_300_799_999,
        b in -62_167_219_200_000_i64..253_402_300_799_999,
    ) {
        let time = |millis| Timestamp::from_epoch_millis(millis).unwrap();
        sorts(&time(a), &time(b))?;
        sorts(&time(a), &time(a.saturating_add(1).min(b)))?;
    }
}

#[cfg(feature = "uuid")]
proptest! {
    #[test]
    fn uuids_sort(a in any::<u128>(), b in any::<u128>()) {
        sorts(&uuid::Uuid::from_u128(a), &uuid::Uuid::from_u128(b))?;
    }
}

/// Nanoseconds of a second, often few and with few digits, which texts leave out.
#[cfg(any(feature = "chrono", feature = "jiff"))]
fn nanos() -> impl Strategy<Value = u32> {
    let units = prop::sample::select(vec![1_u32, 1_000, 1_000_000, 100_000_000]);
    let nanos = prop_oneof![0_u32..10, 0_u32..3];
    (units, nanos).prop_map(|(unit, nanos)| unit * nanos)
}

/// Seconds of the years 0 to 9999, often the same ones.
#[cfg(any(feature = "chrono", feature = "jiff"))]
fn seconds() -> impl Strategy<Value = i64> {
    prop_oneof![-62_167_219_200_i64..253_402_300_799, 0_i64..2]
}

#[cfg(feature = "chrono")]
proptest! {
    #[test]
    fn naive_dates_and_times_of_chrono_sort(
        a in (seconds(), nanos()), b in (seconds(), nanos()),
    ) {
        let time = |(seconds, nanos)| {
            chrono::DateTime::from_timestamp(seconds, nanos).unwrap().naive_utc()
        };
        let (a, b) = (time(a), time(b));
        sorts(&a, &b)?;
        sorts(&a.date(), &b.date())?;
        sorts(&a.time(), &b.time())?;
    }
}

#[cfg(feature = "jiff")]
proptest! {
    #[test]
    fn civil_dates_and_times_of_jiff_sort(
        a in (seconds(), nanos()), b in (seconds(), nanos()),
    ) {
        let time = |(seconds, nanos): (i64, u32)| {
            let seconds = seconds.min(jiff::Timestamp::MAX.as_second());
            let time = jiff::Timestamp::new(seconds, i32::try_from(nanos).unwrap());
            jiff::tz::Offset::UTC.to_datetime(time.unwrap())
        };
        let (a, b) = (time(a), time(b));
        sorts(&a, &b)?;
        sorts(&a.date(), &b.date())?;
        sorts(&a.time(), &b.time())?;
    }
}
