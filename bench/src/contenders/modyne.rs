//! modyne 0.3.1.
//!
//! Queries and scans ask for whole items: modyne's `QueryInput` would name every attribute in a
//! projection, which is more to send and to sign than the others have.

use super::{
    Answer, BATCH, BatchReads, BulkWrites, Contender, Decodes, Maps, Parts, Users, Work, done,
    in_order,
};
use crate::shapes::assets::{Assets, SerdeAssets};
use crate::shapes::document::Document;
use crate::shapes::flat::Wide;
use crate::shapes::text::Text;
use crate::shapes::user::{Change, User};
use crate::shapes::{TABLE, TenantKey, tenanted_shapes};
use crate::wire::Item;
use aws_sdk_dynamodb::{Client, types};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use modyne::expr::{Condition, Filter, KeyCondition, Update};
use modyne::keys::{
    FullKey, GlobalSecondaryIndexDefinition, IndexKey, Key, KeyDefinition, PrimaryKey,
    PrimaryKeyDefinition, SecondaryIndexDefinition,
};
use modyne::model::{BatchGet, BatchWrite, Query, Scan, TransactWrite, UpdateWithExpr};
use modyne::{
    Aggregate as _, Entity, EntityDef, EntityExt as _, EntityTypeNameRef, ProjectionExt as _, Table,
};
use serde::Serialize;

/// modyne's table.
pub struct Modyne {
    client: Client,
}

impl Contender for Modyne {
    const NAME: &'static str = "modyne";

    fn open(client: Client) -> Self {
        Self { client }
    }
}

impl Table for Modyne {
    const ENTITY_TYPE_ATTRIBUTE: &'static str = "_type";
    type PrimaryKey = Primary;
    type IndexKeys = TeamKey;

    fn table_name(&self) -> &str {
        TABLE
    }

    fn client(&self) -> &Client {
        &self.client
    }
}

/// The primary key, with the names of singletable's default layout.
#[derive(Debug, Clone, Serialize)]
pub struct Primary {
    pk: String,
    sk: String,
}

const PRIMARY: PrimaryKeyDefinition = PrimaryKeyDefinition {
    hash_key: "pk",
    range_key: Some("sk"),
};

impl PrimaryKey for Primary {
    const PRIMARY_KEY_DEFINITION: PrimaryKeyDefinition = PRIMARY;
}

impl Key for Primary {
    const DEFINITION: KeyDefinition = KeyDefinition::Primary(PRIMARY);
}

/// The key of the index.
#[derive(Debug, Clone, Serialize)]
pub struct TeamKey {
    gsi1pk: String,
    gsi1sk: String,
}

impl IndexKey for TeamKey {
    const INDEX_DEFINITION: SecondaryIndexDefinition =
        SecondaryIndexDefinition::Global(GlobalSecondaryIndexDefinition {
            index_name: "GSI1",
            hash_key: "gsi1pk",
            range_key: Some("gsi1sk"),
        });
}

impl EntityDef for User {
    const ENTITY_TYPE: &'static EntityTypeNameRef = EntityTypeNameRef::from_static("USER");
}

impl Entity for User {
    type KeyInput<'a> = &'a str;
    type Table = Modyne;
    type IndexKeys = TeamKey;

    fn primary_key(user_id: &str) -> Primary {
        Primary {
            pk: format!("USER#{user_id}"),
            sk: "#METADATA".to_owned(),
        }
    }

    fn full_key(&self) -> FullKey<Primary, TeamKey> {
        FullKey {
            primary: Self::primary_key(&self.user_id),
            indexes: TeamKey {
                gsi1pk: format!("TEAM#{}", self.team),
                gsi1sk: self.created_at.clone(),
            },
        }
    }
}

/// All entities of a page.
fn all<E>(items: Option<Vec<Item>>) -> Answer<Vec<E>>
where
    E: Entity + serde::de::DeserializeOwned + 'static,
{
    let mut entities = Vec::new();
    entities.reduce(items.unwrap_or_default())?;
    Ok(entities)
}

macro_rules! tenanted {
    ($shape:ident as $mapped:ident, $type:literal) => {
        impl EntityDef for $mapped {
            const ENTITY_TYPE: &'static EntityTypeNameRef = EntityTypeNameRef::from_static($type);
        }

        impl Entity for $mapped {
            type KeyInput<'a> = (&'a str, &'a str);
            type Table = Modyne;
            type IndexKeys = ();

            fn primary_key((tenant, id): (&str, &str)) -> Primary {
                Primary {
                    pk: format!("TENANT#{tenant}"),
                    sk: format!(concat!($type, "#{}"), id),
                }
            }

            fn full_key(&self) -> FullKey<Primary, ()> {
                Self::primary_key((&self.tenant, &self.id)).into()
            }
        }

        impl Maps<$shape> for Modyne {
            type Mapped = $mapped;

            async fn get(&self, key: &TenantKey) -> Answer<Option<$mapped>> {
                let get = <$mapped>::get((&key.tenant, &key.id));
                let item = get.execute(self).await?.item;
                Ok(item.map(<$mapped>::from_item).transpose()?)
            }

            async fn query(&self, tenant: &str) -> Answer<Vec<$mapped>> {
                let keys = KeyCondition::<Primary>::in_partition(format!("TENANT#{tenant}"))
                    .begins_with(concat!($type, "#"));
                all(Query::new(keys).execute(self).await?.items)
            }

            fn to_item(&self, value: &mut Option<$mapped>) -> Item {
                value.take().expect("a value").into_item()
            }
        }

        impl Decodes<$shape> for Modyne {
            fn from_item(item: Item) -> Answer<$mapped> {
                Ok(<$mapped>::from_item(item)?)
            }
        }
    };
}

tenanted_shapes!(tenanted);

impl Maps<User> for Modyne {
    type Mapped = User;

    async fn get(&self, user_id: &String) -> Answer<Option<User>> {
        let item = User::get(user_id).execute(self).await?.item;
        Ok(item.map(User::from_item).transpose()?)
    }

    async fn query(&self, team: &str) -> Answer<Vec<User>> {
        let keys = KeyCondition::<TeamKey>::in_partition(format!("TEAM#{team}"));
        all(Query::new(keys).execute(self).await?.items)
    }

    fn to_item(&self, user: &mut Option<User>) -> Item {
        user.take().expect("a user").into_item()
    }
}

impl Decodes<User> for Modyne {
    fn from_item(item: Item) -> Answer<User> {
        Ok(User::from_item(item)?)
    }
}

fn update(change: &Change) -> UpdateWithExpr {
    User::update(&change.user_id).expression(
        Update::new("SET #name = :name, #bio = :bio, #verified = :verified ADD #posts :posts")
            .name("#name", "name")
            .name("#bio", "bio")
            .name("#verified", "verified")
            .name("#posts", "post_count")
            .value(":name", &change.name)
            .value(":bio", &change.bio)
            .value(":verified", change.verified)
            .value(":posts", change.posts),
    )
}

fn condition(change: &Change) -> Condition {
    Condition::new("attribute_exists(#pk) AND #team = :team")
        .name("#pk", "pk")
        .name("#team", "team")
        .value(":team", &change.team)
}

impl Users for Modyne {
    /// modyne shows what it sends only for transactions.
    type Built = types::Update;

    async fn scan(&self) -> Answer<Vec<User>> {
        let filter = Filter::new("#type = :type")
            .name("#type", "_type")
            .value(":type", "USER");
        let scan = Scan::<Primary>::new().filter(filter);
        all(scan.execute(self).await?.items)
    }

    /// Entities are taken by value: a caller that keeps its own has to clone it.
    async fn put(&self, user: &User) -> Answer<()> {
        user.clone().put().execute(self).await?;
        Ok(())
    }

    async fn create(&self, user: &User) -> Answer<()> {
        user.clone().create().execute(self).await?;
        Ok(())
    }

    async fn update(&self, change: &Change) -> Answer<()> {
        let update = update(change).condition(condition(change));
        update.execute(self).await?;
        Ok(())
    }

    fn built(&self, change: &Change) -> Answer<types::Update> {
        let update = update(change).condition(condition(change));
        Ok(update.transact().build(self))
    }

    async fn delete(&self, user_id: &str) -> Answer<()> {
        User::delete(user_id).execute(self).await?;
        Ok(())
    }

    async fn write_batch(&self, users: &[User]) -> Answer<()> {
        let puts = users.iter().map(|user| user.clone().put());
        let batch = puts.fold(BatchWrite::new(), BatchWrite::operation);
        done(batch.execute(self).await?.unprocessed_items)
    }

    async fn transact(&self, work: &Work) -> Answer<()> {
        let mut transaction = TransactWrite::new();
        for user in &work.created {
            transaction = transaction.operation(user.clone().create());
        }
        for change in &work.changed {
            let update = update(change).condition(condition(change));
            transaction = transaction.operation(update);
        }
        let delete = User::delete(&work.deleted);
        transaction.operation(delete).execute(self).await?;
        Ok(())
    }
}

impl BatchReads for Modyne {
    async fn batch_get(&self, user_ids: &[String]) -> Answer<Vec<Option<User>>> {
        let gets = user_ids.iter().map(|user_id| User::get(user_id));
        let batch = gets.fold(BatchGet::new(), BatchGet::operation);
        let answer = batch.execute(self).await?;
        done(answer.unprocessed_keys)?;
        let mut found = answer.responses.unwrap_or_default();
        Ok(in_order(user_ids, all(found.remove(TABLE))?))
    }
}

/// modyne sends one batch; the loop around it is the caller's.
impl BulkWrites for Modyne {
    async fn put_all(&self, users: &[User], concurrency: usize) -> Answer<()> {
        let batches = users.chunks(BATCH).map(|batch| self.write_batch(batch));
        let requests = stream::iter(batches).buffer_unordered(concurrency);
        requests.try_collect().await
    }
}

impl From<types::Update> for Parts {
    fn from(update: types::Update) -> Self {
        Self(update)
    }
}
