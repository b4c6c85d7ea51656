//! What holds for each entity.

use crate::Store;
use crate::stored::in_one_form;
use fastrand::Rng;
use singletable::bounds::{EntityKey as _, PlainEntity};
use singletable::op::Update;
use singletable::{Item, ItemKey, Mapping, Repository, Table, Timestamp};
use singletable_local::Local;
use std::fmt::Debug;

/// How many values of each entity are tried.
const VALUES: u64 = 3;

/// An entity of the generator.
pub(crate) trait Generated:
    PlainEntity<Table = Store> + Clone + PartialEq + Debug + Send + Sync
{
    const NAME: &'static str;
    /// What its paths are called.
    const PATHS: &'static [&'static str];

    fn any_entity(random: &mut Rng) -> Self;

    /// Changes the value at the end of that path, in the model and in the update; `None` where the model
    /// has nothing there.
    fn change(
        path: usize,
        model: &mut Self,
        update: Update<Self>,
        random: &mut Rng,
    ) -> Option<Update<Self>>;
}

/// A fresh table.
async fn table() -> Table<Store> {
    let table = Table::new(Local::memory().unwrap().client());
    table.create_table().send().await.unwrap();
    table
}

/// One entity's values in the table, by each mapping.
struct Stored<'t, E: Generated> {
    table: &'t Table<Store>,
    repositories: [Repository<E>; 2],
}

/// Tries the entity, and gives what does not hold.
pub(crate) async fn obeys<E: Generated>(seed: u64) -> Vec<String> {
    let table = &table().await;
    let mut faults = Vec::new();
    let mappings = [Mapping::Direct, Mapping::Maps];
    let repositories =
        mappings.map(|mapping| Repository::new(&table.clone().with_mapping(mapping)));
    let stored = Stored::<E> {
        table,
        repositories,
    };
    for value in 0..VALUES {
        let mut random = Rng::with_seed(seed.wrapping_mul(31).wrapping_add(value));
        let mut note =
            |path: &str, fault: String| faults.push(format!("{} {path}: {fault}", E::NAME));
        stored.obeys(&mut random, &mut note).await;
    }
    faults
}

impl<E: Generated> Stored<'_, E> {
    async fn obeys(&self, random: &mut Rng, note: &mut impl FnMut(&str, String)) {
        let mut model = E::any_entity(random);
        for repository in &self.repositories {
            let done = repository.put(&model).send().await;
            match done {
                Ok(()) => self
                    .check(&model)
                    .await
                    .unwrap_or_else(|fault| note("put", fault)),
                Err(error) => return note("put", format!("{error:?}\n  {model:?}")),
            }
        }
        for (index, path) in E::PATHS.iter().enumerate() {
            let repository = &self.repositories[random.usize(0..2)];
            let mut changed = model.clone();
            let update = repository.update_by(E::Key::of(&model));
            let Some(update) = E::change(index, &mut changed, update, random) else {
                continue;
            };
            let done = match update.send().await {
                Ok(()) => self.check(&changed).await,
                Err(error) => Err(format!("{error:?}")),
            };
            if let Err(fault) = done {
                note(path, format!("{fault}\n  of {model:?}\n  to {changed:?}"));
                // What comes after is not to fail for the same reason.
                let _ = repository.put(&changed).send().await;
            }
            model = changed;
        }
    }

    /// Whether the item is read as the model, by both mappings, and stored as a put of the model stores
    /// it.
    async fn check(&self, model: &E) -> Result<(), String> {
        let key = E::Key::of(model);
        for repository in &self.repositories {
            let read = repository.get_by(key.clone()).send().await;
            let read = read.map_err(|error| format!("{error:?}"))?;
            if read.as_ref() != Some(model) {
                return Err(format!("is read as {read:?}"));
            }
        }
        let key = key.item_key().map_err(|error| format!("{error:?}"))?;
        let found = in_one_form(self.raw(&key).await);
        let expected = model.to_item(Timestamp::now());
        let expected = in_one_form(expected.map_err(|error| format!("{error:?}"))?);
        for (name, value) in &expected {
            if found.get(name) != Some(value) {
                return Err(format!(
                    "`{name}` is {:?}, and a put stores {value:?}",
                    found.get(name)
                ));
            }
        }
        let other = found.keys().find(|name| !expected.contains_key(*name));
        other.map_or(Ok(()), |name| Err(format!("a put stores no `{name}`")))
    }

    async fn raw(&self, key: &ItemKey) -> Item {
        let request = self.table.client().get_item().table_name(self.table.name());
        let request = request.set_key(Some(key.attributes().clone()));
        request.send().await.unwrap().item.unwrap_or_default()
    }
}
