//! Queries: what they find, in which order, page by page.

use crate::support::world::{
    City, CityRepository, PlayerRepository, World, players, stored_player,
};
use crate::support::{raw, table, text};
use futures_util::StreamExt as _;
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::bounds::TableItem as _;
use singletable::{Entity, Error, Table, Timestamp};
use singletable_local::{Local, Outcome, Script};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Library",
    index(GSI1, pk = "gsi1pk", sk = "gsi1sk"),
    index(Keys, pk = "kpk", projection = keys_only),
    index(Titles, pk = "tpk", sk = "tsk", projection = include("title")),
    index(ByYear, local, sk = "year_sk")
)]
enum Library {
    Book(Book),
    Copy(Copy),
    Loan(Loan),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, pk = "SHELF#<shelf>", sk = "BOOK#<book_id>")]
#[entity(index(GSI1, name = by_author, pk = "AUTHOR#<author>", sk = "<title>"))]
#[entity(index(Keys, name = all_books, pk = "BOOKS"))]
#[entity(index(Titles, name = by_title, pk = "TITLES", sk = "<title>"))]
#[entity(index(ByYear, name = by_year, sk = "YEAR#<year:04>"))]
struct Book {
    shelf: String,
    book_id: String,
    author: String,
    title: String,
    year: u16,
}

/// Its sort keys begin as those of books do.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, pk = "SHELF#<shelf>", sk = "BOOK#<book_id>#COPY#<number:03>")]
struct Copy {
    shelf: String,
    book_id: String,
    number: u16,
}

/// The sort key of the index is what may be missing.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Library, pk = "LOAN#<loan_id>", sk = "#LOAN")]
#[entity(index(GSI1, name = by_reader, pk = "READER#<reader>", sk = "<returned>"))]
struct Loan {
    loan_id: String,
    reader: String,
    returned: Option<Timestamp>,
}

fn book(number: usize) -> Book {
    Book {
        shelf: "s".into(),
        book_id: format!("{number:03}"),
        author: if number.is_multiple_of(2) {
            "even"
        } else {
            "odd"
        }
        .into(),
        title: format!("Title {number:03}"),
        year: 1900 + u16::try_from(number).unwrap(),
    }
}

/// A shelf of books, each with two copies that sort between it and the next one.
async fn shelf(count: usize) -> BookRepository {
    let table = table::<Library>().await;
    let (books, copies) = (BookRepository::new(&table), CopyRepository::new(&table));
    for number in 0..count {
        let book = book(number);
        books.create(&book).send().await.unwrap();
        for number in 1..3 {
            let copy = Copy {
                shelf: book.shelf.clone(),
                book_id: book.book_id.clone(),
                number,
            };
            copies.create(&copy).send().await.unwrap();
        }
    }
    books
}

fn numbers(books: &[Book]) -> Vec<usize> {
    books
        .iter()
        .map(|book| book.book_id.parse().unwrap())
        .collect()
}

#[tokio::test]
async fn items_of_other_entities_in_the_range_are_passed_over() {
    let books = shelf(5).await;
    let all = books.query("s").all().await.unwrap();
    assert_eq!(numbers(&all), [0, 1, 2, 3, 4]);
    assert_eq!(books.query("s").count().await.unwrap(), 5);
    let three = books.query("s").limit(3).all().await.unwrap();
    assert_eq!(numbers(&three), [0, 1, 2]);
    let newest = books.query("s").descending().one().await.unwrap().unwrap();
    assert_eq!(newest, book(4));
    let streamed: Vec<_> = books.query("s").page_size(2).stream().collect().await;
    assert_eq!(streamed.len(), 5);
    assert!(streamed.iter().all(Result::is_ok));
}

#[tokio::test]
async fn paging_finds_every_item_once_whatever_the_limit_and_the_page_size() {
    let books = shelf(7).await;
    for limit in 1..9 {
        for page_size in [None, Some(1), Some(4)] {
            for descending in [false, true] {
                let (mut found, mut next) = (Vec::new(), None);
                loop {
                    let mut query = books.query("s").limit(limit);
                    if let Some(size) = page_size {
                        query = query.page_size(size);
                    }
                    if descending {
                        query = query.descending();
                    }
                    if let Some(key) = next {
                        query = query.start_at(key);
                    }
                    let page = query.send().await.unwrap();
                    assert!(page.items.len() <= limit && page.errors.is_empty());
                    found.extend(page.items);
                    next = page.next;
                    if next.is_none() {
                        break;
                    }
                }
                if descending {
                    found.reverse();
                }
                assert_eq!(
                    numbers(&found),
                    [0, 1, 2, 3, 4, 5, 6],
                    "{limit} {page_size:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_limit_counts_results_after_the_filter() {
    let books = shelf(9).await;
    let late = || books.query("s").filter(Book::YEAR.ge(1905));
    let one = late().page_size(2).one().await.unwrap();
    assert_eq!(one, Some(book(5)));
    let two = late().limit(2).page_size(1).all().await.unwrap();
    assert_eq!(numbers(&two), [5, 6]);
    let page = late().limit(2).send().await.unwrap();
    assert_eq!(numbers(&page.items), [5, 6]);
    let rest = late().start_at(page.next.unwrap()).all().await.unwrap();
    assert_eq!(numbers(&rest), [7, 8]);
    assert_eq!(late().count().await.unwrap(), 4);
    assert_eq!(late().limit(3).count().await.unwrap(), 3);
}

#[tokio::test]
async fn a_small_limit_with_a_filter_is_not_one_request_for_each_item() {
    let local = Local::memory().unwrap();
    let script = Script::new();
    let table = Table::<Library>::new(local.scripted_client(&script));
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    for number in 0..20 {
        books.create(&book(number)).send().await.unwrap();
    }
    let before = script.requests().len();
    let last = books
        .query("s")
        .filter(Book::YEAR.eq(1919))
        .one()
        .await
        .unwrap();
    assert_eq!(last, Some(book(19)));
    assert_eq!(script.requests().len() - before, 1);
    // Without a filter the request asks for no more than is wanted.
    books.query("s").limit(2).all().await.unwrap();
    assert_eq!(script.requests().last().unwrap().body["Limit"], 2);
}

#[tokio::test]
async fn a_count_with_a_limit_does_not_evaluate_the_whole_partition() {
    let script = Script::new();
    let table = Table::<Library>::new(Local::memory().unwrap().scripted_client(&script));
    table.create_table().send().await.unwrap();
    let books = BookRepository::new(&table);
    let writes = (0..150).map(|number| books.put(&book(number)));
    table.batch_write().with_all(writes).send().await.unwrap();
    let before = script.requests().len();
    assert_eq!(books.query("s").limit(1).count().await.unwrap(), 1);
    let requests = script.requests().split_off(before);
    assert_eq!(requests.len(), 1);
    // What a request evaluates may be of another type, so it asks for some more than one.
    assert_eq!(requests[0].body["Limit"], 100);
    assert_eq!(books.query("s").limit(120).count().await.unwrap(), 120);
    assert_eq!(books.query("s").limit(200).count().await.unwrap(), 150);
    assert_eq!(books.query("s").limit(0).count().await.unwrap(), 0);
    let from = books
        .query("s")
        .limit(30)
        .send()
        .await
        .unwrap()
        .next
        .unwrap();
    let rest = || books.query("s").start_at(&from);
    assert_eq!(rest().count().await.unwrap(), 120);
    assert_eq!(rest().limit(7).count().await.unwrap(), 7);
}

#[tokio::test]
async fn indexes_are_queried_by_their_own_keys() {
    let books = shelf(6).await;
    let odd = books.by_author("odd").all().await.unwrap();
    assert_eq!(numbers(&odd), [1, 3, 5]);
    let from = books
        .by_author("odd")
        .at_or_after(("Title 002",))
        .all()
        .await
        .unwrap();
    assert_eq!(numbers(&from), [3, 5]);
    let year = books
        .by_year("s")
        .consistent()
        .between((1901,), (1902,))
        .all()
        .await
        .unwrap();
    assert_eq!(numbers(&year), [1, 2]);
    // The next page of an index begins after the keys of the table and of the index.
    let page = books.by_author("odd").limit(2).send().await.unwrap();
    let rest = books
        .by_author("odd")
        .start_at(page.next.unwrap())
        .all()
        .await
        .unwrap();
    assert_eq!(numbers(&rest), [5]);
}

#[tokio::test]
async fn an_index_that_holds_less_answers_what_it_holds() {
    let books = shelf(3).await;
    assert_eq!(books.all_books().count().await.unwrap(), 3);
    let titles = books.by_title().select((Book::TITLE,)).all().await.unwrap();
    assert_eq!(titles[0], (Some("Title 000".to_owned()),));
    assert_eq!(books.by_title().count().await.unwrap(), 3);
    // An index of some attributes has the type too, which distinguishes items.
    let input = books
        .by_title()
        .select((Book::TITLE,))
        .into_input()
        .unwrap();
    let names = input.expression_attribute_names.unwrap();
    assert!(names.values().any(|name| name == "_type"), "{names:?}");
    // One of keys alone holds no field, and a request for one is one that DynamoDB refuses.
    let refused = books.all_books().select((Book::TITLE,)).into_input();
    assert!(matches!(refused, Err(Error::Expression { .. })));
}

#[derive(Debug, Table)]
#[table(ttl = "ttl", index(Some, pk = "spk", sk = "ssk", projection = include("name")))]
struct Mixed;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Mixed, pk = "CAT#<name>", sk = "#CAT")]
#[entity(index(Some, name = of_house, pk = "HOUSE#<house>", sk = "<name>"))]
struct Cat {
    name: String,
    house: String,
    #[entity(ttl)]
    ends: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Mixed, pk = "DOG#<name>", sk = "#DOG")]
#[entity(index(Some, name = of_house, pk = "HOUSE#<house>", sk = "<name>"))]
struct Dog {
    name: String,
    house: String,
}

#[tokio::test]
async fn an_index_of_some_attributes_distinguishes_types_and_leaves_out_expired_items() {
    let table = table::<Mixed>().await;
    let (cats, dogs) = (CatRepository::new(&table), DogRepository::new(&table));
    for name in ["a", "b", "c"] {
        let (name, house) = (String::from(name), String::from("h"));
        let ends = (name == "c").then(|| "2020-01-01T00:00:00.000Z".parse().unwrap());
        let dog = Dog {
            name: format!("{name}2"),
            house: house.clone(),
        };
        cats.put(&Cat { name, house, ends }).send().await.unwrap();
        dogs.put(&dog).send().await.unwrap();
    }
    let names = cats.of_house("h").select((Cat::NAME,)).all().await.unwrap();
    assert_eq!(names, [(Some("a".to_owned()),), (Some("b".to_owned()),)]);
    assert_eq!(cats.of_house("h").count().await.unwrap(), 2);
    assert_eq!(dogs.of_house("h").count().await.unwrap(), 3);
    let last = cats
        .of_house("h")
        .descending()
        .select((Cat::NAME,))
        .one()
        .await;
    assert_eq!(last.unwrap(), Some((Some("b".to_owned()),)));
}

#[tokio::test]
async fn a_stream_that_has_ended_can_be_asked_again() {
    let books = shelf(2).await;
    let mut stream = books.query("s").stream();
    let mut found = 0;
    while let Some(book) = stream.next().await {
        book.unwrap();
        found += 1;
    }
    assert_eq!(found, 2);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn what_is_counted_is_what_is_read() {
    let books = shelf(2).await;
    let table = books.table();
    let mut foreign = raw(table, &book(1).item_key().unwrap()).await.unwrap();
    foreign.remove("_type");
    let put = table.client().put_item().table_name(table.name());
    put.set_item(Some(foreign)).send().await.unwrap();
    assert_eq!(books.query("s").all().await.unwrap().len(), 2);
    assert_eq!(books.query("s").count().await.unwrap(), 2);
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Names, pk = "NAMES", sk = "<first:lower>#<rest:raw>")]
#[entity(index(Nick, name = by_nick, pk = "NICKS", sk = "<nick>"))]
struct Name {
    first: String,
    rest: String,
    nick: String,
}

#[derive(Debug, Table)]
#[table(index(Nick, pk = "npk", sk = "nsk"))]
struct Names;

#[tokio::test]
async fn a_beginning_is_written_as_the_field_is() {
    let table = table::<Names>().await;
    let names = NameRepository::new(&table);
    let put = async |first: &str, rest: &str, nick: &str| {
        let name = Name {
            first: first.into(),
            rest: rest.into(),
            nick: nick.into(),
        };
        names.create(&name).send().await.unwrap();
    };
    put("Ada", "b#c", "a").await;
    put("Adele", "d", "b").await;
    let count = async |query: singletable::op::Query<NameByKey>| query.count().await.unwrap();
    assert_eq!(count(names.query().begins_with((), "AD")).await, 2);
    assert_eq!(count(names.query().begins_with(("ADA",), "b#")).await, 1);
    let separated = names.query().begins_with(("Ada", "b#c"), "x").into_input();
    let Err(Error::Key(error)) = separated else {
        panic!("nothing follows a whole key")
    };
    assert!(error.to_string().contains("nothing follows"), "{error}");
    let separator = names.query().begins_with((), "a#").into_input();
    assert!(matches!(separator, Err(Error::Key(_))));

    // Ends without values, on a key without a literal, are no ends.
    // DynamoDB has no empty key values, and emulators that take them do not show it.
    let input = names.by_nick().between((), ("a",)).into_input().unwrap();
    let values = input.expression_attribute_values.unwrap();
    assert!(
        values
            .values()
            .all(|value| !value.as_s().unwrap().is_empty())
    );
    let all = names.by_nick().between((), ("a",)).all().await.unwrap();
    assert_eq!(all.len(), 1);
    let all = names.by_nick().at_or_after(()).at_or_before(());
    assert_eq!(all.count().await.unwrap(), 2);
    assert_eq!(names.by_nick().after(()).count().await.unwrap(), 0);
    assert!(names.by_nick().before(()).into_input().is_err());

    // Nothing can follow the longest sort key.
    let longest = "z".repeat(1024);
    put("Zoe", "z", &longest).await;
    let input = names
        .by_nick()
        .after((longest.as_str(),))
        .into_input()
        .unwrap();
    let values = input.expression_attribute_values.unwrap();
    assert!(
        values
            .values()
            .all(|value| value.as_s().unwrap().len() <= 1024)
    );
    assert_eq!(names.by_nick().after((longest,)).count().await.unwrap(), 0);
}

#[tokio::test]
async fn without_its_sort_key_an_item_has_no_attribute_of_the_index() {
    let table = table::<Library>().await;
    let loans = LoanRepository::new(&table);
    let loan = Loan {
        loan_id: "l".into(),
        reader: "r".into(),
        returned: None,
    };
    loans.create(&loan).send().await.unwrap();
    let item = raw(&table, &loan.item_key().unwrap()).await.unwrap();
    assert!(!item.contains_key("gsi1pk") && !item.contains_key("gsi1sk"));
    let returned = Timestamp::from_epoch_seconds(1).unwrap();
    let update = loans.update("l").given(&loan).set(Loan::RETURNED, returned);
    update.send().await.unwrap();
    let item = raw(&table, &loan.item_key().unwrap()).await.unwrap();
    assert_eq!(item["gsi1pk"], AttributeValue::S("READER#r".into()));
    assert_eq!(loans.by_reader("r").count().await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_after_a_failed_request_and_throttling_stays_recognisable() {
    let local = Local::memory().unwrap();
    Table::<Library>::new(local.client())
        .create_table()
        .send()
        .await
        .unwrap();
    let script = (0..10).fold(Script::new(), |script, _| script.then(Outcome::throttled()));
    let books = BookRepository::new(&Table::new(local.scripted_client(&script)));
    let results: Vec<_> = books.query("s").stream().collect().await;
    assert_eq!(results.len(), 1);
    assert!(results[0].as_ref().is_err_and(Error::is_throttling));
}

#[tokio::test]
async fn a_query_never_becomes_a_scan() {
    let script = Script::new();
    let local = Local::memory().unwrap();
    let table = Table::<World>::new(local.scripted_client(&script));
    table.create_table().send().await.unwrap();
    let cities = CityRepository::new(&table);
    cities
        .query("de")
        .filter(City::PEOPLE.gt(1))
        .all()
        .await
        .unwrap();
    PlayerRepository::new(&table)
        .by_status()
        .one()
        .await
        .unwrap();
    let scans = script
        .requests()
        .into_iter()
        .filter(|request| request.operation == "Scan");
    assert_eq!(scans.count(), 0);
}

#[tokio::test]
async fn an_item_of_unknown_type_or_shape_does_not_lose_the_rest() {
    let (table, players) = players().await;
    let mut broken = stored_player(&table).await;
    broken.insert("pk".into(), text("PLAYER#p0"));
    broken.insert("visits".into(), text("many"));
    let put = table
        .client()
        .put_item()
        .table_name(table.name())
        .set_item(Some(broken.clone()));
    put.send().await.unwrap();
    let page = players.by_status().send().await.unwrap();
    assert_eq!((page.items.len(), page.errors.len()), (1, 1));
    let error = &page.errors[0];
    assert_eq!(
        (error.entity(), error.attribute()),
        ("Player", Some("visits"))
    );
    assert_eq!(error.key().attributes()["pk"], text("PLAYER#p0"));
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("many") && !shown.contains("p0"), "{shown}");
    assert!(players.by_status().all().await.is_err());
    broken.insert("_type".into(), text("NEWER"));
    assert_eq!(
        World::from_item(broken.clone()).unwrap(),
        World::Unknown(broken)
    );
}
