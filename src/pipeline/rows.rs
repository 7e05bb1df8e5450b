//! Refused rows of jobs, and rows to look at: `job_row_errors`. Who reads them has been let to read the job.

use std::io::BufRead;

use futures_util::stream::BoxStream;
use sqlx::PgConnection;

use super::error::JobError;
use super::model::{Job, RowError};
use super::row_log::RowLog;
use crate::carbon::field::RowCode;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::platform::ids::JobId;

/// Warnings stand behind all errors of a job.
const FIRST_WARNING: i32 = i32::MAX / 2;

/// Bytes of rows sent to the database at once.
const COPIED_AT_ONCE: usize = 1 << 18;

/// Makes these the rows of a job.
pub async fn replace(
    conn: &mut PgConnection,
    job: JobId,
    errors: &mut RowLog,
    warnings: &mut RowLog,
) -> Result<(), JobError> {
    forget(conn, job).await?;
    for (rows, offset) in [(errors, 0), (warnings, FIRST_WARNING)] {
        store(conn, job, rows.first(), offset).await?;
        copy_rest(conn, job, rows, offset).await?;
    }
    Ok(())
}

/// Forgets the rows of a job.
pub(super) async fn forget(conn: &mut PgConnection, job: JobId) -> sqlx::Result<()> {
    sqlx::query!("delete from job_row_errors where job_id = $1", job.0).execute(conn).await?;
    Ok(())
}

async fn copy_rest(conn: &mut PgConnection, job: JobId, rows: &mut RowLog, offset: i32) -> Result<(), JobError> {
    let unreadable = |error: std::io::Error| JobError::Failed(format!("The refused rows were lost: {error}"));
    let mut position = offset + rows.first().len() as i32;
    let Some(mut rest) = rows.rest().map_err(unreadable)? else { return Ok(()) };
    let columns =
        "job_id, is_warning, position, row_number, line_number, column_name, value, code, message, first_line";
    let mut copy = conn.copy_in_raw(&format!("copy job_row_errors ({columns}) from stdin")).await?;
    let mut lines = String::new();
    loop {
        let prefix = format!("{}\t{}\t{position}\t", job.0, offset == FIRST_WARNING);
        lines.push_str(&prefix);
        let is_last = rest.read_line(&mut lines).map_err(unreadable)? == 0;
        if is_last {
            lines.truncate(lines.len() - prefix.len());
        }
        if is_last || lines.len() >= COPIED_AT_ONCE {
            copy.send(lines.as_bytes()).await?;
            lines.clear();
        }
        if is_last {
            break;
        }
        position += 1;
    }
    copy.finish().await?;
    Ok(())
}

/// Adds refused rows to those of a job.
pub async fn append(conn: &mut PgConnection, job: JobId, errors: &[RowError]) -> sqlx::Result<()> {
    let next = sqlx::query_scalar!(
        r#"select coalesce(max(position) + 1, 0) as "next!" from job_row_errors where job_id = $1 and not is_warning"#,
        job.0
    )
    .fetch_one(&mut *conn)
    .await?;
    store(conn, job, errors, next).await
}

/// Forgets the rows of a job that name stored entries of a type.
pub(super) async fn remove_of_entries(
    conn: &mut PgConnection,
    job: JobId,
    year: Year,
    data_type: DataEntryType,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from job_row_errors r using data_entries e
         where r.job_id = $1 and e.year = $2 and e.data_entry_type_id = $3 and r.value = e.id::text",
        job.0,
        year.get(),
        data_type.id()
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn store(conn: &mut PgConnection, job: JobId, rows: &[RowError], offset: i32) -> sqlx::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let positions: Vec<i32> = (0..rows.len() as i32).map(|position| position + offset).collect();
    let numbers: Vec<i32> = rows.iter().map(|row| row.row).collect();
    let lines: Vec<i32> = rows.iter().map(|row| row.line).collect();
    let columns: Vec<Option<&str>> = rows.iter().map(|row| row.column.as_deref()).collect();
    let values: Vec<Option<&str>> = rows.iter().map(|row| row.value.as_deref()).collect();
    let codes: Vec<&str> = rows.iter().map(|row| row.code).collect();
    let messages: Vec<&str> = rows.iter().map(|row| row.message.as_str()).collect();
    let first_lines: Vec<Option<i32>> = rows.iter().map(|row| row.first_line).collect();
    sqlx::query!(
        "insert into job_row_errors (job_id, is_warning, position, row_number, line_number, column_name, value, code,
             message, first_line)
         select $1, $2, given.* from unnest($3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[],
             $9::text[], $10::int[]) as given",
        job.0,
        offset == FIRST_WARNING,
        &positions,
        &numbers,
        &lines,
        &columns as &[Option<&str>],
        &values as &[Option<&str>],
        &codes as &[&str],
        &messages as &[&str],
        &first_lines as &[Option<i32>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Refused rows of a job from a position on, in the order of the file.
pub async fn page(conn: &mut PgConnection, job: &Job, offset: i64, limit: i64) -> sqlx::Result<Vec<RowError>> {
    listed(conn, job, (false, None), offset, limit).await
}

/// The same, of one reason when one is given.
pub async fn page_for(
    conn: &mut PgConnection,
    job: &Job,
    reason: Option<RowCode>,
    offset: i64,
    limit: i64,
) -> sqlx::Result<Vec<RowError>> {
    listed(conn, job, (false, reason), offset, limit).await
}

/// Rows of a job to be looked at, from a position on.
pub async fn warnings(conn: &mut PgConnection, job: &Job, offset: i64, limit: i64) -> sqlx::Result<Vec<RowError>> {
    listed(conn, job, (true, None), offset, limit).await
}

async fn listed(
    conn: &mut PgConnection,
    job: &Job,
    (are_warnings, reason): (bool, Option<RowCode>),
    offset: i64,
    limit: i64,
) -> sqlx::Result<Vec<RowError>> {
    let rows = sqlx::query!(
        "select row_number, line_number, column_name, value, code, message, first_line from job_row_errors
         where job_id = $1 and is_warning = $2 and ($3::text is null or code = $3)
         order by position limit $4 offset $5",
        job.job_id.0,
        are_warnings,
        reason.map(RowCode::key),
        limit,
        offset
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| RowError {
        row: row.row_number,
        line: row.line_number,
        column: row.column_name,
        value: row.value,
        code: known(&row.code).key(),
        message: row.message,
        first_line: row.first_line,
    });
    Ok(rows.collect())
}

fn known(code: &str) -> RowCode {
    RowCode::parse(code).unwrap_or(RowCode::MalformedRow)
}

/// How many rows of a job were refused for which reason, the most frequent one first.
pub async fn counts(conn: &mut PgConnection, job: &Job) -> sqlx::Result<Vec<(RowCode, i64)>> {
    let rows = sqlx::query!(
        r#"select code, count(*) as "count!" from job_row_errors where job_id = $1 and not is_warning
           group by code order by 2 desc, code"#,
        job.job_id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (known(&row.code), row.count)).collect())
}

/// How many rows of a job were refused.
pub async fn count(conn: &mut PgConnection, job: &Job) -> sqlx::Result<i64> {
    count_own(conn, job.job_id).await
}

/// The same, as the job itself asks.
pub(super) async fn count_own(conn: &mut PgConnection, job: JobId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from job_row_errors where job_id = $1 and not is_warning"#,
        job.0
    )
    .fetch_one(conn)
    .await
}

/// What is wrong with a row of a file, in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Number of the row below the header, from 1.
    pub row: i32,
    /// Its line.
    pub line: i32,
    /// Everything that is wrong with it.
    pub message: String,
}

/// Every refused row of a job's file once, in the order of the file.
pub fn complaints<'a>(conn: &'a mut PgConnection, job: &Job) -> BoxStream<'a, sqlx::Result<Complaint>> {
    sqlx::query_as!(
        Complaint,
        r#"select row_number as "row!", min(line_number) as "line!", string_agg(message, '; ' order by position) as "message!"
           from job_row_errors where job_id = $1 and not is_warning and row_number > 0
           group by row_number order by row_number"#,
        job.job_id.0
    )
    .fetch(conn)
}
