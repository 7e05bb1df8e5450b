//! Bringing the units of the directory into a year that is there: seen beforehand, then queued.

use std::time::Duration;

use super::provisioning::{configured, unit_sync};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::directory::DirectoryError;
use crate::institution::{self, Changes, SyncError};
use crate::pipeline::{self, PipelineId};
use crate::platform::App;
use crate::platform::ids::JobId;

/// The longest that somebody who looks beforehand waits for the directory.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why nobody can tell what a synchronisation would change.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The directory does not answer.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The directory takes too long.
    #[error("the directory takes longer than {} seconds to list its units", PATIENCE.as_secs())]
    Slow,
    /// It would be refused.
    #[error(transparent)]
    Refused(#[from] SyncError),
}

impl From<sqlx::Error> for PreviewError {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(error.into())
    }
}

/// What a synchronisation would change now. Nothing is stored.
pub async fn preview_synchronisation(app: &App) -> Result<Changes, PreviewError> {
    let asked = tokio::time::timeout(PATIENCE, configured(app));
    let directory = asked.await.map_err(|_| PreviewError::Slow)??;
    let mut conn = app.db.acquire().await?;
    Ok(institution::preview(&mut conn, &directory).await?)
}

/// Puts the job that brings the units of the directory into the queue.
pub async fn submit_synchronisation(app: &App, actor: &Actor, year: Year) -> sqlx::Result<(JobId, PipelineId)> {
    let mut transaction = app.db.begin().await?;
    let job = pipeline::enqueue(&mut transaction, &unit_sync(actor, year)).await?;
    let summary = format!("asked for a synchronisation of the units of {year}");
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "year", summary);
    act.entity_id = Some(year.to_string());
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(job)
}
