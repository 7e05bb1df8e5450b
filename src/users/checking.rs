//! `POST /users/{user_id}/synchronise`: asks the role provider for one person now.

use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::{PATH, person, store};
use crate::access::refresh::{Refreshed, Refresher};
use crate::access::{Acting, Visitor};
use crate::platform::App;
use crate::web::{Flash, Flashes, Problem};

/// The longest that somebody waits for the answer; it is stored whenever it comes.
const PATIENCE: Duration = Duration::from_secs(5);

/// `POST /users/{user_id}/synchronise`
pub(super) async fn check(
    State(app): State<App>,
    refresher: Extension<Refresher>,
    visitor: Visitor,
    Acting(actor): Acting,
    flashes: Flashes,
    Path(user_id): Path<String>,
) -> Result<Response, Problem> {
    let id = person::id(&user_id)?;
    let before = store::person(&app.db, &visitor.scope, id).await?.ok_or(Problem::NotFound)?;
    let flash = match refresher.ask(&app, actor, id) {
        None => Flash::failed("users-check-busy"),
        Some(asked) => match tokio::time::timeout(PATIENCE, asked).await {
            Err(_) => Flash::done("users-check-slow"),
            Ok(outcome) => match outcome.map_err(anyhow::Error::from)?? {
                Refreshed::Unchanged => Flash::done("users-check-unchanged"),
                Refreshed::Changed => Flash::done("users-check-changed"),
                Refreshed::Vanished => Flash::failed("users-check-vanished"),
                Refreshed::Unavailable => Flash::failed("users-check-unavailable"),
                Refreshed::JustAsked => Flash::failed("users-check-just-asked"),
                Refreshed::NotAsked => Flash::failed("users-check-not-asked"),
            },
        },
    };
    flashes.keep(flash.with("name", before.display_name)).await?;
    // who lost a role may be out of reach now
    let is_there = store::person(&app.db, &visitor.scope, id).await?.is_some();
    let next = if is_there { format!("{PATH}/{id}") } else { PATH.to_owned() };
    Ok(Redirect::to(&next).into_response())
}
