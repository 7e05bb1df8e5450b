//! A changed factor file, a click, new numbers.

use axum::http::StatusCode;
use serde_json::json;

use super::{DEARER, Desk, FACTORS, OF_MODULE, OF_TYPE, STATUS, keys};

#[tokio::test]
async fn a_changed_factor_makes_results_stale_and_a_click_puts_them_right() {
    let mut desk = Desk::new().await.with_worker().await;
    assert_eq!(desk.standing().await["needs_recalculation"], false);
    let (job, pipeline) = desk.upload_factors(DEARER, false).await;
    let uploaded = desk.ended(&pipeline).await;
    assert_eq!(uploaded["status"], "success", "{uploaded}");
    assert_eq!(uploaded["jobs"][0]["ingestion"]["factors"]["changed"], 1);
    assert!((desk.total_kg().await - 66.0).abs() < 1e-9, "nothing is recalculated unasked");

    let stale = desk.standing().await;
    assert_eq!(
        keys(&stale),
        [
            "module_type_id",
            "data_entry_type_id",
            "year",
            "needs_recalculation",
            "reasons",
            "entry_count",
            "entries_stale",
            "units_stale",
            "last_factor_job_id",
            "last_factor_job_result",
            "last_factor_attempt_result",
            "last_recalculation_job_id",
            "last_recalculation_job_result",
            "last_recalculated_at",
            "active_job_id"
        ]
    );
    assert_eq!(
        (&stale["needs_recalculation"], &stale["reasons"], &stale["entry_count"], &stale["units_stale"]),
        (&json!(true), &json!(["factor"]), &json!(2), &json!(1))
    );
    assert_eq!((&stale["last_factor_job_id"], &stale["last_recalculation_job_id"]), (&json!(job), &json!(null)));

    let (job, pipeline) = desk.accepted(OF_MODULE).await;
    let done = desk.ended(&pipeline).await;
    assert_eq!(
        (&done["status"], &done["kind"], &done["job_count"]),
        (&json!("success"), &json!("recalculation"), &json!(1))
    );
    let recalculation = &done["jobs"][0]["recalculation"];
    let kg = |key: &str| recalculation[key].as_f64().unwrap();
    assert!((kg("total_before_kg") - 66.0).abs() < 1e-9 && (kg("total_after_kg") - 70.0).abs() < 1e-9, "{done}");
    assert_eq!(
        (&recalculation["recalculated"], &recalculation["errors"], &recalculation["modules_refreshed"]),
        (&json!(2), &json!(0), &json!(1))
    );
    assert_eq!(recalculation["types"][0]["data_entry_type_id"], 50);
    assert!((recalculation["units"][0]["total_after_kg"].as_f64().unwrap() - 70.0).abs() < 1e-9);
    assert!((desk.total_kg().await - 70.0).abs() < 1e-9);
    let fresh = desk.standing().await;
    assert_eq!(
        (&fresh["needs_recalculation"], &fresh["last_recalculation_job_id"], &fresh["last_recalculation_job_result"]),
        (&json!(false), &json!(job), &json!("success"))
    );

    let again = desk.post(OF_MODULE).await;
    assert_eq!((again.status, super::code(&again).as_str()), (StatusCode::BAD_REQUEST, "nothing_stale"));
    let (_, pipeline) = desk.accepted(OF_TYPE).await;
    assert_eq!(desk.ended(&pipeline).await["jobs"][0]["recalculation"]["modules_refreshed"], 0);
    let (_, pipeline) = desk.accepted(&format!("{OF_MODULE}&only_stale=false")).await;
    desk.ended(&pipeline).await;
    desk.close().await;
}

#[tokio::test]
async fn an_upload_recalculates_when_it_is_asked_to() {
    let mut desk = Desk::new().await.with_worker().await;
    let (root, pipeline) = desk.upload_factors(DEARER, true).await;
    let done = desk.ended(&pipeline).await;
    assert_eq!(
        (&done["status"], &done["job_count"], &done["kind"]),
        (&json!("success"), &json!(2), &json!("factor_ingest"))
    );
    let child = &done["jobs"][1];
    assert_eq!((&child["parent_job_id"], &child["job_type"]), (&json!(root), &json!("recalculation")));
    assert_eq!(child["created_by"]["display_name"], "Nadia Brunner");
    assert!((desk.total_kg().await - 70.0).abs() < 1e-9);
    assert_eq!(desk.standing().await["needs_recalculation"], false);

    let (_, pipeline) = desk.upload_factors(DEARER, true).await;
    let unchanged = desk.ended(&pipeline).await;
    assert_eq!((&unchanged["status"], &unchanged["job_count"]), (&json!("success"), &json!(1)), "nothing became stale");
    desk.close().await;
}

#[tokio::test]
async fn a_file_that_fails_leaves_what_is_stale_stale_and_what_is_fresh_fresh() {
    let mut desk = Desk::new().await.with_worker().await;
    let (_, pipeline) = desk.upload_factors(DEARER, false).await;
    desk.ended(&pipeline).await;
    let good = desk.standing().await["last_factor_job_id"].clone();
    let (_, pipeline) = desk.upload_factors("category\nCO2\n", false).await;
    let failed = desk.ended(&pipeline).await;
    assert_eq!((&failed["status"], &failed["error_count"]), (&json!("failed"), &json!(1)));
    assert!(failed["last_error"].as_str().unwrap().contains("column"), "{failed}");
    let standing = desk.standing().await;
    assert_eq!(standing["needs_recalculation"], true);
    assert_eq!((&standing["last_factor_job_id"], &standing["last_factor_attempt_result"]), (&good, &json!("error")));

    let (_, pipeline) = desk.accepted(OF_MODULE).await;
    desk.ended(&pipeline).await;
    let (_, pipeline) = desk.upload_factors(DEARER, false).await;
    assert_eq!(desk.ended(&pipeline).await["jobs"][0]["ingestion"]["factors"]["unchanged"], 2);
    assert_eq!(desk.standing().await["needs_recalculation"], false, "the same file changes nothing");
    desk.close().await;
}

#[tokio::test]
async fn a_year_without_factors_has_nothing_to_recalculate() {
    let mut desk = Desk::new().await;
    let none = desk.get(&STATUS.replace("2025", "2024")).await;
    assert_eq!(none, json!([]));
    desk.upload_factors(FACTORS, false).await;
    desk.close().await;
}
