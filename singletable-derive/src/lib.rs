//! The derive macros of [singletable](https://docs.rs/singletable). Depend on that crate: it
//! re-exports them, and what they generate names its paths.
//!
//! Inside, the way is `parse` (tokens to what was written), `model` (names and templates
//! resolved), `check` (the rules) and `expand` (model to tokens). It runs one way: a module imports
//! from its own folder and from those before it. The sentences that `parse` and `model` report are
//! in `message`. All errors of one derive are reported together.

// Between the two tokens of a choice, a `match` reads better than `if let … else`.
#![allow(clippy::single_match_else)]

mod case;
mod check;
mod ctxt;
mod expand;
mod fallback;
mod message;
mod model;
mod parse;
mod suggest;
mod template;
mod types;

use ctxt::Ctxt;
use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

/// A table: the names of its attributes and indexes, and the entities in it.
///
/// On an enum, each variant holds one entity, and the enum is what an item of the table decodes
/// to: the type attribute of the item decides. On a unit struct, the list of entities is open. The
/// enum also implements `From` of each of its entities.
///
/// ```
/// use singletable::{Entity, Item, Table};
///
/// #[derive(Table)]
/// #[table(name = "Blog", ttl = "ttl")]
/// #[table(type_index(name = "TypeIndex", pk = "_type", sk = "_timestamp"))]
/// #[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
/// #[table(index(Leaderboard, pk = "lbpk", sk = number("score")))]
/// enum Blog {
///     User(User),
///     Post(Post),
///     #[table(unknown)]
///     Unknown(Item),
/// }
/// # #[derive(Entity)]
/// # #[entity(table = Blog, pk = "USER#<id>", sk = "#USER")]
/// # struct User { id: String }
/// # #[derive(Entity)]
/// # #[entity(table = Blog, pk = "POST#<id>", sk = "#POST")]
/// # struct Post { id: String }
/// ```
///
/// # `#[table(…)]` on the type
///
/// The attribute may be repeated.
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `name` | string | the table's name, unless the handle gives another | `"AppData"` | `name = "Blog"` |
/// | `pk` | string, or its type around it | the attribute of the partition key: text, `number("…")` or `binary("…")` | `"pk"` | `pk = number("Id")` |
/// | `sk` | the same, or `none` | the attribute of the sort key; `none` for a table without one | `"sk"` | `sk = "SK"` |
/// | `separator` | one to four ASCII punctuation characters | separates the segments of a key | `"#"` | `separator = "\|"` |
/// | `type_attribute` | string; `["…", "…"]`, `set("…")` or `none` | the attribute of the entity's type name; several, which have a type together; a set of texts; or no type: items are told apart by their keys | `"_type"` | `type_attribute = "kind"` |
/// | `ttl` | string | the attribute of the time to live | none | `ttl = "ttl"` |
/// | `type_index` | list, see below | the index over the type attribute | none | `type_index(sk = "_timestamp")` |
/// | `index` | list, see below | a secondary index; any number | none | `index(GSI1, pk = "gsi1pk")` |
/// | `crate` | string | the path of this crate, where it is renamed or re-exported | `"::singletable"` | `crate = "db::singletable"` |
///
/// # In `type_index(…)`
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `name` | string | the index's name | `"TypeIndex"` | `name = "ByType"` |
/// | `pk` | string | the type attribute, named here too; with `shards`, the attribute of the partitions | the type attribute | `pk = "_type"` |
/// | `sk` | string, or its type around it | the attribute of the sort key | none | `sk = "_timestamp"` |
/// | `shards` | 1 to 100 | how many partitions each type is spread over; needs a `pk` of its own, which holds `USER#3` | one partition | `shards = 8` |
/// | `projection` | `all`, `keys_only`, `include("a", …)`, `include_only("a", …)` | what the index holds | `all` | `projection = keys_only` |
///
/// # In `index(Name, …)`
///
/// The name, as an identifier or a string, comes first.
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `pk` | string, or its type around it | the attribute of the partition key; required, unless the index is local | none | `pk = "gsi1pk"` |
/// | `sk` | string, or its type around it | the attribute of the sort key | none | `sk = number("score")` |
/// | `local` | none | a local index: on the table's own partition key | global | `local` |
/// | `projection` | `all`, `keys_only`, `include("a", …)`, `include_only("a", …)` | what the index holds | `all` | `projection = include("name")` |
///
/// # `#[table(…)]` on a variant
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `unknown` | none | the variant, of type `Item`, takes items whose type is none of the others' | an error for such items | `#[table(unknown)] Unknown(Item)` |
#[proc_macro_derive(Table, attributes(table))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let ctxt = Ctxt::new();
    let Some(table) = parse::table::Table::parse(&input, &ctxt) else {
        return errors(ctxt);
    };
    check::table::check(&table, &ctxt);
    match ctxt.finish() {
        None => expand::table(&table, true),
        Some(errors) => beside(&errors, &fallback::table(&table)),
    }
    .into()
}

/// An entity: a struct that is stored as one item of a table.
///
/// Keys are made from templates: literal text and `<field>` placeholders. For a struct `Post` the
/// derive generates, with the struct's own visibility,
///
/// - `impl Entity for Post`, with its `SCHEMA` and the mapping to and from items,
/// - one constant for each field, such as `Post::USER_ID`, for conditions, updates and projections,
/// - `PostKey` and `Post::key(…)`, the typed primary key,
/// - `PostRepository`, with `get`, `update`, `delete`, `check`, `query` and `partition` by key values,
///   and one method for each index, named by its access pattern,
/// - `PostByKey` and `PostByStatus`, the access patterns as types: `Query<PostByStatus>`,
/// - `Post::BY_STATUS_KEY` for fields that share a key of the access pattern `by_status`, and so
///   are set together,
/// - `NewPost`, the struct without the fields that are generated, where there are such,
/// - `by_unique_…` methods of the repository, where there are unique values.
///
/// `names(…)` gives these types other names.
///
/// ```
/// use singletable::{Entity, KeyField, Table, Timestamp};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Table)]
/// # #[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
/// # enum Blog { Post(Post) }
/// # #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
/// # enum Status { Draft }
///
/// #[derive(Debug, Clone, PartialEq, Entity)]
/// #[serde(rename_all = "camelCase")]
/// #[entity(table = Blog, type = "POST", pk = "USER#<user_id>", sk = "POST#<post_id>")]
/// #[entity(index(GSI1, name = by_status, pk = "STATUS#<status>", sk = "<created_at>"))]
/// struct Post {
///     user_id: String,
///     post_id: String,
///     status: Status,
///     created_at: Timestamp,
///     summary: Option<String>,
/// }
/// ```
///
/// # `#[entity(…)]` on the struct
///
/// The attribute may be repeated.
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `pk` | template | the partition key; required | none | `pk = "USER#<user_id>"` |
/// | `sk` | template | the sort key; required | none | `sk = "#METADATA"` |
/// | `table` | path | the table, which derives `Table` | a table with `pk`, `sk`, `_type`, `ttl` and `GSI1` to `GSI5` | `table = Blog` |
/// | `type` | string; `("…", "…")` for several type attributes, `["…", "…"]` for a set, or `none` for items without a type | the value of the type attribute | the struct's name: `BLOG_POST` for `BlogPost` | `type = "POST"` |
/// | `shares` | list of entities | other entities have its keys on purpose, told apart by their types | none | `shares = [Org]` |
/// | `type_alias` | string, or a tuple as in `type` | a former type of stored items, which is read and not written; any number | none | `type_alias = "ARTICLE"` |
/// | `type_sk` | template | the sort key of the type index | the time of creation | `type_sk = "<created_at>"` |
/// | `index` | list, see below | a key in a secondary index; any number | none | `index(GSI1, pk = "EMAIL#<email>")` |
/// | `ttl` | a whole number and `s`, `m`, `h`, `d` or `w` | how long an item lives: from its creation, or its last `put` or `refresh_ttl` | for ever | `ttl = "24h"` |
/// | `unique` | a name, and `fields(…)`; or the `pk`, `sk` and `type` of another library's guards | no two items have the same values of these fields; any number | none | `unique(name_in_team, fields(team, name))` |
/// | `singleton` | none | there is one item: the primary key has no field | the key has one | `singleton` |
/// | `unlisted` | none | the enum of the table does not name the entity | it does | `unlisted` |
/// | `null` | none | `#[entity(null)]` on every optional field that serde does not skip | no attribute for `None` | `null` |
/// | `paths` | list | the types at the ends of paths in templates, such as `<source.number>` | text | `paths(source.number: u64)` |
/// | `names` | list, see below | the names of the types that are generated beside the struct | `NewUser`, `UserRepository`, … | `names(repository = Users)` |
/// | `crate` | string | the path of this crate, where it is renamed or re-exported | `"::singletable"` | `crate = "db::singletable"` |
///
/// # In `names(…)`
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `new` | identifier | the input struct | `NewPost` | `new = CreatePost` |
/// | `repository` | identifier | the repository | `PostRepository` | `repository = Posts` |
/// | `key` | identifier | the primary key | `PostKey` | `key = PostId` |
/// | `by_key` | identifier | the access pattern of the primary key | `PostByKey` | `by_key = PostsOfUser` |
/// | an access pattern | identifier | the type of that access pattern | `PostByStatus` | `by_status = PostsInOrder` |
///
/// # In `index(Name, …)`
///
/// The name, as in the table's declaration, comes first. An `Option` field in these templates makes
/// the index sparse: an item without the value is left out of it.
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `name` | identifier | the access pattern's name: the repository's method | `by_` and the index's name: `by_gsi1` | `name = by_email` |
/// | `pk` | template | the partition key; left out for a local index | none | `pk = "EMAIL#<email>"` |
/// | `sk` | template | the sort key, if the index has one | none | `sk = "<created_at>"` |
///
/// # Templates
///
/// | part | meaning | for |
/// |---|---|---|
/// | `<field>` | the field's value in its own form | text, `char`, `bool`, integers, dates, date-times, `#[derive(KeyField)]` types |
/// | `<field:010>` | padded with zeros to that many digits, 1 to 39 | integers that are not negative |
/// | `<field:ordered>` | a fixed form that sorts as the numbers do | integers, decimals |
/// | `<field:ms>`, `<field:us>`, `<field:ns>` | with 3, 6 or 9 digits of the second's fraction | date-times |
/// | `<field:plain>` | its digits, without an order: there are no ranges of it | integers |
/// | `<field:rfc3339>` | the shortest fraction and the value's own offset; ranges compare the texts | date-times |
/// | `<field:lower>`, `<field:upper>` | in lower case, in upper case | text |
/// | `<field:raw>`, `<field:lower:raw>`, `<field:upper:raw>` | may contain the separator; before another field, not the text between the two | text |
/// | `<<`, `>>`, `{{`, `}}` | one such character | |
///
/// # `#[entity(…)]` on a field
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `on_create` | generator, see below | the value of a new item; left out of the input struct | given by the caller | `on_create = uuid` |
/// | `on_update` | generator, see below | a fresh value with every update that gives none | as it was | `on_update = now` |
/// | `ttl` | none | stored as the table's time to live, in whole epoch seconds; `T` or `Option<T>` | stored as serde does | `#[entity(ttl)] expires_at: Option<Timestamp>` |
/// | `version` | none | checked and advanced by every write; an integer of 32 bits or more | no check | `#[entity(version)] version: u64` |
/// | `unique` | none | no two items have the same value; `Option`: of those that have one | any value | `#[entity(unique)] email: String` |
/// | `read_only` | none | no update and no save changes it | can be set | `#[entity(read_only)] owner: String` |
/// | `computed` | path of a `fn(&Post) -> T` | filled in after a read, never stored; with `#[serde(skip)]` | stored | `computed = full_name` |
/// | `key_only` | none | the field is in the primary key alone, and is read back from it | it is an attribute too | `#[entity(key_only)] order: u32` |
/// | `extra` | none | a map that keeps the attributes that no field has | they are lost by `put` | `#[entity(extra)] rest: Item` |
/// | `precision` | `ms`, `us`, `ns` | the digits of the second's fraction, 3, 6 or 9, that a `chrono::DateTime<Utc>`, `time::OffsetDateTime` or `jiff::Timestamp` is stored with; a value with finer ones is refused | `ms` | `#[entity(precision = us)] at: DateTime<Utc>` |
/// | `list` | none | a `HashSet` or `BTreeSet` is stored as a list | as a DynamoDB set | `#[entity(list)] steps: BTreeSet<Step>` |
/// | `null` | none | `None` is stored as a null | no attribute | `#[entity(null)] note: Option<String>` |
///
/// # Generators
///
/// | generator | gives | for |
/// |---|---|---|
/// | `uuid` | a random UUID (version 4), as text hyphenated and in lower case | `String`, `Uuid` |
/// | `uuid_v7` | a UUID that begins with the time in milliseconds | `String`, `Uuid` |
/// | `ksuid` | 27 characters that begin with the time in seconds; feature `ksuid` | `String` |
/// | `now` | the time of the table handle's clock, in milliseconds | date-times, `String` |
/// | `default` | `Default::default()` | any type that has it |
/// | a path | what the function `fn() -> T` gives | `T` |
///
/// # Serde's attributes
///
/// Names and forms of attributes are serde's. The struct itself need not derive `Serialize` and
/// `Deserialize`; its fields' types implement them.
///
/// | attribute | on | honoured as |
/// |---|---|---|
/// | `rename_all` | struct | in attribute names |
/// | `default`, `default = "path"` | struct, field | the value of a missing attribute; `None` and empty sets are stored as none, and stay what they are |
/// | `rename` | field | the attribute's name; one for writing and reading |
/// | `skip`, `skip_serializing`, `skip_deserializing` | field | not written, not read; then the field is in no template; with `skip_serializing` alone it is an `Option` or has a default |
/// | `skip_serializing_if` | field | not written where the function says so; the field is an `Option` or has a default |
/// | `with`, `serialize_with`, `deserialize_with` | field | the attribute's form |
/// | `flatten` | field | the fields of a struct that derives `Attributes` are attributes of the item; `User::AUDIT.then(Audit::BY)` names one |
///
/// The others would change which attributes an item has, and are errors that say so: `alias`,
/// `transparent`, `tag`, `content`, `untagged`, `from`, `into`, `try_from`, `remote`,
/// `deny_unknown_fields`, `bound`, `getter`, `borrow`.
#[proc_macro_derive(Entity, attributes(entity, serde))]
pub fn derive_entity(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let ctxt = Ctxt::new();
    let Some(parsed) = parse::entity::Entity::parse(&input, &ctxt) else {
        let errors = ctxt.finish().unwrap_or_default();
        return fallback::shape(&input, &errors).into();
    };
    let entity = model::entity::Entity::resolve(&parsed, &ctxt);
    check::entity::check(&parsed, &entity, &ctxt);
    match ctxt.finish() {
        None => expand::entity(&entity),
        Some(errors) => fallback::entity(&entity, &errors),
    }
    .into()
}

/// Typed paths into a nested struct or enum, which serde stores as a map.
///
/// For a struct, one constant for each field: `User::ADDRESS.then(Address::CITY)`. For an enum, in
/// the form that serde gives it,
///
/// - the data of a newtype variant is named after the variant: `Payment::CARD` for `Card(CardData)`
///   (not beside a `tag`, where its fields are those of `CardData`),
/// - a field of a struct variant after both: `Payment::CARD_NUMBER` for `Card { number }`,
/// - the tag, with `#[serde(tag = "…")]`, is `Payment::TAG`.
///
/// The constants have the visibility of the type.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use singletable::Attributes;
///
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
/// #[serde(rename_all = "camelCase")]
/// struct Address {
///     street: String,
///     postal_code: Option<String>,
/// }
/// ```
///
/// # `#[attributes(…)]` on the type
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `crate` | string | the path of this crate, where it is renamed or re-exported | `"::singletable"` | `crate = "db::singletable"` |
///
/// # `#[entity(…)]` on the type
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `null` | none | `#[entity(null)]` on every optional field that serde does not skip | no entry for `None` | `null` |
///
/// # `#[entity(…)]` on a field
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `list` | none | a set or bytes are stored as a list | a set, a binary | `list` |
/// | `null` | none | `None` is stored as a null | no entry | `null` |
///
/// # Serde's attributes
///
/// | attribute | on | honoured as |
/// |---|---|---|
/// | `rename_all`, `rename_all_fields`, `rename` | type, variant, field | in the paths |
/// | `tag`, `content` | enum | in the paths |
/// | `default`, `skip_serializing_if` | struct, field | the attribute can be removed |
/// | `skip`, `skip_serializing` | variant, field | no constant |
/// | `with`, `serialize_with`, `deserialize_with` | field | the form of the values |
///
/// `flatten`, `transparent`, `untagged`, `from`, `into`, `try_from` and `remote` are errors: the
/// paths could not be told.
#[proc_macro_derive(Attributes, attributes(attributes, entity, serde))]
pub fn derive_attributes(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let ctxt = Ctxt::new();
    let Some(parsed) = parse::attributes::Attributes::parse(&input, &ctxt) else {
        return errors(ctxt);
    };
    check::attributes::check(&parsed, &ctxt);
    let constants = expand::constants(&parsed);
    let names = constants.iter().map(|constant| &constant.ident);
    check::attributes::same_constants(names.clone(), &ctxt);
    check::attributes::hidden_constants(&parsed, names, &ctxt);
    match ctxt.finish() {
        None => expand::attributes(&parsed, &constants),
        Some(errors) => beside(&errors, &fallback::attributes(&parsed, constants)),
    }
    .into()
}

/// Entities of one partition that are read together, by one query: a struct whose fields are
/// entities, told apart by the type attribute of the items.
///
/// For a struct `UserWithPosts` the derive generates `impl Collection`, and
/// `UserWithPosts::get(&table, …)`, with a parameter for each field of the partition key. It takes what
/// the first member takes for its own partition key.
///
/// ```
/// use singletable::{Collection, Entity, Table};
/// # #[derive(Table)]
/// # enum Blog { User(User), Post(Post), Profile(Profile) }
/// # #[derive(Entity)]
/// # #[entity(table = Blog, pk = "USER#<id>", sk = "#METADATA")]
/// # struct User { id: String }
/// # #[derive(Entity)]
/// # #[entity(table = Blog, pk = "USER#<author>", sk = "POST#<post_id>")]
/// # struct Post { author: String, post_id: String, title: String }
/// # #[derive(Entity)]
/// # #[entity(table = Blog, pk = "USER#<id>", sk = "#PROFILE")]
/// # struct Profile { id: String }
///
/// #[derive(Collection)]
/// #[collection(table = Blog, pk = "USER#<user_id>")]
/// struct UserWithPosts {
///     user: User,
///     profile: Option<Profile>,
///     #[collection(sort = title, descending)]
///     posts: Vec<Post>,
/// }
/// # async fn read(table: &Table<Blog>) -> Result<(), singletable::Error> {
///
/// let found: Option<UserWithPosts> = UserWithPosts::get(table, "u1").send().await?;
/// # Ok(()) }
/// ```
///
/// # Members
///
/// | field | holds | when it does not fit |
/// |---|---|---|
/// | `T` | the one item of the entity `T` | an error: there is none, or there are several |
/// | `Option<T>` | the item, or `None` | an error: there are several |
/// | `Vec<T>` | all items, in the order of the sort key | |
/// | `Vec<C>` with `join(…)` | nested collections `C`: one for each item of the first required entity of `C`, the parent, with the items of its other members that have the same values | an error: an item joins no parent; [`leave_out_orphans`](https://docs.rs/singletable/latest/singletable/op/struct.GetCollection.html#method.leave_out_orphans) reads without it |
///
/// All members live in the same partitions: their partition keys have the same literals, and fields
/// at the same positions with the same specs, whatever the fields are called. Constant evaluation
/// compares them.
///
/// # `#[collection(…)]` on the struct
///
/// The attribute may be repeated.
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `pk` | template | the partition key; required | none | `pk = "USER#<user_id>"` |
/// | `table` | path | the table, as the members declare it | the default table | `table = Blog` |
/// | `index` | name | read from that index, with `pk` as its partition key | the table | `index = GSI1` |
/// | `narrow` | string | only items whose sort key begins so are read; whole segments, which end with the separator. Not for a collection when it is nested in another | the whole partition | `narrow = "TEAM#"` |
/// | `crate` | string | the path of this crate, where it is renamed or re-exported | `"::singletable"` | `crate = "db::singletable"` |
///
/// # `#[collection(…)]` on a field
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `join` | fields | the member is a nested collection; its items have the same stored value of the field as the parent, or, with `parent = child`, of a field of another name | an entity | `join(team_id)`, `join(id = team_id)` |
/// | `sort` | a field, also one of a field | the order of a `Vec`, by the field's `Ord` | the order of the sort key | `sort = created_at`, `sort = team.name` |
/// | `descending` | none | the other way round | ascending | `descending` |
#[proc_macro_derive(Collection, attributes(collection))]
pub fn derive_collection(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let ctxt = Ctxt::new();
    let Some(parsed) = parse::collection::Collection::parse(&input, &ctxt) else {
        return errors(ctxt);
    };
    check::collection::check(&parsed, &ctxt);
    match ctxt.finish() {
        None => expand::collection(&parsed, false),
        Some(errors) => beside(&errors, &fallback::collection(&parsed)),
    }
    .into()
}

/// A value that may be part of a key: an enum of unit variants, or a newtype.
///
/// The text of a variant is serde's name of it. A newtype is written as what it holds.
///
/// A newtype also implements `singletable::expr::Ordered` and `Prefixed` where what it holds does, so
/// that its attributes have `lt`, `between` and `begins_with`. That takes serde's own derive, which
/// stores a newtype as what it holds; a field with serde's `with` has neither. An enum is compared with
/// `eq`, `ne` and `is_in`: the texts of its variants sort by the alphabet, and not as the variants do.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use singletable::KeyField;
///
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
/// #[serde(rename_all = "lowercase")]
/// enum Status {
///     Draft,
///     Published,
/// }
///
/// #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
/// struct UserId(String);
/// ```
///
/// # `#[key_field(…)]` on the type
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `crate` | string | the path of this crate, where it is renamed or re-exported | `"::singletable"` | `crate = "db::singletable"` |
///
/// # Serde's attributes
///
/// | attribute | on | honoured as |
/// |---|---|---|
/// | `rename_all` | enum | in the variants' texts |
/// | `rename` | variant | the variant's text |
#[proc_macro_derive(KeyField, attributes(key_field, serde))]
pub fn derive_key_field(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let ctxt = Ctxt::new();
    let Some(parsed) = parse::key_field::KeyField::parse(&input, &ctxt) else {
        return errors(ctxt);
    };
    check::key_field::check(&parsed, &ctxt);
    match ctxt.finish() {
        None => expand::key_field(&parsed, false),
        Some(errors) => beside(&errors, &fallback::key_field(&parsed)),
    }
    .into()
}

/// Some attributes of an entity, as a struct of their own: `users.get("u1").project::<UserName>()`.
///
/// Each field has the name and the type of a field of the entity. How its attribute is called and
/// stored is the entity's business, and not said again. Where an item may lack the attribute, because
/// the entity's field is an `Option` or has a default, the field is an `Option`; it may be one
/// anywhere.
///
/// ```
/// use singletable::{Entity, Projection};
/// # use serde::{Deserialize, Serialize};
/// # use singletable::Attributes;
/// # #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
/// # struct Address { city: String }
///
/// #[derive(Debug, Clone, PartialEq, Entity)]
/// #[entity(pk = "USER#<user_id>", sk = "#METADATA")]
/// struct User {
///     user_id: String,
///     name: String,
///     email: Option<String>,
///     address: Address,
///     picture: Vec<u8>,
/// }
///
/// #[derive(Debug, Clone, PartialEq, Projection)]
/// #[projection(entity = User)]
/// struct UserCard {
///     name: String,
///     #[projection(field = email)]
///     contact: Option<String>,
///     #[projection(path = User::ADDRESS.then(Address::CITY))]
///     city: Option<String>,
/// }
/// ```
///
/// A projection is read and never written: `users.put(&card)` does not compile. Nor does a query of
/// an index that does not hold all of the attributes.
///
/// # `#[projection(…)]` on the struct
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `entity` | path | the entity that it is a part of; required | none | `entity = User` |
/// | `crate` | string | the path of this crate, where it is renamed or re-exported | `"::singletable"` | `crate = "db::singletable"` |
///
/// # `#[projection(…)]` on a field
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `field` | identifier | the entity's field | the field of the same name | `field = email` |
/// | `path` | a constant of the entity, and steps into it | a value inside an attribute; the field is an `Option` | none | `path = User::ADDRESS.then(Address::CITY)` |
///
/// Serde's attributes have no say here: the struct may derive `Serialize` with names of its own.
#[proc_macro_derive(Projection, attributes(projection))]
pub fn derive_projection(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let ctxt = Ctxt::new();
    let Some(parsed) = parse::projection::Projection::parse(&input, &ctxt) else {
        return errors(ctxt);
    };
    check::projection::check(&parsed, &ctxt);
    match ctxt.finish() {
        None => expand::projection(&parsed, false),
        Some(errors) => beside(&errors, &fallback::projection(&parsed)),
    }
    .into()
}

/// An enum of entities that have the same keys and are told apart by their types, such as a class and its
/// subclasses; it is read as they are, all at once.
///
/// The derive implements `Entity`, so a `Repository` of the enum gets, puts and deletes whichever entity has
/// a key; scans, batch gets, transactions, collections and records of streams read it. The queries of the
/// first entity's repository read it after `any_of`.
///
/// ```ignore
/// #[derive(Entities)]
/// enum Cats {
///     Cat(Cat),
///     Lion(Lion),
/// }
/// ```
///
/// # `#[entities(…)]` on the enum
///
/// | attribute | value | meaning | default | example |
/// |---|---|---|---|---|
/// | `crate` | string | the path of this crate, where it is renamed or re-exported | `"::singletable"` | `crate = "db::singletable"` |
#[proc_macro_derive(Entities, attributes(entities))]
pub fn derive_entities(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let ctxt = Ctxt::new();
    let Some(parsed) = parse::entities::Entities::parse(&input, &ctxt) else {
        return errors(ctxt);
    };
    check::entities::check(&parsed, &ctxt);
    match ctxt.finish() {
        None => expand::entities(&parsed).into(),
        Some(errors) => errors.into(),
    }
}

/// The errors alone.
fn errors(ctxt: Ctxt) -> TokenStream {
    ctxt.finish().unwrap_or_default().into()
}

fn beside(
    errors: &proc_macro2::TokenStream,
    fallback: &proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    quote!(#errors #fallback)
}
