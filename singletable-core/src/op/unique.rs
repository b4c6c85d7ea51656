//! Reading the one item that has a unique value.

use crate::entity;
use crate::entity::Entity;
use crate::error::Error;
use crate::exec::{Call, Draft, Payload, Subject};
use crate::expr::names::Placeholders;
use crate::item::ItemKey;
use crate::key::{KeyError, KeyErrorKind, KeyPart, Slots};
use crate::life::{ttl, unique};
use crate::op::debug::debug_fields;
use crate::table::Table;
use crate::wire::Row;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;

/// Reads the item that has a unique value, through the guard of that value; made by a repository's
/// `by_unique_…`. Two consistent reads: what every write before them has left is seen. Where the
/// value passes to another item meanwhile, they are made again.
///
/// An item that was stored before its entity had the constraint has no guard, and is not found: see
/// [`Save::with_all_guards`](crate::op::Save::with_all_guards).
#[must_use = "an operation does nothing until `.send().await`"]
pub struct GetUnique<E: Entity> {
    table: Table<E::Table>,
    guard: Result<ItemKey, KeyError>,
    include_expired: bool,
}

impl<E: Entity> GetUnique<E> {
    pub(crate) fn new(table: Table<E::Table>, constraint: usize, values: &Slots) -> Self {
        let constraint = &E::SCHEMA.unique[constraint];
        let template = &constraint.template;
        let key = unique::guard_key::<E>(constraint.name, template, values);
        let guard = key.and_then(|key| {
            let context = entity::context::<E>(KeyPart::UniqueKey(constraint.name));
            key.ok_or_else(|| context.error(template, None, KeyErrorKind::Missing))
        });
        Self {
            table,
            guard,
            include_expired: false,
        }
    }

    /// Finds an item that has expired too, as long as DynamoDB has not deleted it.
    pub fn include_expired(mut self) -> Self {
        self.include_expired = true;
        self
    }

    /// Reads the item; `None` when no item has the value.
    ///
    /// # Errors
    ///
    /// When a value is empty or makes the guard's key too long, the item does not fit the entity,
    /// or a request fails.
    pub async fn send(self) -> Result<Option<E>, Error> {
        let guard = self.guard.clone()?;
        let subject = Subject::new("get_unique", E::SCHEMA.name);
        let call = Call::new(self.table.connection(), subject).about(|| Some(guard.clone()));
        call.end(self.find(&call, guard).await)
    }

    async fn find(&self, call: &Call, guard: ItemKey) -> Result<Option<E>, Error> {
        let mut last = None;
        // Between two reads the value may pass from one item to another: then the guard says so.
        while let Some(found) = self.read(call, guard.clone()).await? {
            let owner = unique::owner_of::<E>(&found);
            let Some(owner) = owner.filter(|owner| last.as_ref() != Some(owner)) else {
                break;
            };
            let now = self.table.clock().now();
            let item = self.read(call, owner.clone()).await?;
            let item = item.filter(|item| {
                entity::is_own::<E>(item)
                    && (self.include_expired || !ttl::is_expired::<E>(item, now))
            });
            if let Some(entity) = item.map(E::from_row).transpose()?
                && unique::guards_of_stored::<E>(&entity)
                    .iter()
                    .any(|own| own.key == guard)
            {
                return Ok(Some(entity));
            }
            last = Some(owner);
        }
        Ok(None)
    }

    async fn read(&self, call: &Call, key: ItemKey) -> Result<Option<Row>, Error> {
        let builder = GetItemInput::builder()
            .table_name(self.table.name())
            .consistent_read(true)
            .set_return_consumed_capacity(self.table.connection().capacity());
        let draft = Draft::new(builder, Payload::of_key(key, Placeholders::default()));
        let answer = call.send(&draft).await?;
        Ok(answer.rows.into_one().filter(|row| !row.is_empty()))
    }
}

debug_fields!([E: Entity] GetUnique<E>, |_| entity: E::SCHEMA.name);
