use serde::{Deserialize, Serialize};
use singletable::Entity;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Mail(String);

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
struct User {
    id: String,
    #[entity(unique)]
    mail: Mail,
}

fn main() {
    let _ = |users: UserRepository| users.by_unique_mail(Mail("m".to_owned()));
}
