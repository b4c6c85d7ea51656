//! Ranges and pages over sort keys of every type, against a model: the values in their order.

use crate::support::table;
use proptest::collection::btree_set;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use singletable::{Entity, Error, Number, Table};
use std::ops::Bound;

#[derive(Table)]
#[table(pk = binary("part"), sk = number("at"))]
struct Numbers;

#[derive(Table)]
#[table(pk = number("part"), sk = binary("at"))]
struct Binaries;

macro_rules! entity {
    ($name:ident, $table:ident, $part:ty, $at:ty) => {
        #[derive(Debug, Clone, PartialEq, Entity)]
        #[entity(table = $table, pk = "<part>", sk = "<at>")]
        struct $name {
            part: $part,
            at: $at,
        }
    };
}

entity!(Whole, Numbers, [u8; 1], i16);
entity!(Decimal, Numbers, [u8; 1], Number);
entity!(Float, Numbers, [u8; 1], f64);
entity!(Bytes, Binaries, i8, Vec<u8>);

/// The ends of a range, as positions in a pool of values.
type Ends = (Bound<usize>, Bound<usize>);

#[derive(Debug, Clone)]
struct Case {
    stored: Vec<usize>,
    ends: Ends,
    descending: bool,
    page: usize,
}

fn end(pool: usize) -> impl Strategy<Value = Bound<usize>> {
    (0..pool, 0..3_u8).prop_map(|(at, kind)| match kind {
        0 => Bound::Unbounded,
        1 => Bound::Included(at),
        _ => Bound::Excluded(at),
    })
}

fn case(pool: usize) -> impl Strategy<Value = Case> {
    let stored = btree_set(0..pool, 0..pool).prop_map(|stored| stored.into_iter().collect());
    (stored, end(pool), end(pool), any::<bool>(), 1_usize..5).prop_map(
        |(stored, low, high, descending, page)| Case {
            stored,
            ends: (low, high),
            descending,
            page,
        },
    )
}

fn is_within((low, high): &Ends, at: usize) -> bool {
    let above = match low {
        Bound::Unbounded => true,
        Bound::Included(low) => at >= *low,
        Bound::Excluded(low) => at > *low,
    };
    let below = match high {
        Bound::Unbounded => true,
        Bound::Included(high) => at <= *high,
        Bound::Excluded(high) => at < *high,
    };
    above && below
}

fn is_inverted((low, high): &Ends) -> bool {
    match (low, high) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
        // Nothing lies after a value and before it.
        (Bound::Excluded(low), Bound::Excluded(high)) => low >= high,
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high))
        | (Bound::Included(low), Bound::Excluded(high)) => low > high,
    }
}

fn position<V: PartialEq>(pool: &[V], value: &V) -> usize {
    pool.iter().position(|of| of == value).unwrap()
}

macro_rules! law {
    ($test:ident, $entity:ident, $repository:ident, $part:expr, $pool:expr) => {
        #[test]
        fn $test() {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let pool = $pool;
            let mut runner = TestRunner::new(Config::with_cases(48));
            let law = runner.run(&case(pool.len()), |case| {
                runtime.block_on(async {
                    let repository = $repository::new(&table().await);
                    let value = |at: usize| pool[at].clone();
                    let items: Vec<_> = case
                        .stored
                        .iter()
                        .map(|&at| $entity {
                            part: $part,
                            at: value(at),
                        })
                        .collect();
                    for item in items.iter().rev() {
                        repository.put(item).send().await.unwrap();
                    }
                    let query = || {
                        let ends = (case.ends.0.map(value), case.ends.1.map(value));
                        let query = repository.query($part).within((), ends).limit(case.page);
                        if case.descending {
                            query.descending()
                        } else {
                            query
                        }
                    };
                    let mut read = Vec::new();
                    let mut page = query().send().await;
                    if is_inverted(&case.ends) {
                        prop_assert!(matches!(page, Err(Error::Key(_))), "{:?}", case);
                        return Ok(());
                    }
                    loop {
                        let Ok(found) = page else { panic!("{page:?}") };
                        prop_assert!(found.items.len() <= case.page);
                        read.extend(found.items);
                        let Some(next) = found.next else { break };
                        page = query().start_at(&next).send().await;
                    }
                    let within = |item: &&$entity| is_within(&case.ends, position(&pool, &item.at));
                    let mut expected: Vec<_> = items.iter().filter(within).cloned().collect();
                    if case.descending {
                        expected.reverse();
                    }
                    prop_assert_eq!(read, expected);
                    Ok(())
                })
            });
            law.unwrap();
        }
    };
}

fn numbers(texts: &[&str]) -> Vec<Number> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

law!(
    whole_numbers_are_read_in_their_order,
    Whole,
    WholeRepository,
    [1],
    [i16::MIN, -100, -1, 0, 1, 2, 9, 10, 11, 99, 100, i16::MAX]
);
law!(
    decimals_are_read_in_their_order,
    Decimal,
    DecimalRepository,
    [2],
    numbers(&[
        "-9.9E+125",
        "-1E+38",
        "-1.5",
        "-1",
        "-1E-130",
        "0",
        "1E-130",
        "0.1",
        "0.10000000000000000000000000000000000001",
        "1",
        "1.5",
        "10",
        "1E+125"
    ])
);
law!(
    floats_are_read_in_their_order,
    Float,
    FloatRepository,
    [3],
    [
        -1e30_f64, -2.5, -0.1, 0.0, 1e-30, 0.1, 0.5, 1.0, 1.5, 10.0, 1e30
    ]
);
law!(
    binaries_are_read_in_the_order_of_their_bytes,
    Bytes,
    BytesRepository,
    -1,
    [
        vec![0_u8],
        vec![0, 0],
        vec![0, 255],
        vec![1],
        vec![1, 0],
        vec![127],
        vec![128],
        vec![255],
        vec![255, 0],
        vec![255, 255]
    ]
);
