//! A deeply nested item: six levels of lists and maps.

use super::{AppData, Shape, TENANT, TenantKey, id};
use serde::{Deserialize, Serialize};
use singletable::Entity;
use std::collections::BTreeMap;

/// A document with its outline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = AppData, type = "DOCUMENT", pk = "TENANT#<tenant>", sk = "DOCUMENT#<id>")]
pub struct Document {
    /// Whose.
    pub tenant: String,
    /// In the sort key.
    pub id: String,
    /// A plain attribute beside the nested ones.
    pub title: String,
    /// A map of maps.
    pub author: Author,
    /// A list of maps of lists.
    pub sections: Vec<Section>,
}

/// Who wrote it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Author {
    /// The name.
    pub name: String,
    /// How to reach the author.
    pub contact: Contact,
}

/// Ways to reach somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// By mail.
    pub email: String,
    /// By telephone.
    pub phones: Vec<Phone>,
}

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phone {
    /// Such as `home`.
    pub kind: String,
    /// The number.
    pub number: String,
}

/// A part of the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// What it consists of.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// The text.
    pub text: String,
    /// Any properties.
    pub properties: BTreeMap<String, String>,
    /// What readers said to it.
    pub remarks: Vec<Remark>,
}

/// A remark of a reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// Who said it.
    pub by: String,
    /// How many agree.
    pub votes: u32,
    /// Whether it is answered.
    pub done: bool,
}

impl Shape for Document {
    const NAME: &'static str = "document";
    type Key = TenantKey;

    fn sample(number: usize) -> Self {
        let phone = |kind: &str, number: usize| Phone {
            kind: kind.into(),
            number: format!("+44 20 7946 {number:04}"),
        };
        let remark = |place: usize| Remark {
            by: format!("reader {place}"),
            votes: u32::try_from(number % 1000 + place).unwrap_or_default(),
            done: place.is_multiple_of(2),
        };
        let block = |place: usize| Block {
            text: format!("paragraph {place} of document {number}, as long as a sentence is"),
            properties: [("align", "left"), ("style", "body")]
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
            remarks: (0..2).map(remark).collect(),
        };
        let section = |place: usize| Section {
            heading: format!("Section {place}"),
            blocks: (0..3).map(block).collect(),
        };
        Self {
            tenant: TENANT.into(),
            id: id(number),
            title: format!("Notes by the translator, {number}"),
            author: Author {
                name: "Ada Lovelace".into(),
                contact: Contact {
                    email: "ada@example.com".into(),
                    phones: vec![phone("home", number % 1000), phone("work", number % 777)],
                },
            },
            sections: (0..3).map(section).collect(),
        }
    }

    fn key(&self) -> TenantKey {
        TenantKey {
            tenant: self.tenant.clone(),
            id: self.id.clone(),
        }
    }

    fn partition() -> &'static str {
        TENANT
    }
}
