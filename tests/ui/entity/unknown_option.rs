use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA", typ = "USER")]
#[entity(index(GSI1, nam = by_email, pk = "EMAIL#<email>", sk = "#U"))]
#[entity(pk = "AGAIN", type = USER, index)]
struct User {
    user_id: String,
    #[entity(tll)]
    email: String,
    #[entity(ttl = "1h")]
    name: String,
}

#[derive(Entity)]
#[entity]
struct Missing {
    id: String,
}

fn main() {}
