//! The forms in which the values of types are stored.

use super::flatten::Flattens;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// The form in which the values of a type are stored.
///
/// The form is known at compile time for types of the standard library, of crates whose feature is on,
/// and those that derive `Attributes`, and for lists, maps, tuples, options and boxes of these. Any
/// other type is [`Form::Open`]: only its `Serialize` decides.
///
/// ```
/// use singletable_core::__private::HasForm;
/// use singletable_core::schema::Form;
///
/// assert_eq!(<Vec<u8> as HasForm>::FORM, Form::Binary);
/// assert_eq!(<Vec<u16> as HasForm>::FORM, Form::List(&Form::Number));
/// ```
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// As the type's `Serialize` decides, by the rules of `serde_dynamo`.
    Open,
    /// A string (`S`).
    Text,
    /// A number (`N`).
    Number,
    /// A number (`N`) of one byte. A list of these is a [`Binary`](Form::Binary).
    Byte,
    /// A binary (`B`).
    Binary,
    /// A boolean (`BOOL`).
    Bool,
    /// A null (`NULL`).
    Null,
    /// A set (`SS`, `NS`, `BS`) of elements in that form. Without elements it is an absent attribute of
    /// the item, and an empty list inside another value: DynamoDB has no empty sets.
    Set(&'static Form),
    /// A list (`L`) of elements in that form.
    List(&'static Form),
    /// A list (`L`) with as many elements as there are forms, each in its own.
    Tuple(&'static [Form]),
    /// A map (`M`) of values in that form.
    Map(&'static Form),
    /// A map (`M`) with an entry for each field of a struct that derives `Attributes`.
    Fields(&'static [FieldForm]),
    /// An enum that derives `Attributes`.
    Variants(&'static EnumForm),
}

/// The form of a field of a struct that derives `Attributes`.
#[derive(Clone, Copy)]
pub struct FieldForm {
    name: &'static str,
    /// Whether `None` is no entry of the map, where the field's default is `None` too.
    is_option: bool,
    /// Whether the field's default is `None`, where it has one of its own.
    defaults_to_none: Option<fn() -> bool>,
    /// Whether `None` is always a null.
    is_null: bool,
    may_be_missing: bool,
    form: Lazy,
}

/// A form that is computed when it is needed, because a type may be inside itself.
#[derive(Clone, Copy)]
enum Lazy {
    Known(Form),
    Asked(fn() -> Form),
}

/// The form of an enum that derives `Attributes`.
#[derive(Clone, Copy, PartialEq)]
pub struct EnumForm {
    tag: Option<&'static str>,
    content: Option<&'static str>,
    variants: &'static [FieldForm],
}

impl FieldForm {
    /// A field with that name in the stored map. `is_option`: `None` is no entry of the map.
    #[doc(hidden)]
    pub const fn new(name: &'static str, is_option: bool, form: Form) -> Self {
        Self::with(name, is_option, Lazy::Known(form))
    }

    /// The same, where the form of the type may lead back to the struct.
    #[doc(hidden)]
    pub const fn asked(name: &'static str, is_option: bool, form: fn() -> Form) -> Self {
        Self::with(name, is_option, Lazy::Asked(form))
    }

    const fn with(name: &'static str, is_option: bool, form: Lazy) -> Self {
        Self {
            name,
            is_option,
            defaults_to_none: None,
            is_null: false,
            may_be_missing: false,
            form,
        }
    }

    /// The same, where the form is the one at that index of the struct's own.
    #[doc(hidden)]
    pub const fn of<T: Flattens, const INDEX: usize>(name: &'static str, is_option: bool) -> Self {
        Self::asked(name, is_option, form_of::<T, INDEX>)
    }

    /// A map without the entry is read as well, because the field has a default.
    #[doc(hidden)]
    pub const fn or_default(mut self) -> Self {
        self.may_be_missing = true;
        self
    }

    /// The field has a default of its own, which may be another value than `None`.
    #[doc(hidden)]
    pub const fn where_default(mut self, is_none: fn() -> bool) -> Self {
        self.defaults_to_none = Some(is_none);
        self
    }

    /// `None` is a null, if that holds.
    #[doc(hidden)]
    pub const fn null_if(mut self, is_null: bool) -> Self {
        self.is_null = is_null;
        self
    }

    /// The name of the entry; of a variant, the variant's stored name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether `None` is no entry of the map. Everywhere else it is a null, also where the field has a
    /// default that is another value.
    pub fn none_is_absent(&self) -> bool {
        self.is_option && !self.is_null && self.defaults_to_none.is_none_or(|is_none| is_none())
    }

    /// Whether `None` is a null, whatever the field's default is: `#[entity(null)]`.
    pub const fn is_null(&self) -> bool {
        self.is_null
    }

    /// Whether `None` is a null there, for that reason or because the field's default is another value.
    pub(crate) fn stores_null(&self) -> bool {
        self.is_null || (self.is_option && !self.none_is_absent())
    }

    /// Whether the field is an `Option`, whose `None` may be no entry of the map.
    pub const fn is_option(&self) -> bool {
        self.is_option
    }

    /// Whether the field has a default, used for a map without the entry.
    pub const fn may_be_missing(&self) -> bool {
        self.may_be_missing
    }

    /// The form of the value, if it is known without a call.
    pub(super) const fn known_form(&self) -> Option<Form> {
        match self.form {
            Lazy::Known(form) => Some(form),
            Lazy::Asked(_) => None,
        }
    }

    /// The form of the value; of a variant, that of its content.
    pub fn form(&self) -> Form {
        match self.form {
            Lazy::Known(form) => form,
            Lazy::Asked(form) => form(),
        }
    }

    /// Whether the form may differ from serde's.
    const fn differs(&self) -> bool {
        self.is_option
            || match self.form {
                Lazy::Known(form) => form.differs(),
                Lazy::Asked(_) => true,
            }
    }
}

/// The form at that index among those of the struct itself.
fn form_of<T: Flattens, const INDEX: usize>() -> Form {
    T::FORMS.get(INDEX).copied().unwrap_or(Form::Open)
}

impl EnumForm {
    /// An enum with those variants; `tag` and `content` as serde's attributes of these names.
    #[doc(hidden)]
    pub const fn new(
        tag: Option<&'static str>,
        content: Option<&'static str>,
        variants: &'static [FieldForm],
    ) -> Self {
        Self {
            tag,
            content,
            variants,
        }
    }

    /// The name of the entry that has the variant's name; `None` if the variant's name is that of the
    /// only entry.
    pub const fn tag(&self) -> Option<&'static str> {
        self.tag
    }

    /// The name of the entry that has the variant's content, next to the tag; `None` if the fields are
    /// next to the tag.
    pub const fn content(&self) -> Option<&'static str> {
        self.content
    }

    /// The variants that have fields.
    pub const fn variants(&self) -> &'static [FieldForm] {
        self.variants
    }

    /// The form of a variant's content.
    pub(crate) fn content_of(&self, variant: &str) -> Form {
        let known = self.variants.iter().find(|known| known.name == variant);
        known.map_or(Form::Open, FieldForm::form)
    }
}

impl Form {
    /// Whether the form may differ from serde's.
    #[doc(hidden)]
    pub const fn differs(self) -> bool {
        match self {
            Self::Set(_) | Self::Binary | Self::Variants(_) => true,
            Self::List(of) | Self::Map(of) => of.differs(),
            Self::Tuple(parts) => {
                let mut i = 0;
                while i < parts.len() {
                    if parts[i].differs() {
                        return true;
                    }
                    i += 1;
                }
                false
            }
            Self::Fields(fields) => {
                let mut i = 0;
                while i < fields.len() {
                    if fields[i].differs() {
                        return true;
                    }
                    i += 1;
                }
                false
            }
            _ => false,
        }
    }

    /// The form of an attribute with a value in this form.
    pub(crate) const fn of_attribute(self) -> Self {
        match self {
            Self::Byte => Self::Number,
            form => form,
        }
    }

    /// The form of a sequence of values in this form.
    const fn listed(of: &'static Self) -> Self {
        match of {
            Self::Byte => Self::Binary,
            _ => Self::List(of),
        }
    }

    /// The form of the elements of a list or a set, or of the values of a map.
    pub(crate) const fn part(self) -> Self {
        match self {
            Self::Set(of) | Self::List(of) | Self::Map(of) => *of,
            _ => Self::Open,
        }
    }
}

impl PartialEq for FieldForm {
    fn eq(&self, other: &Self) -> bool {
        let same_form = match (self.form, other.form) {
            (Lazy::Known(one), Lazy::Known(other)) => one == other,
            (Lazy::Asked(one), Lazy::Asked(other)) => std::ptr::fn_addr_eq(one, other),
            _ => false,
        };
        let same_default = match (self.defaults_to_none, other.defaults_to_none) {
            (Some(one), Some(other)) => std::ptr::fn_addr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let flags = |of: &Self| (of.name, of.is_option, of.is_null, of.may_be_missing);
        flags(self) == flags(other) && same_form && same_default
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("Open"),
            Self::Text => f.write_str("Text"),
            Self::Number => f.write_str("Number"),
            Self::Byte => f.write_str("Byte"),
            Self::Binary => f.write_str("Binary"),
            Self::Bool => f.write_str("Bool"),
            Self::Null => f.write_str("Null"),
            Self::Set(of) => f.debug_tuple("Set").field(of).finish(),
            Self::List(of) => f.debug_tuple("List").field(of).finish(),
            Self::Tuple(parts) => f.debug_tuple("Tuple").field(parts).finish(),
            Self::Map(of) => f.debug_tuple("Map").field(of).finish(),
            Self::Fields(fields) => f.debug_tuple("Fields").field(fields).finish(),
            Self::Variants(of) => f.debug_tuple("Variants").field(&of.variants).finish(),
        }
    }
}

impl fmt::Debug for FieldForm {
    /// Shows only the name: the form of a type that is inside itself has no end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for EnumForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EnumForm").field(&self.variants).finish()
    }
}

/// Types whose stored form is known at compile time.
#[doc(hidden)]
pub trait HasForm {
    /// The form.
    const FORM: Form;
    /// Whether an empty set may be absent, as an attribute of the item may.
    const EMPTY_IS_ABSENT: bool = true;
}

/// The elements of the lists, sets and maps that have the form of `F`.
#[doc(hidden)]
#[derive(Debug)]
pub struct PartOf<F: ?Sized>(std::marker::PhantomData<F>);

impl<F: HasForm + ?Sized> HasForm for PartOf<F> {
    const FORM: Form = F::FORM.part();
    const EMPTY_IS_ABSENT: bool = false;
}

/// The form of `F`'s values inside another value.
#[doc(hidden)]
#[derive(Debug)]
pub struct Inside<F: ?Sized>(std::marker::PhantomData<F>);

impl<F: HasForm + ?Sized> HasForm for Inside<F> {
    const FORM: Form = F::FORM;
    const EMPTY_IS_ABSENT: bool = false;
}

macro_rules! forms {
    ($($(#[$attribute:meta])* [$($parameters:tt)*] $type:ty => $form:expr;)+) => {$(
        $(#[$attribute])*
        impl<$($parameters)*> HasForm for $type {
            const FORM: Form = $form;
        }
    )+};
}

forms! {
    [] str => Form::Text;
    [] String => Form::Text;
    [] char => Form::Text;
    [] bool => Form::Bool;
    [] () => Form::Null;
    [] u8 => Form::Byte;
    [] u16 => Form::Number;
    [] u32 => Form::Number;
    [] u64 => Form::Number;
    [] u128 => Form::Number;
    [] usize => Form::Number;
    [] i8 => Form::Number;
    [] i16 => Form::Number;
    [] i32 => Form::Number;
    [] i64 => Form::Number;
    [] i128 => Form::Number;
    [] isize => Form::Number;
    [] f32 => Form::Number;
    [] f64 => Form::Number;
    [] super::Timestamp => Form::Text;
    [] super::Number => Form::Number;
    #[cfg(feature = "rust_decimal")]
    [] rust_decimal::Decimal => Form::Number;
    [T: HasForm] Vec<T> => Form::listed(&T::FORM);
    [T: HasForm] [T] => Form::listed(&T::FORM);
    [T: HasForm, const N: usize] [T; N] => Form::listed(&T::FORM);
    [T: HasForm] VecDeque<T> => Form::List(&T::FORM);
    [T: HasForm] LinkedList<T> => Form::List(&T::FORM);
    // The derive says what is known of the elements, which may be of any type.
    [T, S] HashSet<T, S> => Form::Set(&Form::Open);
    [T] BTreeSet<T> => Form::Set(&Form::Open);
    [K, V: HasForm, S] HashMap<K, V, S> => Form::Map(&V::FORM);
    [K, V: HasForm] BTreeMap<K, V> => Form::Map(&V::FORM);
}

/// Types that serde passes through: their values are stored as those of another type.
macro_rules! transparent {
    ($([$($parameters:tt)*] $type:ty => $of:ty;)+) => {$(
        impl<$($parameters)*> HasForm for $type {
            // A list of boxes of bytes is a list.
            const FORM: Form = <$of as HasForm>::FORM.of_attribute();
        }
    )+};
}

transparent! {
    [T: HasForm] Option<T> => T;
    [T: HasForm + ?Sized] &T => T;
    [T: HasForm + ?Sized] Box<T> => T;
    [T: HasForm + ?Sized] Rc<T> => T;
    [T: HasForm + ?Sized] Arc<T> => T;
    [T: HasForm + ToOwned + ?Sized] Cow<'_, T> => T;
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {$(
        impl<$($name: HasForm),+> HasForm for ($($name,)+) {
            const FORM: Form = Form::Tuple(&[$($name::FORM),+]);
        }
    )+};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A type that is inside itself, as the derive describes one.
    struct Node;

    impl HasForm for Node {
        const FORM: Form = Form::Fields(&[
            FieldForm::new("name", false, Form::Text),
            FieldForm::asked("children", false, || <Vec<Node> as HasForm>::FORM),
        ]);
    }

    #[test]
    fn bytes_in_a_row_are_a_binary_and_other_lists_are_lists() {
        const BINARIES: [Form; 5] = [
            <Vec<u8>>::FORM,
            <[u8; 4]>::FORM,
            <Box<[u8]>>::FORM,
            <Option<Arc<[u8]>>>::FORM,
            <Cow<'static, [u8]>>::FORM,
        ];
        assert_eq!(BINARIES, [Form::Binary; 5]);
        assert_eq!(<Vec<i8>>::FORM, Form::List(&Form::Number));
        assert_eq!(<Vec<Box<u8>>>::FORM, Form::List(&Form::Number));
        assert_eq!(<(u8, u8)>::FORM, Form::Tuple(&[Form::Byte, Form::Byte]));
        assert_eq!(<HashSet<u8>>::FORM, Form::Set(&Form::Open));
    }

    #[test]
    fn a_form_differs_where_something_in_it_does() {
        const PLAIN: Form = Form::Fields(&[FieldForm::new("a", false, Form::Text)]);
        const OPTIONAL: Form = Form::Fields(&[FieldForm::new("a", true, Form::Text)]);
        for (form, differs) in [
            (<Vec<String>>::FORM, false),
            (<BTreeMap<u8, (bool, Option<i128>)>>::FORM, false),
            (<BTreeMap<u8, (bool, Option<Vec<u8>>)>>::FORM, true),
            (<Vec<BTreeSet<u8>>>::FORM, true),
            (<Box<Node>>::FORM, true),
            (PLAIN, false),
            (OPTIONAL, true),
        ] {
            assert_eq!(form.differs(), differs, "{form:?}");
        }
    }

    #[test]
    fn a_type_inside_itself_has_a_form() {
        let Form::Fields([_, children]) = Node::FORM else {
            panic!("a struct has fields");
        };
        assert_eq!(children.form(), Form::List(&Node::FORM));
        assert_eq!(
            format!("{:?}", children.form()),
            "List(Fields([name, children]))"
        );
    }
}
