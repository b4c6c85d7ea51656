use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "U")]
#[entity(index(GSI1, name = by_mail, pk = "MAIL#<mial>", sk = "<name>"))]
struct User {
    id: String,
    name: String,
    mail: String,
}

fn main() {
    let _ = |users: UserRepository| {
        let _ = users.by_mail("m").prefix(("n",));
        let _ = users.update("u").set_key(User::BY_MAIL_KEY, ("m", "n"));
    };
}
