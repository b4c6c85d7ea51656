//! Written items, compared with what `serde_dynamo` and the SDK write.

use super::model::{Model, Played};
use crate::item::codec::{encode_with, unless_null};
use crate::value::{Item, check_value};
use crate::wire::item_text::ItemText;
use aws_sdk_dynamodb::operation::put_item::{PutItem, PutItemInput};
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin as _;
use aws_smithy_runtime_api::client::ser_de::{SerializeRequest as _, SharedRequestSerializer};
use aws_smithy_types::config_bag::ConfigBag;
use serde::{Deserialize, Serialize};

/// What is done to an item before it is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Steps {
    /// The attributes that are written.
    pub attributes: Vec<(String, Model)>,
    /// The one that is removed again.
    pub removed: Option<String>,
}

/// The body of a request with that item, as the SDK writes it.
fn by_sdk(item: Item) -> String {
    let operation = PutItem::new().config().unwrap();
    let sdk = operation.load::<SharedRequestSerializer>().unwrap();
    let input = PutItemInput::builder().set_item(Some(item)).build();
    let input = Input::erase(input.unwrap());
    let request = sdk.serialize_input(input, &mut ConfigBag::base()).unwrap();
    String::from_utf8(request.body().bytes().unwrap().to_vec()).unwrap()
}

/// The item as `serde_dynamo` makes it, and its size in bytes; `None` where it, or a limit, refuses the
/// item.
fn by_serde_dynamo(steps: &Steps) -> Option<(Item, usize)> {
    let mut item = Item::new();
    for (name, model) in &steps.attributes {
        let model = model.clone().narrowed();
        let value = encode_with(|serializer| Played(&model).serialize(serializer)).ok()?;
        if let Some(value) = unless_null(value) {
            check_value(&value).ok()?;
            item.insert(name.clone(), value);
        }
    }
    if let Some(name) = &steps.removed {
        item.remove(name);
    }
    let size = |(name, value)| -> Option<usize> {
        let name: &String = name;
        Some(name.len() + check_value(value).ok()?)
    };
    let bytes = item.iter().map(size).sum::<Option<usize>>()?;
    Some((item, bytes))
}

/// The body of a request with the item, as written here and by the SDK. `None` if the item is refused
/// here: the SDK then writes it, so that is no difference.
pub(crate) fn item_agrees(steps: &Steps) -> Option<[String; 2]> {
    let mut text = ItemText::new(steps.attributes.len());
    text.has_extra = true;
    for (name, model) in &steps.attributes {
        text.attribute(name, |text| text.serialize(&Played(model)))
            .ok()?;
    }
    if let Some(name) = &steps.removed {
        text.remove(name);
    }
    let (text, bytes) = text.finish()?;
    let (item, size) = by_serde_dynamo(steps).expect("what is written here is refused otherwise");
    // A name that is written twice counts twice.
    assert_eq!(bytes, size, "{text}");
    Some([format!("{{\"Item\":{text}}}"), by_sdk(item)])
}
