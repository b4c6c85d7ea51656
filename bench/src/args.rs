//! What the run was asked for.

use crate::harness::Effort;
use std::path::PathBuf;
use std::time::Duration;

/// The arguments.
#[derive(Debug, Clone, Default)]
pub struct Args {
    /// Print JSON in place of the table.
    pub json: bool,
    /// Measure nothing; make the page from this file.
    pub page: Option<PathBuf>,
    /// Measure nothing; let one contender do its work that often, under a profiler.
    pub profile: Option<Profile>,
    quick: bool,
    filters: Vec<String>,
}

/// What a profiler is to see.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Who is to work.
    pub contender: String,
    /// How often.
    pub times: usize,
}

impl Args {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// A sentence about an argument that is not known.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => args.json = true,
                "--page" => {
                    let file = arguments.next().ok_or("--page needs a file of results")?;
                    args.page = Some(file.into());
                }
                "--profile" => {
                    let what = arguments.next().zip(arguments.next());
                    let profile = what.and_then(|(contender, times)| {
                        let times = times.parse().ok()?;
                        Some(Profile { contender, times })
                    });
                    args.profile = Some(profile.ok_or("--profile needs a contender and a number")?);
                }
                "--quick" => args.quick = true,
                option if option.starts_with('-') => {
                    return Err(format!(
                        "{option} is not known; there are --json, --quick, --page FILE, --profile CONTENDER TIMES, and parts of names of cases"
                    ));
                }
                _ => args.filters.push(argument),
            }
        }
        Ok(args)
    }

    /// Whether a case is to be measured.
    pub fn wants(&self, case: &str) -> bool {
        let mut filters = self.filters.iter();
        self.filters.is_empty() || filters.any(|filter| case.contains(filter.as_str()))
    }

    /// How long each case is measured.
    pub fn effort(&self) -> Effort {
        let (rounds, millis) = if self.quick { (7, 4) } else { (25, 20) };
        Effort {
            rounds,
            turn: Duration::from_millis(millis),
        }
    }

    /// How often a case is measured of which one operation is long.
    pub fn long_rounds(&self) -> usize {
        if self.quick { 3 } else { 15 }
    }
}
