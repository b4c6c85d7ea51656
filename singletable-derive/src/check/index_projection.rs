//! Rules of what indexes hold: DynamoDB's limits on the attributes that `include` names.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::parse::table::{IndexProjection, Table};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

/// The most attributes that one index includes.
const MAX_IN_INDEX: usize = 20;
/// The most attributes that the indexes of a table include, each counted in every index.
const MAX_IN_TABLE: usize = 100;

/// Checks the included attributes of all indexes, local and global.
pub(crate) fn check(table: &Table, ctxt: &Ctxt) {
    let mut total = 0;
    for included in all(table) {
        let count = included.names.len() + included.added.len();
        total += count;
        if count > MAX_IN_INDEX {
            let message = help(
                format!(
                    "the index `{}` would include {count} attributes{}, and DynamoDB allows \
                     {MAX_IN_INDEX} in an index",
                    included.index,
                    with(&included.added)
                ),
                "name fewer, or write `projection = all`",
            );
            ctxt.error(&included.at, message);
        } else if total > MAX_IN_TABLE && total - count <= MAX_IN_TABLE {
            let message = help(
                format!(
                    "with those of `{}` the indexes of the table would include {total} \
                     attributes{}, and DynamoDB allows {MAX_IN_TABLE} in all of them together",
                    included.index,
                    with(&included.added)
                ),
                "name fewer, or write `projection = all` or `keys_only` for some of the indexes",
            );
            ctxt.error(&included.at, message);
        }
    }
}

/// What an index includes.
struct Included<'t> {
    index: String,
    names: &'t [LitStr],
    /// What is included besides, because items are read by it.
    added: Vec<String>,
    at: TokenStream,
}

/// The indexes that include attributes by name.
fn all(table: &Table) -> impl Iterator<Item = Included<'_>> {
    let type_index = table.type_index.iter().map(|index| {
        let pk = match table.shards() {
            Some((pk, _)) => pk.value(),
            None => table.type_name(),
        };
        let keys = [Some(pk), index.sk.as_ref().map(|key| key.text.value())];
        (table.type_index_name(), keys, &index.projection)
    });
    let indexes = table.indexes.iter().map(|index| {
        let keys = [&index.pk, &index.sk].map(|key| key.as_ref().map(|key| key.text.value()));
        (index.name.text.clone(), keys, &index.projection)
    });
    type_index
        .chain(indexes)
        .filter_map(|(index, keys, projection)| {
            let (names, added) = match projection.as_ref()? {
                IndexProjection::Include(names) => (names, added(table, names, &keys)),
                IndexProjection::IncludeOnly(names) => (names, Vec::new()),
                IndexProjection::All | IndexProjection::KeysOnly => return None,
            };
            Some(Included {
                index,
                names,
                added,
                at: quote!(#(#names),*).to_token_stream(),
            })
        })
}

/// The attributes that an index includes without being told: the type, and the time to live.
fn added(table: &Table, names: &[LitStr], keys: &[Option<String>; 2]) -> Vec<String> {
    let types = table.type_names().into_iter().map(|(name, _)| name);
    let own = types.chain(table.ttl.as_ref().map(LitStr::value));
    let is_new = |name: &String| {
        names.iter().all(|given| given.value() != *name)
            && keys.iter().flatten().all(|key| key != name)
    };
    own.filter(is_new).collect()
}

fn with(added: &[String]) -> String {
    let names: Vec<_> = added.iter().map(String::as_str).collect();
    if names.is_empty() {
        return String::new();
    }
    format!(
        " with {}, by which items are read",
        crate::suggest::listed(&names)
    )
}
