use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "A#<cache>", sk = "<hidden>#<stale>")]
#[entity(index(GSI1, pk = "<price>", sk = "#A"))]
struct Record {
    #[serde(skip)]
    cache: String,
    #[serde(skip_serializing)]
    hidden: String,
    #[serde(skip_deserializing)]
    stale: String,
    #[serde(with = "cents")]
    price: Option<u64>,
}

fn main() {}
