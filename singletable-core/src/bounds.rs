//! What generic code asks of entities, tables and operations.
//!
//! The derives implement these traits; code for one entity needs none of them. Two have short names for
//! what is asked for most: [`PlainEntity`] for writes that need no loaded item, and [`ListedEntity`] for
//! reading all items of a type.
//!
//! ```
//! # use singletable_core as singletable;
//! use singletable::bounds::{ListedEntity, PlainEntity};
//! use singletable::{Error, Repository, Table};
//!
//! /// Writes them all, in as few requests as DynamoDB allows.
//! async fn save_all<E: PlainEntity>(all: &Repository<E>, entities: &[E]) -> Result<(), Error> {
//!     let puts = entities.iter().map(|entity| all.put(entity));
//!     all.table().batch_write().with_all(puts).send().await
//! }
//!
//! /// Reads all items of the type through the table's type index.
//! async fn list_all<E: ListedEntity>(table: &Table<E::Table>) -> Result<Vec<E>, Error> {
//!     table.list::<E>().all().await
//! }
//! ```

pub use crate::entity::{
    AccessPattern, AlwaysRead, Among, ConsistentReads, Contents, Entities, EntityKey, FieldOf,
    FitsIn, HasTypeIndex, HeldBy, IndexAt, Listed, Locality, NewItem, Selection, SharedKey,
    TableItem, TableModel, TypeIndex,
};
pub use crate::expr::{
    AnyVersion, Arithmetic, BatchCreate, BatchUpdate, Checks, DeleteMode, Given, InsertOnly, Keyed,
    ListValue, NotInKey, Removable, SetAlone, SetValue, Settable, Unchecked, Unguarded, UpdateMode,
};
pub use crate::generate::{Generator, Sources};
pub use crate::item::ExtraAttributes;
pub use crate::life::ttl::Lifetime;
pub use crate::life::version::VersionNumber;
pub use crate::op::{BatchKeys, BatchWrite, Returning, Scanned, TransactRead, TransactWrite};
pub use crate::value::{IntoValue, MapKey};

// What messages of the compiler name: with a path that is not hidden, they name it alone.
#[doc(hidden)]
pub use crate::collection::{Gathered, TakesKey};
#[doc(hidden)]
pub use crate::entity::selection::Whole;
#[doc(hidden)]
pub use crate::entity::{IsTable, IsTableOf, NamesEntity};
#[doc(hidden)]
pub use crate::expr::held::{EndsPath, HasPaths, Holds};
#[doc(hidden)]
pub use crate::expr::{
    Filled, GuardedUpdate, InKey, KeyGroupAttrs, PartOfKeyUpdate, PrimaryKeyUpdate, ReadOnlyUpdate,
    TagUpdate, TextKeyArithmetic,
};
#[doc(hidden)]
pub use crate::generate::{DefaultOf, Ksuid, Now, UuidV4, UuidV7};
#[doc(hidden)]
pub use crate::item::unset::Unset;
#[doc(hidden)]
pub use crate::item::{ItemReader, ItemWriter};
#[doc(hidden)]
pub use crate::key::{DynKeyField, KeyValues};
#[doc(hidden)]
pub use crate::op::{SentAloneByAwait, SentByAwait};

use crate::entity::Entity;

/// An entity without a version and without unique values: every write of it needs nothing but its key,
/// so all of them compile, in batches too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has a version or unique values",
    label = "writes of it must know the stored item",
    note = "write it by itself: `.given(&item)` says which item an update or a delete is about"
)]
pub trait PlainEntity: Entity<Checks = Checks<false, false>> {}

#[diagnostic::do_not_recommend]
impl<E: Entity<Checks = Checks<false, false>>> PlainEntity for E {}

/// An entity whose items can be listed whole: its table has a type index, which holds every attribute.
#[diagnostic::on_unimplemented(
    message = "the items of `{Self}` cannot be listed whole",
    label = "no type index with all attributes",
    note = "declare one: `#[table(type_index(name = \"TypeIndex\", sk = \"_timestamp\"))]`"
)]
pub trait ListedEntity: Listed<Index = TypeIndex<true>, Contents = Contents<true>> {}

#[diagnostic::do_not_recommend]
impl<E: Listed<Index = TypeIndex<true>, Contents = Contents<true>>> ListedEntity for E {}
