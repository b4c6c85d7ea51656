//! Projections as structs: some attributes of an entity, read as the entity declares them.

use super::selection::{FitsIn, Selection, decode_path};
use super::{AccessPattern, Contents, Entity, IndexAt, TableModel, layout};
use crate::expr::attr::role::{
    Element, IndexKey, Optional, Plain, PrimaryKey, ReadOnly, Shared, Version,
};
use crate::expr::attr::{Attr, Path};
use crate::expr::flattened::{Flattened, Names};
use crate::expr::held::Holds;
use crate::expr::sealed::Role;
use crate::item::codec::{Codec, Set};
use crate::item::{DecodeError, ItemReader};
use crate::schema::{IndexLayout, TableLayout};
use crate::value::flatten::{Flat, Flattens};
use crate::wire::Row;
use serde::de::DeserializeOwned;
use std::fmt;
use std::marker::PhantomData;

/// Some attributes of an entity, as a struct. Implemented by `#[derive(Projection)]`, and read with
/// [`Get::project`](crate::op::Get::project) and [`Query::project`](crate::op::Query::project).
///
/// A projection cannot be written, because a write would lose the other attributes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a projection",
    note = "`#[derive(Projection)]` with `#[projection(entity = …)]` makes a struct of some fields of \
            an entity one"
)]
pub trait Projection: Sized + Send + 'static {
    /// The entity whose attributes it has.
    type Entity: Entity;
    /// Which of the entity's indexes hold its attributes.
    #[doc(hidden)]
    type Held;
    /// The attributes that it reads in whole or in part.
    #[doc(hidden)]
    const ATTRIBUTES: &'static [Names];

    /// The paths to request.
    #[doc(hidden)]
    fn paths() -> Vec<Path>;

    /// Reads the fields.
    #[doc(hidden)]
    fn read_attributes(reader: &mut ItemReader) -> Result<Self, DecodeError>;
}

/// The [`Selection`] of a projection.
pub struct Projected<P>(PhantomData<fn() -> P>);

impl<P> Projected<P> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<P> fmt::Debug for Projected<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Projected")
    }
}

impl<E: Entity, P: Projection<Entity = E>> Selection<E> for Projected<P> {
    type Value = P;

    fn paths(&self) -> Vec<Path> {
        P::paths()
    }

    fn decode(&self, row: Row) -> Result<P, DecodeError> {
        P::read_attributes(&mut ItemReader::new(E::SCHEMA.name, layout::<E>(), row))
    }
}

// `HeldBy` checks whether the index holds it, where the projection is named.
impl<C, P> FitsIn<C> for Projected<P> {}

/// Projections whose attributes are all in the access pattern `A`: every one on the table itself and on
/// an index that holds whole items.
#[diagnostic::on_unimplemented(
    message = "the index of `{A}` does not hold every attribute of `{Self}`",
    label = "reads attributes that the index does not hold",
    note = "name them in the index's `projection = include(…)`, or make that `projection = all`",
    note = "or read a projection of what the index holds; with the key among it, `get` reads the \
            others"
)]
pub trait HeldBy<A> {}

#[diagnostic::do_not_recommend]
impl<A: AccessPattern, P: Projection> HeldBy<A> for P where P::Held: HoldsAt<A::Contents, A::IndexAt>
{}

/// Whether an index with the contents `C`, at the position `I` of the entity's list, holds a projection.
pub trait HoldsAt<C, I> {}

/// Declares [`Held`] with a flag for each position, and implements [`HoldsAt`] where the flag is set.
macro_rules! flags {
    ([$($before:ident)*] [$flag:ident $index:literal] $([$after:ident $later:literal])*) => {
        impl<$(const $before: bool,)* $(const $after: bool,)*> HoldsAt<Contents<false>, IndexAt<$index>>
            for Held<$($before,)* true, $($after,)*>
        {
        }

        flags!([$($before)* $flag] $([$after $later])*);
    };
    ([$($flag:ident)*]) => {
        /// Whether each index of an entity's list, by its position, and the type index, in the last
        /// position, holds a projection.
        ///
        /// By DynamoDB's quotas an item is in at most 25 indexes, 20 global and 5 local ones. An index
        /// after these holds a projection only if it holds whole items.
        #[derive(Debug, Clone, Copy)]
        pub enum Held<$(const $flag: bool,)*> {}

        impl<I, $(const $flag: bool,)*> HoldsAt<Contents<true>, I>
            for Held<$($flag,)*>
        {
        }
    };
}

flags! {
    []
    [P0 0] [P1 1] [P2 2] [P3 3] [P4 4] [P5 5] [P6 6] [P7 7] [P8 8] [P9 9] [P10 10] [P11 11]
    [P12 12] [P13 13] [P14 14] [P15 15] [P16 16] [P17 17] [P18 18] [P19 19] [P20 20] [P21 21]
    [P22 22] [P23 23] [P24 24] [P25 25]
}

/// The position of the type index, after those of the entity's list.
pub(crate) const TYPE_INDEX: usize = 25;

/// For generated code: whether the index at that position holds the projection.
#[doc(hidden)]
pub const fn holds_projection<P: Projection>(position: usize) -> bool {
    let layout = <<P::Entity as Entity>::Table as TableModel>::LAYOUT;
    let indexes = <P::Entity as Entity>::SCHEMA.indexes;
    let index = if position == TYPE_INDEX {
        layout.type_index.as_ref()
    } else if position < indexes.len() {
        Some(&indexes[position].layout)
    } else {
        None
    };
    match index {
        Some(index) => holds_all(layout, index, P::ATTRIBUTES),
        None => false,
    }
}

/// Whether the index holds all of those attributes.
const fn holds_all(layout: &TableLayout, index: &IndexLayout, attributes: &[Names]) -> bool {
    let mut i = 0;
    while i < attributes.len() {
        let mut j = 0;
        while j < attributes[i].count() {
            if !index.holds(layout, attributes[i].at(j)) {
                return false;
            }
            j += 1;
        }
        i += 1;
    }
    true
}

/// For generated code: the path that a projection requests.
#[doc(hidden)]
pub fn path<P: Projection, T, R, C>(attr: &Attr<P::Entity, T, R, C>) -> Path {
    attr.path()
}

/// For generated code: a path into an attribute, which may be missing in an item.
#[doc(hidden)]
pub fn inside<E, T, R, C>(attr: Attr<E, T, R, C>) -> Attr<E, T, Element, C> {
    attr.with_role()
}

impl<E, T, R, C> Attr<E, T, R, C> {
    /// For generated code: reads a field of a projection.
    #[doc(hidden)]
    pub fn read_field<F: FieldOf<T, R, C>>(&self, reader: &mut ItemReader) -> Result<F, DecodeError>
    where
        E: Entity,
    {
        F::read(reader, self)
    }
}

impl<E, T, R> Flattened<E, T, R> {
    /// For generated code: reads a field of a projection.
    #[doc(hidden)]
    pub fn read_field<F>(&self, reader: &mut ItemReader) -> Result<F, DecodeError>
    where
        F: Flattens<Struct = T> + DeserializeOwned,
    {
        reader.flattened(self.field(), Flat::of::<F>())
    }
}

/// Types of a projection's field for an attribute of type `T`: `Option<T>`, and `T` itself if every item
/// has a value.
#[diagnostic::on_unimplemented(
    message = "the values of this attribute are of type `{T}`, and the projection's field is of type \
               `{Self}`",
    label = "neither `{T}` nor `Option<{T}>`",
    note = "a field of a projection has the type of the entity's field"
)]
pub trait FieldOf<T, R, C>: Sized {
    /// Reads the field.
    #[doc(hidden)]
    fn read<E: Entity>(
        reader: &mut ItemReader,
        attr: &Attr<E, T, R, C>,
    ) -> Result<Self, DecodeError>;
}

impl<T, R: AlwaysRead<C>, C: Codec<T>> FieldOf<T, R, C> for T {
    fn read<E: Entity>(
        reader: &mut ItemReader,
        attr: &Attr<E, T, R, C>,
    ) -> Result<Self, DecodeError> {
        reader.required_as::<C, T>(attr.name())
    }
}

impl<T, R, C: Codec<T>> FieldOf<T, R, C> for Option<T> {
    fn read<E: Entity>(
        reader: &mut ItemReader,
        attr: &Attr<E, T, R, C>,
    ) -> Result<Self, DecodeError> {
        // Another field may read what a path leads to.
        if attr.slot().is_some() {
            reader.optional_as::<C, T>(attr.name())
        } else {
            decode_path(attr, reader.row())
        }
    }
}

/// Roles of attributes that always have a value: every item has them, or their codec `C` makes a value
/// of a missing one.
#[diagnostic::on_unimplemented(
    message = "an item may lack this attribute, so the projection's field must be an `Option`",
    label = "not every item has such a value",
    note = "write `Option<…>`: it is `None` where the item has no value, also where the entity has a \
            default"
)]
pub trait AlwaysRead<C>: Role {}

macro_rules! always_read {
    ($($role:ty),*) => {$(
        impl<C> AlwaysRead<C> for $role {}
    )*};
}

always_read!(Plain, PrimaryKey, Version);

impl<const NUMBER: bool, C> AlwaysRead<C> for IndexKey<NUMBER, false> {}
impl<M, C> AlwaysRead<C> for Shared<M, false> {}
impl<R: AlwaysRead<C>, E, C, const SLOT: usize> AlwaysRead<C> for Holds<R, E, SLOT> {}
impl<R: AlwaysRead<C>, const GUARDED: bool, C> AlwaysRead<C> for ReadOnly<R, GUARDED> {}

// A missing set is an empty set.
impl AlwaysRead<Set> for Optional {}
