//! The nested document.

use super::Handmade;
use super::fields::{Malformed, as_map, as_text, flag, list, map, n, number, s, text};
use crate::shapes::document::{Author, Block, Contact, Document, Phone, Remark, Section};
use crate::wire::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

impl Handmade for Document {
    fn to_item(&self) -> Item {
        let mut item = HashMap::with_capacity(8);
        item.insert("pk".to_owned(), s(format!("TENANT#{}", self.tenant)));
        item.insert("sk".to_owned(), s(format!("DOCUMENT#{}", self.id)));
        item.insert("_type".to_owned(), s("DOCUMENT"));
        item.insert("tenant".to_owned(), s(self.tenant.as_str()));
        item.insert("id".to_owned(), s(self.id.as_str()));
        item.insert("title".to_owned(), s(self.title.as_str()));
        item.insert("author".to_owned(), author(&self.author));
        item.insert("sections".to_owned(), l(&self.sections, section));
        item
    }

    fn from_item(mut item: Item) -> Result<Self, Malformed> {
        Ok(Self {
            tenant: text(&mut item, "tenant")?,
            id: text(&mut item, "id")?,
            title: text(&mut item, "title")?,
            author: to_author(map(&mut item, "author")?)?,
            sections: list(&mut item, "sections", to_section)?,
        })
    }
}

fn l<T>(elements: &[T], element: impl Fn(&T) -> AttributeValue) -> AttributeValue {
    AttributeValue::L(elements.iter().map(element).collect())
}

fn m<const N: usize>(entries: [(&str, AttributeValue); N]) -> AttributeValue {
    let entries = entries.map(|(name, value)| (name.to_owned(), value));
    AttributeValue::M(HashMap::from(entries))
}

fn author(author: &Author) -> AttributeValue {
    let contact = m([
        ("email", s(author.contact.email.as_str())),
        ("phones", l(&author.contact.phones, phone)),
    ]);
    m([("name", s(author.name.as_str())), ("contact", contact)])
}

fn phone(phone: &Phone) -> AttributeValue {
    m([
        ("kind", s(phone.kind.as_str())),
        ("number", s(phone.number.as_str())),
    ])
}

fn section(section: &Section) -> AttributeValue {
    m([
        ("heading", s(section.heading.as_str())),
        ("blocks", l(&section.blocks, block)),
    ])
}

fn block(block: &Block) -> AttributeValue {
    let properties = block.properties.iter();
    let properties = properties.map(|(name, value)| (name.clone(), s(value.as_str())));
    m([
        ("text", s(block.text.as_str())),
        ("properties", AttributeValue::M(properties.collect())),
        ("remarks", l(&block.remarks, remark)),
    ])
}

fn remark(remark: &Remark) -> AttributeValue {
    m([
        ("by", s(remark.by.as_str())),
        ("votes", n(remark.votes)),
        ("done", AttributeValue::Bool(remark.done)),
    ])
}

fn to_author(mut item: Item) -> Result<Author, Malformed> {
    let mut contact = map(&mut item, "contact")?;
    Ok(Author {
        name: text(&mut item, "name")?,
        contact: Contact {
            email: text(&mut contact, "email")?,
            phones: list(&mut contact, "phones", to_phone)?,
        },
    })
}

fn to_phone(value: AttributeValue) -> Result<Phone, Malformed> {
    let mut phone = as_map(value, "phones")?;
    Ok(Phone {
        kind: text(&mut phone, "kind")?,
        number: text(&mut phone, "number")?,
    })
}

fn to_section(value: AttributeValue) -> Result<Section, Malformed> {
    let mut section = as_map(value, "sections")?;
    Ok(Section {
        heading: text(&mut section, "heading")?,
        blocks: list(&mut section, "blocks", to_block)?,
    })
}

fn to_block(value: AttributeValue) -> Result<Block, Malformed> {
    let mut block = as_map(value, "blocks")?;
    let properties = map(&mut block, "properties")?.into_iter();
    let properties = properties.map(|(name, value)| Ok((name, as_text(value, "properties")?)));
    Ok(Block {
        text: text(&mut block, "text")?,
        properties: properties.collect::<Result<_, Malformed>>()?,
        remarks: list(&mut block, "remarks", to_remark)?,
    })
}

fn to_remark(value: AttributeValue) -> Result<Remark, Malformed> {
    let mut remark = as_map(value, "remarks")?;
    Ok(Remark {
        by: text(&mut remark, "by")?,
        votes: number(&mut remark, "votes")?,
        done: flag(&mut remark, "done")?,
    })
}
