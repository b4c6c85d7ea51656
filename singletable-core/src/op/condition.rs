//! The condition of a write.

use super::whose::not_others;
use crate::entity::Entity;
use crate::error::Error;
use crate::expr::names::Placeholders;
use crate::expr::node::{Expression, Node};
use crate::life::ttl;
use crate::value::Timestamp;

/// The text of all conditions, as they are for an item that is absent once it has expired; `None` when
/// there are none.
pub(crate) fn condition<E: Entity>(
    conditions: Vec<Node>,
    now: Timestamp,
) -> Result<(Option<String>, Placeholders), Error> {
    render::<E>(ttl::treat_expired_as_absent::<E>(conditions, now))
}

/// The same of a write that leaves the items of other entities as they are, expired ones too.
pub(super) fn condition_on_own<E: Entity>(
    conditions: Vec<Node>,
    now: Timestamp,
) -> Result<(Option<String>, Placeholders), Error> {
    let mut conditions = ttl::treat_expired_as_absent::<E>(conditions, now);
    conditions.extend(not_others::<E>());
    render::<E>(conditions)
}

fn render<E: Entity>(conditions: Vec<Node>) -> Result<(Option<String>, Placeholders), Error> {
    let mut placeholders = Placeholders::default();
    let condition = Expression::all(conditions, &mut placeholders);
    Ok((
        condition.map_err(|source| Error::expression(E::SCHEMA.name, source))?,
        placeholders,
    ))
}
