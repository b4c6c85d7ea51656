//! Whatever requests answer, nothing is lost and nothing is done twice.

use super::Settings;
use super::engine::{Answer, BatchKind, Engine, Entry};
use crate::error::Error;
use crate::exec::{Failed, Pauses, built};
use crate::generate::{Ids, Sources};
use aws_sdk_dynamodb::types::PutRequest;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use proptest::prelude::*;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// What becomes of a request, after so many milliseconds.
#[derive(Debug, Clone)]
struct Fate {
    after: u64,
    outcome: Outcome,
}

#[derive(Debug, Clone)]
enum Outcome {
    /// The last so many entries come back.
    Left(usize),
    FailsNow,
    FailsForGood,
}

#[derive(Default)]
struct State {
    fates: VecDeque<Fate>,
    under_way: usize,
    most: usize,
    held: BTreeSet<usize>,
    sizes: Vec<(usize, usize)>,
}

#[derive(Clone, Default)]
struct Fake(Arc<Mutex<State>>);

impl Fake {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

fn failed(can_succeed_later: bool) -> Failed {
    let error: Error = built(PutRequest::builder().build()).unwrap_err();
    Failed {
        error,
        can_succeed_later,
    }
}

impl BatchKind for Fake {
    /// Its bytes.
    type Value = usize;
    type Found = ();
    const MAX_ENTRIES: usize = 5;
    const MAX_BYTES: usize = 10;

    fn bytes(value: &usize) -> usize {
        *value
    }

    fn send(&self, mut entries: Vec<Entry<usize>>) -> BoxFuture<'static, Answer<Self>> {
        let own = self.clone();
        let fate = {
            let mut state = own.state();
            let bytes = entries.iter().map(|entry| entry.value).sum();
            state.sizes.push((entries.len(), bytes));
            state.under_way += 1;
            state.most = state.most.max(state.under_way);
            for entry in &entries {
                assert!(state.held.insert(entry.index), "sent while under way");
            }
            state.fates.pop_front()
        };
        async move {
            let fate = fate.unwrap_or(Fate {
                after: 1,
                outcome: Outcome::Left(0),
            });
            tokio::time::sleep(Duration::from_millis(fate.after)).await;
            let mut state = own.state();
            state.under_way -= 1;
            for entry in &entries {
                state.held.remove(&entry.index);
            }
            match fate.outcome {
                Outcome::Left(left) => {
                    let left = entries.split_off(entries.len().saturating_sub(left));
                    Answer {
                        done: entries.into_iter().map(|entry| (entry, ())).collect(),
                        left,
                        failed: None,
                    }
                }
                Outcome::FailsNow => Answer::failed(entries, failed(true)),
                Outcome::FailsForGood => Answer::failed(entries, failed(false)),
            }
        }
        .boxed()
    }
}

fn fate() -> impl Strategy<Value = Fate> {
    let outcome = prop_oneof![
        10 => (0..=6_usize).prop_map(Outcome::Left),
        4 => Just(Outcome::FailsNow),
        1 => Just(Outcome::FailsForGood),
    ];
    (0..100_u64, outcome).prop_map(|(after, outcome)| Fate { after, outcome })
}

/// A budget that the longest waits of all fates together do not spend, in milliseconds.
const PLENTY: u64 = 3_600_000;

proptest! {
    #[test]
    fn what_is_done_and_what_is_left_are_the_input(
        values in prop::collection::vec(0..=11_usize, 0..200),
        fates in prop::collection::vec(fate(), 0..80),
        concurrency in 1..5_usize,
        random in prop::collection::vec(any::<[u8; 16]>(), 1..9),
        budget in prop_oneof![Just(0), Just(300), Just(PLENTY)],
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let fake = Fake::default();
        fake.state().fates.extend(fates.iter().cloned());
        let settings = Settings {
            concurrency,
            retry_budget: Duration::from_millis(budget),
        };
        let random = Mutex::new(random.into_iter().cycle());
        let ids = Ids::new(move || random.lock().unwrap().next().unwrap());
        let sources = Sources { ids, ..Sources::default() };
        let count = values.len();
        let mut done = Vec::new();
        let mut values = values.into_iter().enumerate();
        let ended = runtime.block_on(async {
            let mut engine = Engine::new(fake.clone(), settings, &sources, &Pauses::default());
            let take = |entries: Vec<(Entry<usize>, ())>| {
                done.extend(entries.into_iter().map(|(entry, ())| entry.index));
            };
            engine.run(&mut values, take).await;
            engine.finish()
        });
        let mut all: Vec<_> = ended.left.iter().map(|entry| entry.index).collect();
        prop_assert!(all.is_sorted());
        all.extend(values.map(|(index, _)| index));
        prop_assert!(all.is_sorted());
        if all.is_empty() {
            prop_assert!(ended.failure.is_none());
        } else {
            prop_assert!(budget < PLENTY || ended.failure.is_some());
        }
        prop_assert_eq!(ended.done, done.len());
        all.extend(done);
        all.sort_unstable();
        prop_assert_eq!(all, (0..count).collect::<Vec<_>>());
        let state = fake.state();
        prop_assert!(state.most <= concurrency);
        for (entries, bytes) in &state.sizes {
            prop_assert!(*entries == 1 || *entries <= 5 && *bytes <= 10);
        }
    }
}
