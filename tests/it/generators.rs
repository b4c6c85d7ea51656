//! Generated values: when they are made, and when not.

mod writes;

use crate::support::{MovableClock, raw, table, time};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Clock, Entity, Ids, Table, Timestamp};
use singletable_local::{Local, Outcome, Script};
use std::sync::atomic::{AtomicU8, Ordering};

#[derive(Debug, Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Notes;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Notes, pk = "NOTE#<id>", sk = "#NOTE")]
#[entity(index(GSI1, name = recent, pk = "NOTES", sk = "<changed_at>#<id>"))]
struct Note {
    #[entity(on_create = uuid)]
    id: String,
    #[entity(on_create = uuid_v7)]
    order: String,
    #[entity(on_create = ksuid)]
    ksuid: String,
    #[entity(on_create = now)]
    created_at: Timestamp,
    #[entity(on_create = now, on_update = now)]
    changed_at: Timestamp,
    #[entity(on_update = now)]
    updated_at: Option<Timestamp>,
    #[entity(on_create = default)]
    likes: u64,
    #[entity(on_create = first_words)]
    text: String,
    title: String,
    author: Option<String>,
}

fn first_words() -> String {
    "…".to_owned()
}

/// A handle with a clock that moves only when it is moved, and identifiers that count.
async fn notes() -> (NoteRepository, MovableClock) {
    let (clock, ids) = (
        MovableClock::at("2026-01-01T00:00:05.000Z"),
        AtomicU8::new(0),
    );
    let table = table::<Notes>().await;
    let table = table
        .with_clock(clock.clock())
        .with_ids(Ids::new(move || [ids.fetch_add(1, Ordering::Relaxed); 16]));
    (NoteRepository::new(&table), clock)
}

fn new(title: &str) -> NewNote {
    NewNote {
        title: title.into(),
        author: None,
    }
}

#[tokio::test]
async fn a_new_item_has_what_is_generated_and_is_answered_whole() {
    let (notes, _) = notes().await;
    let create = notes.create(new("t"));
    let seen = create.created().clone();
    let note = create.send().await.unwrap();
    assert_eq!(note, seen);
    let now = time("2026-01-01T00:00:05.000Z");
    let expected = Note {
        id: "00000000-0000-4000-8000-000000000000".into(),
        order: note.order.clone(),
        ksuid: note.ksuid.clone(),
        created_at: now,
        changed_at: now,
        updated_at: None,
        likes: 0,
        text: "…".into(),
        title: "t".into(),
        author: None,
    };
    assert_eq!(note, expected);
    let millis = format!("{:012x}", now.epoch_millis());
    assert_eq!(note.order.replace('-', "")[..12], millis);
    assert_eq!((note.order.len(), &note.order[14..15]), (36, "7"));
    assert_eq!(note.ksuid.len(), 27);
    assert_eq!(
        notes.get(&note.id).send().await.unwrap(),
        Some(note.clone())
    );
    // What is given whole is written as it is.
    let given = Note {
        id: "mine".into(),
        likes: 7,
        ..note
    };
    notes.create(&given).send().await.unwrap();
    assert_eq!(notes.get("mine").send().await.unwrap(), Some(given));
}

#[tokio::test]
async fn all_that_one_operation_generates_has_one_time() {
    let (notes, clock) = notes().await;
    // Each reading of this clock takes a second.
    let ticking = clock.clone();
    let ticking = Clock::new(move || {
        ticking.move_by(1);
        ticking.now()
    });
    let notes = NoteRepository::new(&notes.table().clone().with_clock(ticking));
    let note = notes.create(new("t")).send().await.unwrap();
    assert_eq!(note.created_at, note.changed_at);
    let update = notes.update(&note.id).add(Note::LIKES, 1).return_new();
    let updated = update.send().await.unwrap();
    assert!(updated.changed_at > note.changed_at);
    assert_eq!(updated.updated_at, Some(updated.changed_at));
    let upsert = notes
        .update("n")
        .upsert()
        .set(Note::TITLE, "t")
        .return_new();
    let made = upsert.send().await.unwrap();
    assert_eq!(
        (made.created_at, made.updated_at),
        (made.changed_at, Some(made.changed_at))
    );
}

#[tokio::test]
async fn identifiers_of_time_sort_by_it() {
    let (notes, clock) = notes().await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(notes.create(new("t")).send().await.unwrap());
        clock.move_by(1);
    }
    for pair in made.windows(2) {
        assert!(pair[0].order < pair[1].order && pair[0].ksuid < pair[1].ksuid);
        assert_ne!(pair[0].id, pair[1].id);
    }
}

#[tokio::test]
async fn every_update_generates_what_it_does_not_give() {
    let (notes, clock) = notes().await;
    let note = notes.create(new("t")).send().await.unwrap();
    clock.move_by(60);
    let later = time("2026-01-01T00:01:05.000Z");
    let updated = notes.update(&note.id).add(Note::LIKES, 1).return_new();
    let updated = updated.send().await.unwrap();
    let expected = Note {
        likes: 1,
        changed_at: later,
        updated_at: Some(later),
        ..note.clone()
    };
    assert_eq!(updated, expected);
    // The key of the index has followed.
    let recent = notes.recent().at_or_after((later,)).one().await.unwrap();
    assert_eq!(recent, Some(expected));
    let given = time("2020-01-01T00:00:00.000Z");
    let updated = notes
        .update(&note.id)
        .set(Note::UPDATED_AT, given)
        .return_new();
    assert_eq!(updated.send().await.unwrap().updated_at, Some(given));
    let cleared = notes.update(&note.id).remove(Note::UPDATED_AT).return_new();
    assert_eq!(cleared.send().await.unwrap().updated_at, None);
    // Nothing to change is still nothing.
    assert!(notes.update(&note.id).into_input().is_err());
}

#[tokio::test]
async fn an_upsert_fills_in_what_is_generated_and_overwrites_none_of_it() {
    let (notes, clock) = notes().await;
    let upsert = || {
        notes
            .update("n")
            .upsert()
            .set(Note::TITLE, "t")
            .return_new()
    };
    let made = upsert().send().await.unwrap();
    let start = time("2026-01-01T00:00:05.000Z");
    assert_eq!((made.created_at, made.likes), (start, 0));
    assert_eq!(made.text, "…");
    // Other values than those that would be generated again.
    let changed = notes
        .update("n")
        .add(Note::LIKES, 3)
        .set(Note::TEXT, "mine")
        .set(Note::ORDER, "o")
        .set(Note::KSUID, "k");
    changed.send().await.unwrap();
    clock.move_by(60);
    let again = upsert().send().await.unwrap();
    let later = time("2026-01-01T00:01:05.000Z");
    let expected = Note {
        order: "o".into(),
        ksuid: "k".into(),
        changed_at: later,
        updated_at: Some(later),
        likes: 3,
        text: "mine".into(),
        ..made
    };
    assert_eq!(again, expected);
    let stored = raw(notes.table(), &again.item_key().unwrap())
        .await
        .unwrap();
    let key = AttributeValue::S("2026-01-01T00:01:05.000Z#n".into());
    assert_eq!(stored["gsi1sk"], key);
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Notes, pk = "POST#<id>", sk = "#POST")]
#[entity(index(GSI1, name = by_status, pk = "POSTS", sk = "<status>#<created_at>"))]
struct Post {
    id: String,
    status: String,
    #[entity(on_create = now)]
    created_at: Timestamp,
    likes: u32,
}

#[tokio::test]
async fn an_update_of_a_loaded_item_generates_nothing_that_it_has() {
    let (notes, clock) = notes().await;
    let posts = PostRepository::new(notes.table());
    let new = NewPost {
        id: "1".into(),
        status: "draft".into(),
        likes: 0,
    };
    let post = posts.create(new).send().await.unwrap();
    clock.move_by(60);
    let update = posts.update("1").given(&post).set(Post::STATUS, "live");
    let live = update.return_new().send().await.unwrap();
    assert_eq!(live.created_at, post.created_at);
    let found = posts.by_status().at(("live", post.created_at)).one().await;
    assert_eq!(found.unwrap(), Some(live.clone()));
    // What changes a loaded item does not make one.
    let both = posts.update("1").given(&live).upsert().set(Post::LIKES, 1);
    assert!(both.send().await.is_err());
}

#[tokio::test]
async fn an_upsert_of_an_item_from_before_an_index_keeps_key_and_fields_together() {
    let (notes, clock) = notes().await;
    let posts = PostRepository::new(notes.table());
    let table = notes.table();
    let post = Post {
        id: "1".into(),
        status: "draft".into(),
        created_at: clock.now(),
        likes: 0,
    };
    posts.put(&post).send().await.unwrap();
    // The index was declared later: the item has the fields, and no keys.
    let mut item = raw(table, &post.item_key().unwrap()).await.unwrap();
    item.remove("gsi1pk");
    item.remove("gsi1sk");
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    clock.move_by(60);
    let upsert = posts.update("1").upsert();
    let upsert = upsert
        .set_if_absent(Post::LIKES, 0)
        .set_key(Post::BY_STATUS_KEY, ("live", post.created_at));
    upsert.send().await.unwrap();
    let found = posts.by_status().at(("live", post.created_at)).one().await;
    assert_eq!(found.unwrap().unwrap().likes, 0);

    // The same where the field is generated, and the upsert knows nothing of the key.
    let old = Note {
        id: "n".into(),
        order: "o".into(),
        ksuid: "k".into(),
        created_at: clock.now(),
        changed_at: clock.now(),
        updated_at: None,
        likes: 1,
        text: "t".into(),
        title: "t".into(),
        author: None,
    };
    notes.put(&old).send().await.unwrap();
    let upsert = notes
        .update("n")
        .upsert()
        .set(Note::TITLE, "u")
        .return_new();
    let met = upsert.send().await.unwrap();
    assert_eq!((met.likes, met.title.as_str()), (1, "u"));
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Notes, pk = "EVENT#<id>", sk = "#EVENT")]
#[entity(index(GSI1, name = newest, pk = "EVENTS", sk = "<at>"))]
struct Event {
    id: String,
    #[entity(on_create = now)]
    at: Timestamp,
    text: Option<String>,
}

#[tokio::test]
async fn an_upsert_takes_the_generated_fields_of_an_index_from_the_item_that_is_there() {
    let (notes, clock) = notes().await;
    let (table, events) = (notes.table(), EventRepository::new(notes.table()));
    let event = Event {
        id: "1".into(),
        at: clock.now(),
        text: None,
    };
    events.put(&event).send().await.unwrap();
    let mut item = raw(table, &event.item_key().unwrap()).await.unwrap();
    item.remove("gsi1pk");
    item.remove("gsi1sk");
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    clock.move_by(60);
    let upsert = events
        .update("1")
        .upsert()
        .set(Event::TEXT, "t")
        .return_new();
    let met = upsert.send().await.unwrap();
    assert_eq!((met.at, met.text.as_deref()), (event.at, Some("t")));
    // A condition of the caller's holds for it or not, as ever.
    let refused = events.update("1").upsert().set(Event::TEXT, "u");
    let refused = refused.condition(Event::TEXT.eq("x")).send().await;
    assert!(refused.unwrap_err().is_condition_failed());
}

#[tokio::test]
async fn an_upsert_is_sent_again_only_where_the_stored_item_can_help() {
    let script = Script::new();
    let table = Table::<Notes>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let (notes, events) = (NoteRepository::new(&table), EventRepository::new(&table));
    let updates = || {
        let sent = script.requests().into_iter();
        sent.filter(|sent| sent.operation == "UpdateItem").count()
    };
    let note = notes.create(new("t")).send().await.unwrap();
    let upsert = notes.update(&note.id).upsert().set(Note::TITLE, "u");
    let refused = upsert.condition(Note::TITLE.eq("x")).send().await;
    assert!(refused.unwrap_err().is_condition_failed());
    assert_eq!(updates(), 1);

    // An event that is in no index is met as it is.
    let event = Event {
        id: "1".into(),
        at: time("2026-01-01T00:00:05.000Z"),
        text: None,
    };
    events.put(&event).send().await.unwrap();
    let mut item = raw(&table, &event.item_key().unwrap()).await.unwrap();
    item.remove("gsi1pk");
    item.remove("gsi1sk");
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    let upsert = || events.update("1").upsert().set(Event::TEXT, "t");
    // Where it is gone by then, the first answer is kept.
    let gone = Outcome::error(400, "ConditionalCheckFailedException", "gone");
    script.push_for("UpdateItem", Outcome::Pass);
    script.push_for("UpdateItem", gone);
    let refused = upsert().send().await.unwrap_err();
    assert!(refused.is_condition_failed(), "{refused}");
    assert_eq!(refused.stored::<Event>().unwrap(), Some(event));
    assert_eq!(updates(), 1 + 2);
    upsert().send().await.unwrap();
    assert_eq!(updates(), 1 + 2 + 2);
}

/// Names that generated code might use itself.
mod names {
    use singletable::schema::DefaultTable;
    use singletable::{Entity, Table};

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(pk = "N#<id>", sk = "N")]
    struct Named {
        #[entity(on_create = write)]
        id: String,
        #[entity(on_create = sources)]
        a: String,
        #[entity(on_update = update)]
        b: Option<String>,
        #[serde(default = "reader", skip_serializing_if = "writer")]
        c: u8,
        #[entity(computed = value)]
        #[serde(skip)]
        d: String,
        #[entity(on_create = entity)]
        e: String,
    }

    fn write() -> String {
        "id".into()
    }
    fn sources() -> String {
        "a".into()
    }
    fn update() -> String {
        "b".into()
    }
    fn entity() -> String {
        "e".into()
    }
    fn reader() -> u8 {
        1
    }
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    fn writer(c: &u8) -> bool {
        *c == 1
    }
    fn value(named: &Named) -> String {
        named.id.clone()
    }

    #[tokio::test]
    async fn functions_of_any_name_generate_and_compute() {
        let table = Table::<DefaultTable>::new(crate::support::client()).with_name("names");
        table.create_table().send().await.unwrap();
        let all = NamedRepository::new(&table);
        let made = all.create(NewNamed { c: 1 }).send().await.unwrap();
        let update = all.update("id").set(Named::A, "x").return_new();
        let updated = update.send().await.unwrap();
        assert_eq!((made.d.as_str(), made.e.as_str()), ("id", "e"));
        assert_eq!((updated.b.as_deref(), updated.c), (Some("b"), 1));
        table.delete_table().send().await.unwrap();
    }
}
