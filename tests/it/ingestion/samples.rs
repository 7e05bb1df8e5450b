//! Samples of the reference, each alone in a fresh year: headcount, travel, purchases.

use super::*;

#[derive(Debug, Deserialize)]
struct Expected {
    source: String,
    row: usize,
    emission_type_id: Option<i32>,
    scope: Option<String>,
    kg_co2eq: Option<f64>,
    additional_value: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Verdict {
    source: String,
    row: i32,
    outcome: String,
}

fn table<T: serde::de::DeserializeOwned>(path: &str) -> Vec<T> {
    csv::Reader::from_reader(golden(path).as_slice()).into_deserialize().map(Result::unwrap).collect()
}

/// Leaves that the reference expects of a file, row by row; derived roll-ups are no rows of ours.
pub(super) fn expected_leaves(module: &str, source: &str) -> Vec<Vec<Leaf>> {
    let lines: Vec<Expected> = table(&format!("csv/{module}/expected_emissions.csv"));
    let mut rows: BTreeMap<usize, Vec<Leaf>> = BTreeMap::new();
    for line in lines.into_iter().filter(|line| line.source == source) {
        let leaves = rows.entry(line.row).or_default();
        let Some(scope) = line.scope.and_then(|scope| scope.parse().ok()) else { continue };
        leaves.push(Leaf {
            emission_type: line.emission_type_id.unwrap(),
            scope,
            kg: line.kg_co2eq.unwrap(),
            quantity: line.additional_value,
        });
    }
    for leaves in rows.values_mut() {
        leaves.sort_by_key(|leaf| leaf.emission_type);
    }
    assert!(!rows.is_empty(), "{source} is not among the expectations");
    rows.into_values().collect()
}

pub(super) fn assert_close(actual: &[Vec<Leaf>], expected: &[Vec<Leaf>]) {
    assert_eq!(actual.len(), expected.len(), "number of entries");
    for (actual, expected) in actual.iter().zip(expected) {
        assert_eq!(actual.len(), expected.len(), "{actual:?} instead of {expected:?}");
        for (a, e) in actual.iter().zip(expected) {
            assert_eq!((a.emission_type, a.scope), (e.emission_type, e.scope));
            assert!((a.kg - e.kg).abs() < 1e-9 * e.kg.abs().max(1.0), "{a:?} instead of {e:?}");
            let (a, e) = (a.quantity.unwrap_or(-1.0), e.quantity.unwrap_or(-1.0));
            assert!((a - e).abs() < 1e-9, "quantity {a} instead of {e}");
        }
    }
}

pub(super) async fn sample_gives_expected_emissions(module: &str, source: &str, data: Upload<'_>) {
    let bench = Bench::new().await.with_factors().await;
    let bytes = golden(&format!("csv/{module}/{source}"));
    bench.load(Upload { content: (&bytes).into(), file_name: source, ..data }).await;
    let expected = expected_leaves(module, source);
    assert_close(&bench.emissions().await, &expected);
    let sum: f64 = expected.iter().flatten().map(|leaf| leaf.kg).sum();
    assert!((bench.total_kg().await - sum).abs() < 1e-6);
}

pub(super) async fn bad_rows_are_refused_as_expected(module: &str, source: &str, data: Upload<'_>) {
    let bench = Bench::new().await.with_factors().await;
    let bytes = golden(&format!("csv/{module}/{source}"));
    let ingestion = bench.ingest(Upload { content: (&bytes).into(), file_name: source, ..data }).await;
    let verdicts: Vec<Verdict> = table(&format!("csv/{module}/expected_rejections.csv"));
    let refused: Vec<i32> =
        verdicts.iter().filter(|v| v.source == source && v.outcome == "rejected").map(|v| v.row).collect();
    let mut rows: Vec<i32> = ingestion.errors.iter().map(|error| error.row).collect();
    rows.dedup();
    assert_eq!(rows, refused, "{:#?}", ingestion.errors);
    assert_eq!(ingestion.result, JobOutcome::Warning);
    let inserted = verdicts.iter().filter(|v| v.source == source && v.outcome == "inserted").count();
    assert_eq!((ingestion.stored, ingestion.refused), (inserted as u64, refused.len() as u64));
    let ignored = verdicts.iter().filter(|v| v.source == source && v.outcome == "ignored").count();
    assert_eq!(ingestion.blank, ignored as u64);
    assert_eq!(bench.count("data_entries").await, inserted as i64);
}

pub(super) fn per_year(data_type: DataEntryType) -> Upload<'static> {
    Upload { data_type: Some(data_type), ..upload() }
}

pub(super) fn of_unit(data_type: DataEntryType, unit: &'static str) -> Upload<'static> {
    Upload { data_type: Some(data_type), unit: Some(unit), ..upload() }
}

#[tokio::test]
async fn members_of_a_unit() {
    let data = of_unit(DataEntryType::Member, "7000");
    sample_gives_expected_emissions("headcount", "member_unit_upload.csv", data).await;
}

#[tokio::test]
async fn members_of_a_year() {
    let data = per_year(DataEntryType::Member);
    sample_gives_expected_emissions("headcount", "member_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn bad_members() {
    bad_rows_are_refused_as_expected("headcount", "member_bad_rows.csv", of_unit(DataEntryType::Member, "7000")).await;
}

#[tokio::test]
async fn students_give_what_the_form_would() {
    let bench = Bench::new().await.with_factors().await;
    let bytes = b"fte\n3\n";
    bench.load(Upload { content: bytes.into(), ..of_unit(DataEntryType::Student, "7000") }).await;
    assert_close(&bench.emissions().await, &expected_leaves("headcount", "student form: fte = 3"));
}

#[tokio::test]
async fn flights_of_a_unit() {
    let data = of_unit(DataEntryType::Plane, "7000");
    sample_gives_expected_emissions("professional_travel", "plane_unit_upload.csv", data).await;
}

#[tokio::test]
async fn flights_of_a_year() {
    let data = per_year(DataEntryType::Plane);
    sample_gives_expected_emissions("professional_travel", "plane_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn bad_flights() {
    let data = of_unit(DataEntryType::Plane, "7000");
    bad_rows_are_refused_as_expected("professional_travel", "plane_bad_rows.csv", data).await;
}

#[tokio::test]
async fn rail_trips_of_a_unit() {
    let data = of_unit(DataEntryType::Train, "7000");
    sample_gives_expected_emissions("professional_travel", "train_unit_upload.csv", data).await;
}

#[tokio::test]
async fn rail_trips_of_a_year() {
    let data = per_year(DataEntryType::Train);
    sample_gives_expected_emissions("professional_travel", "train_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn bad_rail_trips() {
    let data = of_unit(DataEntryType::Train, "7000");
    bad_rows_are_refused_as_expected("professional_travel", "train_bad_rows.csv", data).await;
}

#[tokio::test]
async fn purchases_of_a_year() {
    let data = Upload { module: Some(ModuleType::Purchase), ..upload() };
    sample_gives_expected_emissions("purchase", "purchases_common_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn purchases_of_a_unit() {
    let data = of_unit(DataEntryType::ItEquipment, "U100");
    sample_gives_expected_emissions("purchase", "purchases_common_unit_upload.csv", data).await;
}

#[tokio::test]
async fn centralised_purchases_of_a_year() {
    let data = per_year(DataEntryType::AdditionalPurchases);
    sample_gives_expected_emissions("purchase", "purchases_additional_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn centralised_purchases_of_a_unit() {
    let data = of_unit(DataEntryType::AdditionalPurchases, "U100");
    sample_gives_expected_emissions("purchase", "purchases_additional_unit_upload.csv", data).await;
}
