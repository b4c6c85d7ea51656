#[path = "../model/account.rs"]
mod model;

use model::{Account, AccountRepository};
use singletable::Table;
use singletable::schema::DefaultTable;

fn main() {
    let _ = async |accounts: AccountRepository, table: Table<DefaultTable>, account: Account| {
        let _ = accounts.update("a").set(Account::BALANCE, 1).send().await;
        let _ = accounts.delete("a").send().await;
        let _ = table.write_transaction().with(accounts.delete("a"));
        let _ = accounts.update("a").any_version().set(Account::BALANCE, 1).send().await;
        let _ = accounts.delete("a").given(&account).send().await;
        let _ = table.write_transaction().with(accounts.delete("a").any_version());
    };
}
