//! Moving an item to the primary key that its fields make.

use super::condition;
use super::transact::{GuardWrite, Meets, Owner, TransactKind, TransactPart};
use super::{WriteOperation, WriteTransaction};
use crate::entity::{Entity, Misplaced, layout, wrong_keys};
use crate::error::Error;
use crate::exec::Payload;
use crate::expr::attr::Path;
use crate::expr::node::{Node, Operand};
use crate::item::{Encoded, EncodedItem, ItemKey, check_item};
use crate::life::loaded::still_holds;
use crate::life::{ttl, unique, version};
use crate::schema::sharing::is_one_entity;
use crate::table::Table;
use crate::value::{Item, Timestamp};
use aws_sdk_dynamodb::types::{
    Delete as TransactDelete, Put as TransactPut, ReturnValuesOnConditionCheckFailure,
};
use std::collections::BTreeSet;

impl<E: Entity> Misplaced<E> {
    /// A transaction that moves the item to the primary key that its fields make: it is written there, and
    /// deleted where it was. More operations can be added to it.
    ///
    /// The item keeps what is stored, also attributes that no field has, its time to live and its time of
    /// creation. It gets the keys of indexes that its fields make, its version advances, and the guards of
    /// its unique values name its new key.
    ///
    /// It happens if there is no item under the new key, and the old one is as it was found: its version
    /// is the same, or without a version every attribute, of which there may be 150 then. So it can be
    /// sent again, by several programs at once: one moves the item, and for the others the transaction
    /// is canceled. Where there is an item under the new key, such as one that a `put` has made,
    /// that is [`Cause::AlreadyExists`](crate::error::Cause): decide which of the two is right, and
    /// [`delete_stored`](Misplaced::delete_stored) the old one if it is not.
    ///
    /// When the fields make no key, or the item would be too large, sending it is an error before the
    /// request.
    pub fn relocate(&self, table: &Table<E::Table>) -> WriteTransaction {
        const { is_one_entity(E::SCHEMA) };
        let now = table.clock().now();
        table
            .write_transaction()
            .with_result(self.written(table, now).map(Some))
            .with_result(self.deleted(table, now, Vec::new()).map(Some))
    }

    /// A transaction that deletes the item where it is stored, if it is as it was found, with the guards of
    /// its unique values. More operations can be added to it.
    pub fn delete_stored(&self, table: &Table<E::Table>) -> WriteTransaction {
        let now = table.clock().now();
        let owner = Owner {
            table: table.name(),
            key: &self.stored_key,
            ttl: None,
            now,
        };
        let guards = unique::guards_of_stored::<E>(&self.item).into_iter();
        let guards: Result<Vec<_>, _> = guards.map(|guard| owner.delete::<E>(guard)).collect();
        let deleted = guards.and_then(|guards| self.deleted(table, now, guards));
        table.write_transaction().with_result(deleted.map(Some))
    }

    /// The write of the item under its new key.
    fn written(&self, table: &Table<E::Table>, now: Timestamp) -> Result<WriteOperation, Error> {
        let key = self.item.item_key()?;
        let item = self.in_place(&key)?;
        let owner = Owner {
            table: table.name(),
            key: &key,
            ttl: ttl::attribute::<E>().and_then(|name| item.get(name).cloned()),
            now,
        };
        let guards = unique::guards_of_stored::<E>(&self.item).into_iter();
        let guards = guards.map(|guard| owner.take_over::<E>(guard, &self.stored_key));
        let guards: Vec<_> = guards
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?;
        let absent = Node::not_exists(layout::<E>().pk.name);
        let (condition, placeholders) = condition::<E>(vec![absent], now)?;
        let put = TransactPut::builder()
            .table_name(table.name())
            .set_condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let item = EncodedItem {
            key,
            ttl: None,
            encoded: Encoded::Map(item),
        };
        let payload = Payload::of_item(item, placeholders);
        let part = TransactPart::new(TransactKind::Put(put), payload);
        let operation = WriteOperation::new::<E>("create", table, part, now);
        Ok(operation.meeting(Meets::None).with_guards(guards))
    }

    /// What is stored, with the keys that the fields make.
    fn in_place(&self, key: &ItemKey) -> Result<Item, Error> {
        let layout = layout::<E>();
        let mut item = self.row.clone().into_item();
        for (name, value) in wrong_keys(&self.item, &self.row, key)? {
            match value {
                Some(value) => drop(item.insert(name.to_owned(), value)),
                None => drop(item.remove(name)),
            }
        }
        item.extend(key.to_attributes());
        let types = E::SCHEMA.type_values(layout).into_iter();
        item.extend(types.map(|(name, value)| (name.to_owned(), value)));
        if let Some(name) = version::attribute::<E>() {
            let stored = version::of_item::<E>(&item).unwrap_or(0);
            item.insert(name.to_owned(), version::next(stored));
        }
        check_item(E::SCHEMA.name, &item)?;
        Ok(item)
    }

    /// The delete of the item as it was found.
    fn deleted(
        &self,
        table: &Table<E::Table>,
        now: Timestamp,
        guards: Vec<GuardWrite>,
    ) -> Result<WriteOperation, Error> {
        let stored = self.row.clone().into_item();
        let (condition, placeholders) = condition::<E>(as_found::<E>(&stored), now)?;
        let delete = TransactDelete::builder()
            .table_name(table.name())
            .set_condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let payload = Payload::of_key(self.stored_key.clone(), placeholders);
        let part = TransactPart::new(TransactKind::Delete(delete), payload);
        let operation = WriteOperation::new::<E>("delete", table, part, now);
        let version = version::attribute::<E>();
        let version = version.map(|_| version::of_item::<E>(&stored).unwrap_or(0));
        Ok(operation.replacing(version).with_guards(guards))
    }
}

/// The conditions that an item is as it was found: with that version, and what tells it from one that was
/// made anew, or without a version in every attribute.
fn as_found<E: Entity>(stored: &Item) -> Vec<Node> {
    let layout = layout::<E>();
    let exists = Node::exists(layout.pk.name);
    if let Some(name) = version::attribute::<E>() {
        let version = version::of_item::<E>(stored).unwrap_or(0);
        let identity = version::identity::<E>(stored).into_iter();
        let identity = identity.map(|name| still_holds::<E>(name, stored));
        return [exists, version::equals(name, version)]
            .into_iter()
            .chain(identity)
            .collect();
    }
    let fields = E::SCHEMA.attributes.iter();
    let fields = fields.map(|attribute| attribute.name);
    let mut names: BTreeSet<&str> = stored.keys().map(String::as_str).collect();
    names.extend(fields);
    names.retain(|name| !layout.has_key(name));
    let path = |name: &str| Path::attribute(name.to_owned());
    let unchanged = names.into_iter().map(|name| match stored.get(name) {
        Some(value) => Node::equals(Operand::Path(path(name)), value.clone()),
        None => Node::not_exists(Operand::Path(path(name))),
    });
    std::iter::once(exists).chain(unchanged).collect()
}
