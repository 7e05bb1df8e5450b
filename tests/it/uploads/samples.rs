//! The samples of the reference through the form: the emissions and rejections that the reference expects.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

/// Factors and lists, in the order of work: place, file.
const FOUNDATIONS: [(&str, &str); 19] = [
    ("target=factors&type=member", "headcount/member_factors.csv"),
    ("target=factors&type=student", "headcount/student_factors.csv"),
    ("target=factors&type=plane", "professional_travel/plane_factors.csv"),
    ("target=reference&type=plane", "professional_travel/airports_reference.csv"),
    ("target=factors&type=train", "professional_travel/train_factors.csv"),
    ("target=reference&type=train", "professional_travel/stations_reference.csv"),
    ("target=factors&module=purchase", "purchase/purchases_common_factors.csv"),
    ("target=factors&type=additional_purchases", "purchase/purchases_additional_factors.csv"),
    ("target=exchange_rates", "purchase/exchange_rates.csv"),
    ("target=factors&type=building", "buildings/room_factors.csv"),
    ("target=reference&type=building", "buildings/rooms_reference.csv"),
    ("target=factors&type=building_embodied_energy", "buildings/embodied_energy_factors.csv"),
    ("target=factors&type=energy_combustion", "buildings/combustion_factors.csv"),
    ("target=factors&type=process_emissions", "process_emissions/process_factors.csv"),
    ("target=factors&module=equipment", "equipment/equipment_factors.csv"),
    ("target=factors&type=external_clouds", "external_cloud_and_ai/external_clouds_factors.csv"),
    ("target=factors&type=external_ai", "external_cloud_and_ai/external_ai_factors.csv"),
    ("target=factors&type=research_facilities", "research_facilities/researchfacilities_common_factors.csv"),
    (
        "target=factors&type=mice_and_fish_animal_facilities",
        "research_facilities/researchfacilities_animals_factors.csv",
    ),
];

/// Place, unit of whose own file it is, module, file.
const SAMPLES: [(&str, &str, &str, &str); 31] = [
    ("type=member", "7000", "headcount", "member_unit_upload.csv"),
    ("type=member", "", "headcount", "member_per_year_upload.csv"),
    ("type=member", "7000", "headcount", "member_bad_rows.csv"),
    ("type=plane", "7000", "professional_travel", "plane_unit_upload.csv"),
    ("type=plane", "", "professional_travel", "plane_per_year_upload.csv"),
    ("type=plane", "7000", "professional_travel", "plane_bad_rows.csv"),
    ("type=train", "7000", "professional_travel", "train_unit_upload.csv"),
    ("type=train", "", "professional_travel", "train_per_year_upload.csv"),
    ("type=train", "7000", "professional_travel", "train_bad_rows.csv"),
    ("type=building", "7000", "buildings", "room_unit_upload.csv"),
    ("type=building", "", "buildings", "room_per_year_upload.csv"),
    ("type=building", "7000", "buildings", "room_bad_rows.csv"),
    ("type=energy_combustion", "7000", "buildings", "combustion_unit_upload.csv"),
    ("type=energy_combustion", "", "buildings", "combustion_per_year_upload.csv"),
    ("type=energy_combustion", "7000", "buildings", "combustion_bad_rows.csv"),
    ("type=process_emissions", "7000", "process_emissions", "process_unit_upload.csv"),
    ("type=process_emissions", "", "process_emissions", "process_per_year_upload.csv"),
    ("type=process_emissions", "7000", "process_emissions", "process_bad_rows.csv"),
    ("module=equipment", "", "equipment", "equipment_per_year_upload.csv"),
    ("type=scientific", "U100", "equipment", "equipment_unit_upload.csv"),
    ("module=equipment", "", "equipment", "equipment_bad_rows.csv"),
    ("module=purchase", "", "purchase", "purchases_common_per_year_upload.csv"),
    ("type=it_equipment", "U100", "purchase", "purchases_common_unit_upload.csv"),
    ("type=additional_purchases", "", "purchase", "purchases_additional_per_year_upload.csv"),
    ("type=additional_purchases", "U100", "purchase", "purchases_additional_unit_upload.csv"),
    ("type=external_clouds", "", "external_cloud_and_ai", "external_clouds_per_year_upload.csv"),
    ("type=external_clouds", "U100", "external_cloud_and_ai", "external_clouds_unit_upload.csv"),
    ("type=external_ai", "", "external_cloud_and_ai", "external_ai_per_year_upload.csv"),
    ("type=external_ai", "U100", "external_cloud_and_ai", "external_ai_unit_upload.csv"),
    ("type=research_facilities", "U100", "research_facilities", "researchfacilities_common_unit_upload.csv"),
    (
        "type=mice_and_fish_animal_facilities",
        "",
        "research_facilities",
        "researchfacilities_animals_per_year_upload.csv",
    ),
];

#[derive(Debug, Deserialize)]
struct Expected {
    source: String,
    row: usize,
    emission_type_id: Option<i32>,
    scope: Option<String>,
    kg_co2eq: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Verdict {
    source: String,
    row: i64,
    outcome: String,
}

fn table<T: serde::de::DeserializeOwned>(path: &str) -> Vec<T> {
    csv::Reader::from_reader(golden(path).as_slice()).into_deserialize().map(Result::unwrap).collect()
}

/// Emission type, scope and kg of each accepted row; roll-ups of the reference are no rows of ours.
fn expected(module: &str, source: &str) -> Vec<Vec<(i32, i16, f64)>> {
    let mut rows: BTreeMap<usize, Vec<(i32, i16, f64)>> = BTreeMap::new();
    for line in table::<Expected>(&format!("{module}/expected_emissions.csv")) {
        if line.source == source {
            let leaves = rows.entry(line.row).or_default();
            let Some(scope) = line.scope.and_then(|scope| scope.parse().ok()) else { continue };
            leaves.push((line.emission_type_id.unwrap(), scope, line.kg_co2eq.unwrap()));
        }
    }
    for leaves in rows.values_mut() {
        leaves.sort_by_key(|leaf| leaf.0);
    }
    rows.into_values().collect()
}

type StoredLeaf = (i64, Option<i32>, Option<i16>, Option<f64>);

async fn stored(clerk: &Clerk) -> Vec<Vec<(i32, i16, f64)>> {
    let rows: Vec<StoredLeaf> = sqlx::query_as(
        "select e.id, x.emission_type_id, x.scope, x.kg from data_entries e
         left join data_entry_emissions x on x.data_entry_id = e.id and x.year = e.year
         order by e.id, x.emission_type_id, x.factor_id",
    )
    .fetch_all(&clerk.app.db)
    .await
    .unwrap();
    let mut entries: BTreeMap<i64, Vec<(i32, i16, f64)>> = BTreeMap::new();
    for (id, emission_type, scope, kg) in rows {
        let leaves = entries.entry(id).or_default();
        leaves.extend(emission_type.zip(scope).zip(kg).map(|((of, scope), kg)| (of, scope, kg)));
    }
    entries.into_values().collect()
}

async fn laid_foundations() -> Clerk {
    let mut clerk = Clerk::new().await;
    for (place, path) in FOUNDATIONS {
        let job = clerk.upload(place, &[], (path, &golden(path))).await;
        assert_eq!(job["result"], "success", "{path}: {job:#}");
    }
    clerk
}

#[tokio::test]
async fn every_sample_gives_the_emissions_and_rejections_of_the_reference_through_the_form() {
    let mut clerk = laid_foundations().await;
    for (place, unit, module, source) in SAMPLES {
        sqlx::query("delete from data_entry_emissions").execute(&clerk.app.db).await.unwrap();
        sqlx::query("delete from data_entries").execute(&clerk.app.db).await.unwrap();
        let fields: Vec<_> = (!unit.is_empty()).then_some(("unit", unit)).into_iter().collect();
        let bytes = golden(&format!("{module}/{source}"));
        let job = clerk.upload(&format!("target=data&{place}"), &fields, (source, &bytes)).await;
        if source.contains("bad_rows") {
            let verdicts: Vec<Verdict> = table(&format!("{module}/expected_rejections.csv"));
            let rows = |outcome: &str| -> Vec<i64> {
                verdicts.iter().filter(|v| v.source == source && v.outcome == outcome).map(|v| v.row).collect()
            };
            let errors = job["ingestion"]["errors"].as_array().unwrap();
            let mut refused: Vec<_> = errors.iter().map(|error| error["row"].as_i64().unwrap()).collect();
            refused.dedup();
            assert_eq!(refused, rows("rejected"), "{source}: {job:#}");
            assert_eq!(job["result"], "warning", "{source}");
            assert_eq!(clerk.count("data_entries").await, rows("inserted").len() as i64, "{source}");
            continue;
        }
        let (stored, expected) = (stored(&clerk).await, expected(module, source));
        assert_eq!(stored.len(), expected.len(), "{source}: {job:#}");
        for (stored, expected) in stored.iter().flatten().zip(expected.iter().flatten()) {
            let difference = (stored.2 - expected.2).abs();
            let is_same = (stored.0, stored.1) == (expected.0, expected.1) && difference < 1e-9 * expected.2.max(1.0);
            assert!(is_same, "{source}: {stored:?} instead of {expected:?}");
        }
        let (stored, expected) = (stored.iter().flatten().count(), expected.iter().flatten().count());
        assert_eq!(stored, expected, "{source}");
    }
    clerk.worker.stop().await;
}
