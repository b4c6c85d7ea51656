use singletable::{Collection, Entity, Table};

// Nothing tells them apart but their keys.
#[derive(Table)]
#[table(type_attribute = none)]
enum First {
    User(User),
    Admin(Admin),
}

#[derive(Entity)]
#[entity(table = First, pk = "U#<id>", sk = "A")]
struct User {
    id: String,
}

#[derive(Entity)]
#[entity(table = First, pk = "U#<name>", sk = "A")]
struct Admin {
    name: String,
}

// The type is all of its attributes.
#[derive(Table)]
#[table(type_attribute = ["kind", "version"])]
enum Second {
    Task(Task),
    Job(Job),
    Later(Later),
}

#[derive(Entity)]
#[entity(table = Second, type = ("task", "1"), pk = "T#<id>", sk = "A")]
struct Task {
    id: String,
}

#[derive(Entity)]
#[entity(table = Second, type = ("task", "1"), pk = "J#<id>", sk = "A")]
struct Job {
    id: String,
}

#[derive(Entity)]
#[entity(table = Second, type = ("task", "2"), type_alias = ("task", "1"), pk = "L#<id>", sk = "A")]
struct Later {
    id: String,
}

// A name in a set is a type of its own.
#[derive(Table)]
#[table(type_attribute = set("types"))]
enum Third {
    Cat(Cat),
    Animal(Animal),
}

#[derive(Entity)]
#[entity(table = Third, type = ["Cat", "Animal"], pk = "C#<id>", sk = "A")]
struct Cat {
    id: String,
}

#[derive(Entity)]
#[entity(table = Third, type = "Animal", pk = "A#<id>", sk = "A")]
struct Animal {
    id: String,
}

// The same in a collection, where the list of entities is open.
#[derive(Table)]
#[table(type_attribute = none)]
struct Open;

#[derive(Entity)]
#[entity(table = Open, pk = "P#<id>", sk = "N#<a>")]
struct Note {
    id: String,
    a: String,
}

#[derive(Entity)]
#[entity(table = Open, pk = "P#<id>", sk = "N#<b>")]
struct Remark {
    id: String,
    b: String,
}

#[derive(Collection)]
#[collection(table = Open, pk = "P#<id>")]
struct Both {
    notes: Vec<Note>,
    remarks: Vec<Remark>,
}

fn main() {}
