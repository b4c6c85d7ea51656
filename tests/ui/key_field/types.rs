//! Types of key fields that are none.

mod enum_without_the_derive {
    use serde::{Deserialize, Serialize};
    use singletable::Entity;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Guest,
        Member,
    }

    #[derive(Entity)]
    #[entity(pk = "USER#<kind>", sk = "<other>")]
    struct User {
        kind: Kind,
        other: Kind,
    }

    fn case() {
        let _ = |users: UserRepository| users.get(Kind::Guest, Kind::Member);
    }
}

mod newtype_of_no_key {
    use singletable::KeyField;

    #[derive(Debug, Clone, PartialEq, KeyField)]
    struct Score(f64);
}

mod newtype_without_the_derive {
    use serde::{Deserialize, Serialize};
    use singletable::Entity;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct UserId(String);

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User {
        id: UserId,
    }

    fn case() {
        let _ = |users: UserRepository| users.get(UserId("u".to_owned()));
    }
}

mod newtype_without_the_derive_in_a_constraint {
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

    fn case() {
        let _ = |users: UserRepository| users.by_unique_mail(Mail("m".to_owned()));
    }
}

mod newtype_without_the_derive_in_an_index {
    use serde::{Deserialize, Serialize};
    use singletable::Entity;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct UserId(String);

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    #[entity(index(GSI1, name = by_owner, pk = "OWNER", sk = "<id>#<owner>"))]
    struct User {
        id: String,
        owner: Option<UserId>,
    }

    fn case() {
        let _ = |users: UserRepository| users.by_owner();
    }
}

fn main() {}
