use super::*;
use crate::carbon::entry::fixtures::{Lines, Year, entry, factor, refusals};
use crate::carbon::entry::{definition, type_of_row};
use crate::carbon::field::DecimalMark;
use DataEntryType::{It, Other, Scientific};

const HEADER: &str =
    "equipment_id,name,equipment_class,sub_class,active_usage_hours_per_week,standby_usage_hours_per_week";
const FACTORS: &str = "equipment_class,sub_class,active_power_w,standby_power_w,active_usage_hours_per_week,\
                       standby_usage_hours_per_week,ef_kg_co2eq_per_kwh";

fn year() -> Year {
    let scientific: Lines<'_> = (
        FACTORS,
        &["Centrifuge,Bench,500,40,30,138,0.1", "Centrifuge,Floor,1500,60,20,148,0.1", "Oven,,2000,0,12,0,0.1"],
    );
    let it: Lines<'_> = (FACTORS, &["Monitor,,25,0.5,40,128,0.1", "Printer,,10,1,1,1,0.1"]);
    let other: Lines<'_> = (FACTORS, &["Freezer,,300,0,60,0,0.1", "Printer,,10,1,1,1,0.1"]);
    Year::with_factors(&[(Scientific, scientific), (It, it), (Other, other)])
}

fn kg(data_type: DataEntryType, line: &str) -> Result<(i32, f64), NotComputed> {
    year().only_emission(data_type, HEADER, line, None)
}

#[test]
fn power_times_hours_times_52_weeks_gives_the_worked_examples() {
    assert_eq!(kg(Scientific, "1,A,Centrifuge,Bench,30,138"), Ok((80100, 106.704)));
    assert_eq!(kg(It, "1,A,Monitor,,,"), Ok((80200, 5.5328)));
    assert_eq!(kg(Other, "1,A,Freezer,,84,84"), Ok((80300, 131.04)));
    assert_eq!(kg(It, "1,A,Monitor,,40.5,10"), Ok((80200, 5.291)));
}

#[test]
fn blank_hours_take_the_usual_ones_into_the_payload_and_a_zero_stays_zero() {
    let mut blank = entry(Scientific, HEADER, "1,A,centrifuge, BENCH ,,").unwrap();
    year().compute(blank.as_mut(), None).unwrap();
    let payload = blank.payload();
    assert_eq!(
        (payload["active_usage_hours_per_week"].as_f64(), payload["standby_usage_hours_per_week"].as_f64()),
        (Some(30.0), Some(138.0))
    );
    assert_eq!(kg(Scientific, "1,A,Centrifuge,Bench,0,168"), Ok((80100, 34.944)));
}

#[test]
fn a_week_has_168_hours_after_blanks_are_filled() {
    assert_eq!(kg(Scientific, "1,A,Centrifuge,Bench,0.1,167.9").unwrap().0, 80100);
    let Err(NotComputed::Refused(problem)) = kg(Scientific, "1,A,Centrifuge,Bench,,168") else { panic!("198 hours") };
    assert_eq!((problem.column, problem.code), (Some(STANDBY_HOURS.name), RowCode::OutOfRange));
    let too_many = entry(Scientific, HEADER, "1,A,Centrifuge,Bench,100,100");
    assert_eq!(refusals(too_many), [("standby_usage_hours_per_week", RowCode::OutOfRange)]);
}

#[test]
fn every_rule_of_the_record_is_named() {
    let codes = refusals(entry(It, HEADER, ",,,,168.1,-1"));
    assert_eq!(
        codes,
        [
            ("equipment_id", RowCode::Missing),
            ("name", RowCode::Missing),
            ("equipment_class", RowCode::Missing),
            ("active_usage_hours_per_week", RowCode::OutOfRange),
            ("standby_usage_hours_per_week", RowCode::OutOfRange),
        ]
    );
}

#[test]
fn a_sub_class_without_factor_takes_the_one_of_its_class_if_that_has_none() {
    assert_eq!(kg(Scientific, "1,A,Oven,Large,12,0").unwrap().0, 80100);
    assert_eq!(kg(Scientific, "1,A,Centrifuge,,1,1"), Err(EmissionReason::NoFactor.into()));
    assert_eq!(kg(Scientific, "1,A,Monitor,,1,1"), Err(EmissionReason::NoFactor.into()));
}

#[test]
fn an_imposed_total_counts_without_factor_and_blank_hours_stay_blank() {
    let mut unknown = entry(Other, HEADER, "1,A,Spaceship,,,").unwrap();
    let emissions = year().compute(unknown.as_mut(), Some(42.5)).unwrap();
    assert_eq!(emissions, [Emission::imposed(EmissionTypeId(80300), 42.5)]);
    assert!(unknown.payload()["active_usage_hours_per_week"].is_null());
}

#[test]
fn a_factor_that_runs_longer_than_a_week_is_refused() {
    assert_eq!(
        refusals(factor(It, FACTORS, "Monitor,,25,0.5,100,100,0.1")),
        [("standby_usage_hours_per_week", RowCode::OutOfRange)]
    );
    let negative = refusals(factor(It, FACTORS, "Monitor,,-1,x,,128,-0.1"));
    assert_eq!(negative.len(), 4, "{negative:?}");
}

fn type_of(line: &str) -> Result<DataEntryType, (Option<&'static str>, RowCode)> {
    let candidates: Vec<_> = [Scientific, It, Other].into_iter().filter_map(definition).collect();
    let header = "equipment_class,sub_class,equipment_category";
    let cell = |column: &str| header.split(',').zip(line.split(',')).find(|(name, _)| *name == column).map(|(_, c)| c);
    let reader = RecordReader::new(&cell, DecimalMark::Point);
    let year = year();
    let found = type_of_row(&candidates, year.factors(), &reader);
    found.map(|definition| definition.data_type).map_err(|problem| (problem.column, problem.code))
}

#[test]
fn the_type_of_a_row_is_its_category_else_that_of_its_factors() {
    assert_eq!(type_of("centrifuge,,"), Ok(Scientific));
    assert_eq!(type_of("Centrifuge,floor,"), Ok(Scientific));
    assert_eq!(type_of("Monitor,,"), Ok(It));
    assert_eq!(type_of("Monitor,,Other"), Ok(Other));
    assert_eq!(type_of("Monitor,,unheard of"), Ok(It));
    assert_eq!(type_of("Printer,,it"), Ok(It));
}

#[test]
fn a_row_of_several_types_or_of_none_is_refused() {
    let undetermined = Err((Some(CLASS.name), RowCode::TypeUndetermined));
    assert_eq!(type_of("Printer,,"), undetermined);
    assert_eq!(type_of("Spaceship,,"), undetermined);
    assert_eq!(type_of("Centrifuge,Pocket,"), undetermined);
    assert_eq!(type_of(",Bench,"), Err((Some(CLASS.name), RowCode::Missing)));
}
