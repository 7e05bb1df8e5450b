//! The units' own work: their entries and the status of their modules.

mod api;
mod guard;
mod payload;
mod recording;
mod shapes;
mod status;

use utoipa::OpenApi;

use crate::access::{Access, Action, Permission, Route};

const VIEW: Access = Access::NeedsOnModule(Action::View);
const EDIT: Access = Access::NeedsOnModule(Action::Edit);
const VALIDATE: Access = Access::Needs(Permission::ModuleStatus, Action::Edit);

/// The routes of the units' own work. Which unit and module a person reaches depends on the address: each handler opens
/// that door again.
pub fn routes() -> Vec<Route> {
    let entries = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/types/{data_entry_type_id}/entries";
    let entry = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/entries/{entry_id}";
    let status = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/status";
    vec![
        Route::get(entries, VIEW, api::list),
        Route::post(entries, EDIT, api::create),
        Route::get(entry, VIEW, api::show),
        Route::patch(entry, EDIT, api::change),
        Route::delete(entry, EDIT, api::remove),
        Route::put(status, VALIDATE, status::set),
    ]
}

/// The units' own work, described.
#[derive(OpenApi)]
#[openapi(paths(api::list, api::create, api::show, api::change, api::remove, status::set))]
pub(crate) struct Documentation;
