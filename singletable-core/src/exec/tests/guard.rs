//! A request whose text cannot be used is made by maps, and nothing empty is sent on the way.

use super::{Network, Sent};
use crate::exec::connection::{Connection, Mapping};
use crate::exec::exchange::lose_exchange;
use crate::exec::{Call, Draft, Payload, Request as _, Subject};
use crate::expr::names::Placeholders;
use crate::item::ItemKey;
use crate::schema::TableLayout;
use aws_sdk_dynamodb::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemInputBuilder;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::ser_de::{SerializeRequest, SharedRequestSerializer};
use serde_json::json;
use std::sync::Arc;

const ANSWER: &str = r#"{"Item":{"pk":{"S":"p"},"sk":{"S":"s"}}}"#;

/// An SDK that has gone another way.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    /// It runs interceptors where the thread has no exchange.
    Elsewhere,
    /// It has another protocol from the first request on.
    Protocol,
    /// Something takes our serializer away again.
    Serializer,
}

#[dyn_dispatch_hint]
impl Intercept for Change {
    fn name(&self) -> &'static str {
        "Change"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        match self {
            Self::Elsewhere => lose_exchange(),
            Self::Protocol => put_serializer(config, "application/cbor"),
            Self::Serializer => {}
        }
        Ok(())
    }

    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if *self == Self::Serializer {
            put_serializer(config, "application/x-amz-json-1.0");
        }
        Ok(())
    }
}

fn put_serializer(config: &mut ConfigBag, content_type: &'static str) {
    let serializer = SharedRequestSerializer::new(Other(content_type));
    config.interceptor_state().store_put(serializer);
}

/// The SDK's serializer, with another content type.
#[derive(Debug)]
struct Other(&'static str);

impl SerializeRequest for Other {
    fn serialize_input(
        &self,
        input: Input,
        config: &mut ConfigBag,
    ) -> Result<HttpRequest, BoxError> {
        let layer = GetItemInputBuilder::layer().ok_or("an operation has a configuration")?;
        let sdk = layer.load::<SharedRequestSerializer>();
        let sdk = sdk.ok_or("an operation has a serializer")?;
        let mut request = sdk.serialize_input(input, config)?;
        request.headers_mut().insert("content-type", self.0);
        Ok(request)
    }
}

fn draft() -> Draft<GetItemInputBuilder> {
    let key = ItemKey::new(&TableLayout::DEFAULT, "p".into(), "s".into());
    let builder = GetItemInput::builder().table_name("t");
    Draft::new(builder, Payload::of_key(key, Placeholders::default()))
}

/// Two reads by a client of a changed SDK: what they have sent.
async fn sent_by(change: Option<Change>, names_cache: bool) -> (Vec<Sent>, bool) {
    let network = Network::answering(ANSWER);
    let client = network.client(change.into_iter().collect(), names_cache);
    let mut connection = Connection::new(client, "t".into());
    connection.set_mapping(Mapping::Direct);
    let connection = Arc::new(connection);
    let call = Call::new(&connection, Subject::new("get", "User"));
    for _ in 0..2 {
        let answer = call.send(&draft()).await.unwrap();
        let item = answer.rows.into_one().unwrap().into_item();
        assert_eq!(item.len(), 2);
    }
    (network.take(), connection.encodes_text())
}

fn whole(content_type: &str) -> Sent {
    let [pk, sk] = [TableLayout::DEFAULT.pk, TableLayout::DEFAULT.sk];
    Sent {
        content_type: content_type.into(),
        body: json!({"TableName": "t", "Key": {pk: {"S": "p"}, sk: {"S": "s"}}}),
    }
}

#[tokio::test]
async fn an_unchanged_sdk_sends_text() {
    for names_cache in [false, true] {
        let (sent, goes_on) = sent_by(None, names_cache).await;
        assert_eq!(sent, [(); 2].map(|()| whole("application/x-amz-json-1.0")));
        assert!(goes_on);
    }
}

#[tokio::test]
async fn interceptors_that_run_elsewhere_make_requests_go_by_maps() {
    let (sent, goes_on) = sent_by(Some(Change::Elsewhere), true).await;
    assert_eq!(sent, [(); 2].map(|()| whole("application/x-amz-json-1.0")));
    assert!(!goes_on, "the second one is not tried as text");
}

#[tokio::test]
async fn another_protocol_makes_requests_go_by_maps() {
    for names_cache in [false, true] {
        let (sent, goes_on) = sent_by(Some(Change::Protocol), names_cache).await;
        assert_eq!(sent, [(); 2].map(|()| whole("application/cbor")));
        assert!(!goes_on);
    }
}

#[tokio::test]
async fn a_serializer_that_is_not_used_makes_requests_go_by_maps() {
    for names_cache in [false, true] {
        let (sent, goes_on) = sent_by(Some(Change::Serializer), names_cache).await;
        assert_eq!(sent, [(); 2].map(|()| whole("application/x-amz-json-1.0")));
        assert!(!goes_on);
    }
}
