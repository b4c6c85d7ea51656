//! The names of the types that the derive puts beside the struct.

use super::entity::Index;
use crate::case::pascal;
use crate::ctxt::Ctxt;
use crate::message;
use crate::parse::entity as input;
use quote::format_ident;
use syn::Ident;
use syn::ext::IdentExt;

/// The types that an entity has besides those of its indexes, which are with them.
pub(crate) struct Names {
    /// The primary key: `UserKey`.
    pub(crate) key: Ident,
    /// The input struct of a new item, if there is one: `NewUser`.
    pub(crate) new: Ident,
    /// The repository: `UserRepository`.
    pub(crate) repository: Ident,
    /// The table's own access pattern: `UserByKey`.
    pub(crate) by_key: Ident,
}

/// What `names(…)` calls them.
const OWN: [&str; 4] = ["new", "repository", "key", "by_key"];

impl Names {
    /// The usual names, and those that are given in their stead, of the indexes' types too.
    pub(super) fn resolve(input: &input::Entity, indexes: &mut [Index], ctxt: &Ctxt) -> Self {
        let entity = input.ident.unraw();
        let mut names = Self {
            key: format_ident!("{entity}Key"),
            new: format_ident!("New{entity}"),
            repository: format_ident!("{entity}Repository"),
            by_key: pattern(&entity, "by_key"),
        };
        for given in &input.names {
            let of = given.of();
            match names.of(&of, indexes) {
                Some(name) => name.clone_from(&given.name),
                None => {
                    let mut known = OWN.to_vec();
                    let accesses: Vec<_> = indexes.iter().map(Index::access_name).collect();
                    known.extend(accesses.iter().map(String::as_str));
                    let message = message::syntax::unknown("`names(…)`", &of, &known);
                    ctxt.error(&given.of, message);
                }
            }
        }
        names
    }

    /// The name of the type that is meant.
    fn of<'a>(&'a mut self, of: &str, indexes: &'a mut [Index]) -> Option<&'a mut Ident> {
        match of {
            "key" => Some(&mut self.key),
            "new" => Some(&mut self.new),
            "repository" => Some(&mut self.repository),
            "by_key" => Some(&mut self.by_key),
            access => {
                let mut indexes = indexes.iter_mut();
                let index = indexes.find(|index| index.access_name() == access)?;
                Some(&mut index.pattern)
            }
        }
    }
}

/// The usual name of the type of an access pattern.
pub(super) fn pattern(entity: &Ident, access: &str) -> Ident {
    format_ident!("{entity}{}", pascal(access))
}
