use super::*;
use crate::carbon::entry::fixtures::{Lines, Year, entry, factor, refusals};
use crate::carbon::field::RowCode;
use DataEntryType::{MiceAndFishAnimalFacilities as Animals, ResearchFacilities as Common};

const COMMON_USE: &str = "researchfacility_id,researchfacility_name,use,use_unit";
const COMMON_FACTORS: &str = "researchfacility_id,researchfacility_name,kg_co2eq_sum,total_use,use_unit";
const ANIMAL_USE: &str = "researchfacility_id,researchfacility_name,researchfacility_type,use,use_unit";
const ANIMAL_FACTORS: &str = "researchfacility_id,researchfacility_name,researchfacility_type,processemissions_share,\
    building_energycombustions_share,building_rooms_share,purchases_common_share,purchases_additional_share,equipments_share,\
    kg_co2eq_sum_processemissions,kg_co2eq_sum_building_energycombustions,kg_co2eq_sum_building_rooms,\
    kg_co2eq_sum_purchases_common,kg_co2eq_sum_purchases_additional,kg_co2eq_sum_equipments,use_unit,total_use";

fn common(line: &str) -> Result<(i32, f64), NotComputed> {
    let lines: Lines<'_> = (
        COMMON_FACTORS,
        &[
            "U900,Cleanroom,50000,1000,hours",
            "U901,SCITAS,,200000,chf",
            "U902,Idle,700,0,hours",
            "U903,rcp,80000,200000,chf",
        ],
    );
    Year::with_factors(&[(Common, lines)]).only_emission(Common, COMMON_USE, line, None)
}

fn animals(line: &str) -> Result<(i32, f64), NotComputed> {
    let lines: Lines<'_> = (
        ANIMAL_FACTORS,
        &[
            "U910,Vivarium,mice,0.5,0.6,0.7,0.4,0.8,0.3,1000,2000,10000,5000,500,3000,housings,4000",
            "U910,Vivarium,fish,0.5,0.4,0.3,0.6,0.2,0.7,1000,2000,10000,5000,500,3000,housings,800",
            "U910,Vivarium,frogs,0.5,0.6,0.7,0.4,0.8,0.3,1000,2000,,5000,500,3000,housings,4000",
            "U911,New,mice,0.5,0.6,0.7,0.4,0.8,0.3,,,,,,,housings,4000",
            "U912,Idle,mice,0.5,0.6,0.7,0.4,0.8,0.3,1000,,,,,,housings,0",
        ],
    );
    Year::with_factors(&[(Animals, lines)]).only_emission(Animals, ANIMAL_USE, line, None)
}

const WITHOUT: Result<(i32, f64), NotComputed> = Err(NotComputed::Without(EmissionReason::NoFactor));

#[test]
fn a_share_of_the_use_is_a_share_of_the_footprint() {
    assert_eq!(common("U900,Cleanroom,120,hours"), Ok((100100, 6000.0)));
    assert_eq!(common("u900 ,another name,15,hours"), Ok((100100, 750.0)));
    assert_eq!(common("U902,Idle,5,hours"), Ok((100100, 0.0)));
    assert_eq!(common("U900,Cleanroom,0,hours"), Ok((100100, 0.0)));
}

#[test]
fn another_unit_an_unknown_facility_or_a_missing_sum_gives_no_emission() {
    assert_eq!(common("U900,Cleanroom,10,chf"), WITHOUT);
    assert_eq!(common("U900,Cleanroom,10,Hours"), WITHOUT);
    assert_eq!(common("U999,Nowhere,10,hours"), WITHOUT);
    assert_eq!(common("U901,SCITAS,5000,chf"), WITHOUT);
}

#[test]
fn computing_facilities_have_a_leaf_of_their_own() {
    assert_eq!(common("U903,RCP,5000,chf"), Ok((100300, 2000.0)));
    assert_eq!(facility_leaf(" Scitas "), EmissionTypeId(100300));
    assert_eq!(facility_leaf("SCITAS 2"), EmissionTypeId(100100));
}

#[test]
fn each_kind_of_animal_takes_its_share_of_each_source() {
    assert_eq!(animals("U910,Vivarium,Mice,200,housings"), Ok((10020001, 600.0)));
    assert_eq!(animals("U910,Vivarium,fish,40,housings"), Ok((10020002, 475.0)));
    assert_eq!(animals("U910,Vivarium,frogs,200,housings"), Ok((100200, 250.0)), "without the source that has no sum");
    assert_eq!(animals("U911,New,mice,200,housings"), WITHOUT, "no source has a sum");
    assert_eq!(animals("U910,Vivarium,birds,200,housings"), WITHOUT);
    assert_eq!(animals("U910,Vivarium,mice,200,cages"), WITHOUT);
    assert_eq!(animals("U912,Idle,mice,200,housings"), Ok((10020001, 0.0)));
}

#[test]
fn every_rule_of_the_records_is_named() {
    let missing = |columns: &[&'static str]| columns.iter().map(|c| (*c, RowCode::Missing)).collect::<Vec<_>>();
    let expected = missing(&["researchfacility_id", "researchfacility_name", "use", "use_unit"]);
    assert_eq!(refusals(entry(Common, COMMON_USE, ",,,")), expected);
    let expected =
        missing(&["researchfacility_id", "researchfacility_name", "researchfacility_type", "use", "use_unit"]);
    assert_eq!(refusals(entry(Animals, ANIMAL_USE, ",,,,")), expected);
    for (data_type, header, line) in
        [(Common, COMMON_USE, "U900,A,-1,hours"), (Animals, ANIMAL_USE, "U910,A,mice,-1,housings")]
    {
        assert_eq!(refusals(entry(data_type, header, line)), [("use", RowCode::OutOfRange)]);
    }
}

#[test]
fn factors_need_shares_from_0_to_1_and_a_total() {
    let shares = factor(Animals, ANIMAL_FACTORS, "U910,A,mice,1.1,,0.7,0.4,0.8,0.3,-1,,,,,,housings,");
    assert_eq!(
        refusals(shares),
        [
            ("total_use", RowCode::Missing),
            ("processemissions_share", RowCode::OutOfRange),
            ("kg_co2eq_sum_processemissions", RowCode::OutOfRange),
            ("building_energycombustions_share", RowCode::Missing),
        ]
    );
    let common = factor(Common, COMMON_FACTORS, "U900,Cleanroom,-1,-1,");
    let columns: Vec<_> = refusals(common).into_iter().map(|(column, _)| column).collect();
    assert_eq!(columns, ["use_unit", "kg_co2eq_sum", "total_use"]);
}

#[test]
fn a_facility_is_known_by_its_code_whatever_its_name() {
    let renamed = |name: &str| factor(Common, COMMON_FACTORS, &format!("U900,{name},1,1,hours")).unwrap().identity();
    assert_eq!(renamed("Cleanroom"), renamed("Clean room"));
}

#[test]
fn a_unit_that_looks_like_a_number_is_a_text() {
    let draft = factor(Common, COMMON_FACTORS, "U900,Cleanroom,1,1,1000").unwrap();
    assert!(draft.values.contains(&(USE_UNIT.name, FactorValue::Text("1000".to_owned()))));
}

#[test]
fn an_imposed_total_counts_at_the_leaf_of_the_name_without_factor() {
    let imposed = Year::default().only_emission(Common, COMMON_USE, "U1,SCITAS,1,chf", Some(9.0));
    assert_eq!(imposed, Ok((100300, 9.0)));
}

#[test]
fn a_stored_payload_reads_back_as_it_was() {
    let entry = entry(Animals, ANIMAL_USE, " U910 ,Vivarium,mice,2.50,housings").unwrap();
    let payload = entry.payload();
    assert_eq!(payload["use"].as_f64(), Some(2.5));
    let loaded = (ANIMALS.load)(Animals, &payload.to_string()).unwrap();
    assert_eq!(loaded.payload(), payload);
}
