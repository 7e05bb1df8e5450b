//! One unit's year: its figures, its modules, its categories.

mod front_door;
mod page;
mod store;

use crate::access::{Access, Route};
use crate::platform::ids::UnitId;

/// The routes of unit results. Who may see a unit is decided per unit: members, and reporting over it.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Access::SignedIn, front_door::open),
        Route::get("/units/{unit_id}/results/{year}", Access::SignedIn, page::show).revalidated(),
    ]
}

/// Address of a unit's year.
pub fn url(unit: UnitId, year: i16) -> String {
    format!("/units/{unit}/results/{year}")
}
