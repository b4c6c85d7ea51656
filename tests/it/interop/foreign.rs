//! A table that another library wrote, and what our entities make of it.

use super::layout::{self, Layout};
use super::not_yet::{NOT_YET, What};
use crate::support::{MovableClock, put_raw, raw, table};
use serde_json::Value;
use singletable::aws_sdk_dynamodb::primitives::Blob;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::{EntityKey, TableModel};
use singletable::{Entity, Item, ItemKey, Mapping, Number, Repository, Table};
use std::collections::BTreeSet;

/// One table of a file. What is read, written and found is ticked off; [`finish`](Foreign::finish) asks
/// that nothing is left but what [`NOT_YET`] lists.
pub struct Foreign<T: TableModel> {
    /// The library and the table, as in [`NOT_YET`].
    title: String,
    items: Vec<Item>,
    reads: Vec<(&'static str, Vec<usize>)>,
    left: BTreeSet<What>,
    /// With all the items, as they are.
    pub table: Table<T>,
    /// Without any.
    target: Table<T>,
}

/// DynamoDB's JSON as the SDK's types.
fn attribute(value: &Value) -> AttributeValue {
    let (kind, value) = value.as_object().unwrap().iter().next().unwrap();
    let text = || value.as_str().unwrap().to_owned();
    let texts = || {
        let values = value.as_array().unwrap().iter();
        values.map(|value| value.as_str().unwrap().to_owned())
    };
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "B" => AttributeValue::B(blob(&text())),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap()),
        "NULL" => AttributeValue::Null(true),
        "SS" => AttributeValue::Ss(texts().collect()),
        "NS" => AttributeValue::Ns(texts().collect()),
        "BS" => AttributeValue::Bs(texts().map(|text| blob(&text)).collect()),
        "L" => AttributeValue::L(value.as_array().unwrap().iter().map(attribute).collect()),
        "M" => AttributeValue::M(item(value)),
        other => panic!("DynamoDB has no type {other}"),
    }
}

fn blob(base64: &str) -> Blob {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for digit in base64.trim_end_matches('=').bytes() {
        let value = DIGITS.iter().position(|known| *known == digit).unwrap();
        buffer = (buffer << 6) | u32::try_from(value).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).unwrap());
        }
    }
    Blob::new(bytes)
}

/// An item of DynamoDB's JSON.
pub fn item(value: &Value) -> Item {
    let members = value.as_object().unwrap().iter();
    members
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect()
}

/// The value in a form that compares sets as sets and numbers as numbers.
fn canonical(value: &AttributeValue) -> AttributeValue {
    let number = |text: &String| text.parse::<Number>().unwrap().to_string();
    match value {
        AttributeValue::N(text) => AttributeValue::N(number(text)),
        AttributeValue::Ns(texts) => {
            let set: BTreeSet<_> = texts.iter().map(number).collect();
            AttributeValue::Ns(set.into_iter().collect())
        }
        AttributeValue::Ss(texts) => {
            let set: BTreeSet<_> = texts.iter().cloned().collect();
            AttributeValue::Ss(set.into_iter().collect())
        }
        AttributeValue::Bs(blobs) => {
            let mut set = blobs.clone();
            set.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
            AttributeValue::Bs(set)
        }
        AttributeValue::L(list) => AttributeValue::L(list.iter().map(canonical).collect()),
        AttributeValue::M(map) => AttributeValue::M(canonical_item(map)),
        other => other.clone(),
    }
}

fn canonical_item(item: &Item) -> Item {
    let members = item.iter();
    members
        .map(|(name, value)| (name.clone(), canonical(value)))
        .collect()
}

/// The tables of a file, of which the first is the file itself.
fn tables(file: &Value) -> impl Iterator<Item = &Value> {
    std::iter::once(file).chain(file["more"].as_array().unwrap())
}

impl<T: TableModel> Foreign<T> {
    /// Creates the table that our layout says, once with the items of that table of the file and once
    /// empty, and compares the layout with the file's.
    pub async fn load(library: &str, file: &str, mapping: Mapping) -> Self {
        let name = T::LAYOUT.name;
        let title = format!("{library} {name}");
        let file: Value = serde_json::from_str(file).unwrap();
        let of = tables(&file).find(|of| of["table"]["name"] == name);
        let of = of.unwrap_or_else(|| panic!("the file has a table {name}"));
        let items: Vec<Item> = of["items"].as_array().unwrap().iter().map(item).collect();
        let reads: Vec<_> = of["reads"].as_array().unwrap().iter().map(read).collect();
        let mut left: BTreeSet<What> = (0..items.len()).map(What::Item).collect();
        left.extend(reads.iter().map(|(title, _)| What::Read(title)));

        // No item of the files has expired at that time.
        let clock = MovableClock::at("2026-01-01T00:00:05.000Z");
        let opened = |table: Table<T>| table.with_mapping(mapping).with_clock(clock.clock());
        let source = opened(table::<T>().await);
        let target = opened(table::<T>().await);
        let input = source.create_table().into_input().unwrap();
        compare_layouts(
            &title,
            layout::declared(&of["table"]),
            &layout::created(&input),
        );
        for item in &items {
            put_raw(&source, item).await;
        }
        Self {
            title,
            items,
            reads,
            left,
            table: source,
            target,
        }
    }

    /// Reads the items at these positions by the entity, and writes each again as it was: by `to_item`,
    /// and by `create` into an empty table.
    pub async fn entity<E>(&mut self, positions: &[usize]) -> Vec<E>
    where
        E: Entity<Table = T> + Clone,
    {
        let mut entities = Vec::new();
        for &position in positions {
            let title = format!("{}, item {position}", self.title);
            let stored = self.items[position].clone();
            let decoded = E::from_item(stored.clone()).unwrap();
            let read = Repository::<E>::new(&self.table).get_by(decoded.to_key());
            let read = read.send().await.unwrap();
            let read = read.unwrap_or_else(|| panic!("{title} is found by its key"));
            let expected = canonical_item(&stored);
            for entity in [&decoded, &read] {
                let written = entity.to_item(self.table.clock().now()).unwrap();
                assert_eq!(canonical_item(&written), expected, "{title}");
            }
            let create = Repository::<E>::new(&self.target).create(&read);
            create.send().await.unwrap();
            let key = read.item_key().unwrap();
            let mut written = canonical_item(&raw(&self.target, &key).await.unwrap());
            // A new item begins with the version 1.
            if let Some(version) = E::SCHEMA.version {
                written.insert(version.into(), expected[version].clone());
            }
            assert_eq!(written, expected, "{title}");
            assert!(self.left.remove(&What::Item(position)), "{title} twice");
            entities.push(read);
        }
        self.scan_finds_only::<E>(positions).await;
        entities
    }

    /// Asks that the items at these positions, which are no entities, were written with the entities.
    pub async fn written_besides(&mut self, positions: &[usize]) {
        let scan = self.target.client().scan().table_name(self.target.name());
        let written = scan.consistent_read(true).send().await.unwrap().items;
        let written: Vec<_> = written.unwrap().iter().map(canonical_item).collect();
        for &position in positions {
            let title = format!("{}, item {position}", self.title);
            let expected = canonical_item(&self.items[position]);
            assert!(written.contains(&expected), "{title}: {written:?}");
            assert!(self.left.remove(&What::Item(position)), "{title} twice");
        }
    }

    /// Asks that a scan by the entity finds its own items alone, those of [`NOT_YET`] apart.
    async fn scan_finds_only<E>(&self, positions: &[usize])
    where
        E: Entity<Table = T> + Clone,
    {
        let found = Repository::<E>::new(&self.table)
            .scan()
            .all()
            .await
            .unwrap();
        let keys: Vec<_> = found.iter().map(|one| one.item_key().unwrap()).collect();
        for position in self.positions(&keys) {
            let own = positions.contains(&position)
                || not_yet(&self.title).any(|what| what == What::Item(position));
            assert!(own, "{}, item {position} is of another entity", self.title);
        }
    }

    /// Compares what was found by one of the library's reads, in order.
    pub fn found<E: Entity>(&mut self, read: &str, found: &[E]) {
        let keys: Vec<_> = found.iter().map(|one| one.item_key().unwrap()).collect();
        self.found_keys(read, &keys);
    }

    /// As [`found`](Self::found), of an index that holds no whole items.
    pub fn found_by<K: EntityKey>(&mut self, read: &str, found: &[K]) {
        let keys: Vec<_> = found.iter().map(|key| key.item_key().unwrap()).collect();
        self.found_keys(read, &keys);
    }

    /// As [`found`](Self::found), of items of several entities.
    pub fn found_keys(&mut self, read: &str, keys: &[ItemKey]) {
        let title = format!("{}, {read}", self.title);
        let mut reads = self.reads.iter();
        let (name, finds) = reads
            .find(|(name, _)| name.starts_with(read))
            .unwrap_or_else(|| panic!("the file has no {title}"));
        assert_eq!(&self.positions(keys), finds, "{title}");
        let read = What::Read(name);
        assert!(self.left.remove(&read), "{title} twice");
    }

    fn positions(&self, keys: &[ItemKey]) -> Vec<usize> {
        let at = |key: &ItemKey| {
            let key = canonical_item(key.attributes());
            let same = |item: &Item| {
                let mut parts = key.iter();
                parts.all(|(name, value)| item.get(name).map(canonical).as_ref() == Some(value))
            };
            self.items.iter().position(same).unwrap()
        };
        keys.iter().map(at).collect()
    }

    /// Asks that the items and reads that were not ticked off are those of [`NOT_YET`].
    pub fn finish(self) {
        let listed = not_yet(&self.title).filter(|what| !matches!(what, What::Index(_)));
        let gaps = NOT_YET.iter().filter(|gap| gap.table == self.title);
        let reasons: Vec<_> = gaps.map(|gap| gap.reason).collect();
        let title = &self.title;
        assert_eq!(self.left, listed.collect(), "{title}: {reasons:?}");
    }
}

fn read(read: &Value) -> (&'static str, Vec<usize>) {
    let finds = read["finds"].as_array().unwrap().iter();
    let finds = finds.map(|position| usize::try_from(position.as_u64().unwrap()).unwrap());
    let title = read["title"].as_str().unwrap().to_owned();
    (title.leak(), finds.collect())
}

fn not_yet(title: &str) -> impl Iterator<Item = What> {
    let of = NOT_YET.iter().filter(move |gap| gap.table == title);
    of.flat_map(|gap| gap.what.iter().copied())
}

/// Ours is the file's without the indexes of [`NOT_YET`].
fn compare_layouts(title: &str, mut declared: Layout, created: &Layout) {
    for what in not_yet(title) {
        if let What::Index(name) = what {
            assert!(declared.remove(name).is_some(), "{title} has no {name}");
        }
    }
    assert_eq!(created, &declared, "{title}");
}
