//! Both ways of mapping items ask for the same, and give the same values and errors.

use crate::support::{MovableClock, client, table};
use aws_credential_types::provider::future;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use futures_util::{TryStreamExt as _, stream};
use serde::{Deserialize, Serialize};
use singletable::aws_sdk_dynamodb::Client;
use singletable::aws_sdk_dynamodb::config::interceptors::FinalizerInterceptorContextRef;
use singletable::aws_sdk_dynamodb::config::{
    BehaviorVersion, Config, ConfigBag, Credentials, IdentityCache, Intercept, ProvideCredentials,
    Region, RuntimeComponents,
};
use singletable::aws_sdk_dynamodb::error::BoxError;
use singletable::aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Collection, Entity, Error, Item, Mapping, Projection, Table};
use singletable_local::{Local, Outcome, Script};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Zoo", ttl = "ttl", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
enum Zoo {
    Keeper(Keeper),
    Animal(Animal),
    #[table(unknown)]
    Unknown(Item),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Zoo, pk = "ZOO#<zoo>", sk = "#KEEPER")]
struct Keeper {
    zoo: String,
    #[entity(unique)]
    email: String,
    nickname: Option<String>,
    #[entity(extra)]
    others: BTreeMap<String, AttributeValue>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Food {
    Meat { grams: u32 },
    Hay,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Zoo, pk = "ZOO#<zoo>", sk = "ANIMAL#<name>", ttl = "1h")]
#[entity(index(GSI1, name = by_species, pk = "SPECIES#<species>", sk = "<name>"))]
struct Animal {
    zoo: String,
    name: String,
    species: String,
    weight: f64,
    legs: Option<u8>,
    #[serde(default)]
    tame: bool,
    foods: Vec<Food>,
    calls: BTreeSet<String>,
    notes: BTreeMap<String, Vec<i64>>,
}

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Animal)]
struct Weight {
    name: String,
    weight: f64,
}

#[derive(Debug, PartialEq, Collection)]
#[collection(table = Zoo, pk = "ZOO#<zoo>")]
struct Whole {
    keeper: Option<Keeper>,
    animals: Vec<Animal>,
}

fn animal(number: u32) -> Animal {
    let is_odd = number % 2 == 1;
    Animal {
        zoo: "z".into(),
        name: format!("N\"{number:03}\\ü"),
        species: (if is_odd { "Ox" } else { "Lion" }).into(),
        weight: f64::from(number) * 1.5,
        legs: is_odd.then_some(4),
        tame: is_odd,
        foods: vec![Food::Meat { grams: 700 }, Food::Hay],
        calls: ["moo\n".to_owned(), number.to_string()].into(),
        notes: [
            ("a".to_owned(), vec![1, -2]),
            ("ü b".to_owned(), Vec::new()),
        ]
        .into(),
    }
}

/// How a request becomes text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// As text.
    Text,
    /// As text beside an interceptor that only looks on.
    Watched,
    /// By the SDK's maps.
    Maps,
}

const WAYS: [Way; 3] = [Way::Text, Way::Watched, Way::Maps];

impl Way {
    /// A table in memory whose requests go that way.
    async fn table(self, script: &Script) -> Table<Zoo> {
        let client = Local::memory().unwrap().scripted_client(script);
        let config = client.config().to_builder();
        let (config, mapping) = match self {
            Self::Text => (config, Mapping::Direct),
            Self::Watched => (config.interceptor(Watch::default()), Mapping::Direct),
            Self::Maps => (config, Mapping::Maps),
        };
        let table = Table::new(Client::from_conf(config.build())).with_mapping(mapping);
        table.create_table().send().await.unwrap();
        table
    }
}

/// The bodies of the requests, in an order of their own, without random tokens.
fn bodies(script: &Script) -> Vec<(String, serde_json::Value)> {
    let bodies = script.requests().into_iter().map(|request| {
        let mut body = request.body;
        body.as_object_mut().unwrap().remove("ClientRequestToken");
        (request.operation, body)
    });
    let mut bodies: Vec<_> = bodies.collect();
    // Segments are read at once.
    bodies.sort_by_key(|(operation, body)| {
        let start = &body["ExclusiveStartKey"]["sk"];
        (operation == "Scan").then(|| format!("{} {start}", body["Segment"]))
    });
    bodies
}

/// A table with some of everything.
async fn zoo(table: Table<Zoo>) -> Table<Zoo> {
    let (animals, keepers) = (AnimalRepository::new(&table), KeeperRepository::new(&table));
    let keeper = Keeper {
        zoo: "z".into(),
        email: "k@example.com".into(),
        nickname: None,
        others: [("later".to_owned(), AttributeValue::Bool(true))].into(),
    };
    keepers.create(&keeper).send().await.unwrap();
    let puts = (0..40).map(|number| animals.put(&animal(number)));
    table.batch_write().with_all(puts).send().await.unwrap();
    table
}

/// What the reads of a table give.
async fn reads(table: &Table<Zoo>) -> Vec<String> {
    fn note<T: Debug>(all: &mut Vec<String>, value: T) {
        all.push(format!("{value:?}"));
    }
    let (animals, keepers) = (AnimalRepository::new(table), KeeperRepository::new(table));
    let name = |number| animal(number).name;
    let mut all = Vec::new();
    note(&mut all, animals.get("z", name(3)).send().await);
    note(&mut all, animals.get("z", "none").send().await);
    let get = animals.get("z", name(4));
    note(&mut all, get.project::<Weight>().send().await);
    let path = Animal::NOTES.key("a");
    let get = animals
        .get("z", name(5))
        .select((Animal::LEGS, path.clone(), path.at(1)));
    note(&mut all, get.send().await);
    note(
        &mut all,
        keepers.by_unique_email("k@example.com").send().await,
    );
    let query = animals.query("z").page_size(7);
    note(&mut all, query.send().await.map(|page| page.items));
    note(
        &mut all,
        animals.query("z").page_size(7).descending().all().await,
    );
    let page = animals.query("z").limit(5).send().await.unwrap();
    let rest = animals.query("z").start_at(page.next.unwrap());
    note(&mut all, rest.all().await);
    note(&mut all, animals.by_species("Ox").all().await);
    note(&mut all, animals.partition("z").page_size(9).all().await);
    note(&mut all, Whole::get(table, "z").send().await);
    let mut scanned: Vec<_> = table.scan().segments(3).page_size(4).all().await.unwrap();
    scanned.sort_by_key(|item| format!("{item:?}"));
    note(&mut all, scanned);
    let mut scan = table.scan_of::<Animal>().page_size(6).stream();
    let first: Vec<_> = scan.by_ref().take(8).try_collect().await.unwrap();
    let rest = table.scan_of::<Animal>().start_at(scan.cursor().unwrap());
    note(&mut all, (first, rest.all().await));
    let keys = (0..60).map(|number| Animal::key("z", name(number)));
    note(&mut all, animals.batch_get(keys).send().await);
    let keys = stream::iter((0..9).map(|number| Animal::key("z", name(number))));
    let mut found: Vec<_> = animals
        .batch_get_stream(keys)
        .stream()
        .try_collect()
        .await
        .unwrap();
    found.sort_by_key(|found| format!("{found:?}"));
    note(&mut all, found);
    let read = (
        animals.get("z", name(1)),
        keepers.get("z"),
        animals.get("z", "none"),
    );
    note(&mut all, table.read_transaction(read).send().await);
    all
}

#[tokio::test]
async fn every_read_gives_the_same_in_both_ways() {
    let table = zoo(table::<Zoo>().await).await;
    let direct = reads(&table).await;
    let maps = reads(&table.clone().with_mapping(Mapping::Maps)).await;
    assert!(
        !direct.iter().any(|text| text.starts_with("Err")),
        "{direct:#?}"
    );
    assert_eq!(direct, maps);
}

#[tokio::test]
async fn every_read_asks_for_the_same_in_all_ways() {
    let [whole, filled, maps] = WAYS.map(async |way| {
        let script = Script::new();
        let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
        let table = zoo(way.table(&script).await.with_clock(clock.clock())).await;
        (reads(&table).await, bodies(&script))
    });
    let maps = maps.await;
    assert!(maps.1.len() > 40, "{}", maps.1.len());
    for (found, asked) in [whole.await, filled.await] {
        assert_eq!(found, maps.0);
        for (asked, by_maps) in asked.iter().zip(&maps.1) {
            assert_eq!(asked, by_maps);
        }
        assert_eq!(asked.len(), maps.1.len());
    }
}

/// An answer to `GetItem` with that item, whatever the table has.
fn answer(item: serde_json::Value) -> Outcome {
    Outcome::Error {
        status: 200,
        code: String::new(),
        members: serde_json::Map::from_iter([("Item".to_owned(), item)]),
    }
}

async fn read(script: Script, mapping: Mapping) -> Result<Option<Animal>, Error> {
    let client = Local::memory().unwrap().scripted_client(&script);
    let table = Table::<Zoo>::new(client).with_mapping(mapping);
    AnimalRepository::new(&table).get("z", "a").send().await
}

fn stored() -> serde_json::Value {
    serde_json::json!({
        "pk": {"S": "ZOO#z"}, "sk": {"S": "ANIMAL#a"}, "_type": {"S": "ANIMAL"},
        "zoo": {"S": "z"}, "name": {"S": "a"}, "species": {"S": "Lion"}, "weight": {"N": "1.5"},
        "foods": {"L": [{"M": {"kind": {"S": "meat"}, "grams": {"N": "2"}}}]},
        "notes": {"M": {"ada@example.com": {"L": [{"N": "1"}]}}},
    })
}

#[tokio::test]
async fn what_is_wrong_with_an_item_is_told_in_the_same_way() {
    for (attribute, value) in [
        ("name", serde_json::json!({"N": "1"})),
        ("weight", serde_json::json!({"S": "secret"})),
        ("legs", serde_json::json!({"N": "300"})),
        ("species", serde_json::Value::Null),
        (
            "foods",
            serde_json::json!({"L": [{"M": {"kind": {"S": "hay"}}}, {"M": {"kind": {"S": "x"}}}]}),
        ),
        (
            "notes",
            serde_json::json!({"M": {"ada@example.com": {"L": [{"N": "1"}, {"N": "1.5"}]}}}),
        ),
        ("calls", serde_json::json!({"NS": ["1"]})),
    ] {
        let mut item = stored();
        match value {
            serde_json::Value::Null => drop(item.as_object_mut().unwrap().remove(attribute)),
            value => item[attribute] = value,
        }
        let mut errors = Vec::new();
        for mapping in [Mapping::Direct, Mapping::Maps] {
            let script = Script::new().for_operation("GetItem", answer(item.clone()));
            let Err(Error::Decode(error)) = read(script, mapping).await else {
                panic!("{attribute} was read")
            };
            assert!(error.attribute().unwrap().starts_with(attribute));
            assert_eq!(error.key().attributes().len(), 2);
            errors.push(error);
        }
        assert_eq!(errors[0], errors[1]);
    }
}

#[tokio::test]
async fn an_answer_in_another_form_is_read_by_the_sdk() {
    let mut item = stored();
    item["legs"] = serde_json::json!({"NULL": false});
    item["later"] = serde_json::json!({"NEW": [{"S": "what no client knows"}]});
    let script = Script::new().for_operation("GetItem", answer(item));
    let read = read(script, Mapping::Direct).await.unwrap().unwrap();
    assert_eq!((read.species.as_str(), read.legs), ("Lion", None));
}

#[tokio::test(start_paused = true)]
async fn a_retry_gives_the_answer_of_the_last_try() {
    let script = Script::new()
        .for_operation("GetItem", Outcome::server_error())
        .for_operation("GetItem", Outcome::LostRequest)
        .for_operation("GetItem", answer(stored()));
    let found = read(script, Mapping::Direct).await.unwrap().unwrap();
    assert_eq!(found.name, "a");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_at_once_do_not_take_each_others_answers() {
    let table = zoo(table::<Zoo>().await).await;
    let animals = AnimalRepository::new(&table);
    // In one task, and in several on several threads.
    let get = |number| {
        let get = animals.get("z", animal(number).name).send();
        async move { (number, get.await.unwrap().unwrap()) }
    };
    let tasks: FuturesUnordered<_> = (0..40).map(|number| tokio::spawn(get(number))).collect();
    let here: Vec<_> = (0..40)
        .map(get)
        .collect::<FuturesUnordered<_>>()
        .collect()
        .await;
    let there: Vec<_> = tasks.map(Result::unwrap).collect().await;
    assert_eq!((here.len(), there.len()), (40, 40));
    for (number, found) in here.into_iter().chain(there) {
        assert_eq!(found, animal(number));
    }
}

/// Keeps what the SDK answers.
#[derive(Debug, Clone, Default)]
struct Watch(Arc<Mutex<Vec<GetItemOutput>>>);

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "Watch"
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Ok(output)) = context.output_or_error()
            && let Some(output) = output.downcast_ref::<GetItemOutput>()
        {
            self.0.lock().unwrap().push(output.clone());
        }
        Ok(())
    }
}

#[tokio::test]
async fn an_interceptor_finds_the_items_of_outputs_unless_the_handle_goes_without_maps() {
    let watch = Watch::default();
    let config = client().config().to_builder().interceptor(watch.clone());
    let table = Table::<Zoo>::new(Client::from_conf(config.build())).with_name("watched");
    table.create_table().send().await.unwrap();
    let animals = AnimalRepository::new(&table);
    animals.put(&animal(1)).send().await.unwrap();
    let direct = AnimalRepository::new(&table.clone().with_mapping(Mapping::Direct));
    for animals in [&direct, &animals] {
        let found = animals.get("z", animal(1).name).send().await.unwrap();
        assert_eq!(found, Some(animal(1)));
    }
    // A request of the caller's own is the SDK's alone.
    let key = Animal::key("z", animal(1).name);
    crate::support::raw(
        &table,
        &singletable::bounds::EntityKey::item_key(&key).unwrap(),
    )
    .await;
    table.delete_table().send().await.unwrap();
    let outputs = watch.0.lock().unwrap();
    let has_item: Vec<_> = outputs.iter().map(|output| output.item.is_some()).collect();
    assert_eq!(has_item, [false, true, true]);
}

/// What the writes of a table ask for, and why items are refused.
async fn writes(way: Way) -> (Vec<(String, serde_json::Value)>, Vec<String>) {
    let script = Script::new();
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = way.table(&script).await.with_clock(clock.clock());
    let (animals, keepers) = (AnimalRepository::new(&table), KeeperRepository::new(&table));
    let keeper = |email: &str, zoo: &str| Keeper {
        zoo: zoo.into(),
        email: email.into(),
        nickname: Some("K \u{1}\u{7f}/é".into()),
        others: [
            ("more\"".to_owned(), AttributeValue::Ss(vec!["a\\".into()])),
            ("none".to_owned(), AttributeValue::Null(true)),
            ("Item".to_owned(), AttributeValue::S("\"Item\":{}".into())),
        ]
        .into(),
    };
    let asked = AttributeValue::M([("Item".to_owned(), AttributeValue::M(Item::new()))].into());
    animals.put(&animal(1)).send().await.unwrap();
    let again = animals.put(&animal(1)).condition(Animal::TAME.eq(true));
    assert_eq!(again.return_new().send().await.unwrap(), animal(1));
    animals.create(&animal(2)).send().await.unwrap();
    keepers
        .create(&keeper("a@example.com", "a"))
        .send()
        .await
        .unwrap();
    let odd = Keeper {
        others: [("odd".to_owned(), asked)].into(),
        ..keeper("b@example.com", "b")
    };
    let transaction = table
        .write_transaction()
        .with_token("token")
        .with(keepers.create(&odd))
        .with(animals.put(&animal(3)))
        .with(animals.delete("z", animal(1).name))
        .with(animals.put(&animal(4)).condition(Animal::NAME.not_exists()));
    transaction.send().await.unwrap();
    let other = table.clone().with_name("other");
    other.create_table().send().await.unwrap();
    let others = AnimalRepository::new(&other);
    let batch = table
        .batch_write()
        .with_all((5..9).map(|number| animals.put(&animal(number))));
    let batch = batch
        .with(others.put(&animal(9)))
        .with(animals.delete("z", "none"));
    batch.with(others.put(&animal(10))).send().await.unwrap();
    let refused = [
        Animal {
            name: String::new(),
            ..animal(1)
        },
        Animal {
            weight: f64::NAN,
            ..animal(1)
        },
        Animal {
            weight: 1e200,
            ..animal(1)
        },
        Animal {
            species: "x".repeat(400 * 1024),
            ..animal(1)
        },
    ];
    let refused = refused.map(|animal| animals.put(&animal).into_input().unwrap_err().to_string());
    let clash = Keeper {
        others: [("pk".to_owned(), AttributeValue::Bool(true))].into(),
        ..odd
    };
    let clash = keepers.create(&clash).send().await.unwrap_err().to_string();
    changes(&table).await;
    (
        bodies(&script),
        refused.into_iter().chain([clash]).collect(),
    )
}

/// Writes that are no whole items.
async fn changes(table: &Table<Zoo>) {
    let (animals, keepers) = (AnimalRepository::new(table), KeeperRepository::new(table));
    let (name, odd) = (|number| animal(number).name, "\"Key\":{} \\ \u{1}");
    let update = || {
        animals
            .update("z", name(5))
            .set(Animal::TAME, true)
            .add(Animal::WEIGHT, 0.5)
            .append(Animal::FOODS, [Food::Hay])
            .insert_into(Animal::CALLS, [odd])
            .set(Animal::NOTES.key(odd), vec![7])
            .remove(Animal::LEGS)
    };
    update().send().await.unwrap();
    let update = update().condition(Animal::SPECIES.is_in(["Ox", odd]) & !Animal::NAME.eq(odd));
    update.return_new().send().await.unwrap();
    let upsert = animals.update("z", "new").set(Animal::SPECIES, "Emu");
    let upsert = upsert
        .set(Animal::WEIGHT, 40.0)
        .set(Animal::FOODS, Vec::new())
        .set(Animal::NOTES, BTreeMap::new());
    upsert.upsert().send().await.unwrap();
    let delete = animals.delete("z", name(6));
    let delete = delete.condition(Animal::NAME.ne(odd) & Animal::CALLS.exists());
    delete.return_old().send().await.unwrap().unwrap();
    animals.delete("z", odd).send().await.unwrap();
    let loaded = animals.get("z", name(7)).send().await.unwrap().unwrap();
    let changed = Animal {
        species: "Kudu".into(),
        ..loaded.clone()
    };
    animals.save(&loaded, &changed).send().await.unwrap();
    let keeper = keepers.get("a").send().await.unwrap().unwrap();
    let renamed = Keeper {
        email: "c@example.com".into(),
        ..keeper.clone()
    };
    keepers.save(&keeper, &renamed).send().await.unwrap();
    let transaction = table
        .write_transaction()
        .with(animals.check("z", name(7)).condition(Animal::TAME.eq(true)))
        .with(animals.update("z", name(8)).set(Animal::TAME, false))
        .with(animals.delete("z", "new").condition(Animal::TAME.ne(true)))
        .with(keepers.delete("a").given(&renamed));
    transaction.send().await.unwrap();
    let failed = animals.create(&animal(8)).send().await.unwrap_err();
    assert!(matches!(failed, Error::AlreadyExists { .. }), "{failed}");
}

#[tokio::test]
async fn every_write_asks_for_the_same_in_all_ways() {
    let (maps, refused_by_maps) = writes(Way::Maps).await;
    for way in [Way::Text, Way::Watched] {
        let (asked, refused) = writes(way).await;
        for (asked, by_maps) in asked.iter().zip(&maps) {
            assert_eq!(asked, by_maps, "{way:?}");
        }
        assert_eq!(asked.len(), maps.len());
        assert_eq!(refused, refused_by_maps);
        assert!(refused.iter().all(|error| error.len() > 20), "{refused:?}");
    }
}

#[tokio::test]
async fn an_input_has_the_item_that_is_sent() {
    let script = Script::new();
    let table = Table::<Zoo>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let animals = AnimalRepository::new(&table);
    let input = animals.put(&animal(3)).into_input().unwrap();
    table
        .client()
        .put_item()
        .set_table_name(input.table_name)
        .set_item(input.item)
        .send()
        .await
        .unwrap();
    animals.put(&animal(3)).send().await.unwrap();
    let batch = table.batch_write().with(animals.put(&animal(3)));
    let inputs = batch.into_inputs().unwrap();
    let transaction = table.write_transaction().with(animals.put(&animal(3)));
    let transaction = transaction.into_input().unwrap();
    let requests = script.requests();
    let [.., by_sdk, direct] = &requests[..] else {
        panic!("{}", requests.len())
    };
    assert_eq!(by_sdk.body["Item"], direct.body["Item"]);
    let writes = inputs[0]
        .request_items
        .as_ref()
        .unwrap()
        .values()
        .next()
        .unwrap();
    let put = writes[0].put_request.as_ref().unwrap();
    let transacted = transaction.transact_items.unwrap().remove(0).put.unwrap();
    let expected = animals.put(&animal(3)).into_input().unwrap().item.unwrap();
    let without_time = |item: &Item| {
        let mut item = item.clone();
        item.remove("ttl");
        item
    };
    assert_eq!(without_time(&put.item), without_time(&expected));
    assert_eq!(without_time(&transacted.item), without_time(&expected));
}

/// Counts how often it is asked for credentials.
#[derive(Debug, Clone, Default)]
struct Counting(Arc<AtomicUsize>);

impl ProvideCredentials for Counting {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.0.fetch_add(1, Ordering::Relaxed);
        future::ProvideCredentials::ready(Ok(Credentials::new("id", "secret", None, None, "test")))
    }
}

/// What a client has of its own, such as connections and credentials, all handles of it share.
#[tokio::test]
async fn handles_of_a_client_share_what_it_has() {
    let engine = Local::memory()
        .unwrap()
        .client()
        .config()
        .http_client()
        .unwrap();
    for (names_a_cache, expected) in [(false, 1), (true, 1)] {
        let (counting, watch) = (Counting::default(), Watch::default());
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-west-1"))
            .credentials_provider(counting.clone())
            .interceptor(watch.clone())
            .http_client(engine.clone());
        if names_a_cache {
            config = config.identity_cache(IdentityCache::lazy().build());
        }
        let client = Client::from_conf(config.build());
        let name = format!("shared-{names_a_cache}");
        let handle = || {
            let table = Table::<Zoo>::new(client.clone()).with_name(&name);
            table.with_mapping(Mapping::Direct)
        };
        handle().create_table().send().await.unwrap();
        for number in 0..3 {
            let animals = AnimalRepository::new(&handle());
            animals.put(&animal(number)).send().await.unwrap();
            let found = animals.get("z", animal(number).name).send().await.unwrap();
            assert_eq!(found, Some(animal(number)));
        }
        let direct = watch
            .0
            .lock()
            .unwrap()
            .iter()
            .filter(|output| output.item.is_none())
            .count();
        assert_eq!(direct, 3);
        assert_eq!(counting.0.load(Ordering::Relaxed), expected);
    }
}
