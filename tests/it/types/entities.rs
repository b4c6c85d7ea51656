//! Enums of entities that are read as one: a class and its subclasses.

use super::{MAPPINGS, raw, table, text};
use singletable::bounds::{EntityKey as _, SharedKey};
use singletable::stream::Change;
use singletable::stream::aws_sdk_dynamodbstreams::types as streams;
use singletable::{Collection, Entities, Entity, Error, Item, Repository, Table, Timestamp};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Zoo", pk = "zoo", sk = "name", type_attribute = "cls")]
#[table(index(ByKeeper, pk = "keeper_key", sk = "keeper_sk"))]
enum Zoo {
    Animal(Animal),
    Cat(Cat),
    Lion(Lion),
    Stone(Stone),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Zoo, type = "Animal", type_alias = "Beast", pk = "<zoo>", sk = "<name>")]
#[entity(index(ByKeeper, name = by_keeper, pk = "K#<keeper>", sk = "<name>"))]
struct Animal {
    zoo: String,
    name: String,
    keeper: String,
}

/// Its fields are in another order.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Zoo, type = "Cat", shares = [Animal], pk = "<zoo>", sk = "<name>")]
#[entity(index(ByKeeper, name = cats_of_keeper, pk = "K#<keeper>", sk = "<name>"))]
struct Cat {
    lives: u8,
    keeper: String,
    name: String,
    zoo: String,
}

/// Its fields have other names.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Zoo, type = "Lion", shares = [Animal, Cat], pk = "<place>", sk = "<called>")]
#[entity(index(ByKeeper, name = lions_of_keeper, pk = "K#<keeper>", sk = "<called>"))]
struct Lion {
    called: String,
    place: String,
    mane: bool,
    keeper: String,
}

/// It is no animal, in the same partitions.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Zoo, type = "Stone", pk = "<zoo>", sk = "STONE#<number:03>")]
struct Stone {
    zoo: String,
    number: u16,
}

#[derive(Debug, Clone, PartialEq, Entities)]
enum Animals {
    Animal(Animal),
    Cat(Cat),
    Lion(Lion),
}

#[derive(Debug, Clone, PartialEq, Entities)]
enum Cats {
    Cat(Cat),
    Lion(Lion),
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Zoo, pk = "<zoo>")]
struct Whole {
    animals: Vec<Animals>,
    stones: Vec<Stone>,
}

fn animal() -> Animal {
    Animal {
        zoo: "z".into(),
        name: "a".into(),
        keeper: "k".into(),
    }
}

fn cat() -> Cat {
    Cat {
        lives: 9,
        keeper: "k".into(),
        name: "b".into(),
        zoo: "z".into(),
    }
}

fn lion() -> Lion {
    Lion {
        called: "c".into(),
        place: "z".into(),
        mane: true,
        keeper: "k".into(),
    }
}

fn all() -> [Animals; 3] {
    [animal().into(), cat().into(), lion().into()]
}

async fn zoo(mapping: singletable::Mapping) -> Table<Zoo> {
    let table = table::<Zoo>().await.with_mapping(mapping);
    let animals = Repository::<Animals>::new(&table);
    for animal in &all() {
        animals.put(animal).send().await.unwrap();
    }
    let stone = Stone {
        zoo: "z".into(),
        number: 1,
    };
    StoneRepository::new(&table)
        .create(&stone)
        .send()
        .await
        .unwrap();
    table
}

#[test]
fn the_schema_has_the_types_of_all() {
    let schema = Animals::SCHEMA;
    assert_eq!(schema.name, "Animals");
    assert_eq!(schema.type_name, "Animal");
    assert_eq!(schema.type_aliases, ["Beast", "Cat", "Lion"]);
    assert_eq!(Cats::SCHEMA.type_aliases, ["Lion"]);
    assert_eq!(schema.entities.len(), 3);
}

#[tokio::test]
async fn each_is_written_as_its_own_repository_writes_it() {
    let now = Timestamp::now();
    for mapping in MAPPINGS {
        let table = zoo(mapping).await;
        let written = [
            (animal().item_key().unwrap(), animal().to_item(now).unwrap()),
            (cat().item_key().unwrap(), cat().to_item(now).unwrap()),
            (lion().item_key().unwrap(), lion().to_item(now).unwrap()),
        ];
        for ((key, own), one) in written.into_iter().zip(all()) {
            assert_eq!(raw(&table, &key).await.unwrap(), own);
            assert_eq!(one.to_item(now).unwrap(), own);
            assert_eq!(one.item_key().unwrap(), key);
            assert_eq!(one.to_key().item_key().unwrap(), key);
        }
        let of_lion = raw(&table, &lion().item_key().unwrap()).await.unwrap();
        assert_eq!(of_lion["cls"], text("Lion"));
        assert_eq!(of_lion["keeper_sk"], text("c"));
    }
}

#[tokio::test]
async fn a_read_of_a_class_finds_its_subclasses() {
    for mapping in MAPPINGS {
        let table = zoo(mapping).await;
        let (animals, cats) = (AnimalRepository::new(&table), CatRepository::new(&table));
        let own = [Cats::from(cat()), Cats::from(lion())];
        let get = |name: &str| animals.get("z", name).any_of::<Animals>();
        assert_eq!(get("c").send().await.unwrap(), Some(lion().into()));
        assert_eq!(get("d").send().await.unwrap(), None);
        assert_eq!(animals.get("z", "c").send().await.unwrap(), None);
        assert_eq!(
            cats.get("z", "a").any_of::<Cats>().send().await.unwrap(),
            None
        );
        let query = || animals.query("z").any_of::<Animals>();
        assert_eq!(query().all().await.unwrap(), all());
        assert_eq!(query().count().await.unwrap(), 3);
        assert_eq!(query().descending().limit(1).count().await.unwrap(), 1);
        assert_eq!(cats.query("z").any_of::<Cats>().all().await.unwrap(), own);
        assert_eq!(cats.query("z").all().await.unwrap(), [cat()]);
        let of_keeper = || cats.cats_of_keeper("k").any_of::<Cats>();
        assert_eq!(of_keeper().all().await.unwrap(), own);
        assert_eq!(of_keeper().count().await.unwrap(), 2);
        let from = cats.cats_of_keeper("k").after(("b",)).any_of::<Cats>();
        assert_eq!(from.all().await.unwrap(), own[1..]);
        let filtered = animals
            .scan()
            .filter(Animal::NAME.ne("b"))
            .any_of::<Animals>();
        assert_eq!(filtered.count().await.unwrap(), 2);
        assert_eq!(table.scan_of::<Animals>().count().await.unwrap(), 3);
        assert_eq!(table.scan_of::<Cats>().all().await.unwrap().len(), 2);
        let first = of_keeper().limit(1).send().await.unwrap();
        assert_eq!(first.items, own[..1]);
        let rest = of_keeper()
            .start_at(first.next.unwrap())
            .all()
            .await
            .unwrap();
        assert_eq!(rest, own[1..]);
        let whole = Whole::get(&table, "z").send().await.unwrap().unwrap();
        assert_eq!(whole.animals, all());
        assert_eq!(whole.stones.len(), 1);
    }
}

#[tokio::test]
async fn the_enums_repository_gets_and_deletes_by_a_key() {
    for mapping in MAPPINGS {
        let table = zoo(mapping).await;
        let cats = Repository::<Cats>::new(&table);
        let key = |name: &str| -> SharedKey<Cats> { Cat::key("z", name).any_of() };
        assert_eq!(key("c"), Cats::from(lion()).to_key());
        assert_ne!(key("b"), key("c"));
        assert_eq!(
            cats.get_by(key("c")).send().await.unwrap(),
            Some(lion().into())
        );
        let read = cats.batch_get([key("a"), key("b"), key("c")]);
        assert_eq!(
            read.send().await.unwrap(),
            [None, Some(cat().into()), Some(lion().into())]
        );
        let reads = (cats.get_by(key("b")), cats.get_by(key("c")));
        let (b, c) = table.read_transaction(reads).send().await.unwrap();
        assert_eq!((b, c), (Some(cat().into()), Some(lion().into())));
        let write = table.write_transaction().with(cats.check_by(key("b")));
        write.with(cats.put(&lion().into())).send().await.unwrap();
        // An animal is no cat.
        let puts = Cats::from(Cat {
            name: "a".into(),
            ..cat()
        });
        assert!(matches!(
            cats.put(&puts).send().await,
            Err(Error::AlreadyExists { .. })
        ));
        cats.delete_by(key("a")).send().await.unwrap();
        assert_eq!(table.scan().count().await.unwrap(), 4);
        cats.delete_by(key("c")).send().await.unwrap();
        assert_eq!(table.scan().count().await.unwrap(), 3);
        // What a put meets may be another of the enum's.
        let becomes = Cats::from(Lion {
            called: "b".into(),
            ..lion()
        });
        cats.put(&becomes).send().await.unwrap();
        assert_eq!(cats.get_by(key("b")).send().await.unwrap(), Some(becomes));
    }
}

#[test]
fn records_of_a_stream_are_read_as_any_of_them() {
    let value = |item: &Item, names: &[&str]| {
        let names = names
            .iter()
            .filter_map(|name| Some((*name, item.get(*name)?)));
        let texts = names.filter_map(|(name, value)| {
            let value = streams::AttributeValue::S(value.as_s().ok()?.clone());
            Some((name.to_owned(), value))
        });
        texts.collect()
    };
    let item = animal().to_item(Timestamp::now()).unwrap();
    let of = |cls: &str| {
        let mut item = item.clone();
        item.insert("cls".into(), text(cls));
        let names: Vec<_> = item.keys().map(String::as_str).collect();
        let body = streams::StreamRecord::builder()
            .set_keys(Some(value(&item, &["zoo", "name"])))
            .set_new_image(Some(value(&item, &names)))
            .build();
        let record = streams::Record::builder()
            .event_name(streams::OperationType::Insert)
            .dynamodb(body)
            .build();
        Change::from_record(record).unwrap()
    };
    for cls in ["Animal", "Beast"] {
        let change = of(cls).into_entity::<Animals>().unwrap().unwrap();
        assert_eq!(change.new, Some(animal().into()));
    }
    assert!(of("Stone").into_entity::<Animals>().unwrap().is_none());
    assert!(of("Animal").into_entity::<Cats>().unwrap().is_none());
}
