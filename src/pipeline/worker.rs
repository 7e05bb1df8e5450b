//! Runs jobs: claims what is next, a few at a time, and answers for each until it has ended.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::events::Events;
use super::model::{JobKind, JobOutcome};
use super::queue::{self, Claimed, JobRequest};
use super::running::{Keeper, Tracker};
use super::{JobError, measures, retention, workers};
use crate::platform::App;
use crate::platform::config::Jobs;

/// How long jobs may take to notice that they have to stop.
const GRACE: Duration = Duration::from_secs(6);
/// How long a process that stops waits for the database.
const FAREWELL: Duration = Duration::from_millis(500);
/// How long a job of this process's own waits before it looks again whether it may begin.
const TURN: Duration = Duration::from_millis(200);

/// A job and what it needs.
#[derive(Debug, Clone)]
pub struct Work {
    /// The application.
    pub app: App,
    /// The job.
    pub claimed: Claimed,
    /// Where it tells how far it is, and learns that it has to stop.
    pub tracker: Tracker,
}

/// Does a job: its last transaction ends it.
pub type Handler = fn(Work) -> BoxFuture<'static, Result<JobOutcome, JobError>>;

/// The job types a program knows.
#[derive(Debug, Clone, Default)]
pub struct Registry(BTreeMap<JobKind, Handler>);

impl Registry {
    /// One handler for each kind; a kind named twice is an error of the program, told at start.
    pub fn new(types: impl IntoIterator<Item = (JobKind, Handler)>) -> Result<Self, DuplicateJobType> {
        let mut handlers = BTreeMap::new();
        for (kind, handler) in types {
            if handlers.insert(kind, handler).is_some() {
                return Err(DuplicateJobType(kind.key()));
            }
        }
        Ok(Self(handlers))
    }

    /// The job types it knows.
    pub fn keys(&self) -> Vec<&'static str> {
        self.0.keys().map(|kind| kind.key()).collect()
    }
}

/// Two handlers for one job type.
#[derive(Debug, thiserror::Error)]
#[error("there are two handlers for jobs of type {0}")]
pub struct DuplicateJobType(&'static str);

/// A process that runs jobs.
#[derive(Debug)]
pub struct Worker {
    app: App,
    registry: Registry,
    events: Events,
    id: String,
}

impl Worker {
    /// A worker of this process. `app` should have connections of its own: jobs must not take those of pages.
    pub fn new(app: App, registry: Registry, events: Events) -> Self {
        Self { app, registry, events, id: workers::new_id() }
    }

    /// Runs jobs until it is asked to stop; then those that run are put back, for another process to begin again.
    pub async fn run(self, stop: CancellationToken) {
        let db = &self.app.db;
        let (timing, slots) = (self.app.config.jobs, self.app.config.jobs.at_once);
        let kinds = self.registry.keys();
        let mut calls = self.events.work();
        let mut running = JoinSet::new();
        let upkeep = tokio::spawn(upkeep(self.app.clone(), self.id.clone(), timing));
        while !stop.is_cancelled() {
            while running.len() < slots {
                let claimed = tokio::select! {
                    claimed = queue::claim(db, &self.id, &kinds, timing.lease) => claimed,
                    // the database does not answer; a claim that it took all the same runs out
                    () = async { stop.cancelled().await; tokio::time::sleep(FAREWELL).await } => break,
                };
                match claimed {
                    Ok(Some(claimed)) => running.spawn(self.begin(claimed, stop.child_token())),
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!("no job could be claimed: {error}");
                        break;
                    }
                };
            }
            tokio::select! {
                () = stop.cancelled() => {}
                _ = calls.changed(), if running.len() < slots => {}
                _ = running.join_next(), if !running.is_empty() => {}
                () = tokio::time::sleep(timing.poll), if running.len() < slots => {}
            }
        }
        upkeep.abort();
        let all_ended = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, all_ended).await.is_err() {
            tracing::warn!("jobs did not stop in time; their leases run out");
        }
        match tokio::time::timeout(FAREWELL, workers::leave(db, &self.id)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!("the worker could not sign off: {error}"),
            Err(_) => tracing::warn!("the worker could not sign off: the database does not answer"),
        }
    }

    fn begin(&self, claimed: Claimed, stop: CancellationToken) -> impl Future<Output = ()> + Send + 'static {
        let handler = self.registry.0[&claimed.request.kind];
        let app = self.app.clone();
        let span = tracing::info_span!("job", id = claimed.lease.job.0, kind = claimed.request.kind.key());
        async move { answer_for(app, handler, claimed, stop).await }.instrument(span)
    }
}

/// What a worker does besides jobs: it shows that it lives, takes back jobs of those who do not, forgets old things.
async fn upkeep(app: App, id: String, timing: Jobs) {
    loop {
        let kept = async {
            workers::show(&app.db, &id).await?;
            let lost = queue::take_back_expired(&app.db, timing.first_pause).await?;
            measures::leases_expired(lost);
            retention::forget(&app.db).await
        };
        if let Err(error) = kept.await {
            tracing::warn!("the worker's upkeep failed: {error}");
        }
        tokio::time::sleep(timing.poll).await;
    }
}

/// Runs one job to its end, whatever that is.
async fn answer_for(app: App, handler: Handler, claimed: Claimed, stop: CancellationToken) {
    let (lease, kind, timing) = (claimed.lease, claimed.request.kind, app.config.jobs);
    measures::claimed(kind, claimed.waited);
    tracing::info!(attempt = claimed.attempts, waited_ms = claimed.waited * 1000.0, "a job begins");
    let begun = std::time::Instant::now();
    let tracker = Tracker::default();
    let keeper = Keeper::of(app.db.clone(), lease, timing, tracker.clone());
    let mut task =
        tokio::spawn(handler(Work { app: app.clone(), claimed, tracker: tracker.clone() }).in_current_span());
    let ended = tokio::select! {
        ended = &mut task => Some(ended),
        () = tracker.stopped() => None,
        () = stop.cancelled() => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => break_off(&app.db, &claimed_token(lease), &tracker, task).await,
    };
    drop(keeper);
    let result = ended.unwrap_or_else(|panic| {
        tracing::error!("a job broke off: {panic}");
        Err(JobError::Failed("The program made a mistake. Nothing was changed. Its log says more.".to_owned()))
    });
    settle(&app.db, lease, kind, timing, result, (begun.elapsed(), tracker.processed()), stop.is_cancelled()).await;
}

fn claimed_token(lease: queue::Lease) -> [uuid::Uuid; 1] {
    [lease.token]
}

/// Makes a job stop: it looks for that itself, and statements that it waits for are cut off.
async fn break_off<T>(
    db: &PgPool,
    tokens: &[uuid::Uuid],
    tracker: &Tracker,
    mut task: tokio::task::JoinHandle<T>,
) -> Result<T, tokio::task::JoinError> {
    tracker.stop();
    loop {
        if let Err(error) = queue::end_sessions(db, tokens).await {
            tracing::warn!("sessions of a stopped job could not be ended: {error}");
        }
        if let Ok(ended) = tokio::time::timeout(Duration::from_secs(1), &mut task).await {
            return ended;
        }
    }
}

/// Says in the queue how a job ended that did not say so itself.
async fn settle(
    db: &PgPool,
    lease: queue::Lease,
    kind: JobKind,
    timing: Jobs,
    result: Result<JobOutcome, JobError>,
    (taken, rows): (Duration, u64),
    is_stopping: bool,
) {
    let told = match &result {
        Ok(outcome) => {
            measures::ended(kind, outcome.key(), taken, rows);
            tracing::info!(result = outcome.key(), ms = taken.as_millis() as u64, "a job ended");
            return;
        }
        Err(_) if is_stopping => queue::put_back(db, lease).await,
        Err(JobError::Lost) => return lost(),
        Err(error) => match queue::give_up(db, lease, error, timing.first_pause).await {
            Ok(true) => {
                measures::ended(kind, "error", taken, rows);
                tracing::error!("a job failed: {error}");
                return;
            }
            Ok(false) => return lost(),
            Err(error) => Err(error),
        },
    };
    if let Err(error) = told {
        // its lease runs out, and whoever sees that begins it again
        tracing::error!("a job's end could not be stored: {error}");
    }
}

fn lost() {
    measures::lease_lost();
    tracing::warn!("a job was cancelled or taken over");
}

/// Runs a job in this process and waits for it, as its command does. Whoever stops the process stops the job.
pub async fn run_here<T, F>(app: &App, request: &JobRequest, work: impl FnOnce(Work) -> F) -> Result<T, JobError>
where
    F: Future<Output = Result<T, JobError>>,
{
    let timing = app.config.jobs;
    let worker = workers::new_id();
    let claimed = loop {
        // there may be no worker to take back what stands in the way
        queue::take_back_expired(&app.db, timing.first_pause).await?;
        match queue::start_now(&app.db, request, &worker, timing.lease).await? {
            Some(claimed) => break claimed,
            None => tokio::time::sleep(TURN).await,
        }
    };
    let (lease, tracker) = (claimed.lease, Tracker::default());
    let _keeper = Keeper::of(app.db.clone(), lease, timing, tracker.clone());
    let result = work(Work { app: app.clone(), claimed, tracker }).await;
    if let Err(error) = &result {
        queue::give_up(&app.db, lease, error, timing.first_pause).await?;
    }
    result
}
