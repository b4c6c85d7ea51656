//! Keys that have the same literals, and fields whose texts are never the same.

use serde::{Deserialize, Serialize};
use singletable::{Entity, KeyField, Table, Timestamp};

#[derive(Table)]
#[allow(dead_code, reason = "it is a declaration")]
enum Shop {
    Latest(Latest),
    Version(Version),
    Profile(Profile),
    Visit(Visit),
    Page(Page),
    Price(Price),
    Flag(Flag),
    Letter(Letter),
    Slug(Slug),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
enum Kind {
    Info,
    Help,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyField)]
struct VisitTime(Timestamp);

macro_rules! entity {
    ($($name:ident $sk:literal $($field:ident: $ty:ty)?;)*) => {$(
        #[derive(Entity)]
        #[entity(table = Shop, pk = "SHOP#<id>", sk = $sk)]
        struct $name {
            id: String,
            $($field: $ty,)?
        }
    )*};
}

entity! {
    Latest "V#0";
    Version "V#<n:06>" n: u32;
    Profile "PROFILE";
    Visit "<at>" at: VisitTime;
    Page "<kind>" kind: Kind;
    Price "<price:ordered>" price: rust_decimal::Decimal;
    Flag "<flag>" flag: bool;
    Letter "<letter>" letter: char;
    Slug "S#<slug:lower>" slug: String;
}

#[test]
fn compiles() {}
