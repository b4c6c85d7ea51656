use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#USER")]
#[entity(index(GSI1, pk = "RANK", sk = "<rank:03>"), index(GSI2, pk = "NICK#<nick>", sk = "<mail>"))]
struct User {
    #[serde(default = "guest", skip_serializing_if = "is_guest")]
    user_id: String,
    #[serde(default, skip_serializing_if = "is_zero")]
    rank: u32,
    #[serde(skip_serializing_if = "is_short")]
    nick: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<String>,
    #[entity(unique)]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    login: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
}

#[derive(Entity)]
#[entity(pk = "PLAN#<id>", sk = "#PLAN")]
#[serde(default)]
struct Plan {
    #[serde(skip_serializing_if = "String::is_empty")]
    id: String,
}

impl Default for Plan {
    fn default() -> Self {
        Self { id: "free".into() }
    }
}

fn guest() -> String {
    "guest".into()
}

fn is_guest(id: &str) -> bool {
    id == "guest"
}

fn is_zero(rank: &u32) -> bool {
    *rank == 0
}

fn is_short(nick: &Option<String>) -> bool {
    nick.as_ref().is_none_or(|nick| nick.len() < 3)
}

fn main() {}
