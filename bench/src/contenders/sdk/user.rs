//! The user's requests.

use super::{Mapping, Sdk, all, given, n, primary_key, s};
use crate::contenders::{
    Answer, BATCH, BatchReads, BulkWrites, Maps, Parts, Users, Work, done, in_order,
};
use crate::shapes::TABLE;
use crate::shapes::user::{Change, User};
use crate::wire::Item;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::types::{
    AttributeValue, Delete, KeysAndAttributes, Put, PutRequest,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update, WriteRequest,
};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::collections::HashMap;

/// Where no item may be.
const ABSENT: &str = "attribute_not_exists(#pk)";

fn pk(user_id: &str) -> String {
    format!("USER#{user_id}")
}

fn key(user_id: &str) -> HashMap<String, AttributeValue> {
    primary_key(pk(user_id), "#METADATA")
}

fn pk_name() -> HashMap<String, String> {
    HashMap::from([("#pk".to_owned(), "pk".to_owned())])
}

impl<M: Mapping<User, Mapped = User>> Maps<User> for Sdk<M> {
    type Mapped = User;

    async fn get(&self, user_id: &String) -> Answer<Option<User>> {
        let request = self.client.get_item().table_name(TABLE);
        let answer = request.set_key(Some(key(user_id))).send().await?;
        answer.item.map(M::from_item).transpose()
    }

    async fn query(&self, team: &str) -> Answer<Vec<User>> {
        let names = HashMap::from([("#pk".to_owned(), "gsi1pk".to_owned())]);
        let values = HashMap::from([(":pk".to_owned(), s(format!("TEAM#{team}")))]);
        let request = self
            .client
            .query()
            .table_name(TABLE)
            .index_name("GSI1")
            .key_condition_expression("#pk = :pk")
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(values));
        all::<_, M>(request.send().await?.items)
    }

    fn to_item(&self, user: &mut Option<User>) -> Item {
        M::to_item(given(user))
    }
}

/// The parts of an update, for a request by itself and for one in a transaction.
struct Changes {
    key: HashMap<String, AttributeValue>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

/// Which attributes change.
const UPDATE: &str = "SET #name = :name, #bio = :bio, #verified = :verified ADD #posts :posts";
/// On which condition.
const CONDITION: &str = "attribute_exists(#pk) AND #team = :team";

impl Changes {
    /// Every name has a placeholder, as the list of reserved words (`name` is one) may grow.
    fn new(change: &Change) -> Self {
        let name = |placeholder: &str, name: &str| (placeholder.to_owned(), name.to_owned());
        let value = |placeholder: &str, value| (placeholder.to_owned(), value);
        Self {
            key: key(&change.user_id),
            names: HashMap::from([
                name("#name", "name"),
                name("#bio", "bio"),
                name("#verified", "verified"),
                name("#posts", "post_count"),
                name("#pk", "pk"),
                name("#team", "team"),
            ]),
            values: HashMap::from([
                value(":name", s(change.name.as_str())),
                value(":bio", s(change.bio.as_str())),
                value(":verified", AttributeValue::Bool(change.verified)),
                value(":posts", n(change.posts)),
                value(":team", s(change.team.as_str())),
            ]),
        }
    }
}

fn put_request<M: Mapping<User, Mapped = User>>(user: &User) -> Answer<WriteRequest> {
    let put = PutRequest::builder().set_item(Some(M::to_item(user)));
    Ok(WriteRequest::builder().put_request(put.build()?).build())
}

impl<M: Mapping<User, Mapped = User>> Users for Sdk<M> {
    type Built = UpdateItemInput;

    async fn scan(&self) -> Answer<Vec<User>> {
        let names = HashMap::from([("#type".to_owned(), "_type".to_owned())]);
        let values = HashMap::from([(":type".to_owned(), s("USER"))]);
        let request = self
            .client
            .scan()
            .table_name(TABLE)
            .filter_expression("#type = :type")
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(values));
        all::<_, M>(request.send().await?.items)
    }

    async fn put(&self, user: &User) -> Answer<()> {
        let request = self.client.put_item().table_name(TABLE);
        request.set_item(Some(M::to_item(user))).send().await?;
        Ok(())
    }

    async fn create(&self, user: &User) -> Answer<()> {
        let request = self
            .client
            .put_item()
            .table_name(TABLE)
            .set_item(Some(M::to_item(user)))
            .condition_expression(ABSENT)
            .set_expression_attribute_names(Some(pk_name()));
        request.send().await?;
        Ok(())
    }

    async fn update(&self, change: &Change) -> Answer<()> {
        let changes = Changes::new(change);
        let request = self
            .client
            .update_item()
            .table_name(TABLE)
            .set_key(Some(changes.key))
            .update_expression(UPDATE)
            .condition_expression(CONDITION)
            .set_expression_attribute_names(Some(changes.names))
            .set_expression_attribute_values(Some(changes.values));
        request.send().await?;
        Ok(())
    }

    fn built(&self, change: &Change) -> Answer<UpdateItemInput> {
        let changes = Changes::new(change);
        let input = UpdateItemInput::builder()
            .table_name(TABLE)
            .set_key(Some(changes.key))
            .update_expression(UPDATE)
            .condition_expression(CONDITION)
            .set_expression_attribute_names(Some(changes.names))
            .set_expression_attribute_values(Some(changes.values));
        Ok(input.build()?)
    }

    async fn delete(&self, user_id: &str) -> Answer<()> {
        let request = self.client.delete_item().table_name(TABLE);
        request.set_key(Some(key(user_id))).send().await?;
        Ok(())
    }

    async fn write_batch(&self, users: &[User]) -> Answer<()> {
        let writes: Vec<_> = users.iter().map(put_request::<M>).collect::<Answer<_>>()?;
        let requests = HashMap::from([(TABLE.to_owned(), writes)]);
        let request = self.client.batch_write_item();
        let answer = request.set_request_items(Some(requests)).send().await?;
        done(answer.unprocessed_items)
    }

    async fn transact(&self, work: &Work) -> Answer<()> {
        let count = work.created.len() + work.changed.len() + 1;
        let mut operations = Vec::with_capacity(count);
        let all_old = ReturnValuesOnConditionCheckFailure::AllOld;
        for user in &work.created {
            let put = Put::builder()
                .table_name(TABLE)
                .set_item(Some(M::to_item(user)))
                .condition_expression(ABSENT)
                .set_expression_attribute_names(Some(pk_name()))
                .return_values_on_condition_check_failure(all_old.clone());
            operations.push(TransactWriteItem::builder().put(put.build()?).build());
        }
        for change in &work.changed {
            let changes = Changes::new(change);
            let update = Update::builder()
                .table_name(TABLE)
                .set_key(Some(changes.key))
                .update_expression(UPDATE)
                .condition_expression(CONDITION)
                .set_expression_attribute_names(Some(changes.names))
                .set_expression_attribute_values(Some(changes.values))
                .return_values_on_condition_check_failure(all_old.clone());
            operations.push(TransactWriteItem::builder().update(update.build()?).build());
        }
        let delete = Delete::builder()
            .table_name(TABLE)
            .set_key(Some(key(&work.deleted)));
        operations.push(TransactWriteItem::builder().delete(delete.build()?).build());
        let request = self.client.transact_write_items();
        request.set_transact_items(Some(operations)).send().await?;
        Ok(())
    }
}

impl<M: Mapping<User, Mapped = User>> BatchReads for Sdk<M> {
    async fn batch_get(&self, user_ids: &[String]) -> Answer<Vec<Option<User>>> {
        let keys = user_ids.iter().map(|user_id| key(user_id)).collect();
        let keys = KeysAndAttributes::builder().set_keys(Some(keys)).build()?;
        let request = self.client.batch_get_item().request_items(TABLE, keys);
        let answer = request.send().await?;
        done(answer.unprocessed_keys)?;
        let mut found = answer.responses.unwrap_or_default();
        Ok(in_order(user_ids, all::<_, M>(found.remove(TABLE))?))
    }
}

impl<M: Mapping<User, Mapped = User>> BulkWrites for Sdk<M> {
    async fn put_all(&self, users: &[User], concurrency: usize) -> Answer<()> {
        let batches = users.chunks(BATCH).map(|batch| self.write_batch(batch));
        let requests = stream::iter(batches).buffer_unordered(concurrency);
        requests.try_collect().await
    }
}

impl From<UpdateItemInput> for Parts {
    fn from(input: UpdateItemInput) -> Self {
        let update = Update::builder()
            .set_table_name(input.table_name)
            .set_key(input.key)
            .set_update_expression(input.update_expression)
            .set_condition_expression(input.condition_expression)
            .set_expression_attribute_names(input.expression_attribute_names)
            .set_expression_attribute_values(input.expression_attribute_values);
        Self(update.build().expect("an input has what it needs"))
    }
}
