//! The eight modules of a carbon report and their status.

use super::keyed_enum;

keyed_enum!(
    /// A module: one chapter of a unit's year.
    ModuleType, "module", {
        /// People and what follows from their number: food, waste, commuting.
        Headcount = 1 "headcount",
        /// Trips by plane and train.
        ProfessionalTravel = 2 "professional_travel",
        /// Rooms, combustion, construction.
        Buildings = 3 "buildings",
        /// Electricity of laboratory, IT and other equipment.
        Equipment = 4 "equipment",
        /// Goods and services bought.
        Purchase = 5 "purchase",
        /// Shared platforms and animal facilities.
        ResearchFacilities = 6 "research_facilities",
        /// Cloud services and AI.
        ExternalCloudAndAi = 7 "external_cloud_and_ai",
        /// Gases released by processes.
        ProcessEmissions = 8 "process_emissions",
    }
);

keyed_enum!(
    /// How far a module is.
    ModuleStatus, "module status", {
        /// Nothing entered yet.
        NotStarted = 0 "not_started",
        /// Data entered, not validated.
        InProgress = 1 "in_progress",
        /// Validated by the unit's principal.
        Validated = 2 "validated",
    }
);

/// Status of a whole report, or of a unit over several years.
pub type OverallStatus = ModuleStatus;

impl ModuleType {
    /// Order in which people meet the modules: navigation, panels, tables.
    pub const DISPLAY_ORDER: [Self; 8] = [
        Self::Headcount,
        Self::ProcessEmissions,
        Self::Buildings,
        Self::Equipment,
        Self::ExternalCloudAndAi,
        Self::ProfessionalTravel,
        Self::Purchase,
        Self::ResearchFacilities,
    ];

    /// Position in arrays ordered by module id.
    pub fn index(self) -> usize {
        self as usize - 1
    }

    /// The key with hyphens, as in addresses.
    pub fn slug(self) -> String {
        self.key().replace('_', "-")
    }
}
