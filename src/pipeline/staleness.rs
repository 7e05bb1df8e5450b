//! What needs to be recalculated, type by type, with the jobs that made it so and those that will put it right.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::carbon::entry::{definition, definitions};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::staleness::{self, Staleness};
use crate::platform::ids::JobId;

/// Failed jobs looked at for the last one of each type.
const BROKEN_JOBS: i64 = 200;

/// A module of a year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ModuleRecalculation {
    /// The module.
    pub module_type_id: i16,
    /// The year.
    pub year: i16,
    /// Whether any of its types is out of date.
    pub needs_recalculation: bool,
    /// Entries of units whose results are out of date.
    pub entries_stale: i64,
    /// Those units.
    pub units_stale: i64,
    /// A recalculation of it that waits or runs.
    #[schema(value_type = Option<i32>)]
    pub active_job_id: Option<JobId>,
    /// Its types.
    pub data_entry_types: Vec<TypeRecalculation>,
}

/// A data entry type of a year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TypeRecalculation {
    /// Its module.
    pub module_type_id: i16,
    /// The type.
    pub data_entry_type_id: i16,
    /// The year.
    pub year: i16,
    /// Whether it has results computed before what they depend on last changed.
    pub needs_recalculation: bool,
    /// `factor`, `reference`, `formula`: what changed; `failed`: the last recalculation did not put it right.
    pub reasons: Vec<&'static str>,
    /// Its entries.
    pub entry_count: i64,
    /// Entries of units whose results are out of date.
    pub entries_stale: i64,
    /// Those units.
    pub units_stale: i64,
    /// The last job that brought factors for it.
    #[schema(value_type = Option<i32>)]
    pub last_factor_job_id: Option<JobId>,
    /// How that job ended.
    pub last_factor_job_result: Option<String>,
    /// How the last job ended that tried to bring factors.
    pub last_factor_attempt_result: Option<String>,
    /// The last job that recalculated it.
    #[schema(value_type = Option<i32>)]
    pub last_recalculation_job_id: Option<JobId>,
    /// How that ended for this type.
    pub last_recalculation_job_result: Option<String>,
    /// When.
    pub last_recalculated_at: Option<DateTime<Utc>>,
    /// A recalculation of it that waits or runs.
    #[schema(value_type = Option<i32>)]
    pub active_job_id: Option<JobId>,
    /// When factors or lists last changed.
    #[serde(skip)]
    pub changed_at: Option<DateTime<Utc>>,
    /// Counts behind it.
    #[serde(skip)]
    pub staleness: Staleness,
}

/// Every module of a year; nothing when the year has no factor.
pub async fn of_year(conn: &mut PgConnection, year: Year) -> sqlx::Result<Vec<ModuleRecalculation>> {
    if !staleness::has_factors(conn, year).await? {
        return Ok(Vec::new());
    }
    let counted = staleness::of_year(conn, year).await?;
    let units = staleness::units_of_year(conn, year).await?;
    let factors = FactorJobs::of_year(conn, year).await?;
    let mut recalculations = recalculations(conn, year).await?;
    let modules = ModuleType::ALL.iter().map(|module| {
        let types = definitions().iter().filter(|definition| definition.has_entries);
        let data_entry_types: Vec<_> = types
            .map(|definition| definition.data_type)
            .filter(|data_type| data_type.module() == *module)
            .map(|data_type| {
                let staleness = counted.get(&data_type).copied().unwrap_or_default();
                let jobs = recalculations.remove(&data_type).unwrap_or_default();
                type_recalculation(year, data_type, staleness, &factors, jobs)
            })
            .collect();
        ModuleRecalculation {
            module_type_id: module.id(),
            year: year.get(),
            needs_recalculation: data_entry_types.iter().any(|t| t.needs_recalculation),
            entries_stale: data_entry_types.iter().map(|t| t.entries_stale).sum(),
            units_stale: units.get(&Some(*module)).map_or(0, |units| units.stale),
            active_job_id: data_entry_types.iter().filter_map(|t| t.active_job_id).min(),
            data_entry_types,
        }
    });
    Ok(modules.collect())
}

fn type_recalculation(
    year: Year,
    data_type: DataEntryType,
    staleness: Staleness,
    factors: &FactorJobs,
    jobs: RecalculationJobs,
) -> TypeRecalculation {
    let (good, attempt) = (factors.last_good(data_type), factors.last(data_type));
    let has_failed = staleness.is_stale() && jobs.result.as_deref() == Some("error");
    let reasons = [
        (staleness.by_factor, "factor"),
        (staleness.by_reference, "reference"),
        (staleness.by_formula, "formula"),
        (has_failed, "failed"),
    ];
    TypeRecalculation {
        module_type_id: data_type.module().id(),
        data_entry_type_id: data_type.id(),
        year: year.get(),
        needs_recalculation: staleness.is_stale(),
        reasons: reasons.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect(),
        entry_count: staleness.entries,
        entries_stale: staleness.entries_stale,
        units_stale: staleness.units_stale,
        last_factor_job_id: good.map(|job| job.id),
        last_factor_job_result: good.map(|job| job.result.clone()),
        last_factor_attempt_result: attempt.map(|job| job.result.clone()),
        last_recalculation_job_id: jobs.id,
        last_recalculation_job_result: jobs.result,
        last_recalculated_at: jobs.at,
        active_job_id: jobs.active,
        changed_at: staleness.changed_at,
        staleness,
    }
}

struct FactorJob {
    id: JobId,
    data_type: Option<i16>,
    module: Option<i16>,
    result: String,
}

/// The newest job of each scope and result, newest first.
struct FactorJobs(Vec<FactorJob>);

impl FactorJobs {
    async fn of_year(conn: &mut PgConnection, year: Year) -> sqlx::Result<Self> {
        let jobs = sqlx::query_as!(
            FactorJob,
            r#"select max(id) as "id!: JobId", data_entry_type_id as data_type, module_type_id as module, result as "result!"
               from jobs
               where year = $1 and job_type in ('factor_ingest', 'computed_factors') and state = 'finished'
                 and not coalesce((request -> 'options' ->> 'dry_run')::bool, false)
               group by 2, 3, 4 order by 1 desc"#,
            year.get()
        )
        .fetch_all(conn)
        .await?;
        Ok(Self(jobs))
    }

    /// Jobs that bring factors for a type: of the type itself, or of the file it shares with others.
    fn covering(&self, data_type: DataEntryType) -> impl Iterator<Item = &FactorJob> {
        let is_shared = definition(data_type).is_some_and(|definition| definition.category_column.is_some());
        self.0.iter().filter(move |job| match job.data_type {
            Some(id) => id == data_type.id(),
            None => is_shared && job.module == Some(data_type.module().id()),
        })
    }

    fn last(&self, data_type: DataEntryType) -> Option<&FactorJob> {
        self.covering(data_type).next()
    }

    fn last_good(&self, data_type: DataEntryType) -> Option<&FactorJob> {
        self.covering(data_type).find(|job| job.result != "error")
    }
}

#[derive(Default)]
struct RecalculationJobs {
    id: Option<JobId>,
    result: Option<String>,
    at: Option<DateTime<Utc>>,
    active: Option<JobId>,
}

async fn recalculations(
    conn: &mut PgConnection,
    year: Year,
) -> sqlx::Result<BTreeMap<DataEntryType, RecalculationJobs>> {
    let rows = sqlx::query!(
        r#"with broken as (
               -- jobs that ended as a whole, before they came to their types
               select distinct on (t.id) t.id::smallint as id, f.id as job_id, f.finished_at
               from (
                   select j.id, j.finished_at, j.request from jobs j
                   where j.job_type = 'recalculation' and j.year = $1 and j.result = 'error' and not j.is_cancelled
                     and not (j.request -> 'options' ->> 'dry_run')::bool
                   order by j.id desc limit $2
               ) f
               cross join lateral jsonb_array_elements_text(f.request -> 'options' -> 'types') as t(id)
               order by t.id, f.id desc
           ), active as (
               select t.id::smallint as id, max(j.id) as job_id from jobs j
               cross join lateral jsonb_array_elements_text(j.request -> 'options' -> 'types') as t(id)
               where j.job_type = 'recalculation' and j.year = $1 and j.state <> 'finished'
                 and not (j.request -> 'options' ->> 'dry_run')::bool
               group by 1
           )
           select i.data_entry_type_id as "data_type!",
               case when b.job_id > coalesce(r.job_id, 0) then b.job_id else r.job_id end as "job: JobId",
               case when b.job_id > coalesce(r.job_id, 0) then 'error' else r.result end as result,
               case when b.job_id > coalesce(r.job_id, 0) then b.finished_at else r.ended_at end as at,
               a.job_id as "active?: JobId"
           from calculation_inputs i
           left join recalculated_types r on r.year = i.year and r.data_entry_type_id = i.data_entry_type_id
           left join broken b on b.id = i.data_entry_type_id
           left join active a on a.id = i.data_entry_type_id
           where i.year = $1"#,
        year.get(),
        BROKEN_JOBS
    )
    .fetch_all(conn)
    .await?;
    let jobs = rows.into_iter().filter_map(|row| {
        let jobs = RecalculationJobs { id: row.job, result: row.result, at: row.at, active: row.active };
        Some((DataEntryType::try_from(row.data_type).ok()?, jobs))
    });
    Ok(jobs.collect())
}
