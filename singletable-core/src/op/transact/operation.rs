//! One operation of a transaction: the write of its own item, those of its guards, and what the
//! reasons of a cancellation mean for it.

use super::GuardWrite;
use super::part::TransactPart;
use crate::entity::{Entity, is_others, layout};
use crate::error::{CancellationReason, Cause, Error, old_item};
use crate::exec::Connection;
use crate::item::{ItemKey, KeyIdentity};
use crate::life::{ttl, version};
use crate::op::sealed::Operation;
use crate::schema::TableLayout;
use crate::table::Table;
use crate::value::{Item, Timestamp};
use aws_sdk_dynamodb::types::CancellationReason as SdkReason;
use std::fmt;
use std::sync::Arc;

/// One operation of a transaction.
pub struct WriteOperation {
    /// In a box, because it is large and handed on several times.
    part: Box<TransactPart>,
    connection: Arc<Connection>,
    pub(super) entity: &'static str,
    operation: &'static str,
    meets: Meets,
    /// Whether there is nothing to do where there is no item, of one that is sent alone.
    pub(super) is_done_without_item: bool,
    /// Whether an item is another entity's, and so counts as none.
    is_others: fn(&Item) -> bool,
    /// Whether an item has expired, and so counts as none.
    is_expired: fn(&Item, Timestamp) -> bool,
    now: Timestamp,
    /// The version that is changed, and how a stored item tells its own.
    replaces: Option<u64>,
    version_of: fn(&Item) -> Option<u64>,
    /// What keeps its values unique.
    guards: Vec<GuardWrite>,
    /// The names of the table's key attributes.
    layout: &'static TableLayout,
}

/// What an operation asks of the item that has its key, beside its conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meets {
    /// That it is one of the entity's.
    Own,
    /// That there is none.
    None,
    /// That there is none but one of the entity's.
    OwnOrNone,
    /// Nothing.
    Any,
}

/// Operations that can be part of a write transaction. `None` of an `Option` adds nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a write transaction",
    note = "a transaction takes `create`, `put`, `update`, `save`, `delete` and `check` operations, \
            which answer nothing: `return_old` and `return_new` do not go with it"
)]
pub trait TransactWrite: Operation {
    /// The operation as a part of a transaction.
    ///
    /// # Errors
    ///
    /// What the operation's own `into_input` refuses.
    fn into_write(self) -> Result<Option<WriteOperation>, Error>;
}

impl WriteOperation {
    /// An operation that fails where there is no item.
    pub(in crate::op) fn new<E: Entity>(
        operation: &'static str,
        table: &Table<E::Table>,
        part: TransactPart,
        now: Timestamp,
    ) -> Self {
        let layout = layout::<E>();
        Self {
            part: Box::new(part),
            connection: Arc::clone(table.connection()),
            entity: E::SCHEMA.name,
            operation,
            meets: Meets::Own,
            is_done_without_item: false,
            is_others: is_others::<E>,
            is_expired: ttl::is_expired::<E>,
            now,
            replaces: None,
            version_of: version::of_item::<E>,
            guards: Vec::new(),
            layout,
        }
    }

    /// The same, which asks that of the item.
    pub(in crate::op) fn meeting(mut self, meets: Meets) -> Self {
        self.meets = meets;
        self
    }

    /// The same, which has nothing to do where there is no item.
    pub(in crate::op) fn done_without_item(mut self) -> Self {
        self.is_done_without_item = true;
        self
    }

    /// The same, of an item with that version.
    pub(in crate::op) fn replacing(mut self, version: Option<u64>) -> Self {
        self.replaces = version;
        self
    }

    /// The same with guards.
    pub(in crate::op) fn with_guards(mut self, guards: Vec<GuardWrite>) -> Self {
        self.guards = guards;
        self
    }

    /// Leaves out the guards that were to be given up and belong to other items. Whether there are
    /// such, and nothing else was wrong.
    pub(super) fn leave_others_guards(&mut self, reasons: &[SdkReason]) -> bool {
        let code = |place: usize| {
            let reason = reasons.get(place);
            reason
                .and_then(|reason| reason.code.as_deref())
                .unwrap_or("None")
        };
        let is_others = |place: usize, guard: &GuardWrite| {
            guard.gives_up && code(place) == "ConditionalCheckFailed"
        };
        let guards = || (1..).zip(&self.guards);
        let any = guards().any(|(place, guard)| is_others(place, guard));
        let mut rest = guards().filter(|(place, guard)| !is_others(*place, guard));
        if !any || code(0) != "None" || rest.any(|(place, _)| code(place) != "None") {
            return false;
        }
        let kept = guards().map(|(place, guard)| !is_others(place, guard));
        let mut kept = kept.collect::<Vec<_>>().into_iter();
        self.guards.retain(|_| kept.next().unwrap_or(true));
        true
    }

    /// What it writes: the table, the key, and for a guard its constraint.
    pub(super) fn identities(&self) -> impl Iterator<Item = Identity<'_>> {
        let guards = self.guards.iter();
        let guards = guards.map(|guard| (guard.part.key(), Some(guard.constraint)));
        std::iter::once((self.part.key(), None))
            .chain(guards)
            .map(move |(key, constraint)| Identity {
                item: (self.connection.table.as_str(), key.identity(self.layout)),
                constraint,
            })
    }

    /// The key of the item that it is about.
    pub(in crate::op) fn key(&self) -> ItemKey {
        self.part.key().clone()
    }

    /// How many of the transaction's places it takes.
    pub(super) fn len(&self) -> usize {
        1 + self.guards.len()
    }

    /// The writes: its own and those of its guards.
    pub(super) fn parts(&self) -> impl Iterator<Item = &TransactPart> {
        let guards = self.guards.iter().map(|guard| &guard.part);
        std::iter::once(self.part.as_ref()).chain(guards)
    }

    /// The reason for the operation, of those for its own item and for its guards.
    pub(super) fn reason_of(&self, reasons: &[SdkReason]) -> CancellationReason {
        let mut causes = reasons.iter();
        let own = causes.next().map(|own| (self.cause(own), own));
        let (cause, reason) = match own {
            Some((own, reason)) if own != Cause::None => (own, Some(reason)),
            _ => self.cause_of_guards(causes),
        };
        CancellationReason {
            entity: self.entity,
            operation: self.operation,
            key: self.part.key().clone(),
            cause,
            message: reason.and_then(|reason| reason.message.clone()),
        }
    }

    /// The cause among the guards: first a value that another item has, then what passes, and last
    /// a guard that was to be given up.
    fn cause_of_guards<'r>(
        &self,
        reasons: impl Iterator<Item = &'r SdkReason>,
    ) -> (Cause, Option<&'r SdkReason>) {
        let causes = self.guards.iter().zip(reasons).map(|(guard, reason)| {
            let (rank, cause) = match (self.cause(reason), guard.gives_up) {
                (Cause::AlreadyExists | Cause::NotFound | Cause::ConditionFailed(_), gives_up) => (
                    2 * u8::from(gives_up),
                    Cause::UniqueViolation(guard.constraint),
                ),
                (Cause::None, _) => (3, Cause::None),
                (other, _) => (1, other),
            };
            (rank, cause, reason)
        });
        let first = causes.min_by_key(|(rank, ..)| *rank);
        first.map_or((Cause::None, None), |(_, cause, reason)| {
            (cause, Some(reason))
        })
    }

    fn cause(&self, reason: &SdkReason) -> Cause {
        match reason.code.as_deref() {
            Some("ConditionalCheckFailed") => self.failed_condition(reason.item.clone()),
            code => Cause::of_code(code),
        }
    }

    fn failed_condition(&self, item: Option<Item>) -> Cause {
        let item = old_item(item);
        let is_others = item.as_ref().is_some_and(|item| (self.is_others)(&item.0));
        match self.meets {
            Meets::None => return Cause::AlreadyExists,
            Meets::OwnOrNone if is_others => return Cause::AlreadyExists,
            Meets::Own if is_others => return Cause::NotFound,
            _ => {}
        }
        let item = item.filter(|item| !(self.is_expired)(&item.0, self.now));
        if item.is_none() && self.meets == Meets::Own {
            return Cause::NotFound;
        }
        let stored = item.as_ref().and_then(|item| (self.version_of)(&item.0));
        match self.replaces {
            Some(expected) if expected != stored.unwrap_or(0) => Cause::VersionConflict {
                expected,
                stored,
                item,
            },
            _ => Cause::ConditionFailed(item),
        }
    }
}

/// An item that an operation writes.
pub(super) struct Identity<'a> {
    /// Its table and its key.
    pub(super) item: (&'a str, KeyIdentity<'a>),
    /// The constraint whose guard it is, if it is one.
    pub(super) constraint: Option<&'static str>,
}

impl<W: TransactWrite> TransactWrite for Option<W> {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        self.map_or(Ok(None), TransactWrite::into_write)
    }
}

impl TransactWrite for WriteOperation {
    fn into_write(self) -> Result<Option<WriteOperation>, Error> {
        Ok(Some(self))
    }
}

impl fmt::Debug for WriteOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.operation, self.entity)
    }
}
