//! Opening a year to the units, and closing it again.

use serde_json::json;
use sqlx::PgConnection;

use super::completeness::Gap;
use super::configuration::configuration;
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::platform::App;

/// A year that could not be opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
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

/// Opens a complete year to the units. A year that is open stays open.
pub async fn open(app: &App, actor: &Actor, year: Year) -> Result<(), OpeningError> {
    let mut transaction = app.db.begin().await?;
    if lock_state(&mut transaction, year).await? == "open" {
        return Ok(());
    }
    let configuration = configuration(&mut transaction, year).await?;
    let gaps = configuration.map(|configuration| configuration.gaps()).unwrap_or_default();
    if !gaps.is_empty() {
        return Err(OpeningError::Incomplete { year, gaps });
    }
    let now = app.clock.now();
    sqlx::query!("update years set state = 'open', opened_at = $2 where year = $1", year.get(), now)
        .execute(&mut *transaction)
        .await?;
    record(&mut transaction, app, actor, year, "opened to the units").await?;
    Ok(transaction.commit().await?)
}

/// Closes a year to the units; their data stays. A year that is closed stays closed.
pub async fn close(app: &App, actor: &Actor, year: Year) -> Result<(), OpeningError> {
    let mut transaction = app.db.begin().await?;
    if lock_state(&mut transaction, year).await? != "open" {
        return Ok(());
    }
    sqlx::query!("update years set state = 'configuring', opened_at = null where year = $1", year.get())
        .execute(&mut *transaction)
        .await?;
    record(&mut transaction, app, actor, year, "closed to the units").await?;
    Ok(transaction.commit().await?)
}

async fn lock_state(conn: &mut PgConnection, year: Year) -> Result<String, OpeningError> {
    let state = sqlx::query_scalar!("select state from years where year = $1 for no key update", year.get())
        .fetch_optional(conn)
        .await?
        .ok_or(OpeningError::Absent(year))?;
    if matches!(state.as_str(), "configuring" | "open") { Ok(state) } else { Err(OpeningError::NotProvisioned(year)) }
}

async fn record(conn: &mut PgConnection, app: &App, actor: &Actor, year: Year, what: &str) -> sqlx::Result<()> {
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "year", format!("year {year} {what}"));
    act.entity_id = Some(year.to_string());
    act.details = json!({ "change": what });
    audit::record(conn, act).await
}
