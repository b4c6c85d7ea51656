//! What is written is read back equal: any values that the templates take, of every type and encoding.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;
use singletable::{Entity, KeyField, Number, Table, Timestamp};
use std::sync::Arc;

#[derive(Debug, Table)]
#[table(type_attribute = none, index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Store;

#[derive(Debug, Table)]
#[table(pk = binary("part"), sk = number("at"), type_attribute = none)]
struct Numbers;

#[derive(Debug, Table)]
#[table(pk = number("part"), sk = binary("at"), type_attribute = none)]
struct Binaries;

#[derive(Debug, Clone, PartialEq, KeyField)]
struct Id(String);

#[derive(Debug, Clone, Copy, PartialEq, KeyField)]
enum Kind {
    Small,
    VeryLarge,
}

/// Texts, and others beside them.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "T#<first>#<kind>#<id:raw>", sk = "<flag>#<letter>:<shared:lower>#x<shared:raw>")]
#[entity(index(GSI1, pk = "<kind>#<shared:lower:raw>", sk = "<note>#<first>"))]
struct Texts {
    #[entity(key_only)]
    first: String,
    #[entity(key_only)]
    kind: Kind,
    #[entity(key_only)]
    id: Id,
    #[entity(key_only)]
    flag: bool,
    letter: char,
    #[entity(key_only)]
    shared: Arc<str>,
    note: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "I#<padded:010>#<plain:plain>#<signed:ordered>", sk = "<wide:ordered>#<decimal:ordered>#<number:ordered>")]
struct Integers {
    #[entity(key_only)]
    padded: u32,
    #[entity(key_only)]
    plain: i64,
    #[entity(key_only)]
    signed: i16,
    #[entity(key_only)]
    wide: u128,
    #[entity(key_only)]
    decimal: Decimal,
    #[entity(key_only)]
    number: Number,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "<at>#<day>", sk = "<micros:us>#<own:rfc3339>")]
struct Times {
    #[entity(key_only)]
    at: Timestamp,
    #[entity(key_only)]
    day: NaiveDate,
    #[entity(key_only)]
    micros: DateTime<Utc>,
    #[entity(key_only)]
    own: DateTime<FixedOffset>,
}

macro_rules! whole {
    ($name:ident, $table:ident, $part:ty, $at:ty) => {
        #[derive(Debug, Clone, PartialEq, Entity)]
        #[entity(table = $table, pk = "<part>", sk = "<at>")]
        struct $name {
            #[entity(key_only)]
            part: $part,
            #[entity(key_only)]
            at: $at,
            note: u8,
        }
    };
}

whole!(Whole, Numbers, [u8; 3], i64);
whole!(Wide, Numbers, Vec<u8>, u128);
whole!(Exact, Numbers, Vec<u8>, Number);
whole!(Float, Numbers, Box<[u8]>, f64);
whole!(Bytes, Binaries, f32, Vec<u8>);
whole!(Unsigned, Binaries, u64, Arc<[u8]>);

/// Where the keys can be made, what is stored is read back equal, and has no attribute for it; in the text
/// of an answer as well.
fn is_read_back<E: Entity + PartialEq + std::fmt::Debug>(
    entity: &E,
    others: usize,
) -> Result<(), TestCaseError> {
    let Ok(item) = entity.to_item(Timestamp::now()) else {
        return Ok(());
    };
    prop_assert_eq!(item.len(), 2 + others);
    prop_assert_eq!(&E::from_item(item).unwrap(), entity);
    Ok(())
}

fn words() -> impl Strategy<Value = String> {
    "[a-zA-Z#:x é!İ_-]{0,6}"
}

fn numbers() -> impl Strategy<Value = Number> {
    (any::<i64>(), -120_i32..100).prop_map(|(digits, exponent)| {
        let text = format!("{digits}E{exponent}");
        text.parse().unwrap_or_else(|_| Number::from(0))
    })
}

fn times() -> impl Strategy<Value = DateTime<Utc>> {
    let micros = -62_000_000_000_000_000_i64..200_000_000_000_000_000;
    micros.prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap())
}

proptest! {
    #[test]
    fn texts(
        first in words(),
        large: bool,
        id in words(),
        flag: bool,
        letter: char,
        shared in words(),
        note in words(),
    ) {
        let kind = if large { Kind::VeryLarge } else { Kind::Small };
        let (id, shared) = (Id(id), shared.into());
        is_read_back(&Texts { first, kind, id, flag, letter, shared, note }, 4)?;
    }

    #[test]
    fn integers(
        padded: u32, plain: i64, signed: i16, wide: u128,
        digits: i64, scale in 0_u32..20, number in numbers(),
    ) {
        let decimal = Decimal::new(digits, scale);
        is_read_back(&Integers { padded, plain, signed, wide, decimal, number }, 0)?;
    }

    #[test]
    fn points_in_time(millis in 0_i64..253_402_300_799_999, days in -700_000_i32..2_900_000, micros in times(), own in times(), minutes in -900_i32..900) {
        let at = Timestamp::from_epoch_millis(millis).unwrap();
        let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
        let own = own.with_timezone(&FixedOffset::east_opt(minutes * 60).unwrap());
        is_read_back(&Times { at, day, micros, own }, 0)?;
    }

    #[test]
    fn numbers_and_binaries(
        part: [u8; 3], bytes in vec(any::<u8>(), 0..20), at: i64, wide: u128,
        exact in numbers(), float: f64, small: f32, unsigned: u64,
    ) {
        let note = 1;
        is_read_back(&Whole { part, at, note }, 1)?;
        is_read_back(&Wide { part: bytes.clone(), at: wide, note }, 1)?;
        is_read_back(&Exact { part: bytes.clone(), at: exact, note }, 1)?;
        is_read_back(&Float { part: bytes.clone().into(), at: float, note }, 1)?;
        is_read_back(&Bytes { part: small, at: bytes.clone(), note }, 1)?;
        is_read_back(&Unsigned { part: unsigned, at: bytes.into(), note }, 1)?;
    }
}

#[test]
fn most_of_these_values_make_keys() {
    let texts = Texts {
        first: "a".into(),
        kind: Kind::VeryLarge,
        id: Id("b#c".into()),
        flag: true,
        letter: 'x',
        shared: "Ab".into(),
        note: "n".into(),
    };
    let item = texts.to_item(Timestamp::now()).unwrap();
    let stored = json!([item["pk"].as_s().unwrap(), item["sk"].as_s().unwrap()]);
    assert_eq!(stored, json!(["T#a#VeryLarge#b#c", "true#x:ab#xAb"]));
    for (wide, float) in [(0, 0.1), (10_u128.pow(37), -1e100), (99, 1e-100)] {
        let part = vec![1];
        let wide = Wide {
            part: part.clone(),
            at: wide,
            note: 1,
        };
        let float = Float {
            part: part.into(),
            at: float,
            note: 1,
        };
        is_read_back(&wide, 1).unwrap();
        is_read_back(&float, 1).unwrap();
        assert!(wide.item_key().is_ok() && float.item_key().is_ok());
    }
}
