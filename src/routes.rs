//! Every route: path → permission → handler. Composes what the rooms declare, nothing else.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use tokio::sync::OnceCell;

use crate::access::denials::Denials;
use crate::access::guard::{self, Gate};
use crate::access::refresh::Refresher;
use crate::access::{Access, Route, oidc, sessions, sign_in};
use crate::ledger::environment::Environments;
use crate::pipeline::Events;
use crate::platform::App;
use crate::web::rate_limit::{Limits, Purpose};
use crate::web::{Problem, assets, client_errors, health, language, layers, patterns};
use crate::{
    data_management, institution, logs, metrics, openapi, operations, reporting, results, sync, users, workspace, years,
};

/// The table of all routes.
pub fn table() -> Vec<Route> {
    [
        own(),
        sign_in::routes(),
        oidc::routes(),
        sessions::routes(),
        openapi::routes(),
        reporting::routes(),
        data_management::routes(),
        operations::routes(),
        results::routes(),
        sync::routes(),
        years::routes(),
        users::routes(),
        metrics::routes(),
        workspace::routes(),
        logs::routes(),
    ]
    .concat()
}

/// What belongs to no capability.
fn own() -> Vec<Route> {
    let mut client_errors = Route::post("/client-errors", Access::Public, client_errors::take);
    client_errors.handler = client_errors.handler.layer(DefaultBodyLimit::max(client_errors::LARGEST_REPORT));
    vec![
        client_errors.limited(Purpose::ClientError),
        Route::post("/language", Access::Public, language::choose),
        Route::post("/patterns", Access::Public, patterns::choose),
        Route::get("/static/{*name}", Access::Machine, assets::serve),
        Route::get("/healthz", Access::Machine, health::alive),
        Route::get("/readyz", Access::Machine, health::ready),
    ]
}

/// The application behind its guard and its layers.
pub fn router(app: &App, events: &Events) -> anyhow::Result<Router> {
    compose(app, events, table())
}

/// A router of a table; tests add routes of their own.
pub fn compose(app: &App, events: &Events, table: Vec<Route>) -> anyhow::Result<Router> {
    let entries: Arc<[_]> =
        table.iter().filter_map(|route| Some((route.entry?, route.access, route.count_failures))).collect();
    let name = Arc::new(OnceCell::new());
    let (limits, denials) = (Limits::default(), Denials::default());
    let refresher = Refresher::default();
    let gate = |access, limit| {
        let gate = Gate {
            app: app.clone(),
            access,
            limit,
            limits: limits.clone(),
            denials: denials.clone(),
            entries: entries.clone(),
            refresher: refresher.clone(),
            find_institution: |db| Box::pin(institution::root_name(db)),
            institution: name.clone(),
        };
        from_fn_with_state(gate, guard::admit)
    };
    let mut machine = Router::new();
    let mut pages = Router::new();
    for route in table {
        if route.access == Access::Machine {
            machine = machine.route(route.path, route.handler);
        } else {
            pages = pages.route(route.path, route.handler.route_layer(gate(route.access, route.limit)));
        }
    }
    let nowhere = axum::routing::any(|| async { Problem::NotFound }).layer(gate(Access::Public, None));
    let pages =
        pages.fallback_service(nowhere.with_state(app.clone())).layer(sessions::layer(app)).with_state(app.clone());
    let kept = (
        Extension(Environments::default()),
        Extension(reporting::Snapshots::default()),
        Extension(reporting::Charts::default()),
        Extension(reporting::export::Room::beside(&app.read_db)),
        Extension(events.clone()),
        Extension(sync::Streams::default()),
        Extension(oidc::Provider::configured(&app.config)?),
        Extension(limits),
        Extension(logs::Consultations::default()),
        Extension(refresher),
    );
    let pages = layers::around_pages(pages.layer(kept), app)?;
    let machine = machine.layer(Extension(metrics::Lag::default())).with_state(app.clone());
    layers::around_everything(pages.merge(machine), app)
}
