//! What an index holds: filters and selections name nothing else of a global one.

use crate::support::{client, expression_error};
use futures_util::TryStreamExt as _;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde::{Deserialize, Serialize};
use singletable::error::ExpressionError;
use singletable::expr::AttributeType;
use singletable::{Attributes, Condition, Entity, Error, Table};
use singletable_local::{Local, Script};
use std::collections::BTreeMap;

#[derive(Debug, Table)]
#[table(
    ttl = "expires",
    type_index(name = "TypeIndex", sk = "_timestamp", projection = include("title")),
    index(Titles, pk = "tpk", sk = "tsk", projection = include("title", "address")),
    index(Keys, pk = "kpk", sk = number("pages"), projection = keys_only),
    index(All, pk = "apk", sk = "ask"),
    index(ByYear, local, sk = "year_sk", projection = keys_only)
)]
struct Library;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, pk = "SHELF#<shelf>", sk = "BOOK#<id>")]
#[entity(index(Titles, name = by_title, pk = "TITLES", sk = "<title>"))]
#[entity(index(Keys, name = by_pages, pk = "BOOKS", sk = "<pages>"))]
#[entity(index(All, name = everything, pk = "BOOKS", sk = "<title>"))]
#[entity(index(ByYear, name = by_year, sk = "<year:04>"))]
struct Book {
    shelf: String,
    id: String,
    title: String,
    /// Stored in the key attribute itself.
    pages: u32,
    year: u16,
    subtitle: Option<String>,
    address: Address,
    other: Address,
    marks: BTreeMap<String, u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Address {
    city: String,
    lines: Vec<String>,
}

fn not_in(index: &'static str, attribute: &str) -> ExpressionError {
    ExpressionError::NotInIndex {
        attribute: attribute.into(),
        index,
    }
}

/// Conditions on `subtitle`, `other` and `marks`, which only the table and the index of whole items have,
/// with the attribute that each names.
fn on_what_is_not_held() -> Vec<(&'static str, Condition<Book>)> {
    let city = || Book::OTHER.then(Address::CITY);
    vec![
        ("subtitle", Book::SUBTITLE.eq("a")),
        ("subtitle", Book::SUBTITLE.exists()),
        // These would hold for all items of the index.
        ("subtitle", Book::SUBTITLE.not_exists()),
        ("subtitle", Book::SUBTITLE.ne("a")),
        ("subtitle", !Book::SUBTITLE.exists()),
        ("subtitle", Book::SUBTITLE.between("a", "b")),
        ("subtitle", Book::SUBTITLE.is_in(["a", "b"])),
        ("subtitle", Book::SUBTITLE.size().gt(1)),
        ("subtitle", Book::SUBTITLE.begins_with("a")),
        ("subtitle", Book::SUBTITLE.contains("a")),
        (
            "subtitle",
            Book::SUBTITLE.attribute_type(AttributeType::String),
        ),
        ("subtitle", Book::SUBTITLE.gt("a")),
        ("other", city().eq("x")),
        ("other", Book::OTHER.then(Address::LINES).at(0).eq("x")),
        ("other", Book::OTHER.then(Address::LINES).size().eq(1)),
        ("marks", Book::MARKS.key("a").gt(1)),
        // The second operand is one too.
        ("other", Book::ADDRESS.then(Address::CITY).eq_attr(city())),
        ("other", Book::ADDRESS.then(Address::CITY).lt_attr(city())),
        ("subtitle", Book::TITLE.ne_attr(Book::SUBTITLE.clone())),
    ]
}

#[test]
fn a_filter_of_a_global_index_names_what_the_index_holds() {
    let books = BookRepository::new(&Table::new(client()));
    let held = || Book::ADDRESS.then(Address::CITY).eq("x");
    for (attribute, condition) in on_what_is_not_held() {
        let conditions = [
            condition.clone(),
            !condition.clone(),
            held() & condition.clone(),
            condition.clone() | held(),
            !(held() | (held() & !condition.clone())),
        ];
        for condition in conditions {
            let query = books.by_title().filter(held()).filter(condition.clone());
            let refused = query.select((Book::TITLE,)).into_input();
            assert_eq!(expression_error(refused), not_in("Titles", attribute));
            let list = books.list().filter(condition.clone());
            let refused = list.select((Book::TITLE,)).into_input();
            let error = expression_error(refused);
            assert!(matches!(
                error,
                ExpressionError::NotInIndex {
                    index: "TypeIndex",
                    ..
                }
            ));
            // The table and an index of whole items have every attribute.
            books
                .query("s")
                .filter(condition.clone())
                .into_input()
                .unwrap();
            books.everything().filter(condition).into_input().unwrap();
        }
    }
    books
        .by_title()
        .filter(held())
        .select((Book::TITLE,))
        .into_input()
        .unwrap();
}

#[test]
fn a_selection_of_a_global_index_names_what_the_index_holds() {
    let books = BookRepository::new(&Table::new(client()));
    let refused = books
        .by_title()
        .select((Book::TITLE, Book::SUBTITLE))
        .into_input();
    assert_eq!(expression_error(refused), not_in("Titles", "subtitle"));
    let inside = Book::OTHER.then(Address::LINES).at(1);
    let refused = books.by_title().select((inside,)).into_input();
    assert_eq!(expression_error(refused), not_in("Titles", "other"));
    // The primary key's fields are not the key attributes.
    let refused = books.by_title().select((Book::ID,)).into_input();
    assert_eq!(expression_error(refused), not_in("Titles", "id"));
    let refused = books.list().select((Book::ADDRESS,)).into_input();
    assert_eq!(expression_error(refused), not_in("TypeIndex", "address"));
    let refused = books.by_pages().select((Book::TITLE,)).into_input();
    assert_eq!(expression_error(refused), not_in("Keys", "title"));
    // A field that is stored in a key of the index is there.
    books
        .by_pages()
        .select((Book::PAGES,))
        .into_input()
        .unwrap();
    let city = Book::ADDRESS.then(Address::CITY);
    books
        .by_title()
        .select((Book::TITLE, city))
        .into_input()
        .unwrap();
    books
        .query("s")
        .select((Book::SUBTITLE,))
        .into_input()
        .unwrap();
    books
        .everything()
        .select((Book::SUBTITLE,))
        .into_input()
        .unwrap();
}

#[tokio::test]
async fn what_an_index_lacks_is_refused_by_every_verb_before_any_request() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let table = Table::<Library>::new(local.scripted_client(&script));
    let books = BookRepository::new(&table);
    let refused = |error: Error| {
        assert_eq!(
            expression_error(Err::<(), _>(error)),
            not_in("Titles", "subtitle")
        );
    };
    let filtered = || books.by_title().filter(Book::SUBTITLE.not_exists());
    let selected = || books.by_title().select((Book::SUBTITLE,));
    refused(filtered().count().await.unwrap_err());
    refused(selected().count().await.unwrap_err());
    let filtered = || filtered().select((Book::TITLE,));
    refused(filtered().send().await.unwrap_err());
    refused(filtered().all().await.unwrap_err());
    refused(filtered().one().await.unwrap_err());
    refused(
        filtered()
            .stream()
            .try_collect::<Vec<_>>()
            .await
            .unwrap_err(),
    );
    refused(selected().send().await.unwrap_err());
    refused(selected().all().await.unwrap_err());
    refused(selected().one().await.unwrap_err());
    refused(
        selected()
            .stream()
            .try_collect::<Vec<_>>()
            .await
            .unwrap_err(),
    );
    assert_eq!(script.requests().len(), 0);
}

/// DynamoDB fetches the attribute from the table; the engines do not.
#[test]
fn of_a_local_index_every_attribute_can_be_named() {
    let books = BookRepository::new(&Table::new(client()));
    let selected = books.by_year("s").select((Book::TITLE, Book::SUBTITLE));
    let input = selected.into_input().unwrap();
    let names = input.expression_attribute_names.unwrap();
    for name in ["title", "subtitle"] {
        assert!(names.values().any(|known| known == name), "{names:?}");
    }
    for (_, condition) in on_what_is_not_held() {
        let query = books.by_year("s").filter(condition);
        query.select((Book::TITLE,)).into_input().unwrap();
    }
}

#[test]
fn the_message_names_the_index_and_the_attribute_and_the_ways_out() {
    assert_eq!(
        not_in("Titles", "other").to_string(),
        "the index `Titles` does not hold `other`; name it in the index's `projection = include(…)`, make that \
         `projection = all`, or read the items from the table"
    );
}

/// A condition of any shape on held attributes, with one of the others in it or not.
fn tree() -> impl Strategy<Value = (bool, Condition<Book>)> {
    let held = || Just((false, ())).prop_map(|(lacks, ())| (lacks, 0_usize));
    let lacking = (0..on_what_is_not_held().len()).prop_map(|at| (true, at));
    let leaf = prop_oneof![3 => held(), 1 => lacking].prop_map(|(lacks, at)| {
        let condition = if lacks {
            on_what_is_not_held().swap_remove(at).1
        } else {
            Book::ADDRESS.then(Address::CITY).eq("x")
        };
        (lacks, condition)
    });
    leaf.prop_recursive(5, 24, 2, |inner| {
        let pair = (inner.clone(), inner.clone(), any::<bool>());
        prop_oneof![
            inner.prop_map(|(lacks, condition)| (lacks, !condition)),
            pair.prop_map(|((left, one), (right, other), all)| {
                (left | right, if all { one & other } else { one | other })
            }),
        ]
    })
}

proptest! {
    #[test]
    fn a_condition_is_refused_exactly_if_it_names_what_is_not_held((lacks, condition) in tree()) {
        let books = BookRepository::new(&Table::new(client()));
        let query = books.by_title().filter(condition).select((Book::TITLE,));
        match query.into_input() {
            Ok(_) => prop_assert!(!lacks),
            Err(Error::Expression { source: ExpressionError::NotInIndex { .. }, .. }) => {
                prop_assert!(lacks);
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
}
