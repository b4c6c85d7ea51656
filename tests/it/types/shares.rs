//! Entities that share their keys on purpose.

use super::{MAPPINGS, put_raw, raw, table, text};
use singletable::bounds::TableItem as _;
use singletable::{Entity, Error, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Accounts", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
enum Accounts {
    Org(Org),
    User(User),
}

/// It does not say so itself.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Accounts, pk = "ACCOUNT#<login>", sk = "ACCOUNT")]
#[entity(index(GSI1, name = all_orgs, pk = "ALL", sk = "<login>"))]
struct Org {
    login: String,
    seats: u32,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Accounts, shares = [Org], pk = "ACCOUNT#<login>", sk = "ACCOUNT")]
#[entity(index(GSI1, name = all_users, pk = "ALL", sk = "<login>"))]
struct User {
    login: String,
    name: String,
}

fn org(login: &str) -> Org {
    Org {
        login: login.into(),
        seats: 3,
    }
}

fn user(login: &str) -> User {
    User {
        login: login.into(),
        name: "n".into(),
    }
}

#[tokio::test]
async fn reads_look_at_the_type() {
    for mapping in MAPPINGS {
        let table = table::<Accounts>().await.with_mapping(mapping);
        let (orgs, users) = (OrgRepository::new(&table), UserRepository::new(&table));
        orgs.create(&org("o")).send().await.unwrap();
        users.create(&user("u")).send().await.unwrap();
        assert_eq!(orgs.get("o").send().await.unwrap(), Some(org("o")));
        assert_eq!(users.get("o").send().await.unwrap(), None);
        assert_eq!(orgs.query("u").count().await.unwrap(), 0);
        assert_eq!(users.query("u").count().await.unwrap(), 1);
        assert_eq!(users.all_users().all().await.unwrap(), [user("u")]);
        assert_eq!(orgs.all_orgs().count().await.unwrap(), 1);
        assert_eq!(users.scan().count().await.unwrap(), 1);
        let reads = (users.get("o"), orgs.get("o"));
        let found = table.read_transaction(reads).send().await;
        // One item cannot be read twice in a transaction.
        assert!(found.is_err());
        let read = users.batch_get([User::key("o"), User::key("u")]);
        assert_eq!(read.send().await.unwrap(), [None, Some(user("u"))]);
        let mut all = table.scan().all().await.unwrap();
        all.sort_by_key(|item| matches!(item, Accounts::User(_)));
        assert_eq!(all, [Accounts::Org(org("o")), Accounts::User(user("u"))]);
    }
}

#[tokio::test]
async fn no_write_touches_an_item_of_the_other() {
    for mapping in MAPPINGS {
        let table = table::<Accounts>().await.with_mapping(mapping);
        let (orgs, users) = (OrgRepository::new(&table), UserRepository::new(&table));
        orgs.create(&org("o")).send().await.unwrap();
        let key = org("o").item_key().unwrap();
        let stored = async || raw(&table, &key).await.unwrap();
        let whole = stored().await;
        let of_other = user("o");
        let put = users.put(&of_other).send().await;
        assert!(matches!(put, Err(Error::AlreadyExists { .. })), "{put:?}");
        let create = users.create(&of_other).send().await;
        assert!(
            matches!(create, Err(Error::AlreadyExists { .. })),
            "{create:?}"
        );
        let update = || users.update("o").set(User::NAME, "m");
        assert!(matches!(update().send().await, Err(Error::NotFound { .. })));
        let upsert = update().upsert().send().await;
        assert!(
            matches!(upsert, Err(Error::AlreadyExists { .. })),
            "{upsert:?}"
        );
        let changed = User {
            name: "m".into(),
            ..of_other.clone()
        };
        let save = users.save(&of_other, &changed).send().await;
        assert!(save.is_err());
        users.delete("o").send().await.unwrap();
        let in_transaction = table.write_transaction().with(users.put(&of_other));
        assert!(in_transaction.send().await.is_err());
        let in_transaction = table.write_transaction().with(users.delete("o"));
        assert!(
            in_transaction
                .with(users.put(&user("v")))
                .send()
                .await
                .is_err()
        );
        assert_eq!(stored().await, whole);
        // Its own it replaces.
        orgs.put(&org("o")).send().await.unwrap();
        users.put(&user("w")).send().await.unwrap();
        users.put(&user("w")).send().await.unwrap();
        assert_eq!(stored().await, whole);
    }
}

#[tokio::test]
async fn an_item_without_a_type_is_neithers() {
    let table = table::<Accounts>().await;
    let (orgs, users) = (OrgRepository::new(&table), UserRepository::new(&table));
    orgs.create(&org("o")).send().await.unwrap();
    let key = org("o").item_key().unwrap();
    let mut item = raw(&table, &key).await.unwrap();
    assert_eq!(item.remove("_type"), Some(text("ORG")));
    put_raw(&table, &item).await;
    assert_eq!(orgs.get("o").send().await.unwrap(), None);
    assert_eq!(users.get("o").send().await.unwrap(), None);
    assert_eq!(orgs.all_orgs().count().await.unwrap(), 0);
    assert_eq!(orgs.scan().count().await.unwrap(), 0);
    assert!(Accounts::from_item(item).is_err());
}
