//! Unique values: guard items, one for each value, written in the same transaction as their owner.
//!
//! A guard's partition key is `_UNIQUE`, the owner's type, the constraint's name and the values,
//! with the separator between them; its sort key is `_UNIQUE`. It holds the owner's primary key,
//! and expires with it. Entities cannot have such keys.
//!
//! Of a table that another library has made, the guards may be declared as that library makes them: a key with
//! the values in it, and a type. They do not name their owner, so one is given up on the condition that
//! the owner still has the values, and none is written again.

use crate::entity::{Entity, context, layout};
use crate::item::{ItemKey, Stored};
use crate::key::ends::Follows;
use crate::key::{
    KeyError, KeyErrorKind, KeyPart, KeyTemplate, KeyValues, MAX_PARTITION_KEY_BYTES,
    MAX_SORT_KEY_BYTES,
};
use crate::schema::guard::{GUARD, OWNER, sort_key};
use crate::schema::{AttributeSchema, GuardForm, UniqueConstraint};
use crate::value::ScalarValue;

/// The guard of one value, or of one combination of values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Guard {
    pub(crate) constraint: &'static str,
    pub(crate) key: ItemKey,
    /// What it is, where another library has made it.
    pub(crate) form: Option<&'static GuardForm>,
}

/// Whether the entity has unique values at all.
pub(crate) fn is_guarded<E: Entity>() -> bool {
    !E::SCHEMA.unique.is_empty()
}

/// The attributes of the entity's unique values, each once.
pub(crate) fn attributes<E: Entity>() -> Vec<&'static AttributeSchema> {
    attributes_of::<E>(E::SCHEMA.unique.iter())
}

/// The attributes that are unique only together with that one, and itself; none when it is no unique
/// value.
pub(crate) fn attributes_with<E: Entity>(slot: usize) -> Vec<&'static AttributeSchema> {
    let constraints = E::SCHEMA.unique.iter();
    attributes_of::<E>(constraints.filter(|constraint| constraint.template.mentions(slot)))
}

fn attributes_of<E: Entity>(
    constraints: impl Iterator<Item = &'static UniqueConstraint>,
) -> Vec<&'static AttributeSchema> {
    let fields = constraints.flat_map(|constraint| constraint.template.fields());
    let mut all: Vec<&'static AttributeSchema> = Vec::new();
    for attribute in fields.filter_map(|field| E::SCHEMA.attribute(field.slot)) {
        if all.iter().all(|known| known.slot != attribute.slot) {
            all.push(attribute);
        }
    }
    all
}

/// The guards that those values are to get. A constraint with a missing value has none.
pub(crate) fn guards<E: Entity>(values: &dyn KeyValues) -> Result<Vec<Guard>, KeyError> {
    each_guard::<E>(values).map(|(_, guard)| guard).collect()
}

/// The guards of a loaded item whose fields have changed as far as that says, and why times that have not
/// changed can have none, where some cannot: another program has stored them, with finer digits.
///
/// # Errors
///
/// When no guard's key can hold changed values, or others than times.
pub(crate) fn guards_of_changed<E: Entity>(
    values: &dyn KeyValues,
    is_changed: impl Fn(usize) -> bool,
) -> Result<(Vec<Guard>, Option<KeyError>), KeyError> {
    let (mut guards, mut unguarded) = (Vec::new(), None);
    for (constraint, guard) in each_guard::<E>(values) {
        match guard {
            Ok(guard) => guards.push(guard),
            Err(error) => {
                let is_time = matches!(
                    error.kind(),
                    KeyErrorKind::Precision(_) | KeyErrorKind::LeapSecond | KeyErrorKind::Year
                );
                let mut fields = constraint.template.fields();
                if !is_time || fields.any(|field| is_changed(field.slot)) {
                    return Err(error);
                }
                unguarded = Some(error);
            }
        }
    }
    Ok((guards, unguarded))
}

/// The guards that a stored item with those values can have. Values that no guard's key can hold are
/// from before the constraint, when they were allowed: nothing guards them, and the item can be
/// deleted and given better ones all the same.
pub(crate) fn guards_of_stored<E: Entity>(values: &dyn KeyValues) -> Vec<Guard> {
    let guards = each_guard::<E>(values);
    guards.filter_map(|(_, guard)| guard.ok()).collect()
}

/// The guard of each constraint, but of those with a missing value.
fn each_guard<E: Entity>(
    values: &dyn KeyValues,
) -> impl Iterator<Item = (&'static UniqueConstraint, Result<Guard, KeyError>)> {
    E::SCHEMA.unique.iter().filter_map(move |constraint| {
        let key = match &constraint.guard {
            None => guard_key::<E>(constraint.name, &constraint.template, values),
            Some(form) => foreign_key::<E>(constraint.name, form, values),
        };
        let guard = |key| Guard {
            constraint: constraint.name,
            key,
            form: constraint.guard.as_ref(),
        };
        let guarded = key.map(|key| key.map(guard)).transpose()?;
        Some((constraint, guarded))
    })
}

/// The key of the guard of those values; `None` when one is missing.
pub(crate) fn guard_key<E: Entity>(
    constraint: &'static str,
    template: &KeyTemplate,
    values: &dyn KeyValues,
) -> Result<Option<ItemKey>, KeyError> {
    let layout = layout::<E>();
    let context = context::<E>(KeyPart::UniqueKey(constraint));
    let mut pk = String::from(GUARD);
    for part in E::SCHEMA.present_type().parts().chain([constraint]) {
        pk.push_str(layout.separator);
        pk.push_str(part);
    }
    let count = template.fields().count();
    for (place, field) in template.fields().enumerate() {
        let Some(value) = values.key_value(field.slot) else {
            return Ok(None);
        };
        pk.push_str(layout.separator);
        // Nothing follows the last value, so it may contain the separator.
        let follows = if place + 1 == count {
            Follows::End
        } else {
            Follows::Field(layout.separator)
        };
        template.write_value(context, field, value, follows, &mut pk)?;
    }
    let limit = if layout.is_inverted() {
        // It is the sort key too.
        MAX_SORT_KEY_BYTES
    } else {
        MAX_PARTITION_KEY_BYTES
    };
    if pk.len() > limit {
        let actual = pk.len();
        let kind = KeyErrorKind::TooLong { actual, limit };
        return Err(context.error(template, None, kind));
    }
    let sk = sort_key(layout, &pk);
    Ok(Some(ItemKey::new(layout, ScalarValue::text(pk), sk)))
}

/// The key of the guard of those values as another library makes it; `None` when one is missing.
fn foreign_key<E: Entity>(
    constraint: &'static str,
    form: &GuardForm,
    values: &dyn KeyValues,
) -> Result<Option<ItemKey>, KeyError> {
    let layout = layout::<E>();
    let of_guard = context::<E>(KeyPart::UniqueKey(constraint));
    let Some(pk) = form.pk.render_as(layout.pk.scalar, of_guard, values)? else {
        return Ok(None);
    };
    let sk = match (&form.sk, layout.sk) {
        (Some(template), Some(half)) => {
            let sort = context::<E>(KeyPart::SortKey);
            match template.render_as(half.scalar, sort, values)? {
                Some(sk) => Some(sk),
                None => return Ok(None),
            }
        }
        _ => None,
    };
    Ok(Some(ItemKey::new(layout, pk, sk)))
}

/// Whether the field is unique by guards of another library, which do not name their owner.
pub(crate) fn is_foreign<E: Entity>(slot: usize) -> bool {
    let mut constraints = E::SCHEMA.unique.iter();
    constraints.any(|constraint| constraint.guard.is_some() && constraint.template.mentions(slot))
}

/// The primary key of the item that a guard belongs to.
pub(crate) fn owner_of<E: Entity>(guard: &impl Stored) -> Option<ItemKey> {
    let [pk, sk] = [OWNER.0, OWNER.1].map(|name| guard.scalar(name).map(ScalarValue::into_owned));
    Some(ItemKey::new(layout::<E>(), pk?, sk))
}
