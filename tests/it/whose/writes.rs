//! Operations by a key, on every item that can have it: what they answer, and what they leave. One table
//! says it for all of them, where the enum shows that no other entity has such keys, and where nothing does.

use super::put_raw;
use crate::support::{raw, table, text};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::{EntityKey as _, TableModel};
use singletable::error::Cause;
use singletable::{Entity, Error, Item, Mapping, Table};

/// The item that has the key. They differ by nothing but the type, so that conditions hold for all.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stored {
    Own,
    Renamed,
    Typeless,
    Other,
    /// With a type that is no text.
    NoType,
    Absent,
}

const STORED: [Stored; 6] = [
    Stored::Own,
    Stored::Renamed,
    Stored::Typeless,
    Stored::Other,
    Stored::NoType,
    Stored::Absent,
];

impl Stored {
    fn type_attribute(self) -> Option<AttributeValue> {
        match self {
            Self::Own => Some(text("USER")),
            Self::Renamed => Some(text("PERSON")),
            Self::Other => Some(text("ORG")),
            Self::NoType => Some(AttributeValue::Null(true)),
            Self::Typeless | Self::Absent => None,
        }
    }

    fn whose(self) -> Whose {
        match self {
            Self::Own | Self::Renamed | Self::Typeless => Whose::Own,
            Self::Other | Self::NoType => Whose::Others,
            Self::Absent => Whose::Nobodys,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Whose {
    Own,
    Others,
    Nobodys,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Op {
    Get,
    Select,
    BatchGet,
    ReadTransaction,
    Update,
    UpdateOld,
    UpdateNew,
    UpdateOnce,
    UpdateIn,
    UpdateIf,
    UpdateIfIn,
    UpdateGiven,
    Save,
    SaveIn,
    Upsert,
    UpsertOld,
    UpsertOnce,
    UpsertIn,
    Delete,
    DeleteOld,
    DeleteOnce,
    DeleteIn,
    DeleteGiven,
    DeleteIf,
    DeleteUnless,
    DeleteUnlessOnce,
    DeleteUnlessIn,
    Create,
    CreateIn,
    Put,
    PutOld,
    PutOnce,
    PutIf,
    PutIfIn,
    CheckIn,
    CheckIfIn,
    CheckAbsentIn,
    BatchPut,
    BatchDelete,
}

const OPS: [Op; 39] = [
    Op::Get,
    Op::Select,
    Op::BatchGet,
    Op::ReadTransaction,
    Op::Update,
    Op::UpdateOld,
    Op::UpdateNew,
    Op::UpdateOnce,
    Op::UpdateIn,
    Op::UpdateIf,
    Op::UpdateIfIn,
    Op::UpdateGiven,
    Op::Save,
    Op::SaveIn,
    Op::Upsert,
    Op::UpsertOld,
    Op::UpsertOnce,
    Op::UpsertIn,
    Op::Delete,
    Op::DeleteOld,
    Op::DeleteOnce,
    Op::DeleteIn,
    Op::DeleteGiven,
    Op::DeleteIf,
    Op::DeleteUnless,
    Op::DeleteUnlessOnce,
    Op::DeleteUnlessIn,
    Op::Create,
    Op::CreateIn,
    Op::Put,
    Op::PutOld,
    Op::PutOnce,
    Op::PutIf,
    Op::PutIfIn,
    Op::CheckIn,
    Op::CheckIfIn,
    Op::CheckAbsentIn,
    Op::BatchPut,
    Op::BatchDelete,
];

/// What an operation answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Outcome {
    /// That it is done.
    Done,
    /// An item.
    Item,
    /// That there is none.
    Nothing,
    NotFound,
    Exists,
    /// A condition does not hold, for an item that can be read as the entity's or not.
    Fails {
        readable: bool,
    },
}

/// What an operation leaves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Left {
    Same,
    /// With another value and the same type.
    Changed,
    /// A whole item with the present type.
    Made,
    Gone,
}

/// What the operation answers and leaves. `open`: other entities may have the key.
#[allow(
    clippy::match_same_arms,
    reason = "a table with a line for each kind of operation"
)]
fn expected(op: Op, stored: Stored, open: bool) -> (Outcome, Left) {
    use Left::{Changed, Gone, Made, Same};
    use Outcome::{Done, Exists, Fails, Item, NotFound, Nothing};
    let whose = stored.whose();
    // A write takes whatever item has a key that only its entity has.
    let written = if whose == Whose::Others && !open {
        Whose::Own
    } else {
        whose
    };
    let fails = Fails {
        readable: whose == Whose::Own,
    };
    let old = if whose == Whose::Own { Item } else { Nothing };
    match (op, written) {
        (Op::Get | Op::BatchGet | Op::ReadTransaction, _) => (old, Same),
        // Where the enum shows it, the type is not read.
        (Op::Select, Whose::Own) => (Item, Same),
        (Op::Select, _) => (Nothing, Same),

        (Op::Update | Op::UpdateOnce | Op::UpdateIn | Op::SaveIn, Whose::Own) => (Done, Changed),
        (Op::UpdateOld, Whose::Own) => (old, Changed),
        (Op::UpdateNew | Op::UpdateGiven | Op::Save, Whose::Own) => (Item, Changed),
        (Op::UpdateIf | Op::UpdateIfIn | Op::DeleteIf, Whose::Own) if whose == written => {
            (fails, Same)
        }
        (
            Op::Update
            | Op::UpdateOld
            | Op::UpdateNew
            | Op::UpdateOnce
            | Op::UpdateIn
            | Op::UpdateIf
            | Op::UpdateIfIn
            | Op::UpdateGiven
            | Op::Save
            | Op::SaveIn
            | Op::DeleteIf,
            _,
        ) => (NotFound, Same),

        (Op::Upsert | Op::UpsertOnce | Op::UpsertIn, Whose::Own | Whose::Nobodys) => (Done, Made),
        (Op::UpsertOld, Whose::Own | Whose::Nobodys) => (old, Made),
        (Op::Upsert | Op::UpsertOld | Op::UpsertOnce | Op::UpsertIn, Whose::Others) => {
            (Exists, Same)
        }

        (Op::Delete | Op::DeleteOnce | Op::DeleteIn | Op::DeleteGiven, Whose::Own) => (Done, Gone),
        (Op::DeleteOld, Whose::Own) => (old, Gone),
        // A transaction cannot leave one of its operations out.
        (Op::DeleteIn, Whose::Others) => (NotFound, Same),
        (Op::DeleteUnlessIn, _) if whose == Whose::Others => (NotFound, Same),
        (Op::Delete | Op::DeleteOnce | Op::DeleteIn | Op::DeleteGiven, _) => (Done, Same),
        (Op::DeleteOld, _) => (Nothing, Same),
        (Op::DeleteUnless | Op::DeleteUnlessOnce | Op::DeleteUnlessIn, _)
            if whose == Whose::Own =>
        {
            (fails, Same)
        }
        (Op::DeleteUnless | Op::DeleteUnlessOnce | Op::DeleteUnlessIn, _) => (Done, Same),

        (Op::Create | Op::CreateIn, Whose::Nobodys) => (Done, Made),
        (Op::Create | Op::CreateIn, _) => (Exists, Same),
        (Op::Put | Op::PutOnce | Op::BatchPut, _) => (Done, Made),
        (Op::PutOld, _) => (old, Made),
        (Op::PutIf | Op::PutIfIn, _) => (fails, Same),
        (Op::BatchDelete, _) => (Done, Gone),

        (Op::CheckIn | Op::CheckIfIn, Whose::Own) => (Done, Same),
        (Op::CheckIn | Op::CheckIfIn, _) => (NotFound, Same),
        (Op::CheckAbsentIn, Whose::Nobodys) => (Done, Same),
        (Op::CheckAbsentIn, _) => (fails, Same),
    }
}

/// What an operation answers that answers an item or none.
fn answered<E: Entity>(answer: Result<Option<E>, Error>) -> Outcome {
    match answer {
        Ok(Some(_)) => Outcome::Item,
        Ok(None) => Outcome::Nothing,
        Err(error) => failed::<E>(error),
    }
}

pub(super) fn done<E: Entity>(answer: Result<(), Error>) -> Outcome {
    answer.map_or_else(failed::<E>, |()| Outcome::Done)
}

fn failed<E: Entity>(error: Error) -> Outcome {
    let readable = |stored: Option<E>| Outcome::Fails {
        readable: stored.is_some(),
    };
    match &error {
        Error::NotFound { .. } => Outcome::NotFound,
        Error::AlreadyExists { .. } => Outcome::Exists,
        Error::ConditionFailed { .. } => readable(error.stored::<E>().unwrap()),
        Error::TransactionCanceled(canceled) => {
            let [reason] = canceled.reasons() else {
                panic!("{canceled}");
            };
            match reason.cause() {
                Cause::NotFound => Outcome::NotFound,
                Cause::AlreadyExists => Outcome::Exists,
                Cause::ConditionFailed(_) => readable(reason.stored::<E>().unwrap()),
                other => panic!("{other:?}"),
            }
        }
        other => panic!("{other:?}"),
    }
}

macro_rules! model {
    ($table:ident, $item:item) => {
        use super::*;

        #[derive(Debug, PartialEq, Table)]
        $item

        #[derive(Debug, Clone, PartialEq, Entity)]
        #[entity(table = $table, type_alias = "PERSON", pk = "USER#<id>", sk = "#USER")]
        pub struct User {
            pub id: String,
            pub visits: u32,
        }

        pub fn user(id: &str, visits: u32) -> User {
            User {
                id: id.into(),
                visits,
            }
        }

        /// One operation, which writes 8 where there was 7.
        async fn run(op: Op, users: &UserRepository, id: &str) -> Outcome {
            let (before, after) = (&user(id, 7), &user(id, 8));
            let update = || users.update(id).set(User::VISITS, 8_u32);
            let never = || User::VISITS.eq(99_u32);
            let absent = || User::VISITS.not_exists();
            let transaction = || users.table().write_transaction();
            match op {
                Op::Get => answered(users.get(id).send().await),
                Op::Select => {
                    let read = users.get(id).select((User::VISITS,)).send().await;
                    answered(read.map(|read| read.map(|_| user(id, 7))))
                }
                Op::BatchGet => {
                    let read = users.batch_get([User::key(id)]).send().await;
                    answered(read.map(|mut items| items.pop().unwrap()))
                }
                Op::ReadTransaction => {
                    let read = users.table().read_transaction(users.get(id));
                    answered(read.send().await)
                }
                Op::Update => done::<User>(update().send().await),
                Op::UpdateOld => answered(update().return_old().send().await),
                Op::UpdateNew => answered(update().return_new().send().await.map(Some)),
                Op::UpdateOnce => done::<User>(update().once().send().await),
                Op::UpdateIn => done::<User>(transaction().with(update()).send().await),
                Op::UpdateIf => done::<User>(update().condition(never()).send().await),
                Op::UpdateIfIn => {
                    let update = update().condition(never());
                    done::<User>(transaction().with(update).send().await)
                }
                Op::UpdateGiven => {
                    let update = users.update(id).given(before).set(User::VISITS, 8_u32);
                    answered(update.return_new().send().await.map(Some))
                }
                Op::Save => answered(users.save(before, after).send().await.map(Some)),
                Op::SaveIn => {
                    done::<User>(transaction().with(users.save(before, after)).send().await)
                }
                Op::Upsert => done::<User>(update().upsert().send().await),
                Op::UpsertOld => answered(update().upsert().return_old().send().await),
                Op::UpsertOnce => done::<User>(update().upsert().once().send().await),
                Op::UpsertIn => done::<User>(transaction().with(update().upsert()).send().await),
                Op::Delete => done::<User>(users.delete(id).send().await),
                Op::DeleteOld => answered(users.delete(id).return_old().send().await),
                Op::DeleteOnce => done::<User>(users.delete(id).once().send().await),
                Op::DeleteIn => done::<User>(transaction().with(users.delete(id)).send().await),
                Op::DeleteGiven => done::<User>(users.delete(id).given(before).send().await),
                Op::DeleteIf => done::<User>(users.delete(id).condition(never()).send().await),
                Op::DeleteUnless => {
                    done::<User>(users.delete(id).condition(absent()).send().await)
                }
                Op::DeleteUnlessOnce => {
                    done::<User>(users.delete(id).condition(absent()).once().send().await)
                }
                Op::DeleteUnlessIn => {
                    let delete = users.delete(id).condition(absent());
                    done::<User>(transaction().with(delete).send().await)
                }
                Op::Create => done::<User>(users.create(after).send().await),
                Op::CreateIn => done::<User>(transaction().with(users.create(after)).send().await),
                Op::Put => done::<User>(users.put(after).send().await),
                Op::PutOld => answered(users.put(after).return_old().send().await),
                Op::PutOnce => done::<User>(users.put(after).once().send().await),
                Op::PutIf => done::<User>(users.put(after).condition(never()).send().await),
                Op::PutIfIn => {
                    let put = users.put(after).condition(never());
                    done::<User>(transaction().with(put).send().await)
                }
                Op::CheckIn => done::<User>(transaction().with(users.check(id)).send().await),
                Op::CheckIfIn => {
                    let check = users.check(id).condition(User::VISITS.eq(7_u32));
                    done::<User>(transaction().with(check).send().await)
                }
                Op::CheckAbsentIn => {
                    let check = users.check(id).absent();
                    done::<User>(transaction().with(check).send().await)
                }
                Op::BatchPut => {
                    let batch = users.table().batch_write().with(users.put(after));
                    done::<User>(batch.send().await)
                }
                Op::BatchDelete => {
                    let batch = users.table().batch_write().with(users.delete(id));
                    done::<User>(batch.send().await)
                }
            }
        }

        /// Stores the item in that way, and gives it back.
        async fn store(table: &Table<$table>, id: &str, stored: Stored) -> Option<Item> {
            let now = "2026-01-01T00:00:00.000Z".parse().unwrap();
            let mut item = user(id, 7).to_item(now).unwrap();
            item.remove("_type");
            item.extend(stored.type_attribute().map(|name| ("_type".into(), name)));
            if stored == Stored::Absent {
                return None;
            }
            put_raw(table, &item).await;
            Some(item)
        }

        #[tokio::test]
        async fn operations_by_a_key_do_as_the_item_is_whose() {
            let open = $table::SCHEMA.entities.is_empty();
            for mapping in [Mapping::Direct, Mapping::Maps] {
                let table = table::<$table>().await.with_mapping(mapping);
                let users = UserRepository::new(&table);
                for op in OPS {
                    for stored in STORED {
                        let id = format!("{op:?}-{stored:?}");
                        let before = store(&table, &id, stored).await;
                        let outcome = run(op, &users, &id).await;
                        let key = User::key(id.as_str());
                        let after = raw(&table, &key.item_key().unwrap()).await;
                        let (answers, leaves) = expected(op, stored, open);
                        assert_eq!(outcome, answers, "{op:?} {stored:?} {mapping:?} open: {open}");
                        let changed = before.clone().map(|mut item| {
                            item.insert("visits".into(), AttributeValue::N("8".into()));
                            item
                        });
                        let now = "2026-01-01T00:00:00.000Z".parse().unwrap();
                        let left = match leaves {
                            Left::Same => before,
                            Left::Changed => changed,
                            Left::Made => Some(user(&id, 8).to_item(now).unwrap()),
                            Left::Gone => None,
                        };
                        assert_eq!(after, left, "{op:?} {stored:?} {mapping:?} open: {open}");
                    }
                }
            }
        }
    };
}

mod closed {
    model!(
        Shop,
        pub enum Shop {
            User(User),
        }
    );

    #[tokio::test]
    async fn where_the_enum_shows_whose_keys_are_nothing_is_asked_of_the_type() {
        let users = UserRepository::new(&table::<Shop>().await);
        let update = || users.update("u").set(User::VISITS, 8_u32);
        let input = update().into_input().unwrap();
        let condition = input.condition_expression.as_deref();
        assert_eq!(condition, Some("attribute_exists(#1)"));
        assert_eq!(input.expression_attribute_names.unwrap().len(), 2);
        assert_eq!(input.expression_attribute_values.unwrap().len(), 1);
        let input = update().upsert().into_input().unwrap();
        assert_eq!(input.condition_expression, None);
        let input = users.delete("u").into_input().unwrap();
        assert_eq!(input.condition_expression, None);
        assert_eq!(input.return_values_on_condition_check_failure, None);
        assert_eq!(input.expression_attribute_names, None);
        assert_eq!(input.expression_attribute_values, None);
        let input = users.create(&user("u", 8)).into_input().unwrap();
        let condition = input.condition_expression.as_deref();
        assert_eq!(condition, Some("attribute_not_exists(#0)"));
        let input = users.put(&user("u", 8)).into_input().unwrap();
        assert_eq!(input.condition_expression, None);
        let input = users.check("u").into_input().unwrap();
        assert_eq!(input.condition_expression, "attribute_exists(#0)");
        let save = users.save(&user("u", 7), &user("u", 8));
        let input = save.into_update().unwrap().unwrap().into_input().unwrap();
        let condition = input.condition_expression.as_deref();
        assert_eq!(condition, Some("attribute_exists(#1) AND #0 = :1"));
    }
}

mod open {
    model!(Yard, pub struct Yard;);

    #[tokio::test]
    async fn where_nothing_shows_whose_keys_are_writes_ask_for_the_type() {
        let users = UserRepository::new(&table::<Yard>().await);
        let update = || users.update("u").set(User::VISITS, 8_u32);
        let input = update().into_input().unwrap();
        let asked = "attribute_exists(#1) AND (attribute_not_exists(#2) OR #2 IN (:1, :2))";
        assert_eq!(input.condition_expression.as_deref(), Some(asked));
        assert_eq!(input.expression_attribute_names.unwrap()["#2"], "_type");
        let values = input.expression_attribute_values.unwrap();
        assert_eq!(values[":1"], text("USER"));
        assert_eq!(values[":2"], text("PERSON"));
        let input = users.delete("u").into_input().unwrap();
        let asked = "attribute_not_exists(#0) OR #0 IN (:0, :1)";
        assert_eq!(input.condition_expression.as_deref(), Some(asked));
        // A put replaces what has the key, and any item is in the way of a create.
        let input = users.put(&user("u", 8)).into_input().unwrap();
        assert_eq!(input.condition_expression, None);
        let input = users.create(&user("u", 8)).into_input().unwrap();
        let condition = input.condition_expression.as_deref();
        assert_eq!(condition, Some("attribute_not_exists(#0)"));
    }
}
