//! Unique values: guard items, one for each value, written in the same transaction as their owner.
//!
//! A guard's partition key is `_UNIQUE`, the owner's type, the constraint's name and the values,
//! with the separator between them; its sort key is `_UNIQUE`. It holds the owner's primary key,
//! and expires with it. Entities cannot have such keys.

use crate::Timestamp;
use crate::entity::{Entity, context, layout};
use crate::error::Error;
use crate::expr::node::{Joint, Node};
use crate::item::{Item, ItemKey, Written, WrittenForm};
use crate::key::{
    KeyError, KeyErrorKind, KeyPart, KeyTemplate, KeyValues, MAX_PARTITION_KEY_BYTES,
};
use crate::op::{Content, Operation, Part, condition};
use crate::schema::{AttributeSchema, UniqueConstraint};
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, ReturnValuesOnConditionCheckFailure};

/// What the partition keys of guards begin with, their sort key and their type.
pub(crate) const GUARD: &str = "_UNIQUE";
/// The attributes of a guard that hold its owner's primary key.
pub(crate) const OWNER: (&str, &str) = ("_owner_pk", "_owner_sk");

/// Whether that primary key is one of a guard.
pub(crate) fn is_guard_key(pk: &str, sk: &str, separator: char) -> bool {
    let rest = pk.strip_prefix(GUARD).filter(|_| sk == GUARD);
    rest.is_some_and(|rest| rest.starts_with(separator))
}

/// The guard of one value, or of one combination of values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Guard {
    pub(crate) constraint: &'static str,
    pub(crate) key: ItemKey,
}

/// A write of a guard, as a part of a transaction.
#[derive(Clone)]
pub(crate) struct GuardWrite {
    pub(crate) constraint: &'static str,
    /// Whether the owner has the value no longer.
    pub(crate) gives_up: bool,
    pub(crate) part: Part,
}

/// Whether the entity has unique values at all.
pub(crate) fn is_guarded<E: Entity>() -> bool {
    !E::SCHEMA.unique.is_empty()
}

/// The attributes of the entity's unique values, each once.
pub(crate) fn attributes<E: Entity>() -> Vec<&'static AttributeSchema> {
    attributes_of::<E>(E::SCHEMA.unique.iter())
}

/// The attributes that are unique only together with that one, and itself; none when it is no unique
/// value.
pub(crate) fn attributes_with<E: Entity>(slot: usize) -> Vec<&'static AttributeSchema> {
    let constraints = E::SCHEMA.unique.iter();
    attributes_of::<E>(constraints.filter(|constraint| constraint.template.mentions(slot)))
}

fn attributes_of<E: Entity>(
    constraints: impl Iterator<Item = &'static UniqueConstraint>,
) -> Vec<&'static AttributeSchema> {
    let fields = constraints.flat_map(|constraint| constraint.template.fields());
    let mut all: Vec<&'static AttributeSchema> = Vec::new();
    for attribute in fields.filter_map(|field| E::SCHEMA.attribute(field.slot)) {
        if all.iter().all(|known| known.slot != attribute.slot) {
            all.push(attribute);
        }
    }
    all
}

/// The guards that those values are to get. A constraint with a missing value has none.
pub(crate) fn guards<E: Entity>(values: &dyn KeyValues) -> Result<Vec<Guard>, KeyError> {
    each_guard::<E>(values).collect()
}

/// The guards that a stored item with those values can have. Values that no guard's key can hold are
/// from before the constraint, when they were allowed: nothing guards them, and the item can be
/// deleted and given better ones all the same.
pub(crate) fn held<E: Entity>(values: &dyn KeyValues) -> Vec<Guard> {
    each_guard::<E>(values).filter_map(Result::ok).collect()
}

/// The guard of each constraint, but of those with a missing value.
fn each_guard<E: Entity>(values: &dyn KeyValues) -> impl Iterator<Item = Result<Guard, KeyError>> {
    E::SCHEMA.unique.iter().filter_map(move |constraint| {
        let key = guard_key::<E>(constraint.name, &constraint.template, values);
        let guard = |key| Guard {
            constraint: constraint.name,
            key,
        };
        key.map(|key| key.map(guard)).transpose()
    })
}

/// The key of the guard of those values; `None` when one is missing.
pub(crate) fn guard_key<E: Entity>(
    constraint: &'static str,
    template: &KeyTemplate,
    values: &dyn KeyValues,
) -> Result<Option<ItemKey>, KeyError> {
    let layout = layout::<E>();
    let context = context::<E>(KeyPart::UniqueKey(constraint));
    let mut pk = String::from(GUARD);
    for part in [E::SCHEMA.type_name, constraint] {
        pk.push(layout.separator);
        pk.push_str(part);
    }
    let count = template.fields().count();
    for (place, field) in template.fields().enumerate() {
        let Some(value) = values.key_value(field.slot) else {
            return Ok(None);
        };
        pk.push(layout.separator);
        // Nothing follows the last value, so it may contain the separator.
        template.write_value(context, field, value, place + 1 == count, &mut pk)?;
    }
    if pk.len() > MAX_PARTITION_KEY_BYTES {
        let kind = KeyErrorKind::TooLong {
            actual: pk.len(),
            limit: MAX_PARTITION_KEY_BYTES,
        };
        return Err(context.error(template, None, kind));
    }
    Ok(Some(ItemKey::new(layout, pk, GUARD.to_owned())))
}

/// The guards of an item under way: who owns them, in which table, and until when.
pub(crate) struct Owner<'a> {
    pub(crate) table: &'a str,
    pub(crate) key: &'a ItemKey,
    pub(crate) ttl: Option<AttributeValue>,
    pub(crate) now: Timestamp,
}

impl Owner<'_> {
    /// Makes a guard, where there is none.
    pub(crate) fn create<E: Entity>(&self, guard: Guard) -> Result<GuardWrite, Error> {
        let absent = Node::not_exists(layout::<E>().pk);
        self.put::<E>(guard, absent)
    }

    /// Writes a guard of this owner again, with the owner's new time to live; makes it where there is
    /// none.
    pub(crate) fn keep<E: Entity>(&self, guard: Guard) -> Result<GuardWrite, Error> {
        let mine = self.owns_or_absent::<E>();
        self.put::<E>(guard, mine)
    }

    fn put<E: Entity>(&self, guard: Guard, required: Node) -> Result<GuardWrite, Error> {
        let layout = layout::<E>();
        let mut item: Item = guard.key.to_attributes();
        item.insert(
            layout.type_attribute.to_owned(),
            AttributeValue::S(GUARD.to_owned()),
        );
        for (attribute, value) in self.owner::<E>() {
            item.insert(attribute.to_owned(), value);
        }
        if let (Some(attribute), Some(ttl)) = (layout.ttl, &self.ttl) {
            item.insert(attribute.to_owned(), ttl.clone());
        }
        let written = Written {
            key: guard.key,
            ttl: None,
            form: WrittenForm::Map(item),
        };
        let (condition, placeholders) = condition::<E>(vec![required], self.now)?;
        let put = Put::builder()
            .table_name(self.table)
            .set_condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::None);
        let content = Content::of_item(written, placeholders);
        Ok(GuardWrite {
            constraint: guard.constraint,
            gives_up: false,
            part: Part::new(Operation::Put(put), content),
        })
    }

    /// Deletes a guard of this owner.
    pub(crate) fn delete<E: Entity>(&self, guard: Guard) -> Result<GuardWrite, Error> {
        let (condition, placeholders) = condition::<E>(vec![self.owns_or_absent::<E>()], self.now)?;
        let delete = Delete::builder()
            .table_name(self.table)
            .set_condition_expression(condition);
        let content = Content::of_key(guard.key, placeholders);
        Ok(GuardWrite {
            constraint: guard.constraint,
            gives_up: true,
            part: Part::new(Operation::Delete(delete), content),
        })
    }

    fn owner<E: Entity>(&self) -> [(&'static str, AttributeValue); 2] {
        let layout = layout::<E>();
        [(OWNER.0, layout.pk), (OWNER.1, layout.sk)]
            .map(|(name, key)| (name, AttributeValue::S(self.key.text(key).to_owned())))
    }

    fn owns_or_absent<E: Entity>(&self) -> Node {
        let mine = self
            .owner::<E>()
            .map(|(name, value)| Node::equals(name, value));
        let absent = Node::not_exists(layout::<E>().pk);
        Node::join(Joint::Or, [absent, Node::join(Joint::And, mine)])
    }
}

/// The primary key of the item that a guard belongs to.
pub(crate) fn owner_of<E: Entity>(guard: &Item) -> Option<Item> {
    let layout = layout::<E>();
    let pk = guard.get(OWNER.0)?.clone();
    let sk = guard.get(OWNER.1)?.clone();
    Some([(layout.pk.to_owned(), pk), (layout.sk.to_owned(), sk)].into())
}
