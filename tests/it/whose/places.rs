//! Where another entity may have the same key: in a table without an enum, in the default one, and for an
//! entity that the enum does not name.

use super::put_raw;
use crate::support::{raw, table, text};
use singletable::bounds::EntityKey as _;
use singletable::{Entity, Error, Table};

/// Two entities whose keys have the same shape.
#[derive(Debug, Table)]
struct Directory;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Directory, pk = "<id>", sk = "#ENTRY")]
struct User {
    id: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Directory, type = "ORGANISATION", pk = "<id>", sk = "#ENTRY")]
struct Org {
    id: String,
    name: String,
}

fn acme() -> Org {
    Org {
        id: "acme".into(),
        name: "Acme".into(),
    }
}

fn user() -> User {
    User {
        id: "acme".into(),
        name: "Ann".into(),
    }
}

#[tokio::test]
async fn an_organisation_is_no_user() {
    let table = table::<Directory>().await;
    let (users, orgs) = (UserRepository::new(&table), OrgRepository::new(&table));
    orgs.create(&acme()).send().await.unwrap();
    assert_eq!(users.get("acme").send().await.unwrap(), None);
    let update = || users.update("acme").set(User::NAME, "Ann");
    assert!(update().send().await.unwrap_err().is_not_found());
    let upsert = update().upsert().send().await.unwrap_err();
    assert!(upsert.is_already_exists());
    assert_eq!(
        upsert.to_string(),
        "User: an item with this key exists already, of this entity or of another"
    );
    let create = users.create(&user()).send().await.unwrap_err();
    assert!(create.is_already_exists());
    users.delete("acme").send().await.unwrap();
    assert_eq!(orgs.get("acme").send().await.unwrap(), Some(acme()));
    let replaced = users.put(&user()).return_old().send().await.unwrap();
    assert_eq!(replaced, None);
    assert_eq!(orgs.get("acme").send().await.unwrap(), None);
    assert_eq!(users.get("acme").send().await.unwrap(), Some(user()));
}

#[tokio::test]
async fn a_condition_of_the_caller_and_the_type_both_hold() {
    let table = table::<Directory>().await;
    let (users, orgs) = (UserRepository::new(&table), OrgRepository::new(&table));
    let either = || User::NAME.eq("Acme") | User::NAME.not_exists();
    let delete = || users.delete("acme").condition(either());
    orgs.create(&acme()).send().await.unwrap();
    // It holds for an absent item, so there is nothing to do.
    delete().send().await.unwrap();
    assert_eq!(delete().return_old().send().await.unwrap(), None);
    assert_eq!(orgs.get("acme").send().await.unwrap(), Some(acme()));
    let update = users.update("acme").set(User::NAME, "Ann");
    let update = update.condition(either()).send().await;
    assert!(update.unwrap_err().is_not_found());
    orgs.delete("acme").send().await.unwrap();
    users.create(&user()).send().await.unwrap();
    assert!(delete().send().await.unwrap_err().is_condition_failed());
    let named = users.delete("acme").condition(User::NAME.eq("Ann"));
    assert_eq!(named.return_old().send().await.unwrap(), Some(user()));
}

/// Of no table.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "NOTE#<id>", sk = "#NOTE")]
struct Note {
    id: String,
    text: String,
}

#[derive(Debug, Table)]
enum Shop {
    #[allow(dead_code, reason = "the enum is a declaration")]
    Customer(Customer),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, pk = "CUSTOMER#<id>", sk = "#CUSTOMER")]
struct Customer {
    id: String,
    text: String,
}

/// A former layout.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Shop, unlisted, pk = "CUSTOMER#<id>", sk = "#CUSTOMER")]
struct Client {
    id: String,
    text: String,
}

macro_rules! asks_for_the_type {
    ($name:ident, $entity:ident, $repository:ident) => {
        #[tokio::test]
        async fn $name() {
            let table = table::<<$entity as Entity>::Table>().await;
            let items = $repository::new(&table);
            let one = $entity {
                id: "1".into(),
                text: "a".into(),
            };
            let now = "2026-01-01T00:00:00.000Z".parse().unwrap();
            let mut item = one.to_item(now).unwrap();
            item.insert("_type".into(), text("FOREIGN"));
            put_raw(&table, &item).await;
            assert_eq!(items.get("1").send().await.unwrap(), None);
            let update = || items.update("1").set($entity::TEXT, "b");
            assert!(update().send().await.unwrap_err().is_not_found());
            let upsert = update().upsert().send().await;
            assert!(matches!(upsert, Err(Error::AlreadyExists { .. })));
            items.delete("1").send().await.unwrap();
            let key = one.to_key().item_key().unwrap();
            assert_eq!(raw(&table, &key).await, Some(item));
        }
    };
}

asks_for_the_type!(in_the_default_table, Note, NoteRepository);
asks_for_the_type!(
    of_an_entity_that_the_enum_does_not_name,
    Client,
    ClientRepository
);

/// A former layout with the type of what the enum names: its keys may be of any entity.
mod former {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = Shop, unlisted, pk = "<id>", sk = "#CUSTOMER")]
    pub(super) struct Customer {
        pub(super) id: String,
        pub(super) text: String,
    }
}
use former::{Customer as Former, CustomerRepository as FormerRepository};

asks_for_the_type!(
    of_a_former_layout_with_the_type_of_a_present_one,
    Former,
    FormerRepository
);
