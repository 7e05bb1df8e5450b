//! What is kept of a recalculation beside its outcome: refused entries, changes by unit, the last job of each type.

use serde_json::json;
use sqlx::PgConnection;

use super::{TypeOutcome, UnitChange};
use crate::audit::{Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::recalculation::{self, Recalculated, Slice};
use crate::pipeline::model::{JobOutcome, RowError};
use crate::pipeline::rows;
use crate::platform::App;
use crate::platform::ids::{JobId, UnitId};

/// Units named in a result: those whose total changed most.
const MOST_CHANGED: i64 = 20;

/// Keeps with the type which job recalculated it last, and how that ended.
pub(super) async fn note_last(
    conn: &mut PgConnection,
    job: JobId,
    year: Year,
    outcome: &TypeOutcome,
) -> sqlx::Result<()> {
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

pub(super) async fn keep_details(
    conn: &mut PgConnection,
    job: JobId,
    slice: Slice,
    done: &Recalculated,
) -> sqlx::Result<()> {
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

pub(super) async fn most_changed(conn: &mut PgConnection, job: JobId) -> sqlx::Result<Vec<UnitChange>> {
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

pub(super) fn type_outcome(data_type: DataEntryType, done: &Recalculated) -> TypeOutcome {
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

pub(super) fn act<'a>(actor: &'a Actor, app: &App, slice: Slice, job: JobId, outcome: &TypeOutcome) -> Act<'a> {
    let summary = format!(
        "recalculated {} of {}: {} entries, {} refused",
        slice.definition.data_type, slice.year, outcome.recalculated, outcome.errors
    );
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "recalculation", summary);
    act.entity_id = Some(job.to_string());
    act.details = json!(outcome);
    act
}
