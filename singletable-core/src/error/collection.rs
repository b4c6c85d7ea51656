//! Why the items of a partition do not make up a collection.

/// The items of a partition do not make up the collection. It names members and entities, never
/// keys or values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CollectionError {
    /// The partition has items of the collection, and none for a member that is required.
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
    /// The partition has several items for a member that holds one.
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
        /// How many there are.
        count: usize,
    },
    /// Items of a nested collection join no parent.
    #[error(
        "{collection}: {count} items of `{entity}` join no `{parent}`; `leave_out_orphans()` reads the others without them"
    )]
    Orphans {
        /// The nested collection.
        collection: &'static str,
        /// The entity that the orphans are.
        entity: &'static str,
        /// The entity of the parents.
        parent: &'static str,
        /// How many there are.
        count: usize,
    },
}
