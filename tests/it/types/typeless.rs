//! Entities without a type, in a table where others have one.

use super::{MAPPINGS, put_raw, raw, table, text};
use singletable::{Collection, Entity, Error, Item, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Accounts", type_attribute = "_et", type_index(name = "All"))]
enum Accounts {
    User(User),
    Reading(Reading),
    Audit(Audit),
    Status(Status),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Accounts, pk = "ACCOUNT#<id>", sk = "USER")]
struct User {
    id: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Accounts, pk = "ACCOUNT#<id>", sk = "AT#<number:04>")]
struct Reading {
    id: String,
    number: u32,
}

/// Its sort keys begin as those of readings do.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Accounts, type = none, pk = "ACCOUNT#<id>", sk = "AT#<number:04>#AUDIT")]
struct Audit {
    id: String,
    number: u32,
    note: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Accounts, type = none, pk = "ACCOUNT#<id>", sk = "STATUS")]
struct Status {
    id: String,
    status: String,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Accounts, pk = "ACCOUNT#<id>")]
struct Account {
    user: User,
    status: Option<Status>,
    readings: Vec<Reading>,
    audits: Vec<Audit>,
}

fn audit(number: u32) -> Audit {
    Audit {
        id: "a".into(),
        number,
        note: "n".into(),
    }
}

fn reading(number: u32) -> Reading {
    Reading {
        id: "a".into(),
        number,
    }
}

fn status() -> Status {
    Status {
        id: "a".into(),
        status: "s".into(),
    }
}

async fn account(mapping: singletable::Mapping) -> Table<Accounts> {
    let table = table::<Accounts>().await.with_mapping(mapping);
    let user = User { id: "a".into() };
    UserRepository::new(&table).put(&user).send().await.unwrap();
    StatusRepository::new(&table)
        .put(&status())
        .send()
        .await
        .unwrap();
    for number in 1..4 {
        ReadingRepository::new(&table)
            .create(&reading(number))
            .send()
            .await
            .unwrap();
        AuditRepository::new(&table)
            .create(&audit(number))
            .send()
            .await
            .unwrap();
    }
    table
}

#[tokio::test]
async fn such_items_have_no_type_and_the_others_have_theirs() {
    for mapping in MAPPINGS {
        let table = account(mapping).await;
        let stored = async |key: singletable::ItemKey| raw(&table, &key).await.unwrap();
        assert_eq!(
            stored(reading(1).item_key().unwrap()).await["_et"],
            text("READING")
        );
        let audits = AuditRepository::new(&table);
        let without = stored(audit(1).item_key().unwrap()).await;
        assert!(!without.contains_key("_et"), "{without:?}");
        let update = || audits.update("a", 1_u32).set(Audit::NOTE, "n");
        update().send().await.unwrap();
        update().upsert().send().await.unwrap();
        audits
            .save(&audit(1), &audit(1))
            .with_all_keys()
            .send()
            .await
            .unwrap();
        audits.put(&audit(1)).send().await.unwrap();
        assert_eq!(stored(audit(1).item_key().unwrap()).await, without);
    }
}

#[tokio::test]
async fn reads_of_either_find_their_own() {
    for mapping in MAPPINGS {
        let table = account(mapping).await;
        let (readings, audits) = (ReadingRepository::new(&table), AuditRepository::new(&table));
        let own = [audit(1), audit(2), audit(3)];
        assert_eq!(audits.get("a", 2_u32).send().await.unwrap(), Some(audit(2)));
        assert_eq!(audits.query("a").all().await.unwrap(), own);
        assert_eq!(audits.query("a").count().await.unwrap(), 3);
        assert_eq!(audits.scan().count().await.unwrap(), 3);
        assert_eq!(audits.scan().all().await.unwrap().len(), 3);
        assert_eq!(audits.scan().lacking_keys().count().await.unwrap(), 0);
        assert_eq!(audits.scan().stale_keys().count().await.unwrap(), 0);
        assert_eq!(readings.query("a").count().await.unwrap(), 3);
        assert_eq!(readings.query("a").all().await.unwrap().len(), 3);
        assert_eq!(readings.scan().count().await.unwrap(), 3);
        assert_eq!(table.list::<Reading>().all().await.unwrap().len(), 3);
        assert_eq!(table.scan().count().await.unwrap(), 8);
        let all = audits.partition("a").all().await.unwrap();
        assert!(all.contains(&Accounts::Status(status())));
        assert_eq!(audits.partition("a").count().await.unwrap(), all.len());
        let account = Account::get(&table, "a").send().await.unwrap().unwrap();
        assert_eq!(account.status, Some(status()));
        assert_eq!(account.audits, own);
        assert_eq!(account.readings.len(), 3);
    }
}

#[tokio::test]
async fn an_item_with_a_type_is_none_of_them() {
    for mapping in MAPPINGS {
        let table = account(mapping).await;
        let (audits, key) = (AuditRepository::new(&table), audit(1).item_key().unwrap());
        let mut item = raw(&table, &key).await.unwrap();
        item.insert("_et".into(), text("OTHER"));
        put_raw(&table, &item).await;
        assert_eq!(audits.get("a", 1_u32).send().await.unwrap(), None);
        assert_eq!(audits.query("a").all().await.unwrap(), [audit(2), audit(3)]);
        assert_eq!(audits.query("a").count().await.unwrap(), 2);
        assert_eq!(audits.scan().count().await.unwrap(), 2);
    }
}

/// The list of entities is open, so a key may be another's.
#[derive(Debug, Clone, PartialEq, Table)]
struct Open;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Open, type = none, pk = "N#<id>", sk = "NOTE")]
struct Note {
    id: String,
    text: String,
}

#[tokio::test]
async fn in_an_open_table_writes_leave_items_with_a_type_as_they_are() {
    for mapping in MAPPINGS {
        let table = table::<Open>().await.with_mapping(mapping);
        let notes = NoteRepository::new(&table);
        let note = Note {
            id: "1".into(),
            text: "t".into(),
        };
        let key = note.item_key().unwrap();
        let update = || notes.update("1").set(Note::TEXT, "u");
        let input = update().into_input().unwrap();
        let condition = input.condition_expression.unwrap();
        assert!(condition.contains("attribute_not_exists"), "{condition}");
        notes.create(&note).send().await.unwrap();
        update().send().await.unwrap();
        let mut other: Item = raw(&table, &key).await.unwrap();
        other.insert("_type".into(), text("OTHER"));
        put_raw(&table, &other).await;
        assert!(matches!(update().send().await, Err(Error::NotFound { .. })));
        let upsert = update().upsert().send().await;
        assert!(matches!(upsert, Err(Error::AlreadyExists { .. })));
        notes.delete("1").send().await.unwrap();
        assert_eq!(raw(&table, &key).await, Some(other));
        assert_eq!(notes.get("1").send().await.unwrap(), None);
    }
}
