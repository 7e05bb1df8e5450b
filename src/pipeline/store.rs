//! Rows of `pipelines`, `jobs` and `job_row_errors`.

use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::{JobId, UnitId, UserId};

/// A pipeline: a root job and all jobs chained from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PipelineId(pub Uuid);

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Activity of units.
    DataIngest,
    /// Emission factors.
    FactorIngest,
    /// Airports, stations.
    ReferenceIngest,
    /// Exchange rates.
    ExchangeRatesIngest,
    /// Sums of research facilities from their own footprint.
    ComputedFactors,
    /// Emissions computed anew.
    Recalculation,
    /// Units from the directory, reports for a year.
    UnitSync,
}

impl JobKind {
    /// The `job_type` of the contract.
    pub fn key(self) -> &'static str {
        match self {
            Self::DataIngest => "data_ingest",
            Self::FactorIngest => "factor_ingest",
            Self::ReferenceIngest => "reference_ingest",
            Self::ExchangeRatesIngest => "exchange_rates_ingest",
            Self::ComputedFactors => "computed_factors",
            Self::Recalculation => "recalculation",
            Self::UnitSync => "unit_sync",
        }
    }

    fn target(self) -> Option<&'static str> {
        match self {
            Self::DataIngest => Some("data"),
            Self::FactorIngest | Self::ComputedFactors => Some("factors"),
            Self::ReferenceIngest => Some("reference"),
            Self::ExchangeRatesIngest => Some("exchange_rates"),
            Self::Recalculation | Self::UnitSync => None,
        }
    }
}

/// A job to be started.
#[derive(Debug, Clone)]
pub struct JobRequest {
    /// What it does.
    pub kind: JobKind,
    /// Module concerned.
    pub module: Option<ModuleType>,
    /// Type concerned.
    pub data_type: Option<DataEntryType>,
    /// Unit whose own file it is.
    pub unit: Option<UnitId>,
    /// Year concerned.
    pub year: Year,
    /// Name, SHA-256 and size of the file.
    pub file: Option<(String, String, i64)>,
    /// Who started it.
    pub created_by: Option<UserId>,
    /// Options it was started with.
    pub options: Value,
}

/// A job that runs in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartedJob {
    /// The job.
    pub id: JobId,
    /// Its pipeline.
    pub pipeline: PipelineId,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobOutcome {
    /// Everything was done.
    Success,
    /// Some rows were refused.
    Warning,
    /// Nothing was changed.
    Error,
}

impl JobOutcome {
    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Exit code of the command line.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Error => 1,
            Self::Warning => 3,
        }
    }
}

/// A refused row, or one to look at, as results list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowError {
    /// Record after the header, from 1.
    pub row: i32,
    /// Physical line where the record starts; the header is line 1.
    pub line: i32,
    /// Column concerned.
    pub column: Option<String>,
    /// The cell as given.
    pub value: Option<String>,
    /// Row code.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// Line of the first of two duplicates.
    pub first_line: Option<i32>,
}

/// How long a foreground job may hold its lease without renewing it: it ends with its process anyway.
const FOREGROUND_LEASE: &str = "15 minutes";

/// Ends jobs whose process stopped without saying so.
async fn end_abandoned(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "with abandoned as (
             update jobs set state = 'finished', result = 'error', finished_at = now(), lease_token = null,
                 lease_expires_at = null, status_message = 'The program was stopped. Nothing was changed.'
             where state = 'running' and lease_expires_at < now()
             returning pipeline_id
         )
         update pipelines p set status = 'failed', finished_at = now(), last_error = 'The program was stopped.'
         from abandoned a where p.id = a.pipeline_id and p.finished_at is null"
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records a job that starts now, with a pipeline of its own.
pub async fn start(conn: &mut PgConnection, request: &JobRequest) -> sqlx::Result<StartedJob> {
    end_abandoned(conn).await?;
    let pipeline = PipelineId(Uuid::now_v7());
    let (module, data_type) = (request.module.map(ModuleType::id), request.data_type.map(DataEntryType::id));
    let (unit, created_by) = (request.unit.map(|unit| unit.0), request.created_by.map(|user| user.0));
    sqlx::query!(
        "insert into pipelines (id, kind, status, module_type_id, data_entry_type_id, unit_id, year, created_by,
             started_at)
         values ($1, $2, 'running', $3, $4, $5, $6, $7, now())",
        pipeline.0,
        request.kind.key(),
        module,
        data_type,
        unit,
        request.year.get(),
        created_by
    )
    .execute(&mut *conn)
    .await?;
    let (file_name, sha256, bytes) = match &request.file {
        Some((name, sha256, bytes)) => (Some(name.as_str()), Some(sha256.as_str()), Some(*bytes)),
        None => (None, None, None),
    };
    let id = sqlx::query_scalar!(
        r#"insert into jobs (pipeline_id, job_type, state, target, module_type_id, data_entry_type_id, unit_id, year,
               request, file_name, file_sha256, file_bytes, attempts, lease_token, lease_expires_at, started_at,
               created_by)
           values ($1, $2, 'running', $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, now() + $13::text::interval, now(),
               $14)
           returning id as "id: JobId""#,
        pipeline.0,
        request.kind.key(),
        request.kind.target(),
        module,
        data_type,
        unit,
        request.year.get(),
        request.options,
        file_name,
        sha256,
        bytes,
        Uuid::new_v4(),
        FOREGROUND_LEASE,
        created_by
    )
    .fetch_one(conn)
    .await?;
    Ok(StartedJob { id, pipeline })
}

/// The newest job that stored rows of the same file in the same scope, and how many rows.
pub async fn earlier_load_of_file(
    conn: &mut PgConnection,
    request: &JobRequest,
    sha256: &str,
) -> sqlx::Result<Option<(JobId, i64)>> {
    let row = sqlx::query!(
        r#"select id as "id: JobId", (outcome ->> 'stored')::bigint as "stored!" from jobs
           where file_sha256 = $1 and job_type = $2 and year = $3
             and module_type_id is not distinct from $4 and data_entry_type_id is not distinct from $5
             and unit_id is not distinct from $6
             and result in ('success', 'warning') and (outcome ->> 'committed')::bool
             and (outcome ->> 'stored')::bigint > 0
           order by id desc limit 1"#,
        sha256,
        request.kind.key(),
        request.year.get(),
        request.module.map(ModuleType::id),
        request.data_type.map(DataEntryType::id),
        request.unit.map(|unit| unit.0)
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.stored)))
}

/// Ends a job and its pipeline; call it in the transaction of the job's data.
pub async fn finish(
    conn: &mut PgConnection,
    job: StartedJob,
    outcome: JobOutcome,
    result: &Value,
    errors: &[RowError],
    warnings: &[RowError],
) -> sqlx::Result<()> {
    let message = result["file_error"]["message"].as_str();
    sqlx::query!(
        "update jobs set state = 'finished', result = $2, outcome = $3, error_count = $4, status_message = $5,
             lease_token = null, lease_expires_at = null, finished_at = clock_timestamp()
         where id = $1",
        job.id.0,
        outcome.key(),
        result,
        errors.len() as i32,
        message
    )
    .execute(&mut *conn)
    .await?;
    let status = if outcome == JobOutcome::Error { "failed" } else { outcome.key() };
    sqlx::query!(
        "update pipelines set status = $2, finished_at = clock_timestamp(), last_error = $3 where id = $1",
        job.pipeline.0,
        status,
        message
    )
    .execute(&mut *conn)
    .await?;
    store_rows(conn, job.id, errors, false).await?;
    store_rows(conn, job.id, warnings, true).await
}

/// Ends a job that could not do its work, in words.
pub async fn fail(conn: &mut PgConnection, job: StartedJob, message: &str) -> sqlx::Result<()> {
    let result = serde_json::json!({ "file_error": { "message": message } });
    finish(conn, job, JobOutcome::Error, &result, &[], &[]).await
}

async fn store_rows(conn: &mut PgConnection, job: JobId, rows: &[RowError], are_warnings: bool) -> sqlx::Result<()> {
    let offset = if are_warnings { i32::MAX / 2 } else { 0 };
    let positions: Vec<i32> = (0..rows.len() as i32).map(|position| position + offset).collect();
    let numbers: Vec<i32> = rows.iter().map(|row| row.row).collect();
    let lines: Vec<i32> = rows.iter().map(|row| row.line).collect();
    let columns: Vec<Option<String>> = rows.iter().map(|row| row.column.clone()).collect();
    let values: Vec<Option<String>> = rows.iter().map(|row| row.value.clone()).collect();
    let codes: Vec<String> = rows.iter().map(|row| row.code.to_owned()).collect();
    let messages: Vec<String> = rows.iter().map(|row| row.message.clone()).collect();
    let first_lines: Vec<Option<i32>> = rows.iter().map(|row| row.first_line).collect();
    sqlx::query!(
        "insert into job_row_errors (job_id, is_warning, position, row_number, line_number, column_name, value, code,
             message, first_line)
         select $1, $2, given.* from unnest($3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[],
             $9::text[], $10::int[]) as given",
        job.0,
        are_warnings,
        &positions,
        &numbers,
        &lines,
        &columns as &[Option<String>],
        &values as &[Option<String>],
        &codes,
        &messages,
        &first_lines as &[Option<i32>]
    )
    .execute(conn)
    .await?;
    Ok(())
}
