//! Parts that every page with running work shows alike: badge, progress, the line of a pipeline. Their markup stands in
//! `templates/components/pipeline.html`.

use chrono::{DateTime, Utc};

use super::PATH;
use super::words;
use crate::pipeline::{Job, JobKind, Pipeline, PipelineId, PipelineStatus};
use crate::web::Lang;

/// Where something stands: icon, words, and a colour that repeats them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// `ok`, `run`, `warn`, `bad`, or nothing.
    pub family: &'static str,
    /// Name of its icon.
    pub icon: &'static str,
    /// The state in words.
    pub words: String,
}

impl Badge {
    /// Where a pipeline stands.
    pub fn of_pipeline(pipeline: &Pipeline, lang: Lang) -> Self {
        if pipeline.status.is_final() && pipeline.cancelled_at.is_some() {
            return Self::cancelled(lang);
        }
        match pipeline.status {
            PipelineStatus::Warning => Self::warned(words::warnings_of(pipeline), lang),
            status => {
                let (family, icon) = look(status);
                Self { family, icon, words: lang.t(&format!("pipeline-status-{}", status.key().replace('_', "-"))) }
            }
        }
    }

    /// Where a job stands.
    pub fn of_job(job: &Job, lang: Lang) -> Self {
        if job.cancelled {
            return Self::cancelled(lang);
        }
        let status = match (job.state.as_str(), job.result.as_deref()) {
            ("running", _) => PipelineStatus::Running,
            ("finished", Some("success")) => PipelineStatus::Success,
            ("finished", Some("warning")) => return Self::warned(i64::from(job.error_count), lang),
            ("finished", _) => PipelineStatus::Failed,
            _ => PipelineStatus::NotStarted,
        };
        let (family, icon) = look(status);
        Self { family, icon, words: lang.t(&format!("pipeline-status-{}", status.key().replace('_', "-"))) }
    }

    fn cancelled(lang: Lang) -> Self {
        Self { family: "", icon: "ban", words: lang.t("pipeline-status-cancelled") }
    }

    fn warned(count: i64, lang: Lang) -> Self {
        let words = if count == 0 {
            lang.t("pipeline-status-warning")
        } else {
            lang.t_with("pipeline-status-warnings", &[("count", count.into())])
        };
        Self { family: "warn", icon: "triangle-alert", words }
    }
}

/// Colour and icon of a state.
pub(super) fn look(status: PipelineStatus) -> (&'static str, &'static str) {
    match status {
        PipelineStatus::NotStarted => ("", "clock"),
        PipelineStatus::Running => ("run", "loader"),
        PipelineStatus::Success => ("ok", "circle-check"),
        PipelineStatus::Warning => ("warn", "triangle-alert"),
        PipelineStatus::Partial => ("warn", "circle-alert"),
        PipelineStatus::Failed => ("bad", "circle-x"),
    }
}

/// One step of a pipeline in its bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// `done`, `run`, `bad`, `left` (not reached and never will be), or `wait`.
    pub state: &'static str,
    /// How much of it is filled while it runs, in percent.
    pub filled: u8,
}

/// How far a pipeline is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// One per step.
    pub segments: Vec<Segment>,
    /// Steps done.
    pub done: usize,
    /// The same in words, with counts.
    pub words: String,
    /// Whether the words are a message of the program, which is in English.
    pub is_message: bool,
}

impl Progress {
    /// How far a pipeline with its jobs is.
    pub fn of(pipeline: &Pipeline, lang: Lang) -> Self {
        let total = pipeline.job_kind().map_or(1, |kind: JobKind| kind.phases().len());
        let at = pipeline.progress.phase.saturating_sub(1);
        let was_cancelled = pipeline.cancelled_at.is_some();
        let segments: Vec<Segment> = (0..total)
            .map(|position| {
                let state = match pipeline.status {
                    PipelineStatus::NotStarted => "wait",
                    PipelineStatus::Running if position == at => "run",
                    PipelineStatus::Running if position > at => "wait",
                    PipelineStatus::Failed | PipelineStatus::Partial if position == at && !was_cancelled => "bad",
                    PipelineStatus::Failed | PipelineStatus::Partial if position >= at => "left",
                    _ => "done",
                };
                Segment { state, filled: if state == "run" { share_done(pipeline) } else { 0 } }
            })
            .collect();
        let (words, is_message) = words::progress(pipeline, lang);
        let done = segments.iter().filter(|segment| segment.state == "done").count();
        Self { segments, done, words, is_message }
    }
}

/// How much of the present step is done, in percent; a little when that is not known.
fn share_done(pipeline: &Pipeline) -> u8 {
    let running = pipeline.jobs.iter().flatten().find(|job| job.is_running());
    match running.and_then(|job| Some((job.progress.processed, job.progress.total?))) {
        Some((processed, total)) if total > 0 => (processed * 100 / total).clamp(4, 100) as u8,
        _ => 15,
    }
}

/// A pipeline in one line, as a page about something else shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipelineLine {
    /// Its id.
    pub id: PipelineId,
    /// Where it stands.
    pub badge: Badge,
    /// What it does.
    pub what: String,
    /// Module or unit, and year.
    pub scope: String,
    /// How far it is.
    pub progress: Progress,
    /// When it began or was asked for, and who asked.
    pub origin: String,
    /// Whether something of it may still change by itself.
    pub is_live: bool,
}

impl PipelineLine {
    /// The line of a pipeline with its jobs.
    pub fn new(pipeline: &Pipeline, now: DateTime<Utc>, lang: Lang) -> Self {
        let (time, day) = words::moment(pipeline.started_at.unwrap_or(pipeline.created_at), now, lang);
        Self {
            id: pipeline.pipeline_id,
            badge: Badge::of_pipeline(pipeline, lang),
            what: words::kind(&pipeline.kind, lang),
            scope: words::scope(pipeline, lang),
            progress: Progress::of(pipeline, lang),
            origin: format!("{time}, {day} · {}", words::author(&pipeline.created_by, lang)),
            is_live: !pipeline.status.is_final(),
        }
    }

    /// Address of the pipeline's own page.
    pub fn url(&self) -> String {
        url(self.id)
    }
}

/// Address of a pipeline's own page.
pub fn url(id: PipelineId) -> String {
    format!("{PATH}/{}", id.0)
}
