//! dynamodb-facade 0.2.0, with its explicit client.
//!
//! It has no batch reads, its batch writes have no bound on what is under way, and only its own
//! requests make the items that it decodes (by `serde_dynamo`): it is left out of these cases.

use super::{Answer, Contender, Maps, Parts, Users, Work, given};
use crate::shapes::assets::{Assets, SerdeAssets};
use crate::shapes::document::Document;
use crate::shapes::flat::Wide;
use crate::shapes::text::Text;
use crate::shapes::user::{Change, User};
use crate::shapes::{TABLE, TenantKey, tenanted_shapes};
use crate::wire::Item;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use dynamodb_facade::explicit_client::{DynamoDBItemOp as _, dynamodb_batch_write};
use dynamodb_facade::{
    Condition, DynamoDBItem, DynamoDBItemBatchOp as _, DynamoDBItemTransactOp as _, KeyCondition,
    KeyId, StringAttribute, Update, attribute_definitions, dynamodb_item, index_definitions,
    table_definitions,
};

/// The client, which goes into every call.
pub struct Facade {
    client: Client,
}

impl Contender for Facade {
    const NAME: &'static str = "facade";

    fn open(client: Client) -> Self {
        Self { client }
    }
}

attribute_definitions! {
    /// The partition key.
    Pk { "pk": StringAttribute }
    /// The sort key.
    Sk { "sk": StringAttribute }
    /// The type.
    ItemType { "_type": StringAttribute }
    /// The index's partition key.
    Gsi1Pk { "gsi1pk": StringAttribute }
    /// The index's sort key.
    Gsi1Sk { "gsi1sk": StringAttribute }
}

table_definitions! {
    /// The table.
    AppData {
        type PartitionKey = Pk;
        type SortKey = Sk;
        fn table_name() -> String { TABLE.to_owned() }
    }
}

index_definitions! {
    /// The index.
    #[table = AppData]
    ByTeam {
        type PartitionKey = Gsi1Pk;
        type SortKey = Gsi1Sk;
        fn index_name() -> String { "GSI1".to_owned() }
    }
}

dynamodb_item! {
    #[table = AppData]
    User {
        #[partition_key]
        Pk {
            fn attribute_id(&self) -> &'id str { &self.user_id }
            fn attribute_value(id) -> String { format!("USER#{id}") }
        }
        #[sort_key]
        Sk { const VALUE: &'static str = "#METADATA"; }
        ItemType { const VALUE: &'static str = "USER"; }
        Gsi1Pk {
            fn attribute_id(&self) -> &'id str { &self.team }
            fn attribute_value(id) -> String { format!("TEAM#{id}") }
        }
        Gsi1Sk {
            fn attribute_id(&self) -> &'id str { &self.created_at }
            fn attribute_value(id) -> String { id.to_owned() }
        }
    }
}

macro_rules! tenanted {
    ($shape:ident as $mapped:ident, $type:literal) => {
        dynamodb_item! {
            #[table = AppData]
            $mapped {
                #[partition_key]
                Pk {
                    fn attribute_id(&self) -> &'id str { &self.tenant }
                    fn attribute_value(id) -> String { format!("TENANT#{id}") }
                }
                #[sort_key]
                Sk {
                    fn attribute_id(&self) -> &'id str { &self.id }
                    fn attribute_value(id) -> String { format!(concat!($type, "#{}"), id) }
                }
                ItemType { const VALUE: &'static str = $type; }
            }
        }

        impl Maps<$shape> for Facade {
            type Mapped = $mapped;

            async fn get(&self, key: &TenantKey) -> Answer<Option<$mapped>> {
                let id = KeyId::pk(key.tenant.as_str()).sk(key.id.as_str());
                Ok(<$mapped>::get(self.client.clone(), id).execute().await?)
            }

            async fn query(&self, tenant: &str) -> Answer<Vec<$mapped>> {
                let keys = KeyCondition::pk(format!("TENANT#{tenant}"))
                    .sk_begins_with(concat!($type, "#"));
                Ok(<$mapped>::query(self.client.clone(), keys).all().await?)
            }

            fn to_item(&self, value: &mut Option<$mapped>) -> Item {
                DynamoDBItem::<AppData>::to_item(given(value)).into_inner()
            }
        }
    };
}

tenanted_shapes!(tenanted);

impl Maps<User> for Facade {
    type Mapped = User;

    async fn get(&self, user_id: &String) -> Answer<Option<User>> {
        let get = User::get(self.client.clone(), KeyId::pk(user_id.as_str()));
        Ok(get.execute().await?)
    }

    async fn query(&self, team: &str) -> Answer<Vec<User>> {
        let keys = User::index_key_condition::<ByTeam>(team);
        let query = User::query_index::<ByTeam>(self.client.clone(), keys);
        Ok(query.all().await?)
    }

    fn to_item(&self, user: &mut Option<User>) -> Item {
        DynamoDBItem::<AppData>::to_item(given(user)).into_inner()
    }
}

fn update(change: &Change) -> Update<'_> {
    Update::set("name", &change.name)
        .and(Update::set("bio", &change.bio))
        .and(Update::set("verified", change.verified))
        .and(Update::add("post_count", change.posts))
}

fn condition(change: &Change) -> Condition<'_> {
    User::exists() & Condition::eq("team", &change.team)
}

impl Users for Facade {
    type Built = UpdateItemFluentBuilder;

    async fn scan(&self) -> Answer<Vec<User>> {
        let scan = User::scan(self.client.clone());
        Ok(scan.filter(Condition::eq("_type", "USER")).all().await?)
    }

    async fn put(&self, user: &User) -> Answer<()> {
        Ok(user.put(self.client.clone()).execute().await?)
    }

    async fn create(&self, user: &User) -> Answer<()> {
        let put = user.put(self.client.clone());
        Ok(put.not_exists().execute().await?)
    }

    async fn update(&self, change: &Change) -> Answer<()> {
        let key = KeyId::pk(change.user_id.as_str());
        let update = User::update_by_id(self.client.clone(), key, update(change));
        let update = update.return_none().condition(condition(change));
        Ok(update.execute().await?)
    }

    fn built(&self, change: &Change) -> Answer<UpdateItemFluentBuilder> {
        let key = KeyId::pk(change.user_id.as_str());
        let update = User::update_by_id(self.client.clone(), key, update(change));
        Ok(update
            .return_none()
            .condition(condition(change))
            .into_inner())
    }

    async fn delete(&self, user_id: &str) -> Answer<()> {
        let delete = User::delete_by_id(self.client.clone(), KeyId::pk(user_id));
        Ok(delete.return_none().execute().await?)
    }

    async fn write_batch(&self, users: &[User]) -> Answer<()> {
        let writes = users.iter().map(User::batch_put).collect();
        Ok(dynamodb_batch_write::<AppData>(self.client.clone(), writes).await?)
    }

    async fn transact(&self, work: &Work) -> Answer<()> {
        let created = work.created.iter();
        let mut operations: Vec<_> = created
            .map(|user| user.transact_put().not_exists().build())
            .collect();
        for change in &work.changed {
            let key = KeyId::pk(change.user_id.as_str());
            let update = User::transact_update_by_id(key, update(change));
            operations.push(update.condition(condition(change)).build());
        }
        let deleted = KeyId::pk(work.deleted.as_str());
        operations.push(User::transact_delete_by_id(deleted).build());
        let request = self.client.transact_write_items();
        request.set_transact_items(Some(operations)).send().await?;
        Ok(())
    }
}

impl From<UpdateItemFluentBuilder> for Parts {
    fn from(builder: UpdateItemFluentBuilder) -> Self {
        let input = builder.as_input().clone().build();
        input.expect("the facade sets what an input needs").into()
    }
}
