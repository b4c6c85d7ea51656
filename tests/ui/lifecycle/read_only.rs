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

fn main() {
    let _ = |accounts: &AccountRepository| {
        let _ = accounts.update("a").any_version().set(Account::OPENED, Timestamp::now());
        let _ = accounts.update("a").any_version().add(Account::VERSION, 1);
        let _ = accounts.update("a").refresh_ttl();
        let _ = accounts.create("a");
    };
}
