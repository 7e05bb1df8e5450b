//! Word of changes: one listening connection per process tells the worker that there is work and streams what moved.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

use super::model::PipelineId;

const WORK: &str = "calco2_work";
const PIPELINES: &str = "calco2_pipelines";
/// Changes kept for a reader that is slow; a slower one looks at everything again.
const KEPT: usize = 1024;
/// Pause before a lost connection is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// What moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A pipeline or one of its jobs.
    Pipeline(PipelineId),
    /// Word may have been lost: anything may have moved.
    Anything,
}

/// Where word of changes arrives in this process.
#[derive(Debug, Clone)]
pub struct Events(Arc<Channels>);

#[derive(Debug)]
struct Channels {
    work: watch::Sender<u64>,
    changes: broadcast::Sender<Change>,
}

impl Default for Events {
    fn default() -> Self {
        Self(Arc::new(Channels { work: watch::Sender::new(0), changes: broadcast::Sender::new(KEPT) }))
    }
}

impl Events {
    /// Listens for as long as the process lives; a lost connection is made anew.
    pub async fn listen(self, db: PgPool) {
        loop {
            if let Err(error) = self.listen_once(&db).await {
                tracing::warn!("word of changes is not heard for a moment: {error}");
            }
            self.tell(Change::Anything);
            self.call();
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn listen_once(&self, db: &PgPool) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(db).await?;
        listener.listen_all([WORK, PIPELINES]).await?;
        self.tell(Change::Anything);
        self.call();
        while let Some(word) = listener.try_recv().await? {
            match (word.channel(), Uuid::parse_str(word.payload())) {
                (PIPELINES, Ok(id)) => self.tell(Change::Pipeline(PipelineId(id))),
                _ => self.call(),
            }
        }
        Ok(())
    }

    fn tell(&self, change: Change) {
        // nobody may be listening
        let _readers = self.0.changes.send(change);
    }

    fn call(&self) {
        self.0.work.send_modify(|calls| *calls += 1);
    }

    /// Changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.changes.subscribe()
    }

    /// Calls to look at the queue from now on.
    pub fn work(&self) -> watch::Receiver<u64> {
        self.0.work.subscribe()
    }
}
