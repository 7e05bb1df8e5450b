//! Waiting for what has to happen, however long a busy machine takes.

use std::time::{Duration, Instant};

use calco2::pipeline::{Job, Pipeline, PipelineId};
use calco2::platform::ids::JobId;

use crate::bench::{Bench, PATIENCE};

impl Bench {
    /// Waits until a condition holds.
    pub(crate) async fn until(&self, what: &str, mut condition: impl AsyncFnMut() -> bool) {
        let begun = Instant::now();
        while !condition().await {
            assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until a job is as wanted.
    pub(crate) async fn until_job(&self, id: JobId, what: &str, wanted: impl Fn(&Job) -> bool) -> Job {
        let begun = Instant::now();
        loop {
            let job = self.job(id).await;
            if wanted(&job) {
                return job;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain until the job {what}: {job:#?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) async fn until_running(&self, id: JobId) -> Job {
        self.until_job(id, "runs", Job::is_running).await
    }

    /// Waits until the job is complete and waits for those who use the emissions.
    pub(crate) async fn until_replacing(&self, id: JobId) -> Job {
        self.until_job(id, "replaces", |job| job.is_running() && job.progress.phase.as_deref() == Some("replacing"))
            .await
    }

    pub(crate) async fn until_finished(&self, id: JobId) -> Job {
        self.until_job(id, "has ended", Job::is_finished).await
    }

    pub(crate) async fn until_success(&self, id: JobId) -> Job {
        let job = self.until_finished(id).await;
        assert_eq!(job.result.as_deref(), Some("success"), "{job:#?}");
        job
    }

    pub(crate) async fn until_ended(&self, id: PipelineId) -> Pipeline {
        self.until("the pipeline has ended", async || self.pipeline(id).await.status.is_final()).await;
        self.pipeline(id).await
    }

    /// Waits until some session of the database waits for a lock.
    pub(crate) async fn until_somebody_waits(&self) {
        let waiting =
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        self.until("somebody waits for a lock", async || self.number(waiting).await > 0).await;
    }
}
