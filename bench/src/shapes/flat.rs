//! Items of many attributes beside each other: the wide one, and those that show how the cost grows
//! with the number of attributes.

use super::{AppData, Shape, TENANT, TenantKey, id};
use serde::{Deserialize, Serialize};
use singletable::Entity;

/// Gives all flat entities, with their fields, to a macro: each contender that maps field by field
/// has one.
macro_rules! flat_entities {
    ($with:ident) => {
        $with! { Flat5 Flat5Repository "attributes-5" "FLAT5" "FLAT5#<id>"
        text [] number [] flag [] }
        $with! { Flat13 Flat13Repository "attributes-13" "FLAT13" "FLAT13#<id>"
        text [address city country phone] number [age visits] flag [active hidden] }
        $with! { Flat25 Flat25Repository "attributes-25" "FLAT25" "FLAT25#<id>"
        text [address city country phone mobile street region company website language]
        number [age visits orders returns points level]
        flag [active hidden trial blocked] }
        $with! { Flat50 Flat50Repository "attributes-50" "FLAT50" "FLAT50#<id>"
        text [address city country phone mobile street region company website language
            currency timezone salutation nickname department building floor_name room
            badge locker manager assistant contract_type tax_class insurer]
        number [age visits orders returns points level height weight salary bonus
            days_off overtime rating rank]
        flag [active hidden trial blocked remote parking] }
        $with! { Wide WideRepository "wide" "WIDE" "WIDE#<id>"
        text [address city country phone mobile street region company website language
            currency timezone salutation nickname department building floor_name room
            badge locker manager assistant contract_type tax_class insurer
            bank_name bank_account carrier vehicle plate]
        number [age visits orders returns points level height weight salary bonus
            days_off overtime rating rank distance budget spent planned open_tickets
            closed_tickets]
        flag [active hidden trial blocked remote] }
    };
}
pub(crate) use flat_entities;

macro_rules! entity {
    ($name:ident $repository:ident $case:literal $type:literal $sk:literal
        text [$($text:ident)*] number [$($number:ident)*] flag [$($flag:ident)*]) => {
        /// Texts, numbers and flags, besides two fields, the primary key and the type.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
        #[entity(table = AppData, type = $type, pk = "TENANT#<tenant>", sk = $sk)]
        pub struct $name {
            pub tenant: String,
            pub id: String,
            $(pub $text: String,)*
            $(pub $number: u64,)*
            $(pub $flag: bool,)*
        }

        impl Shape for $name {
            const NAME: &'static str = $case;
            type Key = TenantKey;

            fn sample(number: usize) -> Self {
                Self {
                    tenant: TENANT.into(),
                    id: id(number),
                    $($text: format!("{} of number {number}", stringify!($text)),)*
                    $($number: (number * 31 + stringify!($number).len()) as u64,)*
                    $($flag: (number + stringify!($flag).len()).is_multiple_of(2),)*
                }
            }

            fn key(&self) -> TenantKey {
                TenantKey { tenant: self.tenant.clone(), id: self.id.clone() }
            }

            fn partition() -> &'static str {
                TENANT
            }
        }
    };
}

flat_entities!(entity);
