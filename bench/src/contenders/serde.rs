//! The SDK with `serde_dynamo`: the requests are written by hand, the items are not.

use super::Answer;
use super::sdk::{Mapping, Sdk};
use crate::shapes::assets::{Assets, SerdeAssets};
use crate::shapes::document::Document;
use crate::shapes::flat::{Flat5, Flat13, Flat25, Flat50, Wide};
use crate::shapes::text::Text;
use crate::shapes::user::User;
use crate::shapes::{growing_shapes, tenanted_shapes};
use crate::wire::Item;
use aws_sdk_dynamodb::types::AttributeValue;

/// Requests by hand, items by `serde_dynamo`.
pub type Serde = Sdk<BySerde>;

/// Items by `serde_dynamo`, keys and type by hand.
pub enum BySerde {}

fn insert(item: &mut Item, name: &str, text: impl Into<String>) {
    item.insert(name.to_owned(), AttributeValue::S(text.into()));
}

impl Mapping<User> for BySerde {
    const NAME: &'static str = "serde";
    type Mapped = User;

    fn to_item(user: &User) -> Item {
        let mut item = serde_dynamo::to_item(user).expect("a struct is an item");
        insert(&mut item, "pk", format!("USER#{}", user.user_id));
        insert(&mut item, "sk", "#METADATA");
        insert(&mut item, "_type", "USER");
        insert(&mut item, "gsi1pk", format!("TEAM#{}", user.team));
        insert(&mut item, "gsi1sk", user.created_at.as_str());
        item
    }

    fn from_item(item: Item) -> Answer<User> {
        Ok(serde_dynamo::from_item(item)?)
    }
}

macro_rules! tenanted {
    ($shape:ident as $mapped:ident, $type:literal) => {
        impl Mapping<$shape> for BySerde {
            const NAME: &'static str = "serde";
            type Mapped = $mapped;

            fn to_item(value: &$mapped) -> Item {
                let mut item = serde_dynamo::to_item(value).expect("a struct is an item");
                insert(&mut item, "pk", format!("TENANT#{}", value.tenant));
                insert(&mut item, "sk", format!(concat!($type, "#{}"), value.id));
                insert(&mut item, "_type", $type);
                item
            }

            fn from_item(item: Item) -> Answer<$mapped> {
                Ok(serde_dynamo::from_item(item)?)
            }
        }
    };
}

tenanted_shapes!(tenanted);
growing_shapes!(tenanted);
