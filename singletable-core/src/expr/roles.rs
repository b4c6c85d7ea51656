//! Which updates compile for which role of a field: the rules that keep index keys from going
//! stale, written as traits so that a mistake reads as a sentence.

use super::attr::role::{
    Element, IndexKey, InsideKey, Optional, Plain, PrimaryKey, ReadOnly, Tag, Version,
};
use super::held::PathValues;
use super::sealed::{Check, Mode, Never, Role};
use crate::key::{DynKeyField, KeyField};
use std::fmt::Debug;

/// What writes of an entity must know of the item they change.
#[derive(Debug, Clone, Copy)]
pub enum Checks<const VERSION: bool, const UNIQUE: bool> {}

/// An update that knows nothing of the item but its key.
#[derive(Debug, Clone, Copy)]
pub enum Keyed {}

/// An update or a delete that was given a loaded item.
#[derive(Debug, Clone, Copy)]
pub enum Given {}

/// A write of an item with a version, whichever that is.
#[derive(Debug, Clone, Copy)]
pub enum AnyVersion {}

/// Modes of an update that suit the checks of an entity.
#[diagnostic::on_unimplemented(
    message = "this update does not say which version of the item it changes",
    label = "the entity has a version",
    note = "`.given(&item)` changes the version that was loaded, and fails with `VersionConflict` \
            where another is stored",
    note = "`.any_version()` changes whichever version is stored, and advances it"
)]
pub trait UpdateMode<C>: Mode {}

impl<const UNIQUE: bool> UpdateMode<Checks<false, UNIQUE>> for Keyed {}
impl<C> UpdateMode<C> for AnyVersion {}
impl<C> UpdateMode<C> for Given {}

/// Modes of a delete that suit the checks of an entity.
#[diagnostic::on_unimplemented(
    message = "this delete does not know the item that it deletes",
    label = "the entity has a version or unique values",
    note = "`.given(&item)` deletes the item as it was loaded, with what keeps its values unique",
    note = "`.any_version()` deletes an item whichever its version, where the entity has no unique \
            values"
)]
pub trait DeleteMode<C>: Mode {}

impl DeleteMode<Checks<false, false>> for Keyed {}
impl<const VERSION: bool> DeleteMode<Checks<VERSION, false>> for AnyVersion {}
impl<C> DeleteMode<C> for Given {}

/// The role of a field that shares a key of an index with others. `M` is the field's own marker.
#[derive(Debug)]
pub struct Shared<M, const OPTIONAL: bool>(std::marker::PhantomData<fn() -> M>);

/// Fields that `set` may change, in an update of mode `M`.
#[diagnostic::on_unimplemented(
    message = "this attribute of `{E}` cannot be set alone",
    label = "cannot be set alone"
)]
pub trait Settable<E, T, M>: Role {
    /// The value for the index keys that the field stands in; `None` when it stands in none.
    #[doc(hidden)]
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>>;
    /// The values at the ends of paths that keys have into the field.
    #[doc(hidden)]
    fn paths(_value: &T) -> PathValues {
        PathValues::default()
    }
}

/// Entities whose field `F`, which shares the key `K` of the fields `G` with others, can be set alone: there
/// are none. The types are called like the fields and like the key's constant.
#[diagnostic::on_unimplemented(
    message = "setting `{F}` alone would leave keys of `{Self}` stale, which it shares with other fields",
    label = "`{F}` is set together with the other fields of `{K}`",
    note = "give all of its fields: `.set_key({Self}::{K}, {G})`",
    note = "or take the others from a loaded item: `.given(&item).set(…)`"
)]
pub trait SetAlone<F, K, G>: Never {}

// Without one that is, the compiler lists other traits' implementations.
impl<F, K, G> SetAlone<F, K, G> for Given {}
impl Never for Given {}

/// For generated code: a field `F` in the key `K`, which has the fields `G`.
#[doc(hidden)]
pub enum InKey<F, K, G> {
    #[doc(hidden)]
    Never(
        std::convert::Infallible,
        std::marker::PhantomData<(F, K, G)>,
    ),
}

/// Fields that `remove` may take away.
#[diagnostic::on_unimplemented(
    message = "this attribute of `{E}` is required: an item without it could not be read",
    label = "a required attribute cannot be removed",
    note = "make the field an `Option`, or give it `#[serde(default)]`"
)]
pub trait Removable<E>: Role {}

/// Fields that `add`, `subtract`, `increment` and `decrement` may change.
#[diagnostic::on_unimplemented(
    message = "arithmetic on this attribute of `{E}` would leave a key stale",
    label = "stands in a text key, which DynamoDB cannot count up",
    note = "read the item and `set` the new value on the condition that the old one still holds, \
            or make the number an index key by itself, which the table declares as \
            `sk = number(\"…\")`"
)]
pub trait Arithmetic<E>: Role {
    /// Whether keys of indexes follow the number.
    #[doc(hidden)]
    const IN_KEYS: bool = false;
}

/// Fields that `set_if_absent` may fill.
#[diagnostic::on_unimplemented(
    message = "this attribute of `{E}` shares a key with others and cannot be set alone",
    label = "use `set_key_if_absent` with all fields of the key"
)]
pub trait InsertOnly<E, T>: Role {
    /// The value for the index keys that the field stands in; `None` when it stands in none.
    #[doc(hidden)]
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>>;
    /// The values at the ends of paths that keys have into the field.
    #[doc(hidden)]
    fn paths(_value: &T) -> PathValues {
        PathValues::default()
    }
}

/// Fields whose values singletable itself may fill in.
#[doc(hidden)]
pub trait Filled<T>: Role {
    /// The value for the index keys that the field stands in; `None` when it stands in none.
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>>;
    /// The values at the ends of paths that keys have into the field.
    fn paths(_value: &T) -> PathValues {
        PathValues::default()
    }
}

/// Fields that stand in no key.
#[diagnostic::on_unimplemented(
    message = "this attribute of `{E}` stands in a key",
    label = "only `set` rewrites the key"
)]
pub trait NotInKey<E>: Role {}

/// Entities whose primary key could be updated: there are none.
#[diagnostic::on_unimplemented(
    message = "a field of the primary key of `{Self}` cannot be updated: it is what names the item",
    label = "part of the primary key",
    note = "to move an item, `create` the new one and `delete` the old one in one \
            `write_transaction`"
)]
pub trait PrimaryKeyUpdate: Never {}

/// Entities whose key values could be changed in part: there are none.
#[diagnostic::on_unimplemented(
    message = "a part of a value that stands in a key of `{Self}` cannot be changed by itself",
    label = "lies inside a key value",
    note = "set the whole value, so that the key is written again"
)]
pub trait PartOfKeyUpdate: Never {}

/// Entities whose enums' tags could be changed by themselves: there are none.
#[diagnostic::on_unimplemented(
    message = "the tag of an enum cannot be changed by itself in `{Self}`",
    label = "tells which fields are stored beside it",
    note = "set the whole attribute to another variant"
)]
pub trait TagUpdate: Never {}

/// Entities whose read-only fields could be updated: there are none.
#[diagnostic::on_unimplemented(
    message = "this attribute of `{Self}` is read only",
    label = "no update changes it",
    note = "a version is advanced by every write; a `read_only` field is given when the item is \
            created"
)]
pub trait ReadOnlyUpdate: Never {}

/// Entities whose guarded fields could be updated by themselves: there are none.
#[diagnostic::on_unimplemented(
    message = "this attribute of `{Self}` is kept unique by a guard, which an update would not move",
    label = "changes together with its guard",
    note = "`save(&before, &after)` changes the value and its guard in one transaction"
)]
pub trait GuardedUpdate: Never {}

/// Checks of entities without unique values, whose writes need no guards.
#[diagnostic::on_unimplemented(
    message = "this entity has unique values, which this operation would not guard",
    label = "has unique values",
    note = "`create`, `save(&before, &after)` and `delete(..).given(&item)` keep them unique, also \
            in a `write_transaction`, whose `into_input` shows all of it"
)]
pub trait Unguarded: Check {}

impl<const VERSION: bool> Unguarded for Checks<VERSION, false> {}

/// Checks of entities whose items can be written without knowing what is stored: no version, no
/// unique values.
#[diagnostic::on_unimplemented(
    message = "batch writes check no versions and keep no values unique",
    label = "the entity has a version or unique values",
    note = "use `write_transaction`, which checks up to 100 writes and does all of them or none"
)]
pub trait Unchecked: Check {}

impl Unchecked for Checks<false, false> {}

/// Entities that a batch could create: there are none.
#[diagnostic::on_unimplemented(
    message = "a batch write cannot `create` a `{Self}`: it takes no conditions, so it would \
               replace an item of the same key",
    label = "succeeds only where there is no item",
    note = "use `write_transaction`, or `put`, which replaces what is there"
)]
pub trait BatchCreate: Never {}

/// Entities that a batch could update: there are none.
#[diagnostic::on_unimplemented(
    message = "a batch write cannot update a `{Self}`: DynamoDB puts and deletes whole items in \
               batches",
    label = "changes a part of an item",
    note = "use `write_transaction`, or send the update by itself"
)]
pub trait BatchUpdate: Never {}

/// Keys of `E` that arithmetic could keep in step: there are none among texts.
#[diagnostic::on_unimplemented(
    message = "arithmetic on a field of a text key of `{Self}` would leave that key stale",
    label = "stands in a text key, which DynamoDB cannot count up",
    note = "read the item and `set` the new value, or make the number an index key by itself, \
            which the table declares as `sk = number(\"…\")`, where `add` works"
)]
pub trait TextKeyArithmetic: Never {}

fn boxed<T: KeyField>(value: &T) -> Box<dyn DynKeyField> {
    Box::new(value.clone())
}

macro_rules! in_no_key {
    ($($role:ident),*) => {$(
        impl<E, T, M> Settable<E, T, M> for $role {
            fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
                None
            }
        }
        impl<E, T> InsertOnly<E, T> for $role {
            fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
                None
            }
        }
        impl<E> Arithmetic<E> for $role {}
        impl<E> NotInKey<E> for $role {}
        impl<T> Filled<T> for $role {
            fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
                None
            }
        }
    )*};
}

in_no_key!(Plain, Optional, Element);

impl<E> Removable<E> for Optional {}
impl<E> Removable<E> for Element {}

impl<E: PrimaryKeyUpdate, T, M> Settable<E, T, M> for PrimaryKey {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<E: PrimaryKeyUpdate, T> InsertOnly<E, T> for PrimaryKey {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<E: PrimaryKeyUpdate> Removable<E> for PrimaryKey {}
impl<E: PrimaryKeyUpdate> Arithmetic<E> for PrimaryKey {}

impl<E: PartOfKeyUpdate, T, M> Settable<E, T, M> for InsideKey {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<E: PartOfKeyUpdate> Removable<E> for InsideKey {}
impl<E: PartOfKeyUpdate> Arithmetic<E> for InsideKey {}
impl<E: PartOfKeyUpdate> NotInKey<E> for InsideKey {}

impl<E: ReadOnlyUpdate, T, M, R: Role> Settable<E, T, M> for ReadOnly<R, false> {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<E: GuardedUpdate, T, M, R: Role> Settable<E, T, M> for ReadOnly<R, true> {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
/// A new item has the value; one that is there keeps its own.
impl<E, T, R: InsertOnly<E, T>> InsertOnly<E, T> for ReadOnly<R, false> {
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        R::key_value(value)
    }
    fn paths(value: &T) -> PathValues {
        R::paths(value)
    }
}
impl<E: GuardedUpdate, T, R: Role> InsertOnly<E, T> for ReadOnly<R, true> {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<T, R: Filled<T>, const GUARDED: bool> Filled<T> for ReadOnly<R, GUARDED> {
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        R::key_value(value)
    }
    fn paths(value: &T) -> PathValues {
        R::paths(value)
    }
}
impl<T: KeyField, const NUMBER: bool, const OPTIONAL: bool> Filled<T>
    for IndexKey<NUMBER, OPTIONAL>
{
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        Some(boxed(value))
    }
}
impl<T: KeyField, M, const OPTIONAL: bool> Filled<T> for Shared<M, OPTIONAL> {
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        Some(boxed(value))
    }
}
impl<E: ReadOnlyUpdate, R: Role> Removable<E> for ReadOnly<R, false> {}
impl<E: ReadOnlyUpdate, R: Role> Arithmetic<E> for ReadOnly<R, false> {}
impl<E: ReadOnlyUpdate, R: Role> NotInKey<E> for ReadOnly<R, false> {}
impl<E: GuardedUpdate, R: Role> Removable<E> for ReadOnly<R, true> {}
impl<E: GuardedUpdate, R: Role> Arithmetic<E> for ReadOnly<R, true> {}
impl<E: GuardedUpdate, R: Role> NotInKey<E> for ReadOnly<R, true> {}

impl<E: ReadOnlyUpdate, T, M> Settable<E, T, M> for Version {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<E: ReadOnlyUpdate, T> InsertOnly<E, T> for Version {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<E: ReadOnlyUpdate> Removable<E> for Version {}
impl<E: ReadOnlyUpdate> Arithmetic<E> for Version {}
impl<E: ReadOnlyUpdate> NotInKey<E> for Version {}

impl<E: TagUpdate, T, M> Settable<E, T, M> for Tag {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<E: TagUpdate, T> InsertOnly<E, T> for Tag {
    fn key_value(_: &T) -> Option<Box<dyn DynKeyField>> {
        None
    }
}
impl<E: TagUpdate> Removable<E> for Tag {}
impl<E: TagUpdate> NotInKey<E> for Tag {}

impl<E, T: KeyField, M, const NUMBER: bool, const OPTIONAL: bool> Settable<E, T, M>
    for IndexKey<NUMBER, OPTIONAL>
{
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        Some(boxed(value))
    }
}
impl<E, T: KeyField, const NUMBER: bool, const OPTIONAL: bool> InsertOnly<E, T>
    for IndexKey<NUMBER, OPTIONAL>
{
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        Some(boxed(value))
    }
}
impl<E, const NUMBER: bool> Removable<E> for IndexKey<NUMBER, true> {}
impl<E, const OPTIONAL: bool> Arithmetic<E> for IndexKey<true, OPTIONAL> {
    const IN_KEYS: bool = true;
}
impl<E: TextKeyArithmetic, const OPTIONAL: bool> Arithmetic<E> for IndexKey<false, OPTIONAL> {}

impl<E: SetAlone<F, K, G>, T: KeyField, F, K, G, const OPTIONAL: bool> Settable<E, T, Keyed>
    for Shared<InKey<F, K, G>, OPTIONAL>
{
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        Some(boxed(value))
    }
}
impl<E: SetAlone<F, K, G>, T: KeyField, F, K, G, const OPTIONAL: bool> Settable<E, T, AnyVersion>
    for Shared<InKey<F, K, G>, OPTIONAL>
{
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        Some(boxed(value))
    }
}
impl<E, T: KeyField, M, const OPTIONAL: bool> Settable<E, T, Given> for Shared<M, OPTIONAL> {
    fn key_value(value: &T) -> Option<Box<dyn DynKeyField>> {
        Some(boxed(value))
    }
}
impl<E, M> Removable<E> for Shared<M, true> {}
impl<E: TextKeyArithmetic, M, const OPTIONAL: bool> Arithmetic<E> for Shared<M, OPTIONAL> {}
