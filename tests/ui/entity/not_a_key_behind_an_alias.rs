use serde::{Deserialize, Serialize};
use singletable::Entity;

type Score = f64;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Place {
    city: String,
}

#[derive(Entity)]
#[entity(pk = "A#<score>", sk = "#A")]
struct Alias {
    score: Score,
}

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "#A")]
#[entity(index(GSI1, pk = "A", sk = "<place>"))]
struct Own {
    id: String,
    place: Place,
}

fn main() {}
