//! Entities with a mistake whose generated names are used: the mistake is the only error.

mod not_a_struct_with_fields_and_called {
    use singletable::Entity;

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User(String);

    fn case() {
        let _ = |users: UserRepository, key: UserKey| {
            let _ = users.get("u");
            let _ = users.get_by(key);
        };
    }
}

mod singleton_with_a_field_and_called {
    use singletable::Entity;

    #[derive(Entity)]
    #[entity(pk = "CONFIG", sk = "<name>", singleton)]
    struct Config {
        name: String,
    }

    fn case() {
        let _ = |configs: ConfigRepository| {
            let _ = configs.get();
            let _ = configs.update();
            let _ = Config::key();
        };
    }
}

fn main() {}
