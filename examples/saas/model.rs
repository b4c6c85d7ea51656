//! Organisations, each a tenant, with their teams, members, projects and audit log.

use serde::{Deserialize, Serialize};
use singletable::{Collection, Entity, KeyField, Table, Timestamp};

/// The table: all tenants in one.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Saas", ttl = "ttl", index(GSI1, pk = "gsi1pk", sk = "gsi1sk"))]
pub enum Saas {
    Organisation(Organisation),
    Team(Team),
    Member(Member),
    Project(Project),
    AuditEntry(AuditEntry),
}

/// Whose items they are. Every partition key of the table has one, and as it is a type of its own, no
/// other identifier is taken for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, KeyField)]
pub struct TenantId(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Saas, type = "ORG", pk = "ORG#<tenant>", sk = "#METADATA")]
pub struct Organisation {
    #[entity(on_create = tenant_id)]
    pub tenant: TenantId,
    pub name: String,
    #[entity(on_create = default)]
    pub team_count: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Saas, type = "TEAM", pk = "ORG#<tenant>", sk = "TEAM#<team_id>")]
pub struct Team {
    pub tenant: TenantId,
    #[entity(on_create = uuid)]
    pub team_id: String,
    pub name: String,
    #[entity(on_create = default)]
    pub member_count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Owner,
    Engineer,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Saas, type = "MEMBER", pk = "ORG#<tenant>", sk = "TEAM#<team_id>#MEMBER#<user>")]
pub struct Member {
    pub tenant: TenantId,
    pub team_id: String,
    pub user: String,
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, KeyField)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Active,
    Archived,
}

/// The sort key tells nothing of the status, so an index does: `PROJECT#<id>` compared with `active`
/// would find none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Saas, type = "PROJECT", pk = "ORG#<tenant>", sk = "PROJECT#<project_id>")]
#[entity(index(GSI1, name = by_status, pk = "ORG#<tenant>#<status>", sk = "<created_at>"))]
pub struct Project {
    pub tenant: TenantId,
    #[entity(on_create = uuid)]
    pub project_id: String,
    pub name: String,
    pub status: Status,
    #[entity(on_create = now)]
    pub created_at: Timestamp,
}

/// What was done, written in the transaction that did it. It has a partition of its own: reading the
/// organisation does not pay for its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[entity(table = Saas, type = "AUDIT", pk = "AUDIT#<tenant>", sk = "<at>#<entry_id>", ttl = "365d")]
pub struct AuditEntry {
    pub tenant: TenantId,
    #[entity(on_create = now)]
    pub at: Timestamp,
    #[entity(on_create = uuid_v7)]
    pub entry_id: String,
    pub actor: String,
    pub action: String,
}

/// An organisation with everybody in it: one query.
#[derive(Debug, Clone, PartialEq, Serialize, Collection)]
#[collection(table = Saas, pk = "ORG#<tenant>")]
pub struct Overview {
    pub organisation: Organisation,
    #[collection(join(team_id), sort = team.name)]
    pub teams: Vec<TeamWithMembers>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Collection)]
#[collection(table = Saas, pk = "ORG#<tenant>", narrow = "TEAM#")]
pub struct TeamWithMembers {
    pub team: Team,
    pub members: Vec<Member>,
}

fn tenant_id() -> TenantId {
    TenantId(format!("org-{:016x}", fastrand::u64(..)))
}
