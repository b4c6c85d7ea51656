//! What scans find that look at the keys of whole items: those in stale places of indexes, and those under
//! another primary key than their fields make.

use super::Entity;
use super::in_place::{has_stale_keys, is_misplaced, stored_key};
use super::selection::{Sealed, Selection};
use crate::expr::attr::Path;
use crate::item::{DecodeError, ItemKey};
use crate::wire::Row;
use std::fmt;
use std::marker::PhantomData;

/// The [`Selection`] of [`Scan::stale_keys`](crate::op::Scan::stale_keys): whole entities.
pub struct StaleOnly<E>(PhantomData<fn() -> E>);

/// The [`Selection`] of [`Scan::misplaced`](crate::op::Scan::misplaced): items as [`Misplaced`].
pub struct MisplacedOnly<E>(PhantomData<fn() -> E>);

/// An item that is stored under another primary key than its fields make; found by
/// [`Scan::misplaced`](crate::op::Scan::misplaced).
#[derive(Clone)]
#[non_exhaustive]
pub struct Misplaced<E> {
    /// The item, as its fields are read. Its own key is where it should be.
    pub item: E,
    /// The primary key that it is stored under.
    pub stored_key: ItemKey,
    /// Everything that is stored.
    pub(crate) row: Row,
}

impl<E> StaleOnly<E> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<E> MisplacedOnly<E> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<E: Entity> Selection<E> for StaleOnly<E> {
    type Value = E;

    const LOOKS_FOR: Option<&'static str> = Some("stale keys");

    fn is_found(row: &Row) -> bool {
        // What cannot be read is found, and is an error then: its keys may be wrong too.
        E::from_row(row.clone()).map_or(true, |entity| has_stale_keys(&entity, row))
    }

    fn paths(&self) -> Vec<Path> {
        Vec::new()
    }

    fn decode(&self, row: Row) -> Result<E, DecodeError> {
        E::from_row(row)
    }
}

impl<E: Entity> Selection<E> for MisplacedOnly<E> {
    type Value = Misplaced<E>;

    const LOOKS_FOR: Option<&'static str> = Some("another primary key");

    fn is_found(row: &Row) -> bool {
        E::from_row(row.clone()).map_or(true, |entity| is_misplaced(&entity, row))
    }

    fn paths(&self) -> Vec<Path> {
        Vec::new()
    }

    fn decode(&self, row: Row) -> Result<Misplaced<E>, DecodeError> {
        Ok(Misplaced {
            item: E::from_row(row.clone())?,
            stored_key: stored_key::<E>(&row),
            row,
        })
    }
}

impl<E> Sealed for StaleOnly<E> {}
impl<E> Sealed for MisplacedOnly<E> {}

impl<E> fmt::Debug for StaleOnly<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaleOnly")
    }
}

impl<E> fmt::Debug for MisplacedOnly<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MisplacedOnly")
    }
}

/// Of what is stored, the names of the key's attributes alone: an item is data.
impl<E: fmt::Debug> fmt::Debug for Misplaced<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Misplaced")
            .field("item", &self.item)
            .field("stored_key", &self.stored_key)
            .finish_non_exhaustive()
    }
}
