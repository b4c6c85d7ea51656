//! Saving the difference between two values of one item.

use super::update::load;
use super::{TransactWrite, Update, WriteOperation, returning};
use crate::entity::Entity;
use crate::error::Error;
use crate::expr::ExpressionError;
use crate::expr::roles::Given;
use crate::expr::update::still_holds;
use crate::item::{Item, ItemWriter};
use crate::table::Table;
use std::collections::BTreeSet;
use std::fmt;

/// Writes what differs between a loaded value and a changed one; made by a repository's `save`.
///
/// Only attributes that differ are written, with the index keys that follow from them, on the
/// condition that the stored item still has the loaded values of those attributes, or the loaded
/// version where the entity has one. Without a difference there is no request.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Save<E: Entity> {
    update: Result<Option<Update<E, Given>>, Error>,
    /// The attributes of the changed value.
    after: Item,
}

impl<E: Entity> Save<E> {
    pub(crate) fn new(table: Table<E::Table>, before: &E, after: &E) -> Self {
        match difference(table, before, after) {
            Ok((update, after)) => Self {
                update: Ok(update),
                after,
            },
            Err(error) => Self {
                update: Err(error),
                after: Item::new(),
            },
        }
    }

    /// The update that it stands for; `None` when nothing differs.
    ///
    /// # Errors
    ///
    /// When the two values have different primary keys, a read-only field differs, or a value
    /// cannot be stored.
    pub fn into_update(self) -> Result<Option<Update<E, Given>>, Error> {
        self.update
    }

    /// Writes the difference, and answers the item as it is now.
    ///
    /// # Errors
    ///
    /// `VersionConflict` or `ConditionFailed` when the stored item is no longer what was loaded,
    /// `NotFound` when there is none; besides, what [`into_update`](Self::into_update) refuses, and
    /// failed requests.
    pub async fn send(self) -> Result<E, Error> {
        match self.update? {
            Some(update) => update.return_new().send().await,
            None => Ok(E::from_item(self.after)?),
        }
    }
}

/// The update from one value to the other, and the attributes of the latter.
fn difference<E: Entity>(
    table: Table<E::Table>,
    before: &E,
    after: &E,
) -> Result<(Option<Update<E, Given>>, Item), Error> {
    let (key, loaded) = load(before)?;
    if after.item_key()? != key {
        return Err(Error::expression::<E>(ExpressionError::OtherItem));
    }
    let new = attributes(after)?;
    let mut update = Update::new(table, before.to_key()).given(before);
    let mut changed = false;
    let names: BTreeSet<_> = loaded.attributes.keys().chain(new.keys()).collect();
    for name in names {
        let value = new.get(name);
        if value == loaded.attributes.get(name) || E::SCHEMA.version == Some(name) {
            continue;
        }
        changed = true;
        let attribute = E::SCHEMA.attributes.iter().find(|known| known.name == name);
        if let Some(attribute) = attribute.filter(|attribute| attribute.read_only) {
            return Err(Error::expression::<E>(ExpressionError::ReadOnly {
                attribute: attribute.name,
            }));
        }
        let slot = attribute.map(|attribute| attribute.slot);
        let key_value = slot.and_then(|slot| after.key_value(slot));
        let key_value = key_value.map(crate::key::DynKeyField::boxed);
        update.change_stored(name, value.cloned(), slot, key_value);
        if E::SCHEMA.version.is_none() {
            update.expect(still_holds::<E>(name, attribute, &loaded.attributes));
        }
    }
    Ok((changed.then_some(update), new))
}

fn attributes<E: Entity>(entity: &E) -> Result<Item, Error> {
    let mut writer = ItemWriter::new(E::SCHEMA.name, E::SCHEMA.attributes.len());
    entity.write_attributes(&mut writer)?;
    Ok(writer.into_item())
}

impl<E: Entity> TransactWrite for Save<E>
where
    returning::Nothing: super::Returning<E>,
{
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        match self.update? {
            Some(update) => update.into_write(),
            None => Ok(None),
        }
    }
}

impl<E: Entity> fmt::Debug for Save<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Save")
            .field("entity", &E::SCHEMA.name)
            .finish_non_exhaustive()
    }
}
