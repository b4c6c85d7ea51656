use singletable::{Collection, Entity, Table};

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
enum Work {
    Org(Org),
    Team(Team),
    Member(Member),
}

#[derive(Entity)]
#[entity(table = Work, pk = "ORG#<org_id>", sk = "#METADATA")]
struct Org {
    org_id: String,
}

#[derive(Entity)]
#[entity(table = Work, pk = "ORG#<org_id>", sk = "TEAM#<id>")]
#[entity(index(GSI1, name = all, pk = "ORG#<org_id>", sk = "TEAM#<id>"))]
struct Team {
    org_id: String,
    id: String,
}

#[derive(Entity)]
#[entity(table = Work, pk = "ORG#<org_id>", sk = "MEMBER#<user>")]
#[entity(index(GSI1, name = all, pk = "ORG#<org_id>", sk = "MEMBER#<user>"))]
struct Member {
    org_id: String,
    team_id: String,
    user: String,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct TeamWithMembers {
    team: Team,
    members: Vec<Member>,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct NoParent {
    members: Vec<Member>,
}

#[derive(Collection)]
#[collection(table = Work, index = GSI1, pk = "ORG#<org_id>")]
struct OfTheIndex {
    team: Team,
    members: Vec<Member>,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct UnknownFields {
    org: Org,
    #[collection(join(team_id))]
    no_field_of_the_parent: Vec<TeamWithMembers>,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct UnknownChild {
    org: Org,
    #[collection(join(id = team))]
    teams: Vec<TeamWithMembers>,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct WithoutParent {
    #[collection(join(org_id))]
    teams: Vec<NoParent>,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct Elsewhere {
    #[collection(join(id = team_id))]
    teams: Vec<OfTheIndex>,
}

#[derive(Collection)]
#[collection(table = Work, pk = "ORG#<org_id>")]
struct InTwoPlaces {
    members: Vec<Member>,
    #[collection(join(id = team_id))]
    teams: Vec<TeamWithMembers>,
}

fn main() {}
