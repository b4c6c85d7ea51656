use singletable::Attributes;

#[derive(Attributes)]
#[allow(non_snake_case)]
struct SameConstant {
    user_id: String,
    userId: String,
}

#[derive(Attributes)]
enum SameVariant {
    A(String),
    AB { c: String },
    A_B { c: String },
}

fn main() {}
