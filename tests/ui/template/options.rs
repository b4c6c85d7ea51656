use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "A#<id:lower:upper>", sk = "<count:plain:raw>")]
#[entity(index(GSI1, pk = "<id:raw:raw>", sk = "<id:lower:big>"))]
#[entity(index(GSI2, pk = "<id:lower:raw:ms>", sk = "<count:010:plain>"))]
struct Record {
    id: String,
    count: u32,
}

fn main() {}
