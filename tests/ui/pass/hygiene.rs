//! One entity, collection, key field, table, nested struct and projection for each letter: no name of the
//! generated code is one of the user's. No prelude, and what it names is something else.
#![no_implicit_prelude]
#![deny(warnings, dead_code, missing_docs, unreachable_pub)]
#![deny(clippy::all, clippy::pedantic)]

/// The names of the prelude, as entities.
pub mod prelude {
    macro_rules! entity {
        ($($name:ident)*) => {
            $(
                /// An entity.
                #[derive(::singletable::Entity)]
                #[entity(pk = "A#<id>", sk = "A")]
                #[entity(index(GSI1, pk = "A#<id>", sk = "<other>"))]
                pub struct $name {
                    #[entity(on_create = uuid)]
                    id: ::std::string::String,
                    name: ::std::string::String,
                    other: ::std::option::Option<::std::string::String>,
                }
            )*
        };
    }
    entity!(Option Some None Result Ok Err Vec String Box Clone Default Iterator Into From Fn);

    /// A table of them.
    #[derive(::singletable::Table)]
    #[allow(dead_code, reason = "it is a declaration")]
    pub enum Table {
        /// An entity.
        Some(super::others::Some),
        /// An entity.
        Ok(super::others::Ok),
    }
}

/// Entities of a table that is called as the derive.
pub mod others {
    /// An entity.
    #[derive(::singletable::Entity)]
    #[entity(table = super::prelude::Table, pk = "SOME#<id>", sk = "A")]
    pub struct Some {
        id: ::std::string::String,
    }

    /// An entity.
    #[derive(::singletable::Entity)]
    #[entity(table = super::prelude::Table, pk = "OK#<id>", sk = "A")]
    pub struct Ok {
        id: ::std::string::String,
    }
}

macro_rules! letter {
    ($($name:ident $module:ident)*) => {
        $(
            /// Everything that is called so.
            pub mod $module {
                /// A key field.
                pub mod key {
                    /// A newtype.
                    #[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq)]
                    #[derive(::serde::Serialize, ::serde::Deserialize, ::singletable::KeyField)]
                    pub struct $name(::std::string::String);
                }

                /// A key field.
                pub mod choice {
                    /// An enum.
                    #[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq)]
                    #[derive(::serde::Serialize, ::serde::Deserialize, ::singletable::KeyField)]
                    pub enum $name {
                        /// A variant.
                        $name,
                    }
                }

                /// A nested struct.
                pub mod nested {
                    /// A struct.
                    #[derive(::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq)]
                    #[derive(::serde::Serialize, ::serde::Deserialize, ::singletable::Attributes)]
                    pub struct $name {
                        /// A field.
                        pub inside: ::std::option::Option<::std::vec::Vec<u8>>,
                    }
                }

                /// An entity that has a key field of that name.
                pub mod keyed {
                    use super::key::$name;

                    /// An entity.
                    #[derive(::singletable::Entity)]
                    #[entity(pk = "K#<id>", sk = "<choice>")]
                    #[entity(index(GSI1, pk = "K#<other>", sk = "<id>"))]
                    pub struct Keyed {
                        /// A key field.
                        pub id: $name,
                        /// A key field.
                        pub choice: super::choice::$name,
                        /// A key field.
                        pub other: ::std::option::Option<$name>,
                        #[entity(on_create = default)]
                        set: ::std::collections::BTreeSet<::std::string::String>,
                    }

                    /// A collection by it.
                    #[derive(::singletable::Collection)]
                    #[collection(pk = "K#<id>")]
                    pub struct Keyeds {
                        /// A member.
                        pub all: ::std::vec::Vec<Keyed>,
                    }
                }

                /// A table, and an entity.
                pub mod entity {
                    /// A table.
                    pub mod table {
                        /// An enum of one entity.
                        #[derive(::singletable::Table)]
                        #[table(ttl = "ttl", type_index(sk = "made"))]
                        #[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
                        #[table(index(GSI2, pk = "gsi2pk", sk = "gsi2sk"))]
                        #[allow(dead_code, reason = "it is a declaration")]
                        pub enum $name {
                            /// An entity.
                            $name(super::$name),
                        }
                    }

                    /// An entity.
                    #[derive(::singletable::Entity)]
                    #[entity(table = table::$name, pk = "T#<id>", sk = "<key>", type_sk = "<name>")]
                    #[entity(index(GSI1, pk = "A#<id>", sk = "<value>"))]
                    #[entity(index(GSI2, name = by_share, pk = "S#<share>", sk = "<part>#<flag>#<letter>"))]
                    #[entity(unique(pair, fields(name, item)))]
                    pub struct $name {
                        /// Generated.
                        #[entity(on_create = uuid)]
                        pub id: ::std::string::String,
                        /// A key field.
                        pub key: super::key::$name,
                        name: ::std::string::String,
                        value: ::std::option::Option<::std::string::String>,
                        item: ::std::string::String,
                        share: ::std::string::String,
                        part: ::std::option::Option<super::choice::$name>,
                        flag: bool,
                        letter: char,
                        #[serde(skip)]
                        #[entity(computed = half)]
                        half: u8,
                        nested: super::nested::$name,
                        #[serde(deserialize_with = "read")]
                        with: u8,
                        #[entity(version)]
                        version: u64,
                        #[entity(ttl)]
                        ttl: ::std::option::Option<::singletable::Timestamp>,
                    }

                    fn half(_: &$name) -> u8 {
                        0
                    }

                    fn read<'a, D: ::serde::Deserializer<'a>>(
                        from: D,
                    ) -> ::std::result::Result<u8, D::Error> {
                        ::serde::Deserialize::deserialize(from)
                    }
                }

                /// A projection.
                pub mod projection {
                    /// A part of the entity.
                    #[derive(::singletable::Projection)]
                    #[projection(entity = super::entity::$name)]
                    pub struct $name {
                        /// A field.
                        pub id: ::std::string::String,
                    }
                }

                /// A collection.
                pub mod collection {
                    /// A collection.
                    #[derive(::singletable::Collection)]
                    #[collection(table = super::entity::table::$name, pk = "T#<id>")]
                    pub struct $name {
                        /// A member.
                        pub all: ::std::vec::Vec<super::entity::$name>,
                    }
                }
            }
        )*
    };
}

letter!(
    A a
    B b
    C c
    D d
    E e
    F f
    G g
    H h
    I i
    J j
    K k
    L l
    M m
    N n
    O o
    P p
    Q q
    R r
    S s
    T t
    U u
    V v
    W w
    X x
    Y y
    Z z
);

#[::core::prelude::v1::test]
fn compiles() {}
