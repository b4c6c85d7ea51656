use singletable::{Entity, Projection};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
    name: String,
}

#[derive(Projection)]
struct NoEntity {
    name: String,
}

#[derive(Projection)]
#[projection(entity = User)]
struct NoFields {}

#[derive(Projection)]
#[projection(entity = User, entiti = User, entity = User)]
struct Options {
    #[projection(fild = name)]
    name: String,
    #[projection(field = name, path = User::NAME.then(User::NAME))]
    two: String,
    #[projection(field = "a b")]
    no_name: String,
    #[projection(path = User::NAME)]
    no_step: Option<String>,
    #[projection(path = User::NAME.)]
    open: Option<String>,
    #[projection(path)]
    flag: Option<String>,
}

#[derive(Projection)]
#[projection(entity = User)]
struct Twice {
    name: String,
    #[projection(field = name)]
    again: String,
}

fn main() {
    let _ = |users: UserRepository| users.get("u1").project::<Twice>();
}
