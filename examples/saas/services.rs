//! What a tenant can do. A [`Tenant`] is made from a login, and no method takes a tenant's identifier:
//! there is no way to ask for another one's items.

use super::model::{
    AuditEntry, AuditEntryRepository, Member, MemberRepository, NewAuditEntry, NewOrganisation,
    NewProject, NewTeam, Organisation, OrganisationRepository, Overview, Project,
    ProjectRepository, Role, Saas, Status, Team, TeamRepository, TenantId,
};
use serde::Serialize;
use singletable::op::Create;
use singletable::{Error, Table};

/// The answer of a paged HTTP call: the items, and the cursor of the next page as its text.
#[derive(Debug, Serialize)]
pub struct ApiPage<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

/// The status code of an answer: a cursor that is none of this call is the caller's mistake.
pub fn status_code<T>(answer: &Result<T, Error>) -> u16 {
    match answer {
        Ok(_) => 200,
        Err(error) if error.is_invalid_cursor() => 400,
        Err(error) if error.is_throttling() => 429,
        Err(_) => 500,
    }
}

/// Somebody who has logged in to an organisation.
pub struct Tenant {
    id: TenantId,
    user: String,
    table: Table<Saas>,
    organisations: OrganisationRepository,
    teams: TeamRepository,
    members: MemberRepository,
    projects: ProjectRepository,
    audit: AuditEntryRepository,
}

impl Tenant {
    /// Founds an organisation, and logs its founder in.
    pub async fn sign_up(table: &Table<Saas>, name: &str, user: &str) -> Result<Self, Error> {
        let organisations = OrganisationRepository::new(table);
        let new = NewOrganisation { name: name.into() };
        let organisation = organisations.create(new).send().await?;
        Ok(Self::log_in(table, organisation.tenant, user))
    }

    fn log_in(table: &Table<Saas>, id: TenantId, user: &str) -> Self {
        Self {
            id,
            user: user.into(),
            table: table.clone(),
            organisations: OrganisationRepository::new(table),
            teams: TeamRepository::new(table),
            members: MemberRepository::new(table),
            projects: ProjectRepository::new(table),
            audit: AuditEntryRepository::new(table),
        }
    }

    /// The entry of the log about what a transaction does.
    fn entry(&self, action: String) -> Create<AuditEntry, AuditEntry> {
        self.audit.create(NewAuditEntry {
            tenant: self.id.clone(),
            actor: self.user.clone(),
            action,
        })
    }

    /// Creates a team, counts it and logs it: all or nothing.
    pub async fn create_team(&self, name: &str) -> Result<Team, Error> {
        let team = self.teams.create(NewTeam {
            tenant: self.id.clone(),
            name: name.into(),
        });
        let created = team.created().clone();
        let organisation = self.organisations.update(self.id.clone());
        self.table
            .write_transaction()
            .with(team)
            .with(organisation.add(Organisation::TEAM_COUNT, 1))
            .with(self.entry(format!("created the team {name}")))
            .send()
            .await?;
        Ok(created)
    }

    /// Adds a member and counts it in its team. An update needs an item: for a team that is not there
    /// nothing is written, and no team comes into being that only has a number.
    pub async fn add_member(&self, team_id: &str, user: &str, role: Role) -> Result<(), Error> {
        let member = Member {
            tenant: self.id.clone(),
            team_id: team_id.into(),
            user: user.into(),
            role,
        };
        let team = self.teams.update(self.id.clone(), team_id);
        self.table
            .write_transaction()
            .with(self.members.create(&member))
            .with(team.add(Team::MEMBER_COUNT, 1))
            .with(self.entry(format!("added {user}")))
            .send()
            .await
    }

    /// Removes a member and counts it; the condition keeps the number true when there is none.
    pub async fn remove_member(&self, team_id: &str, user: &str) -> Result<(), Error> {
        let member = self.members.delete(self.id.clone(), team_id, user);
        let team = self.teams.update(self.id.clone(), team_id);
        self.table
            .write_transaction()
            .with(member.condition(Member::ROLE.exists()))
            .with(team.subtract(Team::MEMBER_COUNT, 1))
            .with(self.entry(format!("removed {user}")))
            .send()
            .await
    }

    /// A team of this organisation.
    pub async fn team(&self, team_id: &str) -> Result<Option<Team>, Error> {
        self.teams.get(self.id.clone(), team_id).send().await
    }

    /// The organisation with its teams and their members.
    pub async fn overview(&self) -> Result<Option<Overview>, Error> {
        Overview::get(&self.table, self.id.clone())
            .consistent()
            .send()
            .await
    }

    /// Begins a project.
    pub async fn create_project(&self, name: &str) -> Result<Project, Error> {
        let project = self.projects.create(NewProject {
            tenant: self.id.clone(),
            name: name.into(),
            status: Status::Active,
        });
        let created = project.created().clone();
        self.table
            .write_transaction()
            .with(project)
            .with(self.entry(format!("began {name}")))
            .send()
            .await?;
        Ok(created)
    }

    /// Archives an active project. The index follows the status by itself.
    pub async fn archive(&self, project: &Project) -> Result<(), Error> {
        let update = self
            .projects
            .update(self.id.clone(), &project.project_id)
            .set(Project::STATUS, Status::Archived)
            .condition(Project::STATUS.eq(Status::Active));
        self.table
            .write_transaction()
            .with(update)
            .with(self.entry(format!("archived {}", project.name)))
            .send()
            .await
    }

    /// `GET /projects?status=…`: through the index, the oldest first.
    pub async fn projects(&self, status: Status) -> Result<Vec<Project>, Error> {
        self.projects.by_status(self.id.clone(), status).all().await
    }

    /// The same by a filter: DynamoDB reads, and charges for, every project.
    pub async fn filtered_projects(&self, status: Status) -> Result<Vec<Project>, Error> {
        let projects = self.projects.query(self.id.clone());
        projects.filter(Project::STATUS.eq(status)).all().await
    }

    /// `GET /audit?limit=…&cursor=…`: the log, the newest first. The cursor is a text from outside.
    pub async fn audit_log(
        &self,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<ApiPage<AuditEntry>, Error> {
        let mut query = self.audit.query(self.id.clone()).descending().limit(limit);
        if let Some(cursor) = cursor {
            query = query.start_at(cursor);
        }
        let page = query.send().await?;
        Ok(ApiPage {
            items: page.items,
            next: page.next.map(|next| next.to_string()),
        })
    }
}
