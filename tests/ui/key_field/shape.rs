use singletable::KeyField;

#[derive(Debug, Clone, PartialEq, KeyField)]
enum Data {
    Unit,
    Tuple(u8),
    Named { value: u8 },
}

#[derive(Debug, Clone, PartialEq, KeyField)]
struct Named {
    value: String,
}

#[derive(Debug, Clone, PartialEq, KeyField)]
struct Two(String, String);

#[derive(Debug, Clone, PartialEq, KeyField)]
struct Generic<T>(T);

#[derive(Debug, Clone, PartialEq, KeyField)]
enum Empty {}

fn main() {}
