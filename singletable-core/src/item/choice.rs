//! The codec of a field whose tokens do not name its type: the type itself decides, also behind an
//! alias.

use super::codec::{Binary, Formed, Serde, Set};
use crate::value::Timestamp;
use crate::value::flatten::{Flat, Flattens};
use crate::value::form::{Form, HasForm, Inside};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

/// Facts about `T`: constants of this type where `T` is known, and those of [`Unknown`] otherwise. This
/// works only for concrete types, including aliases.
#[doc(hidden)]
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

/// The facts about every other type.
#[doc(hidden)]
pub trait Unknown {
    /// Whether it is a date-time of another crate, or an `Option` of one.
    const IS_FOREIGN_TIME: bool = false;
    /// Whether it is this crate's `Timestamp`, or an `Option` of one.
    const IS_TIMESTAMP: bool = false;
    /// Whether it is an `Option`.
    const IS_OPTION: bool = false;
    /// The form in which its values are stored.
    const FORM: Form = Form::Open;
    /// The facts about it as a flattened type.
    const FLAT: Flat = Flat::NONE;
}

impl<T: ?Sized> Unknown for Probe<T> {}

impl Probe<Timestamp> {
    /// See [`Unknown`].
    pub const IS_TIMESTAMP: bool = true;
}

impl Probe<Option<Timestamp>> {
    /// See [`Unknown`].
    pub const IS_TIMESTAMP: bool = true;
}

impl<T> Probe<Option<T>> {
    /// See [`Unknown`].
    pub const IS_OPTION: bool = true;
}

macro_rules! boxed_options {
    ($($outer:ident)+) => {$(
        impl<T> Probe<$outer<Option<T>>> {
            /// See [`Unknown`].
            pub const IS_OPTION: bool = true;
        }
    )+};
}

boxed_options! { Box Arc Rc }

impl<T: HasForm + ?Sized> Probe<T> {
    /// See [`Unknown`].
    pub const FORM: Form = T::FORM;
}

impl<T: Flattens> Probe<T> {
    /// See [`Unknown`].
    pub const FLAT: Flat = Flat::of::<T>();
}

/// The codec that [`Choose`] chooses.
#[doc(hidden)]
pub const fn choice(is_foreign_time: bool, form: Form) -> u8 {
    match form {
        _ if is_foreign_time => TIME,
        Form::Binary => BINARY,
        Form::Set(of) if !of.differs() => SET,
        form if form.differs() => FORMED,
        _ => SERDE,
    }
}

/// The same for a value inside an attribute, where an empty set is an empty list.
#[doc(hidden)]
pub const fn choice_inside(is_foreign_time: bool, form: Form) -> u8 {
    match form {
        Form::Set(_) => SET_INSIDE,
        _ => choice(is_foreign_time, form),
    }
}

/// The form in which a field of an entity is stored.
#[doc(hidden)]
pub const fn stored_form(is_foreign_time: bool, form: Form) -> Form {
    match form {
        _ if is_foreign_time => Form::Text,
        form => form.of_attribute(),
    }
}

const SERDE: u8 = 0;
const TIME: u8 = 1;
const BINARY: u8 = 2;
const SET: u8 = 3;
const FORMED: u8 = 4;
const SET_INSIDE: u8 = 5;

/// The choice of a codec: `Time` for date-times of other crates, and one by the form of `F` for all
/// others.
#[doc(hidden)]
#[derive(Debug)]
pub struct Choose<const CHOICE: u8, Time, F: ?Sized>(PhantomData<(Time, PhantomData<F>)>);

/// The result of a choice.
#[doc(hidden)]
pub trait Chosen {
    /// The codec.
    type Codec;
}

macro_rules! choices {
    ($($choice:ident $time:ident $form:ident => $codec:ty;)+) => {$(
        impl<$time, $form: ?Sized> Chosen for Choose<$choice, $time, $form> {
            type Codec = $codec;
        }
    )+};
}

choices! {
    SERDE Time F => Serde;
    TIME Time F => Time;
    BINARY Time F => Binary;
    SET Time F => Set;
    FORMED Time F => Formed<F>;
    SET_INSIDE Time F => Formed<Inside<F>>;
}
