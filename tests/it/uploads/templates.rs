//! Every template can be filled in and uploaded: its example is loaded without a complaint.

use super::*;

const FOUNDATIONS: [&str; 19] = [
    "target=exchange_rates",
    "target=factors&type=member",
    "target=factors&type=student",
    "target=factors&type=process_emissions",
    "target=factors&type=building",
    "target=reference&type=building",
    "target=factors&type=energy_combustion",
    "target=factors&type=building_embodied_energy",
    "target=factors&module=equipment",
    "target=factors&type=external_clouds",
    "target=factors&type=external_ai",
    "target=factors&type=train",
    "target=reference&type=train",
    "target=factors&type=plane",
    "target=reference&type=plane",
    "target=factors&module=purchase",
    "target=factors&type=additional_purchases",
    "target=factors&type=research_facilities",
    "target=factors&type=mice_and_fish_animal_facilities",
];

const DATA: [&str; 14] = [
    "type=member",
    "type=student",
    "type=process_emissions",
    "type=building",
    "type=energy_combustion",
    "module=equipment",
    "type=external_clouds",
    "type=external_ai",
    "type=train",
    "type=plane",
    "module=purchase",
    "type=additional_purchases",
    "type=research_facilities",
    "type=mice_and_fish_animal_facilities",
];

#[tokio::test]
async fn every_template_is_a_file_that_can_be_uploaded() {
    let mut clerk = Clerk::new().await;
    let data = DATA.iter().map(|place| format!("target=data&{place}"));
    for place in FOUNDATIONS.iter().map(|place| (*place).to_owned()).chain(data) {
        let template = clerk.browser.get(&format!("/data-management/{YEAR}/template?{place}")).await;
        assert_eq!((template.status, template.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
        assert!(template.header("content-disposition").starts_with("attachment; filename=\""), "{place}");
        assert!(template.bytes.starts_with(b"\xef\xbb\xbf") && template.bytes.ends_with(b"\r\n"), "{place}");
        let job = clerk.upload(&place, &[], ("template.csv", &template.bytes)).await;
        assert_eq!((&job["result"], &job["ingestion"]["stored"]), (&"success".into(), &1.into()), "{place}: {job:#}");
        assert_eq!(job["ingestion"]["warnings"], serde_json::json!([]), "{place}");
    }
    clerk.close().await;
}

#[tokio::test]
async fn a_unit_s_own_template_names_no_unit_and_imposes_nothing() {
    let mut clerk = Clerk::new().await;
    let template =
        clerk.browser.get(&format!("/data-management/{YEAR}/template?target=data&type=plane&own=true")).await;
    let header = template.text().lines().next().unwrap().trim_start_matches('\u{feff}').to_owned();
    assert_eq!(
        header,
        "origin_iata,destination_iata,user_institutional_id,departure_date,number_of_trips,cabin_class,note"
    );
    for nowhere in ["target=data&type=building_embodied_energy", "target=reference&type=member", "target=data", "x=y"] {
        let answer = clerk.browser.get(&format!("/data-management/{YEAR}/template?{nowhere}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
    clerk.close().await;
}
