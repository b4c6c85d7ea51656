use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "#U"))]
#[entity(index(GSI2, name = by_email, pk = "NAME#<name>", sk = "#U"))]
#[entity(index(GSI3, name = update, pk = "A#<name>", sk = "#U"))]
#[entity(index(GSI4, name = by_key, pk = "B#<name>", sk = "#U"))]
#[entity(index(GSI5, name = "by email", pk = "C#<name>", sk = "#U"))]
#[entity(index(GSI6, name = repository, pk = "D#<name>", sk = "#U"))]
struct User {
    user_id: String,
    email: String,
    name: String,
}

fn main() {}
