//! A request whose text cannot be used is made by maps, and nothing empty is sent meanwhile.

use super::{Network, Sent};
use crate::exec::connection::{Connection, Mapping};
use crate::exec::exchange::lose_exchange;
use crate::exec::meter::Meter;
use crate::exec::{Call, Draft, Payload, Request as _, Subject, ToRequest};
use crate::expr::names::Placeholders;
use crate::item::{Encoded, EncodedItem, ItemKey};
use crate::schema::TableLayout;
use crate::value::ScalarValue;
use aws_sdk_dynamodb::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::put_item::PutItemInput;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::ser_de::{SerializeRequest, SharedRequestSerializer};
use aws_smithy_types::config_bag::FrozenLayer;
use serde_json::json;
use std::sync::Arc;

/// A change in the SDK, made by the configuration of an operation.
#[derive(Debug, Clone, Copy)]
struct Changed {
    change: Change,
    layer: fn() -> Option<&'static FrozenLayer>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    /// It runs interceptors where the thread has no exchange.
    Elsewhere,
    /// Its protocol differs from the first request on.
    Protocol,
    /// Something removes this crate's serializer again.
    Serializer,
}

impl Changed {
    fn put_serializer(self, config: &mut ConfigBag, content_type: &'static str) {
        let serializer = SharedRequestSerializer::new(Other(self.layer, content_type));
        config.interceptor_state().store_put(serializer);
    }
}

#[dyn_dispatch_hint]
impl Intercept for Changed {
    fn name(&self) -> &'static str {
        "Changed"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match self.change {
            Change::Elsewhere => lose_exchange(),
            Change::Protocol => self.put_serializer(config, "application/cbor"),
            Change::Serializer => {}
        }
        Ok(())
    }

    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.change == Change::Serializer {
            self.put_serializer(config, JSON);
        }
        Ok(())
    }
}

/// The SDK's serializer of an operation, with another content type.
#[derive(Debug)]
struct Other(fn() -> Option<&'static FrozenLayer>, &'static str);

impl SerializeRequest for Other {
    fn serialize_input(
        &self,
        input: Input,
        config: &mut ConfigBag,
    ) -> Result<HttpRequest, BoxError> {
        let layer = (self.0)().ok_or("an operation has a configuration")?;
        let sdk = layer.load::<SharedRequestSerializer>();
        let sdk = sdk.ok_or("an operation has a serializer")?;
        let mut request = sdk.serialize_input(input, config)?;
        request.headers_mut().insert("content-type", self.1);
        Ok(request)
    }
}

const JSON: &str = "application/x-amz-json-1.0";

/// What a request has sent, and whether the next one goes as text.
struct Outcome {
    sent: Vec<Sent>,
    goes_on: bool,
    items: usize,
    /// The number of requests that the meter counts.
    requests: u64,
}

/// Sends the request twice with a client of that SDK.
async fn twice<D: ToRequest>(
    draft: &D,
    change: Option<Change>,
    names_cache: bool,
    answer: &'static str,
) -> Outcome {
    let network = Network::answering(answer);
    let layer = D::Request::layer;
    let changed = change.map(|change| Changed { change, layer });
    let client = network.client(changed.into_iter().collect(), names_cache);
    let mut connection = Connection::new(client, "t".into());
    connection.set_mapping(Mapping::Direct);
    connection.meter = Some(Meter::new());
    let connection = Arc::new(connection);
    let call = Call::new(&connection, Subject::new("test", "User"));
    let mut items = 0;
    for _ in 0..2 {
        items += call.send(draft).await.unwrap().rows.into_vec().len();
    }
    Outcome {
        sent: network.take(),
        goes_on: connection.encodes_text(),
        items,
        requests: call.consumed().unwrap().requests,
    }
}

/// Two whole requests are sent whatever the SDK does, and as text as long as that is right.
async fn sends_all_of<D: ToRequest>(
    draft: &D,
    body: serde_json::Value,
    (answer, items): (&'static str, usize),
) {
    let whole = |content_type: &str| Sent {
        content_type: content_type.into(),
        body: body.clone(),
    };
    let ways = [
        (None, JSON),
        (Some(Change::Elsewhere), JSON),
        (Some(Change::Protocol), "application/cbor"),
        (Some(Change::Serializer), JSON),
    ];
    for ((change, content_type), names_cache) in
        ways.into_iter().flat_map(|way| [(way, false), (way, true)])
    {
        let outcome = twice(draft, change, names_cache, answer).await;
        let case = format!("{change:?} {names_cache}");
        assert_eq!(
            outcome.sent,
            [(); 2].map(|()| whole(content_type)),
            "{case}"
        );
        assert_eq!(outcome.items, 2 * items, "{case}");
        assert_eq!(outcome.requests, 2, "{case}");
        // An interceptor of one call has its exchange with it.
        let goes_on = change.is_none() || (change == Some(Change::Elsewhere) && !names_cache);
        assert_eq!(outcome.goes_on, goes_on, "{case}");
    }
}

fn key() -> ItemKey {
    let [pk, sk] = ["p", "s"].map(|text| ScalarValue::String(text.into()));
    ItemKey::new(&TableLayout::DEFAULT, pk, Some(sk))
}

fn placeholders(text: &mut String) -> Placeholders {
    let mut placeholders = Placeholders::default();
    placeholders.push_name(text, "name");
    text.push_str(" = ");
    placeholders.push_value(text, AttributeValue::N("1".into()));
    placeholders
}

#[tokio::test]
async fn a_key_is_sent_whatever_the_sdk_does() {
    let builder = GetItemInput::builder().table_name("t");
    let draft = Draft::new(builder, Payload::of_key(key(), Placeholders::default()));
    let [pk, sk] = ["pk", "sk"];
    let body = json!({"TableName": "t", "Key": {pk: {"S": "p"}, sk: {"S": "s"}}});
    let answer = r#"{"Item":{"pk":{"S":"p"},"sk":{"S":"s"}}}"#;
    sends_all_of(&draft, body, (answer, 1)).await;
}

#[tokio::test]
async fn an_item_and_its_condition_are_sent_whatever_the_sdk_does() {
    let item = EncodedItem {
        key: key(),
        ttl: None,
        encoded: Encoded::Text(r#"{"pk":{"S":"p"},"sk":{"S":"s"},"n":{"N":"7"}}"#.into()),
    };
    let mut condition = String::new();
    let placeholders = placeholders(&mut condition);
    let builder = PutItemInput::builder()
        .table_name("t")
        .condition_expression(condition);
    let draft = Draft::new(builder, Payload::of_item(item, placeholders));
    let body = json!({
        "TableName": "t",
        "Item": {"pk": {"S": "p"}, "sk": {"S": "s"}, "n": {"N": "7"}},
        "ConditionExpression": "#0 = :0",
        "ExpressionAttributeNames": {"#0": "name"},
        "ExpressionAttributeValues": {":0": {"N": "1"}},
    });
    sends_all_of(&draft, body, ("{}", 0)).await;
}

#[tokio::test]
async fn names_and_values_are_sent_whatever_the_sdk_does() {
    let mut condition = String::new();
    let placeholders = placeholders(&mut condition);
    let builder = QueryInput::builder()
        .table_name("t")
        .key_condition_expression(condition);
    let body = json!({
        "TableName": "t",
        "KeyConditionExpression": "#0 = :0",
        "ExpressionAttributeNames": {"#0": "name"},
        "ExpressionAttributeValues": {":0": {"N": "1"}},
    });
    let answer = r#"{"Items":[{"pk":{"S":"p"}},{"pk":{"S":"q"}}],"Count":2,"ScannedCount":2}"#;
    sends_all_of(&Draft::new(builder, placeholders), body, (answer, 2)).await;
}

/// DynamoDB refuses a value that has no text, with the rest of the request unchanged.
#[tokio::test]
async fn a_value_that_has_no_text_goes_by_maps_and_the_next_request_as_text() {
    let mut placeholders = Placeholders::default();
    let mut condition = String::new();
    placeholders.push_value(&mut condition, AttributeValue::N("no number".into()));
    let builder = QueryInput::builder()
        .table_name("t")
        .key_condition_expression(condition);
    let draft = Draft::new(builder, placeholders);
    let outcome = twice(&draft, None, true, r#"{"Items":[],"Count":0}"#).await;
    assert_eq!(
        outcome.sent[0].body["ExpressionAttributeValues"],
        json!({":0": {"N": "no number"}})
    );
    assert_eq!(outcome.sent.len(), 2);
    assert!(outcome.goes_on);
}
