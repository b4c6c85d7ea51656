//! The big texts.

use super::Handmade;
use super::fields::{Malformed, s, text};
use crate::shapes::text::Text;
use crate::wire::Item;
use std::collections::HashMap;

impl Handmade for Text {
    fn to_item(&self) -> Item {
        let mut item = HashMap::with_capacity(9);
        item.insert("pk".to_owned(), s(format!("TENANT#{}", self.tenant)));
        item.insert("sk".to_owned(), s(format!("TEXT#{}", self.id)));
        item.insert("_type".to_owned(), s("TEXT"));
        item.insert("tenant".to_owned(), s(self.tenant.as_str()));
        item.insert("id".to_owned(), s(self.id.as_str()));
        item.insert("summary".to_owned(), s(self.summary.as_str()));
        item.insert("source".to_owned(), s(self.source.as_str()));
        item.insert("html".to_owned(), s(self.html.as_str()));
        item.insert("translation".to_owned(), s(self.translation.as_str()));
        item
    }

    fn from_item(mut item: Item) -> Result<Self, Malformed> {
        Ok(Self {
            tenant: text(&mut item, "tenant")?,
            id: text(&mut item, "id")?,
            summary: text(&mut item, "summary")?,
            source: text(&mut item, "source")?,
            html: text(&mut item, "html")?,
            translation: text(&mut item, "translation")?,
        })
    }
}
