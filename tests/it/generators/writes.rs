//! Which writes generate, and what they leave as it was given.

use super::{Note, new, notes};
use crate::support::time;

#[tokio::test]
async fn a_transaction_writes_what_the_operation_showed() {
    let (notes, _) = notes().await;
    let create = notes.create(new("t"));
    let note = create.created().clone();
    let transaction = notes.table().write_transaction().with(create);
    transaction.send().await.unwrap();
    assert_eq!(notes.get(&note.id).send().await.unwrap(), Some(note));
}

/// A note none of whose values would be generated now.
fn given(id: &str) -> Note {
    let earlier = time("2020-01-01T00:00:00.000Z");
    Note {
        id: id.into(),
        order: "o".into(),
        ksuid: "k".into(),
        created_at: earlier,
        changed_at: earlier,
        updated_at: None,
        likes: 7,
        text: "mine".into(),
        title: "t".into(),
        author: None,
    }
}

#[tokio::test]
async fn what_writes_a_whole_item_generates_nothing() {
    let (notes, _) = notes().await;
    let transaction = || notes.table().write_transaction();
    let batch = || notes.table().batch_write();
    let stored = async |id: &str| notes.get(id).send().await.unwrap();
    notes.put(&given("put")).send().await.unwrap();
    notes.create(&given("create")).send().await.unwrap();
    let put = transaction().with(notes.put(&given("put in a transaction")));
    put.send().await.unwrap();
    let create = transaction().with(notes.create(&given("create in a transaction")));
    create.send().await.unwrap();
    let put = batch().with(notes.put(&given("put in a batch")));
    put.send().await.unwrap();
    for id in [
        "put",
        "create",
        "put in a transaction",
        "create in a transaction",
        "put in a batch",
    ] {
        assert_eq!(stored(id).await, Some(given(id)));
    }
    // Nor when it replaces another.
    let again = Note {
        likes: 8,
        ..given("put")
    };
    notes.put(&again).send().await.unwrap();
    assert_eq!(stored("put").await, Some(again));
}

#[tokio::test]
async fn a_save_generates_what_does_not_differ() {
    let (notes, clock) = notes().await;
    let before = given("n");
    notes.put(&before).send().await.unwrap();
    let renamed = Note {
        title: "u".into(),
        ..before.clone()
    };
    let saved = notes.save(&before, &renamed).send().await.unwrap();
    let now = clock.now();
    let expected = Note {
        changed_at: now,
        updated_at: Some(now),
        ..renamed
    };
    assert_eq!(saved, expected);
    // The key of the index has followed.
    let found = notes.recent().at_or_after((now,)).one().await.unwrap();
    assert_eq!(found, Some(saved.clone()));
    // What the caller changes itself is as the caller gave it.
    clock.move_by(60);
    let own = Note {
        title: "v".into(),
        updated_at: None,
        ..saved.clone()
    };
    let cleared = notes.save(&saved, &own).send().await.unwrap();
    let expected = Note {
        changed_at: clock.now(),
        ..own
    };
    assert_eq!(cleared, expected);
    // Without a difference there is nothing to generate.
    clock.move_by(60);
    let same = notes.save(&cleared, &cleared).send().await.unwrap();
    assert_eq!(same, cleared);
    assert_eq!(notes.get("n").send().await.unwrap(), Some(cleared.clone()));
    // In a transaction it is the same.
    let again = Note {
        title: "w".into(),
        ..cleared.clone()
    };
    let written = notes.save(&cleared, &again);
    let transaction = notes.table().write_transaction().with(written);
    transaction.send().await.unwrap();
    let expected = Note {
        changed_at: clock.now(),
        updated_at: Some(clock.now()),
        ..again
    };
    assert_eq!(notes.get("n").send().await.unwrap(), Some(expected));
}

/// The time of what is generated is that at which the operation was made, and not sent.
#[tokio::test]
async fn updates_in_a_transaction_generate_as_they_do_alone() {
    let (notes, clock) = notes().await;
    notes.put(&given("n")).send().await.unwrap();
    let made_at = clock.now();
    let upsert = |id: &str| notes.update(id).upsert().set(Note::TITLE, "u");
    let transaction = notes
        .table()
        .write_transaction()
        .with(notes.update("n").set(Note::TITLE, "u"))
        .with(upsert("new"));
    clock.move_by(60);
    transaction.send().await.unwrap();
    let stored = async |id: &str| notes.get(id).send().await.unwrap().unwrap();
    let expected = Note {
        title: "u".into(),
        changed_at: made_at,
        updated_at: Some(made_at),
        ..given("n")
    };
    assert_eq!(stored("n").await, expected);
    let new = stored("new").await;
    assert_eq!((new.created_at, new.updated_at), (made_at, Some(made_at)));
    assert_eq!((new.likes, new.text.as_str()), (0, "…"));
    // An upsert of what is there keeps what a new item only gets.
    let transaction = notes.table().write_transaction().with(upsert("n"));
    transaction.send().await.unwrap();
    let expected = Note {
        changed_at: clock.now(),
        updated_at: Some(clock.now()),
        ..expected
    };
    assert_eq!(stored("n").await, expected);
}

#[tokio::test]
async fn values_that_an_upsert_gives_are_not_generated() {
    let (notes, clock) = notes().await;
    let earlier = time("2020-01-01T00:00:00.000Z");
    let upsert = |id: &str| notes.update(id).upsert().set(Note::TITLE, "t");
    let made = upsert("set")
        .set(Note::CREATED_AT, earlier)
        .set(Note::LIKES, 7_u64)
        .set(Note::TEXT, "mine")
        .return_new();
    let made = made.send().await.unwrap();
    assert_eq!((made.created_at, made.likes), (earlier, 7));
    assert_eq!(made.text, "mine");
    assert_eq!(made.changed_at, clock.now());
    // Later ones that give nothing keep them.
    clock.move_by(60);
    let kept = upsert("set").return_new().send().await.unwrap();
    let expected = Note {
        changed_at: clock.now(),
        updated_at: Some(clock.now()),
        ..made
    };
    assert_eq!(kept, expected);
    // What is only for a new item is what the caller says, and a stored value stays.
    let first = |id: &str| {
        let first = upsert(id).set_if_absent(Note::CREATED_AT, earlier);
        first.set_if_absent(Note::LIKES, 9_u64).return_new()
    };
    let made = first("absent").send().await.unwrap();
    assert_eq!((made.created_at, made.likes), (earlier, 9));
    let kept = first("set").send().await.unwrap();
    assert_eq!((kept.created_at, kept.likes), (earlier, 7));
    // A count begins at 0, and not at what was generated for it.
    let counted = upsert("counted").add(Note::LIKES, 2).return_new();
    assert_eq!(counted.send().await.unwrap().likes, 2);
}
