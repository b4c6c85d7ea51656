//! Sets and binaries.

use super::Handmade;
use super::fields::{Malformed, b, binary, s, take, text};
use crate::shapes::assets::Assets;
use crate::wire::Item;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_bytes::ByteBuf;
use std::collections::HashMap;

impl Handmade for Assets {
    fn to_item(&self) -> Item {
        let tags = self.tags.iter().cloned().collect();
        let sizes = self.sizes.iter().map(u32::to_string).collect();
        let hashes = self.hashes.iter().map(|hash| Blob::new(hash.as_slice()));
        let mut item = HashMap::with_capacity(10);
        item.insert("pk".to_owned(), s(format!("TENANT#{}", self.tenant)));
        item.insert("sk".to_owned(), s(format!("ASSETS#{}", self.id)));
        item.insert("_type".to_owned(), s("ASSETS"));
        item.insert("tenant".to_owned(), s(self.tenant.as_str()));
        item.insert("id".to_owned(), s(self.id.as_str()));
        item.insert("tags".to_owned(), AttributeValue::Ss(tags));
        item.insert("sizes".to_owned(), AttributeValue::Ns(sizes));
        item.insert("hashes".to_owned(), AttributeValue::Bs(hashes.collect()));
        item.insert("thumbnail".to_owned(), b(&self.thumbnail));
        item.insert("signature".to_owned(), b(&self.signature));
        item
    }

    fn from_item(mut item: Item) -> Result<Self, Malformed> {
        let AttributeValue::Ss(tags) = take(&mut item, "tags")? else {
            return Err(Malformed("tags"));
        };
        let AttributeValue::Ns(sizes) = take(&mut item, "sizes")? else {
            return Err(Malformed("sizes"));
        };
        let AttributeValue::Bs(hashes) = take(&mut item, "hashes")? else {
            return Err(Malformed("hashes"));
        };
        let sizes = sizes.iter().map(|size| size.parse());
        let hashes = hashes.into_iter().map(Blob::into_inner);
        Ok(Self {
            tenant: text(&mut item, "tenant")?,
            id: text(&mut item, "id")?,
            tags: tags.into_iter().collect(),
            sizes: sizes
                .collect::<Result<_, _>>()
                .map_err(|_| Malformed("sizes"))?,
            hashes: hashes.map(ByteBuf::from).collect(),
            thumbnail: binary(&mut item, "thumbnail")?,
            signature: binary(&mut item, "signature")?,
        })
    }
}
