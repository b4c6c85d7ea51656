//! Items whose keys are not those that their fields make, because a template has changed.

use super::{Only, Scan};
use crate::entity::{Entity, MisplacedOnly, StaleOnly};

impl<E: Entity> Scan<Only<E>> {
    /// Only the items whose keys in indexes are not those that their fields make: keys of another template,
    /// keys that are missing, and keys of a sparse index that the item does not belong to.
    /// [`Save::with_all_keys`](crate::op::Save::with_all_keys) writes them.
    ///
    /// It looks at the fields, so every item is read as a whole: the read units are those of any scan, and
    /// the answers have all bytes, those of a [`count`](Scan::count) too.
    /// [`lacking_keys`](Scan::lacking_keys) leaves that to DynamoDB, and finds only keys that are missing.
    ///
    /// The indexes are those of the entity and the type index, whose keys are the type, the shard and what
    /// `type_sk` makes. A time of creation is made of no field, and is not looked at; nor are the keys of an
    /// index that the entity does not name, because a newer build may. An item whose
    /// fields cannot make a key is found too, and a write of it says why. One that cannot be decoded is an
    /// error, as in every scan.
    ///
    /// An item that is [`misplaced`](Scan::misplaced) is no longer there for writes by its key, so those
    /// come first.
    ///
    /// ```
    /// # use singletable_core as singletable;
    /// use singletable::{Entity, Error, Repository};
    ///
    /// /// Gives each item the index keys that its fields make.
    /// async fn renew_keys<E: Entity>(all: &Repository<E>) -> Result<(), Error> {
    ///     for item in all.scan().stale_keys().all().await? {
    ///         all.save(&item, &item).with_all_keys().send().await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn stale_keys(self) -> Scan<Only<E, StaleOnly<E>>> {
        self.select(StaleOnly::new())
    }

    /// Only the items that are stored under another primary key than their fields make: `get`, `update` and
    /// `delete` do not find those, and `put` makes a second one.
    /// [`Misplaced::relocate`](crate::op::Misplaced::relocate) moves one to its place.
    ///
    /// It looks at the fields, so every item is read as a whole: the read units are those of any scan, and
    /// the answers have all bytes, those of a [`count`](Scan::count) too.
    ///
    /// An item without a type is the entity's only if its key is one that the fields make, so it is not among
    /// them. An item whose fields cannot make a key is, and `relocate` says why. One that cannot be decoded
    /// is an error, as in every scan.
    ///
    /// ```
    /// # use singletable_core as singletable;
    /// use singletable::{Entity, Error, Repository};
    ///
    /// /// Moves each item to the key that its fields make.
    /// async fn relocate<E: Entity>(all: &Repository<E>) -> Result<(), Error> {
    ///     for found in all.scan().misplaced().all().await? {
    ///         found.relocate(all.table()).send().await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn misplaced(self) -> Scan<Only<E, MisplacedOnly<E>>> {
        self.select(MisplacedOnly::new())
    }
}
