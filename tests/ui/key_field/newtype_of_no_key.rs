use singletable::KeyField;

#[derive(Debug, Clone, PartialEq, KeyField)]
struct Score(f64);

fn main() {}
