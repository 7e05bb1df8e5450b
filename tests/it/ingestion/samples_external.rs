//! Every sample of the reference for cloud services and AI, each alone in a fresh year.

use super::samples::{of_unit, per_year, sample_gives_expected_emissions};
use super::*;

const MODULE: &str = "external_cloud_and_ai";

#[tokio::test]
async fn cloud_services_of_a_year() {
    let data = per_year(DataEntryType::ExternalClouds);
    sample_gives_expected_emissions(MODULE, "external_clouds_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn cloud_services_of_a_unit() {
    let data = of_unit(DataEntryType::ExternalClouds, "U100");
    sample_gives_expected_emissions(MODULE, "external_clouds_unit_upload.csv", data).await;
}

#[tokio::test]
async fn ai_of_a_year() {
    let data = per_year(DataEntryType::ExternalAi);
    sample_gives_expected_emissions(MODULE, "external_ai_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn ai_of_a_unit() {
    let data = of_unit(DataEntryType::ExternalAi, "U100");
    sample_gives_expected_emissions(MODULE, "external_ai_unit_upload.csv", data).await;
}

#[tokio::test]
async fn services_without_result_are_kept_and_counted_by_reason() {
    let bench = Bench::new().await.with_factors().await;
    sqlx::query("delete from exchange_rates where currency = 'usd'").execute(&bench.app.db).await.unwrap();
    let bytes = b"service_type,provider,spent_amount,currency\n\
        backup,DemoCloud,100,eur\nstorage,Nobody,100,eur\ncompute,DemoCloud,100,usd\ncompute,DemoCloud,100,\n";
    let ingestion =
        bench.load(Upload { content: bytes.into(), ..of_unit(DataEntryType::ExternalClouds, "U100") }).await;
    assert_eq!(ingestion.without_emission, BTreeMap::from([("no_factor", 2), ("no_exchange_rate", 1)]));
    assert!((bench.total_kg().await - 20.0).abs() < 1e-9);
}

#[tokio::test]
async fn an_imposed_total_of_an_unknown_service_is_in_every_total_of_its_kind() {
    let bench = Bench::new().await.with_factors().await;
    let bytes = b"service_type,provider,spent_amount,currency,kg_co2eq\nbackup,DemoCloud,100,eur,42\n";
    bench.load(Upload { content: bytes.into(), ..of_unit(DataEntryType::ExternalClouds, "U100") }).await;
    let sums: (f64, f64, f64, f64) = sqlx::query_as(
        "select sum(total_kg), sum(scope3_kg), sum(it_kg), sum(category_kg[5]) from unit_year_aggregates",
    )
    .fetch_one(&bench.app.db)
    .await
    .unwrap();
    assert_eq!(sums, (42.0, 42.0, 42.0, 42.0));
}

#[tokio::test]
async fn files_wait_for_the_factors_of_their_year() {
    let bench = Bench::new().await;
    for (data_type, file) in [
        (DataEntryType::ExternalClouds, "external_cloud_and_ai/external_clouds_per_year_upload.csv"),
        (DataEntryType::ExternalAi, "external_cloud_and_ai/external_ai_per_year_upload.csv"),
        (DataEntryType::ResearchFacilities, "research_facilities/researchfacilities_common_per_year_upload.csv"),
        (
            DataEntryType::MiceAndFishAnimalFacilities,
            "research_facilities/researchfacilities_animals_per_year_upload.csv",
        ),
    ] {
        let bytes = golden(&format!("csv/{file}"));
        let ingestion = bench.ingest(Upload { content: (&bytes).into(), ..per_year(data_type) }).await;
        assert_eq!(ingestion.file_error.unwrap().code, FileCode::NoFactors, "{data_type}");
    }
}
