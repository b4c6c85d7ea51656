//! Items that lack keys of an index which they belong to.

use super::{Only, Scan};
use crate::entity::{Entity, IndexHalf, Selection, index_halves, layout};
use crate::expr::node::{Joint, Node};
use crate::op::whose::of_types;
use std::collections::BTreeSet;

impl<E: Entity, S: Selection<E> + 'static> Scan<Only<E, S>> {
    /// Only the items that lack a key of an index which their fields put them into: those that were
    /// stored before the entity had the index. In a table with a type index these are also the items
    /// without a type, which other programs have stored. Of an entity with a `type_alias` they are those
    /// with a former type too.
    /// [`Save::with_all_keys`](crate::op::Save::with_all_keys) writes the keys.
    ///
    /// An item without a field that makes an index sparse does not belong to that index. Of a path into a field,
    /// such as `<source.owner>`, the field counts: an item that has the field without the value at the end of
    /// the path is found, and writing its keys changes nothing. Keys of
    /// another template are keys too: [`stale_keys`](Scan::stale_keys) finds those, and reads every item
    /// as a whole for it.
    pub fn lacking_keys(mut self) -> Self {
        self.filters.push(lacks_keys::<E>());
        self
    }
}

fn lacks_keys<E: Entity>() -> Node {
    let layout = layout::<E>();
    let type_index = layout.type_index.iter().filter(|_| !E::SCHEMA.typeless);
    let type_keys = type_index.flat_map(|index| {
        let names = layout.type_attribute.names().iter().copied();
        names.chain([index.pk.name])
    });
    let type_keys: BTreeSet<_> = type_keys.collect();
    let type_keys = type_keys.into_iter().map(Node::not_exists);
    let indexes = index_halves::<E>().filter(|halves| !halves.is_empty());
    let indexes = indexes.map(|halves| lacks_keys_of::<E>(&halves));
    let has_aliases = !E::SCHEMA.type_aliases.is_empty();
    let renamed = has_aliases.then(|| of_types(layout, E::SCHEMA.former_types()));
    let lacking: Vec<_> = indexes.chain(type_keys).chain(renamed).collect();
    if lacking.is_empty() {
        // No item has keys to lack.
        return Node::not_exists(layout.pk.name);
    }
    Node::join(Joint::Or, lacking)
}

/// Whether an item has every optional field of the index, and not every key.
fn lacks_keys_of<E: Entity>(halves: &[IndexHalf]) -> Node {
    let keys = halves.iter().map(|half| Node::not_exists(half.attribute));
    let fields = halves.iter().flat_map(|half| half.template.fields());
    let attributes = fields.filter_map(|field| E::SCHEMA.attribute(field.slot));
    let optional = attributes.filter(|attribute| attribute.optional);
    let names: BTreeSet<_> = optional.map(|attribute| attribute.name).collect();
    let present = names.into_iter().flat_map(|name| {
        let null = Node::Not(Box::new(Node::is_null(name)));
        [Node::exists(name), null]
    });
    let lacking = Node::join(Joint::Or, keys);
    Node::join(Joint::And, present.chain([lacking]))
}
