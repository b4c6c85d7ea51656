//! Interceptors that look at inputs and outputs.

use super::{Note, NoteRepository, Notes, intercepted, note, notes};
use crate::support::table;
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};
use singletable::aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
    FinalizerInterceptorContextRef,
};
use singletable::aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use singletable::aws_sdk_dynamodb::error::BoxError;
use singletable::aws_sdk_dynamodb::operation::batch_get_item::{
    BatchGetItemInput, BatchGetItemOutput,
};
use singletable::aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use singletable::aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use singletable::aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use singletable::aws_sdk_dynamodb::operation::put_item::PutItemInput;
use singletable::aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use singletable::aws_sdk_dynamodb::operation::scan::{ScanInput, ScanOutput};
use singletable::aws_sdk_dynamodb::operation::transact_get_items::{
    TransactGetItemsInput, TransactGetItemsOutput,
};
use singletable::aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use singletable::aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use singletable::bounds::TableItem as _;
use singletable::{Item, Mapping};
use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Keeps the inputs of one operation, as two hooks find them.
#[derive(Debug)]
struct Inputs<I>(Arc<Mutex<Vec<I>>>);

impl<I> Inputs<I> {
    fn look(&self, input: &Input)
    where
        I: Debug + Clone + Send + Sync + 'static,
    {
        let input = input.downcast_ref::<I>().cloned();
        self.0.lock().unwrap().extend(input);
    }
}

impl<I: Debug + Clone + Send + Sync + 'static> Intercept for Inputs<I> {
    fn name(&self) -> &'static str {
        "Inputs"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.look(context.input());
        Ok(())
    }

    fn read_before_serialization(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.look(context.input());
        Ok(())
    }
}

/// Sends one request, and gives the input that is expected of it: each hook finds that.
async fn check<I>(send: impl AsyncFnOnce(NoteRepository) -> I)
where
    I: Debug + Clone + PartialEq + Send + Sync + 'static,
{
    let found = Arc::default();
    let [plain, notes] = notes(Inputs::<I>(Arc::clone(&found))).await;
    plain.put(&note("1")).send().await.unwrap();
    let expected = send(notes).await;
    let found = found.lock().unwrap();
    assert_eq!(found.len(), 2);
    for found in found.iter() {
        assert_eq!(*found, expected);
    }
}

#[tokio::test]
async fn an_interceptor_finds_the_whole_input_of_a_write() {
    check::<PutItemInput>(async |notes| {
        let put = || notes.put(&note("2")).condition(Note::READS.ne(7));
        put().send().await.unwrap();
        put().into_input().unwrap()
    })
    .await;
    check::<PutItemInput>(async |notes| {
        notes.create(&note("2")).send().await.unwrap();
        notes.create(&note("2")).into_input().unwrap()
    })
    .await;
    check::<UpdateItemInput>(async |notes| {
        let update = || notes.update("b", "1").set(Note::TEXT, "secret news");
        let update = || update().condition(Note::READS.eq(0));
        update().send().await.unwrap();
        update().into_input().unwrap()
    })
    .await;
    check::<DeleteItemInput>(async |notes| {
        let delete = || notes.delete("b", "1").condition(Note::READS.eq(0));
        delete().send().await.unwrap();
        delete().into_input().unwrap()
    })
    .await;
    check::<BatchWriteItemInput>(async |notes| {
        let batch = || notes.table().batch_write().with(notes.put(&note("2")));
        let batch = || batch().with(notes.delete("b", "1"));
        batch().send().await.unwrap();
        batch().into_inputs().unwrap().remove(0)
    })
    .await;
    check::<TransactWriteItemsInput>(async |notes| {
        let transaction = || {
            let transaction = notes.table().write_transaction().with_token("token");
            let update = notes.update("b", "1").add(Note::READS, 1);
            transaction
                .with(notes.create(&note("2")))
                .with(update.condition(Note::TEXT.eq("secret 1")))
                .with(notes.delete("b", "3"))
                .with(notes.put(&note("4")))
        };
        transaction().send().await.unwrap();
        transaction().into_input().unwrap()
    })
    .await;
}

#[tokio::test]
async fn an_interceptor_finds_the_whole_input_of_a_read() {
    check::<GetItemInput>(async |notes| {
        let get = || notes.get("b", "1").select((Note::TEXT,));
        get().send().await.unwrap();
        get().into_input().unwrap()
    })
    .await;
    check::<QueryInput>(async |notes| {
        let query = || notes.query("b").at_or_after(("1",));
        let query = || query().filter(Note::TEXT.eq("secret 1"));
        query().send().await.unwrap();
        query().into_input().unwrap()
    })
    .await;
    check::<ScanInput>(async |notes| {
        let scan = || notes.table().scan_of::<Note>();
        let scan = || scan().filter(Note::TEXT.eq("secret 1"));
        scan().all().await.unwrap();
        scan().into_input().unwrap()
    })
    .await;
    check::<BatchGetItemInput>(async |notes| {
        let batch = || notes.batch_get([Note::key("b", "1"), Note::key("b", "2")]);
        batch().send().await.unwrap();
        batch().into_inputs().unwrap().remove(0)
    })
    .await;
    check::<TransactGetItemsInput>(async |notes| {
        let reads = || (notes.get("b", "1"), notes.get("b", "2"));
        let transaction = || notes.table().read_transaction(reads());
        transaction().send().await.unwrap();
        transaction().into_input().unwrap()
    })
    .await;
}

/// Keeps the items of outputs, as the hooks that are given outputs find them.
#[derive(Debug, Clone, Default)]
struct Outputs(Arc<Mutex<HashMap<&'static str, Vec<Item>>>>);

impl Outputs {
    fn look(&self, hook: &'static str, output: &Output) {
        let mut found = self.0.lock().unwrap();
        found.entry(hook).or_default().extend(items(output));
    }
}

/// The items of an output.
fn items(output: &Output) -> Vec<Item> {
    if let Some(get) = output.downcast_ref::<GetItemOutput>() {
        get.item.clone().into_iter().collect()
    } else if let Some(query) = output.downcast_ref::<QueryOutput>() {
        query.items.clone().unwrap_or_default()
    } else if let Some(scan) = output.downcast_ref::<ScanOutput>() {
        scan.items.clone().unwrap_or_default()
    } else if let Some(batch) = output.downcast_ref::<BatchGetItemOutput>() {
        let responses = batch.responses.clone().unwrap_or_default();
        responses.into_values().flatten().collect()
    } else if let Some(reads) = output.downcast_ref::<TransactGetItemsOutput>() {
        let responses = reads.responses.clone().unwrap_or_default();
        responses.into_iter().filter_map(|read| read.item).collect()
    } else {
        Vec::new()
    }
}

impl Intercept for Outputs {
    fn name(&self) -> &'static str {
        "Outputs"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Ok(output) = context.output_or_error() {
            self.look("after deserialization", output);
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Ok(output)) = context.output_or_error() {
            self.look("after the attempt", output);
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Ok(output)) = context.output_or_error() {
            self.look("after the execution", output);
        }
        Ok(())
    }
}

/// Does one read of a table with two notes: each hook finds both.
async fn found_by(read: impl AsyncFnOnce(NoteRepository)) {
    let outputs = Outputs::default();
    let [plain, notes] = notes(outputs.clone()).await;
    for id in ["1", "2"] {
        plain.put(&note(id)).send().await.unwrap();
    }
    read(notes).await;
    for hook in [
        "after deserialization",
        "after the attempt",
        "after the execution",
    ] {
        let found = outputs.0.lock().unwrap().remove(hook).unwrap_or_default();
        let found = found
            .into_iter()
            .map(|item| Notes::from_item(item).unwrap());
        let mut found: Vec<_> = found.collect();
        found.sort_by_key(|item| format!("{item:?}"));
        assert_eq!(found, ["1", "2"].map(note).map(Notes::Note), "{hook}");
    }
}

#[tokio::test]
async fn an_interceptor_finds_the_items_of_a_get_item_output() {
    found_by(async |notes| {
        for id in ["1", "2"] {
            let found = notes.get("b", id).send().await.unwrap();
            assert_eq!(found, Some(note(id)));
        }
    })
    .await;
}

#[tokio::test]
async fn an_interceptor_finds_the_items_of_a_query_output() {
    found_by(async |notes| {
        let found = notes.query("b").all().await.unwrap();
        assert_eq!(found, ["1", "2"].map(note));
    })
    .await;
    found_by(async |notes| {
        let found = notes.partition("b").all().await.unwrap();
        assert_eq!(found, ["1", "2"].map(note).map(Notes::Note));
    })
    .await;
}

#[tokio::test]
async fn an_interceptor_finds_the_items_of_a_scan_output() {
    found_by(async |notes| {
        let found = notes.table().scan_of::<Note>().all().await.unwrap();
        assert_eq!(found.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_interceptor_finds_the_items_of_a_batch_get_item_output() {
    found_by(async |notes| {
        let keys = ["1", "2"].map(|id| Note::key("b", id));
        let found = notes.batch_get(keys).send().await.unwrap();
        assert_eq!(found, ["1", "2"].map(note).map(Some));
    })
    .await;
}

#[tokio::test]
async fn an_interceptor_finds_the_items_of_a_transact_get_items_output() {
    found_by(async |notes| {
        let reads = (notes.get("b", "1"), notes.get("b", "2"));
        let found = notes.table().read_transaction(reads).send().await.unwrap();
        assert_eq!(found, (Some(note("1")), Some(note("2"))));
    })
    .await;
}

/// Counts requests, and looks at nothing else.
#[derive(Debug, Clone, Default)]
struct Trace(Arc<AtomicUsize>);

impl Intercept for Trace {
    fn name(&self) -> &'static str {
        "Trace"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[tokio::test]
async fn a_direct_mapping_works_with_an_interceptor_that_only_traces() {
    let plain = table::<Notes>().await;
    let trace = Trace::default();
    let table = intercepted(&plain, trace.clone()).with_mapping(Mapping::Direct);
    let notes = NoteRepository::new(&table);
    notes.create(&note("1")).send().await.unwrap();
    let batch = table.batch_write().with(notes.put(&note("2")));
    batch.send().await.unwrap();
    let update = notes.update("b", "2").add(Note::READS, 1).return_new();
    let two = update.send().await.unwrap();
    let transaction = table.write_transaction();
    let transaction = transaction.with(notes.put(&note("3"))).with(
        notes
            .update("b", "1")
            .set(Note::TEXT, "news")
            .condition(Note::TEXT.eq("secret 1")),
    );
    transaction.send().await.unwrap();
    let one = notes.get("b", "1").send().await.unwrap().unwrap();
    assert_eq!((one.text.as_str(), two.reads), ("news", 1));
    let all = [one.clone(), two.clone(), note("3")];
    assert_eq!(notes.query("b").all().await.unwrap(), all);
    let keys = ["1", "2", "3"].map(|id| Note::key("b", id));
    let found = notes.batch_get(keys).send().await.unwrap();
    assert_eq!(found, all.clone().map(Some));
    let reads = (notes.get("b", "1"), notes.get("b", "2"));
    let found = table.read_transaction(reads).send().await.unwrap();
    assert_eq!(found, (Some(one), Some(two)));
    assert_eq!(table.scan_of::<Note>().all().await.unwrap().len(), 3);
    assert_eq!(trace.0.load(Ordering::Relaxed), 9);
}
