//! Making and deleting the table itself.

use crate::entity::TableModel;
use crate::error::Error;
use crate::exec::{Call, Plain, Subject, Timer, built};
use crate::op::debug::debug_fields;
use crate::schema::{IndexKind, IndexLayout, Projection, ScalarType, TableLayout};
use crate::table::Table;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::CreateTableInput;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableInputBuilder;
use aws_sdk_dynamodb::operation::delete_table::DeleteTableInput;
use aws_sdk_dynamodb::operation::delete_table::builders::DeleteTableInputBuilder;
use aws_sdk_dynamodb::operation::describe_table::DescribeTableInput;
use aws_sdk_dynamodb::operation::update_time_to_live::UpdateTimeToLiveInput;
use aws_sdk_dynamodb::types::builders::ProjectionBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    LocalSecondaryIndex, Projection as SdkProjection, ProjectionType, ScalarAttributeType,
    TableStatus, TimeToLiveSpecification,
};
use std::time::Duration;

/// Creates the table from its schema; made by [`Table::create_table`].
///
/// Billing is on demand. After the table has become active, the time to live is switched on for
/// the layout's TTL attribute.
#[must_use = "an operation does nothing until `.send().await`"]
pub struct CreateTable<T> {
    table: Table<T>,
    patience: Duration,
}

/// Deletes the table; made by [`Table::delete_table`].
#[must_use = "an operation does nothing until `.send().await`"]
pub struct DeleteTable<T> {
    table: Table<T>,
    patience: Duration,
}

const PATIENCE: Duration = Duration::from_mins(5);
/// The first wait between two looks at the table's state; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

impl<T: TableModel> CreateTable<T> {
    pub(crate) fn new(table: Table<T>) -> Self {
        Self {
            table,
            patience: PATIENCE,
        }
    }

    /// How long to wait for the table to become active; 300 seconds unless given.
    pub fn wait_at_most(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    fn builder(&self) -> Result<CreateTableInputBuilder, BuildError> {
        let layout = T::LAYOUT;
        let mut builder = CreateTableInput::builder()
            .table_name(self.table.name())
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(key_schema(
                layout.pk.name,
                layout.sk.map(|half| half.name),
            )?))
            .set_attribute_definitions(Some(attribute_definitions(layout)?));
        for index in all_indexes(layout) {
            let keys = key_schema(index.pk.name, index.sk.map(|half| half.name))?;
            let projection = sdk_projection(layout, index);
            builder = match index.kind {
                IndexKind::Global => builder.global_secondary_indexes(
                    GlobalSecondaryIndex::builder()
                        .index_name(index.name)
                        .set_key_schema(Some(keys))
                        .projection(projection)
                        .build()?,
                ),
                IndexKind::Local => builder.local_secondary_indexes(
                    LocalSecondaryIndex::builder()
                        .index_name(index.name)
                        .set_key_schema(Some(keys))
                        .projection(projection)
                        .build()?,
                ),
            };
        }
        Ok(builder)
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the SDK refuses the input.
    pub fn into_input(self) -> Result<CreateTableInput, Error> {
        built(self.builder().and_then(CreateTableInputBuilder::build))
    }

    /// Creates the table and waits until it is active.
    ///
    /// # Errors
    ///
    /// When there is such a table already, the request fails, or the table is not active in time.
    pub async fn send(self) -> Result<(), Error> {
        let call = Call::new(self.table.connection(), Subject::new("create_table", ""));
        call.end(self.create(&call).await)
    }

    async fn create(&self, call: &Call) -> Result<(), Error> {
        let table = &self.table;
        call.send(&Plain(built(self.builder())?)).await?;
        wait_for(table, call, self.patience, "ACTIVE", |state| {
            state == Some(TableStatus::Active)
        })
        .await?;
        let Some(ttl) = T::LAYOUT.ttl else {
            return Ok(());
        };
        let specification = TimeToLiveSpecification::builder()
            .attribute_name(ttl)
            .enabled(true)
            .build();
        let request = UpdateTimeToLiveInput::builder()
            .table_name(table.name())
            .time_to_live_specification(built(specification)?);
        call.send(&Plain(request)).await?;
        Ok(())
    }
}

impl<T: TableModel> DeleteTable<T> {
    pub(crate) fn new(table: Table<T>) -> Self {
        Self {
            table,
            patience: PATIENCE,
        }
    }

    /// How long to wait for the table to be gone; 300 seconds unless given.
    pub fn wait_at_most(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The SDK input that it stands for. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the SDK refuses the input.
    pub fn into_input(self) -> Result<DeleteTableInput, Error> {
        built(self.builder().build())
    }

    fn builder(&self) -> DeleteTableInputBuilder {
        DeleteTableInput::builder().table_name(self.table.name())
    }

    /// Deletes the table and waits until it is gone.
    ///
    /// # Errors
    ///
    /// When there is no such table, the request fails, or the table is not gone in time.
    pub async fn send(self) -> Result<(), Error> {
        let call = Call::new(self.table.connection(), Subject::new("delete_table", ""));
        call.end(self.delete(&call).await)
    }

    async fn delete(&self, call: &Call) -> Result<(), Error> {
        call.send(&Plain(self.builder())).await?;
        let is_gone = |state: Option<TableStatus>| state.is_none();
        wait_for(&self.table, call, self.patience, "deleted", is_gone).await
    }
}

/// The table's state; `None` when there is no such table.
async fn state(table: &str, call: &Call) -> Result<Option<TableStatus>, Error> {
    let request = DescribeTableInput::builder().table_name(table);
    match call.send(&Plain(request)).await.map_err(Error::from) {
        Ok(answer) => Ok(answer.output.table.and_then(|table| table.table_status)),
        Err(Error::Service(error))
            if matches!(
                error.sdk(),
                aws_sdk_dynamodb::Error::ResourceNotFoundException(_)
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn wait_for<T: TableModel>(
    table: &Table<T>,
    call: &Call,
    patience: Duration,
    name: &'static str,
    reached: impl Fn(Option<TableStatus>) -> bool,
) -> Result<(), Error> {
    // A patience that no clock can tell has no end.
    let mut timer = Timer::new(&table.connection().pauses());
    let deadline = timer.now().checked_add(patience);
    let mut wait = FIRST_WAIT;
    loop {
        if reached(state(table.name(), call).await?) {
            return Ok(());
        }
        if deadline.is_some_and(|deadline| timer.now() + wait > deadline) {
            return Err(Error::TableNotReady {
                table: table.name().to_owned(),
                state: name,
                seconds: patience.as_secs(),
            });
        }
        timer.sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

fn all_indexes(layout: &TableLayout) -> impl Iterator<Item = &IndexLayout> {
    layout.type_index.iter().chain(layout.indexes)
}

fn key_schema(pk: &str, sk: Option<&str>) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element = |name: &str, kind| {
        KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind)
            .build()
    };
    let mut keys = vec![element(pk, KeyType::Hash)?];
    if let Some(sk) = sk {
        keys.push(element(sk, KeyType::Range)?);
    }
    Ok(keys)
}

/// The attributes of all keys, each once.
fn attribute_definitions(layout: &TableLayout) -> Result<Vec<AttributeDefinition>, BuildError> {
    let mut attributes = vec![layout.pk];
    attributes.extend(layout.sk);
    for index in all_indexes(layout) {
        attributes.push(index.pk);
        attributes.extend(index.sk);
    }
    let mut known = Vec::new();
    attributes.retain(|half| {
        let new = !known.contains(&half.name);
        known.push(half.name);
        new
    });
    attributes
        .into_iter()
        .map(|half| {
            AttributeDefinition::builder()
                .attribute_name(half.name)
                .attribute_type(match half.scalar {
                    ScalarType::String => ScalarAttributeType::S,
                    ScalarType::Number => ScalarAttributeType::N,
                    ScalarType::Binary => ScalarAttributeType::B,
                })
                .build()
        })
        .collect()
}

/// The projection of an index. The type attribute is among the included ones, unless the declaration says
/// that there are no others: without it an item of the index is told from one of another entity by its key.
fn sdk_projection(layout: &TableLayout, index: &IndexLayout) -> SdkProjection {
    let builder = SdkProjection::builder();
    match index.projection {
        Projection::All => builder.projection_type(ProjectionType::All).build(),
        Projection::KeysOnly => builder.projection_type(ProjectionType::KeysOnly).build(),
        Projection::Include(names) => {
            let types = layout.type_attribute.names().iter().copied();
            let own = types.chain(layout.ttl);
            let missing = own.filter(|name| !names.contains(name) && !index.has_key(name));
            including(names.iter().copied().chain(missing))
        }
        Projection::IncludeOnly(names) => including(names.iter().copied()),
    }
}

fn including(names: impl Iterator<Item = &'static str>) -> SdkProjection {
    let builder = SdkProjection::builder().projection_type(ProjectionType::Include);
    names
        .fold(builder, ProjectionBuilder::non_key_attributes)
        .build()
}

debug_fields!([T: TableModel] CreateTable<T>, |this| table: this.table);
debug_fields!([T: TableModel] DeleteTable<T>, |this| table: this.table);
