//! Keys made of what fields hold: `<source.owner>`.

use crate::support::{raw, table, text};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::{Deserialize, Serialize};
use singletable::bounds::EntityKey as _;
use singletable::{Attributes, Entity, Error, Item, Table};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(GSI2, pk = "gsi2pk", sk = "gsi2sk"),
    index(GSI3, pk = "gsi3pk", sk = number("rank"))
)]
enum Forge {
    Repo(Repo),
    Fork(Fork),
    Mirror(Mirror),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(rename_all = "camelCase")]
struct Source {
    owner: String,
    repo_name: String,
    number: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<Box<Parent>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Parent {
    owner: Option<String>,
}

/// The field that holds it is always there; on the way into it are `Option`s.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Forge, pk = "REPO#<id>", sk = "#REPO", paths(source.number: u64))]
#[entity(index(GSI1, name = by_source, pk = "OWNER#<source.owner>", sk = "<source.number:08>#<source.repo_name>"))]
#[entity(index(GSI2, name = by_parent, pk = "PARENT#<source.parent.owner:lower>", sk = "<created>"))]
#[entity(index(GSI3, name = ranked, pk = "RANKED", sk = "<source.number>"))]
struct Repo {
    id: String,
    source: Source,
    created: String,
    stars: u64,
}

/// The field that holds it is all of the key, and an `Option`.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Forge, pk = "FORK#<id>", sk = "#FORK")]
#[entity(index(GSI1, name = by_source, pk = "FORKS#<source.owner>", sk = "FORK#<source.repo_name>#<id>"))]
struct Fork {
    id: String,
    source: Option<Source>,
}

/// The primary key is made of it.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Forge, pk = "MIRROR#<source.owner>", sk = "<source.repo_name>#<at>")]
#[entity(index(GSI1, name = by_at, pk = "MIRRORS", sk = "<at>#<source.owner>"))]
struct Mirror {
    source: Source,
    at: String,
    hits: u64,
}

#[allow(
    clippy::option_option,
    reason = "a struct on the way, and a value at its end"
)]
fn source(owner: &str, parent: Option<Option<&str>>) -> Source {
    Source {
        owner: owner.into(),
        repo_name: "core".into(),
        number: 7,
        parent: parent.map(|owner| {
            Box::new(Parent {
                owner: owner.map(str::to_owned),
            })
        }),
    }
}

#[allow(
    clippy::option_option,
    reason = "a struct on the way, and a value at its end"
)]
fn repo(parent: Option<Option<&str>>) -> Repo {
    Repo {
        id: "r".into(),
        source: source("ada", parent),
        created: "2026".into(),
        stars: 0,
    }
}

/// The stored keys of the indexes, `-` where there is none.
fn keys(item: &Item) -> Vec<String> {
    let names = ["gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "rank"];
    let of = |name: &str| match item.get(name) {
        Some(value) => value.as_s().or(value.as_n()).unwrap().clone(),
        None => "-".to_owned(),
    };
    names.into_iter().map(of).collect()
}

async fn stored(repos: &RepoRepository) -> Vec<String> {
    keys(
        &raw(repos.table(), &Repo::key("r").item_key().unwrap())
            .await
            .unwrap(),
    )
}

/// The keys that the values of the fields make, as the templates say.
fn expected(repo: &Repo) -> Vec<String> {
    let Source {
        owner,
        repo_name,
        number,
        parent,
    } = &repo.source;
    let parent = parent.as_ref().and_then(|parent| parent.owner.as_deref());
    let [by_parent, created] = match parent {
        Some(parent) => [
            format!("PARENT#{}", parent.to_lowercase()),
            repo.created.clone(),
        ],
        None => ["-".into(), "-".into()],
    };
    vec![
        format!("OWNER#{owner}"),
        format!("{number:08}#{repo_name}"),
        by_parent,
        created,
        number.to_string(),
    ]
}

fn any_source() -> impl Strategy<Value = Source> {
    let name = || "[a-zA-Z]{1,3}";
    let parent = proptest::option::of(proptest::option::of(name()));
    (name(), name(), 0..9999u64, parent).prop_map(|(owner, repo_name, number, parent)| Source {
        owner,
        repo_name,
        number,
        parent: parent.map(|owner| Box::new(Parent { owner })),
    })
}

/// A way to change the field that holds the values, and another one.
#[derive(Debug, Clone)]
enum Change {
    Together(Source, String),
    Given(Source),
    GivenOther(String),
    Save(Source, String),
    Put(Source),
    IfAbsent(Source, String),
    Upsert(Source, String),
}

fn any_change() -> impl Strategy<Value = Change> {
    let created = || "[0-9]{1,3}";
    prop_oneof![
        (any_source(), created()).prop_map(|(source, at)| Change::Together(source, at)),
        any_source().prop_map(Change::Given),
        created().prop_map(Change::GivenOther),
        (any_source(), created()).prop_map(|(source, at)| Change::Save(source, at)),
        any_source().prop_map(Change::Put),
        (any_source(), created()).prop_map(|(source, at)| Change::IfAbsent(source, at)),
        (any_source(), created()).prop_map(|(source, at)| Change::Upsert(source, at)),
    ]
}

async fn make(repos: &RepoRepository, model: &mut Repo, change: Change) -> Result<(), Error> {
    let before = model.clone();
    let update = || repos.update("r");
    match change {
        Change::Together(source, created) => {
            (model.source, model.created) = (source.clone(), created.clone());
            let update = update().set_key(Repo::BY_SOURCE_KEY, (source, created));
            update.send().await
        }
        Change::Given(source) => {
            model.source = source.clone();
            update()
                .given(&before)
                .set(Repo::SOURCE, source)
                .send()
                .await
        }
        Change::GivenOther(created) => {
            model.created.clone_from(&created);
            update()
                .given(&before)
                .set(Repo::CREATED, created)
                .send()
                .await
        }
        Change::Save(source, created) => {
            (model.source, model.created) = (source, created);
            repos.save(&before, model).send().await.map(|_| ())
        }
        Change::Put(source) => {
            model.source = source;
            repos.put(model).send().await
        }
        // All is there already. The keys of one index may be missing, and then they are not filled in alone.
        Change::IfAbsent(source, created) => {
            let update = update().set_key_if_absent(Repo::BY_SOURCE_KEY, (source, created));
            match update.send().await {
                Err(error) if error.is_condition_failed() => Ok(()),
                filled => filled,
            }
        }
        Change::Upsert(source, created) => {
            (model.source, model.created) = (source.clone(), created.clone());
            let upsert = repos
                .update("r")
                .upsert()
                .set_key(Repo::BY_SOURCE_KEY, (source, created));
            upsert.set(Repo::STARS, 0).send().await
        }
    }
}

#[test]
fn keys_follow_every_change_of_what_their_paths_lead_into() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let repos = runtime.block_on(async { RepoRepository::new(&table::<Forge>().await) });
    let cases = Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    };
    let changes = (any_source(), proptest::collection::vec(any_change(), 1..5));
    let tested = TestRunner::new(cases).run(&changes, |(source, changes)| {
        runtime.block_on(async {
            let mut model = Repo {
                source,
                ..repo(None)
            };
            repos.put(&model).send().await.unwrap();
            for change in changes {
                make(&repos, &mut model, change).await.unwrap();
                prop_assert_eq!(stored(&repos).await, expected(&model));
                let read = repos.get("r").send().await.unwrap();
                prop_assert_eq!(read.as_ref(), Some(&model));
            }
            Ok(())
        })
    });
    tested.unwrap();
}

#[tokio::test]
async fn an_access_pattern_takes_the_values_at_the_ends_of_paths() {
    let repos = RepoRepository::new(&table::<Forge>().await);
    let whole = repo(Some(Some("Eve")));
    repos.create(&whole).send().await.unwrap();
    let found = repos.by_source("ada").prefix((7, "core")).one().await;
    assert_eq!(found.unwrap().as_ref(), Some(&whole));
    assert_eq!(repos.by_source("ada").after((7,)).count().await.unwrap(), 0);
    assert_eq!(repos.by_parent("EVE").count().await.unwrap(), 1);
    let ranked = repos.ranked().between((1,), (9,));
    assert_eq!(ranked.count().await.unwrap(), 1);
}

#[tokio::test]
async fn an_item_without_a_value_on_the_way_is_not_in_the_index() {
    let repos = RepoRepository::new(&table::<Forge>().await);
    for parent in [None, Some(None)] {
        let repo = repo(parent);
        repos.put(&repo).send().await.unwrap();
        assert_eq!(stored(&repos).await, expected(&repo));
    }
}

#[tokio::test]
async fn an_optional_field_that_is_all_of_the_key_is_set_and_removed_alone() {
    let forks = ForkRepository::new(&table::<Forge>().await);
    let fork = |source| Fork {
        id: "f".into(),
        source,
    };
    forks.create(&fork(None)).send().await.unwrap();
    assert_eq!(forks.by_source("ada").count().await.unwrap(), 0);
    let set = forks.update("f").set(Fork::SOURCE, source("ada", None));
    set.send().await.unwrap();
    let found = forks.by_source("ada").one().await.unwrap();
    assert_eq!(found, Some(fork(Some(source("ada", None)))));
    forks.update("f").remove(Fork::SOURCE).send().await.unwrap();
    let key = Fork::key("f").item_key().unwrap();
    let item = raw(forks.table(), &key).await.unwrap();
    assert_eq!(keys(&item), ["-"; 5]);
    // Where there is none, it is filled in with its keys; where there is one, it keeps them.
    for owner in ["eve", "bob"] {
        let fill = forks
            .update("f")
            .set_if_absent(Fork::SOURCE, source(owner, None));
        fill.send().await.unwrap();
    }
    assert_eq!(forks.by_source("eve").count().await.unwrap(), 1);
    forks
        .update("f")
        .set_or_remove(Fork::SOURCE, None)
        .send()
        .await
        .unwrap();
    assert_eq!(forks.by_source("eve").count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_primary_key_of_paths_takes_their_values() {
    let mirrors = MirrorRepository::new(&table::<Forge>().await);
    let mirror = Mirror {
        source: source("ada", None),
        at: "1".into(),
        hits: 0,
    };
    mirrors.create(&mirror).send().await.unwrap();
    let key = Mirror::key("ada", "core", "1");
    assert_eq!(mirror.to_key(), key);
    let item = raw(mirrors.table(), &key.item_key().unwrap())
        .await
        .unwrap();
    assert_eq!(item["pk"], text("MIRROR#ada"));
    assert_eq!(item["gsi1sk"], text("1#ada"));
    mirrors
        .update("ada", "core", "1")
        .add(Mirror::HITS, 2)
        .send()
        .await
        .unwrap();
    let read = mirrors.query("ada").prefix(("core",)).one().await.unwrap();
    assert_eq!(read.map(|mirror| mirror.hits), Some(2));
    // The key does not have all of the field.
    let upsert = mirrors
        .update("eve", "core", "1")
        .upsert()
        .set(Mirror::HITS, 1);
    assert!(matches!(upsert.send().await, Err(Error::Expression { .. })));
    // Another value at the end of a path is another item.
    let moved = Mirror {
        source: source("eve", None),
        ..mirror.clone()
    };
    assert!(mirrors.save(&mirror, &moved).send().await.is_err());
}

#[tokio::test]
async fn items_from_before_the_index_get_keys_of_paths() {
    use futures_util::TryStreamExt as _;
    let table = table::<Forge>().await;
    let repos = RepoRepository::new(&table);
    let repo = repo(Some(Some("Eve")));
    repos.create(&repo).send().await.unwrap();
    let key = repo.item_key().unwrap();
    let mut item = raw(&table, &key).await.unwrap();
    for name in ["gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "rank"] {
        item.remove(name);
    }
    crate::support::put_raw(&table, &item).await;
    let lacking = repos.scan().lacking_keys().count().await.unwrap();
    assert_eq!(lacking, 1);
    let stale: Vec<_> = repos
        .scan()
        .stale_keys()
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(stale.len(), 1);
    repos
        .save(&repo, &repo)
        .with_all_keys()
        .send()
        .await
        .unwrap();
    assert_eq!(stored(&repos).await, expected(&repo));
    assert_eq!(repos.scan().lacking_keys().count().await.unwrap(), 0);
}
