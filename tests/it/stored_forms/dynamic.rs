//! Values of any type, as fields and inside them.

use super::{Store, binary, in_one_form, list, map, null, number};
use crate::support::{raw, table, text};
use singletable::aws_sdk_dynamodb::primitives::Blob;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::codec::Value;
use singletable::{Entity, Mapping};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "ANY#<id>", sk = "#ANY")]
struct Any {
    id: String,
    one: Value,
    many: BTreeMap<String, Value>,
    maybe: Option<Value>,
    #[serde(default)]
    list: Vec<Value>,
}

/// Values of every type, with all their digits and in their forms.
fn every_value() -> Vec<AttributeValue> {
    let long = "0.12345678901234567890123456789012345678";
    let flat = [
        text("t"),
        number(long),
        number("92838584930183242888"),
        binary(&[1, 2]),
        AttributeValue::Bool(true),
        null(),
        AttributeValue::Ss(vec!["a".into(), "b".into()]),
        AttributeValue::Ns(vec!["1".into(), long.into()]),
        AttributeValue::Bs(vec![Blob::new([1]), Blob::new([2])]),
        list([]),
        map([]),
    ];
    let nested = [list(flat.clone()), map([("a", list(flat.clone()))])];
    flat.into_iter().chain(nested).collect()
}

#[tokio::test]
async fn a_dynamic_value_keeps_its_form_at_every_depth() {
    let table = table::<Store>().await;
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let anys = AnyRepository::new(&table.clone().with_mapping(mapping));
        for (i, value) in every_value().into_iter().enumerate() {
            let any = Any {
                id: format!("{mapping:?}{i}"),
                one: Value(value.clone()),
                many: BTreeMap::from([("k".into(), Value(value.clone()))]),
                maybe: Some(Value(value.clone())),
                list: vec![Value(value.clone()), Value::default()],
            };
            anys.create(&any).send().await.unwrap();
            let stored = raw(&table, &any.item_key().unwrap()).await.unwrap();
            let same = |found: &AttributeValue| assert_eq!(in_one_form(found), in_one_form(&value));
            same(&stored["one"]);
            same(&stored["maybe"]);
            same(&stored["many"].as_m().unwrap()["k"]);
            same(&stored["list"].as_l().unwrap()[0]);
            let read = anys.get(&any.id).send().await.unwrap().unwrap();
            same(&read.one.0);
            same(&read.maybe.unwrap().0);
            same(&read.many["k"].0);
            same(&read.list[0].0);
            let update = anys.update(&any.id).set(Any::ONE, Value(value.clone()));
            let update = update.condition(Any::MANY.key("k").eq(Value(value.clone())));
            same(&update.return_new().send().await.unwrap().one.0);
        }
    }
}

#[test]
fn other_formats_see_of_a_dynamic_value_what_they_have() {
    let has_bytes = |value: &AttributeValue| format!("{value:?}").contains("Blob");
    for value in every_value().into_iter().filter(|value| !has_bytes(value)) {
        let json = serde_json::to_string(&Value(value)).unwrap();
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
}
