//! Values at random.

use crate::{Day, Level, Loose, UserId};
use fastrand::Rng;
use rust_decimal::Decimal;
use singletable::{Number, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// Types with values at random.
pub(crate) trait Any {
    fn any(random: &mut Rng) -> Self;
}

pub(crate) fn any<T: Any>(random: &mut Rng) -> T {
    T::any(random)
}

/// Another value, where there is another.
pub(crate) fn another<T: Any + PartialEq>(than: &T, random: &mut Rng) -> T {
    for _ in 0..8 {
        let value = any(random);
        if value != *than {
            return value;
        }
    }
    any(random)
}

/// The value of a key.
pub(crate) fn key(random: &mut Rng) -> String {
    format!("{:x}", random.u64(..))
}

/// An index into so many elements.
pub(crate) fn index(length: usize, random: &mut Rng) -> Option<usize> {
    (length > 0).then(|| random.usize(0..length))
}

/// Values that a closure makes.
macro_rules! by {
    ($($type:ty: |$random:ident| $value:expr;)+) => {$(
        impl Any for $type {
            fn any($random: &mut Rng) -> Self {
                $value
            }
        }
    )+};
}

/// Milliseconds since 1970, of the years that all crates know.
fn millis(random: &mut Rng) -> i64 {
    random.i64(-1_000_000_000_000..4_000_000_000_000)
}

fn text(random: &mut Rng) -> String {
    let length = random.usize(0..4);
    (0..length)
        .map(|_| {
            *random
                .choice(&['a', 'b', 'Z', '0', '"', '\\', 'é', '#', '\n', '𝄞'])
                .unwrap_or(&'x')
        })
        .collect()
}

fn digits(random: &mut Rng, most: usize) -> String {
    let length = random.usize(0..most);
    (0..length).fold(random.u8(1..9).to_string(), |digits, _| {
        digits + &random.u8(0..10).to_string()
    })
}

by! {
    (): |_random| ();
    bool: |random| random.bool();
    char: |random| *random.choice(&['a', 'ß', '\u{1}', '𝄞', '5']).unwrap_or(&'x');
    i8: |random| random.i8(..);
    i16: |random| random.i16(..);
    i64: |random| random.i64(..);
    u8: |random| random.u8(..);
    u16: |random| random.u16(..);
    u32: |random| random.u32(..);
    u64: |random| random.u64(..);
    // DynamoDB has no negative zero.
    f32: |random| f32::from(random.i16(1..)) / 8.0;
    f64: |random| f64::from(random.i32(1..)) / 7.0;
    u128: |random| digits(random, 38).parse().unwrap_or_default();
    i128: |random| {
        let number: i128 = digits(random, 38).parse().unwrap_or_default();
        if random.bool() { -number } else { number }
    };
    Number: |random| {
        let exponent = random.i32(-60..60);
        format!("{}E{exponent}", digits(random, 38)).parse().unwrap_or_default()
    };
    Decimal: |random| Decimal::new(random.i64(..), random.u32(0..19));
    String: |random| text(random);
    Box<str>: |random| text(random).into();
    // As the key of a map, it has a name.
    UserId: |random| UserId(format!("u{}", text(random)));
    Level: |random| Level(random.i32(..));
    Day: |random| if random.bool() { Day::FirstDay } else { Day::Second };
    Loose: |random| match random.u8(0..5) {
        0 => Loose::Unit,
        1 => Loose::Flag(any(random)),
        2 => Loose::Many(any(random)),
        _ => Loose::Text(any(random)),
    };
    Timestamp: |random| Timestamp::from_epoch_millis(millis(random)).unwrap();
    chrono::DateTime<chrono::Utc>: |random| {
        chrono::DateTime::from_timestamp_millis(millis(random)).unwrap()
    };
    jiff::Timestamp: |random| jiff::Timestamp::from_millisecond(millis(random)).unwrap();
    time::OffsetDateTime: |random| {
        let nanos = i128::from(millis(random)) * 1_000_000;
        time::OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap()
    };
    serde_json::Value: |random| json(random, 2);
}

fn json(random: &mut Rng, levels: u32) -> serde_json::Value {
    let kinds = if levels == 0 { 5 } else { 7 };
    match random.u32(0..kinds) {
        0 => serde_json::Value::Null,
        1 => any::<bool>(random).into(),
        2 => any::<i64>(random).into(),
        // A whole number is an integer again.
        3 => (f64::from(random.i32(..)) + 0.25).into(),
        4 => text(random).into(),
        5 => (0..random.usize(0..3))
            .map(|_| json(random, levels - 1))
            .collect(),
        _ => {
            let entries =
                (0..random.usize(0..3)).map(|n| (format!("k{n}"), json(random, levels - 1)));
            serde_json::Value::Object(entries.collect())
        }
    }
}

impl<T: Any> Any for Option<T> {
    fn any(random: &mut Rng) -> Self {
        random.bool().then(|| any(random))
    }
}

impl<T: Any> Any for Box<T> {
    fn any(random: &mut Rng) -> Self {
        Self::new(any(random))
    }
}

impl Any for Box<[u8]> {
    fn any(random: &mut Rng) -> Self {
        any::<Vec<u8>>(random).into()
    }
}

impl<T: Any, const N: usize> Any for [T; N] {
    fn any(random: &mut Rng) -> Self {
        std::array::from_fn(|_| any(random))
    }
}

impl<A: Any, B: Any> Any for (A, B) {
    fn any(random: &mut Rng) -> Self {
        (any(random), any(random))
    }
}

/// Collections of a few values.
macro_rules! few {
    ($($type:ty: [$($parameters:tt)*];)+) => {$(
        impl<$($parameters)*> Any for $type {
            fn any(random: &mut Rng) -> Self {
                (0..random.usize(0..3)).map(|_| any(random)).collect()
            }
        }
    )+};
}

few! {
    Vec<T>: [T: Any];
    VecDeque<T>: [T: Any];
    BTreeSet<T>: [T: Any + Ord];
    HashSet<T>: [T: Any + Eq + Hash];
}

/// Whether the entry of a key has a name.
pub(crate) fn is_name<K: Key>(key: &K) -> bool {
    key.is_named()
}

/// A key of a map, whose entry has a name.
pub(crate) trait Key: Any {
    fn is_named(&self) -> bool {
        true
    }
}

impl Key for char {}
impl Key for u32 {}
impl Key for i64 {}
impl Key for u128 {}
impl Key for bool {}
impl Key for UserId {}
impl Key for Level {}
impl Key for Day {}

impl Key for String {
    fn is_named(&self) -> bool {
        !self.is_empty()
    }
}

macro_rules! maps {
    ($($type:ident: $bound:path;)+) => {$(
        impl<K: Key + Eq + $bound, V: Any> Any for $type<K, V> {
            fn any(random: &mut Rng) -> Self {
                let entries = (0..random.usize(0..3)).map(|_| (any::<K>(random), any(random)));
                entries.filter(|(key, _)| key.is_named()).collect()
            }
        }
    )+};
}

maps! {
    BTreeMap: Ord;
    HashMap: Hash;
}
