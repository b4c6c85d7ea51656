use singletable::{Entity, Table};

#[derive(Table)]
enum Accounts {
    Org(Org),
    User(User),
    Team(Team),
    Memo(Memo),
    Note(Note),
    Bot(Bot),
}

#[derive(Entity)]
#[entity(table = Accounts, pk = "A#<login>", sk = "A")]
struct Org {
    login: String,
}

// Its keys begin in another way.
#[derive(Entity)]
#[entity(table = Accounts, shares = [Org], pk = "U#<login>", sk = "A")]
struct User {
    login: String,
}

// It shares its keys with itself.
#[derive(Entity)]
#[entity(table = Accounts, shares = [Team], pk = "T#<login>", sk = "A")]
struct Team {
    login: String,
}

#[derive(Entity)]
#[entity(table = Accounts, type = none, pk = "M#<login>", sk = "A")]
struct Memo {
    login: String,
}

// Neither has a type.
#[derive(Entity)]
#[entity(table = Accounts, type = none, shares = [Memo], pk = "M#<login>", sk = "A")]
struct Note {
    login: String,
}

use Org as Organization;

// The other's name is another.
#[derive(Entity)]
#[entity(table = Accounts, type = "BOT", shares = [Organization], pk = "A#<login>", sk = "A")]
struct Bot {
    login: String,
}

fn main() {}
