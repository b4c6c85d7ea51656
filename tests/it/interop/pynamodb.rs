//! Tables that `PynamoDB` wrote.

use super::foreign::Foreign;
use crate::support::text;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use singletable::bounds::{EntityKey as _, TableModel};
use singletable::key::{Encoding, KeyKind, KeyText, KeyValueError};
use singletable::testing::key_field_laws;
use singletable::{
    Attributes, Entities, Entity, KeyField, Mapping, Number, Repository, Table, Timestamp,
};
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = include_str!("pynamodb.json");
const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];

async fn load<T: TableModel>(mapping: Mapping) -> Foreign<T> {
    Foreign::load("pynamodb", FILE, mapping).await
}

/// A date as `UTCDateTimeAttribute` writes it: UTC, six digits of the second, and `+0000`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct PyDate(DateTime<Utc>);

const PY_DATE: &str = "%Y-%m-%dT%H:%M:%S%.6f+0000";

fn date(text: &str) -> PyDate {
    PyDate(
        NaiveDateTime::parse_from_str(text, PY_DATE)
            .unwrap()
            .and_utc(),
    )
}

impl Serialize for PyDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.format(PY_DATE))
    }
}

impl<'de> Deserialize<'de> for PyDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = NaiveDateTime::parse_from_str(&text, PY_DATE).map_err(de::Error::custom)?;
        Ok(Self(time.and_utc()))
    }
}

/// It is a key of an index as it is.
impl KeyField for PyDate {
    const KIND: KeyKind = KeyKind::Fixed;
    const PUNCTUATION: &'static str = "-:.+";

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        if encoding != Encoding::Plain {
            return Err(KeyValueError::Encoding);
        }
        out.push_display(self.0.format(PY_DATE));
        Ok(())
    }
}

#[test]
fn dates_keep_the_laws_of_keys() {
    key_field_laws([
        date("0999-01-02T00:00:00.000000+0000"),
        date("2020-05-01T12:00:00.000005+0000"),
        date("2020-05-01T12:00:00.000010+0000"),
        date("2020-05-01T12:00:01.000000+0000"),
    ]);
}

/// A bool that is stored as the number 1 or 0, as `LegacyBooleanAttribute` does. A stored bool is read too.
mod legacy_bool {
    use super::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Bool(bool),
        Number(u8),
    }

    #[allow(
        clippy::trivially_copy_pass_by_ref,
        clippy::ref_option,
        reason = "serde's form"
    )]
    pub fn serialize<S: Serializer>(
        value: &Option<bool>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_some(&u8::from(*value)),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<bool>, D::Error> {
        let stored = Option::<Stored>::deserialize(deserializer)?;
        Ok(stored.map(|stored| match stored {
            Stored::Bool(value) => value,
            Stored::Number(value) => value != 0,
        }))
    }
}

/// Any value as JSON text, in the form of Python's `json.dumps`.
mod json_text {
    use super::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
    use serde_json::Value;
    use serde_json::ser::Formatter;
    use std::io::{self, Write};

    /// A space after `,` and `:`, and other characters than ASCII as escapes.
    struct Python;

    impl Formatter for Python {
        fn begin_array_value<W: ?Sized + Write>(
            &mut self,
            out: &mut W,
            first: bool,
        ) -> io::Result<()> {
            out.write_all(if first { b"" } else { b", " })
        }

        fn begin_object_key<W: ?Sized + Write>(
            &mut self,
            out: &mut W,
            first: bool,
        ) -> io::Result<()> {
            out.write_all(if first { b"" } else { b", " })
        }

        fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
            out.write_all(b": ")
        }

        fn write_string_fragment<W: ?Sized + Write>(
            &mut self,
            out: &mut W,
            text: &str,
        ) -> io::Result<()> {
            for character in text.chars() {
                if character.is_ascii() {
                    write!(out, "{character}")?;
                } else {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        write!(out, "\\u{unit:04x}")?;
                    }
                }
            }
            Ok(())
        }
    }

    fn dumps(value: &[(String, Value)]) -> serde_json::Result<String> {
        let mut out = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, Python);
        let mut map = ser::Serializer::serialize_map(&mut serializer, Some(value.len()))?;
        for (name, value) in value {
            ser::SerializeMap::serialize_entry(&mut map, name, value)?;
        }
        ser::SerializeMap::end(map)?;
        String::from_utf8(out).map_err(ser::Error::custom)
    }

    /// The members in their order, which a map of `serde_json` has only with a feature.
    struct Members(Vec<(String, Value)>);

    impl<'de> Deserialize<'de> for Members {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> de::Visitor<'de> for Visitor {
                type Value = Members;

                fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.write_str("an object")
                }

                fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                    let mut members = Vec::new();
                    while let Some(member) = map.next_entry()? {
                        members.push(member);
                    }
                    Ok(Members(members))
                }
            }
            deserializer.deserialize_map(Visitor)
        }
    }

    type Chip = Option<Vec<(String, Value)>>;

    pub fn serialize<S: Serializer>(value: &Chip, serializer: S) -> Result<S::Ok, S::Error> {
        let text = value.as_deref().map(dumps).transpose();
        text.map_err(ser::Error::custom)?.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Chip, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let members = text
            .map(|text| serde_json::from_str::<Members>(&text))
            .transpose();
        Ok(members.map_err(de::Error::custom)?.map(|members| members.0))
    }
}

/// `cls` is the type: a class and its subclasses share their keys.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "zoo",
    pk = "house",
    sk = "name",
    type_attribute = "cls",
    ttl = "gone",
    index("by-keeper", pk = "keeper", sk = "born")
)]
enum Zoo {
    Cat(Cat),
    Lion(Lion),
    Dog(Dog),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Weight {
    kg: f64,
    #[serde(rename = "at", skip_serializing_if = "Option::is_none")]
    taken: Option<PyDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Zoo, type = "cat", pk = "<house:raw>", sk = "<name:raw>")]
#[entity(index("by-keeper", name = by_keeper, pk = "<keeper:raw>", sk = "<born>"))]
struct Cat {
    house: String,
    name: String,
    keeper: Option<String>,
    born: Option<PyDate>,
    #[entity(version)]
    version: u64,
    lives: u8,
    #[serde(with = "legacy_bool", default)]
    indoor: Option<bool>,
    likes: BTreeSet<String>,
    weights: Option<Vec<Weight>>,
    #[serde(with = "json_text", default)]
    chip: Option<Vec<(String, serde_json::Value)>>,
    photo: Option<Vec<u8>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Zoo, type = "lion", shares = [Cat], pk = "<house:raw>", sk = "<name:raw>")]
#[entity(index("by-keeper", name = by_keeper, pk = "<keeper:raw>", sk = "<born>"))]
struct Lion {
    house: String,
    name: String,
    keeper: Option<String>,
    born: Option<PyDate>,
    #[entity(version)]
    version: u64,
    lives: u8,
    likes: BTreeSet<String>,
    mane: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Notes {
    author: Option<String>,
    age: Number,
    temper: String,
    seen: BTreeSet<Number>,
    tags: Vec<serde_json::Value>,
    deep: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Zoo, type = "Dog", shares = [Cat, Lion], pk = "<house:raw>", sk = "<name:raw>")]
#[entity(index("by-keeper", name = by_keeper, pk = "<keeper:raw>", sk = "<born>"))]
struct Dog {
    house: String,
    name: String,
    keeper: Option<String>,
    born: Option<PyDate>,
    #[entity(version)]
    version: u64,
    weight: Option<Weight>,
    notes: Option<Notes>,
    scores: BTreeSet<Number>,
    tricks: Option<Vec<serde_json::Value>>,
    #[entity(ttl)]
    gone: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Entities)]
enum Animal {
    Cat(Cat),
    Lion(Lion),
    Dog(Dog),
}

/// A query of the class finds the subclass.
#[derive(Debug, Clone, PartialEq, Entities)]
enum Cats {
    Cat(Cat),
    Lion(Lion),
}

#[tokio::test]
async fn the_zoo() {
    for mapping in MAPPINGS {
        let mut file = load::<Zoo>(mapping).await;
        let cats = file.entity::<Cat>(&[0, 1]).await;
        assert_eq!((cats[0].indoor, cats[1].indoor), (Some(true), Some(false)));
        file.entity::<Lion>(&[2]).await;
        file.entity::<Dog>(&[3, 4]).await;

        let cats = CatRepository::new(&file.table);
        let found = cats.get("west", "Tom").send().await.unwrap();
        file.found("Cat.get", found.as_slice());
        let found = cats.query("west").any_of::<Animal>().all().await.unwrap();
        file.found("Animal.query of a house", &found);
        let found = cats.query("west").begins_with((), "T").any_of::<Cats>();
        file.found("Cat.query (cats and lions)", &found.all().await.unwrap());
        let lions = LionRepository::new(&file.table);
        let found = lions.query("west").descending().all().await.unwrap();
        file.found("Lion.query, descending", &found);
        let since = date("2019-01-01T00:00:00.000000+0000");
        let found = cats.by_keeper("ann").within((), since..).any_of::<Animal>();
        file.found("by-keeper since 2019", &found.all().await.unwrap());
        let dogs = DogRepository::new(&file.table);
        let found = dogs
            .query("east")
            .filter(Dog::SCORES.contains(Number::from(1)));
        file.found("Dog.query with a filter", &found.all().await.unwrap());
        file.finish();
    }
}

#[tokio::test]
async fn a_put_advances_the_version_as_a_save_of_pynamodb_does() {
    for mapping in MAPPINGS {
        let file = load::<Zoo>(mapping).await;
        let animals = Repository::<Animal>::new(&file.table);
        let key = || Cat::key("west", "Tom").any_of();
        let Some(Animal::Cat(tom)) = animals.get_by(key()).send().await.unwrap() else {
            panic!("Tom is a cat")
        };
        let put = CatRepository::new(&file.table).put(&tom).return_new();
        assert_eq!(put.send().await.unwrap().version, 3);
        let stale = CatRepository::new(&file.table).put(&tom).send().await;
        assert!(stale.unwrap_err().is_version_conflict());
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "frames",
    pk = binary("stream"),
    sk = number("seq"),
    type_attribute = none,
    index("by-level", local, sk = number("level"), projection = keys_only)
)]
enum Frames {
    Frame(Frame),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Frames, pk = "<stream>", sk = "<seq>")]
#[entity(index("by-level", name = by_level, sk = "<level>"))]
struct Frame {
    stream: Vec<u8>,
    seq: u64,
    level: Option<Number>,
    parts: BTreeSet<Vec<u8>>,
}

#[tokio::test]
async fn the_frames() {
    for mapping in MAPPINGS {
        let mut file = load::<Frames>(mapping).await;
        file.entity::<Frame>(&[0, 1, 2]).await;
        let frames = FrameRepository::new(&file.table);
        let found = frames.get([1, 0xfe], 10).send().await.unwrap();
        file.found("Frame.get", found.as_slice());
        let found = frames.query([1, 0xfe]).within((), 2..).all().await.unwrap();
        file.found("Frame.query from 2", &found);
        let found = frames.by_level([1, 0xfe]).before((Number::from(0),));
        let found = found
            .select((Frame::STREAM, Frame::SEQ))
            .all()
            .await
            .unwrap();
        let found: Vec<_> = found
            .into_iter()
            .map(|(stream, seq)| Frame::key(stream.unwrap(), seq.unwrap()))
            .collect();
        file.found_by("by-level below 0", &found);
        file.finish();
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "counters", pk = number("no"), sk = none, type_attribute = none)]
enum Counters {
    Counter(Counter),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Counters, pk = "<no>")]
struct Counter {
    no: u128,
    on: bool,
    at: PyDate,
}

#[tokio::test]
async fn the_counters() {
    for mapping in MAPPINGS {
        let mut file = load::<Counters>(mapping).await;
        let counters = file.entity::<Counter>(&[0, 1]).await;
        assert_eq!(counters[1].at, date("0999-01-02T00:00:00.000000+0000"));
        let found = CounterRepository::new(&file.table).get(7_u128).send().await;
        file.found("Counter.get", found.unwrap().as_slice());
        file.finish();
    }
}

#[test]
fn the_type_is_the_attribute_that_pynamodb_calls_the_discriminator() {
    let lion = Lion {
        house: "h".into(),
        name: "n".into(),
        keeper: None,
        born: None,
        version: 1,
        lives: 9,
        likes: BTreeSet::new(),
        mane: true,
    };
    let item = lion.to_item(Timestamp::now()).unwrap();
    assert_eq!(item["cls"], text("lion"));
}
