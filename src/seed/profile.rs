//! What each unit's year of the demo institution holds.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{SeedError, read_csv};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType, Unknown};

/// The profiles of each year.
pub(super) type ByYear = BTreeMap<Year, Vec<Profile>>;

/// What a unit's year holds: rows of each kind, and the status of each module.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Profile {
    pub(super) unit_institutional_id: String,
    pub(super) year: i16,
    pub(super) members: usize,
    pub(super) students_fte: f64,
    pub(super) plane_trips: usize,
    pub(super) train_trips: usize,
    pub(super) rooms: usize,
    pub(super) fuels: usize,
    pub(super) equipment: usize,
    pub(super) purchases: usize,
    pub(super) centralized_purchases: usize,
    pub(super) mean_purchase_chf: f64,
    pub(super) facilities: usize,
    pub(super) animals: usize,
    pub(super) clouds: usize,
    pub(super) ai_services: usize,
    pub(super) gases: usize,
    status_headcount: String,
    status_professional_travel: String,
    status_buildings: String,
    status_equipment: String,
    status_purchase: String,
    status_research_facilities: String,
    status_external_cloud_and_ai: String,
    status_process_emissions: String,
}

impl Profile {
    /// How far the unit is with a module.
    pub(super) fn status(&self, module: ModuleType) -> Result<ModuleStatus, Unknown> {
        match module {
            ModuleType::Headcount => &self.status_headcount,
            ModuleType::ProfessionalTravel => &self.status_professional_travel,
            ModuleType::Buildings => &self.status_buildings,
            ModuleType::Equipment => &self.status_equipment,
            ModuleType::Purchase => &self.status_purchase,
            ModuleType::ResearchFacilities => &self.status_research_facilities,
            ModuleType::ExternalCloudAndAi => &self.status_external_cloud_and_ai,
            ModuleType::ProcessEmissions => &self.status_process_emissions,
        }
        .parse()
    }
}

/// All profiles, by year.
pub(super) fn by_year() -> Result<ByYear, SeedError> {
    let mut by_year = ByYear::new();
    for profile in read_csv::<Profile>("profiles.csv")? {
        let year = Year::new(profile.year).map_err(|error| SeedError::Damaged(error.to_string()))?;
        by_year.entry(year).or_default().push(profile);
    }
    Ok(by_year)
}
