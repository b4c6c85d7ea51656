//! One operation of a transaction of writes.

use crate::exec::{HasMembers as _, Lower, Lowering, Payload};
use crate::item::ItemKey;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::TransactWriteItem;
use aws_sdk_dynamodb::types::builders::{
    ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder,
};

/// An operation of a transaction, and its data.
#[derive(Clone)]
pub(crate) struct TransactPart {
    kind: TransactKind,
    payload: Payload,
}

/// An operation of a transaction without its data.
#[derive(Clone)]
pub(crate) enum TransactKind {
    Put(PutBuilder),
    Update(UpdateBuilder),
    Delete(DeleteBuilder),
    Check(ConditionCheckBuilder),
}

impl TransactPart {
    pub(crate) fn new(kind: TransactKind, payload: Payload) -> Self {
        Self { kind, payload }
    }

    /// The key of the item that it is about.
    pub(crate) fn key(&self) -> &ItemKey {
        self.payload.key()
    }
}

impl Lower for TransactPart {
    type Lowered = Result<TransactWriteItem, BuildError>;

    fn lower(&self, to: &mut Lowering) -> Self::Lowered {
        let members = self.payload.lower(to);
        let item = TransactWriteItem::builder();
        let item = match self.kind.clone() {
            TransactKind::Put(put) => item.put(put.with_members(members).build()?),
            TransactKind::Update(update) => item.update(update.with_members(members).build()?),
            TransactKind::Delete(delete) => item.delete(delete.with_members(members).build()?),
            TransactKind::Check(check) => {
                item.condition_check(check.with_members(members).build()?)
            }
        };
        Ok(item.build())
    }
}
