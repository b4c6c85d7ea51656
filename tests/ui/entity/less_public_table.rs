mod model {
    use singletable::{Entity, Table};

    #[derive(Table)]
    struct Blog;

    #[derive(Entity)]
    #[entity(table = Blog, pk = "USER#<id>", sk = "U")]
    pub struct User {
        pub id: String,
    }
}

fn main() {
    let _ = |user: model::User| user.id;
}
