//! A pipeline opened: what went wrong and what to do, its jobs, its facts, what it changed, its refused rows.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::comparison::{Comparison, Upload, comparisons, uploads};
use super::errors::{Asked, RowErrors};
use super::graph::{Graph, draw};
use super::list::short_id;
use super::parts::{self, Badge};
use super::unit_changes::{UnitChanges, synchronisations};
use super::{PATH, words};
use crate::pipeline::{Job, JobKind, Pipeline, PipelineStatus};
use crate::platform::ids::JobId;
use crate::web::{Frame, Lang, figures};

/// Jobs whose refused rows an opened row of the list shows; the page of the pipeline shows all.
const JOBS_WITH_ROWS: usize = 2;

/// A pipeline opened.
pub(super) struct Detail {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) notice: Option<Notice>,
    pub(super) graph: Graph,
    pub(super) jobs: Vec<JobLine>,
    pub(super) facts: Vec<Fact>,
    pub(super) continues_in: Option<(String, String)>,
    pub(super) uploads: Vec<Upload>,
    pub(super) comparisons: Vec<Comparison>,
    pub(super) synchronisations: Vec<UnitChanges>,
    pub(super) errors: Vec<RowErrors>,
    pub(super) raw: String,
    pub(super) may_cancel: bool,
    pub(super) may_retry: bool,
    /// The job whose file is kept, and whether that was only looked at.
    pub(super) file: Option<(JobId, bool)>,
}

/// What went wrong.
pub(super) struct Notice {
    pub(super) family: &'static str,
    pub(super) icon: &'static str,
    pub(super) lead: String,
    /// The program's own words, in English.
    pub(super) cause: String,
    pub(super) remedy: String,
}

/// A job in the list.
pub(super) struct JobLine {
    pub(super) id: JobId,
    /// How far below the first job, at most 3.
    pub(super) depth: usize,
    pub(super) badge: Badge,
    pub(super) name: String,
    pub(super) note: String,
    /// The program's own words, in English.
    pub(super) message: Option<String>,
    pub(super) speed: Option<String>,
    /// Who worked on it, when that process gave no sign of life.
    pub(super) abandoned_by: Option<String>,
    /// Addresses of release and mark as failed, for those who may.
    pub(super) rescue: Option<(String, String)>,
}

impl JobLine {
    /// Whether it has more to say than its box does.
    pub(super) fn has_more(&self) -> bool {
        self.message.is_some() || self.speed.is_some() || self.abandoned_by.is_some()
    }
}

/// A line of the facts.
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) is_code: bool,
    /// Offered to be copied.
    pub(super) copied: Option<String>,
}

impl Detail {
    /// As an opened row of the list: the first refused rows.
    pub(super) async fn short(
        conn: &mut PgConnection,
        pipeline: &Pipeline,
        abandoned: &[JobId],
        may_edit: bool,
        frame: &Frame,
    ) -> sqlx::Result<Self> {
        let mut detail = Self::new(conn, pipeline, abandoned, may_edit, frame).await?;
        for job in with_errors(pipeline).take(JOBS_WITH_ROWS) {
            let errors = RowErrors::first(conn, job, &detail.url, frame.lang).await?;
            detail.errors.extend((errors.total > 0).then_some(errors));
        }
        Ok(detail)
    }

    /// As a page: every refused row can be reached.
    pub(super) async fn whole(
        conn: &mut PgConnection,
        pipeline: &Pipeline,
        abandoned: &[JobId],
        may_edit: bool,
        frame: &Frame,
        asked: Asked,
    ) -> sqlx::Result<Self> {
        let mut detail = Self::new(conn, pipeline, abandoned, may_edit, frame).await?;
        for job in with_errors(pipeline) {
            let errors = RowErrors::page(conn, job, asked, &detail.url, frame.lang).await?;
            detail.errors.extend((errors.total > 0).then_some(errors));
        }
        Ok(detail)
    }

    async fn new(
        conn: &mut PgConnection,
        pipeline: &Pipeline,
        abandoned: &[JobId],
        may_edit: bool,
        frame: &Frame,
    ) -> sqlx::Result<Self> {
        let (lang, now) = (frame.lang, frame.now);
        let jobs = pipeline.jobs.as_deref().unwrap_or_default();
        let what = format!("{}, {}", words::kind(&pipeline.kind, lang), words::scope(pipeline, lang));
        Ok(Self {
            id: pipeline.pipeline_id.0.to_string(),
            url: parts::url(pipeline.pipeline_id),
            title: lang.t_with("pipelines-details-of", &[("pipeline", what.into())]),
            notice: notice(pipeline, lang),
            graph: draw(jobs, |job| note(job, now, lang), lang),
            jobs: job_lines(pipeline, abandoned, may_edit, now, lang),
            facts: facts(pipeline, lang),
            continues_in: pipeline.merged_into.map(|other| (parts::url(other), short_id(other.0))),
            uploads: uploads(jobs, lang),
            comparisons: comparisons(conn, jobs, lang).await?,
            synchronisations: synchronisations(jobs, lang),
            errors: Vec::new(),
            raw: serde_json::to_string_pretty(pipeline).unwrap_or_default(),
            may_cancel: may_edit && !pipeline.status.is_final(),
            file: jobs
                .iter()
                .find(|job| job.file.is_some())
                .map(|job| (job.job_id, job.ingestion.as_ref().is_some_and(|outcome| outcome["dry_run"] == true))),
            may_retry: may_edit && matches!(pipeline.status, PipelineStatus::Failed | PipelineStatus::Partial),
        })
    }
}

fn with_errors(pipeline: &Pipeline) -> impl Iterator<Item = &Job> {
    pipeline.jobs.iter().flatten().filter(|job| job.error_count > 0)
}

/// Cause and remedy of what failed; a cancellation is nobody's failure.
fn notice(pipeline: &Pipeline, lang: Lang) -> Option<Notice> {
    let (family, icon) = match pipeline.status {
        PipelineStatus::Failed => ("bad", "circle-x"),
        PipelineStatus::Partial => ("warn", "circle-alert"),
        _ => return None,
    };
    if pipeline.cancelled_at.is_some() {
        return None;
    }
    let failed = pipeline.jobs.iter().flatten().find(|job| job.result.as_deref() == Some("error"));
    let name = failed.map_or_else(|| words::kind(&pipeline.kind, lang), |job| words::job(job, lang));
    let remedy = match failed.and_then(Job::kind).or(pipeline.job_kind()) {
        Some(JobKind::Recalculation | JobKind::ComputedFactors) => "pipelines-remedy-recalculation",
        Some(JobKind::UnitSync | JobKind::Export) | None => "pipelines-remedy-other",
        Some(_) => "pipelines-remedy-file",
    };
    Some(Notice {
        family,
        icon,
        lead: lang.t_with("pipelines-failed-lead", &[("name", name.into())]),
        cause: pipeline.last_error.clone().unwrap_or_default(),
        remedy: lang.t(remedy),
    })
}

/// Number, size and time of a job.
fn note(job: &Job, now: DateTime<Utc>, lang: Lang) -> String {
    let mut parts = vec![format!("#{}", job.job_id)];
    if job.is_running() {
        parts.push(words::step(job, lang));
    } else {
        parts.extend(words::size(job, lang));
    }
    if job.started_at.is_some() {
        parts.push(words::duration(job.started_at, job.finished_at, now));
    }
    parts.join(" · ")
}

fn job_lines(pipeline: &Pipeline, abandoned: &[JobId], may_edit: bool, now: DateTime<Utc>, lang: Lang) -> Vec<JobLine> {
    let jobs = pipeline.jobs.as_deref().unwrap_or_default();
    // the notice above says it already
    let is_said = |message: &String| pipeline.cancelled_at.is_none() && pipeline.last_error.as_ref() == Some(message);
    let mut depths: std::collections::BTreeMap<JobId, usize> = std::collections::BTreeMap::new();
    let lines = jobs.iter().map(|job| {
        let depth = job.parent_job_id.and_then(|parent| depths.get(&parent)).map_or(0, |depth| (depth + 1).min(3));
        depths.insert(job.job_id, depth);
        let is_abandoned = abandoned.contains(&job.job_id);
        let address = |what: &str| format!("{PATH}/jobs/{}/{what}", job.job_id);
        JobLine {
            id: job.job_id,
            depth,
            badge: Badge::of_job(job, lang),
            name: words::job(job, lang),
            note: note(job, now, lang),
            message: job.status_message.clone().filter(|message| !is_said(message)),
            speed: speed(job, now, lang),
            abandoned_by: is_abandoned.then(|| job.worker_id.clone().unwrap_or_default()),
            rescue: (may_edit && is_abandoned).then(|| (address("release"), address("fail"))),
        }
    });
    lines.collect()
}

/// Rows a second, once it can be told.
fn speed(job: &Job, now: DateTime<Utc>, lang: Lang) -> Option<String> {
    let seconds = (job.finished_at.unwrap_or(now) - job.started_at?).as_seconds_f64();
    if seconds < 1.0 || job.progress.processed < 1 {
        return None;
    }
    let per_second = figures::decimal(job.progress.processed as f64 / seconds, 0);
    Some(lang.t_with("pipeline-speed", &[("rows", per_second.into())]))
}

fn facts(pipeline: &Pipeline, lang: Lang) -> Vec<Fact> {
    let jobs = pipeline.jobs.as_deref().unwrap_or_default();
    let fact = |key: &'static str, value: String| Fact { name: lang.t(key), value, is_code: false, copied: None };
    let id = pipeline.pipeline_id.0;
    let mut facts = vec![Fact { is_code: true, copied: Some(id.to_string()), ..fact("fact-pipeline", short_id(id)) }];
    if let Some(file) = jobs.iter().find_map(|job| job.file.as_ref()) {
        facts.push(fact("fact-file", file.name.clone()));
        facts.push(fact("fact-size", figures::bytes(file.bytes)));
    }
    facts.push(fact("fact-asked", figures::date_time_seconds(pipeline.created_at)));
    facts.extend(pipeline.started_at.map(|moment| fact("fact-started", figures::date_time_seconds(moment))));
    facts.extend(pipeline.finished_at.map(|moment| fact("fact-ended", figures::date_time_seconds(moment))));
    let mut workers: Vec<&str> = jobs.iter().filter_map(|job| job.worker_id.as_deref()).collect();
    workers.dedup();
    if !workers.is_empty() {
        facts.push(Fact { is_code: true, ..fact("fact-worker", workers.join(", ")) });
    }
    if let Some(attempts) = jobs.iter().map(|job| job.attempts).max().filter(|attempts| *attempts > 0) {
        facts.push(fact("fact-attempts", attempts.to_string()));
    }
    facts.push(fact("fact-by", words::author(&pipeline.created_by, lang)));
    facts
}
