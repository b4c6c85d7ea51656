//! The error of items that do not make up a collection.

/// The items of a partition do not make up the collection. The error names members and entities, never
/// keys or values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CollectionError {
    /// The partition has items of the collection, but none for a required member.
    #[error(
        "{collection}: there is no `{entity}` for `{member}`, which is required; make it an `Option` where it may be missing"
    )]
    Missing {
        /// The collection.
        collection: &'static str,
        /// Its member.
        member: &'static str,
        /// The member's entity.
        entity: &'static str,
    },
    /// The partition has several items for a member that takes one.
    #[error(
        "{collection}: there are {count} items of `{entity}` for `{member}`, which holds one; make it a `Vec`"
    )]
    Several {
        /// The collection.
        collection: &'static str,
        /// Its member.
        member: &'static str,
        /// The member's entity.
        entity: &'static str,
        /// The number of these items.
        count: usize,
    },
    /// Items of a nested collection join no parent.
    #[error(
        "{collection}: {count} items of `{entity}` join no `{parent}`; `leave_out_orphans()` reads the others without them"
    )]
    Orphans {
        /// The nested collection.
        collection: &'static str,
        /// The entity of these items.
        entity: &'static str,
        /// The entity of the parents.
        parent: &'static str,
        /// The number of these items.
        count: usize,
    },
}
