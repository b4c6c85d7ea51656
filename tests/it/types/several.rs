//! Types in several attributes: a name and a version, say.

use super::{MAPPINGS, put_raw, raw, table, text};
use singletable::bounds::TableItem as _;
use singletable::{Collection, Entity, Error, Item, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "App", type_attribute = ["__edb_e__", "__edb_v__"])]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
#[table(index(Names, pk = "npk", sk = "nsk", projection = include("title")))]
enum App {
    Task(Task),
    TaskV2(TaskV2),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, type = ("task", "1"), type_alias = ("Task", "1"))]
#[entity(pk = "$app#<project>", sk = "$task_1#<id:04>")]
#[entity(index(GSI1, name = by_owner, pk = "$app#<owner>", sk = "$task#<id:04>"))]
#[entity(index(Names, name = by_title, pk = "$titles#<owner>", sk = "<title>"))]
struct Task {
    project: String,
    id: u32,
    owner: String,
    title: String,
}

/// Its keys in the index are those of the first version.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, type = ("task", "2"))]
#[entity(pk = "$app#<project>", sk = "$task_2#<id:04>")]
#[entity(index(GSI1, name = of_owner, pk = "$app#<owner>", sk = "$task#<id:04>"))]
struct TaskV2 {
    project: String,
    id: u32,
    owner: String,
    #[entity(unique)]
    slug: String,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = App, index = GSI1, pk = "$app#<owner>")]
struct Both {
    first: Vec<Task>,
    second: Vec<TaskV2>,
}

fn task(id: u32) -> Task {
    Task {
        project: "p".into(),
        id,
        owner: "o".into(),
        title: format!("t{id}"),
    }
}

fn second(id: u32) -> TaskV2 {
    TaskV2 {
        project: "p".into(),
        id,
        owner: "o".into(),
        slug: format!("s{id}"),
    }
}

async fn app(mapping: singletable::Mapping) -> Table<App> {
    let table = table::<App>().await.with_mapping(mapping);
    for id in 1..4 {
        TaskRepository::new(&table)
            .create(&task(id))
            .send()
            .await
            .unwrap();
        TaskV2Repository::new(&table)
            .create(&second(id))
            .send()
            .await
            .unwrap();
    }
    table
}

#[tokio::test]
async fn a_type_is_written_to_all_its_attributes() {
    for mapping in MAPPINGS {
        let table = app(mapping).await;
        let tasks = TaskRepository::new(&table);
        let key = task(1).item_key().unwrap();
        let stored = async || raw(&table, &key).await.unwrap();
        let whole = stored().await;
        assert_eq!(whole["__edb_e__"], text("task"));
        assert_eq!(whole["__edb_v__"], text("1"));
        let later = raw(&table, &second(1).item_key().unwrap()).await.unwrap();
        assert_eq!(later["__edb_v__"], text("2"));
        tasks.put(&task(1)).send().await.unwrap();
        assert_eq!(stored().await, whole);
        tasks.delete("p", 1_u32).send().await.unwrap();
        let upsert = tasks.update("p", 1_u32).set(Task::TITLE, "t1");
        let upsert = upsert.set(Task::OWNER, "o").upsert();
        // The title is in an index with the owner.
        let _ = upsert.send().await;
        tasks.put(&task(1)).send().await.unwrap();
        assert_eq!(stored().await, whole);
    }
}

#[tokio::test]
async fn another_version_is_another_entity() {
    for mapping in MAPPINGS {
        let table = app(mapping).await;
        let (tasks, seconds) = (TaskRepository::new(&table), TaskV2Repository::new(&table));
        let (own, theirs) = (
            [task(1), task(2), task(3)],
            [second(1), second(2), second(3)],
        );
        assert_eq!(tasks.query("p").all().await.unwrap(), own);
        assert_eq!(tasks.by_owner("o").all().await.unwrap(), own);
        assert_eq!(tasks.by_owner("o").count().await.unwrap(), 3);
        assert_eq!(seconds.of_owner("o").all().await.unwrap(), theirs);
        assert_eq!(seconds.of_owner("o").count().await.unwrap(), 3);
        assert_eq!(seconds.scan().count().await.unwrap(), 3);
        assert_eq!(tasks.scan().all().await.unwrap().len(), 3);
        let titles = tasks
            .by_title("o")
            .select((Task::TITLE,))
            .all()
            .await
            .unwrap();
        assert_eq!(titles.len(), 3);
        assert_eq!(table.scan().all().await.unwrap().len(), 6);
        assert_eq!(table.scan().count().await.unwrap(), 6);
        let both = Both::get(&table, "o").send().await.unwrap().unwrap();
        assert_eq!(
            (both.first.as_slice(), both.second.as_slice()),
            (&own[..], &theirs[..])
        );
        let found = seconds.by_unique_slug("s2").send().await.unwrap();
        assert_eq!(found, Some(second(2)));
    }
}

#[tokio::test]
async fn a_type_is_compared_whole() {
    for mapping in MAPPINGS {
        let table = app(mapping).await;
        let tasks = TaskRepository::new(&table);
        let key = task(1).item_key().unwrap();
        let whole = raw(&table, &key).await.unwrap();
        let with = |types: [Option<&str>; 2]| {
            let mut item = whole.clone();
            for (name, value) in ["__edb_e__", "__edb_v__"].into_iter().zip(types) {
                match value {
                    Some(value) => drop(item.insert(name.into(), text(value))),
                    None => drop(item.remove(name)),
                }
            }
            item
        };
        let cases = [
            ([Some("task"), Some("1")], true),
            // A former type, and none, as other programs store items.
            ([Some("Task"), Some("1")], true),
            ([None, None], true),
            ([Some("task"), Some("2")], false),
            ([Some("Task"), Some("2")], false),
            ([Some("1"), Some("task")], false),
            ([Some("task"), None], false),
            ([None, Some("1")], false),
        ];
        for (types, is_own) in cases {
            put_raw(&table, &with(types)).await;
            let found = tasks.get("p", 1_u32).send().await.unwrap();
            assert_eq!(found.is_some(), is_own, "get {types:?}");
            let count = 2 + usize::from(is_own);
            assert_eq!(tasks.query("p").count().await.unwrap(), count, "{types:?}");
            assert_eq!(
                tasks.by_owner("o").count().await.unwrap(),
                count,
                "{types:?}"
            );
            assert_eq!(
                tasks.by_owner("o").all().await.unwrap().len(),
                count,
                "{types:?}"
            );
            assert_eq!(tasks.scan().count().await.unwrap(), count, "{types:?}");
            assert_eq!(tasks.scan().all().await.unwrap().len(), count, "{types:?}");
            let decoded = App::from_item(with(types));
            let is_task = matches!(decoded, Ok(App::Task(_)));
            assert_eq!(is_task, is_own, "{types:?}");
        }
    }
}

/// The list of entities is open, so a key may be another's.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(type_attribute = ["kind", "version"])]
struct Open;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Open, type = ("note", "1"), type_alias = ("memo", "1"))]
#[entity(pk = "N#<id>", sk = "NOTE")]
struct Note {
    id: String,
    text: String,
}

#[tokio::test]
async fn writes_ask_for_the_whole_type() {
    for mapping in MAPPINGS {
        let table = table::<Open>().await.with_mapping(mapping);
        let notes = NoteRepository::new(&table);
        let note = Note {
            id: "1".into(),
            text: "t".into(),
        };
        let key = note.item_key().unwrap();
        let update = || notes.update("1").set(Note::TEXT, "u");
        notes.create(&note).send().await.unwrap();
        let whole: Item = raw(&table, &key).await.unwrap();
        let cases = [
            ([Some("note"), Some("1")], true),
            ([Some("memo"), Some("1")], true),
            ([None, None], true),
            ([Some("note"), Some("2")], false),
            ([Some("note"), None], false),
        ];
        for (types, is_own) in cases {
            let mut item = whole.clone();
            for (name, value) in ["kind", "version"].into_iter().zip(types) {
                match value {
                    Some(value) => drop(item.insert(name.into(), text(value))),
                    None => drop(item.remove(name)),
                }
            }
            put_raw(&table, &item).await;
            match update().send().await {
                Ok(()) => assert!(is_own, "{types:?}"),
                Err(Error::NotFound { .. }) => assert!(!is_own, "{types:?}"),
                Err(error) => panic!("{types:?} {error}"),
            }
            put_raw(&table, &item).await;
            let checked = table
                .write_transaction()
                .with(notes.check("1"))
                .send()
                .await;
            assert_eq!(checked.is_ok(), is_own, "{types:?}");
            let upsert = update().upsert().send().await;
            assert_eq!(upsert.is_ok(), is_own, "{types:?}");
            if is_own {
                let stored = raw(&table, &key).await.unwrap();
                assert_eq!(
                    [&stored["kind"], &stored["version"]],
                    [&text("note"), &text("1")]
                );
            }
            put_raw(&table, &item).await;
            notes.delete("1").send().await.unwrap();
            assert_eq!(raw(&table, &key).await.is_none(), is_own, "{types:?}");
        }
    }
}
