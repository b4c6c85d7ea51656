//! Updates, saves and conditions of attributes whose `None` is a null.

use super::{
    Beside, Card, CardRepository, Marks, Note, NoteRepository, Place, Plain, Tagged, Task,
    TaskRepository, both, card, empty, now, null, stored, task,
};
use crate::support::{put_raw, text};
use singletable::expr::AttributeType;
use singletable::op::Update;
use singletable::{Entity, Error};

/// The update makes the item what a put of the changed task makes it, by both mappings.
async fn is_as_put(change: impl Fn(&mut Task), set: impl Fn(Update<Task>) -> Update<Task>) {
    for table in both().await {
        let tasks = TaskRepository::new(&table);
        let mut task = task();
        tasks.put(&task).send().await.unwrap();
        set(tasks.update("t")).send().await.unwrap();
        change(&mut task);
        assert_eq!(tasks.get("t").send().await.unwrap().as_ref(), Some(&task));
        let stored = stored(&table, &task).await;
        for (name, value) in task.to_item(now()).unwrap() {
            if name != "_timestamp" {
                assert_eq!(stored[&name], value, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn none_at_a_path_is_what_a_put_stores() {
    is_as_put(
        |task| {
            task.place.zip = None;
            task.place.floor = None;
            task.places[0].zip = None;
            if let Some(place) = task.by_name.get_mut("a") {
                place.zip = None;
            }
        },
        |update| {
            update
                .set_or_remove(Task::PLACE.then(Place::ZIP), None)
                .set_or_remove(Task::PLACE.then(Place::FLOOR), None)
                .set_or_remove(Task::PLACES.at(0).then(Place::ZIP), None)
                .set_or_remove(Task::BY_NAME.key("a").then(Place::ZIP), None)
        },
    )
    .await;
}

#[tokio::test]
async fn none_in_an_enum_is_what_a_put_stores() {
    is_as_put(
        |task| {
            task.plain = Plain::There { by: None };
            task.tagged = Tagged::Here {
                by: None,
                other: None,
            };
            task.beside = Beside::Here {
                by: None,
                other: None,
            };
        },
        |update| {
            update
                .set_or_remove(Task::PLAIN.then(Plain::THERE_BY), None)
                .set_or_remove(Task::TAGGED.then(Tagged::HERE_BY), None)
                .set_or_remove(Task::TAGGED.then(Tagged::HERE_OTHER), None)
                .set_or_remove(Task::BESIDE.then(Beside::HERE_BY), None)
                .set_or_remove(Task::BESIDE.then(Beside::HERE_OTHER), None)
        },
    )
    .await;
}

#[tokio::test]
async fn none_of_a_flattened_field_is_what_a_put_stores() {
    is_as_put(
        |task| {
            task.marks.first = None;
            task.marks.left_out = None;
        },
        |update| {
            update
                .set_or_remove(Task::MARKS.then(Marks::FIRST), None)
                .set_or_remove(Task::MARKS.then(Marks::LEFT_OUT), None)
        },
    )
    .await;
}

#[tokio::test]
async fn remove_removes_and_set_or_remove_stores_the_null() {
    for table in both().await {
        let notes = NoteRepository::new(&table);
        let note = Note {
            title: Some("t".into()),
            aliased: Some("a".into()),
            spelled: Some(7),
            ..empty("n")
        };
        notes.put(&note).send().await.unwrap();
        let update = notes.update("n").set_or_remove(Note::TITLE, None);
        let update = update.set(Note::ALIASED, None).set(Note::SPELLED, None);
        let read = update.return_new().send().await.unwrap();
        assert_eq!(read, empty("n"));
        let item = stored(&table, &note).await;
        for name in ["title", "aliased", "spelled"] {
            assert_eq!(item[name], null(), "{name}");
        }
        let update = notes.update("n").remove(Note::TITLE);
        let read = update.return_new().send().await.unwrap();
        assert_eq!(read, empty("n"));
        assert!(!stored(&table, &note).await.contains_key("title"));
    }
}

#[tokio::test]
async fn a_null_counts_as_absent_in_conditions() {
    for table in both().await {
        let notes = NoteRepository::new(&table);
        for title in [None, Some("t".to_owned())] {
            let (is_null, none) = (
                Note::TITLE.attribute_type(AttributeType::Null),
                title.is_none(),
            );
            let stored = Note {
                aliased: title.clone(),
                title,
                ..empty("n")
            };
            notes.put(&stored).send().await.unwrap();
            for (holds, condition) in [
                (none, Note::TITLE.not_exists()),
                (!none, Note::TITLE.exists()),
                (none, Note::ALIASED.not_exists()),
                (!none, Note::ALIASED.exists()),
                (none, is_null),
                (true, Note::SPELLED.not_exists()),
            ] {
                let shown = format!("{condition:?}");
                let update = notes.update("n").set(Note::PLAIN, "p");
                let done = update.condition(condition).send().await;
                assert_eq!(done.is_ok(), holds, "{shown}: {done:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_null_takes_the_item_out_of_its_index() {
    for table in both().await {
        let notes = NoteRepository::new(&table);
        let owned = Note {
            owner: Some("o".into()),
            rank: Some(1),
            ..empty("n")
        };
        let keys = |item: &singletable::Item| ["opk", "osk"].map(|name| item.contains_key(name));
        notes.put(&owned).send().await.unwrap();
        assert_eq!(keys(&stored(&table, &owned).await), [true, true]);
        // By an update of what was loaded or of the group, and by a save.
        let update = notes
            .update("n")
            .given(&owned)
            .set_or_remove(Note::RANK, None);
        update.send().await.unwrap();
        let item = stored(&table, &owned).await;
        assert_eq!((keys(&item), &item["rank"]), ([false, false], &null()));

        notes.put(&owned).send().await.unwrap();
        let saved = notes.save(&owned, &empty("n")).send().await.unwrap();
        assert_eq!(saved, empty("n"));
        let item = stored(&table, &owned).await;
        assert_eq!(keys(&item), [false, false]);
        assert_eq!((&item["owner"], &item["rank"]), (&null(), &null()));
        // And back.
        notes.save(&empty("n"), &owned).send().await.unwrap();
        assert_eq!(keys(&stored(&table, &owned).await), [true, true]);
        let found = notes.by_owner("o").all().await.unwrap();
        assert_eq!(found, std::slice::from_ref(&owned));
    }
}

#[tokio::test]
async fn a_save_meets_a_null_and_an_absent_attribute_alike() {
    for table in both().await {
        let notes = NoteRepository::new(&table);
        let changed = Note {
            title: Some("t".into()),
            owner: Some("o".into()),
            rank: Some(1),
            ..empty("n")
        };
        for absent in [false, true] {
            let mut item = empty("n").to_item(now()).unwrap();
            item.retain(|_, value| !(absent && value.is_null()));
            put_raw(&table, &item).await;
            let saved = notes.save(&empty("n"), &changed).send().await.unwrap();
            assert_eq!(saved, changed);
            // An update of the loaded item takes the other half of the key from it.
            put_raw(&table, &item).await;
            let update = notes.update("n").given(&empty("n"));
            update.set(Note::OWNER, "o").send().await.unwrap();
            assert!(!stored(&table, &changed).await.contains_key("opk"));
        }
        let mut item = empty("n").to_item(now()).unwrap();
        item.insert("title".into(), text("other"));
        put_raw(&table, &item).await;
        let saved = notes.save(&empty("n"), &changed).send().await;
        assert!(
            matches!(saved, Err(Error::ConditionFailed { .. })),
            "{saved:?}"
        );
    }
}

#[tokio::test]
async fn a_null_has_no_guard_and_a_value_gets_one() {
    for table in both().await {
        let cards = CardRepository::new(&table);
        let [one, other] = [card("a"), card("b")];
        cards.create(&one).send().await.unwrap();
        cards.create(&other).send().await.unwrap();
        let with = |card: &Card, code| Card {
            code,
            ends: None,
            ..card.clone()
        };
        let loaded = cards.get("a").send().await.unwrap().unwrap();
        let saved = cards.save(&loaded, &with(&loaded, Some(1))).send().await;
        let saved = saved.unwrap();
        let second = cards.get("b").send().await.unwrap().unwrap();
        let taken = cards.save(&second, &with(&second, Some(1))).send().await;
        assert!(
            matches!(taken, Err(Error::UniqueViolation { .. })),
            "{taken:?}"
        );
        cards
            .save(&saved, &with(&saved, None))
            .send()
            .await
            .unwrap();
        assert_eq!(stored(&table, &one).await["code"], null());
        cards
            .save(&second, &with(&second, Some(1)))
            .send()
            .await
            .unwrap();
        for id in ["a", "b"] {
            let card = cards.get(id).send().await.unwrap().unwrap();
            cards.delete(id).given(&card).send().await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_upsert_meets_an_item_whose_index_field_is_a_null() {
    for table in both().await {
        let notes = NoteRepository::new(&table);
        notes.put(&empty("n")).send().await.unwrap();
        // What its tokens do not call an `Option` is required of an item that an upsert makes.
        let upsert = || {
            let update = notes.update("n").upsert().set(Note::ALIASED, None);
            update.set(Note::BOXED, Box::new(None))
        };
        upsert().set(Note::PLAIN, "p").send().await.unwrap();
        assert!(!stored(&table, &empty("n")).await.contains_key("opk"));
        // Group by group.
        let update = upsert().set_key(Note::BY_OWNER_KEY, (Some("o".to_owned()), None));
        update.send().await.unwrap();
        let item = stored(&table, &empty("n")).await;
        assert_eq!((&item["owner"], &item["rank"]), (&text("o"), &null()));
        assert!(!item.contains_key("opk"));
    }
}
