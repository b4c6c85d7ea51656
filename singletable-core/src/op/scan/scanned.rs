//! What a scan makes of the items: the table's enum, an entity, or some of an entity's attributes.

use crate::entity::selection::Whole;
use crate::entity::{Entity, Selection, TableItem, TableModel, is_own, key_attributes};
use crate::expr::attr::Path;
use crate::item::DecodeError;
use crate::op::sealed::View;
use crate::schema::EntitySchema;
use crate::wire::Row;
use std::marker::PhantomData;

/// What a scan makes of the items: [`Every`] or [`Only`].
pub trait Scanned: View + Send + Sync + 'static {
    /// The table that is scanned.
    type Table: TableModel;
    /// What each item becomes.
    type Value: Send;
    #[doc(hidden)]
    const ENTITY: Option<&'static EntitySchema>;
    /// The attributes that say whether an item is a result, beside the primary key and the type.
    #[doc(hidden)]
    fn key_attributes() -> Vec<&'static str>;
    /// What is looked for in whole items, beside that they are the entity's.
    #[doc(hidden)]
    const LOOKS_FOR: Option<&'static str> = None;
    /// Whether a scan finds the item, which DynamoDB's filter has let pass.
    #[doc(hidden)]
    fn is_result(item: &Row) -> bool;
    #[doc(hidden)]
    fn paths(&self) -> Vec<Path>;
    #[doc(hidden)]
    fn decode(&self, item: Row) -> Result<Self::Value, DecodeError>;
}

/// Every item of the table `T`, as its enum.
pub struct Every<T>(PhantomData<fn() -> T>);

impl<T> Default for Every<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: TableItem> Scanned for Every<T> {
    type Table = T;
    type Value = T;
    const ENTITY: Option<&'static EntitySchema> = None;

    fn key_attributes() -> Vec<&'static str> {
        Vec::new()
    }

    fn is_result(_: &Row) -> bool {
        true
    }

    fn paths(&self) -> Vec<Path> {
        Vec::new()
    }

    fn decode(&self, item: Row) -> Result<T, DecodeError> {
        T::from_row(item)
    }
}

/// Only the items of the entity `E`: whole, or what `S` selects of them.
pub struct Only<E, S = Whole<E>> {
    selection: S,
    entity: PhantomData<fn() -> E>,
}

impl<E, S> Only<E, S> {
    pub(super) fn new(selection: S) -> Self {
        Self {
            selection,
            entity: PhantomData,
        }
    }
}

impl<E> Default for Only<E> {
    fn default() -> Self {
        Self::new(Whole(PhantomData))
    }
}

impl<E: Entity, S: Selection<E> + 'static> Scanned for Only<E, S> {
    type Table = E::Table;
    type Value = S::Value;
    const ENTITY: Option<&'static EntitySchema> = Some(E::SCHEMA);
    const LOOKS_FOR: Option<&'static str> = S::LOOKS_FOR;

    fn key_attributes() -> Vec<&'static str> {
        key_attributes::<E>().collect()
    }

    fn is_result(item: &Row) -> bool {
        is_own::<E>(item) && S::is_found(item)
    }

    fn paths(&self) -> Vec<Path> {
        self.selection.paths()
    }

    fn decode(&self, item: Row) -> Result<S::Value, DecodeError> {
        self.selection.decode(item)
    }
}

/// Scans that conditions on the entity `E` can filter.
#[diagnostic::on_unimplemented(
    message = "a scan of the whole table takes no condition: a condition is about one entity",
    label = "a condition on one entity",
    note = "`table.scan_of::<User>()` reads one entity, and takes conditions on it"
)]
pub trait Filtered<E>: View {}

impl<E: Entity, S> Filtered<E> for Only<E, S> {}
