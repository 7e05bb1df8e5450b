//! Recalculating emissions when what they were computed from has changed: one job per year and data entry type.

use serde::Serialize;
use serde_json::json;
use sqlx::PgConnection;

use super::{JobKind, JobOutcome, JobRequest, RowError, StartedJob, store};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::entry::definitions;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::figures;
use crate::ledger::recalculation::{self, Recalculated, RecalculationError, Slice};
use crate::platform::App;

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

/// What came of the recalculation of one type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TypeOutcome {
    /// The type.
    pub data_entry_type_id: i16,
    /// How its job ended.
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

/// The slices of a selection, in the order of their types.
pub async fn slices(conn: &mut PgConnection, selection: Selection) -> sqlx::Result<Vec<Slice>> {
    let Selection { year, module, data_type, with_current } = selection;
    let mut slices = Vec::new();
    for definition in definitions().iter().filter(|definition| definition.has_entries) {
        let is_selected = data_type.is_none_or(|data_type| data_type == definition.data_type)
            && module.is_none_or(|module| module == definition.data_type.module());
        if is_selected && (with_current || figures::is_stale(conn, year, &[definition.data_type]).await?) {
            slices.push(Slice { year, definition });
        }
    }
    Ok(slices)
}

/// Recalculates one slice as a job of its own. A failure is an outcome: other slices go on.
pub async fn recalculate(
    app: &App,
    actor: &Actor,
    slice: Slice,
    on_entries: &(dyn Fn(u64) + Sync),
) -> sqlx::Result<TypeOutcome> {
    let data_type = slice.definition.data_type;
    let request = JobRequest {
        kind: JobKind::Recalculation,
        module: Some(data_type.module()),
        data_type: Some(data_type),
        unit: None,
        year: slice.year,
        file: None,
        created_by: actor.user,
        options: json!({}),
    };
    let job = store::start(&mut *app.db.acquire().await?, &request).await?;
    match recalculation::recalculate(&app.db, slice, app.clock.now(), on_entries).await {
        Ok((mut transaction, done)) => {
            let outcome = outcome(data_type, &done);
            let errors: Vec<_> = done.refused.iter().map(row_error).collect();
            store::finish(&mut transaction, job, outcome.result, &json!(outcome), &errors, &[]).await?;
            audit::record(&mut transaction, act(actor, app, slice, job, &outcome)).await?;
            transaction.commit().await?;
            Ok(outcome)
        }
        Err(error) => {
            store::fail(&mut *app.db.acquire().await?, job, &error.to_string()).await?;
            Ok(failed(data_type, &error))
        }
    }
}

fn outcome(data_type: DataEntryType, done: &Recalculated) -> TypeOutcome {
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

fn failed(data_type: DataEntryType, error: &RecalculationError) -> TypeOutcome {
    let nothing = outcome(data_type, &Recalculated::default());
    TypeOutcome { result: JobOutcome::Error, failure: Some(error.to_string()), ..nothing }
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

fn act<'a>(actor: &'a Actor, app: &App, slice: Slice, job: StartedJob, outcome: &TypeOutcome) -> Act<'a> {
    let summary = format!(
        "recalculated {} of {}: {} entries, {} refused",
        slice.definition.data_type, slice.year, outcome.recalculated, outcome.errors
    );
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "recalculation", summary);
    act.entity_id = Some(job.id.to_string());
    act.details = json!(outcome);
    act
}
