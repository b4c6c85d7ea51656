//! The condition of a write.

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
    let mut placeholders = Placeholders::default();
    let conditions = ttl::treat_expired_as_absent::<E>(conditions, now);
    let condition = Expression::all(conditions, &mut placeholders);
    Ok((
        condition.map_err(|source| Error::expression(E::SCHEMA.name, source))?,
        placeholders,
    ))
}
