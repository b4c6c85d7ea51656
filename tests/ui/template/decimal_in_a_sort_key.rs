use rust_decimal::Decimal;
use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "A#<id>", sk = "<price>")]
#[entity(index(GSI1, pk = "A", sk = "<price:010>"))]
#[entity(index(GSI2, pk = "B", sk = "<other>"))]
struct Good {
    id: String,
    price: Decimal,
    other: Decimal,
}

fn main() {}
