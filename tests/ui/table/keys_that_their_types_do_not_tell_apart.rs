use serde::{Deserialize, Serialize};
use singletable::{Entity, KeyField, Table};

#[derive(Table)]
enum Shop {
    Info(Info),
    Page(Page),
    First(First),
    Version(Version),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
#[serde(rename_all = "UPPERCASE")]
enum Kind {
    Info,
    Help,
}

#[derive(Entity)]
#[entity(table = Shop, pk = "SHOP#<id>", sk = "INFO")]
struct Info {
    id: String,
}

#[derive(Entity)]
#[entity(table = Shop, pk = "SHOP#<id>", sk = "<kind>")]
struct Page {
    id: String,
    kind: Kind,
}

#[derive(Entity)]
#[entity(table = Shop, pk = "SHOP#<id>", sk = "V#000001")]
struct First {
    id: String,
}

#[derive(Entity)]
#[entity(table = Shop, pk = "SHOP#<id>", sk = "V#<n:06>")]
struct Version {
    id: String,
    n: u32,
}

fn main() {}
