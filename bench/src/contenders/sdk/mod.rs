//! Requests that are written by hand with the SDK, around items that are mapped by hand or by serde.

mod user;

use super::hand::{n, s};
use super::{Answer, Contender, Decodes, Maps, given};
use crate::shapes::assets::Assets;
use crate::shapes::document::Document;
use crate::shapes::flat::{Flat5, Flat13, Flat25, Flat50, Wide};
use crate::shapes::text::Text;
use crate::shapes::user::User;
use crate::shapes::{Shape, TABLE, TenantKey, growing_shapes, tenanted_shapes};
use crate::wire::Item;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;
use std::marker::PhantomData;

/// A way to map items.
pub trait Mapping<S: Shape>: 'static {
    /// What the report calls requests around it.
    const NAME: &'static str;
    /// The struct that it maps.
    type Mapped: Clone + From<S> + Into<S> + 'static;

    /// The stored item.
    fn to_item(value: &Self::Mapped) -> Item;

    /// The value of a stored item.
    fn from_item(item: Item) -> Answer<Self::Mapped>;
}

/// The SDK's client, and nothing else.
pub struct Sdk<M> {
    client: Client,
    mapping: PhantomData<M>,
}

impl<M: Mapping<User>> Contender for Sdk<M> {
    const NAME: &'static str = M::NAME;

    fn open(client: Client) -> Self {
        Self {
            client,
            mapping: PhantomData,
        }
    }
}

/// Shapes that live in the partition of a tenant.
pub trait Tenanted: Shape<Key = TenantKey> {
    /// What stands before the identifier in the sort key.
    const PREFIX: &'static str;
}

macro_rules! tenanted {
    ($shape:ident as $mapped:ident, $type:literal) => {
        impl Tenanted for $shape {
            const PREFIX: &'static str = concat!($type, "#");
        }
    };
}

tenanted_shapes!(tenanted);
growing_shapes!(tenanted);

impl<S: Tenanted, M: Mapping<S> + Mapping<User>> Maps<S> for Sdk<M> {
    type Mapped = <M as Mapping<S>>::Mapped;

    async fn get(&self, key: &TenantKey) -> Answer<Option<Self::Mapped>> {
        let (pk, sk) = (
            format!("TENANT#{}", key.tenant),
            format!("{}{}", S::PREFIX, key.id),
        );
        let request = self.client.get_item().table_name(TABLE);
        let answer = request.set_key(Some(primary_key(pk, sk))).send().await?;
        let item = answer.item;
        item.map(<M as Mapping<S>>::from_item).transpose()
    }

    async fn query(&self, partition: &str) -> Answer<Vec<Self::Mapped>> {
        let names = HashMap::from([
            ("#pk".to_owned(), "pk".to_owned()),
            ("#sk".to_owned(), "sk".to_owned()),
        ]);
        let values = HashMap::from([
            (":pk".to_owned(), s(format!("TENANT#{partition}"))),
            (":sk".to_owned(), s(S::PREFIX)),
        ]);
        let request = self
            .client
            .query()
            .table_name(TABLE)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :sk)")
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(values));
        all::<S, M>(request.send().await?.items)
    }

    fn to_item(&self, value: &mut Option<Self::Mapped>) -> Item {
        <M as Mapping<S>>::to_item(given(value))
    }
}

impl<S: Shape, M: Mapping<S, Mapped = T>, T> Decodes<S> for Sdk<M>
where
    Self: Maps<S, Mapped = T>,
{
    fn from_item(item: Item) -> Answer<T> {
        M::from_item(item)
    }
}

/// A primary key.
fn primary_key(pk: String, sk: impl Into<String>) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".to_owned(), s(pk)), ("sk".to_owned(), s(sk))])
}

/// The values of the items of a page.
fn all<S: Shape, M: Mapping<S>>(items: Option<Vec<Item>>) -> Answer<Vec<M::Mapped>> {
    let items = items.unwrap_or_default();
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        values.push(M::from_item(item)?);
    }
    Ok(values)
}
