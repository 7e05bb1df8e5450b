//! Refused rows of a job: by reason, page by page, and as a file.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use csv::{Terminator, WriterBuilder};
use serde_json::json;
use sqlx::PgConnection;

use super::view::address;
use super::{PATH, original, words};
use crate::access::{Acting, Visitor};
use crate::audit::Actor;
use crate::carbon::field::RowCode;
use crate::pipeline::{self, Job, RowError};
use crate::platform::App;
use crate::platform::ids::JobId;
use crate::web::spreadsheet::guarded;
use crate::web::{Lang, Pager, Problem, figures};

/// Rows on a page.
const PAGE_SIZE: u32 = 25;
/// Rows shown in an opened row of the list.
const FIRST: i64 = 10;

/// Which of the refused rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) job: Option<JobId>,
    pub(super) reason: Option<RowCode>,
    pub(super) page: u32,
}

impl Asked {
    /// Reads a query string; what cannot be used says nothing.
    pub(super) fn parse(query: Option<&str>) -> Self {
        let mut asked = Self { job: None, reason: None, page: 1 };
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match &*key {
                "job" => asked.job = value.parse().ok().map(JobId),
                "code" => asked.reason = RowCode::parse(&value),
                "page" => asked.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        asked
    }
}

/// The refused rows of a job.
pub(crate) struct RowErrors {
    pub(crate) job_id: JobId,
    pub(crate) job: String,
    pub(crate) total: i64,
    pub(crate) reasons: Vec<Reason>,
    /// The one that the rows are narrowed to, and the address without it.
    pub(crate) chosen: Option<(String, String)>,
    pub(crate) rows: Vec<Refused>,
    /// The rows are stored entries, not lines of a file.
    pub(crate) are_entries: bool,
    /// None in an opened row of the list.
    pub(crate) pager: Option<(Pager, String)>,
    /// Address of all of them, when only the first are shown.
    pub(crate) all: Option<String>,
    pub(crate) file: String,
    /// Address of the same rows as the file had them; none when they are no rows of a file.
    pub(crate) skipped: Option<String>,
}

/// A reason why rows were refused.
pub(crate) struct Reason {
    pub(crate) name: String,
    pub(crate) next: String,
    pub(crate) count: i64,
    pub(crate) url: String,
}

/// A refused row.
pub(crate) struct Refused {
    /// Line of the file, or number of the entry.
    pub(crate) place: String,
    pub(crate) column: Option<String>,
    /// None when the row as a whole is meant.
    pub(crate) value: Option<String>,
    pub(crate) message: String,
    pub(crate) first_line: Option<i32>,
}

impl RowErrors {
    /// The reasons and the first rows.
    pub(crate) async fn first(conn: &mut PgConnection, job: &Job, page: &str, lang: Lang) -> sqlx::Result<Self> {
        let mut errors = Self::without_rows(conn, job, page, lang).await?;
        errors.take(pipeline::rows_of_job(conn, job, 0, FIRST).await?);
        if errors.total > FIRST {
            errors.all = Some(format!("{page}?job={}#errors-{}", job.job_id, job.job_id));
        }
        Ok(errors)
    }

    /// The reasons and a page of rows.
    pub(super) async fn page(
        conn: &mut PgConnection,
        job: &Job,
        asked: Asked,
        page: &str,
        lang: Lang,
    ) -> sqlx::Result<Self> {
        let mut errors = Self::without_rows(conn, job, page, lang).await?;
        let asked = if asked.job == Some(job.job_id) { asked } else { Asked { reason: None, page: 1, ..asked } };
        let counts = pipeline::row_counts(conn, job).await?;
        let is_wanted = |code: &RowCode| asked.reason.is_none_or(|reason| reason == *code);
        let wanted: i64 = counts.iter().filter(|(code, _)| is_wanted(code)).map(|(_, count)| count).sum();
        let pager = Pager::new(asked.page, PAGE_SIZE, wanted.unsigned_abs(), |number| {
            rows_address(page, job.job_id, asked.reason, number)
        });
        let offset = i64::from(pager.page - 1) * i64::from(PAGE_SIZE);
        errors.take(pipeline::rows_of_job_for(conn, job, asked.reason, offset, i64::from(PAGE_SIZE)).await?);
        errors.chosen = asked.reason.map(|reason| (reason_name(reason, lang), rows_address(page, job.job_id, None, 1)));
        let shown = [("from", pager.first_row.into()), ("to", pager.last_row.into()), ("total", pager.total.into())];
        errors.pager = Some((pager, lang.t_with("row-errors-shown", &shown)));
        Ok(errors)
    }

    async fn without_rows(conn: &mut PgConnection, job: &Job, page: &str, lang: Lang) -> sqlx::Result<Self> {
        let counts = pipeline::row_counts(conn, job).await?;
        let reasons = counts.iter().map(|(code, count)| Reason {
            name: reason_name(*code, lang),
            next: lang.t(&format!("row-code-{}-next", code.key().replace('_', "-"))),
            count: *count,
            url: rows_address(page, job.job_id, Some(*code), 1),
        });
        Ok(Self {
            job_id: job.job_id,
            job: format!("#{}, {}", job.job_id, words::job(job, lang)),
            total: counts.iter().map(|(_, count)| count).sum(),
            reasons: reasons.collect(),
            chosen: None,
            rows: Vec::new(),
            are_entries: false,
            pager: None,
            all: None,
            file: format!("{PATH}/jobs/{}/errors.csv", job.job_id),
            skipped: job.file.as_ref().map(|_| format!("{PATH}/jobs/{}/skipped.csv", job.job_id)),
        })
    }

    fn take(&mut self, rows: Vec<RowError>) {
        self.are_entries = rows.iter().any(|row| row.row == 0);
        self.rows = rows.into_iter().map(refused).collect();
    }
}

fn rows_address(page: &str, job: JobId, reason: Option<RowCode>, number: u32) -> String {
    let mut pairs = vec![("job", job.to_string())];
    pairs.extend(reason.map(|reason| ("code", reason.key().to_owned())));
    if number != 1 {
        pairs.push(("page", number.to_string()));
    }
    format!("{}#errors-{job}", address(page, &pairs))
}

fn reason_name(code: RowCode, lang: Lang) -> String {
    lang.t(&format!("row-code-{}", code.key().replace('_', "-")))
}

fn refused(row: RowError) -> Refused {
    if row.row == 0 {
        // a stored entry has no line: its number stands in the value
        let place = row.value.unwrap_or_else(|| figures::MISSING.to_owned());
        return Refused { place, column: None, value: None, message: row.message, first_line: None };
    }
    Refused {
        place: figures::count(i64::from(row.line)),
        value: row.column.is_some().then(|| row.value.unwrap_or_default()),
        column: row.column,
        message: row.message,
        first_line: row.first_line,
    }
}

/// `GET /pipelines/jobs/{job_id}/errors.csv`
pub(super) async fn file(
    State(app): State<App>,
    acting: Acting,
    visitor: Visitor,
    Path(job_id): Path<String>,
) -> Result<Response, Problem> {
    let id = JobId(job_id.parse().map_err(|_| Problem::NotFound)?);
    let job = pipeline::job(&mut *app.db.acquire().await?, &visitor.scope, id).await?.ok_or(Problem::NotFound)?;
    sheet(&app, &acting.0, &job).await
}

/// All refused rows of a job as a CSV file.
pub async fn sheet(app: &App, actor: &Actor, job: &Job) -> Result<Response, Problem> {
    let rows = pipeline::rows_of_job(&mut *app.db.acquire().await?, job, 0, i64::MAX).await?;
    original::note(app, actor, job.job_id, "refused rows", json!({ "rows": rows.len() })).await;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"errors_job_{}.csv\"", job.job_id)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, written(&rows)?).into_response())
}

/// UTF-8, comma, CRLF, no cell that a spreadsheet would run.
fn written(rows: &[RowError]) -> anyhow::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(["row", "line", "column", "value", "code", "message", "first_line"])?;
    for row in rows {
        writer.write_record([
            row.row.to_string().as_str(),
            &row.line.to_string(),
            &guarded(row.column.as_deref().unwrap_or_default()),
            &guarded(row.value.as_deref().unwrap_or_default()),
            row.code,
            &guarded(&row.message),
            &row.first_line.map(|line| line.to_string()).unwrap_or_default(),
        ])?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
