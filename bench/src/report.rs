//! The table, and the same as JSON.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// One contender of one case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    /// The case.
    pub name: String,
    /// Who.
    pub contender: Cow<'static, str>,
    /// The median of the rounds, for one operation.
    pub median_ns: f64,
    /// The same as a part of the hand-written code's.
    pub ratio_to_hand: f64,
    /// How often one operation asks for memory.
    pub allocations: f64,
}

/// Everything that was measured.
#[derive(Debug, Default)]
pub struct Report {
    cases: Vec<Vec<Row>>,
}

impl Report {
    /// Adds the contenders of one case.
    pub fn add(&mut self, case: Vec<Row>) {
        self.cases.push(case);
    }

    /// One object for each contender of each case.
    ///
    /// # Errors
    ///
    /// None that can happen: numbers and texts have a form in JSON.
    pub fn json(&self) -> serde_json::Result<String> {
        let rows: Vec<_> = self.cases.iter().flatten().collect();
        serde_json::to_string_pretty(&rows)
    }

    /// What was printed as JSON.
    ///
    /// # Errors
    ///
    /// Where it is something else.
    pub fn parse(json: &str) -> serde_json::Result<Self> {
        let rows: Vec<Row> = serde_json::from_str(json)?;
        let cases = rows.chunk_by(|row, next| row.name == next.name);
        Ok(Self {
            cases: cases.map(<[Row]>::to_vec).collect(),
        })
    }

    /// The names of all cases, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let first = self.cases.iter().filter_map(|case| case.first());
        first.map(|row| row.name.as_str())
    }

    /// What a contender did in a case.
    pub fn row(&self, case: &str, contender: &str) -> Option<&Row> {
        let mut rows = self.cases.iter().flatten();
        rows.find(|row| row.name == case && row.contender == contender)
    }

    /// All contenders, in the order in which they first appear.
    fn contenders(&self) -> Vec<&str> {
        let mut contenders = Vec::new();
        for row in self.cases.iter().flatten() {
            if !contenders.contains(&&*row.contender) {
                contenders.push(&*row.contender);
            }
        }
        contenders
    }
}

impl fmt::Display for Report {
    /// A line for each case: the hand-written code's time, and the others' ratio to it; behind each,
    /// the allocations.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let contenders = self.contenders();
        let name = |case: &Vec<Row>| case.first().map_or(0, |row| row.name.len());
        let width = self.cases.iter().map(name).max().unwrap_or(0);
        let mut head = format!("{:width$}", "case");
        for contender in &contenders {
            write!(head, " | {contender:>18}")?;
        }
        writeln!(f, "{head}\n{}", "-".repeat(head.len()))?;
        for case in &self.cases {
            write!(f, "{:width$}", case.first().map_or("", |row| &row.name))?;
            for contender in &contenders {
                let row = case.iter().find(|row| row.contender == *contender);
                write!(f, " | {:>18}", row.map(cell).unwrap_or_default())?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// The time of hand-written code, or the ratio to it, and the allocations.
pub fn cell(row: &Row) -> String {
    let cost = match &*row.contender {
        "hand" => time(row.median_ns),
        _ => format!("{:.2}", row.ratio_to_hand),
    };
    format!("{cost} ({})", row.allocations)
}

/// A time as one reads it.
pub fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        short if short < 1e3 => format!("{short:.0} ns"),
        medium if medium < 1e6 => format!("{:.2} µs", medium / 1e3),
        long => format!("{:.2} ms", long / 1e6),
    }
}
