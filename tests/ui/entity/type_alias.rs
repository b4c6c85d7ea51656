use singletable::Entity;

#[derive(Entity)]
#[entity(type = "USER", type_alias = "USER", pk = "USER#<user_id>", sk = "#USER")]
struct OfItself {
    user_id: String,
}

#[derive(Entity)]
#[entity(type_alias = "OF_THE_STRUCT", pk = "USER#<user_id>", sk = "#USER")]
struct OfTheStruct {
    user_id: String,
}

#[derive(Entity)]
#[entity(type_alias = "PERSON", type_alias = "CLIENT", type_alias = "PERSON")]
#[entity(pk = "USER#<user_id>", sk = "#USER")]
struct Twice {
    user_id: String,
}

#[derive(Entity)]
#[entity(type_alias = "", pk = "USER#<user_id>", sk = "#USER")]
struct Empty {
    user_id: String,
}

#[derive(Entity)]
#[entity(type_alias = "_UNIQUE", pk = "USER#<user_id>", sk = "#USER")]
struct OfGuards {
    user_id: String,
}

#[derive(Entity)]
#[entity(type = "_UNIQUE", pk = "USER#<user_id>", sk = "#USER")]
struct IsGuard {
    user_id: String,
}

#[derive(Entity)]
#[entity(type_alias = "PERSON", pk = "USER#<user_id>", sk = "#USER")]
struct Unique {
    user_id: String,
    #[entity(unique)]
    email: String,
}

#[derive(Entity)]
#[entity(type_alias("PERSON", "CLIENT"), pk = "USER#<user_id>", sk = "#USER")]
struct List {
    user_id: String,
}

fn main() {}
