//! Only core has roles, modes and checks: the traits over them can get members without breaking
//! anyone.

use super::attr::role::{
    Element, IndexKey, InsideKey, Optional, Plain, PrimaryKey, ReadOnly, Tag, Version,
};
use super::roles::{AnyVersion, Checks, Given, Keyed, Shared};

/// Roles of fields.
pub trait Role {
    /// Whether an item may lack the attribute.
    const OPTIONAL: bool = false;
}

impl Role for Plain {}
impl Role for Optional {
    const OPTIONAL: bool = true;
}
impl Role for Element {}
impl Role for PrimaryKey {}
// What the part would be by itself is not known any more.
impl Role for InsideKey {
    const OPTIONAL: bool = true;
}
impl Role for Version {}
impl Role for Tag {}
impl<R: Role, const GUARDED: bool> Role for ReadOnly<R, GUARDED> {
    const OPTIONAL: bool = R::OPTIONAL;
}
impl<const NUMBER: bool, const OPTIONAL: bool> Role for IndexKey<NUMBER, OPTIONAL> {
    const OPTIONAL: bool = OPTIONAL;
}
impl<M, const OPTIONAL: bool> Role for Shared<M, OPTIONAL> {
    const OPTIONAL: bool = OPTIONAL;
}

/// Modes of updates and deletes.
pub trait Mode {}

impl Mode for Keyed {}
impl Mode for Given {}
impl Mode for AnyVersion {}

/// What writes must check.
pub trait Check {}

impl<const VERSION: bool, const UNIQUE: bool> Check for Checks<VERSION, UNIQUE> {}

/// Entities that may do what no entity may: no entity implements it.
pub trait Never {}
