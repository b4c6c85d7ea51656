//! Nulls that other writers store for what there is not.

use super::{Store, map, now, null};
use crate::support::{raw, table, text};
use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity, Mapping, Table};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Contact {
    name: String,
    zip: Option<String>,
    count: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "C#<id>", sk = "#C")]
struct Customer {
    id: String,
    contact: Contact,
    nick: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

/// Puts a customer as another writer stores it, with nulls for what it has not.
async fn customer_with_nulls(table: &Table<Store>) -> Customer {
    let customer = Customer {
        id: "c".into(),
        contact: Contact {
            name: "n".into(),
            ..Contact::default()
        },
        nick: None,
        tags: Vec::new(),
    };
    let mut item = customer.to_item(now()).unwrap();
    item.insert("nick".into(), null());
    item.insert("tags".into(), null());
    let contact = map([("name", text("n")), ("zip", null()), ("count", null())]);
    item.insert("contact".into(), contact);
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
    customer
}

#[tokio::test]
async fn a_null_of_an_option_is_as_good_as_absent() {
    let table = table::<Store>().await;
    let customers = CustomerRepository::new(&table);
    let zip = || Customer::CONTACT.then(Contact::ZIP);
    for with_nulls in [false, true] {
        let mut customer = customer_with_nulls(&table).await;
        if !with_nulls {
            customers.put(&customer).send().await.unwrap();
        }
        assert_eq!(
            customers.get("c").send().await.unwrap().as_ref(),
            Some(&customer)
        );
        for (holds, condition) in [
            (true, zip().not_exists()),
            (false, zip().exists()),
            (true, Customer::NICK.not_exists()),
            (false, Customer::NICK.exists()),
            (true, Customer::CONTACT.exists()),
        ] {
            let shown = format!("{condition:?}");
            let update = customers.update("c").set(Customer::TAGS, Vec::new());
            let done = update.condition(condition).send().await;
            assert_eq!(done.is_ok(), holds, "{shown}: {done:?}");
        }
        customers
            .update("c")
            .set(zip(), "1")
            .set(Customer::NICK, "nick")
            .condition(zip().not_exists())
            .send()
            .await
            .unwrap();
        customer.contact.zip = Some("1".into());
        customer.nick = Some("nick".into());
        assert_eq!(customers.get("c").send().await.unwrap(), Some(customer));
    }
}

#[test]
fn the_nulls_of_one_condition_share_a_placeholder() {
    let condition = Customer::NICK.not_exists() & Customer::CONTACT.then(Contact::ZIP).not_exists();
    let text = format!("{condition:?}");
    assert_eq!(text.matches(":0").count(), 1, "{text}");
    assert_eq!(text.matches(":1").count(), 1, "{text}");
}

#[tokio::test]
async fn an_added_number_begins_at_an_absent_field_of_a_nested_struct() {
    let table = table::<Store>().await;
    let customers = CustomerRepository::new(&table);
    let customer = customer_with_nulls(&table).await;
    customers.put(&customer).send().await.unwrap();
    let count = || Customer::CONTACT.then(Contact::COUNT);
    let zip = Customer::CONTACT.then(Contact::ZIP);
    let update = customers
        .update("c")
        .add(count(), 2)
        .set_if_absent(zip, "z");
    let updated = update.return_new().send().await.unwrap();
    assert_eq!(updated.contact.count, Some(2));
    assert_eq!(updated.contact.zip.as_deref(), Some("z"));
}

type MaybeText = Option<String>;

/// Missing fields are those of a default of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(default)]
struct Settings {
    theme: Option<String>,
    size: Option<u8>,
    boxed: Box<Option<u8>>,
    aliased: MaybeText,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: None,
            size: Some(7),
            boxed: Box::new(None),
            aliased: None,
        }
    }
}

fn nothing() -> Option<u8> {
    None
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, Attributes)]
struct Boxes {
    boxed: Box<MaybeText>,
    #[serde(default = "nothing")]
    defaulted: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "P#<id>", sk = "#P")]
struct Profile {
    id: String,
    settings: Settings,
    boxes: Boxes,
}

#[tokio::test]
async fn none_is_absent_where_the_default_is_none_and_a_null_where_it_is_not() {
    let table = table::<Store>().await;
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let profiles = ProfileRepository::new(&table.clone().with_mapping(mapping));
        for size in [None, Some(1), Some(7)] {
            let profile = Profile {
                id: "p".into(),
                settings: Settings {
                    size,
                    ..Settings::default()
                },
                boxes: Boxes::default(),
            };
            profiles.put(&profile).send().await.unwrap();
            let stored = raw(&table, &profile.item_key().unwrap()).await.unwrap();
            let settings = stored["settings"].as_m().unwrap();
            assert_eq!(settings["size"].is_null(), size.is_none());
            assert_eq!(settings.keys().collect::<Vec<_>>(), ["size"]);
            assert_eq!(stored["boxes"], map([]));
            assert_eq!(profiles.get("p").send().await.unwrap(), Some(profile));
            // A setter stores `None` in the same form.
            let size = Profile::SETTINGS.then(Settings::SIZE);
            let theme = Profile::SETTINGS.then(Settings::THEME);
            let update = profiles.update("p").set_or_remove(size, None);
            let update = update.set_or_remove(theme, None).return_new();
            let updated = update.send().await.unwrap();
            assert_eq!(updated.settings.size, None);
            let stored = raw(&table, &updated.item_key().unwrap()).await.unwrap();
            assert_eq!(stored["settings"], map([("size", null())]));
        }
    }
}
