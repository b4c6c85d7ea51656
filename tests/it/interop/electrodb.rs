//! Tables that `ElectroDB` wrote.

use super::foreign::Foreign;
use serde::{Deserialize, Serialize};
use singletable::bounds::TableModel;
use singletable::key::{Encoding, KeyKind, KeyText, KeyValueError};
use singletable::{Attributes, Collection, Entity, KeyField, Mapping, Number, Table};
use std::collections::BTreeSet;

const FILE: &str = include_str!("electrodb.json");
const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];

async fn load<T: TableModel>(mapping: Mapping) -> Foreign<T> {
    Foreign::load("electrodb", FILE, mapping).await
}

/// Tasks are not in it, nor the index over several attributes.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "app",
    type_attribute = ["__edb_e__", "__edb_v__"],
    index("gsi1pk-gsi1sk-index", pk = "gsi1pk", sk = "gsi1sk"),
    index("gsi2pk-gsi2sk-index", pk = "gsi2pk", sk = "gsi2sk")
)]
#[allow(clippy::large_enum_variant, reason = "a declaration")]
enum App {
    Employee(Employee),
    Office(Office),
    Contribution(Contribution),
    Book(Book),
    Invoice1(Invoice1),
    Invoice2(Invoice2),
    Order(Order),
    Stock(Stock),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Address {
    street: String,
    zip: u32,
    tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Event {
    at: u64,
    note: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = App, type = ("employee", "1"))]
#[entity(pk = "$taskapp#employeeid_<employee_id:lower:raw>", sk = "$employee_1")]
#[entity(index(
    "gsi1pk-gsi1sk-index",
    name = coworkers,
    pk = "$taskapp#office_<office:lower:raw>",
    sk = "$workplaces#employee_1#team_<team:lower:raw>#hired_<hired:lower:raw>"
))]
struct Employee {
    employee_id: String,
    first_name: String,
    #[serde(rename = "ln")]
    last_name: String,
    name_search: String,
    office: Option<String>,
    team: Option<String>,
    hired: Option<String>,
    salary: Option<f64>,
    remote: Option<bool>,
    skills: BTreeSet<String>,
    levels: BTreeSet<u8>,
    address: Option<Address>,
    history: Option<Vec<Event>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = App, type = ("office", "1"))]
#[entity(pk = "$taskapp#country_<country:lower:raw>#st_<state:lower:raw>")]
#[entity(sk = "$office_1#city_<city:lower:raw>#office_<office:lower:raw>")]
#[entity(index(
    "gsi1pk-gsi1sk-index",
    name = workplaces,
    pk = "$taskapp#office_<office:lower:raw>",
    sk = "$workplaces#office_1"
))]
struct Office {
    office: String,
    country: String,
    state: String,
    city: String,
    desks: u32,
}

/// `ElectroDB`'s collection of the two.
#[derive(Debug, Clone, PartialEq, Collection)]
#[collection(
    table = App,
    index = "gsi1pk-gsi1sk-index",
    pk = "$taskapp#office_<office:lower:raw>"
)]
struct Workplace {
    employees: Vec<Employee>,
    office: Option<Office>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = App, type = ("contribution", "1"))]
#[entity(pk = "$taskapp#project_<project:lower:raw>")]
#[entity(sk = "$contribution_1#employeeid_<employee_id:lower:raw>")]
#[entity(index(
    "gsi1pk-gsi1sk-index",
    name = contributions,
    pk = "$taskapp#employeeid_<employee_id:lower:raw>",
    sk = "$contributions#contribution_1#project_<project:lower:raw>"
))]
struct Contribution {
    employee_id: String,
    project: String,
    hours: Option<f64>,
}

/// Clustered: the type is the end of the sort key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = App, type = ("book", "1"))]
#[entity(
    pk = "$Store#storeId_<store_id:raw>",
    sk = "$SHELF#ISBN_<isbn:upper:raw>#BOOK_1"
)]
struct Book {
    store_id: String,
    isbn: String,
    title: Option<String>,
    price: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = App, type = ("invoice", "1"))]
#[entity(pk = "$store#invoiceid_<invoice_id:lower:raw>", sk = "$invoice_1")]
struct Invoice1 {
    invoice_id: String,
    amount: Number,
}

/// Another version is another entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = App, type = ("invoice", "2"))]
#[entity(pk = "$store#invoiceid_<invoice_id:lower:raw>", sk = "$invoice_2")]
struct Invoice2 {
    invoice_id: String,
    cents: u64,
    currency: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = App, type = ("order", "1"))]
#[entity(pk = "USER#<user_id:raw>", sk = "ORDER#<number:06>")]
#[entity(index(
    "gsi1pk-gsi1sk-index",
    name = by_mail,
    pk = "<email:lower:raw>",
    sk = "n|<name:lower:raw>|end"
))]
struct Order {
    user_id: String,
    number: u32,
    email: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = App, type = ("stock", "1"))]
#[entity(pk = "$warehouse#id_<id:lower:raw>", sk = "$stock_1")]
struct Stock {
    id: String,
    #[serde(rename = "attr1")]
    country: String,
    #[serde(rename = "attr2")]
    region: String,
    #[serde(rename = "attr3")]
    maker: Option<String>,
    #[serde(rename = "attr4")]
    count: Option<u32>,
}

#[tokio::test]
async fn the_app() {
    for mapping in MAPPINGS {
        let mut file = load::<App>(mapping).await;
        file.entity::<Employee>(&[0, 1, 2]).await;
        file.entity::<Office>(&[3]).await;
        file.entity::<Contribution>(&[7]).await;
        file.entity::<Book>(&[8]).await;
        file.entity::<Invoice1>(&[9]).await;
        file.entity::<Invoice2>(&[10]).await;
        file.entity::<Order>(&[11]).await;
        file.entity::<Stock>(&[12, 13]).await;

        employees(&mut file).await;
        let offices = OfficeRepository::new(&file.table);
        let found = offices.query("CH", "ZH").all().await.unwrap();
        file.found("Office.query.locations CH ZH", &found);
        let books = BookRepository::new(&file.table);
        let found = books.query("MyStore").all().await.unwrap();
        file.found("Book.query.book MyStore", &found);
        let found = books.get("MyStore", "ab-1").send().await.unwrap();
        file.found("Book.get MyStore ab-1", found.as_slice());
        let found = Invoice1Repository::new(&file.table).get("I-1").send().await;
        file.found("Invoice v1 get I-1", found.unwrap().as_slice());
        let found = Invoice2Repository::new(&file.table)
            .query("I-1")
            .all()
            .await;
        file.found("Invoice v2 query I-1", &found.unwrap());
        let orders = OrderRepository::new(&file.table);
        let found = orders.query("Bob").all().await.unwrap();
        file.found("Order.query.order Bob", &found);
        let found = orders.by_mail("A@b.c").all().await.unwrap();
        file.found("Order.query.mail", &found);
        file.finish();
    }
}

async fn employees(file: &mut Foreign<App>) {
    let employees = EmployeeRepository::new(&file.table);
    let zurich = || employees.coworkers("Zurich");
    let found = employees.get("E#02").send().await.unwrap();
    file.found("Employee.get E#02", found.as_slice());
    let found = zurich().all().await.unwrap();
    file.found("Employee.query.coworkers Zurich", &found);
    let found = zurich().prefix(("Green",)).all().await.unwrap();
    file.found("Employee.query.coworkers Zurich, team Green", &found);
    let found = zurich().begins_with((), "Green").all().await.unwrap();
    file.found("Employee.query.coworkers Zurich, begins with", &found);
    let found = zurich()
        .between(("Green", "2026-01-01"), ("Green", "2026-01-31"))
        .descending();
    let found = found.all().await.unwrap();
    file.found("Employee.query.coworkers Zurich, Green, hired", &found);

    let found = Workplace::get(&file.table, "Zurich").send().await.unwrap();
    let found = found.unwrap();
    let keys = found.employees.iter().map(Entity::item_key);
    let keys = keys.chain(found.office.iter().map(Entity::item_key));
    let keys: Vec<_> = keys.map(Result::unwrap).collect();
    file.found_keys("collection workplaces Zurich", &keys);
}

/// The number of a meter, kept as text with its leading zeros, which the key has not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct MeterNumber(String);

impl KeyField for MeterNumber {
    const KIND: KeyKind = KeyKind::Integer;

    fn write_key(&self, _: Encoding, _: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        Err(KeyValueError::Encoding)
    }

    fn key_number(&self) -> Option<String> {
        let number: u64 = self.0.parse().ok()?;
        Some(number.to_string())
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "meter",
    pk = number("meterKey"),
    sk = number("timeKey"),
    type_attribute = ["__edb_e__", "__edb_v__"]
)]
enum Meters {
    Reading(Reading),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Meters, type = ("reading", "1"), pk = "<meter>", sk = "<at>")]
struct Reading {
    meter: MeterNumber,
    at: u64,
    kwh: Option<f64>,
}

#[tokio::test]
async fn the_meters() {
    for mapping in MAPPINGS {
        let mut file = load::<Meters>(mapping).await;
        file.entity::<Reading>(&[0, 1]).await;
        let readings = ReadingRepository::new(&file.table);
        let meter = || MeterNumber("0042".into());
        let found = readings.get(meter(), 1_767_225_600_u64).send().await;
        file.found("Reading.get", found.unwrap().as_slice());
        let found = readings.query(meter()).after((1_767_225_600,)).all().await;
        file.found("Reading.query.reading after a time", &found.unwrap());
        file.finish();
    }
}
