//! Distribution of items to members by their type, and to nested collections by their parents.

use super::Collection;
use crate::entity::Entity;
use crate::error::{CollectionError, Error};
use crate::item::Stored as _;
use crate::item::key_only::attribute_of_key;
use crate::schema::{CollectionSchema, EntitySchema, TableLayout};
use crate::value::bytes::write_value;
use crate::wire::Row;
use std::collections::HashMap;

/// What an entity is known by among those of a collection: its type, and its key where items have no type.
type Identity = (&'static str, &'static [&'static str], [&'static str; 2]);

fn identity(entity: &EntitySchema) -> Identity {
    let sort = entity.sk.as_ref().map_or("", |sk| sk.source);
    let keys = [entity.pk.source, sort];
    (entity.type_name, entity.type_rest, keys)
}

/// The items of a collection by type, each type in the order of the sort key.
#[derive(Debug)]
pub struct Gathered {
    schema: &'static CollectionSchema,
    items: HashMap<Identity, Vec<Row>>,
    leave_out_orphans: bool,
}

impl Gathered {
    pub(crate) fn new(schema: &'static CollectionSchema, leave_out_orphans: bool) -> Self {
        Self {
            schema,
            items: HashMap::new(),
            leave_out_orphans,
        }
    }

    /// Adds items, except those of types that the collection does not have.
    pub(crate) fn extend(&mut self, items: Vec<Row>) {
        for item in items {
            if let Some(entity) = self.schema.entity_of(&item) {
                self.push(entity, item);
            }
        }
    }

    fn push(&mut self, entity: &'static EntitySchema, item: Row) {
        self.items.entry(identity(entity)).or_default().push(item);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn take(&mut self, entity: &EntitySchema) -> Vec<Row> {
        self.items.remove(&identity(entity)).unwrap_or_default()
    }

    /// Takes the one item of a member.
    ///
    /// # Errors
    ///
    /// When there is none, when there are several, and when it cannot be decoded.
    pub fn required<E: Entity>(&mut self, member: &'static str) -> Result<E, Error> {
        let missing = CollectionError::Missing {
            collection: self.schema.name,
            member,
            entity: E::SCHEMA.name,
        };
        self.optional(member)?.ok_or_else(|| missing.into())
    }

    /// Takes the item of a member that may be missing.
    ///
    /// # Errors
    ///
    /// When there are several, and when it cannot be decoded.
    pub fn optional<E: Entity>(&mut self, member: &'static str) -> Result<Option<E>, Error> {
        let mut items = self.take(E::SCHEMA);
        if items.len() > 1 {
            return Err(Error::from(CollectionError::Several {
                collection: self.schema.name,
                member,
                entity: E::SCHEMA.name,
                count: items.len(),
            }));
        }
        Ok(items.pop().map(E::from_row).transpose()?)
    }

    /// Takes all items of a member.
    ///
    /// # Errors
    ///
    /// When one of them cannot be decoded.
    pub fn many<E: Entity>(&mut self) -> Result<Vec<E>, Error> {
        let items = self.take(E::SCHEMA).into_iter();
        let decoded = items.map(|item| E::from_row(item).map_err(Error::from));
        decoded.collect()
    }

    /// Takes the nested collections of a member: one for each parent, with the items that join it. A
    /// join pairs a field of the parent with the field of its children that has the same value.
    ///
    /// # Errors
    ///
    /// When items join no parent, unless they are left out, and when one of the collections cannot be
    /// built.
    pub fn nested<C: Collection>(&mut self, joins: &[(&str, &str)]) -> Result<Vec<C>, Error> {
        let schema = C::SCHEMA;
        // A collection without a parent does not compile as a nested one.
        let Some(root) = schema.root() else {
            return Ok(Vec::new());
        };
        let mut families: Vec<Gathered> = Vec::new();
        let mut family_of = HashMap::new();
        for item in self.take(root) {
            let value = join_value(
                &item,
                schema.layout,
                root,
                joins.iter().map(|(parent, _)| *parent),
            );
            let family = match value {
                Some(value) => *family_of.entry(value).or_insert(families.len()),
                None => families.len(),
            };
            if family == families.len() {
                families.push(Self::new(schema, self.leave_out_orphans));
            }
            families[family].push(root, item);
        }
        let children = schema.entities().into_iter();
        for entity in children.filter(|entity| !entity.is_same(root)) {
            let mut orphans = 0;
            for item in self.take(entity) {
                let value = join_value(
                    &item,
                    schema.layout,
                    entity,
                    joins.iter().map(|(_, child)| *child),
                );
                match value.and_then(|value| family_of.get(&value)) {
                    Some(&family) => families[family].push(entity, item),
                    None => orphans += 1,
                }
            }
            if orphans > 0 && !self.leave_out_orphans {
                return Err(Error::from(CollectionError::Orphans {
                    collection: schema.name,
                    entity: entity.name,
                    parent: root.name,
                    count: orphans,
                }));
            }
        }
        families.iter_mut().map(C::gather).collect()
    }
}

/// The stored values of those fields as bytes, which are equal if all values are; `None` if a value is
/// missing.
fn join_value<'f>(
    item: &Row,
    layout: &TableLayout,
    entity: &EntitySchema,
    fields: impl Iterator<Item = &'f str>,
) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(32);
    for field in fields {
        let mut attributes = entity.attributes.iter();
        let attribute = attributes.find(|attribute| attribute.field == field);
        let value = if let Some(attribute) = attribute {
            item.attribute(attribute.name)
        } else {
            let mut of_key = entity.key_only.iter();
            let of_key = of_key.find(|known| known.field == field)?;
            attribute_of_key(layout, entity, of_key, item)
        };
        write_value(&mut bytes, &value.filter(|value| !value.is_null())?);
    }
    Some(bytes)
}
