//! The keys of what is queried, and the condition on them.

use super::Query;
use crate::entity::{AccessPattern, Entity, IndexHalf, context, layout, render_half};
use crate::error::Error;
use crate::exec::Subject;
use crate::expr::ExpressionError;
use crate::expr::attr::Path;
use crate::expr::names::Placeholders;
use crate::expr::node::Node;
use crate::item::Stored;
use crate::key::bounds::Range;
use crate::key::range::{Condition, Parts, SortValue};
use crate::key::{KeyErrorKind, KeyPart, Slots};
use crate::life::ttl;
use crate::schema::{EntityIndex, IndexLayout, KeyAttribute, ScalarType, TableLayout, shard_name};
use crate::value::Item;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

/// Whether what is queried holds the whole type, where items have one. An index without it cannot tell its items
/// apart, and DynamoDB refuses to read attributes that an index does not hold.
pub(super) fn has_type<A: AccessPattern>() -> bool {
    let names = layout::<A::Entity>().type_attribute.names();
    names.iter().all(|name| holds::<A>(name))
}

/// Whether a query can filter by the type: what is queried holds it, and no part is one of its keys, on
/// which DynamoDB refuses a filter. A partition of the type index is one of the type.
pub(super) fn filters_by_type<A: AccessPattern>() -> bool {
    let (names, keys) = (
        layout::<A::Entity>().type_attribute.names(),
        Source::of::<A>().keys,
    );
    !names.is_empty() && has_type::<A>() && !names.iter().any(|name| keys.has(name))
}

/// The attribute that holds the time to live, if items can expire and what is queried holds it.
pub(super) fn ttl_attribute<A: AccessPattern>() -> Option<&'static str> {
    ttl::attribute::<A::Entity>().filter(|name| holds::<A>(name))
}

pub(super) fn holds<A: AccessPattern>(attribute: &str) -> bool {
    let table = layout::<A::Entity>();
    A::INDEX.is_none_or(|index| index.layout.holds(table, attribute))
}

/// The attributes that hold the keys of what is queried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    table: [Option<&'static str>; 2],
    pub(super) pk: &'static str,
    pub(super) sk: Option<&'static str>,
}

/// What is queried: what spans and errors call it, and its keys.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    /// `None` for items of any entity.
    pub(super) entity: Option<&'static str>,
    pub(super) index: Option<&'static str>,
    pub(super) keys: Keys,
}

impl Source {
    pub(super) fn of<A: AccessPattern>() -> Self {
        let index = A::INDEX.map(|index| &index.layout);
        Self::new(
            Some(<A::Entity as Entity>::SCHEMA.name),
            layout::<A::Entity>(),
            index,
        )
    }

    pub(super) fn new(
        entity: Option<&'static str>,
        layout: &TableLayout,
        index: Option<&IndexLayout>,
    ) -> Self {
        let (pk, sk) = match index {
            Some(index) => (index.pk, index.sk),
            None => (layout.pk, layout.sk),
        };
        let name = |half: KeyAttribute| half.name;
        Self {
            entity,
            index: index.map(|index| index.name),
            keys: Keys {
                table: [Some(layout.pk), layout.sk].map(|half| half.map(name)),
                pk: pk.name,
                sk: sk.map(name),
            },
        }
    }

    /// What errors call it.
    pub(super) fn name(self) -> &'static str {
        self.entity.unwrap_or("table")
    }

    /// What a query of it is to spans.
    pub(super) fn subject(self) -> Subject {
        Subject::paged("query", self.entity.unwrap_or_default(), self.index)
    }
}

impl Keys {
    /// The key from which a query continues after that item: the table's and the index's.
    pub(super) fn of_item(self, item: &impl Stored) -> Item {
        let names = self.table.into_iter().flatten().chain([self.pk]);
        names
            .chain(self.sk)
            .filter_map(|name| Some((name.to_owned(), item.attribute(name)?)))
            .collect()
    }

    /// Whether the attribute is one of the keys of what is queried.
    pub(super) fn has(self, attribute: &str) -> bool {
        self.pk == attribute || self.sk == Some(attribute)
    }

    /// The attributes of such a key but for the partition, each once.
    pub(super) fn beside_partition(self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.table.into_iter().flatten().collect();
        names.extend(self.sk.filter(|sk| !names.contains(sk)));
        names.retain(|name| *name != self.pk);
        names
    }
}

/// Checks that the query can filter by the attributes of the condition: that they are no keys, and that
/// what is queried has them.
pub(super) fn check_filter<A: AccessPattern>(filter: &Node) -> Result<(), ExpressionError> {
    let keys = Source::of::<A>().keys;
    let mut attributes = Vec::new();
    filter.attributes(&mut |name| attributes.push(name.to_owned()));
    if let Some(attribute) = attributes.iter().find(|name| keys.has(name)) {
        let attribute = attribute.clone();
        return Err(if attribute == keys.pk {
            ExpressionError::FilterOnPartitionKey { attribute }
        } else {
            ExpressionError::FilterOnKey { attribute }
        });
    }
    attributes.iter().try_for_each(|name| check_held::<A>(name))
}

/// Checks that what is queried has the attributes that are to be read.
pub(super) fn check_read<A: AccessPattern>(paths: &[Path]) -> Result<(), ExpressionError> {
    let names = paths.iter().filter_map(Path::first_name);
    names.into_iter().try_for_each(check_held::<A>)
}

/// Checks that a query can name the attribute.
///
/// Of a global index DynamoDB reads what the index holds, and nothing else. Of a local one it fetches the
/// other attributes from the table, at the price of reading the item there: "If any of the requested
/// attributes are not projected into the local secondary index, DynamoDB fetches each of these attributes
/// from the parent table" (`Select` in the reference of `Query`). Its documentation says nothing else of
/// filters on local indexes, so those are left to it too.
fn check_held<A: AccessPattern>(attribute: &str) -> Result<(), ExpressionError> {
    match A::INDEX {
        Some(index) if !index.layout.is_local() && !holds::<A>(attribute) => {
            Err(ExpressionError::NotInIndex {
                attribute: attribute.to_owned(),
                index: index.layout.name,
            })
        }
        _ => Ok(()),
    }
}

/// The key condition of a query.
pub(super) struct KeyCondition {
    pub(super) text: String,
    /// Whether the ranges have no key in common. The text then says so, which is no expression: there
    /// is no request to make.
    pub(super) finds_nothing: bool,
}

/// The key condition: the first partition (there is one at least), and what the range asks of the
/// sort key. Nothing may have been written to the placeholders before: the partition is the first
/// value.
pub(super) fn key_condition<A: AccessPattern>(
    query: &Query<A, impl Sized>,
    keys: Keys,
    partitions: &[AttributeValue],
    placeholders: &mut Placeholders,
) -> Result<KeyCondition, Error> {
    let mut text = String::new();
    placeholders.push_name(&mut text, keys.pk);
    text.push_str(" = ");
    placeholders.push_value(&mut text, partitions[0].clone());
    let conditions = sort_conditions::<A>(&query.range)?;
    for (name, condition) in keys.sk.into_iter().zip(conditions.iter().flatten()) {
        write_condition(&mut text, placeholders, name, condition);
    }
    let finds_nothing = conditions.is_none();
    if finds_nothing {
        text.push_str(" AND nothing");
    }
    Ok(KeyCondition {
        text,
        finds_nothing,
    })
}

/// What the range asks of the parts of the sort key; `None` where no key can meet it.
fn sort_conditions<A: AccessPattern>(
    range: &Range,
) -> Result<Option<Vec<Condition<AttributeValue>>>, Error> {
    let schema = <A::Entity as Entity>::SCHEMA;
    let (template, half, part) = match A::INDEX {
        None => (
            schema.sk.as_ref(),
            layout::<A::Entity>().sk,
            KeyPart::SortKey,
        ),
        Some(EntityIndex { sk, layout, .. }) => {
            (sk.as_ref(), layout.sk, KeyPart::IndexSortKey(layout.name))
        }
    };
    // Without a sort key there is nothing more to ask of.
    let (Some(template), Some(half)) = (template, half) else {
        return Ok(range.meets_unit().then(Vec::new));
    };
    let context = context::<A::Entity>(part);
    let conditions = match half.scalar {
        ScalarType::String => lowered(range.of_text(template, context)?, AttributeValue::S),
        ScalarType::Number => lowered(range.of_number(template, context)?, AttributeValue::from),
        ScalarType::Binary => lowered(range.of_binary(template, context)?, |bytes| {
            AttributeValue::B(Blob::new(bytes))
        }),
    };
    Ok(conditions.map_err(|kind| context.error(template, None, kind))?)
}

fn lowered<V: SortValue>(
    parts: Parts<V>,
    into: impl Fn(V) -> AttributeValue + Copy,
) -> Result<Option<Vec<Condition<AttributeValue>>>, KeyErrorKind> {
    let conditions = parts.conditions()?;
    Ok(conditions.map(|parts| parts.into_iter().map(|part| part.map(into)).collect()))
}

/// Appends the condition on one part of the sort key.
fn write_condition(
    text: &mut String,
    placeholders: &mut Placeholders,
    name: &'static str,
    condition: &Condition<AttributeValue>,
) {
    let (operator, first, second) = match condition {
        Condition::Nothing | Condition::All => return,
        Condition::BeginsWith(value) => {
            text.push_str(" AND begins_with(");
            placeholders.push_name(text, name);
            text.push_str(", ");
            placeholders.push_value(text, value.clone());
            text.push(')');
            return;
        }
        Condition::Equal(value) => ("=", value, None),
        Condition::Compare(operator, value) => (*operator, value, None),
        Condition::Between(low, high) => ("BETWEEN", low, Some(high)),
    };
    text.push_str(" AND ");
    placeholders.push_name(text, name);
    text.push(' ');
    text.push_str(operator);
    text.push(' ');
    placeholders.push_value(text, first.clone());
    if let Some(second) = second {
        text.push_str(" AND ");
        placeholders.push_value(text, second.clone());
    }
}

/// The error of a query whose ranges have no key in common, where the input of a request was asked for.
pub(super) fn nothing_in_common<A: AccessPattern>() -> Error {
    let schema = <A::Entity as Entity>::SCHEMA;
    let (template, part) = match A::INDEX {
        None => (schema.sk.as_ref(), KeyPart::SortKey),
        Some(index) => (index.sk.as_ref(), KeyPart::IndexSortKey(index.layout.name)),
    };
    let template = template.unwrap_or(&schema.pk);
    let kind = KeyErrorKind::NothingInCommon;
    context::<A::Entity>(part)
        .error(template, None, kind)
        .into()
}

/// The partitions that the query reads: one, or all shards of it.
pub(super) fn partitions<A: AccessPattern>(values: &Slots) -> Result<Vec<AttributeValue>, Error> {
    let partition = partition::<A>(values)?;
    Ok(match (A::SHARDS, partition) {
        (Some(shards), AttributeValue::S(name)) => {
            let shards = 0..u64::from(shards.max(1));
            let names = shards.map(|shard| shard_name(&name, layout::<A::Entity>(), shard));
            names.map(AttributeValue::S).collect()
        }
        (_, partition) => vec![partition],
    })
}

pub(super) fn partition<A: AccessPattern>(partition: &Slots) -> Result<AttributeValue, Error> {
    let schema = <A::Entity as Entity>::SCHEMA;
    let half = if let Some(EntityIndex {
        pk: Some(template),
        layout,
        ..
    }) = A::INDEX
    {
        IndexHalf {
            attribute: layout.pk.name,
            template,
            scalar: layout.pk.scalar,
            part: KeyPart::IndexPartitionKey(layout.name),
        }
    } else {
        // The table itself, or a local index on the table's own partition key.
        let half = layout::<A::Entity>().pk;
        IndexHalf {
            attribute: half.name,
            template: &schema.pk,
            scalar: half.scalar,
            part: KeyPart::PartitionKey,
        }
    };
    let missing =
        || context::<A::Entity>(half.part).error(half.template, None, KeyErrorKind::Missing);
    Ok(render_half::<A::Entity>(&half, partition)?.ok_or_else(missing)?)
}
