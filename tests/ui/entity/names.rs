use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "USER#<id>", sk = "#USER")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "#USER"))]
#[entity(names(by_emial = UserByMail, password = UserPassword, key = UserId))]
#[entity(names(key = Again, new = fn, repository = "the users", by_key = a::Path))]
#[entity(names = Users, names(by_email(UserByMail)))]
struct User {
    #[entity(on_create = uuid)]
    id: String,
    email: String,
}

#[derive(Entity)]
#[entity(pk = "POST#<id>", sk = "#POST")]
#[entity(index(GSI1, pk = "TITLE#<title>", sk = "#POST"))]
#[entity(index(GSI2, pk = "DAY#<day>", sk = "#POST"))]
#[entity(names(key = Post, repository = PostByGsi1, by_key = Pattern, by_gsi2 = Pattern))]
struct Post {
    id: String,
    title: String,
    day: String,
}

#[derive(Entity)]
#[entity(pk = "TAG#<id>", sk = "#TAG", names(new = CreateTag))]
struct Tag {
    id: String,
}

fn main() {
    let _ = (User::key("u1"), Post::key("p1"), Tag::key("t1"));
}
