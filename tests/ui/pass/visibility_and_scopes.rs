//! Raw identifiers, every visibility, modules and function bodies, without warnings.
#![deny(
    warnings,
    dead_code,
    missing_docs,
    unreachable_pub,
    missing_debug_implementations
)]
#![deny(clippy::all, clippy::pedantic)]

use serde::{Deserialize, Serialize};

/// Entities in a module.
pub mod model {
    use singletable::{Attributes, Entity, KeyField, Projection, Table};

    /// A public entity.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = super::Everything, pk = "T#<type>", sk = "<r#fn>")]
    #[entity(index(GSI1, name = r#match, pk = "<use>#<self_>", sk = "<loop>"))]
    pub struct r#Struct {
        /// The kind.
        pub r#type: String,
        r#fn: String,
        r#use: String,
        self_: String,
        r#loop: Option<String>,
        pub(crate) nested: Nested,
    }

    /// Where it is.
    #[derive(Debug, Clone, PartialEq, super::Serialize, super::Deserialize, Attributes)]
    pub struct Nested {
        /// The place.
        pub r#where: Place,
    }

    /// A place.
    #[derive(Debug, Clone, PartialEq, super::Serialize, super::Deserialize, KeyField)]
    pub enum Place {
        /// Here.
        Here,
    }

    /// A part of it.
    #[derive(Debug, Projection)]
    #[projection(entity = r#Struct)]
    pub struct r#Part {
        /// The kind.
        pub r#type: String,
        /// The use.
        #[projection(field = use)]
        pub r#in: String,
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = super::Everything, pk = "RESTRICTED#<id>", sk = "#R")]
    pub(in crate::pass::visibility_and_scopes::model) struct Restricted {
        id: String,
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(table = super::Everything, pk = "SUPER#<id>", sk = "#S")]
    pub(super) struct Super {
        id: String,
    }

    #[derive(Table)]
    #[table(name = "Other")]
    enum Private {}

    fn uses() -> usize {
        let _ = Restricted::ID;
        std::mem::size_of::<(Restricted, RestrictedKey, RestrictedRepository, Private)>()
    }

    /// So that nothing is unused.
    #[must_use]
    pub fn size() -> usize {
        uses() + Nested::WHERE.name().len()
    }
}

/// The table, with any number of entities.
#[derive(Debug, singletable::Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
pub struct Everything;

/// A public entity whose parts are not public.
#[derive(Debug, Clone, PartialEq, singletable::Entity)]
#[entity(pk = "P#<id>", sk = "#P")]
pub struct Public {
    id: Id,
    secret: Secret,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, singletable::KeyField)]
struct Id(u32);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, singletable::Attributes)]
struct Secret {
    word: String,
}

/// A collection that is more public than its members.
#[derive(Debug, Clone, PartialEq, singletable::Collection)]
#[collection(pk = "P#<id>")]
pub struct Publics {
    public: Option<Public>,
    private: Option<Hidden>,
}

#[derive(Debug, Clone, PartialEq, singletable::Entity)]
#[entity(pk = "P#<id>", sk = "#H")]
struct Hidden {
    id: Id,
}

/// A collection whose first member is not public.
#[derive(Debug, Clone, PartialEq, singletable::Collection)]
#[collection(pk = "P#<id>")]
pub struct Hiddens {
    private: Vec<Hidden>,
}

#[test]
fn compiles() {
    #[derive(Debug, Clone, PartialEq, singletable::Entity)]
    #[entity(pk = "L#<id>", sk = "#L")]
    struct Local {
        id: String,
    }

    let key = Local::key("1");
    assert_eq!(key.clone(), LocalKey { id: "1".to_owned() });
    let _ = |locals: &LocalRepository| locals.get("1").consistent();
    let _ = |all: &model::StructRepository| all.r#match("a", "b").prefix(("x",));
    let _ = model::Struct::key("a", "b");
    let _ = model::Struct::MATCH_KEY;
    let _ = model::Super::key("a");
    let _ = Public::SECRET.then(Secret::WORD);
    let _ = model::size();
    let _ = |table: &singletable::Table<singletable::schema::DefaultTable>| {
        (Publics::get(table, Id(1)), Hiddens::get(table, Id(2)))
    };
}
