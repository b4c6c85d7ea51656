use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "", sk = "A#<id")]
#[entity(index(GSI1, pk = "<>", sk = "<:010>"))]
#[entity(index(GSI2, pk = "A#<id<id>", sk = "< id >"))]
#[entity(index(GSI3, pk = "<id:big>", sk = "<count:10>"))]
#[entity(index(GSI4, pk = "<count:00>", sk = "<count:040>"))]
struct Record {
    id: String,
    count: u32,
}

fn main() {}
