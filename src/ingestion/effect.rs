//! What committing factors, a list or rates would do to stored entries once they are recalculated.

use super::outcome::Preview;
use super::plan::Plan;
use crate::ledger::figures;
use crate::ledger::recalculation::{Changed, RecalculationError, Watch};
use crate::pipeline::{JobError, Lease, Phase, Tracker};
use crate::platform::App;

struct Watched<'a> {
    lease: Lease,
    tracker: &'a Tracker,
}

impl Watch for Watched<'_> {
    fn computed(&self, entries: u64) {
        self.tracker.add(entries);
    }

    fn must_stop(&self) -> bool {
        self.tracker.must_stop()
    }

    fn session_name(&self) -> Option<String> {
        Some(self.lease.session_name())
    }
}

/// The totals are those of every type that depends on the file, in its year and the others it reaches.
pub(super) async fn of(
    app: &App,
    (lease, tracker): (Lease, &Tracker),
    plan: &Plan<'_>,
    changed: &Changed,
) -> Result<Preview, JobError> {
    tracker.enter(Phase::Calculating);
    let effect = changed.effect(&app.db, &Watched { lease, tracker }).await.map_err(|error| match error {
        RecalculationError::Stopped => JobError::Lost,
        RecalculationError::Database(error) => error.into(),
        other => JobError::Failed(other.to_string()),
    })?;
    let mut years = changed.years();
    years.insert(plan.upload.year);
    let (mut conn, mut total_before_kg) = (app.db.acquire().await?, 0.0);
    for year in years {
        total_before_kg += figures::total_of_types(&mut conn, year, &plan.dependent_types()).await?;
    }
    Ok(Preview {
        entries_affected: effect.entries,
        units_affected: effect.units.len() as u64,
        total_before_kg,
        total_after_kg: total_before_kg + effect.added_kg,
    })
}
