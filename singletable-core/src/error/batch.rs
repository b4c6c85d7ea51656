//! The error of a batch that cannot be sent.

/// A batch that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// An operation has a condition.
    #[error(
        "{entity}: the operation has a condition, and batch writes take none; use `write_transaction`, or send it by itself"
    )]
    Condition {
        /// The entity.
        entity: &'static str,
    },
    /// Two operations are about the same item.
    #[error(
        "operations {first} and {second} of the batch are about the same item of `{entity}`; a batch has no order, so keep one, or only the last of each by `last_wins()`"
    )]
    SameItem {
        /// The index of the first operation.
        first: usize,
        /// The index of the second operation.
        second: usize,
        /// The entity of the second operation.
        entity: &'static str,
    },
}
