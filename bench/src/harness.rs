//! Runs the contenders of a case in turns, so that what disturbs the machine disturbs all of them.

use crate::alloc;
use crate::args::{Args, Profile};
use crate::canned::{self, Log, Sent};
use crate::report::{Report, Row};
use crate::requests::meaning;
use aws_sdk_dynamodb::Client;
use bytes::Bytes;
use std::fmt::Debug;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How many results of a function are kept until the clock is stopped: dropping them is not timed.
const KEPT: usize = 64;

/// How long a case is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// How often each contender has its turn.
    pub rounds: usize,
    /// How long a turn lasts.
    pub turn: Duration,
}

/// The run: what was asked for, and what was found.
pub struct Bench {
    args: Args,
    runtime: Rc<Runtime>,
    report: Report,
    /// Whether anybody has worked under a profiler.
    profiled: bool,
}

impl Bench {
    /// A run with nothing measured yet.
    pub fn new(args: Args) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        Ok(Self {
            args,
            runtime: Rc::new(runtime),
            report: Report::default(),
            profiled: false,
        })
    }

    /// Measures a case, unless its name was filtered out. The first contender is what the others
    /// are compared with: in time, and before that in what they answer and what they send.
    ///
    /// # Panics
    ///
    /// When a contender does something else than the first.
    pub fn case<T: PartialEq + Debug>(
        &mut self,
        name: &str,
        contenders: impl FnOnce(&mut Case<T>),
    ) {
        self.case_of(name, self.args.effort(), contenders);
    }

    /// Measures a case of which one operation lasts as long as a turn.
    pub fn long_case<T: PartialEq + Debug>(
        &mut self,
        name: &str,
        contenders: impl FnOnce(&mut Case<T>),
    ) {
        let effort = Effort {
            rounds: self.args.long_rounds(),
            turn: Duration::ZERO,
        };
        self.case_of(name, effort, contenders);
    }

    fn case_of<T: PartialEq + Debug>(
        &mut self,
        name: &str,
        effort: Effort,
        contenders: impl FnOnce(&mut Case<T>),
    ) {
        if !self.args.wants(name) {
            return;
        }
        let mut case = Case {
            name: name.to_owned(),
            runtime: Rc::clone(&self.runtime),
            contenders: Vec::new(),
            given: Vec::new(),
            expected: None,
        };
        contenders(&mut case);
        if let Some(profile) = &self.args.profile {
            self.profiled |= case.run_only(profile);
            return;
        }
        self.report.add(case.measure(effort));
    }

    /// Whether the contender that a profiler is to see had something to do.
    pub fn has_profiled(&self) -> bool {
        self.profiled
    }

    /// What was measured.
    pub fn into_report(self) -> Report {
        self.report
    }
}

/// One thing to do, and those who do it.
pub struct Case<T> {
    name: String,
    runtime: Rc<Runtime>,
    contenders: Vec<Contender>,
    given: Vec<Row>,
    expected: Option<Expected<T>>,
}

/// What the first contender answered, and what it sent.
struct Expected<T> {
    answer: T,
    sent: Vec<Sent>,
}

struct Contender {
    name: &'static str,
    run: Box<dyn FnMut(usize) -> Taken>,
}

/// What some runs took.
#[derive(Debug, Clone, Copy, Default)]
struct Taken {
    time: Duration,
    allocations: u64,
}

impl Taken {
    /// Runs it.
    fn by(work: impl FnOnce()) -> Self {
        let (before, start) = (alloc::count(), Instant::now());
        work();
        let time = start.elapsed();
        Self {
            time,
            allocations: alloc::count() - before,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            time: self.time + other.time,
            allocations: self.allocations + other.allocations,
        }
    }
}

impl<T: PartialEq + Debug> Case<T> {
    /// A contender that sends requests, all of which are answered with that body. `view` makes what
    /// it answers comparable with the others' answers; it is not timed.
    pub fn request<A: 'static, F: AsyncFn() -> A + 'static>(
        &mut self,
        contender: &'static str,
        body: &Bytes,
        operation: impl Fn(Client) -> F,
        view: impl FnOnce(A) -> T,
    ) {
        let (client, log) = canned::recording(body);
        let once = operation(client);
        let answer = self.runtime.block_on(once());
        self.compare(contender, view(answer), &log);
        self.timed(contender, operation(canned::client(body)));
    }

    /// The same for a contender whose request asks for more items than the others', of which only the
    /// answer is compared.
    pub fn wider_request<A: 'static, F: AsyncFn() -> A + 'static>(
        &mut self,
        contender: &'static str,
        body: &Bytes,
        operation: impl Fn(Client) -> F,
        view: impl FnOnce(A) -> T,
    ) {
        let answer = self.runtime.block_on(operation(canned::client(body))());
        self.compare_answer(contender, &view(answer));
        self.timed(contender, operation(canned::client(body)));
    }

    /// A contender whose requests take that time, of which only the answer is compared.
    pub fn slow_request<F: AsyncFn() -> T + 'static>(
        &mut self,
        contender: &'static str,
        body: &Bytes,
        latency: Duration,
        operation: impl Fn(Client) -> F,
    ) where
        T: 'static,
    {
        let (client, log) = canned::recording(body);
        let answer = self.runtime.block_on(operation(client)());
        log.take();
        self.compare(contender, answer, &log);
        self.timed(contender, operation(canned::slow(body, latency)));
    }

    /// Something that only takes time.
    pub fn function_of_time<F: AsyncFn() + 'static>(&mut self, name: &'static str, operation: F) {
        self.timed(name, operation);
    }

    fn timed<A: 'static, F: AsyncFn() -> A + 'static>(&mut self, name: &'static str, operation: F) {
        let runtime = Rc::clone(&self.runtime);
        let run = move |times| {
            let work = async || {
                for _ in 0..times {
                    black_box(operation().await);
                }
            };
            Taken::by(|| runtime.block_on(work()))
        };
        self.contenders.push(Contender {
            name,
            run: Box::new(run),
        });
    }

    /// A contender that computes something from an input of its own each time. Making the inputs and
    /// dropping the results is not timed.
    pub fn function<I: 'static, A: 'static>(
        &mut self,
        name: &'static str,
        input: impl Fn() -> I + 'static,
        function: impl Fn(&mut I) -> A + 'static,
        view: impl FnOnce(A) -> T,
    ) {
        let answer = view(function(&mut input()));
        self.compare(name, answer, &Log::default());
        let mut results = Vec::with_capacity(KEPT);
        let run = move |times: usize| {
            let mut taken = Taken::default();
            let mut left = times;
            while left > 0 {
                let now = left.min(KEPT);
                left -= now;
                let mut inputs: Vec<_> = (0..now).map(|_| input()).collect();
                taken = taken.and(Taken::by(|| {
                    results.extend(inputs.iter_mut().map(|input| function(black_box(input))));
                }));
                black_box(&mut results).clear();
            }
            taken
        };
        self.contenders.push(Contender {
            name,
            run: Box::new(run),
        });
    }

    /// A time that is known without being measured.
    pub fn given(&mut self, contender: &'static str, time: Duration) {
        self.given.push(Row {
            name: self.name.clone(),
            contender: contender.into(),
            median_ns: nanoseconds(time),
            ratio_to_hand: 0.0,
            allocations: 0.0,
        });
    }

    fn compare(&mut self, contender: &str, answer: T, log: &Log) {
        let sent = log.take();
        self.compare_answer(contender, &answer);
        let Some(expected) = &self.expected else {
            self.expected = Some(Expected { answer, sent });
            return;
        };
        let name = &self.name;
        assert_eq!(
            meaning(&expected.sent),
            meaning(&sent),
            "{name}: {contender} sends something else"
        );
    }

    fn compare_answer(&self, contender: &str, answer: &T) {
        let Some(expected) = &self.expected else {
            return;
        };
        let name = &self.name;
        assert_eq!(
            &expected.answer, answer,
            "{name}: {contender} answers something else"
        );
    }

    /// Lets one contender do its work, with nothing measured. Whether it is one of this case.
    fn run_only(mut self, profile: &Profile) -> bool {
        let mut contenders = self.contenders.iter_mut();
        let contender = contenders.find(|known| known.name == profile.contender);
        contender
            .map(|contender| (contender.run)(profile.times))
            .is_some()
    }

    fn measure(mut self, effort: Effort) -> Vec<Row> {
        let times: Vec<_> = self
            .contenders
            .iter_mut()
            .map(|contender| times(contender, effort.turn))
            .collect();
        let mut means = vec![Vec::with_capacity(effort.rounds); self.contenders.len()];
        for round in 0..effort.rounds {
            // Whoever was second is first in the next round.
            for turn in 0..self.contenders.len() {
                let place = (round + turn) % self.contenders.len();
                let taken = (self.contenders[place].run)(times[place]);
                means[place].push(nanoseconds(taken.time) / count(times[place]));
            }
        }
        let medians: Vec<_> = means.into_iter().map(median).collect();
        let hand = medians.first().copied().unwrap_or(f64::NAN);
        let rows = self.contenders.iter_mut().zip(medians).zip(&times);
        let rows = rows.map(|((contender, median_ns), &times)| {
            let times = times.min(KEPT);
            let taken = (contender.run)(times);
            #[expect(clippy::cast_precision_loss, reason = "counts are small")]
            let allocations = taken.allocations as f64 / count(times);
            Row {
                name: self.name.clone(),
                contender: contender.name.into(),
                median_ns,
                ratio_to_hand: median_ns / hand,
                allocations: allocations.round(),
            }
        });
        let mut rows: Vec<_> = rows.collect();
        rows.extend(self.given.into_iter().map(|given| Row {
            ratio_to_hand: given.median_ns / hand,
            ..given
        }));
        rows
    }
}

/// How often a contender does its work in one turn.
fn times(contender: &mut Contender, turn: Duration) -> usize {
    let mut times = 1;
    loop {
        let taken = (contender.run)(times).time;
        if taken >= turn {
            return times;
        }
        let aimed = nanoseconds(turn) * 1.1 / nanoseconds(taken).max(1.0) * count(times);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive number of some thousands"
        )]
        let aimed = aimed as usize;
        times = aimed.clamp(times + 1, times * 10);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        0 if values.is_empty() => f64::NAN,
        0 => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    }
}

fn nanoseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn count(times: usize) -> f64 {
    times as f64
}
