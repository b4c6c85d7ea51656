//! A template has changed: the items of the former one are found and put right, as a whole.

use super::put_raw;
use crate::support::{MovableClock, raw, table, text};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::{EntityKey as _, TableModel};
use singletable::error::Cause;
use singletable::op::Misplaced;
use singletable::{Entity, Error, Item, Mapping, Table, Timestamp};
use std::collections::BTreeMap;

/// The entities as they were: `USER#` in the primary key, `EMAIL#` in the index.
mod former {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Table)]
    #[table(
        ttl = "ttl",
        type_index(name = "TypeIndex", pk = "_shard", sk = "_timestamp", shards = 3),
        index(GSI1, pk = "gsi1pk", sk = "gsi1sk")
    )]
    pub enum Town {
        Person(Person),
        Ticket(Ticket),
        Page(Page),
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = Town, type = "PERSON", pk = "USER#<id>", sk = "#USER")]
    #[entity(index(GSI1, name = by_mail, pk = "EMAIL#<mail>", sk = "<id>"))]
    pub struct Person {
        pub id: String,
        #[entity(unique)]
        pub mail: Option<String>,
        pub name: String,
        #[entity(ttl)]
        pub ends: Option<Timestamp>,
        #[entity(version)]
        pub version: u64,
    }

    /// Without a version, and with unique values.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = Town, type = "TICKET", pk = "T#<number>", sk = "T")]
    pub struct Ticket {
        #[entity(on_create = uuid)]
        pub number: String,
        #[entity(unique)]
        pub seat: String,
        pub note: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = Town, type = "PAGE", pk = "PAGE#<path:raw>", sk = "#PAGE")]
    pub struct Page {
        pub path: String,
        pub size: u32,
        #[entity(extra)]
        pub rest: BTreeMap<String, AttributeValue>,
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    ttl = "ttl",
    type_index(name = "TypeIndex", pk = "_shard", sk = "_timestamp", shards = 3),
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk")
)]
enum Town {
    Person(Person),
    Ticket(Ticket),
    Page(Page),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Town, type = "PERSON", pk = "PERSON#<id>", sk = "#PERSON")]
#[entity(index(GSI1, name = by_mail, pk = "MAIL#<mail:lower>", sk = "<id>"))]
struct Person {
    id: String,
    #[entity(unique)]
    mail: Option<String>,
    name: String,
    #[entity(ttl)]
    ends: Option<Timestamp>,
    #[entity(version)]
    version: u64,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Town, type = "TICKET", pk = "TICKET#<number>", sk = "#TICKET")]
struct Ticket {
    #[entity(on_create = uuid)]
    number: String,
    #[entity(unique)]
    seat: String,
    note: Option<String>,
    #[serde(skip)]
    #[entity(computed = length)]
    length: usize,
}

fn length(ticket: &Ticket) -> usize {
    ticket.seat.len()
}

/// The size is in the key now, and the path in lower case.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Town, type = "PAGE", pk = "SIZE#<size:06>", sk = "<path:lower>")]
struct Page {
    path: String,
    size: u32,
    #[entity(extra)]
    rest: BTreeMap<String, AttributeValue>,
}

fn person(id: &str, mail: Option<&str>) -> former::Person {
    former::Person {
        id: id.into(),
        mail: mail.map(str::to_owned),
        name: "Ada".into(),
        ends: None,
        version: 0,
    }
}

async fn town() -> (Table<former::Town>, Table<Town>, MovableClock) {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let former = table::<former::Town>().await.with_clock(clock.clock());
    let present = Table::new(former.client().clone()).with_name(former.name());
    (former, present.with_clock(clock.clock()), clock)
}

/// Everything that is stored, by its key.
async fn everything<T: TableModel>(table: &Table<T>) -> BTreeMap<(String, String), Item> {
    let scan = table.client().scan().table_name(table.name());
    let items = scan
        .consistent_read(true)
        .send()
        .await
        .unwrap()
        .items
        .unwrap();
    let items = items.into_iter().map(|item| {
        let key = ["pk", "sk"].map(|name| item[name].as_s().unwrap().clone());
        (key.into(), item)
    });
    items.collect()
}

/// The whole migration, as a program would do it, and as often as it likes.
async fn migrate(table: &Table<Town>) -> Result<usize, Error> {
    let people = PersonRepository::new(table);
    let mut changed = 0;
    // First to their places: a write by the key finds no item that is elsewhere.
    for found in people.scan().segments(2).misplaced().all().await? {
        found.relocate(table).send().await?;
        changed += 1;
    }
    for person in people.scan().stale_keys().all().await? {
        people.save(&person, &person).with_all_keys().send().await?;
        changed += 1;
    }
    Ok(changed)
}

#[tokio::test]
async fn items_of_a_former_template_are_found_and_moved() {
    for mapping in [Mapping::Direct, Mapping::Maps] {
        are_found_and_moved(mapping).await;
    }
}

async fn are_found_and_moved(mapping: Mapping) {
    let (former, table, clock) = town().await;
    let table = table.with_mapping(mapping);
    let before = former::PersonRepository::new(&former);
    let people = PersonRepository::new(&table);
    let mut ada = person("ada", Some("Ada@example.com"));
    ada.ends = Some("2030-01-01T00:00:00.000Z".parse().unwrap());
    before.create(&ada).send().await.unwrap();
    before.create(&person("bob", None)).send().await.unwrap();
    before
        .update("bob")
        .any_version()
        .set(former::Person::NAME, "Bob")
        .send()
        .await
        .unwrap();
    // An attribute that no field has.
    let bob = person("bob", None).item_key().unwrap();
    let mut stored = raw(&former, &bob).await.unwrap();
    stored.insert("shoe_size".into(), AttributeValue::N("42".into()));
    put_raw(&former, &stored).await;
    clock.move_by(60);

    // What a changed template does: nobody is there.
    assert_eq!(people.get("ada").send().await.unwrap(), None);
    assert_eq!(people.by_mail("ada@example.com").count().await.unwrap(), 0);
    assert_eq!(people.scan().lacking_keys().count().await.unwrap(), 0);
    assert_eq!(people.scan().misplaced().count().await.unwrap(), 2);

    assert_eq!(migrate(&table).await.unwrap(), 2);
    let found = people.get("ada").send().await.unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.version), ("Ada", 2));
    assert_eq!(
        people.by_mail("ADA@example.com").all().await.unwrap(),
        std::slice::from_ref(&found)
    );
    assert_eq!(
        people
            .by_unique_mail("Ada@example.com")
            .send()
            .await
            .unwrap(),
        Some(found.clone())
    );
    assert_eq!(people.get("bob").send().await.unwrap().unwrap().version, 3);
    // What is stored is as it was, but for the keys and the version.
    let moved = raw(&table, &Person::key("bob").item_key().unwrap())
        .await
        .unwrap();
    let differs = |name: &&String| moved.get(*name) != stored.get(*name);
    let mut different: Vec<_> = moved.keys().chain(stored.keys()).filter(differs).collect();
    different.sort();
    different.dedup();
    different.retain(|name| *name != "_shard");
    assert_eq!(different, ["pk", "sk", "version"]);
    // Nothing of the old ones is left: two people, a guard.
    let keys: Vec<_> = everything(&table)
        .await
        .into_keys()
        .map(|(pk, _)| pk)
        .collect();
    assert_eq!(
        keys,
        [
            "PERSON#ada",
            "PERSON#bob",
            "_UNIQUE#PERSON#mail#Ada@example.com"
        ]
    );
    assert_eq!(people.list().count().await.unwrap(), 2);

    // Once more it has nothing to do, and the guard is its owner's.
    assert_eq!(migrate(&table).await.unwrap(), 0);
    people.delete("ada").given(&found).send().await.unwrap();
    assert_eq!(everything(&table).await.len(), 1);
}

#[tokio::test]
async fn a_changed_template_of_an_index_is_found_and_written_anew() {
    let (former, table, _) = town().await;
    let people = PersonRepository::new(&table);
    let mut ids = Vec::new();
    for id in ["a", "b", "c"] {
        let mail = format!("{id}@x.y");
        let new = Person {
            id: id.into(),
            mail: Some(mail.clone()),
            name: id.into(),
            ends: None,
            version: 0,
        };
        people.create(&new).send().await.unwrap();
        let key = new.item_key().unwrap();
        let mut item = raw(&former, &key).await.unwrap();
        item.insert("gsi1pk".into(), text(&format!("EMAIL#{mail}")));
        put_raw(&former, &item).await;
        ids.push(key);
    }
    assert_eq!(people.by_mail("a@x.y").count().await.unwrap(), 0);
    assert_eq!(people.scan().lacking_keys().count().await.unwrap(), 0);
    assert_eq!(people.scan().misplaced().count().await.unwrap(), 0);
    assert_eq!(migrate(&table).await.unwrap(), 3);
    assert_eq!(people.by_mail("a@x.y").count().await.unwrap(), 1);
    assert_eq!(migrate(&table).await.unwrap(), 0);
}

#[tokio::test]
async fn an_item_that_has_changed_or_was_moved_meanwhile_is_left_alone() {
    let (former, table, _) = town().await;
    let before = former::PersonRepository::new(&former);
    let people = PersonRepository::new(&table);
    before
        .create(&person("ada", Some("a@x.y")))
        .send()
        .await
        .unwrap();
    let found = people.scan().misplaced().one().await.unwrap().unwrap();
    // A former program writes it.
    let change = before.update("ada").any_version();
    change
        .set(former::Person::NAME, "Eve")
        .send()
        .await
        .unwrap();
    let causes = causes(found.relocate(&table).send().await);
    assert!(
        matches!(causes[..], [Cause::None, Cause::VersionConflict { .. }]),
        "{causes:?}"
    );
    assert_eq!(people.get("ada").send().await.unwrap(), None);

    // Two programs move it at once.
    let found = people.scan().misplaced().one().await.unwrap().unwrap();
    let (one, other) = (found.relocate(&table), found.relocate(&table));
    one.send().await.unwrap();
    // The answer was lost, and it is sent again.
    one.send().await.unwrap();
    let causes = self::causes(other.send().await);
    assert!(matches!(causes[0], Cause::AlreadyExists), "{causes:?}");
    assert_eq!(people.get("ada").send().await.unwrap().unwrap().name, "Eve");
    assert_eq!(people.scan().misplaced().count().await.unwrap(), 0);
}

#[tokio::test]
async fn where_both_keys_have_an_item_the_stored_one_can_be_deleted() {
    let (former, table, _) = town().await;
    let before = former::PersonRepository::new(&former);
    let people = PersonRepository::new(&table);
    before
        .create(&person("ada", Some("old@x.y")))
        .send()
        .await
        .unwrap();
    let second = Person {
        id: "ada".into(),
        mail: Some("new@x.y".into()),
        name: "Ada".into(),
        ends: None,
        version: 0,
    };
    people.create(&second).send().await.unwrap();
    let found = people.scan().misplaced().one().await.unwrap().unwrap();
    let causes = causes(found.relocate(&table).send().await);
    assert!(matches!(causes[0], Cause::AlreadyExists), "{causes:?}");
    assert_eq!(everything(&table).await.len(), 4);
    assert_eq!(found.stored_key.attributes()["pk"], text("USER#ada"));
    found.delete_stored(&table).send().await.unwrap();
    // With its guard.
    let keys: Vec<_> = everything(&table)
        .await
        .into_keys()
        .map(|(pk, _)| pk)
        .collect();
    assert_eq!(keys, ["PERSON#ada", "_UNIQUE#PERSON#mail#new@x.y"]);
    let causes = self::causes(found.delete_stored(&table).send().await);
    assert!(matches!(causes[0], Cause::NotFound), "{causes:?}");
}

#[tokio::test]
async fn without_a_version_every_attribute_says_whether_the_item_has_changed() {
    let (former, table, _) = town().await;
    let before = former::TicketRepository::new(&former);
    let tickets = TicketRepository::new(&table);
    let new = |seat: &str| former::NewTicket {
        seat: seat.into(),
        note: None,
    };
    let one = before.create(new("1a")).send().await.unwrap();
    before.create(new("2b")).send().await.unwrap();
    let all = tickets.scan().misplaced().all().await.unwrap();
    assert_eq!(all.len(), 2);
    let of = |seat: &str| {
        let mut all = all.iter();
        all.find(|found| found.item.seat == seat).unwrap().clone()
    };
    // One gets an attribute that it did not have.
    let changed = before
        .update(one.number.as_str())
        .set(former::Ticket::NOTE, "n");
    changed.send().await.unwrap();
    let causes = causes(of("1a").relocate(&table).send().await);
    assert!(matches!(causes[1], Cause::ConditionFailed(_)), "{causes:?}");
    of("2b").relocate(&table).send().await.unwrap();
    let found: Vec<Misplaced<Ticket>> = tickets.scan().misplaced().all().await.unwrap();
    assert_eq!(found.len(), 1);
    found[0].relocate(&table).send().await.unwrap();
    let moved = tickets.by_unique_seat("1a").send().await.unwrap().unwrap();
    assert_eq!(
        (moved.number, moved.note.as_deref(), moved.length),
        (one.number, Some("n"), 2)
    );
    assert_eq!(everything(&table).await.len(), 4);
    // The seat is still taken.
    let taken = NewTicket {
        seat: "1a".into(),
        note: None,
    };
    let refused = tickets.create(taken).send().await;
    assert!(matches!(refused, Err(Error::UniqueViolation { .. })));
}

#[tokio::test]
async fn a_value_that_another_item_has_is_not_taken_from_it() {
    let (former, table, _) = town().await;
    let before = former::PersonRepository::new(&former);
    let people = PersonRepository::new(&table);
    before
        .create(&person("ada", Some("a@x.y")))
        .send()
        .await
        .unwrap();
    let guard = ("_UNIQUE#PERSON#mail#a@x.y".to_owned(), "_UNIQUE".to_owned());
    let mut item = everything(&table).await.remove(&guard).unwrap();
    item.insert("_owner_pk".into(), text("USER#eve"));
    put_raw(&table, &item).await;
    let found = people.scan().misplaced().one().await.unwrap().unwrap();
    let causes = causes(found.relocate(&table).send().await);
    assert!(
        matches!(causes[0], Cause::UniqueViolation("mail")),
        "{causes:?}"
    );
    assert_eq!(everything(&table).await[&guard], item);
}

#[tokio::test]
async fn items_with_other_attributes_and_other_key_fields_are_moved() {
    let (former, table, _) = town().await;
    let before = former::PageRepository::new(&former);
    let pages = PageRepository::new(&table);
    let rest = BTreeMap::from([("pinned".to_owned(), AttributeValue::Bool(true))]);
    let page = former::Page {
        path: "A/b".into(),
        size: 7,
        rest: rest.clone(),
    };
    before.create(&page).send().await.unwrap();
    let found = pages.scan().misplaced().all().await.unwrap();
    assert_eq!(found[0].stored_key.attributes()["pk"], text("PAGE#A/b"));
    // More can happen in the same transaction.
    let other = Page {
        path: "c".into(),
        size: 1,
        rest: BTreeMap::new(),
    };
    let with_another = found[0].relocate(&table).with(pages.create(&other));
    with_another.send().await.unwrap();
    let moved = pages.get(7, "a/B").send().await.unwrap().unwrap();
    assert_eq!(
        moved,
        Page {
            path: "A/b".into(),
            size: 7,
            rest
        }
    );
    assert_eq!(pages.scan().misplaced().count().await.unwrap(), 0);
    assert_eq!(pages.scan().stale_keys().count().await.unwrap(), 0);
    assert_eq!(everything(&table).await.len(), 2);
}

#[tokio::test]
async fn fields_that_make_no_key_are_an_error_before_the_request() {
    let (former, table, _) = town().await;
    let before = former::PageRepository::new(&former);
    let pages = PageRepository::new(&table);
    let page = former::Page {
        path: "a".into(),
        size: 1_234_567,
        rest: BTreeMap::new(),
    };
    before.create(&page).send().await.unwrap();
    // Seven digits are too many for the key.
    let found = pages.scan().misplaced().one().await.unwrap().unwrap();
    let refused = found.relocate(&table).send().await;
    assert!(matches!(refused, Err(Error::Key(_))), "{refused:?}");
    assert_eq!(everything(&table).await.len(), 1);
    // The key that is stored is no part of what is shown.
    assert!(!format!("{:?}", found.stored_key).contains("PAGE#a"));
}

#[tokio::test]
async fn expired_items_and_those_without_a_type_are_not_among_them() {
    let (former, table, clock) = town().await;
    let before = former::PersonRepository::new(&former);
    let people = PersonRepository::new(&table);
    let mut ada = person("ada", None);
    ada.ends = Some("2026-01-01T01:00:00.000Z".parse().unwrap());
    before.create(&ada).send().await.unwrap();
    before.create(&person("bob", None)).send().await.unwrap();
    let bob = person("bob", None).item_key().unwrap();
    let mut stored = raw(&former, &bob).await.unwrap();
    // Whose an item without a type is, its key alone says.
    stored.remove("_type");
    put_raw(&former, &stored).await;
    assert_eq!(people.scan().misplaced().count().await.unwrap(), 1);
    clock.move_by(3600);
    let scan = || people.scan().misplaced();
    assert_eq!(scan().count().await.unwrap(), 0);
    assert_eq!(scan().all().await.unwrap().len(), 0);
    let found = scan().include_expired().all().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(scan().include_expired().count().await.unwrap(), 1);
}

/// Why the transaction was canceled, operation by operation.
fn causes(result: Result<(), Error>) -> Vec<Cause> {
    let Err(Error::TransactionCanceled(canceled)) = result else {
        panic!("{result:?}");
    };
    let reasons = canceled.reasons().iter();
    reasons.map(|reason| reason.cause().clone()).collect()
}
