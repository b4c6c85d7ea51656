//! Reading one item.

use crate::entity::selection::{Whole, projection};
use crate::entity::{
    Entities, Entity, EntityKey, Projected, Projection, Selection, is_own, key_attributes, layout,
};
use crate::error::Error;
use crate::exec::{Call, Draft, Payload, Subject, ToRequest as _};
use crate::expr::names::Placeholders;
use crate::life::ttl;
use crate::op::debug::debug_fields;
use crate::op::options::read_options;
use crate::op::whose::may_be_others;
use crate::table::Table;
use crate::wire::Row;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemInputBuilder;
use std::marker::PhantomData;

/// Reads one item by its key; made by a repository's `get`.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct Get<E: Entity, S = Whole<E>> {
    table: Table<E::Table>,
    key: E::Key,
    consistent: bool,
    include_expired: bool,
    selection: S,
}

impl<E: Entity> Get<E> {
    pub(crate) fn new(table: Table<E::Table>, key: E::Key) -> Self {
        Self {
            table,
            key,
            consistent: false,
            include_expired: false,
            selection: Whole(PhantomData),
        }
    }

    /// Reads only the attributes of a projection: `.project::<UserName>()`. DynamoDB still charges
    /// for the whole item.
    pub fn project<P: Projection<Entity = E>>(self) -> Get<E, Projected<P>> {
        self.select(Projected::new())
    }

    /// Reads the item as an enum of entities, of which this one's is the first, whichever it is:
    /// `cats.get("1").any_of::<Cats>()`.
    pub fn any_of<C: Entities<First = E, Table = E::Table>>(self) -> Get<C> {
        Get {
            key: self.key.any_of(),
            table: self.table,
            consistent: self.consistent,
            include_expired: self.include_expired,
            selection: Whole(PhantomData),
        }
    }

    /// Reads only those attributes, as a tuple of `Option`s: `.select((User::NAME, User::EMAIL))`.
    /// DynamoDB still charges for the whole item.
    pub fn select<S: Selection<E>>(self, selection: S) -> Get<E, S> {
        Get {
            table: self.table,
            key: self.key,
            consistent: self.consistent,
            include_expired: self.include_expired,
            selection,
        }
    }
}

impl<E: Entity, S: Selection<E>> Get<E, S> {
    read_options!(self; consistent, include_expired);

    pub(super) fn table(&self) -> &Table<E::Table> {
        &self.table
    }

    /// The request of this read by itself.
    fn draft(&self) -> Result<Draft<GetItemInputBuilder>, Error> {
        let (projection, payload) = self.parts()?;
        let builder = GetItemInput::builder()
            .table_name(self.table.name())
            .set_consistent_read(self.consistent.then_some(true))
            .set_projection_expression(projection)
            .set_return_consumed_capacity(self.table.connection().capacity());
        Ok(Draft::new(builder, payload))
    }

    /// The projection, and the data.
    pub(super) fn parts(&self) -> Result<(Option<String>, Payload), Error> {
        let mut placeholders = Placeholders::default();
        let layout = layout::<E>();
        let shared = may_be_others::<E>().then(|| {
            let types = layout.type_attribute.names().iter().copied();
            types.chain(key_attributes::<E>())
        });
        let own: Vec<_> = layout
            .key_names()
            .chain(ttl::attribute::<E>())
            .chain(shared.into_iter().flatten())
            .collect();
        let projection = projection(&self.selection.paths(), &own, &mut placeholders)
            .map_err(|source| Error::expression(E::SCHEMA.name, source))?;
        let payload = Payload::of_key(self.key.item_key()?, placeholders);
        Ok((projection, payload))
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the key cannot be built.
    pub fn into_input(self) -> Result<GetItemInput, Error> {
        self.draft()?.into_input()
    }

    /// Reads the item; `None` when there is none, one of another entity, or one that has expired.
    ///
    /// # Errors
    ///
    /// When the key cannot be built, the item does not fit the entity, or the request fails.
    pub async fn send(self) -> Result<Option<S::Value>, Error> {
        let draft = self.draft()?;
        let subject = Subject::new("get", E::SCHEMA.name);
        let key = || Some(draft.payload.key().clone());
        let call = Call::new(self.table.connection(), subject).about(key);
        let answer = call.send(&draft).await.map_err(Error::from);
        call.end(answer.and_then(|answer| self.read(answer.rows.into_one())))
    }

    /// What the read makes of the stored item.
    pub(super) fn read(&self, row: Option<Row>) -> Result<Option<S::Value>, Error> {
        let now = self.table.clock().now();
        let row = row.filter(|row| {
            !row.is_empty()
                && is_own::<E>(row)
                && (self.include_expired || !ttl::is_expired::<E>(row, now))
        });
        Ok(row.map(|row| self.selection.decode(row)).transpose()?)
    }
}

debug_fields! {
    [E: Entity, S] Get<E, S>, |this|
    entity: E::SCHEMA.name,
    consistent: this.consistent,
}
