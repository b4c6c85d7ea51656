//! Guards of unique values, which reads of several entities pass over.

use crate::expr::node::{Joint, Node, Operand};
use crate::schema::company::beginning;
use crate::schema::guard::{GUARD, constant_sort_key};
use crate::schema::{ScalarType, TableLayout, TableSchema, TypeAttribute};
use aws_sdk_dynamodb::types::AttributeValue;

/// The conditions that an item is no guard of a table: none of ours, and none that another library has made.
/// Those are told by what their keys begin with.
pub(super) fn not_guards(table: &TableSchema) -> impl Iterator<Item = Node> + use<> {
    let layout = table.layout;
    let foreign = table.guard_forms().filter_map(move |form| {
        let halves = std::iter::once((layout.pk, &form.pk)).chain(layout.sk.zip(form.sk.as_ref()));
        let texts = halves.filter(|(half, _)| half.scalar == ScalarType::String);
        let texts = texts.map(|(half, template)| (half.name, beginning(template)));
        let texts = texts.filter(|(_, text)| !text.is_empty());
        let begins = texts.map(|(name, text)| {
            let text = Operand::Value(AttributeValue::S(text.to_owned()));
            Node::Call("begins_with", name.into(), Some(text))
        });
        let begins: Vec<_> = begins.collect();
        (!begins.is_empty()).then(|| Node::Not(Box::new(Node::join(Joint::And, begins))))
    });
    not_a_guard(layout).into_iter().chain(foreign)
}

/// The condition that an item is no guard. An item without a type is none,
/// but in a table without types, where the keys say it.
pub(super) fn not_a_guard(layout: &TableLayout) -> Option<Node> {
    let guard = || Operand::Value(AttributeValue::S(GUARD.to_owned()));
    Some(match layout.type_attribute {
        TypeAttribute::One(attribute) => Node::Compare(attribute.into(), "<>", guard()),
        TypeAttribute::Several(attributes) => Node::Compare(attributes[0].into(), "<>", guard()),
        TypeAttribute::Set(attribute) => {
            let is_guard = Node::Call("contains", attribute.into(), Some(guard()));
            Node::Not(Box::new(is_guard))
        }
        // The partition keys of guards are texts.
        TypeAttribute::None if layout.pk.scalar != ScalarType::String => return None,
        TypeAttribute::None => {
            let beginning = AttributeValue::S(format!("{GUARD}{}", layout.separator));
            let beginning = Some(Operand::Value(beginning));
            let pk = Node::Call("begins_with", layout.pk.name.into(), beginning);
            let sk = layout
                .sk
                .and_then(|half| Some((half, constant_sort_key(layout)?)));
            let sk = sk.map(|(half, value)| Node::equals(half.name, value.into_value()));
            Node::Not(Box::new(Node::join(
                Joint::And,
                std::iter::once(pk).chain(sk),
            )))
        }
    })
}
