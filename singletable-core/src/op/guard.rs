//! Guards of unique values, which reads of several entities pass over.

use crate::expr::node::{Node, Operand};
use crate::schema::TableLayout;
use crate::schema::guard::GUARD;
use aws_sdk_dynamodb::types::AttributeValue;

/// The condition that an item is no guard. An item without a type is none.
pub(super) fn not_a_guard(layout: &TableLayout) -> Node {
    let guard = AttributeValue::S(GUARD.to_owned());
    Node::Compare(layout.type_attribute.into(), "<>", Operand::Value(guard))
}
