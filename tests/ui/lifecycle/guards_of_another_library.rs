//! Guards as another library makes them, declared wrongly.

use singletable::{Entity, Table};

#[derive(Table)]
#[table(pk = "pk", sk = "sk")]
enum One {
    Meets(Meets),
    Alike(Alike),
    Other(Other),
}

/// A guard with a key that an item can have, one without a sort key, and one in another's place.
#[derive(Entity)]
#[entity(table = One, pk = "unique#<id>", sk = "x#")]
#[entity(unique(email, pk = "unique#<email>", sk = "x#"))]
#[entity(unique(handle, pk = "handle#<handle>"))]
#[entity(unique(phone, pk = "phone#<phone>", sk = "x#"))]
#[entity(unique(second, pk = "phone#<second>", sk = "x#"))]
struct Meets {
    id: String,
    email: String,
    handle: String,
    phone: String,
    second: String,
}

/// The guards of another entity.
#[derive(Entity)]
#[entity(table = One, pk = "alike#<id>", sk = "y#")]
#[entity(unique(phone, pk = "phone#<phone>", sk = "x#"))]
struct Alike {
    id: String,
    phone: String,
}

/// A key of guards.
#[derive(Entity)]
#[entity(table = One, pk = "phone#<id>", sk = "x#")]
struct Other {
    id: String,
}

/// Syntax.
#[derive(Entity)]
#[entity(table = One, unlisted, pk = "syntax#<id>", sk = "z#")]
#[entity(unique(a, pk = "a#", sk = "x#"))]
#[entity(unique(b, sk = "x#"))]
#[entity(unique(c, fields(id), pk = "c#<id>", sk = "x#"))]
#[entity(unique(d, key = "d#<id>"))]
#[entity(unique(e, pk = "e#<nobody>", sk = "x#"))]
struct Syntax {
    id: String,
}

fn main() {}
