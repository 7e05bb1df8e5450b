//! Kinds, scopes, steps and times in words.

use chrono::{DateTime, Datelike, Local, Utc};

use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::pipeline::{Author, Job, JobKind, Pipeline, PipelineStatus};
use crate::web::{Lang, figures};

/// Most characters of a message in a row; opened, it stands whole.
const MESSAGE_IN_ROW: usize = 160;

/// What a pipeline or job of this type does.
pub fn kind(key: &str, lang: Lang) -> String {
    lang.t(&format!("pipeline-kind-{}", key.replace('_', "-")))
}

/// Name of a module.
pub fn module(module: ModuleType, lang: Lang) -> String {
    lang.t(&format!("module-{}", module.slug()))
}

/// Name of a data entry type.
pub fn data_type(data_type: DataEntryType, lang: Lang) -> String {
    lang.t(&format!("type-{}", data_type.key().replace('_', "-")))
}

/// What a job is called beside the others of its pipeline: calculations go by what they calculate.
pub(super) fn job(job: &Job, lang: Lang) -> String {
    match (job.kind(), job.data_type(), job.module()) {
        (Some(JobKind::Recalculation), Some(of), _) => data_type(of, lang),
        (Some(JobKind::Recalculation), None, Some(of)) if job.parent_job_id.is_some() => module(of, lang),
        _ => kind(&job.job_type, lang),
    }
}

/// Module or type; every module when the pipeline is for none of them.
pub(super) fn subject(pipeline: &Pipeline, lang: Lang) -> String {
    match (pipeline.data_type(), pipeline.module()) {
        (Some(of), _) => data_type(of, lang),
        (None, Some(of)) => module(of, lang),
        (None, None) => lang.t("pipelines-all-modules"),
    }
}

/// Which units, and which year.
pub(super) fn reach(pipeline: &Pipeline, lang: Lang) -> String {
    let units = match pipeline.unit_id {
        Some(_) => lang.t("pipelines-one-unit"),
        None => lang.t("pipelines-all-units"),
    };
    match pipeline.year {
        Some(year) => format!("{units} · {year}"),
        None => units,
    }
}

/// Module and year in one line.
pub(super) fn scope(pipeline: &Pipeline, lang: Lang) -> String {
    format!("{} · {}", subject(pipeline, lang), reach(pipeline, lang))
}

/// Who asked.
pub fn author(author: &Author, lang: Lang) -> String {
    match (author.user_id, author.display_name.as_str()) {
        (_, "") => lang.t("pipelines-nobody"),
        (None, "command line") => lang.t("pipelines-command-line"),
        (None, "seed") => lang.t("pipelines-seed"),
        (_, name) => name.to_owned(),
    }
}

/// Rows or entries to look at.
pub(super) fn warnings_of(pipeline: &Pipeline) -> i64 {
    pipeline.jobs.iter().flatten().map(|job| i64::from(job.error_count)).sum()
}

/// How far a pipeline is, and whether that is a message of the program.
pub(super) fn progress(pipeline: &Pipeline, lang: Lang) -> (String, bool) {
    let plain = |words: String| (words, false);
    let is_cancelled = pipeline.status.is_final() && pipeline.cancelled_at.is_some();
    if is_cancelled {
        let by = pipeline.cancelled_by.as_ref().map(|by| author(by, lang)).unwrap_or_default();
        return plain(lang.t_with("pipeline-progress-cancelled", &[("name", by.into())]));
    }
    match pipeline.status {
        PipelineStatus::NotStarted => plain(waiting(pipeline, lang)),
        PipelineStatus::Running => plain(running(pipeline, lang)),
        PipelineStatus::Success | PipelineStatus::Warning => plain(finished(pipeline, lang)),
        PipelineStatus::Failed | PipelineStatus::Partial => match &pipeline.last_error {
            Some(message) => (shortened(message), true),
            None => plain(failed(pipeline, lang)),
        },
    }
}

fn waiting(pipeline: &Pipeline, lang: Lang) -> String {
    again(pipeline, lang).unwrap_or_else(|| lang.t("pipeline-progress-waiting"))
}

/// That a job which was begun before waits to be begun again.
fn again(pipeline: &Pipeline, lang: Lang) -> Option<String> {
    let job = pipeline.jobs.iter().flatten().find(|job| job.state == "not_started" && job.attempts > 0)?;
    let at = figures::time_seconds(job.run_after);
    Some(lang.t_with("pipeline-progress-again", &[("time", at.into())]))
}

fn running(pipeline: &Pipeline, lang: Lang) -> String {
    let running = pipeline.jobs.iter().flatten().find(|job| job.is_running());
    match running {
        Some(job) => step(job, lang),
        None if pipeline.merged_into.is_some() => lang.t("pipeline-progress-merged"),
        None => again(pipeline, lang).unwrap_or_else(|| lang.t("pipeline-progress-next")),
    }
}

/// The step a job is at, with counts.
pub(super) fn step(job: &Job, lang: Lang) -> String {
    let phase = match job.progress.phase.as_deref() {
        Some(phase) => lang.t(&format!("pipeline-phase-{phase}")),
        None => lang.t("pipeline-phase-begins"),
    };
    let processed = figures::count(job.progress.processed);
    match job.progress.total {
        Some(total) => lang.t_with(
            "pipeline-step-of",
            &[("phase", phase.into()), ("processed", processed.into()), ("total", figures::count(total).into())],
        ),
        None if job.progress.processed > 0 => {
            lang.t_with("pipeline-step-count", &[("phase", phase.into()), ("processed", processed.into())])
        }
        None => phase,
    }
}

fn finished(pipeline: &Pipeline, lang: Lang) -> String {
    let jobs = pipeline.jobs.as_deref().unwrap_or_default();
    let sizes = jobs.iter().find_map(|job| size(job, lang));
    match (sizes, warnings_of(pipeline)) {
        (Some(size), 0) => size,
        (Some(size), refused) => {
            format!("{size}, {}", lang.t_with("pipeline-refused", &[("count", refused.into())]))
        }
        (None, _) => lang.t("pipeline-progress-done"),
    }
}

fn failed(pipeline: &Pipeline, lang: Lang) -> String {
    let counts = [("failed", i64::from(pipeline.error_count).into()), ("total", i64::from(pipeline.job_count).into())];
    lang.t_with("pipeline-progress-failed", &counts)
}

/// How much a job had to do.
pub(super) fn size(job: &Job, lang: Lang) -> Option<String> {
    let number = |value: &serde_json::Value, key: &str| value.get(key).and_then(serde_json::Value::as_i64);
    if let Some(ingestion) = &job.ingestion {
        let rows = number(ingestion, "stored").unwrap_or(0) + number(ingestion, "unchanged").unwrap_or(0);
        return Some(lang.t_with("pipeline-rows", &[("count", rows.into())]));
    }
    if let Some(recalculation) = &job.recalculation {
        let entries = number(recalculation, "recalculated").unwrap_or(0);
        return Some(lang.t_with("pipeline-entries", &[("count", entries.into())]));
    }
    (job.progress.processed > 0).then(|| figures::count(job.progress.processed))
}

fn shortened(message: &str) -> String {
    if message.chars().count() <= MESSAGE_IN_ROW {
        return message.to_owned();
    }
    let kept: String = message.chars().take(MESSAGE_IN_ROW).collect();
    format!("{}…", kept.trim_end())
}

/// A moment as the console's rows show it: time, and below it the day in words.
pub(super) fn moment(moment: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> (String, String) {
    let (local, today) = (moment.with_timezone(&Local), now.with_timezone(&Local));
    let time = if local.date_naive() == today.date_naive() {
        figures::time_seconds(moment)
    } else if local.year() == today.year() {
        local.format("%m‑%d %H:%M").to_string()
    } else {
        figures::date_time(moment)
    };
    (time, figures::ago(moment, now, lang))
}

/// How long something took or has been taking; nothing when it has not begun.
pub(super) fn duration(start: Option<DateTime<Utc>>, end: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    start.map_or_else(
        || figures::MISSING.to_owned(),
        |start| figures::duration((end.unwrap_or(now) - start).as_seconds_f64().max(0.0)),
    )
}
