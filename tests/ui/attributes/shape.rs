use singletable::Attributes;

#[derive(Attributes)]
struct Tuple(String);

#[derive(Attributes)]
struct Generic<T> {
    value: T,
}

#[derive(Attributes)]
enum GenericEnum<T> {
    Value(T),
}

fn main() {}
