//! Only core has operations and what they are made of: the traits over them can get members without
//! breaking anyone.

use super::batch::BatchOperation;
use super::delete::Delete;
use super::get::Get;
use super::put::{Create, Put};
use super::returning;
use super::save::Save;
use super::scan::{Every, Only};
use super::transact::{ConditionCheck, WriteOperation};
use super::update::Update;
use crate::entity::Entity;

/// Operations that can be part of another, and collections of such.
pub trait Operation {}

impl<E: Entity, N> Operation for Create<E, N> {}
impl<E: Entity, R> Operation for Put<E, R> {}
impl<E: Entity, M, R> Operation for Update<E, M, R> {}
impl<E: Entity, M, R> Operation for Delete<E, M, R> {}
impl<E: Entity> Operation for Save<E> {}
impl<E: Entity> Operation for ConditionCheck<E> {}
impl<E: Entity, S> Operation for Get<E, S> {}
impl Operation for WriteOperation {}
impl Operation for BatchOperation {}
impl<O> Operation for Option<O> {}
impl<O, F> Operation for Result<O, F> {}
impl<O> Operation for Vec<O> {}

/// Tuples of lists of keys.
pub trait Tuple {}

macro_rules! tuples {
    ($($part:ident)+) => {
        impl<$($part),+> Operation for ($($part,)+) {}
        impl<$($part),+> Tuple for ($($part,)+) {}
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);

/// What a write answers.
pub trait Answer {}

impl Answer for returning::Nothing {}
impl Answer for returning::Old {}
impl Answer for returning::New {}

/// What a scan makes of the items.
pub trait View {}

impl<T> View for Every<T> {}
impl<E, S> View for Only<E, S> {}
