use super::*;
use crate::carbon::entry::fixtures::{Year, entry, factor, refusals};

const GAS: DataEntryType = DataEntryType::ProcessEmissions;
const HEADER: &str = "category,subcategory,quantity";
const FACTOR_HEADER: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit";

fn kg(line: &str, imposed_kg: Option<f64>) -> Result<(i32, f64), NotComputed> {
    let factors = ["CO2,,kg,1", "CH4,,kg,30", "Refrigerants,SF6,kg,23000", "refrigerant,R999x,kg,700"];
    Year::with_factors(&[(GAS, (FACTOR_HEADER, &factors))]).only_emission(GAS, HEADER, line, imposed_kg)
}

#[test]
fn a_gas_is_booked_on_its_leaf_whatever_the_case_of_its_name() {
    assert_eq!(kg("co2,,12", None), Ok((70200, 12.0)));
    assert_eq!(kg(" Ch4 ,,2.5", None), Ok((70100, 75.0)));
}

#[test]
fn refrigerant_and_refrigerants_are_one() {
    assert_eq!(kg("Refrigerant,SF6,0.25", None), Ok((70400, 5750.0)));
    assert_eq!(kg("Refrigerants,r999X,1", None), Ok((70400, 700.0)));
}

#[test]
fn a_category_with_sub_categories_only_asks_for_one_and_lists_them() {
    let Err(NotComputed::Refused(problem)) = kg("Refrigerants,,1", None) else { panic!("not refused") };
    assert_eq!((problem.code, problem.column), (RowCode::Missing, Some("subcategory")));
    assert_eq!(problem.message, "subcategory is required for Refrigerants: one of SF6, R999x");
}

#[test]
fn an_unknown_sub_category_takes_the_factor_of_the_category_if_there_is_one() {
    assert_eq!(kg("CO2,dry ice,12", None), Ok((70200, 12.0)));
    assert_eq!(kg("Refrigerant,R000z,1", None), Err(EmissionReason::NoFactor.into()));
}

#[test]
fn gases_without_factor_are_kept_without_emission() {
    assert_eq!(kg("N2O,,1", None), Err(EmissionReason::NoFactor.into()));
    assert_eq!(kg("helium,,1", None), Err(EmissionReason::NoFactor.into()));
}

#[test]
fn an_imposed_total_needs_neither_factor_nor_known_gas() {
    assert_eq!(kg("Refrigerant,R000z,1", Some(250.0)), Ok((70400, 250.0)));
    assert_eq!(kg("N2O,,1", Some(0.0)), Ok((70300, 0.0)));
    assert_eq!(kg("helium,,1", Some(250.0)), Ok((70000, 250.0)));
}

#[test]
fn several_units_of_one_gas_are_ambiguous() {
    let year = Year::with_factors(&[(GAS, (FACTOR_HEADER, &["CO2,,kg,1", "CO2,,t,1000"]))]);
    let refusal = year.only_emission(GAS, HEADER, "CO2,,1", None);
    assert!(matches!(refusal, Err(NotComputed::Refused(problem)) if problem.code == RowCode::Ambiguous));
}

#[test]
fn a_factor_of_an_unknown_category_is_unusable() {
    let read = |line: &str| factor(GAS, FACTOR_HEADER, line);
    assert_eq!(refusals(read("helium,,kg,1")), [("category", RowCode::UnusableFactor)]);
    assert_eq!(refusals(read("N2O,,kg,-1")), [("ef_kg_co2eq_per_unit", RowCode::OutOfRange)]);
    assert_eq!(read("REFRIGERANTS,SF6,kg,1").unwrap().identity(), "refrigerant\u{1f}sf6\u{1f}kg");
}

#[test]
fn a_negative_missing_or_unreadable_quantity_is_refused() {
    for (cell, code) in [("-3", RowCode::OutOfRange), ("", RowCode::Missing), ("many", RowCode::NotANumber)] {
        assert_eq!(refusals(entry(GAS, HEADER, &format!("CO2,,{cell}"))), [("quantity", code)]);
    }
}
