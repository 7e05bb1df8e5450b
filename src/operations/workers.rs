//! The processes that run jobs, as a line above the list.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::pipeline::LiveWorker;
use crate::web::{Lang, figures};

/// Workers named in the line; the details name all of them.
const NAMED: usize = 3;

/// The workers in words.
pub(super) struct Workers {
    pub(super) headline: String,
    /// The first ones: name, jobs, last sign of life.
    pub(super) named: Vec<String>,
    pub(super) versions: Versions,
    pub(super) all: Vec<WorkerRow>,
    /// Nobody works although jobs wait.
    pub(super) is_missing: bool,
}

/// Whether all run the same program.
pub(super) enum Versions {
    /// There is nobody to tell from.
    None,
    /// This one.
    Same(String),
    /// These.
    Differ(String),
}

/// A worker in the details.
pub(super) struct WorkerRow {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) commit: String,
    pub(super) started: DateTime<Utc>,
    pub(super) heard: String,
    pub(super) jobs: String,
}

impl Workers {
    pub(super) fn new(workers: &[LiveWorker], has_waiting_jobs: bool, now: DateTime<Utc>, lang: Lang) -> Self {
        let versions: BTreeSet<&str> = workers.iter().map(|worker| worker.version.as_str()).collect();
        let programs: BTreeSet<_> = workers.iter().map(|worker| (&worker.version, &worker.commit)).collect();
        let listed = versions.iter().copied().collect::<Vec<_>>().join(", ");
        Self {
            headline: lang.t_with("workers-live", &[("count", workers.len().into())]),
            named: workers.iter().take(NAMED).map(|worker| named(worker, now, lang)).collect(),
            versions: match programs.len() {
                0 => Versions::None,
                1 => Versions::Same(listed),
                _ => Versions::Differ(listed),
            },
            all: workers.iter().map(|worker| row(worker, now, lang)).collect(),
            is_missing: workers.is_empty() && has_waiting_jobs,
        }
    }
}

fn named(worker: &LiveWorker, now: DateTime<Utc>, lang: Lang) -> String {
    let jobs = lang.t_with("workers-jobs", &[("count", worker.running_job_ids.len().into())]);
    format!("{} · {jobs} · {}", worker.worker_id, heard(worker, now, lang))
}

fn heard(worker: &LiveWorker, now: DateTime<Utc>, lang: Lang) -> String {
    let seconds = (now - worker.last_seen_at).num_seconds().max(0);
    lang.t_with("workers-heard", &[("seconds", seconds.into())])
}

fn row(worker: &LiveWorker, now: DateTime<Utc>, lang: Lang) -> WorkerRow {
    let jobs: Vec<String> = worker.running_job_ids.iter().map(|job| format!("#{job}")).collect();
    WorkerRow {
        name: worker.worker_id.clone(),
        version: worker.version.clone(),
        commit: worker.commit.clone().unwrap_or_else(|| figures::MISSING.to_owned()),
        started: worker.started_at,
        heard: heard(worker, now, lang),
        jobs: if jobs.is_empty() { figures::MISSING.to_owned() } else { jobs.join(", ") },
    }
}
