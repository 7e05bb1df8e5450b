//! The twelve chart categories that emissions are shown by.

use super::{ModuleType, keyed_enum};

keyed_enum!(
    /// A chart category. Ids follow the order in which results list them.
    Category, "category", {
        /// Gases released by processes.
        ProcessEmissions = 1 "process_emissions",
        /// Thermal energy: district heat and combustion.
        BuildingsEnergyCombustion = 2 "buildings_energy_combustion",
        /// Electricity of rooms.
        BuildingsRoom = 3 "buildings_room",
        /// Electricity of equipment.
        Equipment = 4 "equipment",
        /// Cloud services and AI.
        ExternalCloudAndAi = 5 "external_cloud_and_ai",
        /// Goods and services bought.
        Purchases = 6 "purchases",
        /// Shared platforms.
        ResearchFacilities = 7 "research_facilities",
        /// Trips.
        ProfessionalTravel = 8 "professional_travel",
        /// Way to work.
        Commuting = 9 "commuting",
        /// Meals.
        Food = 10 "food",
        /// Waste of people.
        Waste = 11 "waste",
        /// Construction and renovation.
        EmbodiedEnergy = 12 "embodied_energy",
    }
);

impl Category {
    /// Position in arrays ordered by category id.
    pub fn index(self) -> usize {
        self as usize - 1
    }

    /// The module whose data the category comes from.
    pub fn module(self) -> ModuleType {
        match self {
            Self::ProcessEmissions => ModuleType::ProcessEmissions,
            Self::BuildingsEnergyCombustion | Self::BuildingsRoom | Self::EmbodiedEnergy => ModuleType::Buildings,
            Self::Equipment => ModuleType::Equipment,
            Self::ExternalCloudAndAi => ModuleType::ExternalCloudAndAi,
            Self::Purchases => ModuleType::Purchase,
            Self::ResearchFacilities => ModuleType::ResearchFacilities,
            Self::ProfessionalTravel => ModuleType::ProfessionalTravel,
            Self::Commuting | Self::Food | Self::Waste => ModuleType::Headcount,
        }
    }
}
