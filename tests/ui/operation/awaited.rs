//! Operations that are awaited and were not sent.

mod awaited_and_not_sent {
    use singletable::schema::DefaultTable;
    use singletable::{Entity, Error, Table};

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User {
        id: String,
        name: String,
    }

    async fn one(users: UserRepository, user: User) -> Result<(), Error> {
        let found = users.get("u").await?.expect("it is there");
        println!("{}", found.name);
        users.create(&user).await?;
        users.update("u").set(User::NAME, "n").await?;
        users.delete("u").await
    }

    async fn many(users: UserRepository) {
        for user in users.query("u").await.unwrap() {
            println!("{}", user.name);
        }
        users.scan().await;
    }

    async fn several(table: Table<DefaultTable>) -> Result<(), Error> {
        table.batch_write().await?;
        table.write_transaction().await
    }
}

mod part_of_a_transaction_awaited {
    use singletable::Entity;

    #[derive(Entity)]
    #[entity(pk = "USER#<id>", sk = "U")]
    struct User {
        id: String,
    }

    async fn check(users: UserRepository) {
        users.check("u").await;
    }
}

fn main() {}
