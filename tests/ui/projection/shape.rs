use singletable::Projection;

#[derive(Projection)]
struct Tuple(String);

#[derive(Projection)]
enum Enum {
    A,
}

#[derive(Projection)]
struct Generic<T> {
    value: T,
}

fn main() {}
