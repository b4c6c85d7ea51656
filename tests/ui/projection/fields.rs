//! Fields that the entity does not have.

mod misspelt_field_of_a_projection_in_use {
    use singletable::{Entity, Projection};

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User {
        id: String,
        name: String,
    }

    #[derive(Projection)]
    #[projection(entity = User)]
    struct Card {
        id: String,
        nmae: String,
    }

    fn case() {
        let _ = |users: UserRepository| {
            let _ = users.get("u").project::<Card>();
            let _ = users.query("u").project::<Card>();
        };
    }
}

mod unknown_field {
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
}

fn main() {}
