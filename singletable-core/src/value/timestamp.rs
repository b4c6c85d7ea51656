//! A point in time as DynamoDB items keep it: ISO-8601 text in UTC with milliseconds.

use super::date_time;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// A point in time with millisecond precision, from the year 0000 to 9999.
///
/// As an attribute and in a key it always has 24 characters, `2026-01-01T00:00:05.000Z`, so that text
/// sorts as time does; JavaScript's `toISOString` writes the same form. The date-time types of `chrono`,
/// `time` and `jiff` omit a fraction of zero in their serde form, which breaks that order. With the
/// feature of their crate they too are stored, and written in keys, with a fixed number of digits, by
/// default in this form.
///
/// Date-times that other programs have stored are read in any form: with another offset, and with more
/// or fewer digits. Digits finer than milliseconds are rounded down, towards the past. A `save` leaves
/// such a text unchanged unless the time differs; a `put` writes the rounded time, as it writes all
/// fields. Conditions and sort keys compare the stored text: if other programs write finer digits, use a
/// date-time of `chrono`, `time` or `jiff` with `#[entity(precision = us)]` or `precision = ns`.
///
/// ```
/// use singletable_core::Timestamp;
///
/// let time: Timestamp = "2026-01-01T00:00:05.000Z".parse()?;
/// assert_eq!(time.epoch_millis(), 1_767_225_605_000);
/// assert_eq!(time.to_string(), "2026-01-01T00:00:05.000Z");
/// # Ok::<(), singletable_core::error::ParseTimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text that is not an RFC 3339 date-time, or a time outside the years 0000 to 9999.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an RFC 3339 date-time between the years 0000 and 9999, such as 2026-01-01T00:00:05.000Z"
)]
pub struct ParseTimestampError;

const MIN_MILLIS: i64 = -62_167_219_200_000; // 0000-01-01T00:00:00.000Z
const MAX_MILLIS: i64 = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z

pub(crate) const FIXED_MILLIS: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
pub(crate) const FIXED_MICROS: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
pub(crate) const FIXED_NANOS: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:9]Z");

impl Timestamp {
    /// Creates the time that many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// When it is outside the years 0000 to 9999.
    pub fn from_epoch_millis(millis: i64) -> Result<Self, ParseTimestampError> {
        if (MIN_MILLIS..=MAX_MILLIS).contains(&millis) {
            Ok(Self(millis))
        } else {
            Err(ParseTimestampError)
        }
    }

    /// Creates the time that many whole seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// When it is outside the years 0000 to 9999.
    pub fn from_epoch_seconds(seconds: i64) -> Result<Self, ParseTimestampError> {
        seconds
            .checked_mul(1000)
            .ok_or(ParseTimestampError)
            .and_then(Self::from_epoch_millis)
    }

    /// The machine's time, rounded down to milliseconds.
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// The milliseconds since 1970-01-01T00:00:00Z.
    pub const fn epoch_millis(self) -> i64 {
        self.0
    }

    /// The whole seconds since 1970-01-01T00:00:00Z, rounded down: the unit of DynamoDB's TTL.
    pub const fn epoch_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The time that much later, at most the end of the year 9999.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis).min(MAX_MILLIS))
    }

    pub(crate) fn to_date_time(self) -> OffsetDateTime {
        // The range of `Timestamp` is inside that of `OffsetDateTime`.
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let millis = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(MAX_MILLIS),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(MAX_MILLIS),
        };
        Self(millis.clamp(MIN_MILLIS, MAX_MILLIS))
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    /// Reads a date-time with any offset, also in forms of other programs:
    /// `2021-06-26T20:19:14.494658+0000`, `2021-06-26 20:19:14Z`. Digits finer than milliseconds are
    /// rounded down, towards the past; a leap second is the last millisecond before it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = date_time::parse(text).ok_or(ParseTimestampError)?;
        let millis = i64::from(time.nanos / 1_000_000).min(999);
        time.seconds
            .checked_mul(1000)
            .and_then(|seconds| seconds.checked_add(millis))
            .ok_or(ParseTimestampError)
            .and_then(Self::from_epoch_millis)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self
            .to_date_time()
            .format(FIXED_MILLIS)
            .map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl de::Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 date-time")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse()
                    .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_fixed_width_utc_with_milliseconds() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_767_225_605_000, "2026-01-01T00:00:05.000Z"),
            (MIN_MILLIS, "0000-01-01T00:00:00.000Z"),
            (MAX_MILLIS, "9999-12-31T23:59:59.999Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp(millis).to_string(), text);
            assert_eq!(text.parse(), Ok(Timestamp(millis)));
        }
    }

    #[test]
    fn other_forms_are_read_and_finer_digits_are_rounded_down() {
        for (text, millis) in [
            ("2026-01-01T00:00:05Z", 1_767_225_605_000),
            ("2026-01-01T02:00:05.000+02:00", 1_767_225_605_000),
            ("2026-01-01T00:00:05.0009Z", 1_767_225_605_000),
            ("2026-01-01 00:00:05.123999999999+0000", 1_767_225_605_123),
            ("1969-12-31T23:59:59.9999Z", -1),
            ("1969-12-31T23:59:59.0001Z", -1_000),
            ("2016-12-31T23:59:60.5Z", 1_483_228_799_999),
            ("9999-12-31T23:59:59.999999Z", MAX_MILLIS),
        ] {
            assert_eq!(text.parse(), Ok(Timestamp(millis)), "{text}");
        }
        for bad in [
            "0000-01-01T00:00:00+01:00",
            "+010000-01-01T00:00:00Z",
            "2026-01-01",
        ] {
            assert_eq!(bad.parse::<Timestamp>(), Err(ParseTimestampError), "{bad}");
        }
        assert!(Timestamp::from_epoch_millis(MAX_MILLIS + 1).is_err());
    }
}
