//! The keys of what is queried, and the condition on them.

use super::Query;
use crate::entity::{AccessPattern, Entity, IndexHalf, context, layout, render_half};
use crate::error::Error;
use crate::exec::Subject;
use crate::expr::ExpressionError;
use crate::expr::names::Placeholders;
use crate::expr::node::Node;
use crate::item::Stored;
use crate::key::bounds::{Bound, Bounds, Range};
use crate::key::{KeyErrorKind, KeyKind, KeyPart, KeyTemplate, Slots, key_number};
use crate::life::ttl;
use crate::schema::{EntityIndex, IndexLayout, ScalarType, TableLayout, shard_name};
use crate::value::number::Step;
use crate::value::{Item, number};
use aws_sdk_dynamodb::types::AttributeValue;
use std::cmp::Ordering;

/// Whether what is queried holds the type attribute. An index without it cannot tell its items
/// apart, and DynamoDB refuses to read attributes that an index does not hold.
pub(super) fn has_type<A: AccessPattern>() -> bool {
    holds::<A>(layout::<A::Entity>().type_attribute)
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
    table: (&'static str, &'static str),
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
            None => (layout.pk, Some(layout.sk)),
        };
        Self {
            entity,
            index: index.map(|index| index.name),
            keys: Keys {
                table: (layout.pk, layout.sk),
                pk,
                sk,
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
        [self.table.0, self.table.1, self.pk]
            .into_iter()
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
        let mut names = vec![self.table.0, self.table.1];
        names.extend(self.sk.filter(|sk| !names.contains(sk)));
        names.retain(|name| *name != self.pk);
        names
    }
}

pub(super) fn check_filter(filter: &Node, keys: Keys) -> Result<(), ExpressionError> {
    let mut key = None;
    filter.attributes(&mut |name| {
        if keys.has(name) {
            key = Some(name.to_owned());
        }
    });
    match key {
        Some(attribute) => Err(ExpressionError::FilterOnKey { attribute }),
        None => Ok(()),
    }
}

/// The key condition: the first partition (there is one at least), and what the range asks of the
/// sort key. Nothing may have been written to the placeholders before: the partition is the first
/// value.
pub(super) fn key_condition<A: AccessPattern>(
    query: &Query<A, impl Sized>,
    keys: Keys,
    partitions: &[AttributeValue],
    placeholders: &mut Placeholders,
) -> Result<String, Error> {
    let schema = <A::Entity as Entity>::SCHEMA;
    let index = A::INDEX;
    let mut text = String::new();
    let mut compare = |name: &'static str, operator: &str, value: AttributeValue| {
        placeholders.push_name(&mut text, name);
        text.push_str(operator);
        placeholders.push_value(&mut text, value);
    };
    compare(keys.pk, " = ", partitions[0].clone());
    let (template, part, scalar): (&'static KeyTemplate, _, _) = match index {
        None => (&schema.sk, KeyPart::SortKey, ScalarType::String),
        Some(EntityIndex {
            sk: Some(template),
            layout,
            ..
        }) => (template, KeyPart::IndexSortKey(layout.name), layout.sk_type),
        // An index without a sort key has nothing more to ask of.
        Some(_) => return Ok(text),
    };
    let Some(sk) = keys.sk else {
        return Ok(text);
    };
    let context = context::<A::Entity>(part);
    let bounds = match scalar {
        ScalarType::String => text_bounds(query.range.resolve(template, context)?),
        ScalarType::Number => {
            number_bounds(&query.range).map_err(|kind| context.error(template, None, kind))?
        }
    };
    let Some((operator, mut values)) = bounds else {
        return Ok(text);
    };
    text.push_str(" AND ");
    if operator == "begins_with" {
        text.push_str("begins_with(");
        placeholders.push_name(&mut text, sk);
        text.push_str(", ");
        placeholders.push_value(&mut text, values.remove(0));
        text.push(')');
        return Ok(text);
    }
    placeholders.push_name(&mut text, sk);
    text.push(' ');
    text.push_str(operator);
    text.push(' ');
    for (i, value) in values.into_iter().enumerate() {
        if i > 0 {
            text.push_str(" AND ");
        }
        placeholders.push_value(&mut text, value);
    }
    Ok(text)
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
    let half = match A::INDEX {
        Some(EntityIndex {
            pk: Some(template),
            layout,
            ..
        }) => IndexHalf {
            attribute: layout.pk,
            template,
            scalar: ScalarType::String,
            part: KeyPart::IndexPartitionKey(layout.name),
        },
        // The table itself, or a local index on the table's own partition key.
        _ => IndexHalf {
            attribute: layout::<A::Entity>().pk,
            template: &schema.pk,
            scalar: ScalarType::String,
            part: KeyPart::PartitionKey,
        },
    };
    let missing =
        || context::<A::Entity>(half.part).error(half.template, None, KeyErrorKind::Missing);
    Ok(render_half::<A::Entity>(&half, partition)?.ok_or_else(missing)?)
}

type SortCondition = Option<(&'static str, Vec<AttributeValue>)>;

fn text_bounds(bounds: Bounds) -> SortCondition {
    let (operator, texts) = match bounds {
        Bounds::All => return None,
        Bounds::Equal(key) => ("=", vec![key]),
        Bounds::BeginsWith(prefix) => ("begins_with", vec![prefix]),
        Bounds::Between(low, high) => ("BETWEEN", vec![low, high]),
        Bounds::From(low) => (">=", vec![low]),
        Bounds::To(high) => ("<=", vec![high]),
    };
    Some((operator, texts.into_iter().map(AttributeValue::S).collect()))
}

/// The condition on a sort key that is a number: it has one field and no prefix.
fn number_bounds(range: &Range) -> Result<SortCondition, KeyErrorKind> {
    if range.text.is_some() {
        return Err(KeyErrorKind::Encoding);
    }
    let of = |numbers: Vec<String>| numbers.into_iter().map(AttributeValue::N).collect();
    if let Some(exact) = &range.exact {
        let exact = exact.first().map(|value| key_number(value.as_ref()));
        return Ok(exact.transpose()?.map(|number| ("=", of(vec![number]))));
    }
    let end = |bound: &Option<Bound>| {
        let bound = bound.as_ref();
        let end = bound.and_then(|bound| Some((bound.values.first()?, bound.inclusive)));
        end.map(|(value, inclusive)| {
            let number = key_number(value.as_ref())?;
            Ok((number, value.kind(), inclusive))
        })
        .transpose()
    };
    Ok(match (end(&range.lower)?, end(&range.upper)?) {
        (None, None) => None,
        (Some((low, _, true)), None) => Some((">=", of(vec![low]))),
        (Some((low, _, false)), None) => Some((">", of(vec![low]))),
        (None, Some((high, _, true))) => Some(("<=", of(vec![high]))),
        (None, Some((high, _, false))) => Some(("<", of(vec![high]))),
        (Some((low, kind, from)), Some((high, _, to))) => {
            // `BETWEEN` includes both ends, so an excluded one moves to the next value.
            let low = if from { low } else { moved(&low, kind, true)? };
            let high = if to { high } else { moved(&high, kind, false)? };
            if number::compare(&low, &high) == Some(Ordering::Greater) {
                return Err(KeyErrorKind::Inverted);
            }
            Some(("BETWEEN", of(vec![low, high])))
        }
    })
}

fn moved(number: &str, kind: KeyKind, up: bool) -> Result<String, KeyErrorKind> {
    let step = match kind {
        KeyKind::Decimal => Step::Fraction,
        _ => Step::Whole,
    };
    number::step(number, step, up).ok_or(KeyErrorKind::NumberOutOfRange)
}
