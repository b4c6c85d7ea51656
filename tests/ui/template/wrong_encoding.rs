use singletable::{Entity, Timestamp};

#[derive(Entity)]
#[entity(pk = "A#<id:010>", sk = "<count:ms>")]
#[entity(index(GSI1, pk = "<id:ordered>", sk = "<open:lower>"))]
struct Visible {
    id: String,
    count: u32,
    open: bool,
}

type Text = String;

#[derive(Entity)]
#[entity(pk = "A#<id:plain>", sk = "<id:rfc3339>")]
#[entity(index(GSI1, pk = "<count:upper>", sk = "<count:lower:raw>"))]
#[entity(index(GSI2, pk = "<name:plain>", sk = "<at:upper:raw>"))]
struct Tokens {
    id: String,
    count: u32,
    name: Text,
    at: Timestamp,
}

#[derive(Entity)]
#[entity(pk = "A#<id:010>", sk = "<at:lower>")]
struct Alias {
    id: Text,
    at: Timestamp,
}

fn main() {}
