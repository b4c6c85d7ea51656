use singletable::Entity;

#[derive(Entity)]
#[serde(rename_all = "camelCase")]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_status, pk = "S", sk = "<status>#<name>"))]
struct User {
    user_id: String,
    #[serde(rename = "userId")]
    id: String,
    #[serde(alias = "id")]
    old: String,
    status: String,
    name: String,
    by_status_key: String,
    #[serde(rename = "")]
    nameless: String,
}

fn main() {}
