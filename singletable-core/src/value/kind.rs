//! The kinds of attribute values.

/// What an attribute value is: DynamoDB's types, with each boolean as a kind of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Binary,
    True,
    False,
    Null,
    List,
    Map,
    Texts,
    Numbers,
    Binaries,
}
