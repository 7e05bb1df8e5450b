//! Opening a year to the units, and closing it again.

use serde_json::json;
use sqlx::PgConnection;

use super::completeness::Gap;
use super::configuration::configuration;
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::platform::{App, Scope};
use crate::web::{FieldProblem, Lang, Problem};

/// What the state of a year forbids.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// There is no such year.
    #[error("the year {0} does not exist")]
    Absent(Year),
    /// It is being prepared, or that failed.
    #[error("the year {0} is not prepared yet")]
    NotProvisioned(Year),
    /// Something is missing.
    #[error("the year {year} is incomplete: {}", gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Incomplete {
        /// The year.
        year: Year,
        /// What it lacks.
        gaps: Vec<Gap>,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// An error when a year takes neither files nor settings.
pub async fn require_provisioned(conn: &mut PgConnection, year: Year) -> Result<(), StateError> {
    let state = sqlx::query_scalar!("select state from years where year = $1", year.get()).fetch_optional(conn).await?;
    provisioned(state, year).map(|_| ())
}

/// Opens a complete year to the units. A year that is open stays open.
pub async fn open(app: &App, actor: &Actor, year: Year) -> Result<(), StateError> {
    let mut transaction = app.db.begin().await?;
    if lock_state(&mut transaction, year).await? == "open" {
        return Ok(());
    }
    let configuration = configuration(&mut transaction, &Scope::Institution, year).await?;
    let gaps = configuration.map(|configuration| configuration.gaps()).unwrap_or_default();
    if !gaps.is_empty() {
        return Err(StateError::Incomplete { year, gaps });
    }
    let now = app.clock.now();
    sqlx::query!("update years set state = 'open', opened_at = $2 where year = $1", year.get(), now)
        .execute(&mut *transaction)
        .await?;
    record(&mut transaction, app, actor, year, "opened to the units", ["configuring", "open"]).await?;
    Ok(transaction.commit().await?)
}

/// Closes a year to the units; their data stays. A year that is closed stays closed.
pub async fn close(app: &App, actor: &Actor, year: Year) -> Result<(), StateError> {
    let mut transaction = app.db.begin().await?;
    if lock_state(&mut transaction, year).await? != "open" {
        return Ok(());
    }
    sqlx::query!("update years set state = 'configuring', opened_at = null where year = $1", year.get())
        .execute(&mut *transaction)
        .await?;
    record(&mut transaction, app, actor, year, "closed to the units", ["open", "configuring"]).await?;
    Ok(transaction.commit().await?)
}

/// Keeps the state of a year as it is until commit; an error when it takes neither files nor settings.
pub(super) async fn lock_state(conn: &mut PgConnection, year: Year) -> Result<String, StateError> {
    let state = sqlx::query_scalar!("select state from years where year = $1 for no key update", year.get())
        .fetch_optional(conn)
        .await?;
    provisioned(state, year)
}

fn provisioned(state: Option<String>, year: Year) -> Result<String, StateError> {
    let state = state.ok_or(StateError::Absent(year))?;
    if matches!(state.as_str(), "configuring" | "open") { Ok(state) } else { Err(StateError::NotProvisioned(year)) }
}

impl StateError {
    /// How a request ends that runs into it.
    pub fn problem(self, lang: Lang) -> Problem {
        match self {
            Self::Absent(_) => Problem::NotFound,
            Self::NotProvisioned(year) => Problem::Conflict {
                code: "year_not_provisioned",
                detail: lang.t_with("year-not-provisioned", &[("year", year.to_string().into())]),
            },
            Self::Incomplete { year, gaps } => Problem::ConflictOf {
                code: "year_incomplete",
                detail: lang
                    .t_with("year-incomplete", &[("year", year.to_string().into()), ("count", gaps.len().into())]),
                errors: gaps.into_iter().map(|gap| problem_of(gap, lang)).collect(),
            },
            Self::Database(error) => error.into(),
        }
    }
}

/// `modules.3` or `modules.3.30`, and what is missing there.
fn problem_of(gap: Gap, lang: Lang) -> FieldProblem {
    let (field, name) = match gap.data_type {
        Some(data_type) => (
            format!("modules.{}.{}", gap.module.id(), data_type.id()),
            lang.t(&format!("type-{}", data_type.key().replace('_', "-"))),
        ),
        None => (format!("modules.{}", gap.module.id()), lang.t(&format!("module-{}", gap.module.slug()))),
    };
    let reason = lang.t(&format!("reason-{}", gap.reason.key().replace('_', "-")));
    let message = lang.t_with("year-lacks", &[("name", name.into()), ("reason", reason.into())]);
    FieldProblem::new(field, gap.reason.key(), message)
}

async fn record(
    conn: &mut PgConnection,
    app: &App,
    actor: &Actor,
    year: Year,
    what: &str,
    [before, after]: [&str; 2],
) -> sqlx::Result<()> {
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "year", format!("year {year} {what}"));
    act.entity_id = Some(year.to_string());
    act.details = json!({ "before": { "state": before }, "after": { "state": after } });
    audit::record(conn, act).await
}
