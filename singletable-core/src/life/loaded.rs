//! What must still hold of a loaded item.

use crate::entity::Entity;
use crate::expr::node::{Joint, Node};
use crate::item::ItemWriter;
use crate::schema::AttributeSchema;
use crate::value::Item;
use crate::value::bytes::write_value;
use aws_sdk_dynamodb::types::AttributeValue;
use std::borrow::Cow;
use std::mem::discriminant;

/// The condition that a field taken from a loaded item is still the same. What an item can be read
/// from in several ways is asked for in all of them.
pub(crate) fn still_holds<E: Entity>(name: impl Into<Cow<'static, str>>, loaded: &Item) -> Node {
    let name = name.into();
    let attribute = E::SCHEMA.attributes.iter().find(|known| known.name == name);
    let either = |one, other| Node::join(Joint::Or, [one, other]);
    match loaded.get(name.as_ref()) {
        Some(value) if value.is_null() && attribute.is_some_and(|attribute| attribute.null) => {
            Node::is_none(name)
        }
        Some(value) => {
            let same = Node::equals(name.clone(), value.clone());
            if attribute.is_some_and(|attribute| is_default::<E>(attribute, loaded)) {
                either(same, Node::not_exists(name.clone()))
            } else {
                same
            }
        }
        // What no field has is read as it is stored, a null too.
        None if attribute.is_none() => Node::not_exists(name.clone()),
        None => Node::is_none(name),
    }
}

/// Whether two stored forms of an attribute are the same value: of sets in any order.
pub(crate) fn is_same(
    attribute: Option<&AttributeSchema>,
    one: Option<&AttributeValue>,
    other: Option<&AttributeValue>,
) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return one == other;
    };
    let is_set = attribute.is_some_and(|attribute| attribute.set);
    one == other
        || discriminant(one) == discriminant(other)
            && in_order(one, is_set) == in_order(other, is_set)
}

/// A value as bytes that are equal where values are, whatever the order of a set. A list may be the
/// stored form of a set.
fn in_order(value: &AttributeValue, is_set: bool) -> Vec<Vec<u8>> {
    let bytes = |value| {
        let mut bytes = Vec::new();
        write_value(&mut bytes, value);
        bytes
    };
    match value {
        AttributeValue::L(elements) if is_set => {
            let mut elements: Vec<_> = elements.iter().map(bytes).collect();
            elements.sort_unstable();
            elements
        }
        value => vec![bytes(value)],
    }
}

/// Whether the field has the value that it would have without its attribute.
fn is_default<E: Entity>(attribute: &AttributeSchema, loaded: &Item) -> bool {
    if attribute.required || attribute.optional {
        return false;
    }
    let mut without = loaded.clone();
    let value = without.remove(attribute.name);
    let mut writer = ItemWriter::loaded(E::SCHEMA.name, loaded.len());
    let written =
        E::from_item(without).map(|read| writer.fields(|writer| read.write_attributes(writer)));
    matches!(written, Ok(Ok(())))
        && writer
            .into_item()
            .is_ok_and(|item| item.get(attribute.name) == value.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn sets_are_the_same_in_any_order_and_lists_where_they_are_stored_sets() {
        let text = |text: &str| AttributeValue::S(text.into());
        let texts =
            |all: &[&str]| AttributeValue::Ss(all.iter().map(|one| (*one).into()).collect());
        let list = |all: &[&str]| AttributeValue::L(all.iter().map(|one| text(one)).collect());
        let set = schema::attribute("field", 0).stored_as("name").set();
        let same = |attribute, one, other| is_same(attribute, Some(&one), Some(&other));
        assert!(same(None, texts(&["a", "b"]), texts(&["b", "a"])));
        assert!(!same(None, texts(&["a"]), texts(&["b"])));
        assert!(!same(Some(&set), texts(&["a"]), list(&["a"])));
        assert!(same(Some(&set), list(&["a", "b"]), list(&["b", "a"])));
        assert!(!same(None, list(&["a", "b"]), list(&["b", "a"])));
        // As often on one side as on the other.
        assert!(!same(Some(&set), list(&["a", "a"]), list(&["a", "b"])));
        assert!(!is_same(Some(&set), Some(&list(&[])), None));
        assert!(is_same(None, None, None));
    }
}
