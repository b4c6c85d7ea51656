//! Guards as another library makes them: their own keys, nothing but a type, and no owner.

use crate::support::{put_raw, raw, table, text};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableItem;
use singletable::error::Cause;
use singletable::{Entity, Error, Item, Mapping, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "one", pk = "pk", sk = "sk", type_attribute = "_type")]
enum One {
    Member(Member),
    Plain(Plain),
}

/// As a library with a guard item for each value of its own writes it.
#[derive(Debug, Clone, PartialEq, Entity)]
#[allow(clippy::duplicated_attributes, reason = "each constraint has its own")]
#[entity(table = One, type = "Member", pk = "member#<id>", sk = "member#")]
#[entity(unique(
    handle,
    pk = "_unique#Member#handle#<handle>",
    sk = "_unique#",
    type = "_Unique"
))]
#[entity(unique(
    email,
    pk = "_unique#Member#email#<email>",
    sk = "_unique#",
    type = "_Unique"
))]
struct Member {
    id: String,
    handle: String,
    email: Option<String>,
    name: String,
    #[entity(version)]
    version: u64,
}

/// Without a version, and beside a constraint of our own.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = One, type = "Plain", pk = "plain#<id>", sk = "plain#")]
#[entity(unique(code, pk = "_unique#Plain#<code>", sk = "_unique#"))]
struct Plain {
    id: String,
    code: String,
    #[entity(unique)]
    slug: String,
}

fn member(id: &str, handle: &str, email: Option<&str>) -> Member {
    Member {
        id: id.into(),
        handle: handle.into(),
        email: email.map(str::to_owned),
        name: "n".into(),
        version: 0,
    }
}

fn plain(id: &str, code: &str) -> Plain {
    Plain {
        id: id.into(),
        code: code.into(),
        slug: format!("slug-{id}"),
    }
}

async fn both() -> [Table<One>; 2] {
    [
        table::<One>().await,
        table::<One>().await.with_mapping(Mapping::Maps),
    ]
}

fn guard_of(pk: &str, type_name: Option<&str>) -> Item {
    let entries = [
        ("pk", Some(pk)),
        ("sk", Some("_unique#")),
        ("_type", type_name),
    ];
    let entries = entries.into_iter();
    entries
        .filter_map(|(name, value)| Some((name.to_owned(), text(value?))))
        .collect()
}

/// All items with the sort key of such guards.
async fn guards(table: &Table<One>) -> Vec<Item> {
    let scan = table.client().scan().table_name(table.name());
    let items = scan
        .consistent_read(true)
        .send()
        .await
        .unwrap()
        .items
        .unwrap();
    let of_guard = AttributeValue::S("_unique#".into());
    let mut guards: Vec<_> = items
        .into_iter()
        .filter(|item| item["sk"] == of_guard)
        .collect();
    guards.sort_by_key(|item| format!("{:?}", item["pk"]));
    guards
}

#[tokio::test]
async fn a_guard_is_stored_as_its_library_stores_it() {
    for table in both().await {
        let members = MemberRepository::new(&table);
        members
            .create(&member("m1", "ada", Some("a@b.c")))
            .send()
            .await
            .unwrap();
        let expected = [
            guard_of("_unique#Member#email#a@b.c", Some("_Unique")),
            guard_of("_unique#Member#handle#ada", Some("_Unique")),
        ];
        assert_eq!(guards(&table).await, expected);
        let plains = PlainRepository::new(&table);
        plains.create(&plain("p", "c")).send().await.unwrap();
        assert_eq!(guards(&table).await[2], guard_of("_unique#Plain#c", None));
    }
}

#[tokio::test]
async fn a_value_that_another_program_has_guarded_is_taken() {
    for table in both().await {
        put_raw(
            &table,
            &guard_of("_unique#Member#handle#ada", Some("_Unique")),
        )
        .await;
        let members = MemberRepository::new(&table);
        let taken = members.create(&member("m1", "ada", None)).send().await;
        match taken {
            Err(Error::UniqueViolation { constraint, .. }) => assert_eq!(constraint, "handle"),
            other => panic!("{other:?}"),
        }
        assert!(members.get("m1").send().await.unwrap().is_none());
        // Where the value is missing there is no guard.
        members
            .create(&member("m1", "bo", None))
            .send()
            .await
            .unwrap();
        assert_eq!(guards(&table).await.len(), 2);
    }
}

#[tokio::test]
async fn a_change_moves_the_guard_and_a_delete_gives_it_up() {
    for table in both().await {
        let members = MemberRepository::new(&table);
        members
            .create(&member("m1", "ada", Some("a")))
            .send()
            .await
            .unwrap();
        let before = members.get("m1").send().await.unwrap().unwrap();
        let changed = Member {
            handle: "bo".into(),
            email: None,
            ..before.clone()
        };
        let after = members.save(&before, &changed).send().await.unwrap();
        let left = guard_of("_unique#Member#handle#bo", Some("_Unique"));
        assert_eq!(guards(&table).await, [left]);
        // What does not change a value writes no guard.
        let renamed = Member {
            name: "x".into(),
            ..after.clone()
        };
        let after = members
            .save(&after, &renamed)
            .with_all_guards()
            .send()
            .await
            .unwrap();
        assert_eq!(guards(&table).await.len(), 1);
        members.delete("m1").given(&after).send().await.unwrap();
        assert!(guards(&table).await.is_empty());
    }
}

#[tokio::test]
async fn a_guard_is_given_up_only_while_the_owner_has_the_value() {
    for table in both().await {
        let plains = PlainRepository::new(&table);
        let before = plain("p", "a");
        plains.create(&before).send().await.unwrap();
        // Another program changes the value, and does not advance anything.
        let changed = Plain {
            code: "b".into(),
            ..before.clone()
        };
        plains.save(&before, &changed).send().await.unwrap();
        let stale = plains.delete("p").given(&before).send().await;
        assert!(
            matches!(stale, Err(Error::ConditionFailed { .. })),
            "{stale:?}"
        );
        let moved = plains.save(
            &before,
            &Plain {
                code: "c".into(),
                ..before.clone()
            },
        );
        assert!(moved.send().await.is_err());
        assert_eq!(guards(&table).await, [guard_of("_unique#Plain#b", None)]);

        // Also where the item has a version, which another program leaves as it is.
        let members = MemberRepository::new(&table);
        members
            .create(&member("m", "ada", None))
            .send()
            .await
            .unwrap();
        let before = members.get("m").send().await.unwrap().unwrap();
        let key = before.item_key().unwrap();
        let mut stored = raw(&table, &key).await.unwrap();
        stored.insert("handle".into(), text("other"));
        put_raw(&table, &stored).await;
        let changed = Member {
            handle: "bo".into(),
            ..before.clone()
        };
        assert!(members.save(&before, &changed).send().await.is_err());
        assert!(members.delete("m").given(&before).send().await.is_err());
        assert!(raw(&table, &key).await.is_some());
    }
}

#[tokio::test]
async fn reads_of_the_table_pass_over_the_guards() {
    for table in both().await {
        let members = MemberRepository::new(&table);
        members
            .create(&member("m1", "ada", Some("a")))
            .send()
            .await
            .unwrap();
        PlainRepository::new(&table)
            .create(&plain("p", "c"))
            .send()
            .await
            .unwrap();
        assert_eq!(table.scan().all().await.unwrap().len(), 2);
        assert_eq!(table.scan().count().await.unwrap(), 2);
        assert_eq!(members.scan().all().await.unwrap().len(), 1);
        assert_eq!(members.partition("m1").all().await.unwrap().len(), 1);
        // A guard is no entity of the table's.
        for guard in guards(&table).await {
            assert!(One::from_item(guard).is_err());
        }
    }
}

#[tokio::test]
async fn guards_are_parts_of_a_transaction() {
    let table = table::<One>().await;
    let members = MemberRepository::new(&table);
    members
        .create(&member("m1", "ada", None))
        .send()
        .await
        .unwrap();
    let transaction = table
        .write_transaction()
        .with(members.create(&member("m2", "ada", None)));
    let Err(Error::TransactionCanceled(canceled)) = transaction.send().await else {
        panic!("it succeeded");
    };
    let cause = canceled.reasons()[0].cause();
    assert!(matches!(cause, Cause::UniqueViolation { .. }), "{cause:?}");
    let before = members.get("m1").send().await.unwrap().unwrap();
    table
        .write_transaction()
        .with(members.delete("m1").given(&before))
        .send()
        .await
        .unwrap();
    assert!(guards(&table).await.is_empty());
}
