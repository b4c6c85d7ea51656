//! The date-times of `chrono`, `time` and `jiff`, each with its feature: what they have in common with
//! this crate's `Timestamp`.

#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
use super::choice::Probe;
use super::codec::Codec;
use crate::key::time::{ForeignTime, calendar_time, time_text};
use crate::key::{Encoding, KeyValueError};
use crate::value::date_time::{exact_text, parse};
use crate::value::{ValueError, describe};
use aws_sdk_dynamodb::types::AttributeValue;

/// Stores text in UTC with that many digits of the second's fraction, 3, 6 or 9: for
/// `chrono::DateTime<chrono::Utc>`, `time::OffsetDateTime` and `jiff::Timestamp`, each with the feature
/// of its crate. With 3 digits the text is that of [`Timestamp`](crate::Timestamp), and it sorts as time
/// does.
///
/// A value with finer digits is refused. Every RFC 3339 text is read, and the other forms that those
/// crates read, with any offset and with every digit that the type holds; the value is in UTC.
#[derive(Debug, Clone, Copy)]
pub enum Rfc3339<const DIGITS: u8> {}

#[diagnostic::do_not_recommend]
impl<T: ForeignTime, const DIGITS: u8> Codec<T> for Rfc3339<DIGITS> {
    fn encode(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        let encoding = match DIGITS {
            3 => Encoding::Millis,
            6 => Encoding::Micros,
            _ => Encoding::Nanos,
        };
        let text = calendar_time(value).and_then(|time| time_text(time, encoding));
        match text {
            Ok(text) => Ok(Some(AttributeValue::S(text))),
            Err(error) => Err(ValueError::new(refusal(error, DIGITS))),
        }
    }

    fn encode_loaded(value: &T) -> Result<Option<AttributeValue>, ValueError> {
        Self::encode(value).or_else(|_| {
            let (seconds, nanos) = value.to_parts();
            Ok(Some(AttributeValue::S(exact_text(seconds, nanos))))
        })
    }

    fn decode(value: AttributeValue) -> Result<T, ValueError> {
        let time = match &value {
            AttributeValue::S(text) => parse(text),
            _ => None,
        };
        let time = time.ok_or_else(|| {
            ValueError::new(format!(
                "expected an RFC 3339 date-time, found {}",
                describe(&value)
            ))
        })?;
        T::from_parts(time.seconds, time.nanos)
            .filter(|_| !time.is_cut)
            .ok_or_else(|| ValueError::new("the time does not fit the field's type".into()))
    }
}

/// An `Option` behind an alias. For any other, the derive uses the inner type.
#[diagnostic::do_not_recommend]
impl<T: ForeignTime, const DIGITS: u8> Codec<Option<T>> for Rfc3339<DIGITS> {
    fn encode(value: &Option<T>) -> Result<Option<AttributeValue>, ValueError> {
        value.as_ref().map_or(Ok(None), Self::encode)
    }

    fn encode_loaded(value: &Option<T>) -> Result<Option<AttributeValue>, ValueError> {
        value.as_ref().map_or(Ok(None), Self::encode_loaded)
    }

    fn decode(value: AttributeValue) -> Result<Option<T>, ValueError> {
        match value {
            AttributeValue::Null(_) => Ok(None),
            value => Self::decode(value).map(Some),
        }
    }

    fn missing() -> Option<Option<T>> {
        Some(None)
    }
}

/// The reason why a time has no text of that many digits, and the way out.
fn refusal(error: KeyValueError, digits: u8) -> String {
    match error {
        KeyValueError::Precision(_) => {
            let finer = match digits {
                3 => "`#[entity(precision = us)]` or `precision = ns`",
                _ => "`#[entity(precision = ns)]`",
            };
            format!("{error}; round it, or store more digits: {finer}")
        }
        _ => error.to_string(),
    }
}

macro_rules! as_timestamps {
    ($($feature:literal: $type:ty),*) => {$(
        #[cfg(feature = $feature)]
        impl Probe<$type> {
            /// See [`NotATime`].
            pub const IS_FOREIGN_TIME: bool = true;
        }

        #[cfg(feature = $feature)]
        impl Probe<Option<$type>> {
            /// See [`NotATime`].
            pub const IS_FOREIGN_TIME: bool = true;
        }

        #[cfg(feature = $feature)]
        impl crate::item::codec::ExpiryTime for $type {
            fn to_epoch_seconds(&self) -> i64 {
                self.to_parts().0
            }

            fn from_epoch_seconds(seconds: i64) -> Option<Self> {
                Self::from_parts(seconds, 0)
            }
        }
    )*};
}

as_timestamps! {
    "chrono": chrono::DateTime<chrono::Utc>,
    "time": time::OffsetDateTime,
    "jiff": jiff::Timestamp
}

#[cfg(all(test, feature = "chrono", feature = "time", feature = "jiff"))]
mod tests {
    use super::*;
    use crate::generate::Now;
    use crate::generate::{Generator, Sources};
    use crate::item::choice::Unknown as _;
    use crate::item::codec::{EpochSeconds, ExpiryTime};
    use crate::value::Clock;
    use crate::value::Timestamp;
    use proptest::prelude::*;
    use std::fmt::Debug;
    use time::OffsetDateTime;

    type Chrono = chrono::DateTime<chrono::Utc>;

    fn text<const DIGITS: u8, T: ForeignTime>(time: &T) -> Result<String, String> {
        match <Rfc3339<DIGITS> as Codec<T>>::encode(time) {
            Ok(Some(AttributeValue::S(text))) => Ok(text),
            Ok(other) => panic!("a time is text, not {other:?}"),
            Err(error) => Err(error.to_string()),
        }
    }

    fn read<T: ForeignTime>(text: &str) -> Result<T, String> {
        let stored = AttributeValue::S(text.to_owned());
        Rfc3339::<3>::decode(stored).map_err(|error| error.to_string())
    }

    /// The stored text is read as the value, sorts as the value, and drops no digits.
    fn laws<const DIGITS: u8, T>(a: &T, b: &T) -> Result<(), TestCaseError>
    where
        T: ForeignTime + Ord + Debug,
    {
        let unit = 10_u32.pow(9 - u32::from(DIGITS));
        for time in [a, b] {
            let fits = time.to_parts().1 % unit == 0;
            prop_assert_eq!(text::<DIGITS, _>(time).is_ok(), fits);
        }
        for time in [a, b] {
            // A loaded value has a form for all of its digits, which is read as the value.
            let loaded = <Rfc3339<DIGITS> as Codec<T>>::encode_loaded(time)
                .unwrap()
                .unwrap();
            prop_assert_eq!(
                &<Rfc3339<DIGITS> as Codec<T>>::decode(loaded).unwrap(),
                time
            );
        }
        if let (Ok(x), Ok(y)) = (text::<DIGITS, _>(a), text::<DIGITS, _>(b)) {
            prop_assert_eq!(a.cmp(b), x.cmp(&y), "{} {}", &x, &y);
            prop_assert_eq!(x.len(), 21 + usize::from(DIGITS));
            prop_assert_eq!(&read::<T>(&x).unwrap(), a);
        }
        Ok(())
    }

    /// The seconds of the years 0000 to 9999, without the last, which `jiff` does not have, and
    /// nanoseconds, often few and with few digits.
    fn parts() -> impl Strategy<Value = (i64, u32)> {
        let seconds = prop_oneof![-62_167_219_200_i64..253_402_000_000, -2_i64..2];
        let units = prop::sample::select(vec![1_u32, 1_000, 1_000_000]);
        let nanos = prop_oneof![0_u32..1_000, 0_u32..3];
        (seconds, units, nanos).prop_map(|(seconds, unit, nanos)| (seconds, unit * nanos))
    }

    macro_rules! laws_of {
        ($($name:ident: $type:ty;)*) => {
            proptest! {
                $(
                    #[test]
                    fn $name(a in parts(), b in parts()) {
                        let time = |(seconds, nanos)| <$type>::from_parts(seconds, nanos).unwrap();
                        let (x, y) = (time(a), time(b));
                        prop_assert_eq!(x.to_parts(), a);
                        laws::<3, _>(&x, &y)?;
                        laws::<6, _>(&x, &y)?;
                        laws::<9, _>(&x, &y)?;
                        prop_assert_eq!(x.to_epoch_seconds(), a.0);
                        let stored = <EpochSeconds as Codec<$type>>::encode(&x).unwrap().unwrap();
                        let whole = <EpochSeconds as Codec<$type>>::decode(stored).unwrap();
                        prop_assert_eq!(whole.to_parts(), (a.0, 0));
                    }
                )*
            }
        };
    }

    laws_of! {
        chronos_times_are_texts: Chrono;
        times_are_texts: OffsetDateTime;
        jiffs_times_are_texts: jiff::Timestamp;
    }

    #[test]
    fn three_digits_are_the_text_of_a_timestamp() {
        for millis in [0, -1, -1_500, 1_767_225_605_000, 1_767_225_605_017] {
            let ours = Timestamp::from_epoch_millis(millis).unwrap();
            let texts = [
                text::<3, _>(&<Chrono as ForeignTime>::from_timestamp(ours)),
                text::<3, _>(&<OffsetDateTime as ForeignTime>::from_timestamp(ours)),
                text::<3, _>(&<jiff::Timestamp as ForeignTime>::from_timestamp(ours)),
            ];
            assert_eq!(texts, [(); 3].map(|()| Ok(ours.to_string())));
        }
    }

    #[test]
    fn what_the_crates_read_is_read_and_nothing_of_it_is_cut_off() {
        for text in [
            "2021-06-26T20:19:14.494658+0000",
            "2021-06-26T20:19:14.494658+00:00",
            "2021-06-26 20:19:14.494658Z",
            "2021-06-26t22:19:14.494658+02",
            "2021-06-26T16:49:14.494658-0330",
        ] {
            let expected = Chrono::from_timestamp(1_624_738_754, 494_658_000).unwrap();
            assert_eq!(
                text.parse::<Chrono>().unwrap_or(expected),
                expected,
                "{text}"
            );
            let parts = expected.to_parts();
            assert_eq!(read::<Chrono>(text).unwrap().to_parts(), parts, "{text}");
            assert_eq!(
                read::<OffsetDateTime>(text).unwrap().to_parts(),
                parts,
                "{text}"
            );
            assert_eq!(
                read::<jiff::Timestamp>(text).unwrap().to_parts(),
                parts,
                "{text}"
            );
            let own: Result<jiff::Timestamp, _> = text.parse();
            assert!(own.is_err() || own.unwrap().to_parts() == parts, "{text}");
        }
        let time = Chrono::from_timestamp(1_767_225_605, 500_000_000).unwrap();
        for same in [
            "2026-01-01T00:00:05.5Z",
            "2026-01-01t00:00:05.500z",
            "2026-01-01T02:30:05.500000000000+02:30",
            "2025-12-31T23:00:05.5-01:00",
        ] {
            assert_eq!(read(same), Ok(time), "{same}");
        }
        for bad in ["2026-01-01T00:00:05", "1767225605", "é"] {
            let refused = Err("expected an RFC 3339 date-time, found a string".to_owned());
            assert_eq!(read::<Chrono>(bad), refused, "{bad}");
        }
        // Only `chrono` has leap seconds, and none of the crates has more than nine digits.
        let leap = Chrono::from_timestamp(1_483_228_799, 1_500_000_000).unwrap();
        assert_eq!(read("2016-12-31T23:59:60.5Z"), Ok(leap));
        let does_not_fit = Err("the time does not fit the field's type".to_owned());
        assert_eq!(
            read::<OffsetDateTime>("2016-12-31T23:59:60Z").map(drop),
            does_not_fit
        );
        assert_eq!(
            read::<jiff::Timestamp>("2016-12-31T23:59:60Z").map(drop),
            does_not_fit
        );
        assert_eq!(
            read::<Chrono>("2026-01-01T00:00:05.0000000001Z").map(drop),
            does_not_fit
        );
        let number = AttributeValue::N("1767225605".into());
        let error = <Rfc3339<3> as Codec<Chrono>>::decode(number).unwrap_err();
        assert!(error.to_string().ends_with("found a number"), "{error}");
        let beyond = read::<jiff::Timestamp>("9999-12-31T23:59:59Z");
        assert_eq!(beyond, Err("the time does not fit the field's type".into()));
    }

    #[test]
    fn what_has_no_text_is_refused_with_the_way_out() {
        let fine = jiff::Timestamp::new(0, 1).unwrap();
        let millis = text::<3, _>(&fine).unwrap_err();
        assert!(millis.contains("finer than milliseconds"), "{millis}");
        assert!(millis.contains("`#[entity(precision = us)]`"), "{millis}");
        let micros = text::<6, _>(&fine).unwrap_err();
        assert!(micros.ends_with("`#[entity(precision = ns)]`"), "{micros}");
        for beyond in [Chrono::MIN_UTC, Chrono::MAX_UTC] {
            assert!(text::<9, _>(&beyond).unwrap_err().contains("year"));
        }
        let ends = time::PrimitiveDateTime::MAX.assume_offset(time::UtcOffset::UTC);
        let ends = ends.replace_offset(time::UtcOffset::from_hms(-12, 0, 0).unwrap());
        assert!(text::<9, _>(&ends).unwrap_err().contains("year"));
        let leap = Chrono::from_timestamp(1_483_228_799, 1_500_000_000).unwrap();
        assert!(text::<3, _>(&leap).unwrap_err().contains("leap second"));
    }

    #[test]
    fn seconds_are_rounded_down_and_those_of_no_time_are_none() {
        let before = -1_500_000_000;
        let jiff = jiff::Timestamp::from_nanosecond(before).unwrap();
        let time = OffsetDateTime::from_unix_timestamp_nanos(before).unwrap();
        let chrono = Chrono::from_timestamp_nanos(-1_500_000_000);
        assert_eq!(jiff.to_epoch_seconds(), -2);
        assert_eq!(time.to_epoch_seconds(), -2);
        assert_eq!(chrono.to_epoch_seconds(), -2);
        for seconds in [i64::MIN, i64::MAX] {
            assert_eq!(
                <jiff::Timestamp as ExpiryTime>::from_epoch_seconds(seconds),
                None
            );
            assert_eq!(
                <OffsetDateTime as ExpiryTime>::from_epoch_seconds(seconds),
                None
            );
            assert_eq!(<Chrono as ExpiryTime>::from_epoch_seconds(seconds), None);
        }
    }

    #[test]
    fn now_is_the_clocks_time_and_at_most_the_last_of_the_type() {
        fn now<T>(millis: i64) -> T
        where
            Now: Generator<T>,
        {
            let now = Timestamp::from_epoch_millis(millis).unwrap();
            Now::generate(&Sources {
                clock: Clock::new(move || now),
                ..Sources::default()
            })
        }
        for millis in [-62_167_219_200_000_i64, -1, 17, 253_402_300_799_999] {
            let parts = (millis.div_euclid(1000), millis.rem_euclid(1000) * 1_000_000);
            let parts = (parts.0, u32::try_from(parts.1).unwrap());
            assert_eq!(now::<Chrono>(millis).to_parts(), parts);
            assert_eq!(now::<OffsetDateTime>(millis).to_parts(), parts);
            let jiff = now::<jiff::Timestamp>(millis);
            let last = jiff::Timestamp::MAX.as_second();
            assert_eq!(jiff.to_parts().0, parts.0.min(last));
            assert!(text::<3, _>(&jiff).is_ok());
        }
    }

    #[test]
    fn an_option_that_is_none_is_no_attribute() {
        type Optional = Option<Chrono>;
        assert_eq!(<Rfc3339<3> as Codec<Optional>>::encode(&None), Ok(None));
        assert_eq!(<Rfc3339<3> as Codec<Optional>>::missing(), Some(None));
        let null = AttributeValue::Null(true);
        assert_eq!(<Rfc3339<3> as Codec<Optional>>::decode(null), Ok(None));
        assert_eq!(<Rfc3339<3> as Codec<Chrono>>::missing(), None);
    }

    #[test]
    fn a_probe_knows_date_times_and_nothing_else() {
        const FOREIGN: [bool; 6] = [
            Probe::<Chrono>::IS_FOREIGN_TIME,
            Probe::<Option<OffsetDateTime>>::IS_FOREIGN_TIME,
            Probe::<jiff::Timestamp>::IS_FOREIGN_TIME,
            Probe::<Timestamp>::IS_FOREIGN_TIME,
            Probe::<String>::IS_FOREIGN_TIME,
            Probe::<Vec<Chrono>>::IS_FOREIGN_TIME,
        ];
        const OURS: [bool; 3] = [
            Probe::<Timestamp>::IS_TIMESTAMP,
            Probe::<Option<Timestamp>>::IS_TIMESTAMP,
            Probe::<jiff::Timestamp>::IS_TIMESTAMP,
        ];
        assert_eq!(FOREIGN, [true, true, true, false, false, false]);
        assert_eq!(OURS, [true, true, false]);
    }
}
