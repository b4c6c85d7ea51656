//! Entities of one table that have the same type or the same keys.

mod keys_that_their_types_do_not_tell_apart {
    use serde::{Deserialize, Serialize};
    use singletable::{Entity, KeyField, Table};

    #[derive(Table)]
    enum Shop {
        Info(Info),
        Page(Page),
        First(First),
        Version(Version),
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
    #[serde(rename_all = "UPPERCASE")]
    enum Kind {
        Info,
        Help,
    }

    #[derive(Entity)]
    #[entity(table = Shop, pk = "SHOP#<id>", sk = "INFO")]
    struct Info {
        id: String,
    }

    #[derive(Entity)]
    #[entity(table = Shop, pk = "SHOP#<id>", sk = "<kind>")]
    struct Page {
        id: String,
        kind: Kind,
    }

    #[derive(Entity)]
    #[entity(table = Shop, pk = "SHOP#<id>", sk = "V#000001")]
    struct First {
        id: String,
    }

    #[derive(Entity)]
    #[entity(table = Shop, pk = "SHOP#<id>", sk = "V#<n:06>")]
    struct Version {
        id: String,
        n: u32,
    }
}

mod same_type_name {
    use singletable::{Entity, Table};

    #[derive(Table)]
    enum Blog {
        User(User),
        Admin(Admin),
    }

    #[derive(Entity)]
    #[entity(table = Blog, type = "USER", pk = "USER#<user_id>", sk = "#METADATA")]
    struct User {
        user_id: String,
    }

    #[derive(Entity)]
    #[entity(table = Blog, type = "USER", pk = "ADMIN#<user_id>", sk = "#METADATA")]
    struct Admin {
        user_id: String,
    }
}

mod several_with_one_type_name_and_key {
    use singletable::{Entity, Table};

    #[derive(Table)]
    enum Blog {
        User(User),
        Admin(Admin),
        Guest(Guest),
    }

    #[derive(Entity)]
    #[entity(table = Blog, type = "USER", pk = "USER#<id>", sk = "U")]
    struct User {
        id: String,
    }

    #[derive(Entity)]
    #[entity(table = Blog, type = "USER", pk = "ADMIN#<id>", sk = "<kind>")]
    struct Admin {
        id: String,
        kind: String,
    }

    #[derive(Entity)]
    #[entity(table = Blog, type = "USER", pk = "<of>#<id>", sk = "<kind>")]
    struct Guest {
        of: String,
        id: String,
        kind: String,
    }
}

mod two_entities_with_one_key_shape {
    use singletable::{Entity, Table};

    #[derive(Table)]
    enum Blog {
        User(User),
        Admin(Admin),
    }

    #[derive(Entity)]
    #[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
    struct User {
        user_id: String,
    }

    #[derive(Entity)]
    #[entity(table = Blog, pk = "USER#<admin_id>", sk = "<part:raw>")]
    struct Admin {
        admin_id: String,
        part: String,
    }
}

fn main() {}
