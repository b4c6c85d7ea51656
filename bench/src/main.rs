//! Measures singletable against hand-written SDK code, `serde_dynamo`, modyne and dynamodb-facade.
//!
//! `cargo run --release --manifest-path bench/Cargo.toml` prints the table; `-- --json` prints the
//! same as JSON, `-- --quick` takes less care, and `-- query` measures the cases that have that in
//! their names. `-- --page docs/performance.json` measures nothing, and brings `docs/performance.md`
//! and its pictures to what that file says.
//!
//! `-- build/update --profile singletable 1000` measures nothing either: that contender does the work
//! of the cases so often, under a profiler that the program was started with.
//!
//! Every contender of a case gets the same inputs and the same prepared response, from a client that
//! is a real one but for the network. Before anything is timed, what it answers and what it sends is
//! compared with what the hand-written code does. Then the contenders take turns, round after round;
//! the numbers are medians over the rounds. Allocations are counted in a pass of its own.

mod alloc;
mod args;
mod canned;
mod cases;
mod contenders;
mod growth;
mod harness;
mod page;
mod picture;
mod report;
mod requests;
mod shapes;
mod svg;
mod wire;

use args::Args;
use harness::Bench;
use std::error::Error;
use std::io::Write as _;

#[global_allocator]
static ALLOCATOR: alloc::Counting = alloc::Counting;

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse(std::env::args().skip(1))?;
    if let Some(results) = &args.page {
        return page::write(results);
    }
    let (json, profile) = (args.json, args.profile.clone());
    let mut bench = Bench::new(args)?;
    cases::run(&mut bench);
    if let Some(profile) = profile {
        let nobody = || format!("no such case has the contender {}", profile.contender);
        return bench
            .has_profiled()
            .then_some(())
            .ok_or_else(|| nobody().into());
    }
    let report = bench.into_report();
    // A reader may close the pipe: that is an error to answer, and no panic.
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", report.json()?)?;
    } else {
        write!(out, "{report}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Args, Bench, cases};

    #[test]
    fn every_contender_answers_and_sends_what_the_hand_written_code_does() {
        // With nobody to profile, the contenders are compared and nothing is measured.
        let arguments = ["--profile", "nobody", "0"].map(String::from);
        let args = Args::parse(arguments.into_iter()).unwrap();
        cases::run(&mut Bench::new(args).unwrap());
    }
}
