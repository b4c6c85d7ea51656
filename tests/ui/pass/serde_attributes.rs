//! All of serde's attributes that are honoured.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use singletable::{Attributes, Entity, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Entity)]
#[serde(
    rename = "ignored",
    rename_all = "camelCase",
    default,
    expecting = "a profile"
)]
#[entity(pk = "P#<profile_id>", sk = "#P")]
#[entity(index(GSI1, name = by_mail, pk = "M#<mail>", sk = "<born>"))]
struct Profile {
    #[serde(rename(serialize = "id", deserialize = "id"))]
    profile_id: String,
    mail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    born: Option<Timestamp>,
    #[serde(default)]
    points: u64,
    #[serde(default = "three")]
    tries: u8,
    #[serde(default)]
    best_of: Option<u8>,
    #[serde(skip)]
    cache: Option<String>,
    #[serde(skip, default = "three")]
    level: u8,
    #[serde(skip_serializing)]
    legacy: String,
    #[serde(skip_deserializing)]
    computed: u32,
    #[serde(with = "hundredths")]
    price: u64,
    #[serde(with = "optional_hundredths")]
    discount: Option<u64>,
    #[serde(serialize_with = "hundredths::serialize")]
    written: u64,
    #[serde(deserialize_with = "hundredths::deserialize", default)]
    read: u64,
    tags: HashSet<String>,
    numbers: Option<BTreeSet<u32>>,
    #[entity(list)]
    steps: BTreeSet<String>,
    by_day: HashMap<String, u32>,
    by_year: BTreeMap<String, Vec<u32>>,
    huge: i128,
    maybe_huge: Option<u128>,
    #[entity(ttl)]
    expires_at: Option<Timestamp>,
}

/// A struct-level default from a function; the struct itself is no serde type.
#[derive(Debug, Clone, PartialEq, Entity)]
#[serde(rename_all(
    serialize = "SCREAMING-KEBAB-CASE",
    deserialize = "SCREAMING-KEBAB-CASE"
))]
#[serde(default = "Settings::standard")]
#[entity(pk = "SETTINGS", sk = "SETTINGS", singleton)]
struct Settings {
    dark_mode: bool,
    language: Option<String>,
}

impl Settings {
    fn standard() -> Self {
        Self {
            dark_mode: true,
            language: Some("en".to_owned()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Payment {
    Card {
        card_number: String,
        #[serde(rename = "exp")]
        expires: Option<String>,
    },
    Invoice(Invoice),
    Pair(u8, u8),
    Cash,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(deny_unknown_fields, default, tag = "kind")]
struct Invoice {
    #[serde(with = "hundredths")]
    total: u64,
    labels: HashSet<String>,
}

impl Default for Invoice {
    fn default() -> Self {
        Self {
            total: 1,
            labels: HashSet::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "t")]
enum Tagged {
    A { a: u8 },
    B(Invoice),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    A {
        a: u8,
    },
    #[serde(rename = "bee")]
    Bill(Invoice),
}

mod hundredths {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        (value * 100).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        u64::deserialize(deserializer).map(|value| value / 100)
    }
}

mod optional_hundredths {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(|value| value * 100).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<u64>, D::Error> {
        Option::<u64>::deserialize(deserializer).map(|value| value.map(|value| value / 100))
    }
}

fn three() -> u8 {
    3
}

#[test]
fn compiles() {
    assert_eq!(Profile::PROFILE_ID.name(), "id");
    assert_eq!(Profile::BEST_OF.name(), "bestOf");
    assert_eq!(Settings::DARK_MODE.name(), "DARK-MODE");
    assert_eq!(
        format!("{:?}", Payment::CARD_CARD_NUMBER),
        "Attr(card.cardNumber)"
    );
    assert_eq!(format!("{:?}", Payment::CARD_EXPIRES), "Attr(card.exp)");
    assert_eq!(
        format!("{:?}", Payment::INVOICE.then(Invoice::TOTAL)),
        "Attr(invoice.total)"
    );
    assert_eq!(format!("{:?}", Tagged::TAG), "Attr(t)");
    assert_eq!(format!("{:?}", Tagged::A_A), "Attr(a)");
    assert_eq!(format!("{:?}", Adjacent::A_A), "Attr(c.a)");
    assert_eq!(
        format!("{:?}", Adjacent::BILL.then(Invoice::LABELS)),
        "Attr(c.labels)"
    );
    let _ = |users: &ProfileRepository| {
        users
            .update("1")
            .add(Profile::POINTS, 1)
            .remove(Profile::DISCOUNT)
            .remove(Profile::EXPIRES_AT)
            .set_key(Profile::BY_MAIL_KEY, ("a", Timestamp::now()))
            .set(Profile::PRICE, 5)
    };
}
