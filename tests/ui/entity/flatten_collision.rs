//! Each attribute of a flattened struct is of its own.

use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity, Table};

#[derive(Table)]
#[table(ttl = "expires", type_attribute = "kind", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct App;

#[derive(Serialize, Deserialize, Attributes)]
struct Audit {
    by: String,
    #[serde(skip_serializing, default)]
    old_by: String,
}

#[derive(Serialize, Deserialize, Attributes)]
struct Approval {
    #[serde(rename = "by")]
    approved_by: String,
}

#[derive(Entity)]
#[entity(table = App, pk = "A#<id>", sk = "#A")]
struct WithField {
    id: String,
    by: String,
    #[serde(flatten)]
    audit: Audit,
}

#[derive(Entity)]
#[entity(table = App, pk = "B#<id>", sk = "#B")]
struct WithOther {
    id: String,
    #[serde(flatten)]
    audit: Audit,
    #[serde(flatten)]
    approval: Option<Box<Approval>>,
}

#[derive(Entity)]
#[entity(table = App, pk = "C#<id>", sk = "#C")]
struct WithRead {
    id: String,
    #[serde(rename = "by", skip_serializing, default)]
    former: String,
    #[serde(flatten)]
    audit: Audit,
}

#[derive(Entity)]
#[entity(table = App, pk = "D#<id>", sk = "#D")]
struct WithOnlyRead {
    id: String,
    old_by: String,
    #[serde(flatten)]
    audit: Audit,
}

macro_rules! reserved {
    ($entity:ident $flat:ident $name:literal $ty:ty) => {
        #[derive(Serialize, Deserialize, Attributes)]
        struct $flat {
            #[serde(rename = $name)]
            value: $ty,
        }

        #[derive(Entity)]
        #[entity(table = App, pk = "E#<id>", sk = "#E")]
        struct $entity {
            id: String,
            #[serde(flatten)]
            flat: $flat,
        }
    };
}

reserved!(Pk PkFlat "pk" String);
reserved!(Kind KindFlat "kind" String);
reserved!(Ttl TtlFlat "expires" String);
// Of a key of an index it is the type alone that matters.
reserved!(Index IndexFlat "gsi1sk" u32);
reserved!(Empty EmptyFlat "" String);

#[derive(Serialize, Deserialize, Attributes)]
struct Maybe {
    note: Option<String>,
    #[serde(default)]
    edits: u32,
}

#[derive(Entity)]
#[entity(table = App, pk = "F#<id>", sk = "#F")]
struct NoneIsSome {
    id: String,
    #[serde(flatten)]
    maybe: Option<Maybe>,
}

#[derive(Entity)]
#[entity(table = App, pk = "G#<id>", sk = "#G")]
struct TwoOptions {
    id: String,
    #[serde(flatten)]
    audit: Option<Option<Audit>>,
}

fn main() {}
