//! What the back office reads: filter → units table → exports. One filter type for page, JSON and files.

pub mod answers;
pub mod api;
mod breakdown;
pub mod charts;
pub mod choices;
pub mod columns;
pub mod export;
pub mod figures;
pub mod filter;
pub mod listing;
mod opened;
pub mod page;
pub mod parse;
pub mod reminders;
pub mod selection;
mod sent;
pub mod snapshot;
pub mod strict;
mod table_file;
pub mod units;
pub mod views;

pub use charts::Charts;
pub use filter::Filter;
pub use listing::Listing;
pub use snapshot::Snapshots;

use chrono::{DateTime, Utc};
use export::handlers;
use serde_json::json;
use utoipa::OpenApi;

use crate::access::{Access, Action, Permission, Route};
use crate::audit::{self, Act, Actor};
use crate::platform::App;
use crate::web::navigation::Group;
use crate::web::rate_limit::Purpose;

const VIEW: Access = Access::Needs(Permission::BackofficeReporting, Action::View);
const EXPORT: Access = Access::Needs(Permission::BackofficeReporting, Action::Export);

/// The routes of reporting.
pub fn routes() -> Vec<Route> {
    let limited = |route: Route| if route.access == EXPORT { route.limited(Purpose::Export) } else { route };
    let routes = vec![
        Route::get(page::PATH, VIEW, page::show)
            .in_navigation(Group::Results, "navigation-reporting", "chart-column")
            .leading_to("/units")
            .revalidated(),
        Route::get("/reporting/charts/{file}", VIEW, charts::file),
        Route::get("/reporting/print/{report}", VIEW, page::print),
        Route::get("/reporting/report/{file}", EXPORT, page::pdf),
        Route::get("/api/v1/reporting/filters/years", VIEW, api::years).revalidated(),
        Route::get("/api/v1/reporting/filters/units", VIEW, api::units_choice).revalidated(),
        Route::get("/api/v1/reporting/filters/affiliations", VIEW, api::affiliations).revalidated(),
        Route::post("/api/v1/reporting/units", VIEW, api::units),
        Route::get("/reporting/units/{unit_id}/modules", VIEW, page::modules),
        Route::get(views::PATH, VIEW, views::list),
        Route::post(views::PATH, VIEW, views::save),
        Route::post("/reporting/views/{view_id}", VIEW, views::act),
        Route::get(reminders::PATH, VIEW, reminders::show),
        Route::get(reminders::FILE, EXPORT, reminders::file),
        Route::get(page::TABLE_FILE, EXPORT, table_file::download),
        Route::get("/reporting/export/results", EXPORT, handlers::results_page),
        Route::get("/reporting/export/detailed", EXPORT, handlers::detailed_page),
        Route::get("/reporting/export/usage", EXPORT, handlers::usage_page),
        Route::get("/reporting/export/combined", EXPORT, handlers::combined_page),
        // asked for every second: no file is taken out
        Route::get("/reporting/export/progress/{name}", VIEW, export::progress::show),
        Route::get("/api/v1/reporting/export/results", EXPORT, export::api::results_get),
        Route::post("/api/v1/reporting/export/results", EXPORT, export::api::results_post),
        Route::get("/api/v1/reporting/export/detailed", EXPORT, export::api::detailed_get),
        Route::post("/api/v1/reporting/export/detailed", EXPORT, export::api::detailed_post),
        Route::get("/api/v1/reporting/export/usage", EXPORT, export::api::usage_get),
        Route::post("/api/v1/reporting/export/usage", EXPORT, export::api::usage_post),
        Route::get("/api/v1/reporting/export/combined", EXPORT, export::api::combined_get),
        Route::post("/api/v1/reporting/export/combined", EXPORT, export::api::combined_post),
    ];
    routes.into_iter().map(limited).collect()
}

/// Writes down who took a list out: its kind and file name, the filter, how many rows it has.
async fn record(
    app: &App,
    actor: &Actor,
    now: DateTime<Utc>,
    (kind, file_name): (&str, &str),
    filter: &Filter,
    rows: usize,
) -> sqlx::Result<()> {
    let mut act = Act::new(actor, now, audit::Action::Export, "report", format!("{kind} exported"));
    act.entity_id = Some(file_name.to_owned());
    act.details = json!({ "kind": kind, "filters": filter.facts(), "rows": rows });
    let mut transaction = app.db.begin().await?;
    audit::record(&mut transaction, act).await?;
    transaction.commit().await
}

/// The JSON doors of reporting, described.
#[derive(OpenApi)]
#[openapi(paths(
    api::years,
    api::units_choice,
    api::affiliations,
    api::units,
    export::api::results_get,
    export::api::results_post,
    export::api::detailed_get,
    export::api::detailed_post,
    export::api::usage_get,
    export::api::usage_post,
    export::api::combined_get,
    export::api::combined_post
))]
pub(crate) struct Documentation;
