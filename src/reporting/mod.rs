//! What the back office reads: filter → units table → exports. One filter type for page, JSON and files.

pub mod answers;
pub mod api;
mod breakdown;
pub mod charts;
pub mod choices;
pub mod export;
pub mod figures;
pub mod filter;
pub mod listing;
mod opened;
pub mod page;
pub mod parse;
pub mod selection;
pub mod snapshot;
pub mod strict;
pub mod units;

pub use charts::Charts;
pub use filter::Filter;
pub use listing::Listing;
pub use snapshot::Snapshots;

use export::handlers;
use utoipa::OpenApi;

use crate::access::{Access, Action, Permission, Route};
use crate::web::navigation::Group;
use crate::web::rate_limit::Purpose;

const VIEW: Access = Access::Needs(Permission::BackofficeReporting, Action::View);
const EXPORT: Access = Access::Needs(Permission::BackofficeReporting, Action::Export);

/// The routes of reporting.
pub fn routes() -> Vec<Route> {
    let limited = |route: Route| if route.access == EXPORT { route.limited(Purpose::Export) } else { route };
    let routes = vec![
        Route::get(page::PATH, VIEW, page::show).in_navigation(Group::Results, "navigation-reporting", "chart-column"),
        Route::get("/reporting/charts/{file}", VIEW, charts::file),
        Route::get("/api/v1/reporting/filters/years", VIEW, api::years),
        Route::get("/api/v1/reporting/filters/units", VIEW, api::units_choice),
        Route::get("/api/v1/reporting/filters/affiliations", VIEW, api::affiliations),
        Route::post("/api/v1/reporting/units", VIEW, api::units),
        Route::get("/reporting/export/results", EXPORT, handlers::results_page),
        Route::get("/reporting/export/detailed", EXPORT, handlers::detailed_page),
        Route::get("/reporting/export/usage", EXPORT, handlers::usage_page),
        Route::get("/reporting/export/combined", EXPORT, handlers::combined_page),
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
