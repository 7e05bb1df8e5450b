//! A job while it runs: its lease is kept alive and its progress told, until it ends or has to stop.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::JobError;
use super::model::Phase;
use super::queue::{self, Lease, Position};
use crate::platform::config::Jobs;

/// How often progress is written, and a cancelled job notices.
const TICK: Duration = Duration::from_millis(400);
const UNKNOWN: i64 = -1;

/// What a job at work tells about itself, and is told.
#[derive(Debug, Clone, Default)]
pub struct Tracker(Arc<Told>);

#[derive(Debug)]
struct Told {
    phase: Mutex<Option<Phase>>,
    processed: AtomicU64,
    total: AtomicI64,
    stop: CancellationToken,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            phase: Mutex::new(None),
            processed: AtomicU64::new(0),
            total: AtomicI64::new(UNKNOWN),
            stop: CancellationToken::new(),
        }
    }
}

impl Tracker {
    /// A step begins.
    pub fn enter(&self, phase: Phase) {
        *self.0.phase.lock().unwrap_or_else(PoisonError::into_inner) = Some(phase);
    }

    /// So many rows or entries are to be done in all.
    pub fn expect(&self, total: u64) {
        self.0.total.store(total as i64, Ordering::Relaxed);
    }

    /// So many more are done.
    pub fn add(&self, done: u64) {
        self.0.processed.fetch_add(done, Ordering::Relaxed);
    }

    /// So many are done.
    pub fn set(&self, done: u64) {
        self.0.processed.store(done, Ordering::Relaxed);
    }

    /// So many were done.
    pub fn processed(&self) -> u64 {
        self.0.processed.load(Ordering::Relaxed)
    }

    /// Whether the job has to stop: it was taken over or cancelled, or the process stops.
    pub fn must_stop(&self) -> bool {
        self.0.stop.is_cancelled()
    }

    /// An error when the job has to stop.
    pub fn check(&self) -> Result<(), JobError> {
        if self.must_stop() { Err(JobError::Lost) } else { Ok(()) }
    }

    pub(super) fn stop(&self) {
        self.0.stop.cancel();
    }

    pub(super) async fn stopped(&self) {
        self.0.stop.cancelled().await;
    }

    fn position(&self) -> Position {
        let phase = *self.0.phase.lock().unwrap_or_else(PoisonError::into_inner);
        let total = self.0.total.load(Ordering::Relaxed);
        Position {
            phase: phase.map(Phase::key),
            processed: self.processed() as i64,
            total: (total != UNKNOWN).then_some(total),
        }
    }
}

/// Renews a lease for as long as this value lives; a lost one stops the job.
#[derive(Debug)]
pub(super) struct Keeper(JoinHandle<()>);

impl Keeper {
    pub(super) fn of(db: PgPool, lease: Lease, timing: Jobs, tracker: Tracker) -> Self {
        Self(tokio::spawn(keep(db, lease, timing, tracker)))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn keep(db: PgPool, lease: Lease, timing: Jobs, tracker: Tracker) {
    let mut told = Position::default();
    let mut renewed = Instant::now();
    loop {
        tokio::time::sleep(TICK.min(timing.lease / 4)).await;
        let position = tracker.position();
        let is_due = renewed.elapsed() >= timing.lease / 4;
        let held = if is_due || position != told {
            queue::renew(&db, lease, timing.lease, position).await
        } else {
            queue::is_held(&db, lease).await
        };
        match held {
            Ok(true) => {
                if is_due || position != told {
                    renewed = Instant::now();
                }
                told = position;
            }
            Ok(false) => return tracker.stop(),
            // the database may come back before the lease is over
            Err(error) if renewed.elapsed() < timing.lease => {
                tracing::warn!(job = lease.job.0, "the lease could not be renewed: {error}");
            }
            Err(error) => {
                tracing::error!(job = lease.job.0, "the lease has run out: {error}");
                return tracker.stop();
            }
        }
    }
}
