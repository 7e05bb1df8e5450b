//! Cancel, retry, release, mark as failed.

use std::time::Duration;

use axum::http::StatusCode;
use calco2::carbon::taxonomy::ModuleType;
use calco2::pipeline::JobOutcome;

use super::{Asked, claim, console, ended, url};
use crate::support::TestApp;

/// The newest record of the audit trail.
async fn recorded(app: &TestApp) -> String {
    sqlx::query_scalar("select summary from audit_records order by id desc limit 1")
        .fetch_one(app.database.pool())
        .await
        .unwrap()
}

async fn notice(app: &mut TestApp, address: &str) -> Vec<String> {
    app.get(address).await.texts("main > .notice[role] .notice-text")
}

#[tokio::test]
async fn a_pipeline_is_cancelled_after_a_question_and_can_be_retried() {
    let mut app = console().await;
    let asked = Asked { file: None, ..Asked::data(ModuleType::Equipment) };
    let (_, id) = asked.enqueue(&app).await;
    let cancel = format!("{}/cancel", url(id));
    let question = app.get(&cancel).await;
    assert_eq!(question.texts("h1"), ["Cancel this pipeline?"]);
    assert_eq!(question.texts(".confirm .facts dd"), ["0", "1", "0", "0"]);

    let answer = app.post(&cancel, &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, url(id).as_str()));
    let page = app.get(&url(id)).await;
    assert_eq!(page.texts("main > .notice-ok .notice-text"), ["The pipeline was cancelled."]);
    assert_eq!(page.texts("#pipeline-state"), ["Cancelled"]);
    assert!(recorded(&app).await.starts_with("cancelled pipeline"));
    assert_eq!(app.get(&cancel).await.status, StatusCode::CONFLICT, "there is nothing left to cancel");
    app.post(&cancel, &[]).await;
    assert_eq!(notice(&mut app, &url(id)).await[0], "It has already ended. Nothing was changed.");

    let retry = format!("{}/retry", url(id));
    assert_eq!(app.get(&retry).await.texts("h1"), ["Retry what failed?"]);
    app.post(&retry, &[]).await;
    assert_eq!(notice(&mut app, &url(id)).await[0], "The failed jobs wait to begin again.");
    assert!(recorded(&app).await.starts_with("retried pipeline"));
}

#[tokio::test]
async fn what_did_not_fail_or_has_lost_its_file_is_not_retried() {
    let mut app = console().await;
    let (_, done) = ended(&app, Asked::data(ModuleType::Equipment), JobOutcome::Success, None).await;
    assert_eq!(app.get(&format!("{}/retry", url(done))).await.status, StatusCode::CONFLICT);
    let (_, failed) = ended(&app, Asked::data(ModuleType::Equipment), JobOutcome::Error, Some("no")).await;
    assert_eq!(app.get(&format!("{}/retry", url(failed))).await.status, StatusCode::OK);
    app.post(&format!("{}/retry", url(failed)), &[]).await;
    assert!(notice(&mut app, &url(failed)).await[0].starts_with("There is nothing to retry"));
}

#[tokio::test]
async fn a_job_at_work_is_left_alone_and_one_without_sign_of_life_is_released() {
    let mut app = console().await;
    let (job, id) = Asked::data(ModuleType::Equipment).enqueue(&app).await;
    claim(&app, Duration::from_mins(1)).await;
    let release = format!("/pipelines/jobs/{job}/release");
    assert_eq!(app.get(&release).await.status, StatusCode::CONFLICT);
    app.post(&release, &[]).await;
    assert!(notice(&mut app, &url(id)).await[0].starts_with("A process is at work on this job."));

    sqlx::query("update jobs set lease_expires_at = now() - interval '1 second'")
        .execute(app.database.pool())
        .await
        .unwrap();
    let page = app.get(&url(id)).await;
    assert_eq!(page.texts(".job-messages .abandoned"), ["No sign of life from worker-a within its time."]);
    assert_eq!(page.texts(".job-rescue a").len(), 2);
    assert_eq!(app.get("/pipelines").await.texts(".c-state .abandoned"), ["No sign of life"]);
    assert_eq!(app.get(&release).await.texts("h1"), ["Release this job?"]);
    app.post(&release, &[]).await;
    assert_eq!(notice(&mut app, &url(id)).await[0], format!("Job #{job} waits to begin again."));
    assert!(recorded(&app).await.starts_with("released job"));
    let page = app.get(&url(id)).await;
    assert_eq!(page.texts(".job-list .visually-hidden"), ["Waiting:"], "the job waits, what was begun goes on");
}

#[tokio::test]
async fn marking_a_job_as_failed_needs_a_reason_that_is_kept() {
    let mut app = console().await;
    let (job, id) = Asked::data(ModuleType::Equipment).enqueue(&app).await;
    claim(&app, Duration::ZERO).await;
    let fail = format!("/pipelines/jobs/{job}/fail");
    assert_eq!(app.get(&fail).await.texts("label[for=reason]"), ["Reason"]);

    let blank = app.post(&fail, &[("reason", "  ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(blank.texts("#errors a"), ["Enter a reason."]);
    assert!(blank.texts("title")[0].starts_with("Error: "));
    let long = "x".repeat(501);
    let refused = app.post(&fail, &[("reason", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains(&format!("value=\"{long}\"")), "what was typed comes back");

    app.post(&fail, &[("reason", "the host is gone <b>")]).await;
    let page = app.get(&url(id)).await;
    assert_eq!(page.texts("main > .notice-ok .notice-text"), [format!("Job #{job} was marked as failed.")]);
    assert!(page.text().contains("the host is gone &#60;b&#62;"));
    assert!(recorded(&app).await.starts_with("marked as failed job"));
    app.post(&fail, &[("reason", "again")]).await;
    assert_eq!(notice(&mut app, &url(id)).await[0], "It has already ended. Nothing was changed.");
}
