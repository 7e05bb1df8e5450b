//! `/data-management/{year}/checks/{job_id}`: what a file would do, and the decision about it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;
use sqlx::PgConnection;

use super::PATH;
use super::found::{Checked, Found, found, warned};
use super::slot::Slot;
use crate::access::{Acting, Scope, Visitor};
use crate::carbon::ids::Year;
use crate::ingestion::decision::{self, Asked, Commit};
use crate::ledger::factors::AbsentPolicy;
use crate::operations::errors::RowErrors;
use crate::operations::parts::{self, PipelineLine};
use crate::pipeline::{self, Decision, Job, Refusal};
use crate::platform::ids::JobId;
use crate::platform::{App, database};
use crate::web::{Flash, Flashes, Frame, Page, Problem, filters};

/// Address of the check of a file.
pub(super) fn url(year: i16, job: JobId) -> String {
    format!("{PATH}/{year}/checks/{job}")
}

#[derive(Template)]
#[template(path = "data_management/check.html")]
struct CheckPage {
    title: String,
    year: i16,
    subject: String,
    file: String,
    back: String,
    upload: String,
    line: PipelineLine,
    /// What it found, once it has ended well.
    found: Option<Found>,
    /// Why the file cannot be used.
    failure: Option<String>,
    verdict: Decided,
    errors: Option<RowErrors>,
    warnings: Vec<String>,
    action: String,
    is_live: bool,
    here: String,
}

impl CheckPage {
    fn is_undecided(&self) -> bool {
        matches!(self.verdict, Decided::Open)
    }
}

/// Where the decision stands.
enum Decided {
    /// It waits for the person.
    Open,
    /// Committed by this pipeline.
    Committed(Option<String>),
    Discarded,
    /// There is nothing to decide.
    None,
}

/// A job that checked a file of the year.
struct Check {
    job: Job,
    slot: Slot,
    checked: Checked,
    asked: Asked,
}

async fn find(conn: &mut PgConnection, scope: &Scope, year: &str, job: &str) -> Result<Check, Problem> {
    let year: Year = year.parse().map_err(|_| Problem::NotFound)?;
    let id = JobId(job.parse().map_err(|_| Problem::NotFound)?);
    let job =
        pipeline::job(conn, scope, id).await?.filter(|job| job.year == Some(year.get())).ok_or(Problem::NotFound)?;
    let asked = decision::asked(conn, &job).await?.filter(|asked| asked.dry_run).ok_or(Problem::NotFound)?;
    let slot = Slot { year, target: asked.target, module: job.module(), data_type: job.data_type() };
    let checked = job.ingestion.clone().and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default();
    Ok(Check { job, slot, checked, asked })
}

/// `GET /data-management/{year}/checks/{job_id}`
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path((year, job)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let lang = frame.lang;
    // a job that ends between two readings would be shown as running, with nothing left to wait for
    let mut conn = database::moment(&app.db).await?;
    let check = find(&mut conn, &visitor.scope, &year, &job).await?;
    let Check { job, slot, checked, asked } = &check;
    let pipeline = pipeline::pipeline(&mut conn, &visitor.scope, job.pipeline_id).await?.ok_or(Problem::NotFound)?;
    let is_usable = job.is_finished() && job.result.as_deref() != Some("error");
    let failure = (job.is_finished() && !is_usable).then(|| match &checked.file_error {
        Some(error) => error.message.clone(),
        None => job.status_message.clone().unwrap_or_default(),
    });
    let verdict = match pipeline::decision(&mut conn, job).await? {
        Some(Decision::Committed(follower)) => Decided::Committed(follower.map(|(_, id)| parts::url(id))),
        Some(Decision::Discarded) => Decided::Discarded,
        _ if is_usable => Decided::Open,
        _ => Decided::None,
    };
    let mut errors = None;
    if job.error_count > 0 {
        errors = Some(RowErrors::first(&mut conn, job, &parts::url(job.pipeline_id), lang).await?);
    }
    let subject = slot.subject(lang);
    let names =
        [("kind", slot.kind_in_text(lang).into()), ("subject", (&subject).into()), ("year", year.as_str().into())];
    let here = url(slot.year.get(), job.job_id);
    let page = CheckPage {
        title: lang.t_with("check-title", &names),
        year: slot.year.get(),
        subject,
        file: job.file.as_ref().map(|file| file.name.clone()).unwrap_or_default(),
        back: slot.place(),
        upload: slot.upload_url(),
        line: PipelineLine::new(&pipeline, frame.now, lang),
        found: is_usable.then(|| found(*slot, checked, *asked, lang)),
        failure,
        verdict,
        errors,
        warnings: checked.warnings.iter().map(|warning| warned(warning, lang)).collect(),
        action: here.clone(),
        is_live: !job.is_finished(),
        here,
    };
    Ok(Page(frame, page).into_response())
}

/// The decision, as the form sends it.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    #[serde(rename = "do", default)]
    deed: String,
    absent: Option<AbsentPolicy>,
    #[serde(default)]
    recalculate: bool,
}

/// `POST /data-management/{year}/checks/{job_id}`
pub(super) async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Acting(actor): Acting,
    flashes: Flashes,
    Path((year, job)): Path<(String, String)>,
    Form(choice): Form<Choice>,
) -> Result<Response, Problem> {
    let check = find(&mut *app.db.acquire().await?, &visitor.scope, &year, &job).await?;
    let (slot, id) = (check.slot, check.job.job_id);
    let outcome = if choice.deed == "discard" {
        decision::discard(&app, &actor, id).await.map(|()| Flash::done("check-discarded"))
    } else {
        let commit = Commit { absent: choice.absent, recalculate: Some(choice.recalculate) };
        let file = check.job.file.map(|file| file.name).unwrap_or_default();
        decision::commit(&app, &actor, id, commit).await.map(|_| Flash::done("upload-queued").with("file", file))
    };
    let (flash, target) = match outcome {
        Ok(flash) => (flash, slot.place()),
        Err(Refusal::Unknown) => return Err(Problem::NotFound),
        Err(Refusal::Database(error)) => return Err(error.into()),
        Err(Refusal::AlreadyFinished) => (Flash::failed("check-decided"), url(slot.year.get(), id)),
        Err(Refusal::LeaseAlive) => (Flash::failed("check-running"), url(slot.year.get(), id)),
        Err(Refusal::NotRetryable) => (Flash::failed("check-not-committable"), url(slot.year.get(), id)),
    };
    flashes.keep(flash).await?;
    Ok(Redirect::to(&target).into_response())
}
