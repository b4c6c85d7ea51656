//! The verbs of reads: `send`, `all`, `one`, `count` and `stream` mean the same for each of them.

use crate::support::{MovableClock, table, text, time};
use futures_util::TryStreamExt as _;
use singletable::op::{Only, Scan};
use singletable::{Entity, Error, Item, Page, Projection, Table, Timestamp};
use singletable_local::{Local, Script};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Park", ttl = "ttl")]
enum Park {
    Tree(Tree),
    Leaf(Leaf),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Park, type = "TREE", pk = "TREE#<id>", sk = "#TREE")]
struct Tree {
    id: u32,
    #[entity(unique)]
    name: String,
    height: u32,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Park, type = "LEAF", pk = "TREE#<tree>", sk = "LEAF#<id>")]
struct Leaf {
    tree: u32,
    id: String,
    size: u32,
    #[entity(ttl)]
    until: Option<Timestamp>,
}

#[derive(Debug, PartialEq, Projection)]
#[projection(entity = Leaf)]
struct LeafSize {
    id: String,
    size: u32,
}

const TREES: u32 = 20;
const LEAVES: u32 = 30;

fn tree(id: u32) -> Tree {
    Tree {
        id,
        name: format!("name {id}"),
        height: id % 4,
    }
}

/// Each third leaf has expired. All of them are of the first tree.
fn leaf(id: u32) -> Leaf {
    Leaf {
        tree: 0,
        id: format!("{id:03}"),
        size: id % 4,
        until: id
            .is_multiple_of(3)
            .then(|| time("2026-01-01T00:00:00.000Z")),
    }
}

fn fresh(leaves: u32) -> Vec<Leaf> {
    let leaves = (0..leaves).map(leaf);
    leaves.filter(|leaf| leaf.until.is_none()).collect()
}

/// A table of trees and leaves whose client follows a script, at a time when some have expired.
async fn park(trees: u32, leaves: u32) -> (Table<Park>, Script) {
    let script = Script::new();
    let clock = MovableClock::at("2026-01-01T00:01:00.000Z");
    let table = Table::<Park>::new(Local::memory().unwrap().scripted_client(&script));
    let table = table.with_clock(clock.clock());
    table.create_table().send().await.unwrap();
    let repository = TreeRepository::new(&table);
    for id in 0..trees {
        repository.create(&tree(id)).send().await.unwrap();
    }
    let repository = LeafRepository::new(&table);
    let puts = (0..leaves).map(|id| repository.put(&leaf(id)));
    table.batch_write().with_all(puts).send().await.unwrap();
    (table, script)
}

/// The bodies of the requests of an operation since there were so many requests.
fn requests(script: &Script, operation: &str, since: usize) -> Vec<serde_json::Value> {
    let requests = script.requests().into_iter().skip(since);
    let requests = requests.filter(|request| request.operation == operation);
    requests.map(|request| request.body).collect()
}

async fn put_raw(table: &Table<Park>, attributes: &[(&str, &str)]) {
    let item = attributes.iter();
    let item: Item = item
        .map(|(name, value)| ((*name).to_owned(), text(value)))
        .collect();
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(item)).send().await.unwrap();
}

/// All pages of the scan, each begun from the cursor before it.
async fn pages<T: Entity<Table = Park>>(scan: impl Fn() -> Scan<Only<T>>) -> Vec<Page<T>> {
    let mut pages: Vec<Page<T>> = Vec::new();
    loop {
        let scan = match pages.last().map(|page| page.next.as_ref()) {
            None => scan(),
            Some(Some(cursor)) => scan().start_at(cursor),
            Some(None) => return pages,
        };
        pages.push(scan.send().await.unwrap());
    }
}

#[tokio::test]
async fn the_pages_of_a_scan_give_every_result_once() {
    let (table, _) = park(6, 20).await;
    for segments in [1, 5] {
        for limit in [None, Some(1), Some(4), Some(1000)] {
            for page_size in [None, Some(1), Some(7)] {
                for least in [None, Some(2)] {
                    let scan = || {
                        let mut scan = table.scan_of::<Leaf>().segments(segments);
                        if let Some(limit) = limit {
                            scan = scan.limit(limit);
                        }
                        if let Some(page_size) = page_size {
                            scan = scan.page_size(page_size);
                        }
                        if let Some(least) = least {
                            scan = scan.filter(Leaf::SIZE.ge(least));
                        }
                        scan
                    };
                    let case = format!("{segments} {limit:?} {page_size:?} {least:?}");
                    let mut wanted = fresh(20);
                    wanted.retain(|leaf| leaf.size >= least.unwrap_or(0));
                    let pages = pages(scan).await;
                    for page in &pages {
                        let is_full = limit.is_some_and(|limit| page.items.len() == limit);
                        let may_be_short = limit.is_none() || page.next.is_none();
                        assert!(is_full || may_be_short, "{case}");
                    }
                    let mut found: Vec<_> = pages.into_iter().flat_map(|page| page.items).collect();
                    found.sort_by(|a, b| a.id.cmp(&b.id));
                    assert_eq!(found, wanted, "{case}");
                    let most = wanted.len().min(limit.unwrap_or(usize::MAX));
                    assert_eq!(scan().count().await.unwrap(), most, "{case}");
                    let all = scan().all().await.unwrap();
                    assert_eq!(all.len(), most, "{case}");
                    let streamed: Vec<_> = scan().stream().try_collect().await.unwrap();
                    assert_eq!(streamed.len(), most, "{case}");
                    assert!(scan().one().await.unwrap().is_some(), "{case}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_page_without_a_limit_is_one_request_of_each_segment() {
    let (table, script) = park(TREES, LEAVES).await;
    for segments in [1, 4] {
        let before = script.requests().len();
        let scan = table.scan().segments(segments).page_size(2);
        let page = scan.send().await.unwrap();
        let scans = requests(&script, "Scan", before);
        assert_eq!(scans.len(), segments as usize);
        assert!(page.next.is_some() && page.consumed.is_none());
        // The cursor begins where each of them has ended.
        let rest = table.scan().start_at(page.next.unwrap());
        let rest = rest.all().await.unwrap();
        let all = table.scan().all().await.unwrap().len();
        assert_eq!(page.items.len() + rest.len(), all);
    }
}

#[tokio::test]
async fn a_limit_ends_the_requests_of_a_scan_and_leaves_a_cursor() {
    let (table, script) = park(TREES, LEAVES).await;
    let before = script.requests().len();
    let mut stream = table.scan_of::<Tree>().limit(5).page_size(10).stream();
    let mut found = Vec::new();
    while let Some(tree) = stream.try_next().await.unwrap() {
        found.push(tree.id);
    }
    assert_eq!(found.len(), 5);
    let sent = requests(&script, "Scan", before).len();
    assert!(stream.try_next().await.unwrap().is_none());
    assert_eq!(requests(&script, "Scan", before).len(), sent);
    let rest = table.scan_of::<Tree>().start_at(stream.cursor().unwrap());
    found.extend(rest.all().await.unwrap().into_iter().map(|tree| tree.id));
    let distinct: BTreeSet<_> = found.iter().copied().collect();
    assert_eq!((found.len(), distinct), (20, (0..TREES).collect()));
}

#[tokio::test]
async fn a_limit_of_nothing_sends_no_request() {
    let (table, script) = park(2, 2).await;
    let before = script.requests().len();
    let nothing = || table.scan().limit(0);
    assert_eq!(nothing().all().await.unwrap(), []);
    assert_eq!(nothing().count().await.unwrap(), 0);
    let page = nothing().send().await.unwrap();
    assert_eq!(script.requests().len(), before);
    let all = table.scan().start_at(page.next.unwrap()).all().await;
    assert_eq!(all.unwrap().len(), 2 + fresh(2).len());
    // What is wrong with it is an error all the same.
    let wrong = nothing().start_at("garbage").all().await;
    assert!(wrong.unwrap_err().is_invalid_cursor());
}

#[tokio::test]
async fn a_limit_without_a_page_size_begins_with_small_requests() {
    let (table, script) = park(0, 350).await;
    let before = script.requests().len();
    let scan = || table.scan_of::<Tree>();
    assert_eq!(scan().limit(1).all().await.unwrap(), []);
    let limits = |since| {
        let requests = requests(&script, "Scan", since).into_iter();
        let limits = requests.map(|body| body["Limit"].as_u64());
        limits.collect::<Vec<_>>()
    };
    assert_eq!(limits(before), [Some(100), Some(100), Some(200)]);
    let before = script.requests().len();
    assert_eq!(scan().limit(250).count().await.unwrap(), 0);
    assert_eq!(limits(before), [Some(250), Some(250)]);
    let before = script.requests().len();
    assert_eq!(scan().one().await.unwrap(), None);
    assert_eq!(limits(before), [Some(100), Some(100), Some(200)]);
    let before = script.requests().len();
    assert_eq!(scan().limit(1).page_size(200).all().await.unwrap(), []);
    assert_eq!(limits(before), [Some(200), Some(200)]);
    let before = script.requests().len();
    assert_eq!(scan().count().await.unwrap(), 0);
    assert_eq!(limits(before), [None]);
}

#[tokio::test]
async fn a_count_of_a_scan_reads_no_items_and_counts_what_is_found() {
    let (table, script) = park(TREES, LEAVES).await;
    let fresh = fresh(LEAVES).len();
    let trees = TREES as usize;
    let before = script.requests().len();
    // The guards of the names are not counted, and neither are expired items.
    assert_eq!(table.scan().count().await.unwrap(), trees + fresh);
    let body = &requests(&script, "Scan", before)[0];
    assert_eq!(body["Select"], "COUNT");
    let all = table.scan().include_expired().segments(4).count();
    assert_eq!(all.await.unwrap(), trees + LEAVES as usize);
    let leaves = || table.scan_of::<Leaf>().page_size(3);
    assert_eq!(leaves().count().await.unwrap(), fresh);
    let all = leaves().include_expired().consistent().count();
    assert_eq!(all.await.unwrap(), LEAVES as usize);
    let big = leaves().filter(Leaf::SIZE.eq(3));
    let wanted = self::fresh(LEAVES)
        .iter()
        .filter(|leaf| leaf.size == 3)
        .count();
    assert_eq!(big.count().await.unwrap(), wanted);
    // A selection changes nothing, and the cursor is that of the same scan without the count.
    let page = leaves().limit(4).send().await.unwrap();
    let rest = leaves().start_at(page.next.unwrap());
    let rest = rest.select((Leaf::SIZE,)).count().await.unwrap();
    assert_eq!(rest, fresh - 4);
    // What cannot be decoded is counted: it is of the entity.
    put_raw(
        &table,
        &[("pk", "TREE#x"), ("sk", "#TREE"), ("_type", "TREE")],
    )
    .await;
    assert_eq!(table.scan_of::<Tree>().count().await.unwrap(), trees + 1);
}

#[tokio::test]
async fn what_cannot_be_decoded_is_among_the_errors_of_a_page() {
    let (table, _) = park(3, 0).await;
    put_raw(
        &table,
        &[("pk", "TREE#x"), ("sk", "#TREE"), ("_type", "TREE")],
    )
    .await;
    let page = table.scan_of::<Tree>().send().await.unwrap();
    assert_eq!((page.items.len(), page.errors.len()), (3, 1));
    assert!(page.next.is_none());
    // They count towards the limit.
    let page = table.scan_of::<Tree>().limit(4).send().await.unwrap();
    assert_eq!((page.items.len(), page.errors.len()), (3, 1));
    assert!(table.scan_of::<Tree>().all().await.is_err());
}

#[tokio::test]
async fn one_of_a_scan_is_a_result_or_none() {
    let (table, _) = park(TREES, LEAVES).await;
    let trees = || table.scan_of::<Tree>().segments(3).page_size(1);
    let only = trees().filter(Tree::NAME.eq("name 13")).one().await;
    assert_eq!(only.unwrap(), Some(tree(13)));
    let none = trees().filter(Tree::NAME.eq("none")).one().await;
    assert_eq!(none.unwrap(), None);
    let one = table.scan().one().await.unwrap();
    assert!(one.is_some());
    let one = table
        .scan_of::<Tree>()
        .filter(Tree::HEIGHT.is_in::<u32>([]));
    assert!(matches!(one.one().await, Err(Error::Expression { .. })));
}

#[tokio::test]
async fn a_scan_of_an_entity_reads_a_selection_or_a_projection() {
    let (table, script) = park(TREES, LEAVES).await;
    let leaves = || table.scan_of::<Leaf>().page_size(4);
    let before = script.requests().len();
    let mut projected = leaves().project::<LeafSize>().all().await.unwrap();
    projected.sort_by(|a, b| a.id.cmp(&b.id));
    let wanted = fresh(LEAVES).into_iter().map(|leaf| LeafSize {
        id: leaf.id,
        size: leaf.size,
    });
    assert_eq!(projected, wanted.collect::<Vec<_>>());
    // With what the scan needs itself: the keys, the type and the time to live.
    let body = &requests(&script, "Scan", before)[0];
    let names = body["ExpressionAttributeNames"].as_object().unwrap();
    let expression = body["ProjectionExpression"].as_str().unwrap();
    let read: BTreeSet<_> = expression
        .split(", ")
        .map(|name| names[name].as_str().unwrap())
        .collect();
    let wanted = ["_type", "id", "pk", "size", "sk", "ttl"];
    assert_eq!(read, wanted.into_iter().collect());
    let mut sizes = leaves()
        .filter(Leaf::ID.lt("010"))
        .select((Leaf::ID, Leaf::SIZE))
        .segments(2)
        .include_expired()
        .all()
        .await
        .unwrap();
    sizes.sort();
    let wanted = (0..10).map(|id| (Some(format!("{id:03}")), Some(id % 4)));
    assert_eq!(sizes, wanted.collect::<Vec<_>>());
    // A cursor of one selection continues another one.
    let page = leaves()
        .project::<LeafSize>()
        .limit(5)
        .send()
        .await
        .unwrap();
    let rest = leaves().start_at(page.next.unwrap()).all().await.unwrap();
    assert_eq!(page.items.len() + rest.len(), fresh(LEAVES).len());
    let input = leaves().select((Leaf::SIZE,)).into_input().unwrap();
    assert!(input.projection_expression().is_some());
    // Which items lack keys is a filter like others.
    let lacking = leaves().project::<LeafSize>().lacking_keys();
    assert_eq!(lacking.all().await.unwrap(), []);
}

#[tokio::test]
async fn a_cursor_of_something_else_is_refused_by_every_verb_of_a_scan() {
    let (table, script) = park(1, 1).await;
    let own = table.scan_of::<Tree>().stream().cursor().unwrap();
    let before = script.requests().len();
    let wrong = || table.scan_of::<Leaf>().start_at(&own);
    assert!(wrong().send().await.unwrap_err().is_invalid_cursor());
    assert!(wrong().all().await.unwrap_err().is_invalid_cursor());
    assert!(wrong().one().await.unwrap_err().is_invalid_cursor());
    assert!(wrong().count().await.unwrap_err().is_invalid_cursor());
    assert_eq!(script.requests().len(), before);
}

#[tokio::test]
async fn a_page_of_a_scan_says_what_it_has_consumed() {
    let (table, _) = park(TREES, 0).await;
    let meter = singletable::Meter::new();
    let table = table.with_meter(&meter);
    let page = table.scan().send().await.unwrap();
    assert!(page.consumed.unwrap().read_units > 0.0);
}

#[tokio::test]
async fn a_partition_is_counted_as_its_results_are() {
    let (table, script) = park(2, LEAVES).await;
    let trees = TreeRepository::new(&table);
    let fresh = fresh(LEAVES).len() + 1;
    // A guard, as it could be in a partition of another's making.
    put_raw(
        &table,
        &[("pk", "TREE#0"), ("sk", "_UNIQUE"), ("_type", "_UNIQUE")],
    )
    .await;
    let before = script.requests().len();
    assert_eq!(trees.partition(0_u32).count().await.unwrap(), fresh);
    assert_eq!(requests(&script, "Query", before)[0]["Select"], "COUNT");
    for page_size in [1, 3, 100] {
        let read = || trees.partition(0_u32).page_size(page_size);
        assert_eq!(read().all().await.unwrap().len(), fresh);
        assert_eq!(read().count().await.unwrap(), fresh);
        assert_eq!(read().limit(5).count().await.unwrap(), 5);
        assert_eq!(read().limit(500).count().await.unwrap(), fresh);
        let all = read().include_expired().count().await.unwrap();
        assert_eq!(all, LEAVES as usize + 1);
        // From a page on.
        let page = read().limit(4).send().await.unwrap();
        let rest = read().start_at(page.next.unwrap());
        assert_eq!(rest.count().await.unwrap(), fresh - 4);
    }
    assert_eq!(trees.partition(7_u32).count().await.unwrap(), 0);
}

#[tokio::test]
async fn one_of_a_partition_is_its_first_result() {
    let (table, _) = park(2, LEAVES).await;
    let trees = TreeRepository::new(&table);
    let first = trees.partition(0_u32).one().await.unwrap();
    assert_eq!(first, Some(Park::Tree(tree(0))));
    let last = trees.partition(0_u32).descending().page_size(1).one();
    assert_eq!(last.await.unwrap(), Some(Park::Leaf(leaf(29))));
    // The first leaf has expired.
    let page = trees.partition(0_u32).limit(1).send().await.unwrap();
    let second = trees.partition(0_u32).start_at(page.next.unwrap()).one();
    assert_eq!(second.await.unwrap(), Some(Park::Leaf(leaf(1))));
    assert_eq!(trees.partition(7_u32).one().await.unwrap(), None);
}

#[tokio::test]
async fn the_verbs_work_on_every_engine() {
    let table = table::<Park>().await;
    let trees = TreeRepository::new(&table);
    for id in 0..5 {
        trees.create(&tree(id)).send().await.unwrap();
    }
    assert_eq!(table.scan().count().await.unwrap(), 5);
    assert_eq!(trees.scan().limit(2).all().await.unwrap().len(), 2);
    let names = trees.scan().select((Tree::NAME,)).send().await.unwrap();
    assert_eq!(names.items.len(), 5);
    assert_eq!(trees.partition(1_u32).count().await.unwrap(), 1);
}
