//! Guards of unique values, which reads of several entities pass over.

use crate::expr::node::{Joint, Node, Operand};
use crate::schema::guard::{GUARD, constant_sort_key};
use crate::schema::{TableLayout, TypeAttribute};
use aws_sdk_dynamodb::types::AttributeValue;

/// The condition that an item is no guard. An item without a type is none,
/// but in a table without types, where the keys say it.
pub(super) fn not_a_guard(layout: &TableLayout) -> Node {
    let guard = || Operand::Value(AttributeValue::S(GUARD.to_owned()));
    match layout.type_attribute {
        TypeAttribute::One(attribute) => Node::Compare(attribute.into(), "<>", guard()),
        TypeAttribute::Several(attributes) => Node::Compare(attributes[0].into(), "<>", guard()),
        TypeAttribute::Set(attribute) => {
            let is_guard = Node::Call("contains", attribute.into(), Some(guard()));
            Node::Not(Box::new(is_guard))
        }
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
    }
}
