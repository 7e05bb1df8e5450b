//! Doing a recalculation job.

use serde_json::{Value, json};
use sqlx::{Postgres, Transaction};

use super::details::{act, keep_details, most_changed, note_last, type_outcome};
use super::{Options, Recalculation, TypeOutcome};
use crate::audit::{self, Actor};
use crate::carbon::entry::definition;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::figures;
use crate::ledger::recalculation::{self, Recalculated, RecalculationError, Slice, Watch};
use crate::pipeline::model::{JobOutcome, Phase};
use crate::pipeline::queue::{self, Ending, Lease};
use crate::pipeline::worker::Work;
use crate::pipeline::{JobError, Tracker, rows};
use crate::platform::App;

/// Does a recalculation job.
pub async fn run(work: Work) -> Result<JobOutcome, JobError> {
    let Work { app, claimed, tracker } = work;
    let (lease, request) = (claimed.lease, claimed.request);
    let options: Options = serde_json::from_value(request.options.clone())
        .map_err(|error| JobError::Failed(format!("The job cannot be read: {error}")))?;
    let mut so_far = resumed(&app, lease, request.year, claimed.outcome).await?;
    so_far.dry_run = options.dry_run;
    let types: Vec<DataEntryType> = options.types.iter().filter_map(|id| (*id).try_into().ok()).collect();
    let entries = figures::count_of_types(&mut *app.db.acquire().await?, request.year, &types).await?;
    tracker.expect(entries);
    let mut before = 0;
    for data_type in types {
        let count = figures::count_of_types(&mut *app.db.acquire().await?, request.year, &[data_type]).await?;
        let is_stale = figures::is_stale(&mut *app.db.acquire().await?, request.year, &[data_type]).await?;
        let is_wanted = !so_far.has_done(data_type) && (is_stale || !options.only_stale);
        if let (true, Some(definition)) = (is_wanted, definition(data_type)) {
            tracker.enter(Phase::Calculating);
            let slice = Slice { year: request.year, definition };
            if options.dry_run {
                preview(&app, lease, slice, &tracker, &mut so_far).await?;
            } else {
                one_type(&app, &request.actor, lease, slice, &tracker, &mut so_far).await?;
            }
        }
        before += count;
        tracker.set(before);
        tracker.check()?;
    }
    let mut transaction = begin(&app, lease).await?;
    so_far.units = most_changed(&mut transaction, lease.job).await?;
    let outcome = so_far.outcome();
    let errors = rows::count_own(&mut transaction, lease.job).await?;
    let ending = Ending { outcome, message: so_far.message(), error_count: errors as usize, result: json!(so_far) };
    queue::finish(&mut transaction, lease, ending).await?;
    transaction.commit().await?;
    Ok(outcome)
}

/// A transaction of a job, which whoever takes the job over can end.
async fn begin(app: &App, lease: Lease) -> sqlx::Result<Transaction<'static, Postgres>> {
    let mut transaction = app.db.begin().await?;
    lease.mark(&mut transaction).await?;
    Ok(transaction)
}

/// What an earlier attempt has finished and nothing has overtaken since.
async fn resumed(app: &App, lease: Lease, year: Year, outcome: Option<Value>) -> Result<Recalculation, JobError> {
    let so_far: Option<Recalculation> = outcome.and_then(|outcome| serde_json::from_value(outcome).ok());
    let mut transaction = begin(app, lease).await?;
    queue::fence(&mut transaction, lease).await?;
    let Some(mut so_far) = so_far else {
        rows::forget(&mut transaction, lease.job).await?;
        transaction.commit().await?;
        return Ok(Recalculation::default());
    };
    for data_type in so_far.done() {
        if figures::is_stale(&mut transaction, year, &[data_type]).await? {
            so_far.types.retain(|t| t.data_entry_type_id != data_type.id());
            rows::remove_of_entries(&mut transaction, lease.job, year, data_type).await?;
        }
    }
    transaction.commit().await?;
    Ok(so_far)
}

/// The watch of a job over the recalculation of a slice.
struct Watched<'a> {
    lease: Lease,
    tracker: &'a Tracker,
}

impl Watch for Watched<'_> {
    fn computed(&self, entries: u64) {
        self.tracker.add(entries);
    }

    fn replacing(&self) {
        self.tracker.enter(Phase::Replacing);
    }

    fn must_stop(&self) -> bool {
        self.tracker.must_stop()
    }

    fn session_name(&self) -> Option<String> {
        Some(self.lease.session_name())
    }
}

/// Recalculates one type and says so on the job, in one transaction. A type that cannot be recalculated is an outcome:
/// the others go on.
async fn one_type(
    app: &App,
    actor: &Actor,
    lease: Lease,
    slice: Slice,
    tracker: &Tracker,
    so_far: &mut Recalculation,
) -> Result<(), JobError> {
    let watch = Watched { lease, tracker };
    let (mut transaction, done) = match recalculation::recalculate(&app.db, slice, app.clock.now(), &watch).await {
        Ok(done) => done,
        Err(error) => return failed_type(app, lease, slice, error, so_far).await,
    };
    let outcome = type_outcome(slice.definition.data_type, &done);
    so_far.add(outcome.clone());
    queue::note(&mut transaction, lease, &json!(so_far)).await?;
    note_last(&mut transaction, lease.job, slice.year, &outcome).await?;
    keep_details(&mut transaction, lease.job, slice, &done).await?;
    audit::record(&mut transaction, act(actor, app, slice, lease.job, &outcome)).await?;
    transaction.commit().await?;
    Ok(())
}

/// Tells what one type would come to.
async fn preview(
    app: &App,
    lease: Lease,
    slice: Slice,
    tracker: &Tracker,
    so_far: &mut Recalculation,
) -> Result<(), JobError> {
    let done = match recalculation::preview(&app.db, slice, &Watched { lease, tracker }).await {
        Ok(done) => done,
        Err(error) => return failed_type(app, lease, slice, error, so_far).await,
    };
    so_far.add(type_outcome(slice.definition.data_type, &done));
    let mut transaction = begin(app, lease).await?;
    queue::note(&mut transaction, lease, &json!(so_far)).await?;
    keep_details(&mut transaction, lease.job, slice, &done).await?;
    transaction.commit().await?;
    Ok(())
}

async fn failed_type(
    app: &App,
    lease: Lease,
    slice: Slice,
    error: RecalculationError,
    so_far: &mut Recalculation,
) -> Result<(), JobError> {
    let failure = match error {
        RecalculationError::Stopped => return Err(JobError::Lost),
        RecalculationError::Database(error) if JobError::may_pass_of(&error) => return Err(error.into()),
        other => other.to_string(),
    };
    let nothing = type_outcome(slice.definition.data_type, &Recalculated::default());
    let outcome = TypeOutcome { result: JobOutcome::Error, failure: Some(failure), ..nothing };
    so_far.add(outcome.clone());
    let mut transaction = begin(app, lease).await?;
    queue::note(&mut transaction, lease, &json!(so_far)).await?;
    if !so_far.dry_run {
        note_last(&mut transaction, lease.job, slice.year, &outcome).await?;
    }
    transaction.commit().await?;
    Ok(())
}
