use singletable::{Collection, Entity, Table};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
enum Blog {
    User(User),
    Post(Post),
    Comment(Comment),
    Log(Log),
}

#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_email, pk = "EMAIL#<email>", sk = "#USER"))]
struct User {
    user_id: String,
    email: String,
}

/// Another literal.
#[derive(Entity)]
#[entity(table = Blog, pk = "POST#<user_id>", sk = "#METADATA")]
#[entity(index(GSI1, name = by_author, pk = "EMAIL#<email:lower>", sk = "POST"))]
struct Post {
    user_id: String,
    email: String,
}

/// More fields.
#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<user_id>#<month>", sk = "COMMENT#<comment_id>")]
struct Comment {
    user_id: String,
    month: String,
    comment_id: String,
}

/// Another way to write the field.
#[derive(Entity)]
#[entity(table = Blog, pk = "USER#<number:05>", sk = "LOG")]
struct Log {
    number: u32,
}

#[derive(Collection)]
#[collection(table = Blog, pk = "USER#<user_id>")]
struct OnTheTable {
    user: User,
    post: Option<Post>,
    comments: Vec<Comment>,
    log: Option<Log>,
}

#[derive(Collection)]
#[collection(table = Blog, index = GSI1, pk = "EMAIL#<email>")]
struct OnTheIndex {
    user: User,
    posts: Vec<Post>,
    comments: Vec<Comment>,
}

fn main() {}
