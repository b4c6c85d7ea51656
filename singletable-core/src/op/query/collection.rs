//! Reading a collection: one query, items of many types.

use super::keys::Source;
use super::partition::{Area, stream};
use crate::collection::{Collection, Gathered};
use crate::entity::TableItem;
use crate::error::Error;
use crate::key::{KeyContext, KeyErrorKind, KeyPart, Slots};
use crate::life::ttl;
use crate::op::debug::debug_fields;
use crate::op::options::{Options, Purpose, read_options};
use crate::table::Table;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::stream::Stream;
use std::marker::PhantomData;

/// Reads a collection: made by the `get` of a struct with `#[derive(Collection)]`.
///
/// It is one query of the partition, in as many requests as that takes; what they answer is not one
/// snapshot, as writes may come in between. Items that are no member's are passed over, and so are
/// items that have expired.
#[must_use = "an operation does nothing until it is sent"]
pub struct GetCollection<C: Collection> {
    table: Table<C::Table>,
    values: Slots,
    options: Options,
    leave_out_orphans: bool,
    collection: PhantomData<fn() -> C>,
}

impl<C: Collection> GetCollection<C> {
    /// For generated code: the partition with those values.
    #[doc(hidden)]
    pub fn new(table: &Table<C::Table>, values: Slots) -> Self {
        Self {
            table: table.clone(),
            values,
            options: Options::default(),
            leave_out_orphans: false,
            collection: PhantomData,
        }
    }

    /// Leaves items out that join no parent. Without this they are an error.
    pub fn leave_out_orphans(mut self) -> Self {
        self.leave_out_orphans = true;
        self
    }

    read_options! {
        options;
        page_size,
        include_expired,
        consistent where C::Locality,
    }

    fn area(self) -> Result<Area<C::Table>, Error> {
        let schema = C::SCHEMA;
        let index = schema.index.and_then(|name| schema.layout.index(name));
        let context = KeyContext {
            entity: schema.name,
            part: schema
                .index
                .map_or(KeyPart::PartitionKey, KeyPart::IndexPartitionKey),
            separator: schema.layout.separator,
        };
        let partition = schema.pk.render(context, &self.values)?;
        let partition =
            partition.ok_or_else(|| context.error(&schema.pk, None, KeyErrorKind::Missing))?;
        let include_expired = self.options.include_expired;
        Ok(Area {
            table: self.table,
            source: Source::new(Some(schema.name), schema.layout, index.as_ref()),
            partition: AttributeValue::S(partition),
            prefix: schema.narrow,
            is_result: Box::new(move |item, now| {
                let Some(entity) = schema.entity_of(item) else {
                    return false;
                };
                let ttl = entity.ttl.and(schema.layout.ttl);
                include_expired || !ttl.is_some_and(|name| ttl::has_expired(item, name, now))
            }),
            // A collection is not counted.
            count_filters: Vec::new(),
            options: self.options,
        })
    }

    /// The SDK input of the first request. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the key cannot be built.
    pub fn into_input(self) -> Result<QueryInput, Error> {
        self.area()?.into_input()
    }

    /// The collection; `None` when the partition has no item of it. All of its items are in memory: a
    /// collection is one result, so it has no `all`, `one` and `count`.
    ///
    /// # Errors
    ///
    /// When the key cannot be built, a request fails, an item cannot be decoded, or the items do not
    /// make up the collection: see [`CollectionError`](crate::error::CollectionError).
    pub async fn send(self) -> Result<Option<C>, Error> {
        let mut gathered = Gathered::new(C::SCHEMA, self.leave_out_orphans);
        let mut pages = self.area()?.pages(Purpose::Items)?;
        while let Some(found) = pages.next_page().await? {
            gathered.extend(found);
        }
        if gathered.is_empty() {
            return Ok(None);
        }
        pages.call.end(C::gather(&mut gathered)).map(Some)
    }

    /// The members' items one by one as the table's enum, in the order of the sort key, request after
    /// request as they are asked for: for partitions that do not fit in memory. Nothing is joined,
    /// and no member need be there.
    ///
    /// An item that cannot be decoded is one `Err`, and the stream goes on after it; after a failed
    /// request it ends.
    pub fn stream(self) -> impl Stream<Item = Result<C::Table, Error>> + Send + use<C>
    where
        C::Table: TableItem,
    {
        stream(self.area())
    }
}

debug_fields! {
    [C: Collection] GetCollection<C>, |this|
    collection: C::SCHEMA.name,
    index: C::SCHEMA.index,
    leave_out_orphans: this.leave_out_orphans,
}
