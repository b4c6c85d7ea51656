//! The keys of an entity's items, made of its fields.

use super::{Entity, TableModel};
use crate::item::ItemKey;
use crate::key::{KeyContext, KeyError, KeyErrorKind, KeyPart, KeyTemplate, KeyValues};
use crate::schema::guard::is_guard_key;
use crate::schema::{self, KeyAttribute, ScalarType, TableLayout};
use crate::value::{ScalarValue, Timestamp};
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
    let render = |template: &KeyTemplate, half: KeyAttribute, part| {
        let context = context::<E>(part);
        template
            .render_as(half.scalar, context, values)?
            .ok_or_else(|| context.error(template, None, KeyErrorKind::Missing))
    };
    let (layout, part) = (layout::<E>(), KeyPart::PartitionKey);
    let pk = render(&E::SCHEMA.pk, layout.pk, part)?;
    let sk = match (&E::SCHEMA.sk, layout.sk) {
        (Some(template), Some(half)) => Some(render(template, half, KeyPart::SortKey)?),
        _ => None,
    };
    if is_guard_key(layout, Some(&pk), sk.as_ref()) {
        return Err(context::<E>(part).error(&E::SCHEMA.pk, None, KeyErrorKind::Reserved));
    }
    Ok(ItemKey::new(layout, pk, sk))
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
            attribute: attribute.name,
            template: E::SCHEMA.type_sk.as_ref()?,
            scalar: attribute.scalar,
            part: KeyPart::IndexSortKey(name),
        };
        Some([None, Some(half)])
    });
    let declared = E::SCHEMA.indexes.iter().map(|index| {
        // The table's own keys are there already.
        let own = |half: &KeyAttribute| half.of_table.is_none();
        let pk = index.pk.as_ref().filter(|_| own(&index.layout.pk));
        let pk = pk.map(|template| IndexHalf {
            attribute: index.layout.pk.name,
            template,
            scalar: index.layout.pk.scalar,
            part: KeyPart::IndexPartitionKey(index.layout.name),
        });
        let sk = index.sk.as_ref().zip(index.layout.sk.filter(own));
        let sk = sk.map(|(template, attribute)| IndexHalf {
            attribute: attribute.name,
            template,
            scalar: attribute.scalar,
            part: KeyPart::IndexSortKey(index.layout.name),
        });
        [pk, sk]
    });
    type_half.into_iter().chain(declared)
}

/// The sort key attribute of the type index, and the index's name.
pub(crate) fn type_index_sort_key<E: Entity>() -> Option<(KeyAttribute, &'static str)> {
    // Items without a type are not in it.
    let index = layout::<E>()
        .type_index
        .as_ref()
        .filter(|_| !E::SCHEMA.typeless)?;
    Some((index.sk?, index.name))
}

/// The time of creation as a sort key of the type index: a text in UTC, or as a number whole epoch
/// milliseconds.
pub(crate) fn creation_time(half: KeyAttribute, now: Timestamp) -> AttributeValue {
    match half.scalar {
        ScalarType::Number => AttributeValue::N(now.epoch_millis().to_string()),
        // With a binary, every entity has a template.
        ScalarType::String | ScalarType::Binary => AttributeValue::S(now.to_string()),
    }
}

/// The value of one index half; `None` when one of its fields is `None`.
pub(crate) fn render_half<E: Entity>(
    half: &IndexHalf,
    values: &(impl KeyValues + ?Sized),
) -> Result<Option<AttributeValue>, KeyError> {
    let context = context::<E>(half.part);
    let value = half.template.render_as(half.scalar, context, values)?;
    Ok(value.map(ScalarValue::into_value))
}

/// The attribute that holds the item's shard of the type index, and its value, where the table has
/// shards.
pub(crate) fn shard<E: Entity>(key: &ItemKey) -> Option<(&'static str, AttributeValue)> {
    let layout = layout::<E>();
    // Most tables have none.
    layout.type_shards?;
    let [pk, sk] = key.identity(layout);
    let bytes = |half: &Option<ScalarValue<'_>>| {
        half.as_ref()
            .map_or(Vec::new(), |half| half.bytes().to_vec())
    };
    schema::shard(layout, E::SCHEMA, &bytes(&pk), &bytes(&sk))
}
