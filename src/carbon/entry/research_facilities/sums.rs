//! What of a facility's own footprint is shared among its users.

use std::collections::BTreeMap;

use crate::carbon::field::Field;
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};

/// kg CO2eq of a facility in a year.
pub(super) const SUM: Field = Field::decimal_from("kg_co2eq_sum", 0.0);

const PROCESS_EMISSIONS: EmissionTypeId = EmissionTypeId(70000);
const BUILDINGS: EmissionTypeId = EmissionTypeId(60000);
const ROOMS: EmissionTypeId = EmissionTypeId(60100);
const COMBUSTION: EmissionTypeId = EmissionTypeId(60200);
const EQUIPMENT: EmissionTypeId = EmissionTypeId(80000);
const PURCHASES: EmissionTypeId = EmissionTypeId(90000);
const CENTRALISED_PURCHASES: EmissionTypeId = EmissionTypeId(90900);

/// What facilities share as a whole: neither travel nor people, neither clouds nor other facilities.
const SHARED: [EmissionTypeId; 4] = [PROCESS_EMISSIONS, BUILDINGS, EQUIPMENT, PURCHASES];

/// A part of an animal facility's footprint that is shared among kinds of animals by its own key.
pub(super) struct Source {
    /// Part of it that a kind of animal causes.
    pub(super) share: Field,
    /// kg CO2eq of the facility in a year.
    pub(super) sum: Field,
    /// Where it is booked.
    root: EmissionTypeId,
    /// What is booked below that and belongs to another source.
    except: Option<EmissionTypeId>,
}

const fn source(
    share: &'static str,
    sum: &'static str,
    root: EmissionTypeId,
    except: Option<EmissionTypeId>,
) -> Source {
    let share = Field::decimal_between(share, 0.0, 1.0).required();
    Source { share, sum: Field::decimal_from(sum, 0.0), root, except }
}

pub(super) const SOURCES: [Source; 6] = [
    source("processemissions_share", "kg_co2eq_sum_processemissions", PROCESS_EMISSIONS, None),
    source("building_energycombustions_share", "kg_co2eq_sum_building_energycombustions", COMBUSTION, None),
    source("building_rooms_share", "kg_co2eq_sum_building_rooms", ROOMS, None),
    source("purchases_common_share", "kg_co2eq_sum_purchases_common", PURCHASES, Some(CENTRALISED_PURCHASES)),
    source("purchases_additional_share", "kg_co2eq_sum_purchases_additional", CENTRALISED_PURCHASES, None),
    source("equipments_share", "kg_co2eq_sum_equipments", EQUIPMENT, None),
];

/// The sums that a facility's factor takes from the facility's own emissions, by name of the value; zeros included.
/// None for types whose factors are not computed.
pub fn facility_sums(
    data_type: DataEntryType,
    leaves: &BTreeMap<EmissionTypeId, f64>,
) -> Option<Vec<(&'static str, f64)>> {
    let sum_of = |is_counted: &dyn Fn(EmissionTypeId) -> bool| {
        // an empty sum is minus zero
        leaves.iter().filter(|(id, _)| is_counted(**id)).map(|(_, kg)| kg).sum::<f64>() + 0.0
    };
    match data_type {
        DataEntryType::ResearchFacilities => {
            Some(vec![(SUM.name, sum_of(&|id| SHARED.iter().any(|root| id.is_within(*root))))])
        }
        DataEntryType::MiceAndFishAnimalFacilities => {
            let of_source = |source: &Source| {
                let (root, except) = (source.root, source.except);
                sum_of(&|id| id.is_within(root) && !except.is_some_and(|except| id.is_within(except)))
            };
            Some(SOURCES.iter().map(|source| (source.sum.name, of_source(source))).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The facility of the reference: 03 §6.5.
    fn facility() -> BTreeMap<EmissionTypeId, f64> {
        let leaves = [(70100, 100.0), (60201, 40.0), (6010101, 60.0), (80100, 30.0), (90300, 200.0), (90901, 25.0)];
        leaves.into_iter().map(|(id, kg)| (EmissionTypeId(id), kg)).collect()
    }

    fn sums(data_type: DataEntryType, leaves: &BTreeMap<EmissionTypeId, f64>) -> Vec<f64> {
        facility_sums(data_type, leaves).unwrap().into_iter().map(|(_, kg)| kg).collect()
    }

    fn assert_sums(actual: &[f64], expected: &[f64]) {
        assert_eq!(actual.len(), expected.len());
        assert!(actual.iter().zip(expected).all(|(a, e)| (a - e).abs() < 1e-9), "{actual:?} instead of {expected:?}");
    }

    #[test]
    fn a_facility_shares_each_kilogram_once() {
        assert_sums(&sums(DataEntryType::ResearchFacilities, &facility()), &[455.0]);
        let by_source = sums(DataEntryType::MiceAndFishAnimalFacilities, &facility());
        assert_sums(&by_source, &[100.0, 40.0, 60.0, 200.0, 25.0, 30.0]);
    }

    #[test]
    fn centralised_purchases_of_any_kind_stay_apart_from_the_common_ones() {
        let leaves = BTreeMap::from([(EmissionTypeId(90900), 7.0), (EmissionTypeId(90200), 3.0)]);
        let by_source = sums(DataEntryType::MiceAndFishAnimalFacilities, &leaves);
        assert_sums(&by_source, &[0.0, 0.0, 0.0, 3.0, 7.0, 0.0]);
        assert_sums(&sums(DataEntryType::ResearchFacilities, &leaves), &[10.0]);
    }

    #[test]
    fn travel_people_clouds_and_other_facilities_are_not_shared() {
        let ids = [10001, 30005, 50201, 100100, 10020001, 110102];
        let leaves = ids.into_iter().map(|id| (EmissionTypeId(id), 1000.0)).collect();
        assert_sums(&sums(DataEntryType::ResearchFacilities, &leaves), &[0.0]);
        let by_source = sums(DataEntryType::MiceAndFishAnimalFacilities, &leaves);
        assert_sums(&by_source, &[0.0; 6]);
        assert!(by_source.iter().all(|kg| kg.is_sign_positive()));
    }

    #[test]
    fn construction_is_shared_by_common_facilities_only() {
        let leaves = BTreeMap::from([(EmissionTypeId(60300), 12.0)]);
        assert_sums(&sums(DataEntryType::ResearchFacilities, &leaves), &[12.0]);
        assert_sums(&sums(DataEntryType::MiceAndFishAnimalFacilities, &leaves), &[0.0; 6]);
    }

    #[test]
    fn factors_of_other_types_are_not_computed() {
        assert_eq!(facility_sums(DataEntryType::ExternalAi, &facility()), None);
    }
}
