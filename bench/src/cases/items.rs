//! Mapping alone, without a request.

use crate::canned;
use crate::contenders::facade::Facade;
use crate::contenders::hand::{Hand, Handmade};
use crate::contenders::modyne::Modyne;
use crate::contenders::serde::Serde;
use crate::contenders::singletable::Singletable;
use crate::contenders::{Decodes, Maps};
use crate::harness::{Bench, Case};
use crate::shapes::Shape;
use crate::wire::{self, Item};
use std::convert::identity;
use std::mem;

/// A value to its stored item.
pub fn to_item<S: Shape>(bench: &mut Bench)
where
    Hand: Maps<S>,
    Serde: Maps<S>,
    Modyne: Maps<S>,
    Facade: Maps<S>,
    Singletable: Maps<S>,
{
    bench.case(&format!("to-item/{}", S::NAME), |case| {
        encoder::<S, Hand>(case);
        encoder::<S, Serde>(case);
        encoder::<S, Modyne>(case);
        encoder::<S, Facade>(case);
        encoder::<S, Singletable>(case);
    });
}

fn encoder<S: Shape, C: Maps<S>>(case: &mut Case<Item>) {
    let contender = C::open(canned::client(&wire::empty()));
    case.function(
        C::NAME,
        || Some(C::Mapped::from(S::sample(0))),
        move |value| contender.to_item(value),
        identity,
    );
}

/// A stored item to its value.
pub fn from_item<S: Handmade>(bench: &mut Bench)
where
    Hand: Decodes<S>,
    Serde: Decodes<S>,
    Modyne: Decodes<S>,
    Singletable: Decodes<S>,
{
    bench.case(&format!("from-item/{}", S::NAME), |case| {
        decoder::<S, Hand>(case);
        decoder::<S, Serde>(case);
        decoder::<S, Modyne>(case);
        decoder::<S, Singletable>(case);
    });
}

fn decoder<S: Handmade, C: Decodes<S>>(case: &mut Case<S>) {
    case.function(
        C::NAME,
        || S::sample(0).to_item(),
        |item| C::from_item(mem::take(item)).expect("a value"),
        Into::into,
    );
}
