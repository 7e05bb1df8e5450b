//! The 23 kinds of data entries, each belonging to one module.

use super::{ModuleType, keyed_enum};

keyed_enum!(
    /// A data entry type (submodule).
    DataEntryType, "data entry type", {
        /// A member of the unit.
        Member = 1 "member",
        /// The unit's students, one figure a year.
        Student = 2 "student",
        /// Scientific equipment.
        Scientific = 10 "scientific",
        /// IT equipment.
        It = 11 "it",
        /// Other equipment.
        Other = 12 "other",
        /// A trip by plane.
        Plane = 20 "plane",
        /// A trip by train.
        Train = 21 "train",
        /// A room.
        Building = 30 "building",
        /// Fuel burnt.
        EnergyCombustion = 31 "energy_combustion",
        /// Construction and renovation, derived from rooms: owns factors, has no entries.
        BuildingEmbodiedEnergy = 32 "building_embodied_energy",
        /// A cloud service.
        ExternalClouds = 40 "external_clouds",
        /// An AI service.
        ExternalAi = 41 "external_ai",
        /// Gas released by a process.
        ProcessEmissions = 50 "process_emissions",
        /// Purchase of scientific equipment.
        ScientificEquipment = 60 "scientific_equipment",
        /// Purchase of IT equipment.
        ItEquipment = 61 "it_equipment",
        /// Purchase of consumables and accessories.
        ConsumableAccessories = 62 "consumable_accessories",
        /// Purchase of biological, chemical and gaseous products.
        BiologicalChemicalGaseousProduct = 63 "biological_chemical_gaseous_product",
        /// Purchase of services.
        Services = 64 "services",
        /// Purchase of vehicles.
        Vehicles = 65 "vehicles",
        /// Any other purchase.
        OtherPurchases = 66 "other_purchases",
        /// Centralised purchases by consumption.
        AdditionalPurchases = 67 "additional_purchases",
        /// Use of a research facility.
        ResearchFacilities = 70 "research_facilities",
        /// Use of an animal facility.
        MiceAndFishAnimalFacilities = 71 "mice_and_fish_animal_facilities",
    }
);

impl DataEntryType {
    /// The module the type belongs to: the tens of its number.
    pub fn module(self) -> ModuleType {
        match self.id() / 10 {
            0 => ModuleType::Headcount,
            1 => ModuleType::Equipment,
            2 => ModuleType::ProfessionalTravel,
            3 => ModuleType::Buildings,
            4 => ModuleType::ExternalCloudAndAi,
            6 => ModuleType::Purchase,
            7 => ModuleType::ResearchFacilities,
            _ => ModuleType::ProcessEmissions,
        }
    }

    /// The types of a module, by id.
    pub fn of_module(module: ModuleType) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |data_type| data_type.module() == module)
    }
}
