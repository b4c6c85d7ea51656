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
    quick: bool,
    filters: Vec<String>,
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
                "--quick" => args.quick = true,
                option if option.starts_with('-') => {
                    return Err(format!(
                        "{option} is not known; there are --json, --quick, --page FILE, and parts of names of cases"
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
