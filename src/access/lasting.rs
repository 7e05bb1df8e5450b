//! Answers that last: who is signed out meanwhile, or may no longer look, is told nothing more.

use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use axum_login::tower_sessions::session::Id;
use futures_util::StreamExt;

use super::guard::Gate;
use super::{people, sessions};
use crate::platform::ids::UserId;

/// How soon somebody who is out hears nothing more.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// In whose name a stream was opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) session: Id,
    pub(super) user: UserId,
    pub(super) stamp: [u8; 4],
}

/// An event stream, for as long as its session lasts and opens the route; every other answer as it is.
pub(super) fn while_admitted(response: Response, gate: Gate, standing: Standing) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"text/event-stream")) {
        return response;
    }
    let out = Box::pin(async move {
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            // a database that does not answer says nothing about who is signed in
            if let Ok(false) = is_admitted(&gate, standing).await {
                return;
            }
        }
    });
    response.map(|body| Body::from_stream(body.into_data_stream().take_until(out)))
}

async fn is_admitted(gate: &Gate, standing: Standing) -> sqlx::Result<bool> {
    let mut db = gate.app.db.acquire().await?;
    if !sessions::is_alive(&mut db, standing.session).await? {
        return Ok(false);
    }
    let account = people::account(&mut db, standing.user).await?.filter(|account| account.stamp == standing.stamp);
    Ok(account.is_some_and(|account| gate.access.admits(Some(&account.vouched(&gate.app).0)).is_ok()))
}
