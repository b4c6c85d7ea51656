//! What is declared twice, or has a name that is taken.

mod access_pattern_names {
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
}

mod same_attribute_twice {
    use singletable::Entity;

    #[derive(Entity)]
    #[serde(rename_all = "camelCase")]
    #[entity(pk = "USER#<user_id>", sk = "#METADATA")]
    #[entity(index(GSI1, name = by_status, pk = "S", sk = "<status>#<name>"))]
    struct User {
        user_id: String,
        #[serde(rename = "userId")]
        id: String,
        #[serde(alias = "id")]
        old: String,
        status: String,
        name: String,
        by_status_key: String,
        #[serde(rename = "")]
        nameless: String,
    }
}

mod same_index_twice {
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
}

fn main() {}
