//! How far a download is, told to the page that asked for it.

use std::time::Duration;

use serde_json::Value;

use super::*;

/// What the page is told of a download once it is over.
async fn over(app: &mut TestApp, name: &str) -> Value {
    for _ in 0..100 {
        let answer = app.get(&format!("/reporting/export/progress/{name}")).await;
        if answer.status == StatusCode::OK && answer.json()["state"] != "running" {
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
            return answer.json();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{name} is never over")
}

#[tokio::test]
async fn a_whole_download_was_as_long_as_it_was() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let file = app.get("/reporting/export/results?years=2025&export-begun=m1x2").await;
    let progress = over(&mut app, "m1x2").await;
    assert_eq!((&progress["state"], &progress["sent_bytes"]), (&json!("finished"), &json!(file.bytes.len())));
    // two unit-years of 2,200 bytes each, as the menu says beforehand
    assert_eq!(progress["usual_bytes"], json!(4_400));
    assert!(progress["words"].as_str().unwrap().starts_with("The file is complete: "), "{progress}");
    // how big a spreadsheet becomes nobody has counted
    app.get("/reporting/export/results?years=2025&format=xlsx&export-begun=sheet").await;
    assert_eq!(over(&mut app, "sheet").await["usual_bytes"], Value::Null);
    // the same name again is another download
    let other = app.get("/reporting/export/usage?years=2025&export-begun=m1x2").await;
    let mut sent = json!(null);
    for _ in 0..100 {
        sent = over(&mut app, "m1x2").await["sent_bytes"].clone();
        if sent == json!(other.bytes.len()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(sent, json!(other.bytes.len()));
}

#[tokio::test]
async fn a_download_that_was_left_is_told_from_one_that_is_whole() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    drop(app.open("/reporting/export/combined?years=2025&export-begun=left").await);
    let progress = over(&mut app, "left").await;
    assert_eq!((&progress["state"], &progress["sent_bytes"]), (&json!("broken_off"), &json!(0)));
    app.language = "fr";
    assert_eq!(
        over(&mut app, "left").await["words"],
        "Le téléchargement s’est arrêté après 0\u{a0}B\u{a0}; le fichier n’est pas complet."
    );
}

#[tokio::test]
async fn nobody_hears_of_the_downloads_of_others_and_unnamed_ones_leave_no_trace() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    app.get("/reporting/export/usage?years=2025").await;
    let noted = || sqlx::query_scalar::<_, i64>("select count(*) from export_progress");
    assert_eq!(noted().fetch_one(app.database.pool()).await.unwrap(), 0);
    app.get("/reporting/export/usage?years=2025&export-begun=mine").await;
    over(&mut app, "mine").await;
    app.sign_in("manager").await;
    for name in ["mine", "other", "%00", "a%20b", &"x".repeat(300)] {
        let answer = app.get(&format!("/reporting/export/progress/{name}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
    // what is older than a day is forgotten with the next download
    sqlx::query("update export_progress set changed_at = now() - interval '25 hours'")
        .execute(app.database.pool())
        .await
        .unwrap();
    app.get("/reporting/export/usage?years=2025&export-begun=next").await;
    over(&mut app, "next").await;
    assert_eq!(noted().fetch_one(app.database.pool()).await.unwrap(), 1);
}
