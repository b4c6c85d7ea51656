//! The kinds of attribute values.

/// The kind of an attribute value: one of DynamoDB's types, with a kind for each boolean.
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

impl Kind {
    /// DynamoDB's name of the type.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::Text => "S",
            Self::Number => "N",
            Self::Binary => "B",
            Self::True | Self::False => "BOOL",
            Self::Null => "NULL",
            Self::List => "L",
            Self::Map => "M",
            Self::Texts => "SS",
            Self::Numbers => "NS",
            Self::Binaries => "BS",
        }
    }

    /// The kind in words.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Binary => "a binary",
            Self::True | Self::False => "a boolean",
            Self::Null => "a null",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Texts => "a string set",
            Self::Numbers => "a number set",
            Self::Binaries => "a binary set",
        }
    }
}
