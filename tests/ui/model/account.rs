//! An account with a version.

use singletable::Entity;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "A#<id>", sk = "A")]
pub struct Account {
    pub id: String,
    pub balance: u64,
    #[entity(version)]
    pub version: u64,
}
