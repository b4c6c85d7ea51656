use singletable::Table;

#[derive(Table)]
struct Fields {
    name: String,
}

#[derive(Table)]
enum Generic<T> {
    Item(T),
}

struct User;
struct Post;

#[derive(Table)]
enum Arms {
    Unit,
    Named { user: User },
    Two(User, Post),
}

fn main() {}
