//! Types of fields that cannot be stored, or be in a key.

mod nested_with_half_of_serde {
    use serde::Serialize;
    use singletable::Entity;

    #[derive(Serialize)]
    struct Address {
        city: String,
    }

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User {
        #[entity(on_create = uuid)]
        id: String,
        address: Option<Address>,
    }
}

mod nested_without_serde {
    use singletable::Entity;

    struct Address {
        city: String,
    }

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User {
        id: String,
        address: Address,
    }
}

mod not_a_key_behind_an_alias {
    use serde::{Deserialize, Serialize};
    use singletable::Entity;

    type Score = f64;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Place {
        city: String,
    }

    #[derive(Entity)]
    #[entity(pk = "A#<score>", sk = "#A")]
    struct Alias {
        score: Score,
    }

    #[derive(Entity)]
    #[entity(pk = "A#<id>", sk = "#A")]
    #[entity(index(GSI1, pk = "A", sk = "<place>"))]
    struct Own {
        id: String,
        place: Place,
    }
}

fn main() {}
