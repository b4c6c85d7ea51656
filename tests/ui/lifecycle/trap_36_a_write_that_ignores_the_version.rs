use singletable::{DefaultTable, Entity, Table};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "A#<id>", sk = "A")]
struct Account {
    id: String,
    balance: u64,
    #[entity(version)]
    version: u64,
}

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
