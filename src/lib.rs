#![doc = include_str!("../docs/guide.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(no_inline)]
pub use singletable_core::aws_sdk_dynamodb;
#[doc(inline)]
pub use singletable_core::{
    Attr, Clock, Collection, Condition, Cursor, Entity, Error, Ids, Item, ItemKey, KeyField,
    Mapping, Meter, Number, Page, Projection, Repository, Table, Timestamp,
};
#[doc(inline)]
pub use singletable_core::{bounds, codec};
#[cfg(feature = "derive")]
pub use singletable_derive::{
    Attributes, Collection, Entities, Entity, KeyField, Projection, Table,
};

#[doc(hidden)]
pub use singletable_core::__private;

#[cfg(any(doc, doctest))]
pub mod attributes;

#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/adopting.md")]
pub mod adopting {}

/// What the variants of [`Error`] carry, and what is wrong with a value, a key or a cursor.
pub mod error {
    #[doc(inline)]
    pub use singletable_core::error::{
        BatchError, BatchRead, CancellationReason, Cause, CollectionError, CursorError,
        DecodeError, EncodeError, ExpressionError, KeyError, OldItem, ParseTimestampError,
        ServiceError, TransactionCanceled, TransactionError, Unprocessed, ValueError,
    };
}

/// Conditions beside [`Condition`], what types of your own need for some of them, the roles of attributes in
/// expressions, and the limits of expressions.
pub mod expr {
    #[doc(inline)]
    pub use singletable_core::expr::{
        AttributeType, Flattened, KeyOnly, MAX_EXPRESSION_BYTES, MAX_IN_OPERANDS, MAX_OPERATORS,
        Ordered, Prefixed, Size, role,
    };
}

/// Operations: each a value that does nothing until it is sent, shown as the SDK input that it stands
/// for, or made a part of a transaction or of a batch.
pub mod op {
    #[doc(inline)]
    pub use singletable_core::op::{
        BatchGet, BatchGetStream, BatchOperation, ByType, ConditionCheck, Consumed, ConsumedPart,
        Create, CreateTable, Delete, DeleteTable, Every, Filtered, Get, GetCollection, GetUnique,
        MAX_BATCH_READS, MAX_BATCH_WRITES, MAX_ITEM_BYTES, MAX_SCAN_SEGMENTS,
        MAX_TRANSACTION_OPERATIONS, Misplaced, MisplacedOnly, Once, Only, Partition, Projected,
        Put, Query, ReadTransaction, Save, Scan, ScanProgress, ScanStream, StaleOnly, Update,
        WriteBatch, WriteOperation, WriteTransaction, returning,
    };
}

/// Keys: what a type of your own needs to stand in one, and what templates are made of.
pub mod key {
    #[doc(inline)]
    pub use singletable_core::key::{
        Beginning, ByDigits, ByValue, Encoding, FieldRange, FieldSegment, KeyErrorKind, KeyKind,
        KeyPart, KeyTemplate, KeyText, KeyValueError, MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES,
        NextField, OrdersNext, OrdersUpTo, RangedBy, Segment, SortKey, SortPrefix, Unsorted,
        rfc3339,
    };
}

/// What tests of your own types need.
pub mod testing {
    #[doc(inline)]
    pub use singletable_core::key::key_field_laws;
}

/// What was declared of a table and its entities, as constants.
pub mod schema {
    #[doc(inline)]
    pub use singletable_core::DefaultTable;
    #[doc(inline)]
    pub use singletable_core::schema::*;
}

#[cfg(any(feature = "streams", feature = "lambda"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "streams", feature = "lambda"))))]
#[doc = include_str!("../docs/streams.md")]
pub mod stream {
    #[cfg(feature = "lambda")]
    #[doc(no_inline)]
    pub use singletable_core::aws_lambda_events;
    #[cfg(feature = "streams")]
    #[doc(no_inline)]
    pub use singletable_core::aws_sdk_dynamodbstreams;
    #[doc(inline)]
    pub use singletable_core::stream::{
        Change, ChangeKind, RecordError, RecordFault, StreamRecord,
    };
}

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
