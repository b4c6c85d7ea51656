use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "#USER")]
#[entity(index(GSI1, pk = "A#<id>", sk = "<naive>"))]
#[entity(index(GSI2, pk = "A#<id>", sk = "<zoned>"))]
struct User {
    id: String,
    naive: chrono::NaiveDateTime,
    zoned: jiff::Zoned,
}

fn main() {}
