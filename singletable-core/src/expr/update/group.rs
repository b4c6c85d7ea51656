//! Fields that share index keys, set together.

use super::Changes;
use crate::expr::attr::Attr;
use crate::expr::attr::role::ReadOnly;
use crate::expr::held::{HasPaths, Holds};
use crate::expr::roles::Shared;
use crate::item::codec::Codec;
use crate::key::KeyField;
use crate::value::IntoValue;
use std::marker::PhantomData;

/// The fields that share keys of an index: they are set together, by
/// [`set_key`](crate::op::Update::set_key). Generated as a constant such as `Post::BY_STATUS_KEY`.
#[derive(Debug)]
pub struct KeyGroup<E, A> {
    pub(super) attrs: A,
    entity: PhantomData<fn() -> E>,
}

impl<E, A> KeyGroup<E, A> {
    /// For generated code: the group of those attributes.
    #[doc(hidden)]
    pub const fn new(attrs: A) -> Self {
        Self {
            attrs,
            entity: PhantomData,
        }
    }
}

/// The attributes of a [`KeyGroup`] and the tuple of values that they take.
#[diagnostic::on_unimplemented(
    message = "these values do not fit the fields of the key",
    label = "give one value for each field, in the order of the key; an optional field takes an `Option`",
    note = "the docs of the key's constant, such as `Post::BY_STATUS_KEY`, name its fields in their order"
)]
pub trait KeyGroupAttrs<E, V> {
    #[doc(hidden)]
    fn apply(self, values: V, changes: &mut Changes, if_absent: bool);
}

/// How one field of a group takes its value.
trait GroupField<V> {
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool);
}

impl<E, T, M, C, V> GroupField<V> for Attr<E, T, Shared<M, false>, C>
where
    T: KeyField,
    C: Codec<T>,
    V: IntoValue<T>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        let value = value.into_value();
        let key = Box::new(value.clone());
        changes.set_field(&self, &value, Some(key), if_absent);
    }
}

impl<E, T, M, C, V> GroupField<V> for Attr<E, T, Shared<M, true>, C>
where
    T: KeyField,
    C: Codec<T>,
    V: IntoValue<Option<T>>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        match value.into_value() {
            Some(value) => {
                let key = Box::new(value.clone());
                changes.set_field(&self, &value, Some(key), if_absent);
            }
            // Only a value can be withheld from an item that has one.
            None if if_absent => {}
            None => changes.store_none(&self),
        }
    }
}

/// A field in a key that updates leave as it is: its value is asked for, not changed. A new item
/// gets it, unless a guard would have to be written with it.
impl<E, T, M, C, V, const GUARDED: bool> GroupField<V>
    for Attr<E, T, ReadOnly<Shared<M, false>, GUARDED>, C>
where
    T: KeyField,
    C: Codec<T>,
    V: IntoValue<T>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        let value = value.into_value();
        let key = Box::new(value.clone());
        if if_absent && !GUARDED {
            changes.set_field(&self, &value, Some(key), true);
        } else {
            changes.keep_field(&self, Some(&value), Some(key));
        }
    }
}

impl<E, T, M, C, V, const GUARDED: bool> GroupField<V>
    for Attr<E, T, ReadOnly<Shared<M, true>, GUARDED>, C>
where
    T: KeyField,
    C: Codec<T>,
    V: IntoValue<Option<T>>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        match value.into_value() {
            Some(value) => {
                let key = Box::new(value.clone());
                if if_absent && !GUARDED {
                    changes.set_field(&self, &value, Some(key), true);
                } else {
                    changes.keep_field(&self, Some(&value), Some(key));
                }
            }
            None if if_absent => {}
            None => changes.keep_field(&self, None, None),
        }
    }
}

/// A field that holds what the key is made of.
impl<E, T, M, C, V, const SLOT: usize> GroupField<V>
    for Attr<E, T, Holds<Shared<M, false>, E, SLOT>, C>
where
    E: HasPaths<SLOT, T>,
    C: Codec<T>,
    V: IntoValue<T>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        let value = value.into_value();
        changes.set_field(&self, &value, None, if_absent);
        changes.touch_paths(E::paths(&value), if_absent);
    }
}

impl<E, T, M, C, V, const SLOT: usize> GroupField<V>
    for Attr<E, T, Holds<Shared<M, true>, E, SLOT>, C>
where
    E: HasPaths<SLOT, T>,
    C: Codec<T>,
    V: IntoValue<Option<T>>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        match value.into_value() {
            Some(value) => {
                changes.set_field(&self, &value, None, if_absent);
                changes.touch_paths(E::paths(&value), if_absent);
            }
            None if if_absent => {}
            None => changes.store_none(&self),
        }
    }
}

impl<E, T, M, C, V, const GUARDED: bool, const SLOT: usize> GroupField<V>
    for Attr<E, T, ReadOnly<Holds<Shared<M, false>, E, SLOT>, GUARDED>, C>
where
    E: HasPaths<SLOT, T>,
    C: Codec<T>,
    V: IntoValue<T>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        let value = value.into_value();
        changes.set_or_keep(&self, &value, if_absent && !GUARDED);
        changes.touch_paths(E::paths(&value), if_absent && !GUARDED);
    }
}

impl<E, T, M, C, V, const GUARDED: bool, const SLOT: usize> GroupField<V>
    for Attr<E, T, ReadOnly<Holds<Shared<M, true>, E, SLOT>, GUARDED>, C>
where
    E: HasPaths<SLOT, T>,
    C: Codec<T>,
    V: IntoValue<Option<T>>,
{
    fn apply_field(self, value: V, changes: &mut Changes, if_absent: bool) {
        match value.into_value() {
            Some(value) => {
                changes.set_or_keep(&self, &value, if_absent && !GUARDED);
                changes.touch_paths(E::paths(&value), if_absent && !GUARDED);
            }
            None if if_absent => {}
            None => changes.keep_field(&self, None, None),
        }
    }
}

macro_rules! key_group {
    ($($attr:ident $value:ident $place:tt),+) => {
        #[diagnostic::do_not_recommend]
        impl<E, $($attr, $value),+> KeyGroupAttrs<E, ($($value,)+)> for ($($attr,)+)
        where
            $($attr: GroupField<$value>),+
        {
            fn apply(self, values: ($($value,)+), changes: &mut Changes, if_absent: bool) {
                $(self.$place.apply_field(values.$place, changes, if_absent);)+
            }
        }
    };
}

key_group!(A0 V0 0, A1 V1 1);
key_group!(A0 V0 0, A1 V1 1, A2 V2 2);
key_group!(A0 V0 0, A1 V1 1, A2 V2 2, A3 V3 3);
key_group!(A0 V0 0, A1 V1 1, A2 V2 2, A3 V3 3, A4 V4 4);
