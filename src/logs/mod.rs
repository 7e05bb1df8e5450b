//! The audit trail for people: found, read, compared, taken out.

mod api;
mod consultation;
mod difference;
mod export;
mod list;
mod page;
mod panel;
mod record;
mod view;

use utoipa::OpenApi;

use crate::access::{Access, Action, Permission, Route};
use crate::web::navigation::Group;
use crate::web::rate_limit::Purpose;

pub use consultation::Consultations;

/// Address of the page.
const PATH: &str = "/logs";
const VIEW: Access = Access::Needs(Permission::BackofficeLogs, Action::View);

/// The routes of the trail.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, VIEW, list::show).in_navigation(Group::Settings, "navigation-logs", "scroll-text"),
        Route::get("/logs/{record_id}", VIEW, page::show),
        Route::get("/logs/export/{format}", VIEW, export::download).limited(Purpose::Export),
        Route::get("/api/v1/audit/records", VIEW, api::list),
        Route::get("/api/v1/audit/records/{record_id}", VIEW, api::show),
    ]
}

/// The JSON doors of the trail, described.
#[derive(OpenApi)]
#[openapi(paths(api::list, api::show))]
pub(crate) struct Documentation;
