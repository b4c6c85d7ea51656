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

fn main() {}
