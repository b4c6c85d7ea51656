//! An entity alone, on the default table.

use singletable::Entity;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "#U"))]
#[entity(index(GSI5, pk = "NAME#<name>", sk = "<user_id>"))]
struct BlogUser {
    user_id: String,
    email: String,
    name: Option<String>,
}

#[test]
fn compiles() {
    assert_eq!(BlogUser::SCHEMA.type_name, "BLOG_USER");
    assert_eq!(BlogUser::SCHEMA.indexes[1].access, "by_gsi5");
    let _ = |users: &BlogUserRepository| {
        users
            .update("u1")
            .set(BlogUser::EMAIL, "a@b.c")
            .remove(BlogUser::NAME)
    };
    let _ = |users: &BlogUserRepository| users.by_gsi5("Ada");
}
