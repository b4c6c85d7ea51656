//! Interceptors that change inputs and outputs.

use super::{
    BookRepository, Note, NoteRepository, Notes, book, intercepted, note, notes, stored,
    stored_text,
};
use crate::support::table;
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};
use singletable::aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextMut,
};
use singletable::aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use singletable::aws_sdk_dynamodb::error::BoxError;
use singletable::aws_sdk_dynamodb::operation::batch_get_item::{
    BatchGetItemInput, BatchGetItemOutput,
};
use singletable::aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use singletable::aws_sdk_dynamodb::operation::delete_item::{DeleteItemInput, DeleteItemOutput};
use singletable::aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use singletable::aws_sdk_dynamodb::operation::put_item::{PutItemInput, PutItemOutput};
use singletable::aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use singletable::aws_sdk_dynamodb::operation::scan::{ScanInput, ScanOutput};
use singletable::aws_sdk_dynamodb::operation::transact_get_items::{
    TransactGetItemsInput, TransactGetItemsOutput,
};
use singletable::aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use singletable::aws_sdk_dynamodb::operation::update_item::{UpdateItemInput, UpdateItemOutput};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Item, Table};
use std::collections::HashMap;

/// Changes every input before it is serialized, and every output before the caller gets it.
#[derive(Debug, Clone, Copy)]
struct Change {
    input: fn(&mut Input),
    output: fn(&mut Output),
    output_is_changed: Phase,
}

/// The hook that changes outputs.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    AttemptCompletion,
    Completion,
}

impl Change {
    fn new(input: fn(&mut Input), output: fn(&mut Output)) -> Self {
        Self {
            input,
            output,
            output_is_changed: Phase::Completion,
        }
    }

    fn output(&self, phase: Phase, context: &mut FinalizerInterceptorContextMut<'_>) {
        if let Some(Ok(output)) = context.output_or_error_mut()
            && phase == self.output_is_changed
        {
            (self.output)(output);
        }
    }
}

impl Intercept for Change {
    fn name(&self) -> &'static str {
        "Change"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        (self.input)(context.input_mut());
        Ok(())
    }

    fn modify_before_attempt_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.output(Phase::AttemptCompletion, context);
        Ok(())
    }

    fn modify_before_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.output(Phase::Completion, context);
        Ok(())
    }
}

/// Changes every item, every key and all values of expressions in an input.
fn change_input(input: &mut Input, change: fn(&mut Item)) {
    if let Some(put) = input.downcast_mut::<PutItemInput>() {
        put.item.iter_mut().for_each(change);
        put.expression_attribute_values.iter_mut().for_each(change);
    } else if let Some(update) = input.downcast_mut::<UpdateItemInput>() {
        update.key.iter_mut().for_each(change);
        update
            .expression_attribute_values
            .iter_mut()
            .for_each(change);
    } else if let Some(delete) = input.downcast_mut::<DeleteItemInput>() {
        delete.key.iter_mut().for_each(change);
        delete
            .expression_attribute_values
            .iter_mut()
            .for_each(change);
    } else if let Some(get) = input.downcast_mut::<GetItemInput>() {
        get.key.iter_mut().for_each(change);
    } else if let Some(query) = input.downcast_mut::<QueryInput>() {
        query
            .expression_attribute_values
            .iter_mut()
            .for_each(change);
        query.exclusive_start_key.iter_mut().for_each(change);
    } else if let Some(scan) = input.downcast_mut::<ScanInput>() {
        scan.expression_attribute_values.iter_mut().for_each(change);
        scan.exclusive_start_key.iter_mut().for_each(change);
    } else {
        change_input_of_several(input, change);
    }
}

fn change_input_of_several(input: &mut Input, change: fn(&mut Item)) {
    if let Some(batch) = input.downcast_mut::<BatchWriteItemInput>() {
        let writes = batch.request_items.iter_mut().flat_map(HashMap::values_mut);
        for write in writes.flatten() {
            let put = write.put_request.iter_mut().map(|put| &mut put.item);
            let delete = write
                .delete_request
                .iter_mut()
                .map(|delete| &mut delete.key);
            put.chain(delete).for_each(change);
        }
    } else if let Some(batch) = input.downcast_mut::<BatchGetItemInput>() {
        let reads = batch.request_items.iter_mut().flat_map(HashMap::values_mut);
        reads.flat_map(|read| &mut read.keys).for_each(change);
    } else if let Some(reads) = input.downcast_mut::<TransactGetItemsInput>() {
        let gets = reads.transact_items.iter_mut().flatten();
        let keys = gets.filter_map(|read| read.get.as_mut().map(|get| &mut get.key));
        keys.for_each(change);
    } else if let Some(writes) = input.downcast_mut::<TransactWriteItemsInput>() {
        for write in writes.transact_items.iter_mut().flatten() {
            let put = write.put.iter_mut();
            let put = put.map(|put| (&mut put.item, &mut put.expression_attribute_values));
            let update = write.update.iter_mut();
            let update =
                update.map(|update| (&mut update.key, &mut update.expression_attribute_values));
            let delete = write.delete.iter_mut();
            let delete =
                delete.map(|delete| (&mut delete.key, &mut delete.expression_attribute_values));
            let check = write.condition_check.iter_mut();
            let check = check.map(|check| (&mut check.key, &mut check.expression_attribute_values));
            for (item, values) in put.chain(update).chain(delete).chain(check) {
                change(item);
                values.iter_mut().for_each(change);
            }
        }
    }
}

/// Changes every item in an output.
fn change_output(output: &mut Output, change: fn(&mut Item)) {
    if let Some(get) = output.downcast_mut::<GetItemOutput>() {
        get.item.iter_mut().for_each(change);
    } else if let Some(query) = output.downcast_mut::<QueryOutput>() {
        query.items.iter_mut().flatten().for_each(change);
    } else if let Some(scan) = output.downcast_mut::<ScanOutput>() {
        scan.items.iter_mut().flatten().for_each(change);
    } else if let Some(batch) = output.downcast_mut::<BatchGetItemOutput>() {
        let items = batch.responses.iter_mut().flat_map(HashMap::values_mut);
        items.flatten().for_each(change);
    } else if let Some(reads) = output.downcast_mut::<TransactGetItemsOutput>() {
        let items = reads.responses.iter_mut().flatten();
        items
            .filter_map(|answer| answer.item.as_mut())
            .for_each(change);
    } else if let Some(put) = output.downcast_mut::<PutItemOutput>() {
        put.attributes.iter_mut().for_each(change);
    } else if let Some(update) = output.downcast_mut::<UpdateItemOutput>() {
        update.attributes.iter_mut().for_each(change);
    } else if let Some(delete) = output.downcast_mut::<DeleteItemOutput>() {
        delete.attributes.iter_mut().for_each(change);
    }
}

/// Replaces the beginning of texts.
fn replace_beginning(item: &mut Item, old: &str, new: &str) {
    for value in item.values_mut() {
        if let AttributeValue::S(text) = value
            && let Some(rest) = text.strip_prefix(old)
        {
            *text = format!("{new}{rest}");
        }
    }
}

/// Encrypts what is secret, and decrypts it in outputs.
fn vault() -> Change {
    Change::new(
        |input| change_input(input, |item| replace_beginning(item, "secret ", "sealed ")),
        |output| change_output(output, |item| replace_beginning(item, "sealed ", "secret ")),
    )
}

/// Encrypts only.
fn seal() -> Change {
    Change {
        output: |_| {},
        ..vault()
    }
}

/// Puts the items of one tenant into partitions of their own, and hides that in outputs.
fn tenant() -> Change {
    Change::new(
        |input| {
            change_input(input, |item| {
                replace_beginning(item, "BOOK#", "TENANT#BOOK#");
            });
        },
        |output| {
            change_output(output, |item| {
                replace_beginning(item, "TENANT#BOOK#", "BOOK#");
            });
        },
    )
}

/// Sends batches to tables of another name.
fn rename_tables() -> Change {
    fn renamed<T>(tables: &mut Option<HashMap<String, T>>, name: fn(&str) -> String) {
        let renamed = tables.take().into_iter().flatten();
        let renamed = renamed.map(|(table, requests)| (name(&table), requests));
        *tables = Some(renamed.collect());
    }
    fn name(table: &str) -> String {
        format!("{table}-renamed")
    }
    fn old_name(table: &str) -> String {
        table.trim_end_matches("-renamed").to_owned()
    }
    Change::new(
        |input| {
            if let Some(batch) = input.downcast_mut::<BatchWriteItemInput>() {
                renamed(&mut batch.request_items, name);
            } else if let Some(batch) = input.downcast_mut::<BatchGetItemInput>() {
                renamed(&mut batch.request_items, name);
            }
        },
        |output| {
            if let Some(batch) = output.downcast_mut::<BatchGetItemOutput>() {
                renamed(&mut batch.responses, old_name);
            }
        },
    )
}

/// Reverses the operations of transactions, and the answers to those that read.
fn reverse() -> Change {
    Change::new(
        |input| {
            if let Some(writes) = input.downcast_mut::<TransactWriteItemsInput>() {
                writes
                    .transact_items
                    .iter_mut()
                    .for_each(|all| all.reverse());
            } else if let Some(reads) = input.downcast_mut::<TransactGetItemsInput>() {
                reads
                    .transact_items
                    .iter_mut()
                    .for_each(|all| all.reverse());
            }
        },
        |output| {
            if let Some(reads) = output.downcast_mut::<TransactGetItemsOutput>() {
                reads.responses.iter_mut().for_each(|all| all.reverse());
            }
        },
    )
}

/// The tables that batches are sent to by [`rename_tables`], without its interceptor.
async fn renamed(table: &Table<Notes>) -> Table<Notes> {
    let renamed = table.clone().with_name(format!("{}-renamed", table.name()));
    renamed.create_table().send().await.unwrap();
    renamed
}

async fn ids(table: &Table<Notes>) -> Vec<String> {
    let notes = NoteRepository::new(table).query("b").all().await.unwrap();
    notes.into_iter().map(|note| note.id).collect()
}

#[tokio::test]
async fn each_item_of_a_batch_goes_to_the_table_that_an_interceptor_names() {
    let left = table::<Notes>().await;
    let right = left.clone().with_name(format!("{}-right", left.name()));
    right.create_table().send().await.unwrap();
    let (renamed_left, renamed_right) = (renamed(&left).await, renamed(&right).await);
    let one = intercepted(&left, rename_tables());
    let two = one.clone().with_name(right.name());
    let (lefts, rights) = (NoteRepository::new(&one), NoteRepository::new(&two));
    // The order of the tables in a request is another one each time.
    for run in 0..50 {
        let (l1, l2, r1) = (note("l1"), note("l2"), note("r1"));
        let batch = one.batch_write().with(lefts.put(&l1)).with(rights.put(&r1));
        batch.with(lefts.put(&l2)).send().await.unwrap();
        assert_eq!(ids(&renamed_left).await, ["l1", "l2"], "run {run}");
        assert_eq!(ids(&renamed_right).await, ["r1"], "run {run}");
        let batch = one.batch_write().with(lefts.delete("b", "l1"));
        let batch = batch.with(rights.delete("b", "r1"));
        batch.with(lefts.delete("b", "l2")).send().await.unwrap();
        assert!(ids(&renamed_left).await.is_empty(), "run {run}");
        assert!(ids(&renamed_right).await.is_empty(), "run {run}");
    }
    assert!(ids(&left).await.is_empty());
    assert!(ids(&right).await.is_empty());
}

#[tokio::test]
async fn a_batch_of_reads_asks_the_table_that_an_interceptor_names() {
    let left = table::<Notes>().await;
    let renamed = renamed(&left).await;
    let (olds, news) = (NoteRepository::new(&left), NoteRepository::new(&renamed));
    olds.put(&note("1")).send().await.unwrap();
    for id in ["2", "3"] {
        news.put(&note(id)).send().await.unwrap();
    }
    let notes = NoteRepository::new(&intercepted(&left, rename_tables()));
    let keys = ["3", "1", "2"].map(|id| Note::key("b", id));
    let found = notes.batch_get(keys).send().await.unwrap();
    assert_eq!(found, [Some(note("3")), None, Some(note("2"))]);
}

#[tokio::test]
async fn the_operations_of_a_transaction_may_be_reordered_by_an_interceptor() {
    let [plain, notes] = notes(reverse()).await;
    for id in ["updated", "deleted", "checked"] {
        plain.put(&note(id)).send().await.unwrap();
    }
    let update = notes.update("b", "updated").add(Note::READS, 5);
    let check = notes.check("b", "checked");
    let transaction = notes
        .table()
        .write_transaction()
        .with(notes.create(&note("created")))
        .with(update.condition(Note::TEXT.eq("secret updated")))
        .with(notes.delete("b", "deleted").condition(Note::READS.eq(0)))
        .with(check.condition(Note::TEXT.eq("secret checked")))
        .with(BookRepository::new(notes.table()).put(&book()));
    transaction.send().await.unwrap();
    let read = async |id: &str| plain.get("b", id).send().await.unwrap();
    assert_eq!(read("created").await, Some(note("created")));
    let updated = Note {
        reads: 5,
        ..note("updated")
    };
    assert_eq!(read("updated").await, Some(updated));
    assert_eq!(read("deleted").await, None);
    assert_eq!(read("checked").await, Some(note("checked")));
    let books = BookRepository::new(plain.table());
    assert_eq!(books.get("b").send().await.unwrap(), Some(book()));
    // Each operation keeps its own condition.
    let update = notes.update("b", "checked").add(Note::READS, 1);
    let failing = notes
        .table()
        .write_transaction()
        .with(notes.put(&note("never")))
        .with(update.condition(Note::READS.eq(7)));
    assert!(failing.send().await.is_err());
    assert_eq!(read("never").await, None);
}

#[tokio::test]
async fn the_reads_of_a_transaction_may_be_reordered_by_an_interceptor() {
    let [plain, notes] = notes(reverse()).await;
    for id in ["1", "2"] {
        plain.put(&note(id)).send().await.unwrap();
    }
    let books = BookRepository::new(notes.table());
    let reads = (notes.get("b", "1"), books.get("b"), notes.get("b", "2"));
    let found = notes.table().read_transaction(reads).send().await.unwrap();
    assert_eq!(found, (Some(note("1")), None, Some(note("2"))));
}

#[tokio::test]
async fn an_item_is_stored_as_an_interceptor_leaves_it() {
    let [plain, notes] = notes(seal()).await;
    notes.put(&note("put")).send().await.unwrap();
    notes.create(&note("create")).send().await.unwrap();
    let batch = notes.table().batch_write().with(notes.put(&note("batch")));
    batch.send().await.unwrap();
    let transaction = notes.table().write_transaction();
    let transaction = transaction.with(notes.create(&note("transaction")));
    transaction.send().await.unwrap();
    for id in ["put", "create", "batch", "transaction"] {
        assert_eq!(stored_text(&plain, id).await, format!("sealed {id}"));
        // Nothing else of it is changed.
        let item = stored(&plain, id).await.unwrap();
        let expected = Note {
            text: format!("sealed {id}"),
            ..note(id)
        };
        let whole = plain.put(&expected).into_input().unwrap().item.unwrap();
        assert_eq!(item, whole);
    }
}

#[tokio::test]
async fn the_values_of_an_update_are_stored_as_an_interceptor_leaves_them() {
    let [plain, notes] = notes(seal()).await;
    plain.put(&note("1")).send().await.unwrap();
    let update = notes.update("b", "1").set(Note::TEXT, "secret news");
    update.send().await.unwrap();
    assert_eq!(stored_text(&plain, "1").await, "sealed news");
    // The values of its condition are changed too.
    let update = notes.update("b", "1").set(Note::TEXT, "secret tales");
    let update = update.condition(Note::TEXT.eq("secret news"));
    update.send().await.unwrap();
    assert_eq!(stored_text(&plain, "1").await, "sealed tales");
    let upsert = notes.update("b", "2").set(Note::TEXT, "secret start");
    upsert.upsert().send().await.unwrap();
    assert_eq!(stored_text(&plain, "2").await, "sealed start");
    let update = notes.update("b", "2").set(Note::TEXT, "secret end");
    let update = update.condition(Note::TEXT.eq("secret start"));
    let transaction = notes.table().write_transaction().with(update);
    transaction.send().await.unwrap();
    assert_eq!(stored_text(&plain, "2").await, "sealed end");
    let delete = notes.delete("b", "2");
    let delete = delete.condition(Note::TEXT.eq("secret end"));
    delete.send().await.unwrap();
    assert_eq!(stored(&plain, "2").await, None);
    let put = notes.put(&note("1"));
    let put = put.condition(Note::TEXT.eq("secret tales"));
    put.send().await.unwrap();
    assert_eq!(stored_text(&plain, "1").await, "sealed 1");
}

#[tokio::test]
async fn a_key_is_asked_for_as_an_interceptor_leaves_it() {
    let [plain, notes] = notes(tenant()).await;
    for id in ["1", "2", "3"] {
        notes.put(&note(id)).send().await.unwrap();
        // Without the interceptor it is not found.
        assert_eq!(plain.get("b", id).send().await.unwrap(), None);
        let found = notes.get("b", id).send().await.unwrap();
        assert_eq!(found, Some(note(id)));
    }
    // Items of the same keys without a tenant.
    for id in ["1", "2", "3"] {
        let other = Note {
            reads: 9,
            ..note(id)
        };
        plain.put(&other).send().await.unwrap();
    }
    let text = notes.get("b", "1").select((Note::TEXT,)).send().await;
    assert_eq!(text.unwrap(), Some((Some("secret 1".to_owned()),)));
    let keys = ["2", "none", "1"].map(|id| Note::key("b", id));
    let found = notes.batch_get(keys).send().await.unwrap();
    assert_eq!(found, [Some(note("2")), None, Some(note("1"))]);
    let reads = (notes.get("b", "3"), notes.get("b", "1"));
    let found = notes.table().read_transaction(reads).send().await.unwrap();
    assert_eq!(found, (Some(note("3")), Some(note("1"))));
    let updated = notes.update("b", "1").add(Note::READS, 1).return_new();
    assert_eq!(updated.send().await.unwrap().reads, 1);
    let deleted = notes.delete("b", "1").return_old().send().await.unwrap();
    assert_eq!(deleted.unwrap().reads, 1);
    let batch = notes.table().batch_write();
    let batch = batch.with(notes.delete("b", "2"));
    batch.send().await.unwrap();
    let transaction = notes.table().write_transaction();
    let transaction = transaction.with(notes.delete("b", "3"));
    transaction.send().await.unwrap();
    for id in ["1", "2", "3"] {
        assert_eq!(notes.get("b", id).send().await.unwrap(), None);
        let other = plain.get("b", id).send().await.unwrap();
        assert_eq!(other.unwrap().reads, 9);
    }
}

#[tokio::test]
async fn a_query_and_a_scan_ask_for_the_values_that_an_interceptor_leaves() {
    let [plain, notes] = notes(tenant()).await;
    for id in ["1", "2", "3", "4"] {
        notes.put(&note(id)).send().await.unwrap();
    }
    assert_eq!(plain.query("b").count().await.unwrap(), 0);
    assert_eq!(notes.query("b").count().await.unwrap(), 4);
    let found = notes.query("b").at_or_after(("2",)).limit(2).all().await;
    assert_eq!(found.unwrap(), [note("2"), note("3")]);
    let sealed = NoteRepository::new(&intercepted(plain.table(), vault()));
    let only = Note {
        book: "c".into(),
        ..note("5")
    };
    sealed.put(&only).send().await.unwrap();
    let query = sealed.query("c").filter(Note::TEXT.eq("secret 5"));
    assert_eq!(query.count().await.unwrap(), 1);
    let scan = sealed.table().scan_of::<Note>();
    let scan = scan.filter(Note::TEXT.eq("secret 5")).all().await.unwrap();
    assert_eq!(scan.len(), 1);
}

/// Every way to read a note, with an interceptor that decrypts outputs in that hook.
async fn decrypted(phase: Phase) {
    let vault = Change {
        output_is_changed: phase,
        ..vault()
    };
    let [plain, notes] = notes(vault).await;
    let table = notes.table();
    for id in ["1", "2"] {
        notes.put(&note(id)).send().await.unwrap();
        assert_eq!(stored_text(&plain, id).await, format!("sealed {id}"));
    }
    let (one, two) = (note("1"), note("2"));
    let found = notes.get("b", "1").send().await.unwrap();
    assert_eq!(found, Some(one.clone()));
    let all = [one.clone(), two.clone()];
    assert_eq!(notes.query("b").all().await.unwrap(), all);
    let mut scanned = table.scan_of::<Note>().all().await.unwrap();
    scanned.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(scanned, all);
    let found = table.scan().all().await.unwrap();
    assert!(found.contains(&Notes::Note(one.clone())));
    let partition = notes.partition("b").all().await.unwrap();
    assert_eq!(partition, all.clone().map(Notes::Note));
    let keys = ["1", "2"].map(|id| Note::key("b", id));
    let found = notes.batch_get(keys).send().await.unwrap();
    assert_eq!(found, all.clone().map(Some));
    let reads = (notes.get("b", "1"), notes.get("b", "2"));
    let found = table.read_transaction(reads).send().await.unwrap();
    assert_eq!(found, (Some(one.clone()), Some(two.clone())));
    // What writes answer is an output too.
    let old = notes.put(&one).return_old().send().await.unwrap();
    assert_eq!(old, Some(one.clone()));
    let new = notes.update("b", "1").add(Note::READS, 1).return_new();
    let new = new.send().await.unwrap();
    assert_eq!((new.text.as_str(), new.reads), ("secret 1", 1));
    let old = notes.delete("b", "2").return_old().send().await.unwrap();
    assert_eq!(old, Some(two));
}

#[tokio::test]
async fn an_output_that_is_changed_before_completion_is_what_the_caller_gets() {
    decrypted(Phase::Completion).await;
}

#[tokio::test]
async fn an_output_that_is_changed_before_the_completion_of_an_attempt_is_what_the_caller_gets() {
    decrypted(Phase::AttemptCompletion).await;
}
