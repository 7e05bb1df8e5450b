//! Every sample of the reference for equipment, each alone in a fresh year, and what such files do to what is stored.

use super::samples::{assert_close, bad_rows_are_refused_as_expected, of_unit, sample_gives_expected_emissions};
use super::*;

fn common() -> Upload<'static> {
    Upload { module: Some(ModuleType::Equipment), ..upload() }
}

#[tokio::test]
async fn equipment_of_a_year() {
    sample_gives_expected_emissions("equipment", "equipment_per_year_upload.csv", common()).await;
}

#[tokio::test]
async fn equipment_of_a_unit() {
    let data = of_unit(DataEntryType::Scientific, "U100");
    sample_gives_expected_emissions("equipment", "equipment_unit_upload.csv", data).await;
}

#[tokio::test]
async fn bad_equipment() {
    bad_rows_are_refused_as_expected("equipment", "equipment_bad_rows.csv", common()).await;
}

#[tokio::test]
async fn accepted_rows_among_bad_ones_give_what_their_hours_give() {
    let bench = Bench::new().await.with_factors().await;
    let bytes = golden("csv/equipment/equipment_bad_rows.csv");
    let ingestion = bench.ingest(Upload { content: (&bytes).into(), ..common() }).await;
    let codes: Vec<_> = ingestion.errors.iter().map(|error| (error.row, error.code)).collect();
    let expected = [
        (2, "missing"),
        (3, "out_of_range"),
        (5, "type_undetermined"),
        (6, "type_undetermined"),
        (7, "unknown_unit"),
        (8, "not_a_number"),
    ];
    assert_eq!(codes, expected);
    let warnings: Vec<_> = ingestion.warnings.iter().map(|warning| (warning.row, warning.code)).collect();
    assert_eq!(warnings, [(10, "not_a_number")]);
    let it = |kg| vec![Leaf { emission_type: 80200, scope: 2, kg, quantity: None }];
    assert_close(&bench.emissions().await, &[it(5.5328), it(5.291), it(5.226)]);
}

#[tokio::test]
async fn blank_hours_are_stored_as_they_were_computed() {
    let bench = Bench::new().await.with_factors().await;
    let bytes = golden("csv/equipment/equipment_per_year_upload.csv");
    bench.load(Upload { content: (&bytes).into(), ..common() }).await;
    let hours: Vec<(f64, f64)> = sqlx::query_as(
        "select (payload ->> 'active_usage_hours_per_week')::float8, (payload ->> 'standby_usage_hours_per_week')::float8
         from data_entries where data_entry_type_id = 11",
    )
    .fetch_all(&bench.app.db)
    .await
    .unwrap();
    assert_eq!(hours, [(40.0, 128.0)]);
}

#[tokio::test]
async fn a_row_that_several_types_could_be_is_refused_unless_it_names_its_category() {
    let bench = Bench::new().await;
    let factors = b"equipment_category,equipment_class,sub_class,active_power_w,standby_power_w,\
        active_usage_hours_per_week,standby_usage_hours_per_week,ef_kg_co2eq_per_kwh\n\
        it,Printer,,10,1,40,128,0.1\nother,Printer,,10,1,40,128,0.1\nlaser,Printer,,10,1,40,128,0.1\n";
    let upload = Upload { target: Target::Factors, content: factors.into(), ..common() };
    let ingestion = bench.ingest(upload).await;
    assert_eq!((ingestion.stored, ingestion.errors[0].code), (2, "bad_enum"));
    let rows = b"unit_institutional_id,equipment_id,name,equipment_class,equipment_category\n\
        U100,1,A,Printer,\nU100,2,B,Printer,Other\n";
    let ingestion = bench.ingest(Upload { content: rows.into(), ..common() }).await;
    assert_eq!((ingestion.stored, ingestion.errors[0].code), (1, "type_undetermined"));
    assert!(ingestion.errors[0].message.contains("it or other"), "{}", ingestion.errors[0].message);
}

#[tokio::test]
async fn a_common_file_needs_factors_to_tell_the_types_of_its_rows() {
    let bench = Bench::new().await;
    let bytes = golden("csv/equipment/equipment_per_year_upload.csv");
    let ingestion = bench.ingest(Upload { content: (&bytes).into(), ..common() }).await;
    assert_eq!(ingestion.file_error.unwrap().code, FileCode::NoFactors);
}
