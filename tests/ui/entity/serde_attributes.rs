use singletable::Entity;

#[derive(Entity)]
#[serde(transparent, tag = "t", content = "c", untagged, from = "A", into = "A", try_from = "A")]
#[serde(remote = "A", deny_unknown_fields, bound = "", rename_all_fields = "camelCase")]
#[serde(rename_all(serialize = "camelCase", deserialize = "snake_case"))]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct Container {
    user_id: String,
}

#[derive(Entity)]
#[serde(rename_all = "CamelCase")]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct Fields {
    user_id: String,
    #[serde(getter = "A::get", borrow, bound = "")]
    other: String,
    #[serde(rename(serialize = "a", deserialize = "b"))]
    two_names: String,
    #[serde(default = "not a path")]
    path: String,
    #[serde(made_up)]
    unknown: String,
    #[serde(alias = "older")]
    newer: String,
}

fn some() -> Option<u8> {
    Some(1)
}

fn set() -> std::collections::HashSet<String> {
    std::collections::HashSet::from(["a".to_owned()])
}

/// What is stored as no attribute is not read as a default.
#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct Missing {
    user_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    left_out: String,
    #[serde(default = "some")]
    optional: Option<u8>,
    #[serde(default = "set")]
    tags: std::collections::HashSet<String>,
}

fn main() {}
