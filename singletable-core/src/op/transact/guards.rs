//! The writes of guards: the parts of a transaction that keep values unique.

use super::part::{TransactKind, TransactPart};
use crate::entity::{Entity, layout};
use crate::error::Error;
use crate::exec::Payload;
use crate::expr::node::{Joint, Node};
use crate::item::{Encoded, EncodedItem, ItemKey};
use crate::life::unique::Guard;
use crate::op::condition;
use crate::schema::guard::{GUARD, OWNER};
use crate::value::{Item, Timestamp};
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, ReturnValuesOnConditionCheckFailure};

/// A write of a guard, as a part of a transaction.
#[derive(Clone)]
pub(crate) struct GuardWrite {
    pub(crate) constraint: &'static str,
    /// Whether the owner has the value no longer.
    pub(crate) gives_up: bool,
    pub(crate) part: TransactPart,
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
        let absent = Node::not_exists(layout::<E>().pk.name);
        self.put::<E>(guard, absent)
    }

    /// Writes a guard of this owner again, with the owner's new time to live; makes it where there is
    /// none.
    /// Nothing is written of a guard that another library has made: it says nothing that changes.
    pub(crate) fn keep<E: Entity>(&self, guard: Guard) -> Result<Option<GuardWrite>, Error> {
        if guard.form.is_some() {
            return Ok(None);
        }
        let mine = self.owns_or_absent::<E>();
        self.put::<E>(guard, mine).map(Some)
    }

    /// Writes a guard of an item that had another key, or of this owner; makes it where there is none.
    pub(crate) fn take_over<E: Entity>(
        &self,
        guard: Guard,
        from: &ItemKey,
    ) -> Result<Option<GuardWrite>, Error> {
        if guard.form.is_some() {
            return Ok(None);
        }
        let before = Owner {
            key: from,
            ttl: None,
            ..*self
        };
        let owned = [self.owns_or_absent::<E>(), before.owns_or_absent::<E>()];
        self.put::<E>(guard, Node::join(Joint::Or, owned)).map(Some)
    }

    fn put<E: Entity>(&self, guard: Guard, required: Node) -> Result<GuardWrite, Error> {
        let layout = layout::<E>();
        let mut item: Item = guard.key.to_attributes();
        let type_name = guard.form.map_or(Some(GUARD), |form| form.type_name);
        let types = type_name.map(|name| layout.type_attribute.values_of_name(name));
        let types = types.into_iter().flatten();
        item.extend(types.map(|(name, value)| (name.to_owned(), value)));
        if guard.form.is_none() {
            for (attribute, value) in self.owner::<E>() {
                item.insert(attribute.to_owned(), value);
            }
            if let (Some(attribute), Some(ttl)) = (layout.ttl, &self.ttl) {
                item.insert(attribute.to_owned(), ttl.clone());
            }
        }
        let written = EncodedItem {
            key: guard.key,
            ttl: None,
            encoded: Encoded::Map(item),
        };
        let (condition, placeholders) = condition::<E>(vec![required], self.now)?;
        let put = Put::builder()
            .table_name(self.table)
            .set_condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::None);
        let payload = Payload::of_item(written, placeholders);
        Ok(GuardWrite {
            constraint: guard.constraint,
            gives_up: false,
            part: TransactPart::new(TransactKind::Put(put), payload),
        })
    }

    /// Deletes a guard of this owner.
    pub(crate) fn delete<E: Entity>(&self, guard: Guard) -> Result<GuardWrite, Error> {
        // One of another library does not say whose it is; the write of the owner asks for its values.
        let conditions = match guard.form {
            Some(_) => Vec::new(),
            None => vec![self.owns_or_absent::<E>()],
        };
        let (condition, placeholders) = condition::<E>(conditions, self.now)?;
        let delete = Delete::builder()
            .table_name(self.table)
            .set_condition_expression(condition);
        let payload = Payload::of_key(guard.key, placeholders);
        Ok(GuardWrite {
            constraint: guard.constraint,
            gives_up: true,
            part: TransactPart::new(TransactKind::Delete(delete), payload),
        })
    }

    fn owner<E: Entity>(&self) -> impl Iterator<Item = (&'static str, AttributeValue)> {
        let halves = self.key.identity(layout::<E>()).into_iter();
        let halves = [OWNER.0, OWNER.1].into_iter().zip(halves);
        halves.filter_map(|(name, half)| Some((name, half?.into_value())))
    }

    fn owns_or_absent<E: Entity>(&self) -> Node {
        let mine = self
            .owner::<E>()
            .map(|(name, value)| Node::equals(name, value));
        let absent = Node::not_exists(layout::<E>().pk.name);
        Node::join(Joint::Or, [absent, Node::join(Joint::And, mine)])
    }
}
