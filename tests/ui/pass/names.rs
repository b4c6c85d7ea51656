//! Generated types with names of their own, without warnings; the usual names are free.
#![deny(warnings, dead_code, missing_docs, unreachable_pub)]

use singletable::op::{Create, Delete, Get, Query};
use singletable::schema::DefaultTable;
use singletable::{Entity, Table};

/// Entities in a module.
pub mod model {
    use singletable::Entity;

    /// A user.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(pk = "USER#<id>", sk = "#USER")]
    #[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "<name>"))]
    #[entity(index(GSI2, name = by_email_, pk = "ALL", sk = "<email>"))]
    #[entity(names(new = CreateUser, repository = Users, key = "UserId"))]
    #[entity(names(by_key = UserById, by_email = UserByMail))]
    pub struct User {
        /// Generated.
        #[entity(on_create = uuid)]
        pub id: String,
        /// Where to write to.
        pub email: String,
        /// What to call them.
        pub name: String,
    }

    /// What the input struct of a user would be called.
    #[derive(Debug, Clone, PartialEq, Entity)]
    #[entity(pk = "NEW#<id>", sk = "#NEW", names(key = UserKey))]
    pub struct NewUser {
        /// Given.
        pub id: String,
    }

    /// What its repository would be.
    #[derive(Debug)]
    pub struct UserRepository;
}

use model::{CreateUser, NewUser, User, UserById, UserByMail, UserId, UserKey, Users};

/// Takes the input struct by its name.
pub fn create(users: &Users, email: &str) -> Create<User, User> {
    users.create(CreateUser {
        email: email.to_owned(),
        name: String::new(),
    })
}

/// Takes the key by its name.
pub fn get(users: &Users, key: UserId) -> Get<User> {
    users.get_by(key)
}

/// Names the access patterns.
pub fn queries(users: &Users) -> (Query<UserById>, Query<UserByMail>) {
    (users.query("1"), users.by_email("a"))
}

#[test]
fn compiles() {
    let _: fn(&Table<DefaultTable>) -> Users = Users::new;
    let _: UserId = User::key("1");
    let _: UserKey = NewUser::key("1");
    let _: fn(&model::NewUserRepository, UserKey) -> Delete<NewUser> =
        |new, key| new.delete_by(key);
    let _ = model::UserRepository;
    let _: fn() -> (Option<model::UserByEmail>,) = || (None,);
    let _ = User::SCHEMA;
}
