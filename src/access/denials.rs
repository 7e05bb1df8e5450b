//! What signed-in persons were refused goes into the audit trail.

use axum::extract::{MatchedPath, Request};
use chrono::TimeDelta;
use serde_json::json;

use super::{Person, actor};
use crate::audit::{self, Act, Action, Actor, Recently};
use crate::platform::App;
use crate::platform::ids::UserId;
use crate::web::Problem;

/// The same person, route and right within this time is one denial: nobody fills the trail by asking again.
const SPAN: TimeDelta = TimeDelta::minutes(1);

/// Denials recorded a moment ago.
#[derive(Debug, Clone)]
pub struct Denials(Recently<(UserId, String, String)>);

impl Default for Denials {
    fn default() -> Self {
        Self(Recently::within(SPAN))
    }
}

/// What a person asked for.
pub(super) struct Attempt {
    user: UserId,
    actor: Actor,
    display_name: String,
    /// Method and pattern of the address: numbers in it would make every attempt another one.
    route: String,
    path: String,
}

impl Attempt {
    /// Reads a request before its handler takes it.
    pub(super) fn of(request: &Request, person: &Person) -> Self {
        let extensions = request.extensions();
        let pattern = extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        Self {
            user: person.id,
            actor: actor::actor(extensions, Some(person)),
            display_name: person.display_name.clone(),
            route: format!("{} {pattern}", request.method()),
            path: request.uri().path().to_owned(),
        }
    }
}

impl Denials {
    /// Records that an attempt ended so, if it was refused.
    pub(super) async fn record(&self, app: &App, attempt: Attempt, end: &Problem) {
        let Problem::Forbidden { area, action } = end else { return };
        let area = area.trim_start_matches("area-");
        let right = format!("{area} {}", action.trim_start_matches("right-"));
        let now = app.clock.now();
        if !self.0.is_new((attempt.user, attempt.route.clone(), right.clone()), now) {
            return;
        }
        let summary = format!("{} was refused {}: no right to {right}", attempt.display_name, attempt.route);
        let mut act = Act::new(&attempt.actor, now, Action::Denied, "route", summary);
        act.entity_id = Some(attempt.route);
        act.details = json!({ "path": attempt.path, "right": right });
        audit::note(&app.db, act).await;
    }
}
