//! What the engine itself says that requests consume.

use aws_smithy_runtime_api::client::interceptors::Intercept;
use serde_json::Value;
use singletable::aws_sdk_dynamodb::Client;
use singletable::aws_sdk_dynamodb::config::interceptors::AfterDeserializationInterceptorContextRef;
use singletable::aws_sdk_dynamodb::config::{ConfigBag, RuntimeComponents};
use singletable::aws_sdk_dynamodb::error::BoxError;
use std::sync::{Arc, Mutex};

/// The units in all answers, as they stand in their text.
#[derive(Debug, Clone, Default)]
pub struct Answers(Arc<Mutex<f64>>);

impl Answers {
    /// A client like that one, whose answers are looked at.
    pub fn of(client: &Client) -> (Client, Self) {
        let answers = Self::default();
        let config = client.config().to_builder().interceptor(answers.clone());
        (Client::from_conf(config.build()), answers)
    }

    /// The units of all answers since they were taken last.
    pub fn take(&self) -> f64 {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Intercept for Answers {
    fn name(&self) -> &'static str {
        "Answers"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().body().bytes().unwrap_or_default();
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let capacity = match &body["ConsumedCapacity"] {
            Value::Array(tables) => tables.clone(),
            table => vec![table.clone()],
        };
        let units = capacity
            .iter()
            .filter_map(|table| table["CapacityUnits"].as_f64());
        *self.0.lock().unwrap() += units.sum::<f64>();
        Ok(())
    }
}
