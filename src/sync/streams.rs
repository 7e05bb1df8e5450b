//! Progress as it happens: each pipeline is read once per process for all who watch it, when word of a change arrives.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, KeepAliveStream, Sse};
use futures_util::stream::BoxStream;
use futures_util::stream::unfold;
use serde::Serialize;
use sqlx::PgPool;
use tokio::sync::{broadcast, watch};

use crate::access::Visitor;
use crate::operations::parse_id;
use crate::pipeline::{self, Change, Events, Job, Pipeline, PipelineId};
use crate::platform::ids::JobId;
use crate::platform::{App, Scope};
use crate::web::Problem;
use crate::web::server::Stopping;

/// Changes within this time are told together.
const TOGETHER: Duration = Duration::from_millis(150);
/// How often a watched pipeline is read although no word of it has come.
const FALLBACK: Duration = Duration::from_secs(10);
const COMMENT: Duration = Duration::from_secs(15);

/// A pipeline as far as a scope reaches: those with the same one share what is read.
type Watched = (PipelineId, Scope);
type Seen = watch::Receiver<Arc<Pipeline>>;

/// The pipelines that somebody watches in this process.
#[derive(Debug, Clone, Default)]
pub struct Streams(Arc<Mutex<HashMap<Watched, Seen>>>);

impl Streams {
    /// A pipeline as it is, and as it becomes; none when there is no such one in scope.
    async fn watch(&self, db: &PgPool, events: &Events, watched: Watched) -> sqlx::Result<Option<Seen>> {
        if let Some(seen) = self.known(&watched) {
            return Ok(Some(seen));
        }
        // listening before reading: no change falls between the two
        let changes = events.changes();
        let (id, scope) = &watched;
        let Some(pipeline) = pipeline::pipeline(&mut *db.acquire().await?, scope, *id).await? else { return Ok(None) };
        let (sender, seen) = watch::channel(Arc::new(pipeline));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(watched.clone(), seen.clone());
        let (streams, db) = (self.clone(), db.clone());
        tokio::spawn(async move {
            follow(&db, &watched, &sender, changes).await;
            let mut all = streams.0.lock().unwrap_or_else(PoisonError::into_inner);
            if all.get(&watched).is_some_and(|seen| seen.same_channel(&sender.subscribe())) {
                all.remove(&watched);
            }
        });
        Ok(Some(seen))
    }

    fn known(&self, watched: &Watched) -> Option<Seen> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(watched).filter(|seen| seen.has_changed().is_ok()).cloned()
    }
}

/// Reads a pipeline again whenever it may have changed, until it has ended or nobody but the list of streams looks.
async fn follow(
    db: &PgPool,
    (id, scope): &Watched,
    sender: &watch::Sender<Arc<Pipeline>>,
    mut changes: broadcast::Receiver<Change>,
) {
    while !sender.borrow().status.is_final() && sender.receiver_count() > 1 {
        let is_due = tokio::select! {
            change = changes.recv() => match change {
                Ok(Change::Pipeline(moved)) => moved == *id,
                Ok(Change::Anything) | Err(broadcast::error::RecvError::Lagged(_)) => true,
                Err(broadcast::error::RecvError::Closed) => return,
            },
            () = tokio::time::sleep(FALLBACK) => true,
        };
        if !is_due {
            continue;
        }
        tokio::time::sleep(TOGETHER).await;
        let read = async { pipeline::pipeline(&mut *db.acquire().await?, scope, *id).await };
        match read.await {
            Ok(Some(pipeline)) => {
                sender.send_if_modified(|seen| {
                    let is_newer = pipeline.version > seen.version;
                    if is_newer {
                        *seen = Arc::new(pipeline);
                    }
                    is_newer
                });
            }
            Ok(None) => return,
            Err(error) => tracing::warn!("a watched pipeline could not be read: {error}"),
        }
    }
}

/// What a stream tells, and whether that was the last.
#[derive(Serialize)]
struct Told<'a, T> {
    #[serde(flatten)]
    what: &'a T,
    stream_closed: bool,
}

/// What somebody watches.
#[derive(Debug, Clone, Copy)]
enum Subject {
    Pipeline,
    Job(JobId),
}

impl Subject {
    /// The event for the present state, whether it is the last, and a mark of what it says.
    fn event(self, pipeline: &Pipeline) -> Option<(Event, bool, String)> {
        let (name, data, is_last) = match self {
            Self::Pipeline => {
                let is_last = pipeline.status.is_final();
                ("pipeline", serde_json::to_string(&Told { what: pipeline, stream_closed: is_last }).ok()?, is_last)
            }
            Self::Job(id) => {
                let job: &Job = pipeline.jobs.as_ref()?.iter().find(|job| job.job_id == id)?;
                let is_last = job.is_finished();
                ("job", serde_json::to_string(&Told { what: job, stream_closed: is_last }).ok()?, is_last)
            }
        };
        Some((Event::default().event(name).id(pipeline.version.to_string()).data(&data), is_last, data))
    }
}

struct Watching {
    subject: Subject,
    seen: Seen,
    stopping: Stopping,
    told: String,
    is_over: bool,
}

impl Watching {
    /// The next event: the present state at first, then each change of what is watched.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        while !self.is_over {
            let pipeline = self.seen.borrow_and_update().clone();
            if let Some((event, is_last, data)) = self.subject.event(&pipeline)
                && data != self.told
            {
                (self.told, self.is_over) = (data, is_last);
                return Some((Ok(event), self));
            }
            tokio::select! {
                changed = self.seen.changed() => if changed.is_err() { return None },
                () = self.stopping.0.cancelled() => return None,
            }
        }
        None
    }
}

type Progress = Sse<KeepAliveStream<BoxStream<'static, Result<Event, Infallible>>>>;

async fn stream(
    app: &App,
    (events, streams): (&Events, &Streams),
    stopping: Option<Extension<Stopping>>,
    watched: Watched,
    subject: Subject,
) -> Result<Progress, Problem> {
    let seen = streams.watch(&app.db, events, watched).await?.ok_or(Problem::NotFound)?;
    let stopping = stopping.map(|Extension(stopping)| stopping).unwrap_or_default();
    let watching = Watching { subject, seen, stopping, told: String::new(), is_over: false };
    let events: BoxStream<'static, _> = Box::pin(unfold(watching, Watching::next));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(COMMENT)))
}

/// A job as it moves: `GET /api/v1/sync/jobs/{id}/stream`
#[utoipa::path(get, path = "/api/v1/sync/jobs/{id}/stream", tag = "sync", params(("id" = i32, Path)),
    responses((status = 200, description = "Events named job", content_type = "text/event-stream", body = String),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn of_job(
    State(app): State<App>,
    visitor: Visitor,
    Extension(events): Extension<Events>,
    Extension(streams): Extension<Streams>,
    stopping: Option<Extension<Stopping>>,
    Path(id): Path<i32>,
) -> Result<Progress, Problem> {
    let job = JobId(id);
    let pipeline = pipeline::pipeline_of_job(&mut *app.db.acquire().await?, &visitor.scope, job).await?;
    let watched = (pipeline.ok_or(Problem::NotFound)?, visitor.scope);
    stream(&app, (&events, &streams), stopping, watched, Subject::Job(job)).await
}

/// A pipeline as it moves: `GET /api/v1/sync/pipelines/{id}/stream`
#[utoipa::path(get, path = "/api/v1/sync/pipelines/{id}/stream", tag = "sync", params(("id" = String, Path)),
    responses((status = 200, description = "Events named pipeline", content_type = "text/event-stream", body = String),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn of_pipeline(
    state: State<App>,
    visitor: Visitor,
    events: Extension<Events>,
    streams: Extension<Streams>,
    stopping: Option<Extension<Stopping>>,
    id: Path<String>,
) -> Result<Progress, Problem> {
    of_pipeline_page(state, visitor, events, streams, stopping, id).await
}

/// The same for the pages: `GET /pipelines/{id}/events`
pub(super) async fn of_pipeline_page(
    State(app): State<App>,
    visitor: Visitor,
    Extension(events): Extension<Events>,
    Extension(streams): Extension<Streams>,
    stopping: Option<Extension<Stopping>>,
    Path(id): Path<String>,
) -> Result<Progress, Problem> {
    stream(&app, (&events, &streams), stopping, (parse_id(&id)?, visitor.scope), Subject::Pipeline).await
}
