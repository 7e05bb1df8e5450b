//! Bodies that come too slowly are given up: nobody holds a handler by sending a letter now and then.

use std::io;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, timeout_at};

/// How slow a body may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// What everybody gets, however little they send.
    pub(super) grace: Duration,
    /// What each further second costs, in bytes.
    pub(super) bytes_per_second: f64,
}

/// A telephone in a tunnel gets through, 100 MB at that pace too.
pub(super) const PACE: Pace = Pace { grace: Duration::from_secs(20), bytes_per_second: 4096.0 };

/// Gives the handler a body that fails when it falls behind.
pub(super) async fn keep(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let begun = Instant::now();
    let watched = |body: Body| {
        let step = move |(mut pieces, taken): (BodyDataStream, f64)| async move {
            let due = begun + pace.grace + Duration::from_secs_f64(taken / pace.bytes_per_second);
            match timeout_at(due, pieces.next()).await {
                Ok(Some(piece)) => {
                    let piece = piece?;
                    let taken = taken + piece.len() as f64;
                    Ok(Some((piece, (pieces, taken))))
                }
                Ok(None) => Ok(None),
                Err(_) => Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut))),
            }
        };
        Body::from_stream(stream::try_unfold((body.into_data_stream(), 0.0), step))
    };
    next.run(request.map(watched)).await
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Bytes;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    /// Sends so many letters, one at a time, and gives the answer's status and how long it took.
    async fn sent(letters: usize, pause: Duration) -> (StatusCode, Duration) {
        let pace = Pace { grace: Duration::from_millis(100), bytes_per_second: 10.0 };
        let router = Router::new()
            .route("/", post(|body: Bytes| async move { body.len().to_string() }))
            .layer(from_fn_with_state(pace, keep));
        let body = stream::unfold(letters, move |left| async move {
            let left = left.checked_sub(1)?;
            tokio::time::sleep(pause).await;
            Some((Ok::<_, io::Error>(Bytes::from_static(b"x")), left))
        });
        let begun = Instant::now();
        let request = Request::post("/").body(Body::from_stream(body)).unwrap();
        (router.oneshot(request).await.unwrap().status(), begun.elapsed())
    }

    #[tokio::test]
    async fn who_keeps_the_pace_gets_through_and_who_does_not_is_given_up() {
        // 20 letters a second, where 10 are asked for
        assert_eq!(sent(10, Duration::from_millis(50)).await.0, StatusCode::OK);
        // 4 letters a second: the first comes after the grace
        let (status, taken) = sent(1000, Duration::from_millis(250)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(taken < Duration::from_secs(5), "{taken:?}");
    }
}
