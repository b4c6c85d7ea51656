//! singletable, as its guide writes it.

use super::{Answer, BatchReads, BulkWrites, Contender, Decodes, Maps, Users, Work, given};
use crate::shapes::assets::{Assets, AssetsRepository};
use crate::shapes::document::{Document, DocumentRepository};
use crate::shapes::flat::{
    Flat5, Flat5Repository, Flat13, Flat13Repository, Flat25, Flat25Repository, Flat50,
    Flat50Repository, Wide, WideRepository,
};
use crate::shapes::text::{Text, TextRepository};
use crate::shapes::user::{Change, User, UserRepository};
use crate::shapes::{AppData, TenantKey};
use crate::wire::Item;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use futures_util::stream;
use singletable::{Entity, Table, Timestamp};

/// The handles of the table and of each entity.
pub struct Singletable {
    table: Table<AppData>,
    users: UserRepository,
    wide: WideRepository,
    documents: DocumentRepository,
    texts: TextRepository,
    assets: AssetsRepository,
    flat5: Flat5Repository,
    flat13: Flat13Repository,
    flat25: Flat25Repository,
    flat50: Flat50Repository,
}

impl Contender for Singletable {
    const NAME: &'static str = "singletable";

    fn open(client: Client) -> Self {
        let table = Table::new(client);
        Self {
            users: UserRepository::new(&table),
            wide: WideRepository::new(&table),
            documents: DocumentRepository::new(&table),
            texts: TextRepository::new(&table),
            assets: AssetsRepository::new(&table),
            flat5: Flat5Repository::new(&table),
            flat13: Flat13Repository::new(&table),
            flat25: Flat25Repository::new(&table),
            flat50: Flat50Repository::new(&table),
            table,
        }
    }
}

/// The item as the SDK's map, which is what the other contenders make. Requests are not made of it: they
/// are written as text at once, which the cases of writes measure.
fn item(value: &impl Entity) -> Item {
    let now = Timestamp::from_epoch_seconds(0).expect("a time");
    value.to_item(now).expect("an item")
}

macro_rules! tenanted {
    ($($shape:ident in $field:ident,)*) => {$(
        impl Maps<$shape> for Singletable {
            type Mapped = $shape;

            async fn get(&self, key: &TenantKey) -> Answer<Option<$shape>> {
                Ok(self.$field.get(&key.tenant, &key.id).send().await?)
            }

            async fn query(&self, tenant: &str) -> Answer<Vec<$shape>> {
                Ok(self.$field.query(tenant).send().await?.items)
            }

            fn to_item(&self, value: &mut Option<$shape>) -> Item {
                item(given(value))
            }
        }

        impl Decodes<$shape> for Singletable {
            fn from_item(item: Item) -> Answer<$shape> {
                Ok($shape::from_item(item)?)
            }
        }
    )*};
}

tenanted! {
    Wide in wide,
    Document in documents,
    Text in texts,
    Assets in assets,
    Flat5 in flat5,
    Flat13 in flat13,
    Flat25 in flat25,
    Flat50 in flat50,
}

impl Maps<User> for Singletable {
    type Mapped = User;

    async fn get(&self, user_id: &String) -> Answer<Option<User>> {
        Ok(self.users.get(user_id).send().await?)
    }

    async fn query(&self, team: &str) -> Answer<Vec<User>> {
        Ok(self.users.by_team(team).send().await?.items)
    }

    fn to_item(&self, user: &mut Option<User>) -> Item {
        item(given(user))
    }
}

impl Decodes<User> for Singletable {
    fn from_item(item: Item) -> Answer<User> {
        Ok(User::from_item(item)?)
    }
}

impl Singletable {
    fn change(&self, change: &Change) -> singletable::op::Update<User> {
        self.users
            .update(&change.user_id)
            .set(User::NAME, &change.name)
            .set(User::BIO, change.bio.as_str())
            .set(User::VERIFIED, change.verified)
            .add(User::POST_COUNT, change.posts)
            .condition(User::TEAM.eq(&change.team))
    }
}

impl Users for Singletable {
    type Built = UpdateItemInput;

    async fn scan(&self) -> Answer<Vec<User>> {
        Ok(self.users.scan().all().await?)
    }

    async fn put(&self, user: &User) -> Answer<()> {
        Ok(self.users.put(user).send().await?)
    }

    async fn create(&self, user: &User) -> Answer<()> {
        Ok(self.users.create(user).send().await?)
    }

    async fn update(&self, change: &Change) -> Answer<()> {
        Ok(self.change(change).send().await?)
    }

    fn built(&self, change: &Change) -> Answer<UpdateItemInput> {
        Ok(self.change(change).into_input()?)
    }

    async fn delete(&self, user_id: &str) -> Answer<()> {
        Ok(self.users.delete(user_id).send().await?)
    }

    async fn write_batch(&self, users: &[User]) -> Answer<()> {
        let puts = users.iter().map(|user| self.users.put(user));
        self.table.batch_write().with_all(puts).send().await?;
        Ok(())
    }

    async fn transact(&self, work: &Work) -> Answer<()> {
        let created = work.created.iter().map(|user| self.users.create(user));
        let changed = work.changed.iter().map(|change| self.change(change));
        let transaction = self.table.write_transaction();
        let transaction = transaction.with_all(created).with_all(changed);
        let delete = self.users.delete(&work.deleted);
        transaction.with(delete).send().await?;
        Ok(())
    }
}

impl BatchReads for Singletable {
    async fn batch_get(&self, user_ids: &[String]) -> Answer<Vec<Option<User>>> {
        Ok(self
            .users
            .batch_get(user_ids.iter().map(User::key))
            .send()
            .await?)
    }
}

impl BulkWrites for Singletable {
    async fn put_all(&self, users: &[User], concurrency: usize) -> Answer<()> {
        let puts = stream::iter(users.iter().map(|user| self.users.put(user)));
        let batch = self.table.batch_write().concurrency(concurrency);
        batch.send_stream(puts).await?;
        Ok(())
    }
}
