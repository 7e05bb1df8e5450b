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
    /// Seed of everything random about it.
    #[serde(skip)]
    pub(super) seed: u64,
    /// How large amounts are, compared to the demo institution's.
    #[serde(skip, default = "as_in_the_demo")]
    pub(super) magnitude: f64,
    /// Part of each room that is the unit's.
    #[serde(skip, default = "as_in_the_demo")]
    pub(super) room_share: f64,
    pub(super) status_headcount: String,
    pub(super) status_professional_travel: String,
    pub(super) status_buildings: String,
    pub(super) status_equipment: String,
    pub(super) status_purchase: String,
    pub(super) status_research_facilities: String,
    pub(super) status_external_cloud_and_ai: String,
    pub(super) status_process_emissions: String,
}

fn as_in_the_demo() -> f64 {
    1.0
}

impl Profile {
    /// Rows of all its files.
    pub(super) fn entries(&self) -> usize {
        let students = usize::from(self.students_fte > 0.0);
        let rows = [self.members, students, self.plane_trips, self.train_trips, self.rooms, self.fuels, self.equipment];
        let more = [self.purchases, self.centralized_purchases, self.facilities, self.animals, self.clouds];
        rows.iter().sum::<usize>() + more.iter().sum::<usize>() + self.ai_services + self.gases
    }

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
