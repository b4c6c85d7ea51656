//! Points in time as key values: our own, and those of `chrono`, `time` and `jiff`, each behind a
//! feature.

use super::{Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyValueError};
use crate::value::Timestamp;
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
use crate::value::date_time;
use crate::value::timestamp::{FIXED_MICROS, FIXED_MILLIS, FIXED_NANOS};
use time::format_description::BorrowedFormatItem;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// A date-time of another crate, as a point in time without its offset.
#[doc(hidden)]
pub trait ForeignTime: Sized {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down, and nanoseconds since then. A leap
    /// second has a thousand million of them or more.
    fn to_parts(&self) -> (i64, u32);
    /// The time of those parts, in UTC; `None` when the type cannot hold it.
    fn from_parts(seconds: i64, nanos: u32) -> Option<Self>;
    /// That time, or the last second that the type holds.
    fn from_timestamp(time: Timestamp) -> Self;
}

#[cfg(feature = "chrono")]
impl ForeignTime for chrono::DateTime<chrono::Utc> {
    fn to_parts(&self) -> (i64, u32) {
        (self.timestamp(), self.timestamp_subsec_nanos())
    }

    fn from_parts(seconds: i64, nanos: u32) -> Option<Self> {
        Self::from_timestamp(seconds, nanos)
    }

    fn from_timestamp(time: Timestamp) -> Self {
        // It holds every `Timestamp`.
        Self::from_timestamp_millis(time.epoch_millis()).unwrap_or_default()
    }
}

#[cfg(feature = "time")]
impl ForeignTime for OffsetDateTime {
    fn to_parts(&self) -> (i64, u32) {
        (self.unix_timestamp(), self.nanosecond())
    }

    fn from_parts(seconds: i64, nanos: u32) -> Option<Self> {
        utc(seconds, nanos).ok()
    }

    fn from_timestamp(time: Timestamp) -> Self {
        time.to_date_time()
    }
}

#[cfg(feature = "jiff")]
impl ForeignTime for jiff::Timestamp {
    fn to_parts(&self) -> (i64, u32) {
        const NANOS: i128 = 1_000_000_000;
        // Its own seconds are rounded towards 1970. Both parts fit: its range is that of years.
        let nanos = self.as_nanosecond();
        let seconds = i64::try_from(nanos.div_euclid(NANOS)).unwrap_or(i64::MAX);
        (seconds, u32::try_from(nanos.rem_euclid(NANOS)).unwrap_or(0))
    }

    fn from_parts(seconds: i64, nanos: u32) -> Option<Self> {
        Self::new(seconds, i32::try_from(nanos).ok()?).ok()
    }

    fn from_timestamp(time: Timestamp) -> Self {
        // It ends a day before the year 9999 does; of its last second it takes no milliseconds.
        let millis = time.epoch_millis().min(Self::MAX.as_second() * 1000);
        Self::from_millisecond(millis).unwrap_or_default()
    }
}

/// The time as the calendar's type.
pub(crate) fn calendar_time(time: &impl ForeignTime) -> Result<OffsetDateTime, KeyValueError> {
    let (seconds, nanos) = time.to_parts();
    utc(seconds, nanos)
}

fn utc(seconds: i64, nanos: u32) -> Result<OffsetDateTime, KeyValueError> {
    let time = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| KeyValueError::Year)?;
    time.replace_nanosecond(nanos)
        .map_err(|_| KeyValueError::LeapSecond)
}

impl KeyField for Timestamp {
    const KIND: KeyKind = KeyKind::Time;
    const SHAPE: KeyShape = KeyShape::Time;
    const PUNCTUATION: &'static str = TIME_PUNCTUATION;
    const READS_BACK: bool = true;

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        write_time_key(self.to_date_time(), encoding, out)
    }

    fn read_key(text: &str, _: Encoding) -> Option<Self> {
        text.parse().ok()
    }

    /// Whole epoch milliseconds: the time of creation in a type index whose sort key is a number.
    fn key_number(&self) -> Option<String> {
        Some(self.epoch_millis().to_string())
    }
}

/// The punctuation of every date-time that is a key.
const TIME_PUNCTUATION: &str = "-:.";

macro_rules! time_key {
    ($($feature:literal: $type:ty),*) => {$(
        #[cfg(feature = $feature)]
        impl KeyField for $type {
            const KIND: KeyKind = KeyKind::Time;
            const SHAPE: KeyShape = KeyShape::Time;
            const PUNCTUATION: &'static str = TIME_PUNCTUATION;
            const READS_BACK: bool = true;

            fn write_key(
                &self,
                encoding: Encoding,
                out: &mut KeyText<'_>,
            ) -> Result<(), KeyValueError> {
                write_time_key(calendar_time(self)?, encoding, out)
            }

            fn read_key(text: &str, _: Encoding) -> Option<Self> {
                let time = date_time::parse(text)?;
                Self::from_parts(time.seconds, time.nanos)
            }

            fn write_loaded(
                &self,
                encoding: Encoding,
                out: &mut KeyText<'_>,
            ) -> Result<(), KeyValueError> {
                write_time_key(rounded(self, encoding)?, encoding, out)
            }
        }
    )*};
}

time_key! {
    "chrono": chrono::DateTime<chrono::Utc>,
    "time": time::OffsetDateTime,
    "jiff": jiff::Timestamp
}

/// Writes a point in time as [`time_text`] does.
pub(super) fn write_time_key(
    time: OffsetDateTime,
    encoding: Encoding,
    out: &mut KeyText<'_>,
) -> Result<(), KeyValueError> {
    out.push_str(&time_text(time, encoding)?);
    Ok(())
}

/// A point in time in UTC with the encoding's number of digits; digits that would be cut off are an
/// error, because two times would share a key.
pub(crate) fn time_text(time: OffsetDateTime, encoding: Encoding) -> Result<String, KeyValueError> {
    let (format, unit, name) = precision(encoding)?;
    let utc = time
        .checked_to_offset(UtcOffset::UTC)
        .ok_or(KeyValueError::Year)?;
    if !(0..=9999).contains(&utc.year()) {
        return Err(KeyValueError::Year);
    }
    if utc.nanosecond() % unit != 0 {
        return Err(KeyValueError::Precision(name));
    }
    PrimitiveDateTime::new(utc.date(), utc.time())
        .format(format)
        .map_err(|_| KeyValueError::Year)
}

/// The format, the nanoseconds of its last digit, and the name of that.
type Precision = (&'static [BorrowedFormatItem<'static>], u32, &'static str);

fn precision(encoding: Encoding) -> Result<Precision, KeyValueError> {
    Ok(match encoding {
        Encoding::Plain | Encoding::Millis => (FIXED_MILLIS, 1_000_000, "milliseconds"),
        Encoding::Micros => (FIXED_MICROS, 1_000, "microseconds"),
        Encoding::Nanos => (FIXED_NANOS, 1, "nanoseconds"),
        _ => return Err(KeyValueError::Encoding),
    })
}

/// The time without the digits that the encoding does not have: rounded down, towards the past. A leap
/// second is the last moment before it.
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
fn rounded(time: &impl ForeignTime, encoding: Encoding) -> Result<OffsetDateTime, KeyValueError> {
    let (_, unit, _) = precision(encoding)?;
    let (seconds, nanos) = time.to_parts();
    let nanos = nanos.min(999_999_999);
    utc(seconds, nanos - nanos % unit)
}
