use singletable::{Collection, Entity, Table};

#[derive(Table)]
#[table(
    index(Plain, pk = "plainpk"),
    index(Scores, pk = "scorespk", sk = number("score")),
    index(Keys, pk = "keyspk", sk = "keyssk", projection = keys_only)
)]
enum Work {
    Org(Org),
    Team(Team),
}

#[derive(Entity)]
#[entity(table = Work, pk = "ORG#<org_id>", sk = "#METADATA")]
#[entity(index(Plain, name = plain, pk = "ALL"))]
#[entity(index(Scores, name = by_score, pk = "ALL", sk = "<score>"))]
#[entity(index(Keys, name = by_org, pk = "ALL", sk = "<org_id>"))]
struct Org {
    org_id: String,
    score: u32,
}

#[derive(Entity)]
#[entity(table = Work, pk = "ORG#<org_id>", sk = "TEAM#<team_id>")]
struct Team {
    org_id: String,
    team_id: String,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>", narrow = "TEAM")]
struct HalfASegment {
    teams: Vec<Team>,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>", narrow = "TEAM#")]
struct LeavesOut {
    org: Option<Org>,
    teams: Vec<Team>,
}

#[derive(Collection)]
#[collection(table = Work, index = Plain, pk = "ALL", narrow = "TEAM#")]
struct WithoutSortKey {
    orgs: Vec<Org>,
}

/// No beginning would be right: that is one error, and not one more about each member.
#[derive(Collection)]
#[collection(table = Work, index = Scores, pk = "ALL", narrow = "1#")]
struct Number {
    orgs: Vec<Org>,
}

#[derive(Collection)]
#[collection(table = Work, index = Keys, pk = "ALL")]
struct OnlyKeys {
    orgs: Vec<Org>,
}

#[derive(Collection)]
#[collection(table = Work, index = GSI9, pk = "ALL", narrow = "TEAM")]
struct UnknownIndex {
    orgs: Vec<Org>,
}

fn main() {}
