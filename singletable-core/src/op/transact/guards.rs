//! The writes of guards: the parts of a transaction that keep values unique.

use crate::entity::{Entity, layout};
use crate::error::Error;
use crate::expr::node::{Joint, Node};
use crate::item::{ItemKey, Written, WrittenForm};
use crate::life::unique::Guard;
use crate::op::{Content, Operation, Part, condition};
use crate::schema::guard::{GUARD, OWNER};
use crate::value::{Item, Timestamp};
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, ReturnValuesOnConditionCheckFailure};

/// A write of a guard, as a part of a transaction.
#[derive(Clone)]
pub(crate) struct GuardWrite {
    pub(crate) constraint: &'static str,
    /// Whether the owner has the value no longer.
    pub(crate) gives_up: bool,
    pub(crate) part: Part,
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
