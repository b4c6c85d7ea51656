//! Texts of points in time, as other programs and crates write them.

/// A point in time that was read from a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateTime {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub(crate) seconds: i64,
    /// The nanoseconds after these. In a leap second there are 1,000,000,000 or more.
    pub(crate) nanos: u32,
    /// Whether the text had digits finer than nanoseconds, which are dropped.
    pub(crate) is_cut: bool,
}

/// Reads a date and a time with an offset, in any of the ISO 8601 forms that `chrono`, `jiff` and `time`
/// read: `2026-01-01T00:00:05Z`, with or without a fraction and seconds; `t`, `z`, a space, and `UTC`
/// too; offsets as `+02:30`, `+0230` and `+02`; `20260101T000005Z`; years as `+012026`; and a time zone
/// in brackets, which is skipped. `None` for any other text.
pub(crate) fn parse(text: &str) -> Option<DateTime> {
    Some(parse_with_offset(text)?.0)
}

/// Reads what [`parse`] does, and the seconds that its local time is ahead of UTC.
pub(crate) fn parse_with_offset(text: &str) -> Option<(DateTime, i64)> {
    let mut text = Reader(text.as_bytes());
    let days = date(&mut text)?;
    text.one_of(b"Tt ")?;
    let time = time(&mut text)?;
    let _ = text.one_of(b" ");
    let offset = offset(&mut text)?;
    while text.one_of(b"[").is_some() {
        let end = text.0.iter().position(|byte| *byte == b']')?;
        text.0 = &text.0[end + 1..];
    }
    let seconds = days * SECONDS_OF_A_DAY + time.seconds - offset;
    let is_whole = text.0.is_empty();
    is_whole.then_some((DateTime { seconds, ..time }, offset))
}

/// The text of a point in time in UTC, with nine digits of the second's fraction. [`parse`] reads it for
/// any year and for leap seconds.
pub(crate) fn exact_text(seconds: i64, nanos: u32) -> String {
    let days = seconds.div_euclid(SECONDS_OF_A_DAY);
    let of_day = seconds.rem_euclid(SECONDS_OF_A_DAY);
    let (year, month, day) = calendar_date(days);
    let (hour, minute) = (of_day / 3600, of_day / 60 % 60);
    // Second 60 comes after second 59.
    let second = of_day % 60 + i64::from(nanos / NANOS_OF_A_SECOND);
    let nanos = nanos % NANOS_OF_A_SECOND;
    let year = if (0..=9999).contains(&year) {
        format!("{year:04}")
    } else {
        format!("{year:+07}")
    };
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z")
}

const SECONDS_OF_A_DAY: i64 = 86_400;
const NANOS_OF_A_SECOND: u32 = 1_000_000_000;

/// The rest of a text.
struct Reader<'t>(&'t [u8]);

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// Takes a byte if it is one of these.
    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|byte| bytes.contains(byte))?;
        self.0 = &self.0[1..];
        Some(byte)
    }

    /// Takes a word if it comes next, in upper or lower case.
    fn word(&mut self, word: &str) -> Option<()> {
        let next = self.0.get(..word.len())?;
        let is_word = next.eq_ignore_ascii_case(word.as_bytes());
        is_word.then(|| self.0 = &self.0[word.len()..])
    }

    /// The number of digits that come next.
    fn digits(&self) -> usize {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit());
        digits.count()
    }

    /// Takes a number of that many digits, up to `most`.
    fn number(&mut self, digits: usize, most: i64) -> Option<i64> {
        if self.digits() < digits {
            return None;
        }
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        let number = number
            .iter()
            .fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
        (number <= most).then_some(number)
    }
}

/// Reads a date, as days from 1970-01-01.
fn date(text: &mut Reader<'_>) -> Option<i64> {
    let sign = text.one_of(b"+-");
    let digits = match sign {
        Some(_) => text.digits(),
        None => 4,
    };
    if !(4..=6).contains(&digits) {
        return None;
    }
    let year = text.number(digits, 999_999)?;
    let year = match sign {
        // There is no year -0.
        Some(b'-') => (year != 0).then_some(-year)?,
        _ => year,
    };
    let is_extended = text.one_of(b"-").is_some();
    let month = text.number(2, 12)?;
    if is_extended {
        text.one_of(b"-")?;
    }
    let day = text.number(2, 31)?;
    let days = days_to(year, month, day);
    // A day that the month does not have is a day of the next one.
    (calendar_date(days) == (year, month, day)).then_some(days)
}

/// Reads a time of day.
fn time(text: &mut Reader<'_>) -> Option<DateTime> {
    let hour = text.number(2, 23)?;
    let is_extended = text.one_of(b":").is_some();
    let minute = text.number(2, 59)?;
    let has_second = if is_extended {
        text.one_of(b":").is_some()
    } else {
        text.digits() > 0
    };
    let second = if has_second { text.number(2, 60)? } else { 0 };
    let (mut nanos, mut is_cut) = (0, false);
    if has_second && text.one_of(b".,").is_some() {
        let digits = text.digits();
        let (fraction, rest) = text.0.split_at_checked(digits).filter(|_| digits > 0)?;
        text.0 = rest;
        let (fraction, finer) = fraction.split_at(digits.min(9));
        let padded = fraction.iter().chain(b"000000000").take(9);
        nanos = padded.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
        is_cut = finer.iter().any(|digit| *digit != b'0');
    }
    if second == 60 {
        nanos += NANOS_OF_A_SECOND;
    }
    Some(DateTime {
        seconds: hour * 3600 + minute * 60 + second.min(59),
        nanos,
        is_cut,
    })
}

/// Reads an offset, as the seconds that local time is ahead of UTC.
fn offset(text: &mut Reader<'_>) -> Option<i64> {
    if text.word("Z").or_else(|| text.word("UTC")).is_some() {
        return Some(0);
    }
    let is_behind = match text.one_of(b"+-") {
        Some(sign) => sign == b'-',
        // The minus sign of Unicode.
        None => text.word("\u{2212}").map(|()| true)?,
    };
    let mut seconds = text.number(2, 25)? * 3600;
    for unit in [60, 1] {
        let is_more = text.one_of(b":").is_some();
        if !is_more && text.digits() == 0 {
            break;
        }
        seconds += text.number(2, 59)? * unit;
    }
    Some(if is_behind { -seconds } else { seconds })
}

/// The days from 1970-01-01 to a date of the Gregorian calendar.
fn days_to(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March have the leap day at their end; 400 of them are 146,097 days.
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The year, month and day of a day counted from 1970-01-01.
fn calendar_date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::time::format_description::well_known::Rfc3339;
    use ::time::{OffsetDateTime, UtcOffset};
    use proptest::prelude::*;

    const fn at(seconds: i64, nanos: u32) -> DateTime {
        DateTime {
            seconds,
            nanos,
            is_cut: false,
        }
    }

    #[test]
    fn one_time_has_many_texts() {
        let expected = at(1_624_738_754, 494_658_000);
        for text in [
            "2021-06-26T20:19:14.494658Z",
            "2021-06-26T20:19:14.494658+0000",
            "2021-06-26T20:19:14.494658+00:00",
            "2021-06-26T20:19:14.494658+00",
            "2021-06-26T20:19:14.494658-00:00",
            "2021-06-26t20:19:14.494658000000z",
            "2021-06-26 20:19:14.494658Z",
            "2021-06-26 20:19:14.494658 UTC",
            "2021-06-26 20:19:14.494658 +00:00:00",
            "2021-06-26T20:19:14,494658Z",
            "20210626T201914.494658Z",
            "20210626T161914.494658-0400",
            "2021-06-26T16:49:14.494658-0330",
            "2021-06-26T16:49:14.494658\u{2212}03:30",
            "2021-06-27T01:49:14.494658+05:30",
            "2021-06-26T22:19:14.494658+02[Europe/Paris]",
            "2021-06-26T22:19:14.494658+02:00[!Europe/Paris][u-ca=gregory]",
            "+002021-06-26T20:19:14.494658Z",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        assert_eq!(parse("1970-01-01T00:01Z"), Some(at(60, 0)));
        assert_eq!(parse("1970-01-01T0001Z"), Some(at(60, 0)));
        assert_eq!(parse("1969-12-31T23:59:59.5Z"), Some(at(-1, 500_000_000)));
        let leap = Some(at(1_483_228_799, 1_500_000_000));
        assert_eq!(parse("2016-12-31T23:59:60.5Z"), leap);
        assert_eq!(parse("2017-01-01T01:59:60.5+02"), leap);
        let cut = parse("1970-01-01T00:00:00.1234567891Z");
        assert!(cut.is_some_and(|time| time.is_cut && time.nanos == 123_456_789));
    }

    #[test]
    fn what_is_no_point_in_time_is_none() {
        for text in [
            "",
            "é",
            "2021-06-26",
            "2021-06-26T20:19:14",
            "2021-06-26T20:19:14.Z",
            "2021-06-26T20:19:14.5",
            "2021-06-26T20:19:14ZZ",
            "2021-06-26T20:19:14Z[",
            "2021-06-26T20:19:61Z",
            "2021-06-26T24:00:00Z",
            "2021-06-26T20:60:14Z",
            "2021-06-31T20:19:14Z",
            "2021-02-29T20:19:14Z",
            "2021-00-26T20:19:14Z",
            "2021-13-26T20:19:14Z",
            "2021-0626T20:19:14Z",
            "2021-06-26T20:19:14+0:00",
            "2021-06-26T20:19:14+00:60",
            "2021-06-26T20:19:14+26",
            "21-06-26T20:19:14Z",
            "-0000-06-26T20:19:14Z",
            "2021-06-26T20.5Z",
            "2021-06-26T20:19.5Z",
            "1624738754",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    /// Seconds of the years -9999 to 9999.
    fn seconds() -> impl Strategy<Value = i64> {
        prop_oneof![-377_705_116_800_i64..253_402_300_800, -90_000_i64..90_000]
    }

    proptest! {
        #[test]
        fn the_exact_text_of_a_time_is_read_as_it(
            seconds in prop_oneof![seconds(), -8_000_000_000_000_i64..8_000_000_000_000],
            nanos in 0_u32..1_000_000_000,
        ) {
            prop_assert_eq!(parse(&exact_text(seconds, nanos)), Some(at(seconds, nanos)));
            // A leap second comes after the last second of a minute.
            let (last, leap) = (seconds - seconds.rem_euclid(60) + 59, nanos + 1_000_000_000);
            prop_assert_eq!(parse(&exact_text(last, leap)), Some(at(last, leap)));
        }

        #[test]
        fn texts_of_rfc_3339_are_read_as_by_the_calendar(
            seconds in -62_100_000_000_i64..253_400_000_000,
            nanos in prop_oneof![Just(0), 0_u32..1_000_000_000, (0_u32..1000).prop_map(|n| n * 1_000_000)],
            offset in -23 * 60..23 * 60,
        ) {
            let offset = UtcOffset::from_whole_seconds(offset * 60).unwrap();
            let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            let time = time.replace_nanosecond(nanos).unwrap().to_offset(offset);
            let text = time.format(&Rfc3339).unwrap();
            prop_assert_eq!(parse(&text), Some(at(seconds, nanos)), "{}", text);
        }

        #[test]
        fn no_text_is_a_panic(text in "[0-9TZ:.+\\-\\[\\] é]{0,30}|.{0,12}") {
            let _ = parse(&text);
        }
    }
}
