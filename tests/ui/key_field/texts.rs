use singletable::KeyField;

#[derive(Debug, Clone, PartialEq, KeyField)]
#[serde(rename_all = "lowercase")]
enum Same {
    Draft,
    DRAFT,
    #[serde(rename = "draft")]
    Other,
    #[serde(rename = "")]
    Empty,
}

#[derive(Debug, Clone, PartialEq, KeyField)]
#[serde(into = "String", untagged)]
#[key_field(name = "x")]
enum Converted {
    A,
}

fn main() {}
