//! Entities with a mistake in a template whose generated names are used: the mistake is the only error.

mod malformed_and_called {
    use singletable::Entity;

    #[derive(Entity)]
    #[entity(pk = "USER#<id", sk = "U")]
    #[entity(index(GSI1, name = by_name, pk = "NAME#<name>", sk = "<mail>#<id>"))]
    struct User {
        id: String,
        name: String,
        mail: String,
    }

    impl UserRepository {
        fn own(&self) -> bool {
            true
        }
    }

    async fn calls(users: &UserRepository, key: UserKey) {
        let user: Option<User> = users.get("u").send().await.unwrap();
        let _ = users.query("u").prefix(("a", 2)).all().await;
        let _ = users.update("u").set(User::NAME, "n").set_key(User::BY_NAME_KEY, ("a", "b"));
        let _ = users.by_name("n").filter(User::MAIL.eq("m"));
        let _ = (User::key("u"), users.own(), users.get_by(key), user.unwrap().name);
    }
}

mod no_field_and_called {
    use singletable::Entity;

    #[derive(Entity)]
    #[entity(pk = "USER", sk = "U")]
    struct User {
        id: String,
    }

    fn case() {
        let _ = |users: UserRepository| {
            let _ = users.get("u");
            let _ = users.query("u");
            let _ = User::key("u");
        };
    }
}

mod unknown_field_and_called {
    use singletable::Entity;

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    #[entity(index(GSI1, name = by_mail, pk = "MAIL#<mial>", sk = "<name>"))]
    struct User {
        id: String,
        name: String,
        mail: String,
    }

    fn case() {
        let _ = |users: UserRepository| {
            let _ = users.by_mail("m").prefix(("n",));
            let _ = users.update("u").set_key(User::BY_MAIL_KEY, ("m", "n"));
        };
    }
}

fn main() {}
