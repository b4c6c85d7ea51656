//! Selections: some attributes of an entity, or all.

use super::{Contents, Entity, layout};
use crate::expr::ExpressionError;
use crate::expr::attr::{Attr, Path, Step};
use crate::expr::names::{Placeholders, check_length};
use crate::item::codec::Codec;
use crate::item::{DecodeError, ItemKey};
use crate::value::Item;
use crate::wire::{RawValue, Repr, Row};
use aws_sdk_dynamodb::types::AttributeValue;
use std::marker::PhantomData;

/// What a read returns of each item: the whole entity, or the attributes named by
/// [`select`](crate::op::Query::select), as a tuple of `Option`s.
pub trait Selection<E: Entity>: sealed::Sealed + Send + Sync {
    /// The type that each item becomes.
    type Value: Send;
    /// What it looks for in whole items; `None` takes all items of the entity. The cursors of a scan are
    /// bound to it.
    #[doc(hidden)]
    const LOOKS_FOR: Option<&'static str> = None;
    /// Whether an item of the entity, which was read as a whole, is what it looks for.
    #[doc(hidden)]
    fn is_found(_: &Row) -> bool {
        true
    }
    #[doc(hidden)]
    fn paths(&self) -> Vec<Path>;
    #[doc(hidden)]
    fn decode(&self, row: Row) -> Result<Self::Value, DecodeError>;
}

/// Selections that can be read from an access pattern with the contents `C`.
#[diagnostic::on_unimplemented(
    message = "this index holds only some of the attributes, so whole items cannot be read from it",
    label = "reads whole items",
    note = "read attributes that the index holds, which its `projection = include(…)` names: \
            `.select((User::NAME, User::EMAIL))`; with the key among them, `get` reads the whole item",
    note = "an index with `projection = all` holds whole items"
)]
pub trait FitsIn<C>: sealed::Sealed {}

#[diagnostic::do_not_recommend]
impl<E> FitsIn<Contents<true>> for Whole<E> {}

/// The selection of the whole entity.
#[derive(Debug, Clone, Copy)]
pub struct Whole<E>(pub(crate) PhantomData<fn() -> E>);

impl<E: Entity> Selection<E> for Whole<E> {
    type Value = E;

    fn paths(&self) -> Vec<Path> {
        Vec::new()
    }

    fn decode(&self, row: Row) -> Result<E, DecodeError> {
        E::from_row(row)
    }
}

pub(super) use sealed::Sealed;

mod sealed {
    use crate::entity::Projected;

    /// Selections that this crate can read.
    pub trait Sealed {}

    impl<E> Sealed for super::Whole<E> {}
    impl<P> Sealed for Projected<P> {}
}

/// Decodes the value at that path; `None` where the item has none.
pub(crate) fn decode_path<E: Entity, T, R, C: Codec<T>>(
    attr: &Attr<E, T, R, C>,
    row: &Row,
) -> Result<Option<T>, DecodeError> {
    let path = attr.path();
    let decoded = match &row.0 {
        Repr::Map(item) => match walk(item, path.steps()) {
            None => return Ok(C::missing()),
            Some(AttributeValue::Null(_)) => return Ok(None),
            Some(value) => C::decode(value.clone()),
        },
        Repr::Raw(row) => match walk_raw(row.value(), path.steps()) {
            None => return Ok(C::missing()),
            Some(value) if value.is_null() => return Ok(None),
            Some(value) => C::decode_raw(value),
        },
    };
    decoded.map(Some).map_err(|error| {
        let attribute = error.at(&path.to_full_string(), &path.to_string());
        let key = ItemKey::of(layout::<E>(), row);
        DecodeError::new(E::SCHEMA.name, attribute, error.to_string(), key)
    })
}

/// The value at a path of an item.
fn walk<'i>(item: &'i Item, path: &[Step]) -> Option<&'i AttributeValue> {
    let (Step::Name(first), rest) = path.split_first()? else {
        return None;
    };
    rest.iter()
        .try_fold(item.get(first.as_ref())?, |value, step| {
            match (value, step) {
                (AttributeValue::M(map), Step::Name(name) | Step::Key(name)) => {
                    map.get(name.as_ref())
                }
                (AttributeValue::L(list), Step::Index(index)) => list.get(*index),
                _ => None,
            }
        })
}

/// The same for an item in the text of an answer.
fn walk_raw<'t>(item: RawValue<'t>, path: &[Step]) -> Option<RawValue<'t>> {
    path.iter().try_fold(item, |value, step| match step {
        Step::Name(name) | Step::Key(name) => value.entry(name),
        Step::Index(index) => value.element(*index),
        Step::NoKey => None,
    })
}

macro_rules! selection {
    ($($type:ident $role:ident $codec:ident $index:tt),+) => {
        impl<E, $($type, $role, $codec),+> sealed::Sealed for ($(Attr<E, $type, $role, $codec>,)+) {}

        impl<I, E, $($type, $role, $codec),+> FitsIn<I> for ($(Attr<E, $type, $role, $codec>,)+) {}

        impl<E, $($type, $role, $codec),+> Selection<E> for ($(Attr<E, $type, $role, $codec>,)+)
        where
            E: Entity,
            $($type: Send, $codec: Codec<$type>),+
        {
            type Value = ($(Option<$type>,)+);

            fn paths(&self) -> Vec<Path> {
                vec![$(self.$index.path()),+]
            }

            fn decode(&self, row: Row) -> Result<Self::Value, DecodeError> {
                Ok(($(decode_path(&self.$index, &row)?,)+))
            }
        }
    };
}

selection!(T0 R0 C0 0);
selection!(T0 R0 C0 0, T1 R1 C1 1);
selection!(T0 R0 C0 0, T1 R1 C1 1, T2 R2 C2 2);
selection!(T0 R0 C0 0, T1 R1 C1 1, T2 R2 C2 2, T3 R3 C3 3);
selection!(T0 R0 C0 0, T1 R1 C1 1, T2 R2 C2 2, T3 R3 C3 3, T4 R4 C4 4);
selection!(T0 R0 C0 0, T1 R1 C1 1, T2 R2 C2 2, T3 R3 C3 3, T4 R4 C4 4, T5 R5 C5 5);

/// The projection expression for those paths and the attributes that the operation itself needs; `None`
/// for all attributes.
pub(crate) fn projection(
    paths: &[Path],
    also: &[&str],
    placeholders: &mut Placeholders,
) -> Result<Option<String>, ExpressionError> {
    if paths.is_empty() {
        return Ok(None);
    }
    let also = also.iter().map(|name| Path::attribute((*name).to_owned()));
    let mut text = String::new();
    let mut known: Vec<Path> = Vec::new();
    // DynamoDB refuses overlapping paths, so of two paths only the outer one is requested. A path ends
    // before a list.
    paths.iter().try_for_each(Path::check)?;
    for path in paths.iter().map(whole_list).chain(also) {
        if known
            .iter()
            .any(|outer| path.steps().starts_with(outer.steps()))
        {
            continue;
        }
        known.retain(|inner| !inner.steps().starts_with(path.steps()));
        known.push(path);
    }
    for path in &known {
        if !text.is_empty() {
            text.push_str(", ");
        }
        placeholders.push_path(&mut text, path)?;
    }
    check_length(text).map(Some)
}

/// The path to request. DynamoDB returns an element of a list without its index, so the whole list is
/// requested.
fn whole_list(path: &Path) -> Path {
    let names = path.steps().iter();
    names
        .take_while(|step| !matches!(step, Step::Index(_)))
        .cloned()
        .collect()
}
