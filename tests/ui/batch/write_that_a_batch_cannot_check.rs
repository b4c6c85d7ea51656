#[path = "../model/account.rs"]
mod model;

use model::{Account, AccountRepository};
use singletable::{Entity, Table};
use singletable::schema::DefaultTable;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "U#<id>", sk = "U")]
struct User {
    id: String,
    #[entity(unique)]
    email: String,
}

fn main() {
    let _ = |accounts: AccountRepository, users: UserRepository, table: Table<DefaultTable>, account: Account| {
        let _ = table.batch_write().with(accounts.put(&account));
        let _ = table.batch_write().with(accounts.delete("a").any_version());
        let _ = table.batch_write().with_all([users.delete("u")]);
    };
}
