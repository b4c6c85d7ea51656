//! What the compiler says of an operation that is awaited and was not sent.

use super::query::{GetCollection, Partition, Query};
use super::scan::{Scan, Scanned};
use super::{
    BatchGet, ConditionCheck, Create, CreateTable, Delete, DeleteTable, Get, GetUnique, Once, Put,
    ReadTransaction, Save, Update, WriteBatch, WriteTransaction,
};
use crate::collection::Collection;
use crate::entity::{AccessPattern, Entity};
use crate::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Operations, each in a tuple, that are sent by being awaited: there are none.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this operation is awaited, and was not sent",
    label = "an operation does nothing until it is sent",
    note = "write `.send().await`",
    note = "a query, a scan and a partition also have `.all().await`, `.one().await` and `.count().await`"
)]
pub trait SentByAwait {
    #[doc(hidden)]
    type Answer;
}

/// Operations, each in a tuple, that are a part of a transaction alone, and sent by being awaited: there are
/// none.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this operation is awaited, and is not sent alone",
    label = "a part of a transaction",
    note = "give it to a `write_transaction`, and send that: `.send().await`"
)]
pub trait SentAloneByAwait {
    #[doc(hidden)]
    type Answer;
}

/// Implements `Future` where a bound holds that never does, so that the compiler shows the sentence about
/// the bound. It is one on a tuple, because the compiler prefers its own sentence about the same type.
macro_rules! not_sent {
    ($($says:ident: [$($parameters:tt)+] $operation:ty),* $(,)?) => {$(
        #[doc(hidden)]
        impl<$($parameters)+> Future for $operation
        where
            (Self,): $says,
        {
            // What comes of it is not known, so that nothing can be wrong with its use.
            type Output = <(Self,) as $says>::Answer;

            fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
                Poll::Pending
            }
        }
    )*};
}

not_sent! {
    SentByAwait: [T, A] BatchGet<T, A>,
    SentAloneByAwait: [E: Entity] ConditionCheck<E>,
    SentByAwait: [E: Entity, N] Create<E, N>,
    SentByAwait: [T] CreateTable<T>,
    SentByAwait: [E: Entity, M, R] Delete<E, M, R>,
    SentByAwait: [T] DeleteTable<T>,
    SentByAwait: [E: Entity, S] Get<E, S>,
    SentByAwait: [C: Collection] GetCollection<C>,
    SentByAwait: [E: Entity] GetUnique<E>,
    SentByAwait: [E: Entity] Once<E>,
    SentByAwait: [A: AccessPattern] Partition<A>,
    SentByAwait: [E: Entity, R] Put<E, R>,
    SentByAwait: [A: AccessPattern, S] Query<A, S>,
    SentByAwait: [R] ReadTransaction<R>,
    SentByAwait: [E: Entity] Save<E>,
    SentByAwait: [S: Scanned] Scan<S>,
    SentByAwait: [E: Entity, M, R] Update<E, M, R>,
}

/// The same for types without parameters, of which a bound must hold unless it has a lifetime of its own.
macro_rules! not_sent_whole {
    ($($operation:ty),*) => {$(
        #[doc(hidden)]
        impl Future for $operation
        where
            for<'a> (&'a Self,): SentByAwait,
        {
            type Output = Result<(), Error>;

            fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
                Poll::Pending
            }
        }
    )*};
}

not_sent_whole!(WriteBatch, WriteTransaction);
