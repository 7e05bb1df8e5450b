//! How many archives a process writes at once: each keeps up to two connections for as long as its reader takes, and pages
//! need the others.

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use sqlx::PgPool;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::web::Problem;

/// How long somebody waits for another archive to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections for each archive: two, and as many for everybody else.
const CONNECTIONS: u32 = 4;

/// Room for archives.
#[derive(Debug, Clone)]
pub struct Room(Arc<Semaphore>);

impl Room {
    /// As much as the connections to a database allow.
    pub fn beside(db: &PgPool) -> Self {
        let places = (db.options().get_max_connections() / CONNECTIONS).max(1);
        Self(Arc::new(Semaphore::new(places as usize)))
    }

    /// A place, given back when it is dropped; `Unavailable` when none becomes free.
    pub(super) async fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.place_within(PATIENCE).await
    }

    async fn place_within(&self, patience: Duration) -> Result<OwnedSemaphorePermit, Problem> {
        match tokio::time::timeout(patience, self.0.clone().acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(Problem::Unavailable(anyhow!("as many exports run as there is room for"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_no_room_waits_for_a_while() {
        let room = Room(Arc::new(Semaphore::new(1)));
        let place = room.place().await.expect("it is empty");
        let shortly = room.place_within(Duration::from_millis(10)).await;
        assert!(matches!(shortly, Err(Problem::Unavailable(_))));
        let waiting = tokio::spawn(async move { room.place().await.is_ok() });
        tokio::task::yield_now().await;
        drop(place);
        assert!(waiting.await.unwrap());
    }
}
