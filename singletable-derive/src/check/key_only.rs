//! Rules of `#[entity(key_only)]` on fields.

use crate::ctxt::Ctxt;
use crate::message::help;
use crate::model::entity::Entity;
use crate::model::field::Field;
use crate::parse::field::Field as Input;
use crate::template::Encoding;
use proc_macro2::TokenStream;

/// The type is one whose values are not read back from keys.
pub(crate) fn not_read_back(name: &str, ty: &str) -> String {
    help(
        format!(
            "`{name}` is read from the key alone, and `{ty}` does not say that its values can be read back"
        ),
        format!(
            "give its `KeyField` a `read_key` and `const READS_BACK: bool = true`, or remove `key_only`, so \
             that `{name}` is an attribute too"
        ),
    )
}

/// Checks a field. `tokens` are those of `key_only`.
pub(crate) fn check(
    tokens: &TokenStream,
    written: &Input,
    entity: &Entity,
    field: &Field,
    ctxt: &Ctxt,
) {
    let others = written.of_entities().map(|(key, _)| key);
    let others = others.chain(written.list.as_ref().map(|_| "list"));
    let mut others = others.chain(written.null.as_ref().map(|_| "null"));
    let is_other = |key: &&str| !matches!(*key, "key_only" | "unique" | "on_create" | "on_update");
    // The rules of these two say so.
    if field.extra || field.computed.is_some() {
        return;
    }
    if let Some(other) = others.find(is_other) {
        ctxt.error(tokens, beside(&field.name, other));
        return;
    }
    let primary = || std::iter::once(&entity.pk).chain(&entity.sk);
    if primary().any(|template| template.is_broken) {
        return;
    }
    let own = primary().flat_map(|template| {
        let own = template.placeholders();
        let own = own.filter(|(slot, _)| *slot == field.slot);
        own.map(move |(_, encoding)| (template, encoding))
    });
    let own: Vec<_> = own.collect();
    let Some((template, _)) = own.first() else {
        ctxt.error(tokens, in_no_key(&field.name, &entity.key_shape()));
        return;
    };
    if own.iter().all(|(_, encoding)| folds_case(*encoding)) {
        ctxt.error(&template.text, loses_case(&field.name));
    }
}

fn folds_case(encoding: Encoding) -> bool {
    matches!(
        encoding,
        Encoding::Lower | Encoding::Upper | Encoding::LowerRaw | Encoding::UpperRaw
    )
}

fn in_no_key(name: &str, shape: &str) -> String {
    help(
        format!(
            "`{name}` is read from the primary key, and {shape} does not have it: its value would be lost"
        ),
        format!("write `<{name}>` in `pk` or `sk`, or remove `key_only`"),
    )
}

fn loses_case(name: &str) -> String {
    help(
        format!(
            "`{name}` is read from the key alone, where it is in one case: what is read back would be \
             another value"
        ),
        format!(
            "write `<{name}>`, or `<{name}:raw>` if it may contain the separator; or remove `key_only`, so \
             that `{name}` is an attribute too"
        ),
    )
}

fn beside(name: &str, other: &str) -> String {
    let why = match other {
        "read_only" => "is a part of the primary key, which no update changes",
        _ => "is in the key alone and has no attribute",
    };
    format!("`{name}` {why}; remove `{other}` or `key_only`")
}
