//! Points in time as key values: our own, and those of `chrono`, `time` and `jiff`, each behind a
//! feature.

use super::{Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyValueError};
use crate::value::Timestamp;
use crate::value::date_time;
use crate::value::timestamp::{FIXED_MICROS, FIXED_MILLIS, FIXED_NANOS};
use time::format_description::BorrowedFormatItem;
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};

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
    /// The seconds that its local time is ahead of UTC.
    fn offset(&self) -> i32 {
        0
    }
    /// The same point in time with that offset, where the type has one.
    fn at_offset(self, _: i32) -> Option<Self> {
        Some(self)
    }
}

impl ForeignTime for Timestamp {
    fn to_parts(&self) -> (i64, u32) {
        let millis = self.epoch_millis().rem_euclid(1000);
        let nanos = u32::try_from(millis).unwrap_or_default() * 1_000_000;
        (self.epoch_seconds(), nanos)
    }

    fn from_parts(seconds: i64, nanos: u32) -> Option<Self> {
        let millis = i64::from(nanos / 1_000_000).min(999);
        Self::from_epoch_millis(seconds.checked_mul(1000)?.checked_add(millis)?).ok()
    }

    fn from_timestamp(time: Timestamp) -> Self {
        time
    }
}

#[cfg(feature = "chrono")]
impl ForeignTime for chrono::DateTime<chrono::FixedOffset> {
    fn to_parts(&self) -> (i64, u32) {
        (self.timestamp(), self.timestamp_subsec_nanos())
    }

    fn from_parts(seconds: i64, nanos: u32) -> Option<Self> {
        Some(chrono::DateTime::from_timestamp(seconds, nanos)?.fixed_offset())
    }

    fn from_timestamp(time: Timestamp) -> Self {
        <chrono::DateTime<chrono::Utc> as ForeignTime>::from_timestamp(time).fixed_offset()
    }

    fn offset(&self) -> i32 {
        chrono::DateTime::offset(self).local_minus_utc()
    }

    fn at_offset(self, seconds: i32) -> Option<Self> {
        Some(self.with_timezone(&chrono::FixedOffset::east_opt(seconds)?))
    }
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

    fn offset(&self) -> i32 {
        OffsetDateTime::offset(*self).whole_seconds()
    }

    fn at_offset(self, seconds: i32) -> Option<Self> {
        self.checked_to_offset(UtcOffset::from_whole_seconds(seconds).ok()?)
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
        if encoding == Encoding::Rfc3339 {
            out.push_str(&rfc3339_text(self)?);
            return Ok(());
        }
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

/// A date-time with its own offset: the text is that of [`Encoding::Rfc3339`] in every key.
#[cfg(feature = "chrono")]
impl KeyField for chrono::DateTime<chrono::FixedOffset> {
    const KIND: KeyKind = KeyKind::OffsetTime;
    const SHAPE: KeyShape = KeyShape::OffsetTime;
    const PUNCTUATION: &'static str = "-:";
    const READS_BACK: bool = true;

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        if !Self::KIND.accepts(encoding) {
            return Err(KeyValueError::Encoding);
        }
        out.push_str(&rfc3339_text(self)?);
        Ok(())
    }

    fn read_key(text: &str, _: Encoding) -> Option<Self> {
        read_rfc3339(text)
    }
}

/// The text of [`Encoding::Rfc3339`]: no more digits of the second's fraction than it needs, and `Z` or the
/// time's own offset.
pub(crate) fn rfc3339_text(time: &impl ForeignTime) -> Result<String, KeyValueError> {
    let (seconds, nanos) = time.to_parts();
    rfc3339_of(seconds, nanos, time.offset())
}

fn rfc3339_of(seconds: i64, nanos: u32, offset: i32) -> Result<String, KeyValueError> {
    let minutes = offset / 60;
    if offset % 60 != 0 || minutes.abs() >= 24 * 60 {
        return Err(KeyValueError::Offset);
    }
    let local = UtcOffset::from_whole_seconds(offset).map_err(|_| KeyValueError::Offset)?;
    let time = utc(seconds, nanos)?;
    let time = time.checked_to_offset(local).ok_or(KeyValueError::Year)?;
    let (date, (hour, minute, second)) = (date_text(time.date())?, time.to_hms());
    let mut text = format!("{date}T{hour:02}:{minute:02}:{second:02}");
    if nanos > 0 {
        let fraction = format!(".{nanos:09}");
        text.push_str(fraction.trim_end_matches('0'));
    }
    let offset = if minutes == 0 {
        "Z".to_owned()
    } else {
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    };
    text.push_str(&offset);
    Ok(text)
}

/// The time of an RFC 3339 text, with its offset where the type has one.
pub(crate) fn read_rfc3339<T: ForeignTime>(text: &str) -> Option<T> {
    let (time, offset) = date_time::parse_with_offset(text)?;
    let read = T::from_parts(time.seconds, time.nanos).filter(|_| !time.is_cut)?;
    read.at_offset(i32::try_from(offset).ok()?)
}

/// `2026-01-18`.
fn date_text(date: Date) -> Result<String, KeyValueError> {
    let (year, month, day) = date.to_calendar_date();
    let month = u8::from(month);
    if !(0..=9999).contains(&year) {
        return Err(KeyValueError::Year);
    }
    Ok(format!("{year:04}-{month:02}-{day:02}"))
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
                if encoding == Encoding::Rfc3339 {
                    out.push_str(&rfc3339_text(self)?);
                    return Ok(());
                }
                write_time_key(calendar_time(self)?, encoding, out)
            }

            fn read_key(text: &str, encoding: Encoding) -> Option<Self> {
                if encoding == Encoding::Rfc3339 {
                    return read_rfc3339(text);
                }
                let time = date_time::parse(text)?;
                Self::from_parts(time.seconds, time.nanos)
            }

            fn write_loaded(
                &self,
                encoding: Encoding,
                out: &mut KeyText<'_>,
            ) -> Result<(), KeyValueError> {
                if encoding == Encoding::Rfc3339 {
                    let (seconds, nanos) = self.to_parts();
                    let text = rfc3339_of(seconds, nanos.min(LAST_NANO), ForeignTime::offset(self))?;
                    out.push_str(&text);
                    return Ok(());
                }
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

/// The last nanosecond of a second that is no leap second.
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
const LAST_NANO: u32 = 999_999_999;

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
    let nanos = nanos.min(LAST_NANO);
    utc(seconds, nanos - nanos % unit)
}
