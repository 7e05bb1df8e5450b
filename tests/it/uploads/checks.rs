//! A file looked at first: what is shown, and the decision.

use serde_json::json;

use super::*;

const GASES: &str = "target=factors&type=process_emissions";
const FACTORS: &[u8] = b"category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,28\n";
/// CH4 dearer, CO2 gone, N2O new.
const OTHER: &[u8] = b"category,subcategory,unit,ef_kg_co2eq_per_unit\nCH4,,kg,30\nN2O,,kg,265\n";
const DATA: &[u8] = b"unit_institutional_id,category,quantity\nU100,CO2,10\nU200,CH4,2\n";

async fn with_gases() -> Clerk {
    let mut clerk = Clerk::new().await;
    clerk.upload(GASES, &[], ("gases.csv", FACTORS)).await;
    clerk.upload("target=data&type=process_emissions", &[], ("data.csv", DATA)).await;
    clerk
}

/// Factors in use, by category.
async fn factors(clerk: &Clerk) -> Vec<(String, f64, String)> {
    sqlx::query_as(
        "select classification ->> 'category', (effective ->> 'ef_kg_co2eq_per_unit')::float8, status
         from factors order by 1",
    )
    .fetch_all(&clerk.app.db)
    .await
    .unwrap()
}

fn named(category: &str, kg: f64, status: &str) -> (String, f64, String) {
    (category.to_owned(), kg, status.to_owned())
}

#[tokio::test]
async fn a_check_changes_nothing_until_it_is_committed_with_the_policy_of_choice() {
    let mut clerk = with_gases().await;
    let before = factors(&clerk).await;
    let (address, job) = clerk.check(GASES, &[], ("other.csv", OTHER)).await;
    assert_eq!(
        job["ingestion"]["factors"],
        json!({ "inserted": 1, "changed": 1, "unchanged": 0, "absent": 1, "retired": 1 })
    );
    // 10 kg CO2 lose their factor, 2 kg CH4 rise from 56 to 60 kg CO2eq
    let preview = &job["ingestion"]["preview"];
    assert_eq!((&preview["entries_affected"], &preview["units_affected"]), (&json!(2), &json!(2)), "{job:#}");
    let kg = |key: &str| preview[key].as_f64().unwrap();
    assert!((kg("total_before_kg") - 66.0).abs() < 1e-9 && (kg("total_after_kg") - 60.0).abs() < 1e-9, "{job:#}");
    assert_eq!(factors(&clerk).await, before);

    let page = clerk.browser.get(&address).await;
    assert_eq!(page.texts(".stat-number"), ["1", "1", "0", "1", "0"]);
    assert!(
        page.texts(".check-effect p")[0].contains("2 factors change, 1 disappears: 2 entries in 2 units affected.")
    );
    let card = clerk.browser.get(&format!("/data-management?year={YEAR}&open=process_emissions")).await;
    assert!(card.texts("#factors-process-emissions")[0].contains("gases.csv"), "a check is no load");

    let answer = clerk.browser.post(&address, &[("do", "commit"), ("absent", "keep")]).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/data-management?year=2025&open=process_emissions#factors-process-emissions")
    );
    assert_eq!(clerk.newest_job().await["result"], "success");
    let after = [named("ch4", 30.0, "active"), named("co2", 1.0, "stale"), named("n2o", 265.0, "active")];
    assert_eq!(factors(&clerk).await, after);

    let year = clerk.browser.get(&format!("/data-management?year={YEAR}&open=process_emissions")).await;
    let kept = year.texts("#factors-process-emissions .upload-card-kept");
    assert!(
        kept[0].starts_with("1 factor is no longer in the file and stays in use.") && kept[0].contains("co2"),
        "{kept:?}"
    );

    let page = clerk.browser.get(&address).await;
    assert!(page.text().contains("This file has been committed."));
    assert!(page.texts("button[value=commit]").is_empty());
    let jobs = clerk.count("jobs").await;
    let again = clerk.browser.post(&address, &[("do", "commit")]).await;
    assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, address.as_str()));
    assert_eq!(clerk.count("jobs").await, jobs, "a decision is taken once");
    clerk.close().await;
}

#[tokio::test]
async fn a_discarded_check_leaves_nothing_behind() {
    let mut clerk = with_gases().await;
    let before = factors(&clerk).await;
    let (address, job) = clerk.check(GASES, &[], ("other.csv", OTHER)).await;
    let answer = clerk.browser.post(&address, &[("do", "discard")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(clerk.browser.get(&address).await.text().contains("This check has been discarded."));
    let late = clerk.browser.post_json(&format!("/api/v1/sync/jobs/{}/commit", job["job_id"]), &json!({})).await;
    assert_eq!((late.status, &late.json()["code"]), (StatusCode::CONFLICT, &json!("already_finished")));
    assert_eq!(factors(&clerk).await, before);
    clerk.close().await;
}

#[tokio::test]
async fn the_api_commits_and_discards_what_was_checked() {
    let mut clerk = with_gases().await;
    let (_, job) = clerk.check(GASES, &[], ("other.csv", OTHER)).await;
    let commit = format!("/api/v1/sync/jobs/{}/commit", job["job_id"]);
    let wrong = clerk.browser.post_json(&commit, &json!({ "absent": "burn", "colour": "red" })).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let fields: Vec<_> = wrong.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
    assert_eq!(fields, ["absent", "colour"]);
    let answer = clerk.browser.post_json(&commit, &json!({ "recalculate": true })).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let follower = answer.json();
    assert_eq!((&follower["state"], &follower["already_active"]), (&json!("not_started"), &json!(false)));
    clerk.newest_job().await;
    assert_eq!(clerk.newest_job().await["job_type"], "recalculation", "what became stale was recalculated");

    let upload = clerk.upload(GASES, &[], ("gases.csv", FACTORS)).await;
    for (id, status, code) in [(upload["job_id"].as_i64().unwrap(), 409, "not_retryable"), (99_999, 404, "not_found")] {
        for deed in ["commit", "discard"] {
            let answer = clerk.browser.post_json(&format!("/api/v1/sync/jobs/{id}/{deed}"), &json!({})).await;
            assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (status, &json!(code)), "{deed} {id}");
        }
    }
    clerk.close().await;
}

#[tokio::test]
async fn a_check_of_data_counts_what_it_would_replace_and_names_bad_rows() {
    let mut clerk = with_gases().await;
    let file: &[u8] = b"unit_institutional_id,category,quantity\nU100,CO2,20\nU999,CO2,1\n";
    let (address, job) = clerk.check("target=data&type=process_emissions", &[], ("less.csv", file)).await;
    let counts = |key: &str| job["ingestion"][key].as_u64().unwrap();
    assert_eq!((counts("stored"), counts("replaced"), counts("refused")), (1, 2, 1), "{job:#}");
    let page = clerk.browser.get(&address).await;
    assert_eq!(page.texts(".stat-number"), ["1", "0", "2", "1"]);
    assert!(page.texts(".row-errors")[0].contains("no unit “U999” has a report in 2025"));
    assert_eq!(clerk.count("data_entries").await, 2);

    let nothing: &[u8] = b"unit_institutional_id,category,quantity\nU999,CO2,1\n";
    let (address, _) = clerk.check("target=data&type=process_emissions", &[], ("none.csv", nothing)).await;
    let page = clerk.browser.get(&address).await;
    assert!(page.text().contains("The file cannot be used."));
    assert!(page.texts("button[value=commit]").is_empty());
    let refused = clerk.browser.post(&address, &[("do", "commit")]).await;
    assert_eq!((refused.status, refused.location()), (StatusCode::SEE_OTHER, address.as_str()));
    clerk.close().await;
}
