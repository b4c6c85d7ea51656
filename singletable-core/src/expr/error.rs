//! What can be wrong with an expression, found before any request.

use super::{MAX_EXPRESSION_BYTES, MAX_IN_OPERANDS, MAX_OPERATORS};

/// An expression that DynamoDB would refuse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionError {
    /// An update that changes nothing.
    #[error("the update is empty: it sets, removes and adds nothing")]
    EmptyUpdate,
    /// Two actions of one update touch the same attribute, or one lies inside the other.
    #[error(
        "the update touches `{first}` and `{second}`, which overlap: each path may be changed once"
    )]
    OverlappingPaths {
        /// The path that came first.
        first: String,
        /// The path that overlaps it.
        second: String,
    },
    /// More operators and functions than DynamoDB accepts in one expression.
    #[error("the expression has more than {MAX_OPERATORS} operators and functions")]
    TooManyOperators,
    /// More operands than DynamoDB accepts in one `IN`.
    #[error("the `IN` has {0} operands, DynamoDB accepts 1 to {MAX_IN_OPERANDS}")]
    InOperands(usize),
    /// The text of the expression is too long.
    #[error("the expression has {0} bytes, DynamoDB accepts {MAX_EXPRESSION_BYTES}")]
    TooLong(usize),
    /// A value that cannot be stored or compared.
    #[error("attribute `{attribute}`: {message}")]
    Value {
        /// The path of the attribute.
        attribute: String,
        /// What is wrong with the value; never the value itself.
        message: String,
    },
    /// A range whose lower bound lies above its upper bound.
    #[error("attribute `{attribute}`: the lower bound of `between` lies above the upper bound")]
    Inverted {
        /// The path of the attribute.
        attribute: String,
    },
    /// A comparison of an attribute with itself.
    #[error(
        "attribute `{attribute}` is compared with itself, which DynamoDB refuses; compare it with a value or another attribute"
    )]
    SamePath {
        /// The path of the attribute.
        attribute: String,
    },
    /// A filter on the attribute of the sort key of what is queried; a range is meant.
    #[error(
        "`{attribute}` is the sort key of what is queried, which DynamoDB does not filter; use a range: `prefix`, `within`, `after`, `before` or `between`"
    )]
    FilterOnKey {
        /// The attribute.
        attribute: String,
    },
    /// An attribute that a global index does not hold, in a filter or in what is read. DynamoDB reads nothing
    /// else of such an index.
    #[error(
        "the index `{index}` does not hold `{attribute}`; name it in the index's `projection = include(…)`, make that \
         `projection = all`, or read the items from the table"
    )]
    NotInIndex {
        /// The attribute; of a path, the one that it leads into.
        attribute: String,
        /// The index.
        index: &'static str,
    },
    /// A filter on the attribute of the partition key of what is queried, which is the same in every item.
    #[error(
        "`{attribute}` is the partition key of what is queried, which DynamoDB does not filter; every item has the value that the query was made with, so remove the filter, or query another partition"
    )]
    FilterOnPartitionKey {
        /// The attribute.
        attribute: String,
    },
    /// DynamoDB changes sets by element only in attributes of the item itself.
    #[error(
        "`{attribute}` lies inside another attribute; `insert_into` and `delete_from` work on sets at the top of an item"
    )]
    NestedSet {
        /// The path of the attribute.
        attribute: String,
    },
    /// A read-only field differs between the two values that were to be saved.
    #[error("`{attribute}` is read only, and differs between the two values")]
    ReadOnly {
        /// The attribute.
        attribute: &'static str,
    },
    /// An update that may create an item does not give all that the item needs.
    #[error("the upsert may create an item of `{entity}` without {}, which could not be read; set them, or use `set_if_absent` for values of a new item", Attributes(.attributes))]
    UpsertIncomplete {
        /// The entity.
        entity: &'static str,
        /// The attributes that are missing.
        attributes: Vec<&'static str>,
    },
    /// An update of a loaded item that may also make one.
    #[error(
        "an update with `given` changes the item that was loaded, so `upsert` has no part in it; leave out one of the two"
    )]
    UpsertGiven,
    /// The item given to `given` is another one than the update's.
    #[error("the item given to `given` has another primary key than the update")]
    OtherItem,
    /// The two values that were to be saved have different primary keys.
    #[error(
        "the two values have different primary keys; to move an item, `create` the new one and `delete` the old one in one transaction"
    )]
    Moved,
}

struct Attributes<'a>(&'a [&'static str]);

impl std::fmt::Display for Attributes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, name) in self.0.iter().enumerate() {
            write!(f, "{}`{name}`", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
