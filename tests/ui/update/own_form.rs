use serde::{Deserialize, Deserializer, Serialize, Serializer};
use singletable::Entity;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "GOOD#<id>", sk = "#GOOD")]
struct Good {
    id: String,
    #[serde(with = "hundredths")]
    price: u64,
    sold: u64,
    #[serde(with = "joined")]
    tags: Vec<String>,
}

mod hundredths {
    use super::*;

    pub fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        (value * 100).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        u64::deserialize(deserializer).map(|value| value / 100)
    }
}

mod joined {
    use super::*;

    pub fn serialize<S: Serializer>(value: &[String], serializer: S) -> Result<S::Ok, S::Error> {
        value.join(" ").serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
        String::deserialize(d).map(|text| text.split(' ').map(str::to_owned).collect())
    }
}

fn main() {
    let _ = |goods: &GoodRepository| {
        let _ = goods.update("g").add(Good::PRICE, 1);
        let _ = goods.update("g").set_from(Good::SOLD, Good::PRICE, 1);
        let _ = goods.query("g").filter(Good::SOLD.eq_attr(Good::PRICE));
        let _ = goods.query("g").filter(Good::TAGS.contains("a"));
    };
}
