//! Sums of what the requests of a handle consume.

use aws_sdk_dynamodb::types::{Capacity, ConsumedCapacity, ReturnConsumedCapacity};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Sums what requests consume, for every handle made by [`Table::with_meter`](crate::Table::with_meter)
/// and everything made from it. Cheap to clone; clones share the sums.
///
/// All requests count, whether the operation succeeds or not: pages, batches and their retries, guards,
/// transactions. DynamoDB reports consumed units only in successful answers. The units of failed
/// conditions and canceled transactions, which are charged, and of lost answers are therefore not in the
/// sums.
#[derive(Clone, Default)]
pub struct Meter {
    sums: Arc<Mutex<Sums>>,
    by_index: bool,
}

#[derive(Default)]
struct Sums {
    total: Consumed,
    parts: BTreeMap<(String, Option<String>), Units>,
}

/// What was consumed: the sums of a [`Meter`]. The difference of two readings is what was consumed
/// between them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Consumed {
    /// Read units. One unit is a consistent read of up to 4 KB, two eventually consistent reads, or half
    /// a read in a transaction.
    pub read_units: f64,
    /// Write units. One unit is a write of up to 1 KB, to the table or to an index, or half a write in a
    /// transaction.
    pub write_units: f64,
    /// Requests that were made through the SDK.
    pub requests: u64,
    /// The SDK's attempts: one for each request, and one for each retry of the SDK.
    pub attempts: u64,
}

/// What a table or an index has consumed. Returned by [`Meter::parts`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ConsumedPart {
    /// The table's name, as in DynamoDB's answer.
    pub table: String,
    /// The index; `None` for the table itself.
    pub index: Option<String>,
    /// Read units.
    pub read_units: f64,
    /// Write units.
    pub write_units: f64,
}

impl Meter {
    /// Creates a meter that asks DynamoDB for the total of each request (`ReturnConsumedCapacity`
    /// `TOTAL`).
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a meter that also asks for each index (`INDEXES`): see [`parts`](Meter::parts).
    pub fn by_index() -> Self {
        Self {
            by_index: true,
            ..Self::default()
        }
    }

    /// Returns what was consumed so far.
    pub fn read(&self) -> Consumed {
        self.sums().total
    }

    /// Resets the sums to zero, and returns what was consumed so far.
    pub fn reset(&self) -> Consumed {
        std::mem::take(&mut *self.sums()).total
    }

    /// Returns the units of each table so far, sorted by name. A meter [by index](Meter::by_index) has
    /// those of each index, and those of the tables without their indexes.
    pub fn parts(&self) -> Vec<ConsumedPart> {
        let sums = self.sums();
        let parts = sums.parts.iter();
        let parts = parts.map(|((table, index), units)| ConsumedPart {
            table: table.clone(),
            index: index.clone(),
            read_units: units.read,
            write_units: units.write,
        });
        parts.collect()
    }

    /// The `ReturnConsumedCapacity` to request.
    pub(crate) fn asks(&self) -> ReturnConsumedCapacity {
        if self.by_index {
            ReturnConsumedCapacity::Indexes
        } else {
            ReturnConsumedCapacity::Total
        }
    }

    /// Adds what is known without the capacity in an answer.
    pub(crate) fn add(&self, consumed: Consumed) {
        self.sums().total += consumed;
    }

    /// Adds the capacity in an answer to reads or to writes.
    pub(crate) fn add_capacity(&self, reads: bool, capacity: &[ConsumedCapacity]) {
        let mut sums = self.sums();
        for of_table in capacity {
            sums.total += Units::of_table(reads, of_table).into();
            sums.add_parts(reads, of_table);
        }
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        // The sums are whole between any two statements, even after a panic under the lock.
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sums {
    fn add_parts(&mut self, reads: bool, capacity: &ConsumedCapacity) {
        let Some(name) = &capacity.table_name else {
            return;
        };
        let indexes = [
            &capacity.global_secondary_indexes,
            &capacity.local_secondary_indexes,
        ];
        let of_indexes = indexes.into_iter().flatten().flat_map(HashMap::iter);
        let of_indexes =
            of_indexes.map(|(index, units)| (Some(index.clone()), Units::of(reads, units)));
        let of_itself = match &capacity.table {
            Some(units) => Units::of(reads, units),
            None => Units::of_table(reads, capacity),
        };
        for (index, units) in of_indexes.chain([(None, of_itself)]) {
            let part = self.parts.entry((name.clone(), index)).or_default();
            part.read += units.read;
            part.write += units.write;
        }
    }
}

/// The units of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Units {
    pub(crate) read: f64,
    pub(crate) write: f64,
}

impl Units {
    /// Sums the tables of an answer.
    pub(crate) fn of_answer(reads: bool, capacity: &[ConsumedCapacity]) -> Self {
        let tables = capacity.iter();
        tables.fold(Self::default(), |sum, of_table| {
            let units = Self::of_table(reads, of_table);
            Self {
                read: sum.read + units.read,
                write: sum.write + units.write,
            }
        })
    }

    /// Sums a table and its indexes.
    fn of_table(reads: bool, capacity: &ConsumedCapacity) -> Self {
        Self::told(
            reads,
            capacity.capacity_units,
            capacity.read_capacity_units,
            capacity.write_capacity_units,
        )
    }

    fn of(reads: bool, capacity: &Capacity) -> Self {
        Self::told(
            reads,
            capacity.capacity_units,
            capacity.read_capacity_units,
            capacity.write_capacity_units,
        )
    }

    /// Transactions report reads and writes separately: a second delivery of a write transaction is
    /// charged as reads. Other answers have only the sum.
    fn told(reads: bool, all: Option<f64>, read: Option<f64>, write: Option<f64>) -> Self {
        let all = all.unwrap_or_default();
        match (read, write) {
            (None, None) if reads => Self {
                read: all,
                write: 0.0,
            },
            (None, None) => Self {
                read: 0.0,
                write: all,
            },
            (read, write) => Self {
                read: read.unwrap_or_default(),
                write: write.unwrap_or_default(),
            },
        }
    }
}

impl From<Units> for Consumed {
    fn from(units: Units) -> Self {
        Self {
            read_units: units.read,
            write_units: units.write,
            ..Self::default()
        }
    }
}

impl Add for Consumed {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            read_units: self.read_units + other.read_units,
            write_units: self.write_units + other.write_units,
            requests: self.requests.saturating_add(other.requests),
            attempts: self.attempts.saturating_add(other.attempts),
        }
    }
}

impl AddAssign for Consumed {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Consumed {
    type Output = Self;

    /// The difference of two readings; counts do not go below 0.
    fn sub(self, other: Self) -> Self {
        Self {
            read_units: self.read_units - other.read_units,
            write_units: self.write_units - other.write_units,
            requests: self.requests.saturating_sub(other.requests),
            attempts: self.attempts.saturating_sub(other.attempts),
        }
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Meter").field(&self.read()).finish()
    }
}
