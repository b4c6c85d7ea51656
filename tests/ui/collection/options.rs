use singletable::{Collection, Entity};

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "#METADATA")]
struct User {
    user_id: String,
}

#[derive(Entity)]
#[entity(pk = "USER#<user_id>", sk = "POST#<post_id>")]
struct Post {
    user_id: String,
    post_id: String,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id>", narow = "POST#", sk = "#METADATA")]
struct Misspelt {
    #[collection(sorted = post_id)]
    posts: Vec<Post>,
}

#[derive(Collection)]
#[collection(pk = "USER#<user_id")]
struct OnlyForMany {
    #[collection(sort = user_id, descending)]
    user: User,
    #[collection(join(user_id))]
    post: Option<Post>,
}

#[derive(Collection)]
#[collection(pk = "USER#<a>#<b>#<c>#<d>#<type>")]
struct Forms {
    #[collection(join, sort = "post_id")]
    posts: Vec<Post>,
    #[collection(join(), join(a = ))]
    users: Vec<User>,
}

fn read(table: &singletable::Table<singletable::schema::DefaultTable>) {
    // One mistake is one error: what is generated is there in spite of it.
    let _ = Misspelt::get(table, "u1").page_size(3).send();
}

fn main() {}
