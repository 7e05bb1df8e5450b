//! Copies of records go to an Elasticsearch-compatible service, in their order, through an outbox: what could not be
//! delivered is tried again, and nothing is delivered twice.

mod document;
mod outbox;
mod service;

use std::time::Duration;

use chrono::TimeDelta;
use sqlx::PgConnection;

use super::read::Record;
use crate::platform::App;
use crate::platform::config::Shipping;
use document::Fate;
pub use outbox::{Standing, reship, standing};
pub use service::Service;
use service::{Answer, Delivery};

/// Records sent at once.
const BATCH: i64 = 500;
/// How often new records are looked for, and how long a service that fails is left alone at most.
const EVERY: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// Time for a whole batch.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// The pause of a record after its first failed attempt; it doubles with every attempt.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(10);

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Nothing waits, or another process is at it.
    Idle,
    /// Something was settled; there may be more.
    Progress,
    /// The service does not take anything.
    Refused,
}

/// Ships for as long as the process runs; returns at once when nothing is configured.
pub async fn run(app: App) {
    let Some(shipping) = app.config.logs.shipping.clone() else { return };
    let service = match Service::new(&shipping, TIME_LIMIT) {
        Ok(service) => service,
        Err(error) => return tracing::error!("audit records are not shipped: {error}"),
    };
    tracing::info!("audit records are shipped to {}/{}", shipping.url, shipping.index);
    let mut pause = EVERY;
    loop {
        match round(&app, &shipping, &service).await {
            Ok(Round::Progress) => {
                pause = EVERY;
                continue;
            }
            Ok(Round::Idle) => pause = EVERY,
            Ok(Round::Refused) => pause = (pause * 2).min(LONGEST_PAUSE),
            Err(error) => {
                tracing::warn!("audit records could not be shipped: {error}");
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// Sends one batch. Its transaction holds the outbox: a process that ends on the way leaves everything as it was, and the
/// service recognises what it has by the document's id.
pub async fn round(app: &App, shipping: &Shipping, service: &Service) -> sqlx::Result<Round> {
    let mut transaction = app.db.begin().await?;
    if !outbox::lock(&mut transaction).await? {
        return Ok(Round::Idle);
    }
    let now = app.clock.now();
    outbox::enrol(&mut transaction, now, BATCH).await?;
    let records = outbox::due(&mut transaction, now, BATCH).await?;
    if records.is_empty() {
        transaction.commit().await?;
        return Ok(Round::Idle);
    }
    let (mut deliveries, mut skipped, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for record in &records {
        match document::fate(record, shipping) {
            Fate::Ship(document) => deliveries.push(Delivery { record_id: record.id, id: key(record), document }),
            Fate::Skip => skipped.push(record.id),
            Fate::Violation(reason) => failed.push((record.id, reason.to_owned())),
        }
    }
    outbox::skipped(&mut transaction, &skipped, now).await?;
    outbox::failed(&mut transaction, &failed, now).await?;
    let answers = if deliveries.is_empty() { Ok(Vec::new()) } else { service.create(&deliveries).await };
    let round = settle(&mut transaction, &deliveries, answers, now).await?;
    transaction.commit().await?;
    Ok(round)
}

async fn settle(
    conn: &mut PgConnection,
    deliveries: &[Delivery],
    answers: Result<Vec<Answer>, String>,
    now: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<Round> {
    let answers = match answers {
        Ok(answers) => answers,
        Err(reason) => {
            tracing::warn!("{} audit records could not be shipped: {reason}", deliveries.len());
            let all: Vec<_> = deliveries.iter().map(|delivery| (delivery.record_id, reason.clone())).collect();
            outbox::postpone(conn, &all, now, FIRST_PAUSE).await?;
            return Ok(Round::Refused);
        }
    };
    let (mut shipped, mut later, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (delivery, answer) in deliveries.iter().zip(answers) {
        match answer {
            Answer::Stored => shipped.push(delivery.record_id),
            Answer::Later(reason) => later.push((delivery.record_id, reason)),
            Answer::Never(reason) => failed.push((delivery.record_id, reason)),
        }
    }
    outbox::shipped(conn, &shipped, now).await?;
    outbox::postpone(conn, &later, now, FIRST_PAUSE).await?;
    outbox::failed(conn, &failed, now).await?;
    // a service that takes nothing at all is not asked again at once
    Ok(if shipped.is_empty() && failed.is_empty() && !later.is_empty() { Round::Refused } else { Round::Progress })
}

/// Id of a record's document: the number alone would be the same in the stream of another installation.
fn key(record: &Record) -> String {
    format!("{}-{}", record.id, record.hash.get(..16).unwrap_or(&record.hash))
}
