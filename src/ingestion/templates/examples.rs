//! The example row of each kind of file: factors and data of a type fit each other.

use super::Target;
use crate::carbon::taxonomy::DataEntryType;
use crate::years::objectives::Objective;

type Example = &'static [(&'static str, &'static str)];

const HEADCOUNT_FACTOR: Example = &[
    ("headcount_category", "food"),
    ("headcount_class", "vegetarian"),
    ("number_of_unit_per_fte", "100"),
    ("ef_kg_co2eq_per_unit", "0.8"),
    ("unit", "kg"),
];

const EQUIPMENT_FACTOR: Example = &[
    ("equipment_category", "scientific"),
    ("equipment_class", "Example centrifuge"),
    ("sub_class", "Bench model"),
    ("active_power_w", "500"),
    ("standby_power_w", "40"),
    ("active_usage_hours_per_week", "30"),
    ("standby_usage_hours_per_week", "138"),
    ("ef_kg_co2eq_per_kwh", "0.1"),
];

const EQUIPMENT: Example = &[
    ("equipment_category", "scientific"),
    ("equipment_id", "EXAMPLE-001"),
    ("name", "Blue centrifuge"),
    ("equipment_class", "Example centrifuge"),
    ("sub_class", "Bench model"),
    ("active_usage_hours_per_week", "30"),
    ("standby_usage_hours_per_week", "138"),
];

const PURCHASE_FACTOR: Example = &[
    ("purchase_category", "it_equipment"),
    ("purchase_institutional_code", "EX-IT-10"),
    ("purchase_additional_code", "EX-11"),
    ("currency", "eur"),
    ("ef_kg_co2eq_per_currency", "0.3"),
    ("translation_key", "purchase_example_laptops"),
];

const PURCHASE: Example = &[
    ("purchase_category", "it_equipment"),
    ("name", "Example laptop"),
    ("supplier", "Example SA"),
    ("quantity", "2"),
    ("total_spent_amount", "2400"),
    ("currency", "eur"),
    ("purchase_institutional_code", "EX-IT-10"),
    ("purchase_institutional_description", "Laptops"),
    ("purchase_additional_code", "EX-11"),
];

const AIRPORT: Example = &[
    ("transport_mode", "plane"),
    ("airport_size", "large_airport"),
    ("name", "Example International"),
    ("latitude", "46.2"),
    ("longitude", "6.1"),
    ("continent", "EU"),
    ("country_code", "CH"),
    ("municipality", "Example"),
    ("iata_code", "QEX"),
];

const STATION: Example = &[
    ("transport_mode", "train"),
    ("name", "Example Station"),
    ("latitude", "46.5"),
    ("longitude", "6.6"),
    ("country_code", "CH"),
    ("municipality", "Example"),
];

const ROOM: Example = &[
    ("building_location", "Main site"),
    ("building_name", "EX"),
    ("room_name", "EX 101"),
    ("room_type", "office"),
    ("room_surface_square_meter", "20"),
];

const EXCHANGE_RATE: Example = &[("year", "{year}"), ("currency", "chf"), ("units_per_eur", "0.95")];

const FOOTPRINT: Example = &[("year", "{year}"), ("category", "buildings"), ("co2", "1250.5")];
const PROJECTION: Example = &[("year", "{year}"), ("pop", "12000")];
const SCENARIO: Example = &[("scenario", "middle"), ("year", "2030"), ("reduction_percentage", "0.4")];

/// The cells of the example that are not blank; none where there is no such kind of file.
pub(super) fn of(target: Target, data_type: Option<DataEntryType>) -> Option<Example> {
    match (target, data_type) {
        (Target::ExchangeRates, _) => Some(EXCHANGE_RATE),
        (Target::ReductionObjectives(Objective::InstitutionalFootprint), _) => Some(FOOTPRINT),
        (Target::ReductionObjectives(Objective::PopulationProjections), _) => Some(PROJECTION),
        (Target::ReductionObjectives(Objective::UnitScenarios), _) => Some(SCENARIO),
        (Target::Factors, Some(data_type)) => Some(factor(data_type)),
        (Target::Data, Some(data_type)) => data(data_type),
        (Target::Reference, Some(DataEntryType::Plane)) => Some(AIRPORT),
        (Target::Reference, Some(DataEntryType::Train)) => Some(STATION),
        (Target::Reference, Some(DataEntryType::Building)) => Some(ROOM),
        _ => None,
    }
}

fn factor(data_type: DataEntryType) -> Example {
    use DataEntryType as T;
    match data_type {
        T::Member | T::Student => HEADCOUNT_FACTOR,
        T::Scientific | T::It | T::Other => EQUIPMENT_FACTOR,
        T::Plane => &[
            ("category", "any_distance"),
            ("cabin_class", "economy"),
            ("ef_kg_co2eq_per_km", "0.2"),
            ("rfi_adjustment", "1.5"),
            ("min_distance", "0"),
            ("max_distance", "20100"),
        ],
        T::Train => &[("country_code", "CH"), ("ef_kg_co2eq_per_km", "0.01")],
        T::Building => &[
            ("building_name", "EX"),
            ("room_type", "office"),
            ("heating_kwh_per_square_meter", "60"),
            ("cooling_kwh_per_square_meter", "5"),
            ("ventilation_kwh_per_square_meter", "10"),
            ("lighting_kwh_per_square_meter", "15"),
            ("ef_kg_co2eq_per_kwh", "0.1"),
            ("energy_type", "thermal"),
            ("conversion_factor", "0.5"),
        ],
        T::EnergyCombustion => &[("name", "natural_gas"), ("unit", "kWh"), ("ef_kg_co2eq_per_unit", "0.2")],
        T::BuildingEmbodiedEnergy => &[("building_name", "EX"), ("category", "new-env"), ("ef_kgco2eq_per_m2", "2")],
        T::ExternalClouds => &[
            ("provider", "ExampleCloud"),
            ("service_type", "compute"),
            ("currency", "eur"),
            ("ef_kg_co2eq_per_currency", "0.2"),
        ],
        T::ExternalAi => &[("provider", "OpenAI"), ("usage_type", "text"), ("ef_kg_co2eq_per_request", "2")],
        T::ProcessEmissions => &[("category", "CO2"), ("unit", "kg"), ("ef_kg_co2eq_per_unit", "1")],
        T::ScientificEquipment
        | T::ItEquipment
        | T::ConsumableAccessories
        | T::BiologicalChemicalGaseousProduct
        | T::Services
        | T::Vehicles
        | T::OtherPurchases => PURCHASE_FACTOR,
        T::AdditionalPurchases => &[("name", "LN2"), ("ef_kg_co2eq_per_kg", "0.5")],
        T::ResearchFacilities => &[
            ("researchfacility_id", "EX900"),
            ("researchfacility_name", "Example Cleanroom"),
            ("kg_co2eq_sum", "50000"),
            ("total_use", "1000"),
            ("use_unit", "hours"),
        ],
        T::MiceAndFishAnimalFacilities => &[
            ("researchfacility_id", "EX910"),
            ("researchfacility_type", "mice"),
            ("researchfacility_name", "Example Vivarium"),
            ("processemissions_share", "0.5"),
            ("building_energycombustions_share", "0.6"),
            ("building_rooms_share", "0.7"),
            ("purchases_common_share", "0.4"),
            ("purchases_additional_share", "0.8"),
            ("equipments_share", "0.3"),
            ("kg_co2eq_sum_processemissions", "1000"),
            ("kg_co2eq_sum_building_energycombustions", "2000"),
            ("kg_co2eq_sum_building_rooms", "10000"),
            ("kg_co2eq_sum_purchases_common", "5000"),
            ("kg_co2eq_sum_purchases_additional", "500"),
            ("kg_co2eq_sum_equipments", "3000"),
            ("use_unit", "housings"),
            ("total_use", "4000"),
        ],
    }
}

fn data(data_type: DataEntryType) -> Option<Example> {
    use DataEntryType as T;
    let example: Example = match data_type {
        T::BuildingEmbodiedEnergy => return None,
        T::Member => {
            &[("name", "Ada Example"), ("sius_code", "51"), ("user_institutional_id", "900001"), ("fte", "0.8")]
        }
        T::Student => &[("fte", "12.5")],
        T::Scientific | T::It | T::Other => EQUIPMENT,
        T::Plane => &[
            ("origin_iata", "QEX"),
            ("destination_iata", "QEX"),
            ("user_institutional_id", "900001"),
            ("departure_date", "{year}-03-10"),
            ("number_of_trips", "1"),
            ("cabin_class", "economy"),
        ],
        T::Train => &[
            ("origin_name", "Example Station"),
            ("origin_country_code", "CH"),
            ("destination_name", "Example Station"),
            ("destination_country_code", "CH"),
            ("user_institutional_id", "900001"),
            ("departure_date", "{year}-03-10"),
            ("number_of_trips", "2"),
            ("cabin_class", "second"),
        ],
        T::Building => &[
            ("building_name", "EX"),
            ("room_name", "EX 101"),
            ("room_type", "office"),
            ("room_surface_square_meter", "20"),
            ("room_allocation_ratio", "1"),
        ],
        T::EnergyCombustion => &[("name", "natural_gas"), ("unit", "kWh"), ("quantity", "1200")],
        T::ExternalClouds => {
            &[("service_type", "compute"), ("provider", "ExampleCloud"), ("spent_amount", "300"), ("currency", "eur")]
        }
        T::ExternalAi => {
            &[("provider", "OpenAI"), ("usage_type", "text"), ("requests_per_user_per_day", "5_20"), ("fte_count", "4")]
        }
        T::ProcessEmissions => &[("category", "CO2"), ("quantity", "12")],
        T::ScientificEquipment
        | T::ItEquipment
        | T::ConsumableAccessories
        | T::BiologicalChemicalGaseousProduct
        | T::Services
        | T::Vehicles
        | T::OtherPurchases => PURCHASE,
        T::AdditionalPurchases => {
            &[("name", "LN2"), ("unit", "litre"), ("annual_consumption", "1000"), ("coef_to_kg", "0.8")]
        }
        T::ResearchFacilities => &[
            ("researchfacility_id", "EX900"),
            ("researchfacility_name", "Example Cleanroom"),
            ("use", "120"),
            ("use_unit", "hours"),
        ],
        T::MiceAndFishAnimalFacilities => &[
            ("researchfacility_id", "EX910"),
            ("researchfacility_name", "Example Vivarium"),
            ("researchfacility_type", "mice"),
            ("use", "200"),
            ("use_unit", "housings"),
        ],
    };
    Some(example)
}
