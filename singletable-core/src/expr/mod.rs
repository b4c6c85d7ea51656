//! Expressions: typed conditions, updates and projections, and the text they become.

pub(crate) mod attr;
pub(crate) mod condition;
mod error;
pub(crate) mod flattened;
pub(crate) mod held;
pub(crate) mod key_only;
pub(crate) mod names;
pub(crate) mod node;
pub(crate) mod roles;
pub(crate) mod sealed;
pub(crate) mod update;

pub use crate::item::orders::Ordered;
pub use crate::item::prefix::Prefixed;
pub use attr::role;
pub use condition::{AttributeType, Condition, Size};
pub use error::ExpressionError;
pub use flattened::Flattened;
#[doc(hidden)]
pub use flattened::{ComparesAsOne, FlattenedRole};
#[doc(hidden)]
pub use key_only::HasAttribute;
pub use key_only::KeyOnly;
pub use roles::{
    AnyVersion, Arithmetic, BatchCreate, BatchUpdate, Checks, DeleteMode, Given, InsertOnly, Keyed,
    NotInKey, Removable, SetAlone, Settable, Unchecked, Unguarded, UpdateMode,
};
#[doc(hidden)]
pub use roles::{
    Filled, GuardedUpdate, InKey, PartOfKeyUpdate, PrimaryKeyUpdate, ReadOnlyUpdate, TagUpdate,
    TextKeyArithmetic,
};
pub use update::{KeyGroup, KeyGroupAttrs, ListValue, SetValue};

/// The most bytes that DynamoDB accepts in one expression.
pub const MAX_EXPRESSION_BYTES: usize = 4096;
/// The most operators and functions that DynamoDB accepts in one expression.
pub const MAX_OPERATORS: usize = 300;
/// The most operands that DynamoDB accepts in one `IN`.
pub const MAX_IN_OPERANDS: usize = 100;
