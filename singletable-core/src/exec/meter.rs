//! What the requests of a handle consume, summed.

use aws_sdk_dynamodb::types::{Capacity, ConsumedCapacity, ReturnConsumedCapacity};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Sums what requests consume: those of every handle that was made by
/// [`Table::with_meter`](crate::Table::with_meter), and of what is made from it. Cheap to clone;
/// clones have the same sums.
///
/// All requests count, whether the operation succeeds or not: pages, batches and what is sent again
/// in them, guards, transactions. DynamoDB tells in its answers how many units a request has
/// consumed; an answer that is an error or is lost does not tell, so the units of failed conditions
/// and canceled transactions, which are charged, are not in the sums.
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

/// What was consumed: a [`Meter`]'s sums. The difference of two is what came between them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Consumed {
    /// Read units: one is a consistent read of up to 4 KB, two eventually consistent ones, or half a
    /// read in a transaction.
    pub read_units: f64,
    /// Write units: one is a write of up to 1 KB, to the table or to an index, or half a write in a
    /// transaction.
    pub write_units: f64,
    /// Requests, as the SDK is asked for them.
    pub requests: u64,
    /// The SDK's tries: as many as requests, and one more each time that it has tried again.
    pub attempts: u64,
}

/// What a table or an index has consumed; made by [`Meter::parts`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ConsumedPart {
    /// The table's name, as DynamoDB answers it.
    pub table: String,
    /// The index; `None` is the table itself.
    pub index: Option<String>,
    /// Read units.
    pub read_units: f64,
    /// Write units.
    pub write_units: f64,
}

impl Meter {
    /// A meter of zero, which asks DynamoDB for the total of each request
    /// (`ReturnConsumedCapacity` `TOTAL`).
    pub fn new() -> Self {
        Self::default()
    }

    /// A meter of zero, which asks for each index apart too (`INDEXES`): see
    /// [`parts`](Meter::parts).
    pub fn by_index() -> Self {
        Self {
            by_index: true,
            ..Self::default()
        }
    }

    /// What was consumed until now.
    pub fn read(&self) -> Consumed {
        self.sums().total
    }

    /// Begins at zero again, and answers what was consumed until now.
    pub fn reset(&self) -> Consumed {
        std::mem::take(&mut *self.sums()).total
    }

    /// The units of each table until now, by name; of a meter [by index](Meter::by_index) those of
    /// the tables without their indexes, and of each index.
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

    /// What requests ask for.
    pub(crate) fn asks(&self) -> ReturnConsumedCapacity {
        if self.by_index {
            ReturnConsumedCapacity::Indexes
        } else {
            ReturnConsumedCapacity::Total
        }
    }

    /// Adds what is known without an answer's capacity.
    pub(crate) fn add(&self, consumed: Consumed) {
        self.sums().total += consumed;
    }

    /// Adds the capacity of an answer, of reads or of writes.
    pub(crate) fn add_capacity(&self, reads: bool, capacity: &[ConsumedCapacity]) {
        let mut sums = self.sums();
        for of_table in capacity {
            sums.total += Units::of_table(reads, of_table).into();
            sums.add_parts(reads, of_table);
        }
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        // The sums are whole between any two statements, whatever panicked while they were locked.
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

/// Units of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Units {
    pub(crate) read: f64,
    pub(crate) write: f64,
}

impl Units {
    /// Of an answer, with all of its tables.
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

    /// Of a table with its indexes.
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

    /// Transactions tell reads and writes apart: a second delivery of one that writes is charged as
    /// a read. Other answers have the sum only.
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

    /// What came after the other one. Of counts, at least 0.
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
