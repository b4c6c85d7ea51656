use singletable::{Entity, Projection};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
    email: String,
}

#[derive(Projection)]
#[projection(entity = User)]
struct Contact {
    emial: String,
    #[projection(field = phone)]
    number: String,
}

fn main() {}
