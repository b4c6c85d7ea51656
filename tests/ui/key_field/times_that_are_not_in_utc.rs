use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "A#<local>")]
#[entity(index(GSI1, pk = "A#<id>", sk = "<naive>"))]
#[entity(index(GSI2, pk = "A#<id>", sk = "<zoned>"))]
struct User {
    id: String,
    local: chrono::DateTime<chrono::FixedOffset>,
    naive: chrono::NaiveDateTime,
    zoned: jiff::Zoned,
}

fn main() {}
