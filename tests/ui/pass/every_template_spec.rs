//! Each encoding, in each kind of template that takes it.

use serde::{Deserialize, Serialize};
use singletable::{Entity, KeyField, Table, Timestamp};

#[derive(Table)]
#[table(type_index(sk = "_timestamp"), ttl = "expires")]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
#[table(index(GSI2, pk = "gsi2pk", sk = "gsi2sk"))]
#[table(index("by-size.v2", pk = "gsi3pk"))]
enum Store {
    Record(Record),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
#[serde(rename_all = "kebab-case")]
enum Level {
    VeryLow,
    #[serde(rename = "top")]
    High,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct Owner(String);

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, type = "REC", type_sk = "<at:us>")]
#[entity(
    pk = "A<<B>>{{C}}#<owner>#<size>",
    sk = "<rank:010>#<offset:ordered>#<level>#<path:raw>"
)]
#[entity(index(GSI1, pk = "<mail:lower>", sk = "<at>#<open>#<letter>"))]
#[entity(index(GSI2, name = recent, pk = "ALL", sk = "<at:ns>#<wide:039>"))]
#[entity(index("by-size.v2", name = "of_size", pk = "S#<note>"))]
struct Record {
    owner: Owner,
    size: u32,
    rank: u64,
    offset: i16,
    level: Level,
    path: String,
    mail: String,
    at: Timestamp,
    open: bool,
    letter: char,
    wide: u128,
    note: Option<String>,
    #[entity(ttl)]
    gone_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(separator = "::")]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
#[table(index(GSI2, pk = "gsi2pk", sk = "gsi2sk"))]
struct Others;

/// Text between fields that is not the separator, and values with it.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Others, pk = "$app#city_<city:lower:raw>#office_<office:upper>", sk = "<no:plain>::<day>")]
#[entity(index(GSI1, pk = "n|<city:upper:raw>|end", sk = "<at:rfc3339>"))]
#[entity(index(GSI2, pk = "<office>#<city>", sk = "<local:rfc3339>"))]
struct Office {
    city: String,
    office: String,
    no: u32,
    day: chrono::NaiveDate,
    #[serde(with = "singletable::key::rfc3339")]
    at: Timestamp,
    local: chrono::DateTime<chrono::FixedOffset>,
}

fn others(offices: &OfficeRepository, office: &Office) {
    let _ = offices.get("Zurich", "o", 7, office.day);
    let _ = offices.query("Zurich", "o").prefix((7,));
    let _ = offices.query("Zurich", "o").within((7,), office.day..);
    let _ = offices.by_gsi1("Zurich").after((office.at,));
    let _ = offices.by_gsi2("o", "Zurich").within((), office.local..);
}

fn all(records: &RecordRepository, record: &Record) {
    let _ = records.get(Owner("o".into()), 1, 2, 3, Level::High, "a/b#c");
    let _ = records.query(Owner("o".into()), 1).prefix((7, -3));
    let _ = records
        .by_gsi1("A@B.C")
        .between((record.at,), (record.at, true, 'z'));
    let _ = records.recent().after((record.at, 1)).descending();
    let _ = records.of_size("note");
    let key: RecordKey = Record::key(Owner("o".into()), 1, 2, 3, Level::VeryLow, "p");
    let values = (record.at, true, 'z', 1);
    let _ = records.update_by(key).set_key(Record::BY_GSI1_KEY, values);
    let _ = Record::GONE_AT.exists();
}

#[test]
fn compiles() {
    let _ = all;
    let _ = others;
}
