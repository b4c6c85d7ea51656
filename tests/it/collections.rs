//! Collections: entities of one partition, read together.

use crate::support::{MovableClock, client, raw, table};
use futures_util::StreamExt as _;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::error::CollectionError;
use singletable::{Collection, Entity, Error, Item, Table};
use singletable_local::{Local, Script};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Work",
    ttl = "ttl",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(Local, local, sk = "local_sk")
)]
enum Work {
    Org(Org),
    Team(Team),
    Member(Member),
    Note(Note),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Work, pk = "ORG#<org_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_region, pk = "REGION#<region>", sk = "ORG#<org_id>"))]
#[entity(index(Local, name = own_name, sk = "A#<name>"))]
struct Org {
    org_id: String,
    region: String,
    #[entity(unique)]
    name: String,
}

/// The same field under another name.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Work, pk = "ORG#<owner>", sk = "TEAM#<id:05>")]
#[entity(index(GSI1, name = by_place, pk = "REGION#<place>", sk = "TEAM#<owner>#<id:05>"))]
#[entity(index(Local, name = own_title, sk = "B#<title>"))]
struct Team {
    id: u32,
    owner: String,
    place: String,
    title: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = Work, pk = "ORG#<org>", sk = "TEAM#<team_id:05>#MEMBER#<user>", ttl = "1h")]
struct Member {
    org: String,
    team_id: u32,
    user: String,
    age: u8,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Work, pk = "ORG#<org>", sk = "NOTE#<number:05>")]
struct Note {
    org: String,
    number: u32,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct Everything {
    org: Org,
    teams: Vec<Team>,
    members: Vec<Member>,
    #[collection(sort = text, descending)]
    notes: Vec<Note>,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct OrgWithTeams {
    org: Option<Org>,
    #[collection(join(id = team_id), sort = team.title)]
    teams: Vec<TeamWithMembers>,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct TeamWithMembers {
    team: Team,
    #[collection(descending)]
    members: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Work, pk = "ORG#<org_id>", narrow = "TEAM#")]
struct Teams {
    teams: Vec<Team>,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Work, index = GSI1, pk = "REGION#<region>")]
struct Region {
    orgs: Vec<Org>,
    teams: Vec<Team>,
}

#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(table = Work, index = Local, pk = "ORG#<org_id>")]
struct ByName {
    #[collection(descending)]
    teams: Vec<Team>,
    org: Option<Org>,
}

fn org(org_id: &str) -> Org {
    Org {
        org_id: org_id.into(),
        region: "eu".into(),
        name: format!("name of {org_id}"),
    }
}

fn team(org: &str, id: u32) -> Team {
    Team {
        id,
        owner: org.into(),
        place: "eu".into(),
        title: format!("title {:05}", id.wrapping_mul(7919) % 10_007),
    }
}

fn member(org: &str, team_id: u32, user: u32) -> Member {
    Member {
        org: org.into(),
        team_id,
        user: format!("u{user:05}"),
        age: u8::try_from(user % 100).unwrap(),
    }
}

fn note(org: &str, number: u32) -> Note {
    Note {
        org: org.into(),
        number,
        text: format!("text {:03}", number.wrapping_mul(31) % 97),
    }
}

/// What a partition should hold.
#[derive(Debug, Clone, PartialEq)]
struct Model {
    org: Org,
    teams: Vec<Team>,
    members: Vec<Member>,
    notes: Vec<Note>,
}

impl Model {
    /// A partition of so many members in each of the teams, in the order of the sort keys.
    fn new(id: &str, teams: &[u32], notes: u32) -> Self {
        let members = (0_u32..)
            .zip(teams)
            .flat_map(|(team, count)| (0..*count).map(move |user| (team, user)));
        Self {
            org: org(id),
            teams: (0..u32::try_from(teams.len()).unwrap())
                .map(|team| self::team(id, team))
                .collect(),
            members: members.map(|(team, user)| member(id, team, user)).collect(),
            notes: (0..notes).map(|number| note(id, number)).collect(),
        }
    }

    /// Writes everything, in an order that is no order.
    async fn write(&self, table: &Table<Work>) {
        let repositories = (
            TeamRepository::new(table),
            MemberRepository::new(table),
            NoteRepository::new(table),
        );
        OrgRepository::new(table)
            .create(&self.org)
            .send()
            .await
            .unwrap();
        let teams = self
            .teams
            .iter()
            .map(|team| Op::Team(repositories.0.put(team)));
        let members = self
            .members
            .iter()
            .map(|member| Op::Member(repositories.1.put(member)));
        let notes = self
            .notes
            .iter()
            .map(|note| Op::Note(repositories.2.put(note)));
        let mut all: Vec<_> = teams.chain(members).chain(notes).collect();
        fastrand::Rng::with_seed(7).shuffle(&mut all);
        let mut batch = table.batch_write();
        for op in all {
            batch = match op {
                Op::Team(put) => batch.with(put),
                Op::Member(put) => batch.with(put),
                Op::Note(put) => batch.with(put),
            };
        }
        batch.send().await.unwrap();
    }

    fn everything(&self) -> Everything {
        let mut notes = self.notes.clone();
        notes.sort_by(|a, b| b.text.cmp(&a.text));
        Everything {
            org: self.org.clone(),
            teams: self.teams.clone(),
            members: self.members.clone(),
            notes,
        }
    }

    fn nested(&self) -> OrgWithTeams {
        let mut families: BTreeMap<u32, Vec<Member>> = BTreeMap::new();
        for member in self.members.iter().rev() {
            families
                .entry(member.team_id)
                .or_default()
                .push(member.clone());
        }
        let mut teams: Vec<_> = self
            .teams
            .iter()
            .map(|team| TeamWithMembers {
                team: team.clone(),
                members: families.remove(&team.id).unwrap_or_default(),
            })
            .collect();
        teams.sort_by(|a, b| a.team.title.cmp(&b.team.title));
        OrgWithTeams {
            org: Some(self.org.clone()),
            teams,
        }
    }

    /// All items in the order of the sort key.
    fn items(&self) -> Vec<Work> {
        let mut items: Vec<(String, Work)> = vec![("#METADATA".into(), self.org.clone().into())];
        for team in &self.teams {
            items.push((format!("TEAM#{:05}", team.id), team.clone().into()));
        }
        for member in &self.members {
            let key = format!("TEAM#{:05}#MEMBER#{}", member.team_id, member.user);
            items.push((key, member.clone().into()));
        }
        for note in &self.notes {
            items.push((format!("NOTE#{:05}", note.number), note.clone().into()));
        }
        items.sort_by(|(a, _), (b, _)| a.cmp(b));
        items.into_iter().map(|(_, item)| item).collect()
    }
}

enum Op {
    Team(singletable::op::Put<Team>),
    Member(singletable::op::Put<Member>),
    Note(singletable::op::Put<Note>),
}

/// Writes an item as it is, beside the library.
async fn put_raw(table: &Table<Work>, entries: &[(&str, &str)]) {
    let entries = entries.iter();
    let item: Item = entries
        .map(|(name, text)| ((*name).to_owned(), AttributeValue::S((*text).to_owned())))
        .collect();
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
}

async fn put_unknown(table: &Table<Work>, org: &str) {
    let pk = format!("ORG#{org}");
    put_raw(
        table,
        &[("pk", &pk), ("sk", "TEAM#00000#X"), ("_type", "ROBOT")],
    )
    .await;
    put_raw(table, &[("pk", &pk), ("sk", "NOTE#00000#X")]).await;
}

#[tokio::test]
async fn a_collection_of_5000_shuffled_items_is_what_a_model_in_memory_says() {
    let table = table::<Work>().await;
    let teams: Vec<u32> = (0..200).map(|team| team % 53).collect();
    let model = Model::new("o1", &teams, 300);
    assert!(model.items().len() > 5_000, "{}", model.items().len());
    model.write(&table).await;
    Model::new("o10", &[3, 1], 5).write(&table).await;
    put_unknown(&table, "o1").await;
    let found = Everything::get(&table, "o1").send().await.unwrap();
    assert_eq!(found, Some(model.everything()));
    let found = OrgWithTeams::get(&table, "o1")
        .consistent()
        .send()
        .await
        .unwrap();
    assert_eq!(found, Some(model.nested()));
    let found = Teams::get(&table, "o1")
        .page_size(100)
        .send()
        .await
        .unwrap();
    assert_eq!(
        found,
        Some(Teams {
            teams: model.teams.clone()
        })
    );
}

#[test]
fn a_collection_is_the_same_at_any_page_size() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let table = runtime.block_on(table::<Work>());
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };
    let orgs = std::cell::Cell::new(0);
    let property = async |teams: Vec<u32>, notes: u32, page_size: usize| {
        orgs.set(orgs.get() + 1);
        let id = format!("o{}", orgs.get());
        let model = Model::new(&id, &teams, notes);
        model.write(&table).await;
        put_unknown(&table, &id).await;
        let found = Everything::get(&table, &id)
            .page_size(page_size)
            .send()
            .await;
        prop_assert_eq!(found.unwrap(), Some(model.everything()));
        let found = OrgWithTeams::get(&table, &id)
            .page_size(page_size)
            .send()
            .await;
        prop_assert_eq!(found.unwrap(), Some(model.nested()));
        let found: Vec<_> = Everything::get(&table, &id)
            .page_size(page_size)
            .stream()
            .collect()
            .await;
        let found: Result<Vec<_>, _> = found.into_iter().collect();
        prop_assert_eq!(found.unwrap(), model.items());
        Ok(())
    };
    TestRunner::new(config)
        .run(
            &(vec(0_u32..6, 0..6), 0_u32..8, 1_usize..9),
            |(teams, notes, page_size)| runtime.block_on(property(teams, notes, page_size)),
        )
        .unwrap();
}

#[tokio::test]
async fn a_partition_without_items_of_the_collection_is_none() {
    let table = table::<Work>().await;
    assert_eq!(Everything::get(&table, "o1").send().await.unwrap(), None);
    put_unknown(&table, "o1").await;
    assert_eq!(Everything::get(&table, "o1").send().await.unwrap(), None);
    let notes = NoteRepository::new(&table);
    notes.put(&note("o1", 1)).send().await.unwrap();
    assert_eq!(Teams::get(&table, "o1").send().await.unwrap(), None);
    assert_eq!(OrgWithTeams::get(&table, "o1").send().await.unwrap(), None);
}

#[tokio::test]
async fn a_member_that_is_required_and_missing_is_an_error_that_names_it() {
    let table = table::<Work>().await;
    let notes = NoteRepository::new(&table);
    notes.put(&note("o1", 1)).send().await.unwrap();
    let error = Everything::get(&table, "o1").send().await.unwrap_err();
    assert!(matches!(
        &error,
        Error::Collection(CollectionError::Missing {
            collection: "Everything",
            member: "org",
            entity: "Org"
        })
    ));
    assert_eq!(
        error.to_string(),
        "Everything: there is no `Org` for `org`, which is required; make it an `Option` where it \
         may be missing"
    );
}

#[tokio::test]
async fn several_items_for_a_member_that_holds_one_are_an_error() {
    let table = table::<Work>().await;
    OrgRepository::new(&table)
        .create(&org("o1"))
        .send()
        .await
        .unwrap();
    let teams = TeamRepository::new(&table);
    teams.put(&team("o1", 1)).send().await.unwrap();
    teams.put(&team("o1", 2)).send().await.unwrap();
    let error = TeamWithMembers::get(&table, "o1").send().await.unwrap_err();
    assert!(matches!(
        error,
        Error::Collection(CollectionError::Several {
            member: "team",
            count: 2,
            ..
        })
    ));
}

#[tokio::test]
async fn orphans_are_an_error_unless_they_are_left_out() {
    let table = table::<Work>().await;
    let model = Model::new("o1", &[2, 1], 0);
    model.write(&table).await;
    let members = MemberRepository::new(&table);
    for user in 0..3 {
        members.put(&member("o1", 9, user)).send().await.unwrap();
    }
    let get = || OrgWithTeams::get(&table, "o1");
    let error = get().send().await.unwrap_err();
    assert!(matches!(
        &error,
        Error::Collection(CollectionError::Orphans {
            entity: "Member",
            parent: "Team",
            count: 3,
            ..
        })
    ));
    let found = get().leave_out_orphans().send().await.unwrap();
    assert_eq!(found, Some(model.nested()));
}

#[tokio::test]
async fn an_item_that_cannot_be_decoded_names_entity_and_attribute() {
    let table = table::<Work>().await;
    Model::new("o1", &[1], 1).write(&table).await;
    put_raw(
        &table,
        &[
            ("pk", "ORG#o1"),
            ("sk", "NOTE#00009"),
            ("_type", "NOTE"),
            ("org", "o1"),
            ("number", "9"),
        ],
    )
    .await;
    let error = Everything::get(&table, "o1").send().await.unwrap_err();
    let Error::Decode(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (error.entity(), error.attribute()),
        ("Note", Some("number"))
    );
    let streamed: Vec<_> = Everything::get(&table, "o1").stream().collect().await;
    assert_eq!(streamed.iter().filter(|item| item.is_err()).count(), 1);
    assert_eq!(streamed.len(), 5);
}

#[tokio::test]
async fn expired_items_are_absent_unless_they_are_asked_for() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<Work>().await.with_clock(clock.clock());
    let model = Model::new("o1", &[2], 1);
    model.write(&table).await;
    clock.move_by(2 * 60 * 60);
    let mut without = model.everything();
    without.members.clear();
    let get = || Everything::get(&table, "o1");
    assert_eq!(get().send().await.unwrap(), Some(without));
    let found = get().include_expired().send().await.unwrap();
    assert_eq!(found, Some(model.everything()));
    assert_eq!(get().stream().count().await, 3);
    assert_eq!(get().include_expired().stream().count().await, 5);
    let orgs = OrgRepository::new(&table);
    assert_eq!(orgs.partition("o1").all().await.unwrap().len(), 3);
    let all = orgs.partition("o1").include_expired().all().await.unwrap();
    assert_eq!(all, model.items());
}

#[tokio::test]
async fn narrow_reads_a_part_of_the_partition() {
    let script = Script::new();
    let table = Table::<Work>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let model = Model::new("o1", &[0, 0, 0], 50);
    model.write(&table).await;
    let before = script.requests().len();
    let found = Teams::get(&table, "o1").page_size(3).send().await.unwrap();
    assert_eq!(found, Some(Teams { teams: model.teams }));
    // Three items and the end, which a full page cannot tell.
    assert!(script.requests().len() - before <= 2);
    let input = Teams::get(&table, "o1").into_input().unwrap();
    assert_eq!(
        input.key_condition_expression(),
        Some("#0 = :0 AND begins_with(#1, :1)")
    );
    let values = input.expression_attribute_values().unwrap();
    assert_eq!(values[":1"], AttributeValue::S("TEAM#".into()));
}

#[tokio::test]
async fn a_collection_is_read_from_a_global_and_from_a_local_index() {
    let table = table::<Work>().await;
    let models = ["o1", "o2"].map(|id| Model::new(id, &[1, 1], 1));
    for model in &models {
        model.write(&table).await;
    }
    let found = Region::get(&table, "eu").send().await.unwrap().unwrap();
    assert_eq!(found.orgs, models.each_ref().map(|model| model.org.clone()));
    let teams: Vec<_> = models
        .iter()
        .flat_map(|model| model.teams.clone())
        .collect();
    assert_eq!(found.teams, teams);
    assert_eq!(Region::get(&table, "us").send().await.unwrap(), None);
    let found = ByName::get(&table, "o1")
        .consistent()
        .send()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.org, Some(models[0].org.clone()));
    let mut teams = models[0].teams.clone();
    teams.sort_by(|a, b| b.title.cmp(&a.title));
    assert_eq!(found.teams, teams);
    let input = ByName::get(&table, "o1").consistent().into_input().unwrap();
    assert_eq!(
        (input.index_name(), input.consistent_read()),
        (Some("Local"), Some(true))
    );
}

#[tokio::test]
async fn a_stream_asks_for_a_page_when_the_one_before_is_used_up() {
    let script = Script::new();
    let table = Table::<Work>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    Model::new("o1", &[4], 20).write(&table).await;
    let before = script.requests().len();
    let mut stream = Box::pin(Everything::get(&table, "o1").page_size(5).stream());
    assert_eq!(script.requests().len(), before);
    for _ in 0..5 {
        stream.next().await.unwrap().unwrap();
    }
    assert_eq!(script.requests().len(), before + 1);
    stream.next().await.unwrap().unwrap();
    assert_eq!(script.requests().len(), before + 2);
}

#[tokio::test]
async fn a_wrong_key_is_an_error_before_any_request() {
    let table = Table::<Work>::new(client()).with_name("none");
    for id in ["", "a#b"] {
        let error = Everything::get(&table, id).send().await.unwrap_err();
        let Error::Key(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (error.entity(), error.field()),
            ("Everything", Some("org_id"))
        );
        assert!(
            Everything::get(&table, id)
                .stream()
                .next()
                .await
                .unwrap()
                .is_err()
        );
    }
    let debug = format!("{:?}", Everything::get(&table, "secret"));
    assert!(!debug.contains("secret"), "{debug}");
}

#[tokio::test]
async fn a_whole_partition_is_read_as_the_tables_enum() {
    let table = table::<Work>().await;
    let model = Model::new("o1", &[2, 1], 2);
    model.write(&table).await;
    Model::new("o10", &[2], 2).write(&table).await;
    let orgs = OrgRepository::new(&table);
    let mut items = model.items();
    assert_eq!(orgs.partition("o1").all().await.unwrap(), items);
    let streamed: Vec<_> = orgs
        .partition("o1")
        .page_size(2)
        .consistent()
        .stream()
        .collect()
        .await;
    let streamed: Result<Vec<_>, _> = streamed.into_iter().collect();
    assert_eq!(streamed.unwrap(), items);
    items.reverse();
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut read = orgs.partition("o1").descending().limit(3).page_size(2);
        if let Some(text) = &cursor {
            read = read.start_at(text);
        }
        let page = read.send().await.unwrap();
        found.extend(page.items);
        let Some(next) = page.next else { break };
        cursor = Some(next.to_string());
    }
    assert_eq!(found, items);
    // The cursor belongs to its partition and its order.
    let cursor = cursor.unwrap();
    let other = orgs
        .partition("o10")
        .descending()
        .start_at(&cursor)
        .into_input();
    assert!(other.unwrap_err().is_invalid_cursor());
    let other = orgs.partition("o1").start_at(&cursor).all().await;
    assert!(other.unwrap_err().is_invalid_cursor());
    // A type that the enum does not name is that item's error, and not the page's.
    put_unknown(&table, "o1").await;
    let page = orgs.partition("o1").send().await.unwrap();
    assert_eq!((page.items.len(), page.errors.len()), (items.len(), 2));
    assert!(raw(&table, &org("o1").item_key().unwrap()).await.is_some());
}
