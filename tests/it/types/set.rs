//! Types in a set of texts.

use super::{MAPPINGS, put_raw, raw, table, text};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Entity, Error, Table};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Sets", type_attribute = set("types"), index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
enum Sets {
    User(User),
    Robot(Robot),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sets, type = ["User", "Entity"], type_alias = "Person")]
#[entity(pk = "U#<id>", sk = "A")]
#[entity(index(GSI1, name = all, pk = "ALL", sk = "<id>"))]
struct User {
    id: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Sets, type = "Robot", pk = "R#<id>", sk = "A")]
#[entity(index(GSI1, name = robots, pk = "ALL", sk = "<id>"))]
struct Robot {
    id: String,
    #[entity(unique)]
    serial: String,
}

fn user() -> User {
    User {
        id: "1".into(),
        name: "n".into(),
    }
}

fn set(names: &[&str]) -> AttributeValue {
    AttributeValue::Ss(names.iter().map(|name| (*name).to_owned()).collect())
}

fn members(value: &AttributeValue) -> BTreeSet<&str> {
    let names = value.as_ss().unwrap();
    names.iter().map(String::as_str).collect()
}

#[tokio::test]
async fn the_whole_set_is_written() {
    for mapping in MAPPINGS {
        let table = table::<Sets>().await.with_mapping(mapping);
        let users = UserRepository::new(&table);
        let key = user().item_key().unwrap();
        let stored = async || raw(&table, &key).await.unwrap();
        let own = BTreeSet::from(["User", "Entity"]);
        users.create(&user()).send().await.unwrap();
        assert_eq!(members(&stored().await["types"]), own);
        users.put(&user()).send().await.unwrap();
        assert_eq!(members(&stored().await["types"]), own);
        let mut item = stored().await;
        item.remove("types");
        put_raw(&table, &item).await;
        users
            .save(&user(), &user())
            .with_all_keys()
            .send()
            .await
            .unwrap();
        assert_eq!(members(&stored().await["types"]), own);
    }
}

#[tokio::test]
async fn an_item_is_the_entitys_whose_name_is_in_its_set() {
    for mapping in MAPPINGS {
        let table = table::<Sets>().await.with_mapping(mapping);
        let (users, robots) = (UserRepository::new(&table), RobotRepository::new(&table));
        let robot = Robot {
            id: "2".into(),
            serial: "s".into(),
        };
        users.create(&user()).send().await.unwrap();
        robots.create(&robot).send().await.unwrap();
        let item = raw(&table, &user().item_key().unwrap()).await.unwrap();
        let cases = [
            (Some(set(&["User", "Entity"])), true),
            (Some(set(&["User"])), true),
            (Some(set(&["Person", "Other"])), true),
            (None, true),
            (Some(set(&["Entity"])), false),
            (Some(set(&["Robot"])), false),
            (Some(text("User")), false),
        ];
        for (types, is_own) in cases {
            let mut item = item.clone();
            match &types {
                Some(types) => drop(item.insert("types".into(), types.clone())),
                None => drop(item.remove("types")),
            }
            put_raw(&table, &item).await;
            let found = users.get("1").send().await.unwrap();
            // The enum shows that no other entity has the key, and a get looks at the type all the same.
            assert_eq!(found.is_some(), is_own, "{types:?}");
            let count = usize::from(is_own);
            assert_eq!(users.all().count().await.unwrap(), count, "{types:?}");
            assert_eq!(users.all().all().await.unwrap().len(), count, "{types:?}");
            assert_eq!(users.scan().all().await.unwrap().len(), count, "{types:?}");
            if types != Some(text("User")) {
                assert_eq!(users.scan().count().await.unwrap(), count, "{types:?}");
            }
            assert_eq!(
                robots.robots().count().await.unwrap(),
                1 + usize::from(types == Some(set(&["Robot"])))
            );
        }
        put_raw(&table, &item).await;
        // The guard is no item of an entity.
        assert_eq!(table.scan().count().await.unwrap(), 2);
        assert_eq!(table.scan().all().await.unwrap().len(), 2);
        let found = robots.by_unique_serial("s").send().await.unwrap();
        assert_eq!(found, Some(robot));
    }
}

/// The list of entities is open, so a key may be another's.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(type_attribute = set("types"))]
struct Open;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Open, type = ["Note", "Entity"], pk = "N#<id>", sk = "NOTE")]
struct Note {
    id: String,
    text: String,
}

#[tokio::test]
async fn writes_ask_whether_the_set_has_the_name() {
    for mapping in MAPPINGS {
        let table = table::<Open>().await.with_mapping(mapping);
        let notes = NoteRepository::new(&table);
        let note = Note {
            id: "1".into(),
            text: "t".into(),
        };
        let key = note.item_key().unwrap();
        notes.create(&note).send().await.unwrap();
        let update = || notes.update("1").set(Note::TEXT, "u");
        update().send().await.unwrap();
        let mut item = raw(&table, &key).await.unwrap();
        item.insert("types".into(), set(&["Entity", "Other"]));
        put_raw(&table, &item).await;
        assert!(matches!(update().send().await, Err(Error::NotFound { .. })));
        notes.delete("1").send().await.unwrap();
        assert!(raw(&table, &key).await.is_some());
        item.insert("types".into(), set(&["Note", "Other"]));
        put_raw(&table, &item).await;
        update().upsert().send().await.unwrap();
        let stored = raw(&table, &key).await.unwrap();
        assert_eq!(
            members(&stored["types"]),
            BTreeSet::from(["Note", "Entity"])
        );
    }
}
