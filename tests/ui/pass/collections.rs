//! Collections in modules, of any visibility, behind aliases, and with raw names.

mod model {
    use singletable::{Collection, Entity, Table};

    #[derive(Table)]
    #[table(separator = "|", index(GSI1, pk = "gsi1pk"))]
    pub(crate) enum Blog {
        User(User),
        Post(Post),
        Log(super::r#type::Log),
    }

    #[derive(Entity)]
    #[entity(table = Blog, pk = "USER|<id>|<id>|<r#type>", sk = "#METADATA")]
    pub(crate) struct User {
        pub(crate) id: u64,
        pub(crate) r#type: String,
    }

    pub(crate) type Alias = User;

    #[derive(Entity)]
    #[entity(table = Blog, pk = "USER|<a>|<a>|<b>", sk = "POST|<at>")]
    #[entity(index(GSI1, name = all, pk = "ALL"))]
    pub(crate) struct Post {
        pub(crate) a: u64,
        pub(crate) b: String,
        pub(crate) at: String,
    }

    #[derive(Collection)]
    #[collection(table = Blog, pk = "USER|<id>|<id>|<kind>")]
    pub(crate) struct Everything {
        pub(crate) user: Alias,
        #[collection(sort = at)]
        pub(crate) r#loop: Vec<Post>,
        pub(super) log: Option<super::r#type::Log>,
    }

    /// Nothing but nested ones: the nested one's first member tells the types.
    #[derive(Collection)]
    #[collection(table = Blog, pk = "USER|<id>|<id>|<kind>")]
    pub(crate) struct Nested {
        #[collection(join(id = a))]
        pub(crate) all: Vec<Family>,
    }

    #[derive(Collection)]
    #[collection(table = Blog, pk = "USER|<x>|<x>|<y>")]
    pub(crate) struct Family {
        pub(crate) user: User,
        pub(crate) posts: Vec<Post>,
    }

    /// A field of the key has the name that the generated code gives the table.
    #[derive(Collection)]
    #[collection(table = Blog, pk = "USER|<table>|<table>|<name>")]
    pub(crate) struct NamedTable {
        pub(crate) user: User,
    }

    #[derive(Collection)]
    #[collection(table = Blog, index = GSI1, pk = "ALL")]
    pub(crate) struct All {
        pub(crate) posts: Vec<Post>,
    }
}

mod r#type {
    #[derive(singletable::Entity)]
    #[entity(table = crate::pass::collections::model::Blog, pk = "USER|<id>|<id>|<name>", sk = "LOG")]
    pub(crate) struct Log {
        pub(crate) id: u64,
        pub(crate) name: String,
    }
}

use model::{All, Blog, Everything, NamedTable, Nested};
use singletable::Table;

async fn read(table: &Table<Blog>) -> Result<(), singletable::Error> {
    let found = Everything::get(table, 1, "a").consistent().send().await?;
    if let Some(found) = found {
        println!(
            "{} {} {}",
            found.user.id,
            found.r#loop.len(),
            found.log.is_some()
        );
    }
    let nested = Nested::get(table, 1, "a")
        .leave_out_orphans()
        .send()
        .await?;
    let families = nested.map_or(0, |nested| {
        let families = nested.all.iter();
        families
            .map(|family| family.posts.len() + usize::from(family.user.id > 0))
            .sum()
    });
    let named = NamedTable::get(table, 1, "a").send().await?;
    println!("{}", named.map_or(0, |named| named.user.id));
    let all = All::get(table).page_size(10).send().await?;
    println!("{families} {}", all.map_or(0, |all| all.posts.len()));
    Ok(())
}

#[test]
fn compiles() {
    let _ = read;
}
