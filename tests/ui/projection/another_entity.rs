use serde::{Deserialize, Serialize};
use singletable::{Attributes, Entity, Projection};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "SHOP#<shop_id>", sk = "#SHOP")]
struct Shop {
    shop_id: String,
    address: Address,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Address {
    city: String,
}

#[derive(Projection)]
#[projection(entity = User)]
struct UserName {
    name: String,
}

#[derive(Projection)]
#[projection(entity = User)]
struct UserCity {
    #[projection(path = Shop::ADDRESS.then(Address::CITY))]
    city: Option<String>,
}

#[derive(Projection)]
#[projection(entity = Address)]
struct City {
    city: String,
}

fn main() {
    let _ = |shops: ShopRepository| {
        let _ = shops.get("s1").project::<UserName>();
        let _ = shops.query("s1").project::<UserName>();
        let _ = shops.get("s1").project::<String>();
    };
}
