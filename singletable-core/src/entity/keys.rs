//! The keys of an entity's items, made of its fields.

use super::{Entity, TableModel};
use crate::item::ItemKey;
use crate::key::{KeyContext, KeyError, KeyErrorKind, KeyPart, KeyTemplate, KeyValues, key_number};
use crate::schema::guard::is_guard_key;
use crate::schema::{self, ScalarType, TableLayout};
use aws_sdk_dynamodb::types::AttributeValue;

pub(crate) fn layout<E: Entity>() -> &'static TableLayout {
    <E::Table as TableModel>::LAYOUT
}

pub(crate) fn context<E: Entity>(part: KeyPart) -> KeyContext {
    KeyContext {
        entity: E::SCHEMA.name,
        part,
        separator: layout::<E>().separator,
    }
}

/// The stored primary key made of those values.
pub(crate) fn primary_key<E: Entity>(
    values: &(impl KeyValues + ?Sized),
) -> Result<ItemKey, KeyError> {
    let [pk, sk] = primary_keys::<E>(values)?;
    Ok(ItemKey::new(layout::<E>(), pk, sk))
}

/// The partition key and the sort key made of those values.
pub(crate) fn primary_keys<E: Entity>(
    values: &(impl KeyValues + ?Sized),
) -> Result<[String; 2], KeyError> {
    let render = |template: &KeyTemplate, part| {
        let context = context::<E>(part);
        template
            .render(context, values)?
            .ok_or_else(|| context.error(template, None, KeyErrorKind::Missing))
    };
    let (layout, part) = (layout::<E>(), KeyPart::PartitionKey);
    let pk = render(&E::SCHEMA.pk, part)?;
    let sk = render(&E::SCHEMA.sk, KeyPart::SortKey)?;
    if is_guard_key(&pk, &sk, layout.separator) {
        return Err(context::<E>(part).error(&E::SCHEMA.pk, None, KeyErrorKind::Reserved));
    }
    Ok([pk, sk])
}

/// One key half of an index: an attribute that is written from a template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexHalf {
    pub(crate) attribute: &'static str,
    pub(crate) template: &'static KeyTemplate,
    pub(crate) scalar: ScalarType,
    pub(crate) part: KeyPart,
}

/// The key halves that each index of an entity has of its own, index by index. The type index is
/// among them where its sort key has a template.
pub(crate) fn index_halves<E: Entity>() -> impl Iterator<Item = Vec<IndexHalf>> {
    index_keys::<E>().map(|halves| halves.into_iter().flatten().collect())
}

/// The same, in the places of partition key and sort key.
pub(super) fn index_keys<E: Entity>() -> impl Iterator<Item = [Option<IndexHalf>; 2]> {
    let type_half = type_index_sort_key::<E>().and_then(|(attribute, name)| {
        let half = IndexHalf {
            attribute,
            template: E::SCHEMA.type_sk.as_ref()?,
            scalar: ScalarType::String,
            part: KeyPart::IndexSortKey(name),
        };
        Some([None, Some(half)])
    });
    let declared = E::SCHEMA.indexes.iter().map(|index| {
        let pk = index.pk.as_ref().map(|template| IndexHalf {
            attribute: index.layout.pk,
            template,
            scalar: ScalarType::String,
            part: KeyPart::IndexPartitionKey(index.layout.name),
        });
        let sk = index.sk.as_ref().zip(index.layout.sk);
        let sk = sk.map(|(template, attribute)| IndexHalf {
            attribute,
            template,
            scalar: index.layout.sk_type,
            part: KeyPart::IndexSortKey(index.layout.name),
        });
        [pk, sk]
    });
    type_half.into_iter().chain(declared)
}

/// The sort key attribute of the type index, and the index's name.
pub(crate) fn type_index_sort_key<E: Entity>() -> Option<(&'static str, &'static str)> {
    // Items without a type are not in it.
    let index = layout::<E>()
        .type_index
        .as_ref()
        .filter(|_| !E::SCHEMA.typeless)?;
    Some((index.sk?, index.name))
}

/// The value of one index half; `None` when one of its fields is `None`.
pub(crate) fn render_half<E: Entity>(
    half: &IndexHalf,
    values: &(impl KeyValues + ?Sized),
) -> Result<Option<AttributeValue>, KeyError> {
    let context = context::<E>(half.part);
    match half.scalar {
        ScalarType::String => {
            let text = half.template.render(context, values)?;
            Ok(text.map(AttributeValue::S))
        }
        ScalarType::Number => {
            let Some(field) = half.template.fields().next() else {
                return Err(context.error(half.template, None, KeyErrorKind::NotANumber));
            };
            let Some(value) = values.key_value(field.slot) else {
                return Ok(None);
            };
            let number = key_number(value)
                .map_err(|kind| context.error(half.template, Some(field.name), kind))?;
            Ok(Some(AttributeValue::N(number)))
        }
    }
}

/// The attribute that holds the item's shard of the type index, and its value, where the table has
/// shards.
pub(crate) fn shard<E: Entity>(key: &ItemKey) -> Option<(&'static str, AttributeValue)> {
    let layout = layout::<E>();
    schema::shard(layout, E::SCHEMA, key.text(layout.pk), key.text(layout.sk))
}
