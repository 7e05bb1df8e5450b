//! One unit's year: its figures, its modules, its categories.

mod choices;
mod drawn;
mod explain;
mod front_door;
mod goals;
mod it_focus;
mod load;
mod page;
mod parts;
mod store;
mod words;
mod year;

use crate::access::{Access, Route};
use crate::carbon::taxonomy::Category;
use crate::platform::ids::UnitId;
use crate::web::rate_limit::Purpose;

/// The routes of unit results. Who may see a unit is decided per unit: members, and reporting over it.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/", Access::SignedIn, front_door::open),
        Route::get("/units/{unit_id}/results/{year}", Access::SignedIn, page::show).revalidated(),
        Route::get("/units/{unit_id}/results/{year}/report.pdf", Access::SignedIn, page::report)
            .limited(Purpose::Export),
        Route::get("/units/{unit_id}/results/{year}/charts/{chart}", Access::SignedIn, page::download),
        Route::get("/units/{unit_id}/results/{year}/modules/{module}", Access::SignedIn, explain::show_module),
        Route::get(
            "/units/{unit_id}/results/{year}/modules/{module}/types/{data_type}",
            Access::SignedIn,
            explain::list,
        ),
        Route::get("/units/{unit_id}/results/{year}/entries/{entry_id}", Access::SignedIn, explain::show_entry),
        Route::get("/units/{unit_id}/results/{year}/trips/{file}", Access::SignedIn, explain::trips),
    ]
}

/// Address of a unit's year.
pub fn url(unit: UnitId, year: i16) -> String {
    format!("/units/{unit}/results/{year}")
}

/// The order in which charts show categories: by scope, travel before purchases, estimates at the end.
const CHART_ORDER: [Category; 12] = [
    Category::ProcessEmissions,
    Category::BuildingsEnergyCombustion,
    Category::BuildingsRoom,
    Category::Equipment,
    Category::ExternalCloudAndAi,
    Category::ProfessionalTravel,
    Category::Purchases,
    Category::ResearchFacilities,
    Category::Commuting,
    Category::Food,
    Category::Waste,
    Category::EmbodiedEnergy,
];
