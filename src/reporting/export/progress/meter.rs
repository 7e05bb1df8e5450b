//! Counts the bytes of a download as they leave.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use sqlx::PgPool;
use tokio::time::sleep;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::store::{self, Progress, State};
use crate::platform::Clock;
use crate::platform::ids::UserId;

/// Between two notes of one download.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
struct Sent {
    bytes: AtomicI64,
    is_whole: AtomicBool,
}

/// Goes with a download; when it is dropped the download is over, whole or not.
#[derive(Debug)]
pub(in crate::reporting::export) struct Meter {
    sent: Arc<Sent>,
    _over_when_dropped: DropGuard,
}

impl Meter {
    /// Begins to count a download that a person's page calls by a name.
    pub(in crate::reporting::export) fn start(
        db: PgPool,
        clock: Clock,
        (user, name): (UserId, String),
        usual_bytes: Option<i64>,
    ) -> Self {
        let sent = Arc::<Sent>::default();
        let over = CancellationToken::new();
        let meter = Self { sent: sent.clone(), _over_when_dropped: over.clone().drop_guard() };
        tokio::spawn(async move {
            follow(&db, clock, (user, &name), usual_bytes, &sent, &over).await;
        });
        meter
    }

    /// So many bytes more have left.
    pub(in crate::reporting::export) fn add(&self, bytes: usize) {
        self.sent.bytes.fetch_add(i64::try_from(bytes).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// The last byte has left.
    pub(in crate::reporting::export) fn finish(&self) {
        self.sent.is_whole.store(true, Ordering::Relaxed);
    }
}

async fn follow(
    db: &PgPool,
    clock: Clock,
    who: (UserId, &str),
    usual_bytes: Option<i64>,
    sent: &Sent,
    over: &CancellationToken,
) {
    let noted = |written: sqlx::Result<()>| {
        // the download goes on
        written.inspect_err(|error| tracing::info!("how far a download is cannot be written down: {error:#}")).is_ok()
    };
    noted(store::forget_old(db, clock.now()).await);
    let mut tries_left = 5;
    while tries_left > 0 {
        let is_over = over.is_cancelled();
        let state = match (is_over, sent.is_whole.load(Ordering::Relaxed)) {
            (false, _) => State::Running,
            (true, true) => State::Finished,
            (true, false) => State::BrokenOff,
        };
        let progress = Progress { sent_bytes: sent.bytes.load(Ordering::Relaxed), usual_bytes, state };
        let is_written = noted(store::write(db, who, &progress, clock.now()).await);
        match (is_over, is_written) {
            (false, _) => {
                over.run_until_cancelled(sleep(PAUSE)).await;
            }
            (true, true) => return,
            (true, false) => {
                tries_left -= 1;
                sleep(PAUSE).await;
            }
        }
    }
}
