//! Changes that a field does not take.

#[path = "../model/post.rs"]
mod model;

mod another_entity {
    use crate::model::{Blog, PostRepository};
    use singletable::Entity;

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.update("u1", "p1").set(Other::NAME, "x");
        };
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = Blog, pk = "OTHER#<id>", sk = "#O")]
    struct Other {
        id: String,
        name: String,
    }
}

mod arithmetic_on_a_text_key_part {
    use crate::model::{Post, PostRepository};

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.update("u1", "p1").add(Post::RANK, 1);
            let _ = posts.update("u1", "p1").increment(Post::USER_ID, "1");
            // A number in the key of an index that stores numbers may be counted up.
            let _ = posts.update("u1", "p1").add(Post::POINTS, 1);
        };
    }
}

mod inside_key {
    use serde::{Deserialize, Serialize};
    use singletable::key::{Encoding, KeyKind, KeyText, KeyValueError};
    use singletable::{Attributes, Entity, KeyField, Table};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
    struct Place {
        city: String,
    }

    impl KeyField for Place {
        const KIND: KeyKind = KeyKind::Text;

        fn write_key(&self, _: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
            out.push_str(&self.city);
            Ok(())
        }
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(pk = "USER#<user_id>", sk = "#METADATA")]
    #[entity(index(GSI1, name = by_place, pk = "PLACE#<place>", sk = "#USER"))]
    struct User {
        user_id: String,
        place: Place,
    }

    fn case() {
        let _ = |table: &Table<singletable::schema::DefaultTable>| {
            let users = UserRepository::new(table);
            let _ = users.update("u1").set(User::PLACE.then(Place::CITY), "Rome");
        };
    }
}

mod not_a_number_a_list_or_a_set {
    use crate::model::{Post, PostRepository};

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.update("u1", "p1").add(Post::TITLE, "more");
            let _ = posts.update("u1", "p1").append(Post::POINTS, [1]);
            let _ = posts.update("u1", "p1").insert_into(Post::TITLE, ["more"]);
        };
    }
}

mod option_for_a_value {
    use crate::model::{Post, PostRepository};

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.update("u1", "p1").set(Post::BIO, Some("bio".to_owned()));
            let _ = posts.update("u1", "p1").set(Post::BIO, None);
        };
    }
}

mod primary_key {
    use crate::model::{Post, PostRepository};

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.update("u1", "p1").set(Post::USER_ID, "u2");
            let _ = posts.update("u1", "p1").remove(Post::POST_ID);
            let _ = posts.update("u1", "p1").set_if_absent(Post::POST_ID, "p2");
        };
    }
}

mod required_attribute {
    use crate::model::{Post, PostRepository};

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.update("u1", "p1").remove(Post::TITLE);
            let _ = posts.update("u1", "p1").remove(Post::STATUS);
            let _ = posts.update("u1", "p1").remove(Post::BIO);
        };
    }
}

mod set_key_in_another_order {
    use crate::model::{Post, PostRepository};
    use singletable::Timestamp;

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.update("u1", "p1").set_key(Post::BY_STATUS_KEY, (Timestamp::now(), "draft"));
        };
    }
}

mod stale_index_key {
    use crate::model::{Post, PostRepository};
    use singletable::Timestamp;

    fn case() {
        let _ = |posts: &PostRepository, post: &Post| {
            let _ = posts.update("u1", "p1").set(Post::STATUS, "draft");
            let _ = posts.update("u1", "p1").set(Post::CREATED_AT, Timestamp::now());
            let _ = posts.update("u1", "p1").set(Post::RANK, 1);
            // Both ways out.
            let both = ("draft", Timestamp::now());
            let _ = posts.update("u1", "p1").set_key(Post::BY_STATUS_KEY, both);
            let _ = posts.update("u1", "p1").given(post).set(Post::STATUS, "draft");
        };
    }
}

mod tag {
    use serde::{Deserialize, Serialize};
    use singletable::{Attributes, Entity};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
    #[serde(tag = "kind")]
    enum Payment {
        Card { number: String },
        Cash,
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(pk = "SALE#<id>", sk = "#SALE")]
    struct Sale {
        id: String,
        payment: Payment,
    }

    fn case() {
        let _ = |sales: &SaleRepository| {
            let _ = sales.update("s").set(Sale::PAYMENT.then(Payment::TAG), "Card");
            let _ = sales.query("s").filter(Sale::PAYMENT.then(Payment::TAG).eq("Card"));
        };
    }
}

mod value_type {
    use crate::model::{Post, PostRepository};
    use singletable::Timestamp;

    fn case() {
        let _ = |posts: &PostRepository| {
            let _ = posts.update("u1", "p1").set(Post::TITLE, 5);
            let _ = posts.update("u1", 2);
            let _ = posts.by_rank(7);
            let _ = posts.by_status().prefix((1,));
            let _ = posts.by_status().prefix(("draft", Timestamp::now(), 1));
        };
    }
}

mod whole_key_for_its_fields {
    use singletable::Entity;

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User {
        id: String,
    }

    fn case() {
        let _ = |users: UserRepository| users.get(User::key("u"));
    }
}

fn main() {}
