//! Sums of facilities taken from their own footprint, through the same door as the command line.

use calco2::ingestion::{ComputationOutcome, FactorComputation, IngestError, compute_factors};

use super::samples::{of_unit, per_year};
use super::*;

const COMMON: DataEntryType = DataEntryType::ResearchFacilities;
const ANIMALS: DataEntryType = DataEntryType::MiceAndFishAnimalFacilities;

impl Bench {
    async fn compute(&self, data_type: DataEntryType, computed_wins: bool) -> ComputationOutcome {
        let computation = FactorComputation { year: year(), data_type, computed_wins };
        compute_factors(&self.app, &Actor::program("test"), computation).await.unwrap()
    }

    /// Gives a unit a footprint: methane, natural gas, a room, a server, liquid nitrogen and a microscope.
    async fn give_footprint(&self, unit: &'static str, kg: [f64; 6]) {
        let [methane, gas, room, server, nitrogen, microscope] = kg;
        let files = [
            (DataEntryType::ProcessEmissions, format!("category,quantity,kg_co2eq\nCH4,1,{methane}\n")),
            (DataEntryType::EnergyCombustion, format!("name,quantity,kg_co2eq\nnatural_gas,1,{gas}\n")),
            (DataEntryType::Building, format!("building_name,room_name,room_type,kg_co2eq\nX,X 1,office,{room}\n")),
            (
                DataEntryType::ItEquipment,
                format!("name,total_spent_amount,purchase_institutional_code,kg_co2eq\nServer,1,X,{server}\n"),
            ),
            (
                DataEntryType::AdditionalPurchases,
                format!("name,unit,annual_consumption,coef_to_kg,kg_co2eq\nLN2,litre,1,1,{nitrogen}\n"),
            ),
        ];
        for (data_type, file) in files {
            self.load(Upload { content: file.as_bytes().into(), ..of_unit(data_type, unit) }).await;
        }
        self.give_equipment(unit, microscope).await;
    }

    async fn give_equipment(&self, unit: &'static str, kg: f64) {
        let file = format!("equipment_id,name,equipment_class,kg_co2eq\n1,Microscope,X,{kg}\n");
        self.load(Upload { content: file.as_bytes().into(), ..of_unit(DataEntryType::Scientific, unit) }).await;
    }

    /// What formulas use, by facility: the sum of a common one, all six of an animal facility's mice.
    async fn sums(&self, facility: &str) -> Vec<Option<f64>> {
        let names = [
            "kg_co2eq_sum",
            "kg_co2eq_sum_processemissions",
            "kg_co2eq_sum_building_energycombustions",
            "kg_co2eq_sum_building_rooms",
            "kg_co2eq_sum_purchases_common",
            "kg_co2eq_sum_purchases_additional",
            "kg_co2eq_sum_equipments",
        ];
        let effective: serde_json::Value = sqlx::query_scalar(
            "select effective from factors where classification ->> 'researchfacility_id' = $1 order by id limit 1",
        )
        .bind(facility)
        .fetch_one(&self.app.db)
        .await
        .unwrap();
        let names = if effective.get("processemissions_share").is_some() { &names[1..] } else { &names[..1] };
        names.iter().map(|name| effective[name].as_f64()).collect()
    }
}

#[tokio::test]
async fn a_missing_sum_is_the_footprint_of_the_facility_and_a_sum_of_a_file_wins() {
    let bench = Bench::new().await.with_factors().await;
    bench.give_footprint("U900", [7.0; 6]).await;
    bench.give_footprint("U901", [30_000.0, 1000.0, 9000.0, 20_000.0, 5000.0, 15_000.0]).await;
    let outcome = bench.compute(COMMON, false).await;
    assert_eq!(outcome.result, JobOutcome::Success);
    assert_eq!((outcome.factors.changed, outcome.factors.unchanged), (1, 2));
    assert_eq!(bench.sums("U900").await, [Some(50_000.0)]);
    assert_eq!(bench.sums("U901").await, [Some(80_000.0)]);
    let bytes = golden("csv/research_facilities/researchfacilities_common_per_year_upload.csv");
    bench.load(Upload { content: (&bytes).into(), ..per_year(COMMON) }).await;
    let computing = Leaf { emission_type: 100300, scope: 3, kg: 2000.0, quantity: None };
    assert!(bench.emissions().await.iter().flatten().any(|leaf| *leaf == computing));
}

#[tokio::test]
async fn computed_sums_win_when_asked_until_a_file_brings_another_sum() {
    let bench = Bench::new().await.with_factors().await;
    bench.give_equipment("U900", 7.0).await;
    assert_eq!(bench.compute(COMMON, true).await.factors.changed, 3);
    assert_eq!(bench.sums("U900").await, [Some(7.0)]);
    assert_eq!(bench.compute(COMMON, true).await.factors.changed, 0);
    let factors = Upload { target: Target::Factors, ..per_year(COMMON) };
    let same = golden("csv/research_facilities/researchfacilities_common_factors.csv");
    bench.load(Upload { content: (&same).into(), ..factors }).await;
    assert_eq!(bench.sums("U900").await, [Some(7.0)]);
    let other =
        b"researchfacility_id,researchfacility_name,kg_co2eq_sum,total_use,use_unit\nU900,Cleanroom,9,1,hours\n";
    bench.load(Upload { content: other.into(), ..factors }).await;
    assert_eq!(bench.sums("U900").await, [Some(9.0)]);
}

#[tokio::test]
async fn computed_sums_outlive_a_new_file_that_leaves_them_out() {
    let bench = Bench::new().await.with_factors().await;
    bench.give_equipment("U901", 10.0).await;
    bench.compute(COMMON, false).await;
    let file = b"researchfacility_id,researchfacility_name,kg_co2eq_sum,total_use,use_unit\nU901,SCITAS,,400000,chf\n";
    let changes =
        bench.load(Upload { target: Target::Factors, content: file.into(), ..per_year(COMMON) }).await.factors;
    assert_eq!(changes.unwrap().changed, 1);
    assert_eq!(bench.sums("U901").await, [Some(10.0)]);
}

#[tokio::test]
async fn animal_facilities_take_a_sum_per_source() {
    let bench = Bench::new().await.with_factors().await;
    let footprint = [100.0, 40.0, 60.0, 200.0, 25.0, 30.0];
    bench.give_footprint("U910", footprint).await;
    let outcome = bench.compute(ANIMALS, true).await;
    assert_eq!((outcome.factors.changed, outcome.result), (2, JobOutcome::Success));
    assert_eq!(bench.sums("U910").await, footprint.map(Some));
}

#[tokio::test]
async fn results_of_changed_sums_are_stale_and_the_revision_keeps_what_was_used() {
    let bench = Bench::new().await.with_factors().await;
    bench.give_equipment("U901", 10.0).await;
    let revision = "select factor_revision from calculation_inputs where year = 2025 and data_entry_type_id = 70";
    let before: i32 = sqlx::query_scalar(revision).fetch_one(&bench.app.db).await.unwrap();
    bench.compute(COMMON, false).await;
    let after: i32 = sqlx::query_scalar(revision).fetch_one(&bench.app.db).await.unwrap();
    assert_eq!(after, before + 1);
    let kept: f64 =
        sqlx::query_scalar("select (\"values\" ->> 'kg_co2eq_sum')::float8 from factor_revisions where revision = $1")
            .bind(after)
            .fetch_one(&bench.app.db)
            .await
            .unwrap();
    assert!((kept - 10.0).abs() < 1e-9);
    bench.compute(COMMON, false).await;
    let again: i32 = sqlx::query_scalar(revision).fetch_one(&bench.app.db).await.unwrap();
    assert_eq!(again, after, "the same sums make nothing stale");
}

#[tokio::test]
async fn a_facility_that_is_no_unit_is_named_and_the_others_are_computed() {
    let bench = Bench::new().await;
    let file = b"researchfacility_id,researchfacility_name,kg_co2eq_sum,total_use,use_unit\n\
        U999,Nowhere,,1,hours\n30,An institute,,1,hours\n99900,By its code,,1,hours\n";
    bench.load(Upload { target: Target::Factors, content: file.into(), ..per_year(COMMON) }).await;
    bench.give_equipment("U900", 5.0).await;
    let outcome = bench.compute(COMMON, false).await;
    assert_eq!((outcome.result, outcome.exit_code()), (JobOutcome::Warning, 3));
    let messages: Vec<_> = outcome.factors.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, ["there is no unit “U999”", "the unit “30” has no report in 2025"]);
    assert_eq!(bench.sums("99900").await, [Some(5.0)]);
}

#[tokio::test]
async fn nothing_is_computed_without_factors_or_for_other_types() {
    let bench = Bench::new().await;
    let outcome = bench.compute(ANIMALS, false).await;
    assert_eq!((outcome.result, outcome.file_error.unwrap().code), (JobOutcome::Error, FileCode::NoFactors));
    let computation = FactorComputation { year: year(), data_type: DataEntryType::Plane, computed_wins: false };
    let refusal = compute_factors(&bench.app, &Actor::program("test"), computation).await;
    assert!(matches!(refusal, Err(IngestError::Usage(_))));
    let computation = FactorComputation { year: Year::new(2031).unwrap(), data_type: COMMON, computed_wins: false };
    let outcome = compute_factors(&bench.app, &Actor::program("test"), computation).await.unwrap();
    assert_eq!(outcome.file_error.unwrap().code, FileCode::YearNotProvisioned);
}
