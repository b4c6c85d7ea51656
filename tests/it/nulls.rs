//! `None` that is stored as a null: `#[entity(null)]`.

mod joins;
mod operations;

use crate::support::{put_raw, raw, table, text, time};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Attributes, Entity, Item, Mapping, Table, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(ttl = "expires", type_index(sk = "_timestamp"))]
#[table(index(ByOwner, pk = "opk", sk = "osk"))]
#[allow(clippy::large_enum_variant, reason = "as a table has them")]
enum Store {
    Note(Note),
    Card(Card),
    Task(Task),
    Board(joins::Board),
    Pin(joins::Pin),
}

type MaybeText = Option<String>;

/// A number as text.
mod spelled {
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[allow(
        clippy::trivially_copy_pass_by_ref,
        clippy::ref_option,
        reason = "serde's form"
    )]
    pub fn serialize<S: Serializer>(number: &Option<u8>, to: S) -> Result<S::Ok, S::Error> {
        match number {
            Some(number) => to.serialize_str(&number.to_string()),
            None => to.serialize_none(),
        }
    }

    /// It knows no null.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Some).map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Place {
    town: String,
    #[entity(null)]
    zip: Option<String>,
    floor: Option<u8>,
    #[entity(null)]
    within: Option<Box<Place>>,
}

/// All of them, but for one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
#[entity(null)]
struct Marks {
    first: Option<u8>,
    named: MaybeText,
    box_of: Box<Option<u8>>,
    bytes: Option<Vec<u8>>,
    #[serde(default)]
    tags: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[entity(null)]
enum Plain {
    Here { by: Option<u8> },
    There { by: Option<u8> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "kind")]
enum Tagged {
    Here {
        #[entity(null)]
        by: Option<u8>,
        other: Option<u8>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "kind", content = "of")]
enum Beside {
    Here {
        #[entity(null)]
        by: Option<u8>,
        other: Option<u8>,
    },
}

/// A field in each of the forms that a value has, and one without `null`.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "NOTE#<id>", sk = "#NOTE")]
#[entity(index(ByOwner, name = by_owner, pk = "O#<owner>", sk = "<rank:03>"))]
struct Note {
    id: String,
    #[entity(null)]
    owner: Option<String>,
    #[entity(null)]
    rank: Option<u8>,
    #[entity(null)]
    title: Option<String>,
    plain: Option<String>,
    #[entity(null)]
    words: Option<BTreeSet<String>>,
    #[entity(null)]
    photo: Option<Vec<u8>>,
    #[entity(null)]
    aliased: MaybeText,
    #[entity(null)]
    boxed: Box<Option<u8>>,
    #[entity(null)]
    any: Option<serde_json::Value>,
    #[entity(null)]
    #[serde(with = "spelled")]
    spelled: Option<u8>,
    #[entity(null)]
    place: Option<Place>,
    #[entity(null, read_only)]
    fixed: Option<u8>,
    #[serde(flatten)]
    marks: Marks,
}

fn empty(id: &str) -> Note {
    Note {
        id: id.into(),
        owner: None,
        rank: None,
        title: None,
        plain: None,
        words: None,
        photo: None,
        aliased: None,
        boxed: Box::new(None),
        any: None,
        spelled: None,
        place: None,
        fixed: None,
        marks: Marks::default(),
    }
}

/// The attributes of a note that are nulls where it has nothing.
const NULLS: [&str; 15] = [
    "owner", "rank", "title", "words", "photo", "aliased", "boxed", "any", "spelled", "place",
    "fixed", "first", "named", "box_of", "bytes",
];

/// With what lives in the item, and dies.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "CARD#<id>", sk = "#CARD", ttl = "1h", null)]
struct Card {
    id: String,
    #[entity(unique)]
    code: Option<u8>,
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<String>,
    place: Place,
    count: u32,
    words: BTreeSet<String>,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

fn card(id: &str) -> Card {
    Card {
        id: id.into(),
        code: None,
        note: None,
        left_out: None,
        place: Place::default(),
        count: 1,
        words: BTreeSet::new(),
        ends: None,
    }
}

/// What paths lead to.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "TASK#<id>", sk = "#TASK")]
struct Task {
    id: String,
    place: Place,
    places: Vec<Place>,
    by_name: BTreeMap<String, Place>,
    pair: (u8, Place),
    plain: Plain,
    tagged: Tagged,
    beside: Beside,
    #[serde(flatten)]
    marks: Marks,
}

fn task() -> Task {
    let place = || Place {
        town: "t".into(),
        zip: Some("z".into()),
        floor: Some(1),
        within: None,
    };
    Task {
        id: "t".into(),
        place: place(),
        places: vec![place()],
        by_name: BTreeMap::from([("a".into(), place())]),
        pair: (1, place()),
        plain: Plain::There { by: Some(1) },
        tagged: Tagged::Here {
            by: Some(1),
            other: Some(1),
        },
        beside: Beside::Here {
            by: Some(1),
            other: Some(1),
        },
        marks: Marks {
            first: Some(1),
            left_out: Some(1),
            ..Marks::default()
        },
    }
}

fn now() -> Timestamp {
    time("2026-01-01T00:00:00.000Z")
}

fn null() -> AttributeValue {
    AttributeValue::Null(true)
}

/// Handles of one table, one for each mapping.
async fn both() -> [Table<Store>; 2] {
    let table = table::<Store>().await;
    [Mapping::Direct, Mapping::Maps].map(|mapping| table.clone().with_mapping(mapping))
}

async fn stored<E: Entity<Table = Store>>(table: &Table<Store>, entity: &E) -> Item {
    raw(table, &entity.item_key().unwrap()).await.unwrap()
}

fn some<T: std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::of(value)
}

fn place() -> impl Strategy<Value = Place> {
    let one = || ("[a-c]", some("[a-c]"), some(0_u8..9));
    (one(), some(one())).prop_map(|((town, zip, floor), within)| Place {
        town,
        zip,
        floor,
        within: within.map(|(town, zip, floor)| {
            Box::new(Place {
                town,
                zip,
                floor,
                within: None,
            })
        }),
    })
}

prop_compose! {
    fn marks()(
        first in some(0_u8..9),
        named in some("[a-c]"),
        box_of in some(0_u8..9),
        bytes in some(prop::collection::vec(any::<u8>(), 0..3)),
        tags in prop::collection::btree_set("[a-c]", 0..3),
        left_out in some(0_u8..9),
    ) -> Marks {
        Marks { first, named, box_of: Box::new(box_of), bytes, tags, left_out }
    }
}

prop_compose! {
    fn note()(
        (owner, rank, title, plain) in (some("[a-c]"), some(0_u8..9), some("[a-c]"), some("[a-c]")),
        words in some(prop::collection::btree_set("[a-c]", 1..3)),
        photo in some(prop::collection::vec(any::<u8>(), 0..3)),
        (aliased, boxed, spelled, fixed) in
            (some("[a-c]"), some(0_u8..9), some(0_u8..9), some(0_u8..9)),
        any in some(prop_oneof![Just(serde_json::json!([1, null])), Just(serde_json::json!("x"))]),
        place in some(place()),
        marks in marks(),
    ) -> Note {
        Note {
            id: "n".into(), owner, rank, title, plain, words, photo, aliased, boxed: Box::new(boxed), any,
            spelled, place, fixed, marks,
        }
    }
}

proptest! {
    /// Also where the item is read from maps, put again, or saved as it was.
    #[test]
    fn what_is_written_reads_equal_and_has_each_attribute(note in note()) {
        let item = note.to_item(now()).unwrap();
        for name in NULLS {
            prop_assert!(item.contains_key(name), "{name}");
        }
        prop_assert_eq!(item.contains_key("plain"), note.plain.is_some());
        prop_assert_eq!(item.contains_key("left_out"), note.marks.left_out.is_some());
        let read = Note::from_item(item.clone()).unwrap();
        prop_assert_eq!(&read, &note);
        prop_assert_eq!(read.to_item(now()).unwrap(), item);
    }
}

#[tokio::test]
async fn every_write_stores_a_null_for_none_and_reads_give_none() {
    for table in both().await {
        let notes = NoteRepository::new(&table);
        let note = empty("n");
        notes.create(&note).send().await.unwrap();
        is_empty(&table).await;
        notes.put(&note).send().await.unwrap();
        is_empty(&table).await;
        let batch = table.batch_write().with(notes.put(&note));
        batch.send().await.unwrap();
        is_empty(&table).await;
        let transaction = table.write_transaction().with(notes.put(&note));
        transaction.send().await.unwrap();
        is_empty(&table).await;
        notes.delete("n").send().await.unwrap();
    }
}

/// Whether the stored note is the empty one, with nulls.
async fn is_empty(table: &Table<Store>) {
    let notes = NoteRepository::new(table);
    let note = empty("n");
    let item = stored(table, &note).await;
    for name in NULLS {
        assert_eq!(item.get(name), Some(&null()), "{name}");
    }
    assert!(!item.contains_key("plain") && !item.contains_key("opk"));
    assert_eq!(notes.get("n").send().await.unwrap(), Some(note));
}

#[test]
fn the_schema_says_which_attributes_are_nulls() {
    let attributes = Note::SCHEMA.attributes.iter();
    let nulls = attributes.filter(|attribute| attribute.null);
    let nulls: BTreeSet<_> = nulls.map(|attribute| attribute.name).collect();
    assert_eq!(nulls, BTreeSet::from(NULLS));
    let attributes = Card::SCHEMA.attributes.iter();
    let nulls = attributes.filter(|attribute| attribute.null);
    let nulls: Vec<_> = nulls.map(|attribute| attribute.name).collect();
    assert_eq!(nulls, ["code", "note"]);
}

#[tokio::test]
async fn null_on_the_struct_leaves_out_the_time_to_live_and_what_serde_skips() {
    for table in both().await {
        let cards = CardRepository::new(&table);
        let card = card("c");
        cards.create(&card).send().await.unwrap();
        let item = stored(&table, &card).await;
        assert_eq!((&item["code"], &item["note"]), (&null(), &null()));
        assert!(!item.contains_key("left_out"));
        assert!(item["expires"].is_n());
        let place = item["place"].as_m().unwrap();
        let names: BTreeSet<_> = place.keys().map(String::as_str).collect();
        assert_eq!(names, BTreeSet::from(["town", "within", "zip"]));
        cards.delete("c").given(&card).send().await.unwrap();
    }
}

#[tokio::test]
async fn absence_reads_as_none_and_a_put_writes_the_null() {
    for table in both().await {
        let notes = NoteRepository::new(&table);
        let note = empty("n");
        let mut item = note.to_item(now()).unwrap();
        item.retain(|name, value| !value.is_null() || name == "title");
        put_raw(&table, &item).await;
        let read = notes.get("n").send().await.unwrap().unwrap();
        assert_eq!(read, note);
        // What does not differ stays as it is stored.
        let changed = Note {
            plain: Some("p".into()),
            ..read.clone()
        };
        notes.save(&read, &changed).send().await.unwrap();
        item.insert("plain".into(), text("p"));
        assert_eq!(stored(&table, &note).await, item);
        notes.put(&read).send().await.unwrap();
        is_empty(&table).await;
    }
}
