//! Sets and binaries.

use super::{AppData, Shape, TENANT, TenantKey, id};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use singletable::Entity;
use std::collections::BTreeSet;

/// A picture, with one set of each kind and two binaries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = AppData, type = "ASSETS", pk = "TENANT#<tenant>", sk = "ASSETS#<id>")]
pub struct Assets {
    /// Whose.
    pub tenant: String,
    /// In the sort key.
    pub id: String,
    /// A set of texts.
    pub tags: BTreeSet<String>,
    /// A set of numbers.
    pub sizes: BTreeSet<u32>,
    /// A set of binaries.
    pub hashes: BTreeSet<ByteBuf>,
    /// 4 KB.
    pub thumbnail: ByteBuf,
    /// 64 bytes.
    pub signature: ByteBuf,
}

/// The same, as a struct says it to `serde_dynamo`, which takes sets for lists unless told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SerdeAssets {
    pub tenant: String,
    pub id: String,
    #[serde(with = "serde_dynamo::string_set")]
    pub tags: BTreeSet<String>,
    #[serde(with = "serde_dynamo::number_set")]
    pub sizes: BTreeSet<u32>,
    #[serde(with = "serde_dynamo::binary_set")]
    pub hashes: BTreeSet<ByteBuf>,
    pub thumbnail: ByteBuf,
    pub signature: ByteBuf,
}

impl From<Assets> for SerdeAssets {
    fn from(own: Assets) -> Self {
        Self {
            tenant: own.tenant,
            id: own.id,
            tags: own.tags,
            sizes: own.sizes,
            hashes: own.hashes,
            thumbnail: own.thumbnail,
            signature: own.signature,
        }
    }
}

impl From<SerdeAssets> for Assets {
    fn from(own: SerdeAssets) -> Self {
        Self {
            tenant: own.tenant,
            id: own.id,
            tags: own.tags,
            sizes: own.sizes,
            hashes: own.hashes,
            thumbnail: own.thumbnail,
            signature: own.signature,
        }
    }
}

/// So many bytes that look like any others.
fn bytes(seed: usize, count: usize) -> ByteBuf {
    let bytes = (0..count).map(|place| (seed * 131 + place * 167 + place / 7).to_le_bytes()[0]);
    ByteBuf::from(bytes.collect::<Vec<_>>())
}

impl Shape for Assets {
    const NAME: &'static str = "assets";
    type Key = TenantKey;

    fn sample(number: usize) -> Self {
        let size = |place: usize| u32::try_from(number % 100 + 64 * place).unwrap_or_default();
        Self {
            tenant: TENANT.into(),
            id: id(number),
            tags: (0..20)
                .map(|place| format!("tag-{place}-{number}"))
                .collect(),
            sizes: (1..=20).map(size).collect(),
            hashes: (0..8).map(|place| bytes(number * 8 + place, 32)).collect(),
            thumbnail: bytes(number, 4 << 10),
            signature: bytes(number + 1, 64),
        }
    }

    fn key(&self) -> TenantKey {
        TenantKey {
            tenant: self.tenant.clone(),
            id: self.id.clone(),
        }
    }

    fn partition() -> &'static str {
        TENANT
    }
}
