//! Paths into maps, whatever their keys are: each meets the entry that a put has written.

use crate::support::{expression_error, table};
use proptest::prelude::*;
use serde::{Deserialize, Serialize, Serializer};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::error::ExpressionError;
use singletable::{Attr, Attributes, Entity, Mapping, Table};
use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::hash::{BuildHasherDefault, DefaultHasher};

#[derive(Debug, Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Shop;

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
struct UserId(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
struct Floor(i16);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Day {
    FirstDay,
    #[serde(rename = "2nd")]
    Second,
}

/// A key with a text of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Seat(u8, u8);

impl Serialize for Seat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}-{}", self.0, self.1))
    }
}

impl<'de> Deserialize<'de> for Seat {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parts = text
            .split_once('-')
            .and_then(|(row, seat)| Some(Self(row.parse().ok()?, seat.parse().ok()?)));
        parts.ok_or_else(|| serde::de::Error::custom("no seat"))
    }
}

type OtherHasher = BuildHasherDefault<DefaultHasher>;

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
#[serde(default)]
struct Inside {
    floors: BTreeMap<Floor, u32>,
}

#[derive(Debug, Clone, PartialEq, Default, Entity)]
#[entity(table = Shop, pk = "HALL#<id>", sk = "#HALL")]
#[serde(default)]
struct Hall {
    id: String,
    texts: HashMap<String, u32>,
    boxed: BTreeMap<Box<str>, u32>,
    cows: BTreeMap<Cow<'static, str>, u32>,
    users: HashMap<UserId, u32, OtherHasher>,
    floors: BTreeMap<Floor, u32>,
    days: HashMap<Day, u32, RandomState>,
    seats: BTreeMap<Seat, u32>,
    bytes: HashMap<u8, u32>,
    wide: BTreeMap<i128, u32>,
    chars: HashMap<char, u32>,
    flags: BTreeMap<bool, u32>,
    nested: BTreeMap<Day, BTreeMap<u64, Vec<u32>>>,
    inside: Inside,
    #[serde(deserialize_with = "Deserialize::deserialize")]
    read_by: BTreeMap<u16, u32>,
}

async fn halls() -> [HallRepository; 2] {
    [
        HallRepository::new(&table::<Shop>().await.with_mapping(Mapping::Direct)),
        HallRepository::new(&table::<Shop>().await.with_mapping(Mapping::Maps)),
    ]
}

/// The path of the entry leads to what a put has written, for reading and for writing.
async fn meets(hall: &Hall, path: Attr<Hall, u32, singletable::expr::role::Element>) {
    for halls in halls().await {
        halls.put(hall).send().await.unwrap();
        let (found,) = halls
            .get("h")
            .select((path.clone(),))
            .send()
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found, Some(7), "{path:?}");
        let update = halls.update("h").add(path.clone(), 1);
        let update = update.condition(path.clone().eq(7) & path.clone().lt(8));
        update.send().await.unwrap();
        let holds = halls.query("h").filter(path.clone().between(8, 8));
        assert_eq!(holds.count().await.unwrap(), 1);
        halls.update("h").remove(path.clone()).send().await.unwrap();
        let bare = halls.get("h").send().await.unwrap().unwrap();
        assert_eq!(bare.entries(), hall.entries() - 1, "{path:?}");
    }
}

impl Hall {
    /// How many entries the maps have.
    fn entries(&self) -> usize {
        self.texts.len()
            + self.boxed.len()
            + self.cows.len()
            + self.users.len()
            + self.floors.len()
            + self.days.len()
            + self.seats.len()
            + self.bytes.len()
            + self.wide.len()
            + self.chars.len()
            + self.flags.len()
            + self.inside.floors.len()
            + self.read_by.len()
    }
}

/// A hall with that entry, in the map that the closure chooses.
fn hall(insert: impl FnOnce(&mut Hall)) -> Hall {
    let mut hall = Hall {
        id: "h".into(),
        ..Hall::default()
    };
    insert(&mut hall);
    hall
}

macro_rules! meets_each {
    ($($name:ident: $konst:ident $field:ident [$($key:expr => $given:expr),+ $(,)?];)+) => {$(
        #[tokio::test]
        async fn $name() {
            $({
                let hall = hall(|hall| {
                    hall.$field.insert($key, 7);
                });
                meets(&hall, Hall::$konst.key($given)).await;
            })+
        }
    )+};
}

meets_each! {
    a_text_is_given_as_a_slice_or_owned: TEXTS texts [
        "a.b".into() => "a.b",
        "a b".into() => "a b".to_owned(),
        "é#".into() => &"é#".to_owned(),
        "size".into() => Cow::Borrowed("size"),
        "c".into() => String::from("c").as_str(),
    ];
    a_boxed_text_is_given_as_a_slice_too: BOXED boxed [
        "a".into() => "a", "b".into() => Box::<str>::from("b"), "c".into() => &Box::<str>::from("c"),
    ];
    a_borrowed_text_is_given_as_a_slice_too: COWS cows [
        "a".into() => "a", "b".into() => Cow::Borrowed("b"),
    ];
    a_newtype_of_text_is_its_text: USERS users [
        UserId("u1".into()) => UserId("u1".into()), UserId("é".into()) => &UserId("é".into()),
    ];
    a_newtype_of_a_number_is_its_number: FLOORS floors [Floor(-3) => Floor(-3), Floor(0) => &Floor(0)];
    a_unit_variant_is_its_name: DAYS days [
        Day::FirstDay => Day::FirstDay, Day::Second => &Day::Second,
    ];
    a_key_with_a_text_of_its_own_is_that_text: SEATS seats [Seat(1, 2) => Seat(1, 2)];
    a_small_integer_is_its_digits: BYTES bytes [5 => 5, 0 => &0, u8::MAX => u8::MAX];
    a_wide_integer_is_its_digits: WIDE wide [-1 => -1, i128::MIN => i128::MIN];
    a_character_is_its_text: CHARS chars ['é' => 'é', '.' => &'.'];
    a_boolean_is_its_word: FLAGS flags [true => true, false => &false];
    a_field_that_is_read_by_a_function_has_paths: READ_BY read_by [3 => 3];
}

#[tokio::test]
async fn a_path_goes_through_maps_inside_maps_structs_and_lists() {
    let deep = hall(|hall| {
        hall.inside.floors.insert(Floor(2), 7);
    });
    meets(&deep, Hall::INSIDE.then(Inside::FLOORS).key(Floor(2))).await;
    let numbers = BTreeMap::from([(9_u64, vec![1, 2])]);
    let deep = hall(|hall| drop(hall.nested.insert(Day::Second, numbers)));
    for halls in halls().await {
        halls.put(&deep).send().await.unwrap();
        let path = || Hall::NESTED.key(Day::Second).key(9_u64);
        let update = halls.update("h").set(path().at(1), 5).append(path(), [6]);
        assert!(update.into_input().is_err(), "the paths overlap");
        let update = halls.update("h").set(path().at(1), 5).return_new();
        let changed = update.condition(path().at(0).eq(1)).send().await.unwrap();
        assert_eq!(changed.nested[&Day::Second][&9], [1, 5]);
    }
}

proptest! {
    #[test]
    fn the_name_of_a_key_is_the_one_that_a_put_writes(
        text in ".+", number in any::<i128>(), byte in any::<u8>(), seat in any::<(u8, u8)>(),
        character in any::<char>(), flag in any::<bool>(),
    ) {
        let hall = hall(|hall| {
            hall.texts.insert(text.clone(), 0);
            hall.users.insert(UserId(text.clone()), 0);
            hall.wide.insert(number, 0);
            hall.bytes.insert(byte, 0);
            hall.seats.insert(Seat(seat.0, seat.1), 0);
            hall.chars.insert(character, 0);
            hall.flags.insert(flag, 0);
        });
        let item = hall.to_item(singletable::Timestamp::now()).unwrap();
        let halls = HallRepository::new(&Table::<Shop>::new(crate::support::client()));
        let paths = [
            ("texts", Hall::TEXTS.key(&text)),
            ("users", Hall::USERS.key(UserId(text))),
            ("wide", Hall::WIDE.key(number)),
            ("bytes", Hall::BYTES.key(byte)),
            ("seats", Hall::SEATS.key(Seat(seat.0, seat.1))),
            ("chars", Hall::CHARS.key(character)),
            ("flags", Hall::FLAGS.key(flag)),
        ];
        for (attribute, path) in paths {
            let AttributeValue::M(entries) = &item[attribute] else {
                panic!("{attribute} is a map");
            };
            let input = halls.update("h").remove(path).into_input().unwrap();
            let names = input.expression_attribute_names.unwrap();
            let last = input.update_expression.unwrap();
            let last = last.rsplit_once('.').unwrap().1.to_owned();
            assert!(entries.contains_key(&names[&last]), "{attribute}: {names:?}");
        }
    }
}

/// Maps with keys that can be no name of an entry.
#[derive(Debug, Clone, PartialEq, Default, Entity)]
#[entity(table = Shop, pk = "ODD#<id>", sk = "#ODD")]
#[serde(default)]
struct OddMaps {
    id: String,
    pairs: BTreeMap<(u8, u8), u32>,
    lists: BTreeMap<Vec<u8>, u32>,
    options: HashMap<Option<u8>, Vec<u32>>,
    units: BTreeMap<(), BTreeMap<String, u32>>,
    users: HashMap<UserId, u32>,
}

/// The path is refused, and its keys are not printed.
#[track_caller]
fn refused<T: Debug>(attribute: &str, input: Result<T, singletable::Error>) {
    let error = expression_error(input);
    let ExpressionError::Value {
        attribute: found,
        message,
    } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!(found, attribute);
    assert!(
        message.contains("cannot be the name of a map's entry"),
        "{message}"
    );
}

#[tokio::test]
async fn a_key_that_names_no_entry_is_an_error_before_the_request() {
    let odd = OddMapsRepository::new(&table::<Shop>().await);
    let update = || odd.update("o");
    let secret = || OddMaps::LISTS.key(b"secret".to_vec());
    refused(
        "pairs.…",
        update().set(OddMaps::PAIRS.key((1, 2)), 1).into_input(),
    );
    refused("lists.…", update().add(secret(), 1).into_input());
    refused("lists.…", update().remove(secret()).into_input());
    refused("lists.…", update().set_if_absent(secret(), 1).into_input());
    refused("lists.…", update().increment(secret(), 1).into_input());
    let list = || OddMaps::OPTIONS.key(Some(1));
    refused("options.…", update().append(list(), [1]).into_input());
    refused("options.…[0]", update().set(list().at(0), 1).into_input());
    let below = || OddMaps::UNITS.key(()).key("a");
    let empty = OddMaps::USERS.key(UserId(String::new()));
    refused("users.…", update().remove(empty).into_input());
    refused(
        "units.….…",
        update().set_from(below(), below(), 1).into_input(),
    );
    for condition in [
        below().exists(),
        below().gt(1),
        !below().eq(1),
        below().between(1, 2),
        below().is_in([1]),
        below().size().eq(1),
        OddMaps::ID.eq("o") & below().not_exists(),
        OddMaps::PAIRS
            .key((1, 2))
            .lt_attr(OddMaps::PAIRS.key((1, 2))),
    ] {
        let (put, query) = (odd.put(&OddMaps::default()), odd.query("o"));
        let same = condition.clone();
        assert!(put.condition(condition).into_input().is_err());
        assert!(query.filter(same).into_input().is_err());
    }
    refused("units.….…", odd.get("o").select((below(),)).into_input());
    let through = OddMaps::OPTIONS.key(None).at(0);
    refused(
        "options.…[0]",
        odd.query("o").select((OddMaps::ID, through)).into_input(),
    );
}
