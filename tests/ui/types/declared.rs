use singletable::{Entity, Table};

// What holds the type is not written so.
#[derive(Table)]
#[table(type_attribute = [])]
struct Empty;

#[derive(Table)]
#[table(type_attribute = ["kind"])]
struct ListOfOne;

#[derive(Table)]
#[table(type_attribute = nothing)]
struct Nothing;

#[derive(Table)]
#[table(type_attribute = set("a", "b"))]
struct TwoSets;

// An attribute has one use.
#[derive(Table)]
#[table(type_attribute = ["kind", "kind"])]
struct Twice;

// A type index is over one text.
#[derive(Table)]
#[table(type_attribute = none, type_index(sk = "_timestamp"))]
struct ListOfNone;

#[derive(Table)]
#[table(type_attribute = ["kind", "version"], type_index(pk = "kind"))]
struct ListOfSeveral;

#[derive(Table)]
#[table(type_attribute = set("types"), type_index)]
struct ListOfSet;

// A type is not written so.
#[derive(Entity)]
#[entity(type = nothing, pk = "A#<id>", sk = "A")]
struct NoWord {
    id: String,
}

#[derive(Entity)]
#[entity(type = ("a", 1), pk = "A#<id>", sk = "A")]
struct Number {
    id: String,
}

#[derive(Entity)]
#[entity(type_alias = none, pk = "A#<id>", sk = "A")]
struct AliasOfNone {
    id: String,
}

#[derive(Entity)]
#[entity(type = ["A", "B", "A"], pk = "A#<id>", sk = "A")]
struct MemberTwice {
    id: String,
}

#[derive(Entity)]
#[entity(type = none, type_alias = "A", type_sk = "<id>", pk = "A#<id>", sk = "A")]
struct NothingBefore {
    id: String,
}

#[derive(Entity)]
#[entity(type = ("a", "1"), type_alias = "A", pk = "A#<id>", sk = "A")]
struct ShortAlias {
    id: String,
}

#[derive(Entity)]
#[entity(shares = Other, pk = "A#<id>", sk = "A")]
struct SharesNoList {
    id: String,
}

fn main() {}
