use singletable::{Entity, Table};

#[derive(Table)]
enum Accounts {
    Org(Org),
    User(User),
}

#[derive(Entity)]
#[entity(table = Accounts, pk = "A#<login>", sk = "A")]
struct Org {
    login: String,
}

#[derive(Entity)]
#[entity(table = Accounts, shares = [Org], pk = "A#<login>", sk = "A")]
struct User {
    login: String,
}

fn main() {
    let _ = |orgs: OrgRepository, users: UserRepository, table: Table<Accounts>, org: Org| {
        // The other one says that they share.
        let _ = table.batch_write().with(orgs.put(&org));
        let _ = table.batch_write().with(users.delete("u"));
    };
}
