//! The job types of this program: one file each, and the registry that workers are given.

mod computed_factors;
mod data_ingest;
mod exchange_rates_ingest;
mod factor_ingest;
mod recalculation;
mod reduction_objectives_ingest;
mod reference_ingest;
mod unit_sync;

use std::num::NonZero;
use std::thread;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::pipeline::{self, DuplicateJobType, Events, PipelineId, Registry, Worker};
use crate::platform::database::{self, DatabaseError};
use crate::platform::{App, Clock, Scope};

/// Connections that a job may hold at the same time: what it reads from, what it writes to, its lease.
const CONNECTIONS_OF_A_JOB: u32 = 3;
/// How often a command looks whether its pipeline has ended.
const LOOK: Duration = Duration::from_millis(100);
/// Connections of the worker itself.
const OWN_CONNECTIONS: u32 = 2;

/// Every job type.
pub fn registry() -> Result<Registry, DuplicateJobType> {
    Registry::new([
        computed_factors::JOB,
        data_ingest::JOB,
        exchange_rates_ingest::JOB,
        factor_ingest::JOB,
        recalculation::JOB,
        reduction_objectives_ingest::JOB,
        reference_ingest::JOB,
        unit_sync::JOB,
    ])
}

/// A worker on threads and connections of its own: whatever jobs do, pages are answered.
#[derive(Debug)]
pub struct WorkerThread {
    thread: thread::JoinHandle<()>,
    stop: CancellationToken,
}

/// Why no worker runs.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Two handlers for one job type.
    #[error(transparent)]
    Registry(#[from] DuplicateJobType),
    /// No connection.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// No threads.
    #[error("the worker's threads cannot be started: {0}")]
    Threads(#[from] std::io::Error),
}

impl WorkerThread {
    /// Starts a worker on the database of an address.
    pub async fn start(app: &App, url: &str, events: Events) -> Result<Self, StartError> {
        let registry = registry()?;
        let connections = app.config.jobs.at_once as u32 * CONNECTIONS_OF_A_JOB + OWN_CONNECTIONS;
        let db = database::connect_with(url, connections).await?;
        let app = App::new(db.clone(), (*app.config).clone(), Clock::system());
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(processors)
            .max_blocking_threads(processors)
            .thread_name("job")
            .enable_all()
            .build()?;
        let stop = CancellationToken::new();
        let asked = stop.clone();
        let thread = thread::Builder::new().name("worker".to_owned()).spawn(move || {
            runtime.block_on(Worker::new(app, registry, events).run(asked));
            runtime.block_on(database::close(&db));
        })?;
        Ok(Self { thread, stop })
    }

    /// Asks the worker to stop and waits until it has put back what it was at.
    pub async fn stop(self) {
        self.stop.cancel();
        let joined = tokio::task::spawn_blocking(move || self.thread.join()).await;
        if !matches!(joined, Ok(Ok(()))) {
            tracing::error!("the worker broke off");
        }
    }
}

/// Runs jobs in this process until a pipeline has ended, whoever runs its jobs.
pub async fn finish_pipeline(app: &App, url: &str, pipeline: PipelineId) -> anyhow::Result<()> {
    let worker = WorkerThread::start(app, url, Events::default()).await?;
    let ended = async {
        loop {
            let read = pipeline::pipeline(&mut *app.db.acquire().await?, &Scope::Institution, pipeline).await?;
            if read.is_none_or(|pipeline| pipeline.status.is_final()) {
                return anyhow::Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let ended = ended.await;
    worker.stop().await;
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_handler() {
        assert_eq!(registry().unwrap().keys().len(), 8);
        let twice = Registry::new([unit_sync::JOB, unit_sync::JOB]);
        assert_eq!(twice.unwrap_err().to_string(), "there are two handlers for jobs of type unit_sync");
    }
}
