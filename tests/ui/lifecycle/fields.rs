//! Types of fields that have no default, or are no time, and changes of fields that are read only.

mod computed_without_a_default {
    use singletable::Entity;

    enum Rank {
        Low,
    }

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User {
        #[entity(on_create = uuid)]
        id: String,
        #[serde(skip)]
        #[entity(computed = rank)]
        rank: Rank,
    }

    fn rank(_: &User) -> Rank {
        Rank::Low
    }
}

/// A number does not say whether it counts seconds or milliseconds.
mod number_as_time_to_live {
    use singletable::{Entity, Table};

    #[derive(Table)]
    #[table(ttl = "ttl")]
    struct Web;

    #[derive(Entity)]
    #[entity(table = Web, pk = "TICKET#<id>", sk = "#TICKET")]
    struct Ticket {
        id: String,
        #[entity(ttl)]
        ends: u64,
    }
}

mod read_only {
    use singletable::{Entity, Timestamp};

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(pk = "A#<id>", sk = "A")]
    struct Account {
        id: String,
        #[entity(read_only)]
        opened: Timestamp,
        #[entity(version)]
        version: u64,
        visits: u64,
    }

    fn case() {
        let _ = |accounts: &AccountRepository| {
            let _ = accounts.update("a").any_version().set(Account::OPENED, Timestamp::now());
            let _ = accounts.update("a").any_version().add(Account::VERSION, 1);
            let _ = accounts.update("a").refresh_ttl();
            let _ = accounts.create("a");
        };
    }
}

fn main() {}
