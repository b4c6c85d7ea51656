use singletable::{Entity, Table};

#[derive(Table)]
#[table(type_attribute = none)]
struct Without;

#[derive(Entity)]
#[entity(table = Without, type_alias = "OLD", pk = "A#<id>", sk = "A")]
struct Alias {
    id: String,
}

#[derive(Entity)]
#[entity(table = Without, type = ("a", "1"), pk = "A#<id>", sk = "A")]
struct Parts {
    id: String,
}

#[derive(Table)]
#[table(type_attribute = ["kind", "version"])]
struct Several;

#[derive(Entity)]
#[entity(table = Several, type = "task", pk = "A#<id>", sk = "A")]
struct TooFew {
    id: String,
}

#[derive(Entity)]
#[entity(table = Several, pk = "A#<id>", sk = "A")]
struct NotGiven {
    id: String,
}

#[derive(Entity)]
#[entity(table = Several, type = ("task", "1", "a"), pk = "A#<id>", sk = "A")]
struct TooMany {
    id: String,
}

#[derive(Entity)]
#[entity(table = Several, type = ["task", "1"], pk = "A#<id>", sk = "A")]
struct SetInTexts {
    id: String,
}

#[derive(Entity)]
#[entity(type = ("task", "1"), pk = "A#<id>", sk = "A")]
struct OneIsEnough {
    id: String,
}

#[derive(Entity)]
#[entity(type = ["Task", "Entity"], pk = "A#<id>", sk = "A")]
struct NoSet {
    id: String,
}

#[derive(Table)]
#[table(type_attribute = set("types"))]
struct Set;

#[derive(Entity)]
#[entity(table = Set, type = ("task", "1"), pk = "A#<id>", sk = "A")]
struct TextsInSet {
    id: String,
}

fn main() {}
