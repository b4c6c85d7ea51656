//! The type index: whether it has a sort key, and the partition that an item is written to.

use super::{EntitySchema, TableLayout};
use aws_sdk_dynamodb::types::AttributeValue;
use sha2::{Digest as _, Sha256};

/// For generated code: whether the type index has a sort key.
#[doc(hidden)]
pub const fn type_index_is_sorted(layout: &TableLayout) -> bool {
    match layout.type_index {
        Some(index) => index.sk.is_some(),
        None => false,
    }
}

/// The partition of the type index that an item is written to, where the type attribute is not it:
/// the attribute's name and `USER#3`.
///
/// The shard is made of the primary key: the first eight bytes of SHA-256 of the partition key, a
/// zero byte and the sort key, as a big-endian number, modulo the number of shards. Of a text these are
/// the bytes of UTF-8, of a number those of its digits, and without a sort key there are none.
pub(crate) fn shard(
    layout: &TableLayout,
    entity: &EntitySchema,
    pk: &[u8],
    sk: &[u8],
) -> Option<(&'static str, AttributeValue)> {
    if entity.typeless {
        return None;
    }
    let (index, shards) = (layout.type_index.as_ref()?, layout.type_shards?);
    let digest = Sha256::digest([pk, b"\0", sk].concat());
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    let shard = u64::from_be_bytes(first) % u64::from(shards.max(1));
    let partition = shard_name(entity.type_name, layout, shard);
    Some((index.pk.name, AttributeValue::S(partition)))
}

/// The partition of the type index that a shard of a type is.
pub(crate) fn shard_name(type_name: &str, layout: &TableLayout, shard: u64) -> String {
    format!("{type_name}{}{shard}", layout.separator)
}
