//! Keys as other programs write them: folded case beside raw text, unpadded integers, date-times with
//! their own offset, dates, separators of several characters and other text between fields.

use crate::support::{key_error, raw, table, text};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use singletable::bounds::EntityKey as _;
use singletable::key::{Encoding, KeyErrorKind, KeyKind, KeyText, KeyValueError};
use singletable::testing::key_field_laws;
use singletable::{Entity, KeyField, Table, Timestamp};
use time::OffsetDateTime;

#[derive(Debug, Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct App;

/// As `ElectroDB` writes it: keys in lower case, the attributes as they are, `#` in a value.
#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "$taskapp#employeeid_<id:lower:raw>", sk = "$employee_1")]
#[entity(index(
    GSI1,
    pk = "$taskapp#office_<office:lower:raw>",
    sk = "$workplaces#employee_1#team_<team:lower:raw>#hired_<hired:lower:raw>"
))]
struct Employee {
    id: String,
    office: String,
    team: String,
    hired: String,
}

fn employee(id: &str, team: &str) -> Employee {
    Employee {
        id: id.into(),
        office: "Zurich".into(),
        team: team.into(),
        hired: "2026-01-01".into(),
    }
}

#[tokio::test]
async fn raw_text_in_lower_case_may_contain_the_separator_but_not_the_text_that_ends_it() {
    let table = table::<App>().await;
    let employees = EmployeeRepository::new(&table);
    let first = employee("E#02", "Green #1");
    employees.put(&first).send().await.unwrap();
    employees
        .put(&employee("E-3", "Green"))
        .send()
        .await
        .unwrap();
    let stored = raw(&table, &Employee::key("E#02").item_key().unwrap())
        .await
        .unwrap();
    assert_eq!(stored["pk"], text("$taskapp#employeeid_e#02"));
    let sk = "$workplaces#employee_1#team_green #1#hired_2026-01-01";
    assert_eq!(stored["gsi1sk"], text(sk));
    assert_eq!(stored["id"], text("E#02"));
    assert_eq!(
        employees.get("e#02").send().await.unwrap(),
        Some(first.clone())
    );
    let team = employees.by_gsi1("zurich").prefix(("GREEN #1",));
    assert_eq!(team.all().await.unwrap(), [first]);
    assert_eq!(
        employees
            .by_gsi1("zurich")
            .prefix(("green",))
            .count()
            .await
            .unwrap(),
        1
    );
    let begins = employees.by_gsi1("zurich").begins_with((), "Green");
    assert_eq!(begins.count().await.unwrap(), 2);
    let broken = employee("x", "a#hired_b");
    let error = key_error(employees.put(&broken).send().await);
    assert_eq!(error.kind(), KeyErrorKind::Contains("#hired_"));
    assert_eq!(error.field(), Some("team"));
    // `team_gre#` could be the beginning of `gre` and what follows it.
    let open = employees.by_gsi1("zurich").begins_with((), "gre#");
    assert_eq!(
        key_error(open.count().await).kind(),
        KeyErrorKind::RunsOn("#hired_")
    );
}

/// As templates of `ElectroDB` and the samples of AWS: text after the last field, and text between fields
/// that is not the table's separator.
#[derive(Debug, Table)]
#[table(separator = "|", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
struct Forums;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Forums, pk = "<forum>#<subject>", sk = "<at:rfc3339>")]
#[entity(index(GSI1, pk = "ALL", sk = "n|<by:lower:raw>|end"))]
struct Reply {
    forum: String,
    subject: String,
    #[serde(with = "singletable::key::rfc3339")]
    at: OffsetDateTime,
    by: String,
}

#[tokio::test]
async fn text_that_is_not_the_separator_parts_fields_too() {
    let table = table::<Forums>().await;
    let replies = ReplyRepository::new(&table);
    let at = "2026-01-01T02:00:00+01:00";
    let format = time::format_description::well_known::Rfc3339;
    let reply = Reply {
        forum: "Databases".into(),
        subject: "How many indexes?".into(),
        at: OffsetDateTime::parse(at, &format).unwrap(),
        by: "Bob|x".into(),
    };
    replies.put(&reply).send().await.unwrap();
    let key = Reply::key("Databases", "How many indexes?", reply.at)
        .item_key()
        .unwrap();
    let stored = raw(&table, &key).await.unwrap();
    assert_eq!(stored["pk"], text("Databases#How many indexes?"));
    assert_eq!((&stored["sk"], &stored["at"]), (&text(at), &text(at)));
    assert_eq!(stored["gsi1sk"], text("n|bob|x|end"));
    let found = replies
        .get("Databases", "How many indexes?", reply.at)
        .send()
        .await
        .unwrap();
    assert_eq!(
        found.as_ref().map(|found| found.at.offset()),
        Some(reply.at.offset())
    );
    assert_eq!(found.as_ref(), Some(&reply));
    assert_eq!(replies.by_gsi1().at(("BOB|X",)).count().await.unwrap(), 1);
    for (forum, kind) in [
        ("a#b", KeyErrorKind::Contains("#")),
        ("a|b", KeyErrorKind::Separator('|')),
    ] {
        let broken = Reply {
            forum: forum.into(),
            ..reply.clone()
        };
        assert_eq!(key_error(replies.put(&broken).send().await).kind(), kind);
    }
    let subject = "What # is".to_owned();
    replies
        .put(&Reply { subject, ..reply })
        .send()
        .await
        .unwrap();
}

/// As `OneTable` writes it, with an unpadded integer in the sort key.
#[derive(Debug, Table)]
#[table(
    separator = "::",
    type_index(pk = "_shard", sk = "made", shards = 3),
    ttl = "ttl"
)]
enum Carts {
    Line(Line),
    Code(Code),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Carts, pk = "cart::<cart>", sk = "line::<row:plain>::<sku>")]
#[entity(unique(code, fields(cart, code)))]
struct Line {
    cart: String,
    row: i32,
    sku: String,
    code: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Carts, pk = "cart::<cart>", sk = "code::<code:upper>")]
struct Code {
    cart: String,
    code: String,
}

fn line(cart: &str, row: i32, code: &str) -> Line {
    Line {
        cart: cart.into(),
        row,
        sku: "pen".into(),
        code: code.into(),
    }
}

#[tokio::test]
async fn a_separator_may_have_several_characters() {
    let table = table::<Carts>().await;
    let lines = LineRepository::new(&table);
    for (row, code) in [(7, "x"), (10, "y"), (-1, "z:")] {
        lines.create(&line("c:1", row, code)).send().await.unwrap();
    }
    let stored = raw(&table, &Line::key("c:1", 7, "pen").item_key().unwrap())
        .await
        .unwrap();
    assert_eq!(stored["pk"], text("cart::c:1"));
    assert_eq!(stored["sk"], text("line::7::pen"));
    assert_eq!(lines.query("c:1").prefix((7,)).count().await.unwrap(), 1);
    assert_eq!(
        lines
            .query("c:1")
            .within((10,), "pea".."pew")
            .count()
            .await
            .unwrap(),
        1
    );
    // As text, and so not in the order of numbers.
    let rows = lines.query("c:1").all().await.unwrap();
    assert_eq!(
        rows.iter().map(|line| line.row).collect::<Vec<_>>(),
        [-1, 10, 7]
    );
    assert_eq!(table.list::<Line>().count().await.unwrap(), 3);
    lines.create(&line("c:1", 8, "x")).send().await.unwrap_err();
    lines.create(&line("c", 8, "x")).send().await.unwrap();
    for cart in ["a::b", "a:", ":a"] {
        let error = key_error(lines.create(&line(cart, 1, "q")).send().await);
        assert_eq!(error.kind(), KeyErrorKind::Contains("::"), "{cart}");
    }
}

#[tokio::test]
async fn values_that_differ_in_case_share_a_key_of_upper_case() {
    let table = table::<Carts>().await;
    let codes = CodeRepository::new(&table);
    let code = Code {
        cart: "c".into(),
        code: "ab-ß".into(),
    };
    codes.create(&code).send().await.unwrap();
    assert_eq!(
        codes.get("c", "AB-SS").send().await.unwrap(),
        Some(code.clone())
    );
    assert_eq!(
        codes
            .query("c")
            .begins_with((), "ab")
            .count()
            .await
            .unwrap(),
        1
    );
    let same = Code {
        code: "AB-ß".into(),
        ..code
    };
    assert!(codes.create(&same).send().await.is_err());
}

/// As modyne writes it, in a table whose separator is in every date-time.
#[derive(Debug, Table)]
#[table(separator = "-", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
enum Orders {
    Order(Order),
    Total(Total),
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Orders, pk = "USER-<user>", sk = "<at>")]
#[entity(index(GSI1, pk = "USER-<user>", sk = "ORDER-<placed:rfc3339>"))]
struct Order {
    user: String,
    at: Timestamp,
    #[serde(with = "singletable::key::rfc3339")]
    placed: DateTime<FixedOffset>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Orders, pk = "DAYS-<user>", sk = "DAY-<day>")]
struct Total {
    user: String,
    day: NaiveDate,
    gone: Option<NaiveDate>,
}

fn order(at: &str, placed: &str) -> Order {
    Order {
        user: "u1".into(),
        at: at.parse().unwrap(),
        placed: DateTime::parse_from_rfc3339(placed).unwrap(),
    }
}

#[tokio::test]
async fn date_times_keep_their_offset_and_the_shortest_fraction_and_sort_as_text() {
    let table = table::<Orders>().await;
    let orders = OrderRepository::new(&table);
    let texts = [
        "2026-01-01T00:00:05.5Z",
        "2026-01-01T00:00:05Z",
        "2026-01-01T02:00:00+01:00",
    ];
    for (day, placed) in ["2026-01-01", "2026-01-02", "2026-01-03"].iter().zip(texts) {
        let order = order(&format!("{day}T00:00:00.000Z"), placed);
        orders.put(&order).send().await.unwrap();
        let stored = raw(&table, &Order::key("u1", order.at).item_key().unwrap())
            .await
            .unwrap();
        assert_eq!(stored["placed"], text(placed));
        assert_eq!(stored["gsi1sk"], text(&format!("ORDER-{placed}")));
    }
    let placed = orders.by_gsi1("u1").all().await.unwrap();
    for (order, text) in placed.iter().zip(texts) {
        let own = DateTime::parse_from_rfc3339(text).unwrap();
        assert_eq!((order.placed, order.placed.offset()), (own, own.offset()));
    }
    let from = DateTime::parse_from_rfc3339("2026-01-01T00:00:05Z").unwrap();
    assert_eq!(
        orders
            .by_gsi1("u1")
            .at_or_after((from,))
            .count()
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        orders
            .query("u1")
            .begins_with((), "2026-01-0")
            .count()
            .await
            .unwrap(),
        3
    );
    let since: Timestamp = "2026-01-02T00:00:00.000Z".parse().unwrap();
    assert_eq!(
        orders
            .query("u1")
            .within((), since..)
            .count()
            .await
            .unwrap(),
        2
    );
}

#[tokio::test]
async fn dates_are_keys_in_their_order() {
    let table = table::<Orders>().await;
    let totals = TotalRepository::new(&table);
    let day = |year, day| NaiveDate::from_ymd_opt(year, 1, day).unwrap();
    for at in [day(2026, 18), day(2026, 9), day(999, 1)] {
        let total = Total {
            user: "u".into(),
            day: at,
            gone: Some(at),
        };
        totals.put(&total).send().await.unwrap();
    }
    let all = totals.query("u").all().await.unwrap();
    let days: Vec<_> = all.iter().map(|total| total.day).collect();
    assert_eq!(days, [day(999, 1), day(2026, 9), day(2026, 18)]);
    assert_eq!(
        totals
            .query("u")
            .within((), day(2026, 10)..)
            .count()
            .await
            .unwrap(),
        1
    );
    let stored = raw(&table, &Total::key("u", day(999, 1)).item_key().unwrap())
        .await
        .unwrap();
    assert_eq!(stored["sk"], text("DAY-0999-01-01"));
    assert_eq!(stored["day"], text("0999-01-01"));
    let late = Total {
        user: "u".into(),
        day: day(10_000, 1),
        gone: None,
    };
    assert_eq!(
        key_error(totals.put(&late).send().await).kind(),
        KeyErrorKind::Year
    );
}

/// Written by hand.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
struct Week(u16, u8);

impl KeyField for Week {
    const KIND: KeyKind = KeyKind::Fixed;
    const PUNCTUATION: &'static str = "-";

    fn write_key(&self, encoding: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        if encoding != Encoding::Plain {
            return Err(KeyValueError::Encoding);
        }
        out.push_display(format_args!("{:04}-W{:02}", self.0, self.1));
        Ok(())
    }
}

#[test]
fn a_key_field_that_is_written_by_hand_keeps_the_laws() {
    key_field_laws([Week(0, 1), Week(999, 9), Week(999, 10), Week(2026, 3)]);
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Orders, unlisted, pk = "WEEKS-<user>", sk = "<week>")]
struct InWeek {
    user: String,
    week: Week,
}

#[tokio::test]
async fn a_type_that_says_its_punctuation_is_last_in_a_table_with_that_separator() {
    let table = table::<Orders>().await;
    let weeks = InWeekRepository::new(&table);
    let week = InWeek {
        user: "u".into(),
        week: Week(2026, 3),
    };
    weeks.put(&week).send().await.unwrap();
    assert_eq!(
        weeks.get("u", Week(2026, 3)).send().await.unwrap(),
        Some(week)
    );
}
