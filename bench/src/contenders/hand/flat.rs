//! The flat entities.

use super::Handmade;
use super::fields::{Malformed, flag, n, number, s, text};
use crate::shapes::flat::{Flat5, Flat13, Flat25, Flat50, Wide, flat_entities};
use crate::wire::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// What would be typed field by field.
macro_rules! by_hand {
    ($name:ident $repository:ident $case:literal $type:literal $sk:literal
        text [$($text:ident)*] number [$($number:ident)*] flag [$($flag:ident)*]) => {
        impl Handmade for $name {
            fn to_item(&self) -> Item {
                const ATTRIBUTES: usize =
                    5 $(+ { stringify!($text); 1 })* $(+ { stringify!($number); 1 })* $(+ { stringify!($flag); 1 })*;
                let mut item = HashMap::with_capacity(ATTRIBUTES);
                item.insert("pk".to_owned(), s(format!("TENANT#{}", self.tenant)));
                item.insert("sk".to_owned(), s(format!(concat!($type, "#{}"), self.id)));
                item.insert("_type".to_owned(), s($type));
                item.insert("tenant".to_owned(), s(self.tenant.as_str()));
                item.insert("id".to_owned(), s(self.id.as_str()));
                $(item.insert(stringify!($text).to_owned(), s(self.$text.as_str()));)*
                $(item.insert(stringify!($number).to_owned(), n(self.$number));)*
                $(item.insert(stringify!($flag).to_owned(), AttributeValue::Bool(self.$flag));)*
                item
            }

            fn from_item(mut item: Item) -> Result<Self, Malformed> {
                Ok(Self {
                    tenant: text(&mut item, "tenant")?,
                    id: text(&mut item, "id")?,
                    $($text: text(&mut item, stringify!($text))?,)*
                    $($number: number(&mut item, stringify!($number))?,)*
                    $($flag: flag(&mut item, stringify!($flag))?,)*
                })
            }
        }
    };
}

flat_entities!(by_hand);
