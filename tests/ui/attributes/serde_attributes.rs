use singletable::Attributes;

#[derive(Attributes)]
#[serde(transparent)]
struct Transparent {
    value: String,
}

#[derive(Attributes)]
#[serde(from = "String")]
struct From {
    #[serde(flatten)]
    value: String,
}

#[derive(Attributes)]
#[serde(untagged)]
enum Untagged {
    A { a: String },
}

#[derive(Attributes)]
enum UntaggedVariant {
    #[serde(untagged)]
    A { a: String },
}

#[derive(Attributes)]
struct LeftOut {
    #[serde(skip_serializing_if = "String::is_empty")]
    value: String,
}

fn main() {}
