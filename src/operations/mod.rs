//! The console: which pipelines there are, what became of their jobs, what can be done about them.

mod actions;
mod chips;
pub mod comparison;
mod detail;
pub mod errors;
mod graph;
mod list;
mod original;
mod page;
mod panel;
pub mod parts;
pub mod unit_changes;
mod view;
pub mod words;
mod workers;

use chrono::TimeDelta;
use futures_util::future::BoxFuture;

use crate::access::{Access, Action, Permission, Route};
use crate::pipeline;
use crate::platform::{App, Scope};
use crate::web::navigation::Group;
use crate::web::rate_limit::Purpose;

const VIEW: Access = Access::Needs(Permission::BackofficePipelineOperations, Action::View);
/// The pipeline of a unit's own file is also its principal's to look at.
const VIEW_OWN: Access = Access::NeedsOrSync(Permission::BackofficePipelineOperations, Action::View);
const EDIT: Access = Access::Needs(Permission::BackofficePipelineOperations, Action::Edit);

pub use page::parse_id;

/// Address of the console.
pub const PATH: &str = "/pipelines";

/// How many pipelines failed within the last day.
fn recent_failures(app: &App) -> BoxFuture<'_, sqlx::Result<i64>> {
    Box::pin(pipeline::failures_since(&app.db, &Scope::Institution, app.clock.now() - TimeDelta::days(1)))
}

/// The routes of the console.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, VIEW, list::show)
            .in_navigation(Group::Data, "navigation-pipelines", "workflow")
            .counting_failures(recent_failures),
        Route::get("/pipelines/{pipeline_id}", VIEW_OWN, page::show),
        Route::get("/pipelines/jobs/{job_id}/errors.csv", VIEW_OWN, errors::file).limited(Purpose::Export),
        Route::get("/pipelines/jobs/{job_id}/file", VIEW_OWN, original::download).limited(Purpose::Export),
        Route::get("/pipelines/jobs/{job_id}/skipped.csv", VIEW_OWN, original::skipped).limited(Purpose::Export),
        Route::get("/pipelines/{pipeline_id}/cancel", EDIT, actions::ask_cancel),
        Route::post("/pipelines/{pipeline_id}/cancel", EDIT, actions::cancel),
        Route::get("/pipelines/{pipeline_id}/retry", EDIT, actions::ask_retry),
        Route::post("/pipelines/{pipeline_id}/retry", EDIT, actions::retry),
        Route::get("/pipelines/jobs/{job_id}/release", EDIT, actions::ask_release),
        Route::post("/pipelines/jobs/{job_id}/release", EDIT, actions::release),
        Route::get("/pipelines/jobs/{job_id}/fail", EDIT, actions::ask_fail),
        Route::post("/pipelines/jobs/{job_id}/fail", EDIT, actions::fail),
    ]
}
