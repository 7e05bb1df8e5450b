//! Recalculating emissions when what they were computed from has changed: one job goes through the data entry types it
//! is for. Each type is put in place in a transaction of its own that says so on the job: a job that is begun again goes
//! on where it stopped.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{PgConnection, Postgres, Transaction};
use utoipa::ToSchema;

use super::model::{JobKind, JobOutcome, Phase, PipelineId, RowError};
use super::queue::{self, Ending, JobRequest, Lease};
use super::worker::{Work, run_here as run_job_here};
use super::{JobError, Tracker, read, rows};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::entry::{definition, definitions};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::figures;
use crate::ledger::recalculation::{self, Recalculated, RecalculationError, Slice, Watch};
use crate::platform::App;
use crate::platform::ids::{JobId, UnitId};

/// Units named in a result: those whose total changed most.
const MOST_CHANGED: i64 = 20;

/// Which emissions to recalculate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Of this year.
    pub year: Year,
    /// Of this module; of every one when none.
    pub module: Option<ModuleType>,
    /// Of this type; of every one when none.
    pub data_type: Option<DataEntryType>,
    /// Also those that nothing changed for.
    pub with_current: bool,
}

impl Selection {
    /// The types of a selection, in the order of their modules. Embodied energy has no entries of its own: it is
    /// computed with the rooms.
    pub async fn types(self, conn: &mut PgConnection) -> sqlx::Result<Vec<DataEntryType>> {
        let mut types = Vec::new();
        let wanted = self.data_type.map(|data_type| match data_type {
            DataEntryType::BuildingEmbodiedEnergy => DataEntryType::Building,
            other => other,
        });
        for definition in definitions().iter().filter(|definition| definition.has_entries) {
            let data_type = definition.data_type;
            let is_selected = wanted.is_none_or(|selected| selected == data_type)
                && self.module.is_none_or(|module| module == data_type.module());
            if is_selected && (self.with_current || figures::is_stale(conn, self.year, &[data_type]).await?) {
                types.push(data_type);
            }
        }
        Ok(types)
    }
}

/// What a job of this kind is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Options {
    /// Data entry type ids.
    types: Vec<i16>,
    /// Leave out types that are up to date by the time it is their turn.
    only_stale: bool,
    /// Only tell what would change.
    dry_run: bool,
}

/// What came of the recalculation of one type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TypeOutcome {
    /// The type.
    pub data_entry_type_id: i16,
    /// How it ended.
    pub result: JobOutcome,
    /// Entries computed.
    pub recalculated: u64,
    /// Entries that cannot be computed as stored; their emissions stay as they were.
    pub errors: u64,
    /// Modules whose sums changed.
    pub modules_refreshed: u64,
    /// Of those, validated ones.
    pub validated_modules_changed: u64,
    /// kg CO2eq before.
    pub total_before_kg: f64,
    /// kg CO2eq after.
    pub total_after_kg: f64,
    /// Why nothing changed, when it failed.
    pub failure: Option<String>,
}

/// A unit whose total changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnitChange {
    /// The unit.
    #[schema(value_type = i32)]
    pub unit_id: UnitId,
    /// kg CO2eq of the types recalculated, before.
    pub total_before_kg: f64,
    /// The same, after.
    pub total_after_kg: f64,
}

/// What came of a recalculation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Recalculation {
    /// Whether it only told what would change.
    pub dry_run: bool,
    /// Entries computed.
    pub recalculated: u64,
    /// Entries that cannot be computed as stored, and types that failed.
    pub errors: u64,
    /// Modules whose sums changed, for each type.
    pub modules_refreshed: u64,
    /// Of those, validated ones.
    pub validated_modules_changed: u64,
    /// kg CO2eq of the types, before.
    pub total_before_kg: f64,
    /// The same, after.
    pub total_after_kg: f64,
    /// Each type.
    pub types: Vec<TypeOutcome>,
    /// The units whose totals changed most.
    pub units: Vec<UnitChange>,
}

impl Recalculation {
    fn add(&mut self, outcome: TypeOutcome) {
        self.types.retain(|other| other.data_entry_type_id != outcome.data_entry_type_id);
        self.types.push(outcome);
        let sum = |count: fn(&TypeOutcome) -> u64| self.types.iter().map(count).sum();
        let total = |kg: fn(&TypeOutcome) -> f64| self.types.iter().map(kg).fold(0.0, |sum, kg| sum + kg);
        *self = Self {
            recalculated: sum(|t| t.recalculated),
            errors: sum(|t| t.errors + u64::from(t.result == JobOutcome::Error)),
            modules_refreshed: sum(|t| t.modules_refreshed),
            validated_modules_changed: sum(|t| t.validated_modules_changed),
            total_before_kg: total(|t| t.total_before_kg),
            total_after_kg: total(|t| t.total_after_kg),
            ..std::mem::take(self)
        };
    }

    fn has_done(&self, data_type: DataEntryType) -> bool {
        self.types.iter().any(|t| t.data_entry_type_id == data_type.id() && t.result != JobOutcome::Error)
    }

    fn done(&self) -> Vec<DataEntryType> {
        let types = self.types.iter().filter_map(|t| t.data_entry_type_id.try_into().ok());
        types.filter(|data_type| self.has_done(*data_type)).collect()
    }

    /// An error when every type failed, a warning when some did or entries were refused.
    fn outcome(&self) -> JobOutcome {
        let failed = self.types.iter().filter(|t| t.result == JobOutcome::Error).count();
        match (failed, self.errors) {
            (0, 0) => JobOutcome::Success,
            (failed, _) if failed > 0 && failed == self.types.len() => JobOutcome::Error,
            _ => JobOutcome::Warning,
        }
    }

    fn message(&self) -> Option<String> {
        let failures: Vec<_> =
            self.types.iter().filter_map(|t| Some((t.data_entry_type_id, t.failure.as_ref()?))).collect();
        if let Some((id, failure)) = failures.first() {
            let name = DataEntryType::try_from(*id).map_or_else(|_| id.to_string(), |data_type| data_type.to_string());
            return Some(format!("{name} was not recalculated: {failure}."));
        }
        (self.errors > 0).then(|| format!("{} entries cannot be computed; they keep their emissions.", self.errors))
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A job waits in the queue.
    Queued(JobId, PipelineId),
    /// A job that is active does what was asked for.
    Active(JobId, PipelineId),
    /// Nothing of the selection is out of date.
    NothingStale,
}

/// Asks for a recalculation, unless one is active that covers it and that sees every change there is.
pub async fn ask(app: &App, actor: &Actor, selection: Selection, dry_run: bool) -> sqlx::Result<Asked> {
    let mut transaction = app.db.begin().await?;
    // of two who ask at the same time the second one sees the job of the first
    sqlx::query!("select from years where year = $1 for update", selection.year.get())
        .fetch_optional(&mut *transaction)
        .await?;
    let types = selection.types(&mut transaction).await?;
    if types.is_empty() {
        return Ok(Asked::NothingStale);
    }
    if !dry_run && let Some((job, pipeline)) = active(&mut transaction, selection.year, &types).await? {
        return Ok(Asked::Active(job, pipeline));
    }
    let request = request(actor, selection, &types, dry_run);
    let (job, pipeline) = queue::enqueue(&mut transaction, &request).await?;
    let what = if dry_run { "asked what a recalculation would change" } else { "asked for a recalculation" };
    let mut act =
        Act::new(actor, app.clock.now(), Action::Create, "recalculation", format!("{what} of {}", selection.year));
    act.entity_id = Some(job.to_string());
    act.details = request.options;
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(Asked::Queued(job, pipeline))
}

fn request(actor: &Actor, selection: Selection, types: &[DataEntryType], dry_run: bool) -> JobRequest {
    let types = types.iter().map(|data_type| data_type.id()).collect();
    JobRequest {
        kind: JobKind::Recalculation,
        module: selection.data_type.map(DataEntryType::module).or(selection.module),
        data_type: selection.data_type,
        unit: None,
        year: selection.year,
        file: None,
        actor: actor.clone(),
        options: json!(Options { types, only_stale: !selection.with_current, dry_run }),
    }
}

/// An active job that recalculates these types with everything that is committed now: it has not begun yet, or nothing
/// was committed since it began, and none of them has failed in it.
async fn active(
    conn: &mut PgConnection,
    year: Year,
    types: &[DataEntryType],
) -> sqlx::Result<Option<(JobId, PipelineId)>> {
    let ids: Vec<i16> = types.iter().map(|data_type| data_type.id()).collect();
    let row = sqlx::query!(
        r#"select j.id as "id: JobId", j.pipeline_id from jobs j
           where j.job_type = 'recalculation' and j.year = $1 and j.state <> 'finished'
             and not (j.request -> 'options' ->> 'dry_run')::bool
             and j.request -> 'options' -> 'types' @> to_jsonb($2::smallint[])
             and (j.state = 'not_started' or not exists (
                 select from calculation_inputs i
                 where i.year = $1 and i.data_entry_type_id = any($2)
                   and not pg_visible_in_snapshot(i.changed_in, j.started_in)))
             and not exists (
                 select from jsonb_array_elements(j.outcome -> 'types') done
                 where done ->> 'result' = 'error' and (done ->> 'data_entry_type_id')::smallint = any($2))
           order by j.id limit 1"#,
        year.get(),
        &ids
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, PipelineId(row.pipeline_id))))
}

/// Asks for what a committed change has made stale, as children of the job that committed it; call it in the
/// transaction that ends that job. Returns whether there is anything to do.
pub async fn chain(
    conn: &mut PgConnection,
    parent: Lease,
    actor: &Actor,
    year: Year,
    types: &[DataEntryType],
) -> sqlx::Result<bool> {
    let mut stale = Vec::new();
    for data_type in types {
        if figures::is_stale(conn, year, &[*data_type]).await? {
            stale.push(*data_type);
        }
    }
    if stale.is_empty() {
        return Ok(false);
    }
    if let Some(other) = waiting(conn, parent.pipeline, year, &stale).await? {
        sqlx::query!("update pipelines set merged_into = $2 where id = $1", parent.pipeline.0, other.0)
            .execute(&mut *conn)
            .await?;
        // all its own jobs have ended; it has not, until the other one has
        sqlx::query!("select settle_pipeline($1)", parent.pipeline.0).execute(conn).await?;
        return Ok(true);
    }
    for data_type in stale {
        let selection = Selection { year, module: None, data_type: Some(data_type), with_current: false };
        queue::enqueue_child(conn, parent, &request(actor, selection, &[data_type], false)).await?;
    }
    Ok(true)
}

/// Another pipeline whose job has yet to begin and will see what this transaction commits: the job is held until then.
async fn waiting(
    conn: &mut PgConnection,
    own: PipelineId,
    year: Year,
    types: &[DataEntryType],
) -> sqlx::Result<Option<PipelineId>> {
    let ids: Vec<i16> = types.iter().map(|data_type| data_type.id()).collect();
    let job = sqlx::query!(
        "select pipeline_id from jobs
         where job_type = 'recalculation' and year = $1 and state = 'not_started' and pipeline_id <> $3
           and not (request -> 'options' ->> 'dry_run')::bool
           and request -> 'options' -> 'types' @> to_jsonb($2::smallint[])
         order by id limit 1 for update skip locked",
        year.get(),
        &ids,
        own.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(job) = job else { return Ok(None) };
    let open = sqlx::query!(
        "select from pipelines where id = $1 and finished_at is null and merged_into is null for no key update",
        job.pipeline_id
    )
    .fetch_optional(conn)
    .await?;
    Ok(open.map(|_| PipelineId(job.pipeline_id)))
}

/// Recalculates in this process and waits for it.
pub async fn run_here(app: &App, actor: &Actor, selection: Selection) -> Result<JobId, JobError> {
    let types = selection.types(&mut *app.db.acquire().await?).await?;
    let request = request(actor, selection, &types, false);
    let job = run_job_here(app, &request, |work| async move {
        let job = work.claimed.lease.job;
        run(work).await?;
        Ok(job)
    });
    job.await
}

/// What a job that is read again came to.
pub async fn of_job(conn: &mut PgConnection, job: JobId) -> sqlx::Result<Option<Recalculation>> {
    let job = read::job(conn, job).await?;
    Ok(job.and_then(|job| serde_json::from_value(job.recalculation?).ok()))
}

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
    let errors = rows::count(&mut transaction, lease.job).await?;
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
        rows::replace(&mut transaction, lease.job, &[], &[]).await?;
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

/// Keeps with the type which job recalculated it last, and how that ended.
async fn note_last(conn: &mut PgConnection, job: JobId, year: Year, outcome: &TypeOutcome) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into recalculated_types (year, data_entry_type_id, job_id, result, ended_at)
         values ($1, $2, $3, $4, clock_timestamp())
         on conflict (year, data_entry_type_id) do update set
             job_id = excluded.job_id, result = excluded.result, ended_at = excluded.ended_at",
        year.get(),
        outcome.data_entry_type_id,
        job.0,
        outcome.result.key()
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn keep_details(conn: &mut PgConnection, job: JobId, slice: Slice, done: &Recalculated) -> sqlx::Result<()> {
    let errors: Vec<_> = done.refused.iter().map(row_error).collect();
    rows::append(conn, job, &errors).await?;
    let modules: Vec<i32> = done.changes.iter().map(|(module, ..)| module.0).collect();
    let before: Vec<f64> = done.changes.iter().map(|(_, before, _)| *before).collect();
    let after: Vec<f64> = done.changes.iter().map(|(.., after)| *after).collect();
    sqlx::query!(
        "insert into recalculated_units (job_id, data_entry_type_id, unit_id, total_before_kg, total_after_kg)
         select $1, $2, r.unit_id, given.before, given.after
         from unnest($3::int[], $4::float8[], $5::float8[]) as given(module, before, after)
         join carbon_report_modules m on m.id = given.module
         join carbon_reports r on r.id = m.carbon_report_id
         on conflict (job_id, data_entry_type_id, unit_id) do update set
             total_before_kg = excluded.total_before_kg, total_after_kg = excluded.total_after_kg",
        job.0,
        slice.definition.data_type.id(),
        &modules,
        &before,
        &after
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn most_changed(conn: &mut PgConnection, job: JobId) -> sqlx::Result<Vec<UnitChange>> {
    sqlx::query_as!(
        UnitChange,
        r#"select unit_id as "unit_id: UnitId", sum(total_before_kg) as "total_before_kg!",
               sum(total_after_kg) as "total_after_kg!"
           from recalculated_units where job_id = $1 group by unit_id
           having sum(total_before_kg) <> sum(total_after_kg)
           order by abs(sum(total_after_kg) - sum(total_before_kg)) desc, unit_id limit $2"#,
        job.0,
        MOST_CHANGED
    )
    .fetch_all(conn)
    .await
}

fn type_outcome(data_type: DataEntryType, done: &Recalculated) -> TypeOutcome {
    TypeOutcome {
        data_entry_type_id: data_type.id(),
        result: if done.refused.is_empty() { JobOutcome::Success } else { JobOutcome::Warning },
        recalculated: done.entries - done.refused.len() as u64,
        errors: done.refused.len() as u64,
        modules_refreshed: done.modules_changed,
        validated_modules_changed: done.validated_modules_changed,
        total_before_kg: done.total_before_kg,
        total_after_kg: done.total_after_kg,
        failure: None,
    }
}

fn row_error(refused: &recalculation::Refused) -> RowError {
    RowError {
        row: 0,
        line: 0,
        column: Some("entry_id".to_owned()),
        value: Some(refused.entry.0.to_string()),
        code: refused.code,
        message: refused.reason.clone(),
        first_line: None,
    }
}

fn act<'a>(actor: &'a Actor, app: &App, slice: Slice, job: JobId, outcome: &TypeOutcome) -> Act<'a> {
    let summary = format!(
        "recalculated {} of {}: {} entries, {} refused",
        slice.definition.data_type, slice.year, outcome.recalculated, outcome.errors
    );
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "recalculation", summary);
    act.entity_id = Some(job.to_string());
    act.details = json!(outcome);
    act
}
