use singletable::{Entity, Table, Timestamp};
use singletable::schema::DefaultTable;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "A#<id>", sk = "A", ttl = "1h")]
#[entity(index(GSI1, name = by_team, pk = "TEAM#<team>", sk = "<handle>#<joined>"))]
#[entity(unique(handle, fields(team, handle)))]
struct Account {
    id: String,
    #[entity(unique)]
    email: String,
    team: String,
    handle: String,
    joined: Timestamp,
    #[entity(ttl)]
    ends: Option<Timestamp>,
    name: String,
}

fn main() {
    let _ = async |accounts: AccountRepository, table: Table<DefaultTable>, account: Account| {
        let _ = accounts.put(&account).send().await;
        let _ = accounts.delete("a").send().await;
        let _ = accounts.delete("a").any_version().send().await;
        let _ = accounts.delete("a").given(&account).return_old();
        let _ = table.write_transaction().with(accounts.delete("a"));
        let _ = accounts.update("a").set(Account::EMAIL, "e");
        let _ = accounts.update("a").given(&account).set(Account::HANDLE, "h");
        let _ = accounts.update("a").set(Account::ENDS, account.joined);
        let _ = accounts.update("a").remove(Account::ENDS);
        let _ = accounts.update("a").set_if_absent(Account::EMAIL, "e");
        let _ = accounts.update("a").refresh_ttl();
        let _ = accounts.update("a").upsert();
        let _ = accounts.create(&account).into_input();
        let _ = accounts.save(&account, &account).into_update();
        // What keeps the values unique compiles, and what does not touch them.
        let _ = accounts.create(&account).send().await;
        let _ = accounts.save(&account, &account).refresh_ttl().send().await;
        let _ = accounts.delete("a").given(&account).send().await;
        let _ = accounts.update("a").set(Account::NAME, "n").send().await;
        let _ = table.write_transaction().with(accounts.create(&account));
    };
}
