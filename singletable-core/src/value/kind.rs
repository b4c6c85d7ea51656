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

impl Kind {
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
