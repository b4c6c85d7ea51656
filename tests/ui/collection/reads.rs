use singletable::{Collection, Entity, Table};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Open;

#[derive(Entity)]
#[entity(table = Open, pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_age, pk = "AGE#<age>", sk = "<user_id>"))]
struct User {
    user_id: String,
    age: u8,
}

#[derive(Collection)]
#[collection(table = Open, index = GSI1, pk = "AGE#<age>")]
struct OfAge {
    #[collection(sort = nmae)]
    users: Vec<User>,
}

fn a_consistent_read_of_a_global_index(table: &Table<Open>) {
    let _ = OfAge::get(table, 18).consistent();
}

fn the_key_has_a_type(table: &Table<Open>) {
    let _ = OfAge::get(table, "18");
}

fn an_open_list_has_no_enum(table: &Table<Open>) {
    let _ = OfAge::get(table, 18).stream();
    let _ = UserRepository::new(table).partition("u1").all();
}

fn main() {}
