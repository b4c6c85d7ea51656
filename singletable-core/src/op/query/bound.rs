//! The cursors of a query.

use super::Query;
use super::keys::Source;
use super::pages::Expressions;
use crate::cursor::{Binding, Cursor, CursorError, Position, decode_positions, encode_positions};
use crate::entity::{AccessPattern, Entity, TableModel};
use crate::error::Error;
use crate::op::options::Options;
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;

/// What a cursor of the query is bound to: all that decides which items it finds, in which order.
pub(super) fn binding<A: AccessPattern>(
    query: &Query<A, impl Sized>,
    expressions: &Expressions,
) -> Binding {
    let bound = Binding::new("query")
        .text(query.table.name())
        .text(A::INDEX.map_or("", |index| index.layout.name));
    let parts = <A::Entity as Entity>::SCHEMA.present_type().parts();
    parts
        .fold(bound, Binding::text)
        .text(query.options.order())
        .text(&expressions.condition.text)
        .expression(
            expressions.filter.as_deref(),
            expressions.placeholders.names(),
            expressions.placeholders.values(),
        )
}

/// The cursor of those positions, one for each partition.
pub(super) fn write<'p, T: TableModel>(
    table: &Table<T>,
    source: Source,
    bound: &Binding,
    positions: impl ExactSizeIterator<Item = &'p Position>,
) -> Result<Cursor, Error> {
    let content = encode_positions(positions, &source.keys.beside_partition());
    let cursor = table.cursor_keys().write(bound, &content);
    cursor.map_err(|error| invalid(source, error))
}

/// Where each of the partitions begins: where a cursor says, or at its start.
pub(super) fn starts<T: TableModel>(
    table: &Table<T>,
    source: Source,
    bound: Option<&Binding>,
    options: &Options,
    partitions: &[AttributeValue],
) -> Result<Vec<Position>, Error> {
    match (&options.start_at, bound) {
        (Some(text), Some(bound)) => read(table, source, bound, text, partitions),
        _ => Ok(vec![Position::Start; partitions.len()]),
    }
}

/// The positions of a cursor, one for each of the partitions.
fn read<T: TableModel>(
    table: &Table<T>,
    source: Source,
    bound: &Binding,
    text: &str,
    partitions: &[AttributeValue],
) -> Result<Vec<Position>, Error> {
    let keys = source.keys;
    let content = table.cursor_keys().read(bound, text);
    let positions = content
        .and_then(|content| decode_positions(&content, &keys.beside_partition()))
        .map_err(|error| invalid(source, error))?;
    if positions.len() != partitions.len() {
        return Err(invalid(source, CursorError::Foreign));
    }
    let positions = positions.into_iter().zip(partitions);
    let whole = positions.map(|(mut position, partition)| {
        // The partition is the query's own: no cursor leads out of it.
        if let Position::After(key) = &mut position {
            key.insert(keys.pk.to_owned(), partition.clone());
        }
        position
    });
    Ok(whole.collect())
}

fn invalid(source: Source, error: CursorError) -> Error {
    Error::InvalidCursor {
        entity: source.name(),
        index: source.index,
        source: error,
    }
}
