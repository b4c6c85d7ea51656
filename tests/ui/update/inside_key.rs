use serde::{Deserialize, Serialize};
use singletable::key::{Encoding, KeyKind, KeyText, KeyValueError};
use singletable::{Attributes, Entity, KeyField, Table};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
struct Place {
    city: String,
}

impl KeyField for Place {
    const KIND: KeyKind = KeyKind::Text;

    fn write_key(&self, _: Encoding, out: &mut KeyText<'_>) -> Result<(), KeyValueError> {
        out.push_str(&self.city);
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_place, pk = "PLACE#<place>", sk = "#USER"))]
struct User {
    user_id: String,
    place: Place,
}

fn main() {
    let _ = |table: &Table<singletable::schema::DefaultTable>| {
        let users = UserRepository::new(table);
        let _ = users.update("u1").set(User::PLACE.then(Place::CITY), "Rome");
    };
}
