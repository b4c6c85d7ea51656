//! Date-times as attributes with the text that `:rfc3339` has in keys, for serde's `with`.
//!
//! The text has no more digits of the second's fraction than it needs, and `Z` or the value's own offset:
//! `2026-01-01T00:00:05.5Z`, `2026-01-01T02:00:00+01:00`. It does not sort as time does. Every RFC 3339
//! text is read; a type without an offset holds the time in UTC.
//!
//! For [`Timestamp`](crate::Timestamp), and with the features of their crates for
//! `chrono::DateTime<Utc>`, `chrono::DateTime<FixedOffset>`, `time::OffsetDateTime` and `jiff::Timestamp`.
//!
//! ```
//! # use singletable_core as singletable;
//! use singletable::Timestamp;
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Order {
//!     #[serde(with = "singletable::key::rfc3339")]
//!     placed: Timestamp,
//! }
//!
//! let order = Order { placed: "2026-01-01T00:00:05.500Z".parse()? };
//! let text = serde_json::to_string(&order)?;
//! assert_eq!(text, r#"{"placed":"2026-01-01T00:00:05.5Z"}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::time::{ForeignTime, read_rfc3339, rfc3339_text};
use serde::de::{Deserialize as _, Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

/// Writes the text.
///
/// # Errors
///
/// When the year lies outside 0000 to 9999, the time is a leap second, or its offset has seconds.
pub fn serialize<T: ForeignTime, S: Serializer>(
    time: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let text = rfc3339_text(time).map_err(S::Error::custom)?;
    serializer.serialize_str(&text)
}

/// Reads an RFC 3339 text.
///
/// # Errors
///
/// When it is none, or the type cannot hold the time.
pub fn deserialize<'de, T: ForeignTime, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    read_rfc3339(&text).ok_or_else(|| {
        D::Error::custom("expected an RFC 3339 date-time that the field's type can hold")
    })
}

/// The same for an `Option`, whose `None` is a null. With `#[serde(default, skip_serializing_if =
/// "Option::is_none")]` it is a missing attribute.
pub mod option {
    use super::super::time::{ForeignTime, read_rfc3339};
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::Serializer;

    /// Writes the text, or a null.
    ///
    /// # Errors
    ///
    /// Those of the module above.
    pub fn serialize<T: ForeignTime, S: Serializer>(
        time: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads an RFC 3339 text, or a null.
    ///
    /// # Errors
    ///
    /// Those of the module above.
    pub fn deserialize<'de, T: ForeignTime, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let read = |text: String| {
            read_rfc3339(&text).ok_or_else(|| {
                D::Error::custom("expected an RFC 3339 date-time that the field's type can hold")
            })
        };
        text.map(read).transpose()
    }
}
