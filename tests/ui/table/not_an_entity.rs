use singletable::Table;

#[derive(Table)]
enum Blog {
    User(User),
}

struct User;

fn main() {}
