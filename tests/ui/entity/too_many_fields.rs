use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "X#<id>", sk = "<a>#<b>#<c>#<d>#<e>#<f>")]
struct Sort {
    id: String,
    a: String,
    b: String,
    c: String,
    d: String,
    e: String,
    f: String,
}

#[derive(Entity)]
#[entity(pk = "X#<id>", sk = "#X")]
#[entity(index(GSI1, pk = "<a>#<b>#<c>", sk = "<c>#<d>#<e>#<f>"))]
struct Group {
    id: String,
    a: String,
    b: String,
    c: String,
    d: String,
    e: String,
    f: String,
}

fn main() {}
