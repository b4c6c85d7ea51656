//! Fields with the names of generated code, raw identifiers in collections, fields that are there under a
//! condition, entities of macros, deprecated and unlisted entities: without warnings.
#![deny(warnings, dead_code, missing_docs, unreachable_pub)]
#![deny(clippy::all, clippy::pedantic)]
#![allow(clippy::non_minimal_cfg, reason = "what is tested")]

use singletable::schema::DefaultTable;
use singletable::{Collection, Entity, Table};

/// The names of the generated code's variables, as key fields.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(
    pk = "ODD#<self_>#<value>#<item>",
    sk = "<writer>#<__x>#<__private>#<slot>"
)]
#[entity(index(
    GSI1,
    pk = "<reader>#<values>#<entity>",
    sk = "<inner>#<text>#<out>#<encoding>"
))]
#[entity(index(GSI2, pk = "<table>#<attributes>", sk = "<serializer>"))]
pub struct Odd {
    self_: String,
    value: String,
    item: String,
    writer: String,
    __x: String,
    __private: String,
    slot: String,
    reader: String,
    values: String,
    entity: String,
    inner: String,
    text: String,
    out: String,
    encoding: String,
    table: String,
    attributes: String,
    #[entity(on_create = uuid)]
    serializer: String,
    __writer: Option<String>,
    __reader: Option<Vec<u8>>,
    __sources: Option<String>,
    __update: Option<String>,
    __value: Option<String>,
    schema: Option<String>,
    #[cfg(any())]
    absent: Absent,
    #[cfg(all())]
    present: String,
    #[cfg_attr(all(), entity(ttl))]
    until: Option<singletable::Timestamp>,
}

/// Read by fields with odd names.
#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(pk = "ODD#<self_>#<value>#<item>")]
pub struct Odds {
    all: Vec<Odd>,
}

/// An entity whose key field is a keyword.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "KIND#<type>", sk = "<match>")]
pub struct Kind {
    r#type: String,
    r#match: String,
}

/// Read by a keyword.
#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(pk = "KIND#<type>")]
pub struct Kinds {
    all: Vec<Kind>,
}

/// No more used.
#[deprecated = "there is another"]
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "OLD#<id>", sk = "#OLD")]
#[entity(index(GSI1, pk = "<name>", sk = "<name>"))]
pub struct Old {
    #[entity(on_create = uuid)]
    id: String,
    #[deprecated = "it says nothing"]
    name: String,
}

macro_rules! entity {
    ($vis:vis $name:ident, $table:path, $pk:literal, $sk:expr, $index:ident, $field:ident: $ty:ty) => {
        /// An entity of a macro.
        #[derive(Debug, Clone, PartialEq, Entity)]
        #[entity(table = $table, pk = $pk, sk = $sk, index($index, pk = $pk, sk = $sk))]
        $vis struct $name {
            id: String,
            $field: $ty,
        }
    };
}

entity!(pub Made, DefaultTable, "MADE#<id>", "#MADE", GSI1, field: Option<String>);
entity!(pub(crate) MadeToo, crate::pass::odd_names::Closed, "MADE#<id>", "#MADE#<field:03>", GSI1, field: u8);

/// A table whose enum does not name every entity.
#[derive(Debug, Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
pub(crate) enum Closed {
    Made(MadeToo),
    #[cfg(any())]
    Absent(Absent),
}

/// A former layout.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Closed, pk = "MADE#<id>", sk = "#MADE", unlisted)]
struct Former {
    id: String,
}

/// There is one of it.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "{{CONFIG}}", sk = "<<>>", singleton)]
struct Config {
    name: String,
}

/// Index keys that are set together.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "E#<id>", sk = "E", index(GSI1, pk = "E#<a>", sk = "<b>#<c>"))]
struct E {
    id: String,
    a: String,
    b: String,
    c: String,
}

#[test]
fn compiles() {
    let _ = |all: &ERepository| all.update("e").set_key(E::BY_GSI1_KEY, ("b", "c"));
    let _ = |table: &Table<DefaultTable>| (Odds::get(table, "a", "b", "c"), Kinds::get(table, "a"));
    let _ = |configs: &ConfigRepository| (configs.get(), configs.query());
    let _ = (Config::key(), Config::NAME, Former::key("a"));
    let _ = |table: &Table<Closed>| (FormerRepository::new(table), MadeTooRepository::new(table));
    let _ = std::mem::size_of::<Closed>();
}
