//! Several tenants in one table: organisations with teams, members and projects, and a log of what was
//! done in each. A tenant reads its own items and nobody else's.
//!
//! `cargo run --example saas` runs it on an embedded engine;
//! `cargo run --example saas --features aws -- --aws` on what the standard AWS settings name.

#[path = "saas/model.rs"]
mod model;
#[path = "saas/services.rs"]
mod services;

use model::{AuditEntry, Overview, Project, Role, Saas, Status};
use services::{ApiPage, Tenant, status_code};
use singletable::error::{Cause, TransactionCanceled};
use singletable::{Clock, Error, Table, Timestamp};
use singletable_examples::connect;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome {
    program(&mut std::io::stdout()).await
}

/// The machine's time and one millisecond more each time it is asked, so that no two entries of the
/// log have the same and their order is that of the program.
fn ticking() -> Clock {
    let (start, ticks) = (Timestamp::now(), AtomicU64::new(0));
    Clock::new(move || {
        let ticks = ticks.fetch_add(1, Ordering::Relaxed);
        start.saturating_add(Duration::from_millis(ticks))
    })
}

async fn program(out: &mut impl Write) -> Outcome {
    let table = Table::<Saas>::new(connect().await?).with_clock(ticking());
    match table.create_table().send().await {
        Err(error) if error.is_table_in_use() => {}
        created => created?,
    }
    let acme = Tenant::sign_up(&table, "Acme", "ada").await?;
    let globex = Tenant::sign_up(&table, "Globex", "hank").await?;
    teams_and_members(out, &acme).await?;
    projects(out, &acme).await?;
    audit_log(out, &acme).await?;
    strangers(out, &acme, &globex).await
}

/// Counters that transactions keep: they say what the items say.
async fn teams_and_members(out: &mut impl Write, acme: &Tenant) -> Outcome {
    let sales = acme.create_team("Sales").await?.team_id;
    let platform = acme.create_team("Platform").await?.team_id;
    acme.add_member(&platform, "ada", Role::Owner).await?;
    acme.add_member(&platform, "grace", Role::Engineer).await?;
    acme.add_member(&sales, "linus", Role::Engineer).await?;
    acme.add_member(&sales, "mallory", Role::Engineer).await?;
    acme.remove_member(&sales, "mallory").await?;
    writeln!(out, "{}", told(&counted(acme).await?))?;

    // Twice the same: nothing is counted.
    let again = acme.add_member(&platform, "ada", Role::Owner).await;
    writeln!(out, "Adding ada again: {}", why(&again))?;
    let again = acme.remove_member(&sales, "mallory").await;
    writeln!(out, "Removing mallory again: {}", why(&again))?;
    // A team that is not there does not come into being by counting.
    let nowhere = acme.add_member("no-team", "trudy", Role::Engineer).await;
    writeln!(out, "Adding trudy to no team: {}", why(&nowhere))?;
    assert_eq!(acme.team("no-team").await?, None);
    counted(acme).await?;
    Ok(())
}

/// The organisation, after its counters were compared with its items.
async fn counted(tenant: &Tenant) -> Result<Overview, Box<dyn std::error::Error>> {
    let overview = tenant.overview().await?.ok_or("no organisation")?;
    let number = |items: usize| u32::try_from(items);
    assert_eq!(
        overview.organisation.team_count,
        number(overview.teams.len())?
    );
    for team in &overview.teams {
        assert_eq!(team.team.member_count, number(team.members.len())?);
    }
    Ok(overview)
}

fn told(overview: &Overview) -> String {
    let teams = overview.teams.iter().map(|team| {
        let members = team.members.iter().map(|member| match member.role {
            Role::Owner => format!("{} (owner)", member.user),
            Role::Engineer => member.user.clone(),
        });
        let members: Vec<_> = members.collect();
        format!("\n  {}: {}", team.team.name, members.join(", "))
    });
    let name = &overview.organisation.name;
    format!(
        "{name} has {} teams{}",
        overview.teams.len(),
        teams.collect::<String>()
    )
}

/// Which operation of a transaction was at fault.
fn why(result: &Result<(), Error>) -> String {
    let canceled = result.as_ref().err().and_then(Error::canceled);
    let causes = canceled.into_iter().flat_map(TransactionCanceled::causes);
    let causes = causes.map(|(_, reason)| {
        let cause = match reason.cause() {
            Cause::AlreadyExists => "is there already",
            Cause::NotFound => "is not there",
            _ => "does not fit",
        };
        format!("the {} {cause}", reason.entity().to_lowercase())
    });
    causes.collect::<Vec<_>>().join(", ")
}

/// The status is no part of the sort key: an index finds it, or a filter.
async fn projects(out: &mut impl Write, acme: &Tenant) -> Outcome {
    let mut begun = Vec::new();
    for name in ["Website", "Compiler", "Rocket"] {
        begun.push(acme.create_project(name).await?);
    }
    acme.archive(&begun[2]).await?;
    let again = acme.archive(&begun[2]).await;
    assert!(again.is_err_and(|error| error.canceled().is_some()));
    let active = acme.projects(Status::Active).await?;
    let archived = acme.projects(Status::Archived).await?;
    writeln!(out, "Active: {}", names(&active))?;
    writeln!(out, "Archived: {}", names(&archived))?;
    let mut filtered = acme.filtered_projects(Status::Active).await?;
    filtered.sort_by_key(|project| project.created_at);
    assert_eq!(filtered, active);
    Ok(())
}

fn names(projects: &[Project]) -> String {
    let names: Vec<_> = projects
        .iter()
        .map(|project| project.name.as_str())
        .collect();
    names.join(", ")
}

/// Page by page, as an HTTP client does it: the cursor goes out and comes back as text.
async fn audit_log(out: &mut impl Write, acme: &Tenant) -> Outcome {
    let mut cursor: Option<String> = None;
    let mut actions = 0;
    loop {
        let page = acme.audit_log(4, cursor.as_deref()).await;
        let status = status_code(&page);
        let page = page?;
        let with = if cursor.is_some() { "&cursor=…" } else { "" };
        writeln!(out, "GET /audit?limit=4{with}: {status}{}", listed(&page))?;
        actions += page.items.len();
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    // What was refused was not logged either: two teams, five members, four for projects.
    assert_eq!(actions, 2 + 5 + 4);
    Ok(())
}

fn listed(page: &ApiPage<AuditEntry>) -> String {
    let entries = page.items.iter();
    let entries = entries.map(|entry| format!("\n  {} {}", entry.actor, entry.action));
    entries.collect()
}

/// What another tenant knows of Acme is of no use to it.
async fn strangers(out: &mut impl Write, acme: &Tenant, globex: &Tenant) -> Outcome {
    let theirs = counted(acme).await?;
    let team = &theirs.teams[0].team;
    assert_eq!(acme.team(&team.team_id).await?.as_ref(), Some(team));
    let found = globex.team(&team.team_id).await?;
    writeln!(
        out,
        "Globex reads a team of Acme: {}",
        found_or_not(found.is_some())
    )?;
    let spy = globex.add_member(&team.team_id, "hank", Role::Owner).await;
    writeln!(out, "Globex joins a team of Acme: {}", why(&spy))?;
    writeln!(out, "{}", told(&counted(globex).await?))?;

    let cursor = acme.audit_log(1, None).await?.next.ok_or("one page")?;
    let page = globex.audit_log(4, Some(&cursor)).await;
    writeln!(out, "GET /audit?cursor=… as Globex: {}", status_code(&page))?;
    let mut forged = cursor;
    forged.pop();
    let page = acme.audit_log(4, Some(&forged)).await;
    writeln!(out, "GET /audit?cursor=…, cut off: {}", status_code(&page))?;
    assert_eq!(globex.audit_log(4, None).await?.items, []);
    assert_eq!(counted(acme).await?, theirs);
    Ok(())
}

fn found_or_not(found: bool) -> &'static str {
    if found { "found" } else { "not found" }
}

#[cfg(test)]
mod tests {
    use super::program;

    const PRINTED: &str = "\
Acme has 2 teams
  Platform: ada (owner), grace
  Sales: linus
Adding ada again: the member is there already
Removing mallory again: the member is not there
Adding trudy to no team: the team is not there
Active: Website, Compiler
Archived: Rocket
GET /audit?limit=4: 200
  ada archived Rocket
  ada began Rocket
  ada began Compiler
  ada began Website
GET /audit?limit=4&cursor=…: 200
  ada removed mallory
  ada added mallory
  ada added linus
  ada added grace
GET /audit?limit=4&cursor=…: 200
  ada added ada
  ada created the team Platform
  ada created the team Sales
Globex reads a team of Acme: not found
Globex joins a team of Acme: the team is not there
Globex has 0 teams
GET /audit?cursor=… as Globex: 400
GET /audit?cursor=…, cut off: 400
";

    #[tokio::test]
    async fn tenants_are_kept_apart_and_counters_are_true() {
        let mut printed = Vec::new();
        program(&mut printed).await.unwrap();
        assert_eq!(String::from_utf8(printed).unwrap(), PRINTED);
    }
}
