#![expect(clippy::float_cmp, reason = "sums of whole numbers are exact")]

use proptest::prelude::*;

use super::*;
use crate::carbon::taxonomy::{
    Category, EmissionTypeId, OverallStatus, Scope, emission_type_by_path, emission_types, module_of, position_of,
};
use crate::reporting::snapshot::Leaf;

pub(in crate::reporting) const VALIDATED: [ModuleStatus; 8] = [ModuleStatus::Validated; 8];

pub(in crate::reporting) fn leaf(path: &str, kg: f64) -> Leaf {
    Leaf { node: position_of(emission_type_by_path(path).unwrap().id).unwrap(), kg }
}

pub(in crate::reporting) fn figures(
    year: i16,
    module_status: [ModuleStatus; 8],
    fte: f64,
    leaves: Vec<Leaf>,
) -> YearFigures {
    YearFigures {
        year,
        status: OverallStatus::InProgress,
        modules_validated: 0,
        module_status,
        module_kg: [0.0; 8],
        scope_kg: [0.0; 3],
        total_kg: leaves.iter().map(|leaf| leaf.kg).sum(),
        validated_kg: 0.0,
        it_kg: 0.0,
        fte,
        entry_count: 0,
        entries_above_threshold: 0,
        last_update: None,
        leaves: leaves.into(),
    }
}

pub(in crate::reporting) fn years(years: &[i16]) -> Vec<Year> {
    years.iter().map(|year| Year::new(*year).unwrap()).collect()
}

pub(in crate::reporting) fn sum(selected: &[i16], units: &[Vec<YearFigures>]) -> Breakdown {
    Breakdown::sum(&years(selected), units.iter().map(|unit| unit.iter()))
}

/// The leaves of the reference's example: 305 kg.
pub(in crate::reporting) fn example() -> Vec<Leaf> {
    vec![
        leaf("food__vegetarian", 10.0),
        leaf("food__non_vegetarian", 30.0),
        leaf("waste__incineration", 7.0),
        leaf("waste__recycling__paper", 5.0),
        leaf("commuting__car", 8.0),
        leaf("buildings__rooms__lighting__office", 100.0),
        leaf("buildings__combustion__natural_gas", 50.0),
        leaf("buildings__construction_and_renovation", 30.0),
        leaf("equipment__it", 20.0),
        leaf("purchases__additional__ln2", 10.0),
        leaf("research_facilities__facilities", 20.0),
        leaf("research_facilities__animal__mice", 10.0),
        leaf("research_facilities__it_facilities", 5.0),
    ]
}

#[test]
fn the_example_of_the_reference_adds_up_to_305_kg_on_its_bars() {
    let breakdown = sum(&[2025], &[vec![figures(2025, VALIDATED, 2.0, example())]]);
    let bars: Vec<f64> = (0..BARS.len()).map(|bar| breakdown.sums.of(|place| place.bar == bar).validated).collect();
    assert_eq!(bars, [0.0, 50.0, 10.0, 100.0, 20.0, 0.0, 0.0, 0.0, 35.0, 8.0, 40.0, 12.0, 30.0]);
    assert_eq!(breakdown.sums.total(), Sum { validated: 305.0, other: 0.0 });

    let it = ItFocus::of(&breakdown);
    let parts = it.parts.map(|(_, sum)| sum.validated);
    assert_eq!(parts, [20.0, 0.0, 0.0, 5.0]);
    assert!((it.share() - 25.0 / 305.0).abs() < 1e-12);
}

#[test]
fn two_units_with_the_same_food_add_up() {
    let unit = |kg| vec![figures(2025, VALIDATED, 0.0, vec![leaf("food__vegetarian", kg)])];
    let breakdown = sum(&[2025], &[unit(10.0), unit(15.0)]);
    assert_eq!(breakdown.sums.of(|place| place.key().category == Category::Food).all(), 25.0);
    assert_eq!((breakdown.units, breakdown.unit_years), (2, 2));
}

#[test]
fn a_leaf_counts_as_its_module_of_that_unit_and_year_does() {
    let mut status = VALIDATED;
    status[ModuleType::Equipment.index()] = ModuleStatus::InProgress;
    let leaves = || vec![leaf("equipment__it", 4.0), leaf("purchases__services", 2.0)];
    let breakdown =
        sum(&[2025, 2024], &[vec![figures(2024, VALIDATED, 0.0, leaves()), figures(2025, status, 0.0, leaves())]]);
    let equipment = breakdown.sums.of(|place| place.module == ModuleType::Equipment);
    assert_eq!(equipment, Sum { validated: 4.0, other: 4.0 });
    assert_eq!(breakdown.validated[ModuleType::Equipment.index()], 1);
    assert_eq!(breakdown.validated[ModuleType::Purchase.index()], 2);
    let by_year: Vec<_> = breakdown.years.iter().map(|year| (year.year, year.sums.total())).collect();
    let expected = [(2024, Sum { validated: 6.0, other: 0.0 }), (2025, Sum { validated: 2.0, other: 4.0 })];
    assert_eq!(by_year, expected);
}

#[test]
fn per_person_counts_the_same_units_and_years_above_and_below_the_line() {
    let mut unknown = VALIDATED;
    unknown[ModuleType::Headcount.index()] = ModuleStatus::InProgress;
    let mut partly = VALIDATED;
    partly[ModuleType::Purchase.index()] = ModuleStatus::InProgress;
    let leaves = |kg| vec![leaf("purchases__services", kg), leaf("equipment__it", 1.0)];
    let breakdown = sum(
        &[2025],
        &[
            vec![figures(2025, VALIDATED, 4.0, leaves(7.0))],
            // its purchases are not validated: they stay out, its people count
            vec![figures(2025, partly, 2.0, leaves(100.0))],
            // its people are not validated: all of it stays out
            vec![figures(2025, unknown, 50.0, leaves(1000.0))],
            // nobody: nothing to divide by
            vec![figures(2025, VALIDATED, 0.0, leaves(1000.0))],
        ],
    );
    let per_fte = &breakdown.per_fte;
    assert_eq!((per_fte.fte, per_fte.units, breakdown.units), (6.0, 2, 4));
    assert_eq!(per_fte.sums.total(), Sum { validated: 9.0, other: 0.0 });
}

#[test]
fn nothing_comes_out_of_nothing() {
    let breakdown = sum(&[2025], &[]);
    assert_eq!((breakdown.units, breakdown.sums.total()), (0, Sum::default()));
    assert_eq!(ItFocus::of(&breakdown).share(), 0.0);
    assert!(!ItFocus::of(&breakdown).has_data());
}

pub(in crate::reporting) fn any_unit() -> impl Strategy<Value = Vec<YearFigures>> {
    let leaves = prop::collection::vec((0..emission_types().len() as u8, 0.0..1e6), 0..40);
    let one = (2023_i16..2026, prop::array::uniform8(0_i16..3), 0.0..50.0, leaves);
    prop::collection::vec(one, 0..4).prop_map(|years| {
        years
            .into_iter()
            .map(|(year, status, fte, leaves)| {
                let leaves = leaves.into_iter().map(|(node, kg)| Leaf { node, kg }).collect();
                figures(year, status.map(|id| ModuleStatus::try_from(id).unwrap()), fte, leaves)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn bars_scopes_modules_and_years_each_add_up_to_everything(units in prop::collection::vec(any_unit(), 0..12)) {
        let selected = [2025, 2023];
        let breakdown = sum(&selected, &units);
        let of_selected = || units.iter().flatten().filter(|unit| selected.contains(&unit.year));
        let expected: f64 = of_selected().map(|unit| unit.total_kg).sum();
        let is_close = |kg: f64| (kg - expected).abs() <= 1e-9 * expected.max(1.0);
        let all = |is_meant: &dyn Fn(&Place) -> bool| breakdown.sums.of(is_meant).all();
        prop_assert!(is_close((0..BARS.len()).map(|bar| all(&|place| place.bar == bar)).sum()));
        prop_assert!(is_close([Scope::One, Scope::Two, Scope::Three].map(|s| all(&|place| place.key().scope == s)).iter().sum()));
        prop_assert!(is_close(ModuleType::ALL.iter().map(|m| all(&|place| place.module == *m)).sum()));
        prop_assert!(is_close(breakdown.years.iter().map(|year| year.sums.total().all()).sum()));

        let validated: f64 = of_selected()
            .flat_map(|unit| unit.leaves.iter().map(|leaf| {
                let id: EmissionTypeId = emission_types()[usize::from(leaf.node)].id;
                let status = unit.module_status[module_of(id).unwrap().index()];
                if status == ModuleStatus::Validated { leaf.kg } else { 0.0 }
            }))
            .sum();
        let total = breakdown.sums.total();
        prop_assert!((total.validated - validated).abs() <= 1e-9 * expected.max(1.0));
        prop_assert!(breakdown.per_fte.sums.total().validated <= total.validated * (1.0 + 1e-12));
    }
}
