//! What the run was asked for.

use crate::harness::Effort;
use std::time::Duration;

/// The arguments.
#[derive(Debug, Clone, Default)]
pub struct Args {
    /// Print JSON in place of the table.
    pub json: bool,
    quick: bool,
    filters: Vec<String>,
}

impl Args {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// A sentence about an argument that is not known.
    pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--json" => args.json = true,
                "--quick" => args.quick = true,
                option if option.starts_with('-') => {
                    return Err(format!(
                        "{option} is not known; there are --json, --quick, and parts of names of cases"
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
