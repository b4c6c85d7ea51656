//! The user.

use super::Handmade;
use super::fields::{Malformed, as_text, flag, list, n, number, s, text};
use crate::shapes::user::User;
use crate::wire::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

impl Handmade for User {
    fn to_item(&self) -> Item {
        let mut item = HashMap::with_capacity(13);
        item.insert("pk".to_owned(), s(format!("USER#{}", self.user_id)));
        item.insert("sk".to_owned(), s("#METADATA"));
        item.insert("_type".to_owned(), s("USER"));
        item.insert("gsi1pk".to_owned(), s(format!("TEAM#{}", self.team)));
        item.insert("gsi1sk".to_owned(), s(self.created_at.as_str()));
        item.insert("user_id".to_owned(), s(self.user_id.as_str()));
        item.insert("team".to_owned(), s(self.team.as_str()));
        item.insert("name".to_owned(), s(self.name.as_str()));
        if let Some(bio) = &self.bio {
            item.insert("bio".to_owned(), s(bio.as_str()));
        }
        item.insert("created_at".to_owned(), s(self.created_at.as_str()));
        item.insert("post_count".to_owned(), n(self.post_count));
        item.insert("verified".to_owned(), AttributeValue::Bool(self.verified));
        let roles = self.roles.iter().map(|role| s(role.as_str()));
        item.insert("roles".to_owned(), AttributeValue::L(roles.collect()));
        item
    }

    fn from_item(mut item: Item) -> Result<Self, Malformed> {
        Ok(Self {
            user_id: text(&mut item, "user_id")?,
            team: text(&mut item, "team")?,
            name: text(&mut item, "name")?,
            bio: item
                .remove("bio")
                .map(|bio| as_text(bio, "bio"))
                .transpose()?,
            created_at: text(&mut item, "created_at")?,
            post_count: number(&mut item, "post_count")?,
            verified: flag(&mut item, "verified")?,
            roles: list(&mut item, "roles", |role| as_text(role, "roles"))?,
        })
    }
}
