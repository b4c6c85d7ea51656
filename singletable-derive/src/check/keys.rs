//! Rules of whole keys: each item has one of its own, and DynamoDB's limits leave room for it.

use crate::ctxt::Ctxt;
use crate::message::template;
use crate::model::entity::{Entity, Segment, Template};
use crate::parse::entity as input;

/// The most bytes of a partition key.
const MAX_PARTITION_KEY: usize = 2048;
/// The most bytes of a sort key.
const MAX_SORT_KEY: usize = 1024;
/// What the partition key of a guard begins with.
pub(super) const GUARD: &str = "_UNIQUE";

/// Checks the templates, and what is written in their place.
pub(crate) fn check(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    singleton(input, entity, ctxt);
    let indexes = entity.indexes.iter();
    let partition_keys = indexes.clone().filter_map(|index| index.pk.as_ref());
    for template in std::iter::once(&entity.pk).chain(partition_keys) {
        literals(template, "partition key", MAX_PARTITION_KEY, ctxt);
    }
    let sort_keys = indexes.filter_map(|index| index.sk.as_ref());
    let sort_keys = sort_keys.chain(&entity.type_sk);
    for template in entity.sk.iter().chain(sort_keys) {
        literals(template, "sort key", MAX_SORT_KEY, ctxt);
    }
    guards(entity, ctxt);
}

/// A primary key has a field, unless it is said that there is one item.
fn singleton(input: &input::Entity, entity: &Entity, ctxt: &Ctxt) {
    let is_broken = |sk: &Template| sk.is_broken;
    if entity.pk.is_broken || entity.sk.as_ref().is_some_and(is_broken) {
        return;
    }
    let primary = entity.primary();
    match (&input.singleton, primary.first()) {
        (None, None) => {
            let message = template::no_field(&entity.name, &entity.key_shape());
            ctxt.error(&entity.pk.text, message);
        }
        (Some(tokens), Some(&slot)) => {
            let field = &entity.key_field(slot).name;
            ctxt.error(tokens, template::not_a_singleton(&entity.name, field));
        }
        _ => {}
    }
}

/// The literals leave room for the fields, each of which has at least one byte.
fn literals(template: &Template, half: &str, limit: usize, ctxt: &Ctxt) {
    let bytes = template.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => text.len(),
        Segment::Field { .. } => 0,
    });
    let (bytes, fields) = (bytes.sum(), template.slots().count());
    if bytes + fields > limit {
        ctxt.error(&template.text, template::too_long(half, bytes, limit));
    }
}

/// The names in the keys of guards leave room for the values.
fn guards(entity: &Entity, ctxt: &Ctxt) {
    for unique in &entity.unique {
        let types = std::iter::once(&entity.type_name).chain(&entity.type_rest);
        let types: usize = types.map(|name| 1 + name.len()).sum();
        let names = GUARD.len() + types - 1 + unique.name.len();
        // A separator before each part, and at least one byte of each value.
        let bytes = names + 2 + 2 * unique.slots.len();
        if bytes > MAX_PARTITION_KEY {
            let message = template::guard_too_long(&unique.name, names, MAX_PARTITION_KEY);
            ctxt.error(&unique.at, message);
        }
    }
}
