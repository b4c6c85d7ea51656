//! Dates as key values: those of `chrono`, `time` and `jiff`, each behind a feature.
//!
//! A date is written as `2026-01-18`, so that texts sort as dates do. Years outside 0000 to 9999 have no
//! such text.

#![cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]

use super::{Encoding, KeyField, KeyKind, KeyShape, KeyText, KeyValueError};

/// A date of another crate.
trait ForeignDate: Sized {
    /// The year, the month and the day of the month.
    fn to_parts(&self) -> (i32, u8, u8);
    /// The date of those; `None` where there is none.
    fn from_parts(year: u16, month: u8, day: u8) -> Option<Self>;
}

#[cfg(feature = "chrono")]
impl ForeignDate for chrono::NaiveDate {
    fn to_parts(&self) -> (i32, u8, u8) {
        use chrono::Datelike as _;
        // Months and days are small numbers.
        let small = |number| u8::try_from(number).unwrap_or_default();
        (self.year(), small(self.month()), small(self.day()))
    }

    fn from_parts(year: u16, month: u8, day: u8) -> Option<Self> {
        Self::from_ymd_opt(year.into(), month.into(), day.into())
    }
}

#[cfg(feature = "time")]
impl ForeignDate for time::Date {
    fn to_parts(&self) -> (i32, u8, u8) {
        let (year, month, day) = self.to_calendar_date();
        (year, month.into(), day)
    }

    fn from_parts(year: u16, month: u8, day: u8) -> Option<Self> {
        Self::from_calendar_date(year.into(), month.try_into().ok()?, day).ok()
    }
}

#[cfg(feature = "jiff")]
impl ForeignDate for jiff::civil::Date {
    fn to_parts(&self) -> (i32, u8, u8) {
        // Months and days are small numbers.
        let small = |number| u8::try_from(number).unwrap_or_default();
        (self.year().into(), small(self.month()), small(self.day()))
    }

    fn from_parts(year: u16, month: u8, day: u8) -> Option<Self> {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Self::new(i16::try_from(year).ok()?, month, day).ok()
    }
}

fn write(date: &impl ForeignDate, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
    let (year, month, day) = date.to_parts();
    if !(0..=9999).contains(&year) {
        return Err(KeyValueError::Year);
    }
    out.push_display(format_args!("{year:04}-{month:02}-{day:02}"));
    Ok(())
}

fn read<T: ForeignDate>(text: &str) -> Option<T> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    T::from_parts(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

macro_rules! date_key {
    ($($feature:literal: $type:ty),*) => {$(
        /// `2026-01-18`; years outside 0000 to 9999 are refused.
        #[cfg(feature = $feature)]
        impl KeyField for $type {
            const KIND: KeyKind = KeyKind::Fixed;
            const SHAPE: KeyShape = KeyShape::Date;
            const PUNCTUATION: &'static str = "-";
            const READS_BACK: bool = true;

            fn write_key(
                &self,
                encoding: Encoding,
                out: &mut KeyText<'_>,
            ) -> Result<(), KeyValueError> {
                match encoding {
                    Encoding::Plain => write(self, out),
                    _ => Err(KeyValueError::Encoding),
                }
            }

            fn read_key(text: &str, _: Encoding) -> Option<Self> {
                read(text)
            }
        }
    )*};
}

date_key! {
    "chrono": chrono::NaiveDate,
    "time": time::Date,
    "jiff": jiff::civil::Date
}
