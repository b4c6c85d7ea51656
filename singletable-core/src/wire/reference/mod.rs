//! The SDK and `serde_dynamo` as a reference: what is read and written here is what they read and write.
//! The property tests and the fuzz targets share these checks, each of which panics on a difference.

mod items;
mod model;
pub(crate) mod numbers;
pub(super) mod types;
mod values;

pub use items::Steps;
pub(crate) use items::item_agrees;
#[cfg(test)]
pub(crate) use model::{Adjacent, Internal, Played, Untagged};
pub use model::{Model, StaticName, Variant};
#[cfg(test)]
pub(super) use values::all_types_agree;
pub(crate) use values::values_agree;
#[cfg(test)]
pub(crate) use values::{by_text, decodes_alike, encodes_alike, is_refused};

use super::answer::Answer;
use super::row::{Row, Rows};
use crate::exec::Request;
use crate::value::Item;
use aws_sdk_dynamodb::operation::batch_get_item::builders::BatchGetItemInputBuilder;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemInputBuilder;
use aws_sdk_dynamodb::operation::query::builders::QueryInputBuilder;
use aws_sdk_dynamodb::operation::transact_get_items::builders::TransactGetItemsInputBuilder;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse as _, SharedResponseDeserializer,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use std::fmt::Debug;

/// The most bytes of memory that an answer takes for each byte of its text. A set of empty texts takes
/// the most: each is three bytes of text, and a token in a list that may have grown to twice its length.
const MOST_MEMORY: usize = 24;

/// What the SDK reads of an answer; `None` where it refuses the answer.
fn by_sdk<R: Request<Output: Debug + PartialEq + Sync>>(body: &[u8]) -> Option<R::Output> {
    let sdk = R::layer().unwrap().load::<SharedResponseDeserializer>();
    let body = SdkBody::from(body.to_vec());
    let response = HttpResponse::new(200_u16.try_into().unwrap(), body);
    let output = sdk
        .unwrap()
        .deserialize_nonstreaming_with_config(&response, &ConfigBag::base());
    output.ok().map(|output| output.downcast().unwrap())
}

/// Checks that an answer which is read here gives the SDK's items and rest. Returns whether it was read
/// here.
pub(super) fn agrees<R: Request<Output: Debug + PartialEq + Sync>>(body: &[u8]) -> bool {
    let Some((answer, rest)) = Answer::read(body, R::ITEMS.unwrap()) else {
        return false;
    };
    assert!(answer.memory() <= MOST_MEMORY * body.len());
    let Some(mut whole) = by_sdk::<R>(body) else {
        // The rest is still the SDK's to read, and to refuse.
        assert_eq!(by_sdk::<R>(&rest), None);
        return true;
    };
    let items = |rows: Rows| -> Vec<Option<Item>> {
        let rows = rows.0.into_iter();
        rows.map(|row| row.map(Row::into_item)).collect()
    };
    assert_eq!(items(answer.rows()), items(R::rows(&mut whole)));
    let mut rest = by_sdk::<R>(&rest).unwrap();
    R::rows(&mut rest);
    assert_eq!(rest, whole);
    true
}

/// Checks any bytes as the answer of each operation that reads items.
pub(crate) fn answer_agrees(body: &[u8]) {
    agrees::<GetItemInputBuilder>(body);
    agrees::<QueryInputBuilder>(body);
    agrees::<BatchGetItemInputBuilder>(body);
    agrees::<TransactGetItemsInputBuilder>(body);
}
