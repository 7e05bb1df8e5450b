use super::*;
use crate::carbon::entry::fixtures::{Year, entry, refusals};

const FUEL: DataEntryType = DataEntryType::EnergyCombustion;
const HEADER: &str = "name,unit,quantity";

fn kg(line: &str, imposed_kg: Option<f64>) -> Result<(i32, f64), NotComputed> {
    let factors = ["natural_gas,kWh,0.2", "natural_gas,m3,2", "propane,kWh,0.25", "pellets,kg,0.1"];
    let year = Year::with_factors(&[(FUEL, ("name,unit,ef_kg_co2eq_per_unit", &factors))]);
    year.only_emission(FUEL, HEADER, line, imposed_kg)
}

#[test]
fn a_fuel_is_booked_on_its_leaf_and_on_the_parent_without_one() {
    assert_eq!(kg("Pellets,,300", None), Ok((60204, 30.0)));
    assert_eq!(kg("propane,,400", None), Ok((60200, 100.0)));
    assert_eq!(fuel_leaf(" Wood Logs "), EmissionTypeId(60206));
}

#[test]
fn the_unit_selects_among_several_factors_of_a_name() {
    assert_eq!(kg("natural_gas,KWH,10", None), Ok((60201, 2.0)));
    assert_eq!(kg("natural_gas,m3,10", None), Ok((60201, 20.0)));
    let Err(NotComputed::Refused(problem)) = kg("natural_gas,,10", None) else { panic!("not refused") };
    assert_eq!((problem.code, problem.column), (RowCode::Ambiguous, Some("unit")));
    assert!(problem.message.ends_with("give unit as one of kWh, m3"), "{}", problem.message);
}

#[test]
fn a_fuel_or_a_unit_without_factor_is_kept_without_emission() {
    assert_eq!(kg("coal,,10", None), Err(EmissionReason::NoFactor.into()));
    assert_eq!(kg("pellets,t,10", None), Err(EmissionReason::NoFactor.into()));
}

#[test]
fn an_imposed_total_needs_no_factor() {
    assert_eq!(kg("coal,,10", Some(7.5)), Ok((60200, 7.5)));
    assert_eq!(kg("natural_gas,,10", Some(0.0)), Ok((60201, 0.0)));
}

#[test]
fn a_negative_missing_or_unreadable_quantity_is_refused() {
    for (cell, code) in [("-1", RowCode::OutOfRange), ("", RowCode::Missing), ("ten", RowCode::NotANumber)] {
        assert_eq!(refusals(entry(FUEL, HEADER, &format!("pellets,,{cell}"))), [("quantity", code)]);
    }
}
