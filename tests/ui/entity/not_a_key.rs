use singletable::Entity;
use std::collections::{BTreeSet, HashMap};

#[derive(Entity)]
#[entity(pk = "A#<float>#<list>", sk = "<map>#<set>")]
#[entity(index(GSI1, pk = "<tuple>", sk = "<nested>#<array>"))]
struct Visible {
    float: f64,
    list: Vec<String>,
    map: HashMap<String, u8>,
    set: BTreeSet<String>,
    tuple: (u8, u8),
    nested: Option<Option<String>>,
    array: [u8; 4],
}

fn main() {
    let _ = |all: &VisibleRepository| all.by_gsi1((1, 2));
}
