use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "#U"))]
#[entity(index(GSI1, name = by_name, pk = "NAME#<name>", sk = "#U"))]
struct User {
    user_id: String,
    email: String,
    name: String,
}

fn main() {}
