//! Pages that a browser may keep, as long as it asks each time.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::{id, with_figures};
use crate::support::{Answer, TestApp};

async fn again(app: &mut TestApp, path: &str, tag: &str) -> Answer {
    app.send(Request::get(path).header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let unit = id(&app, "2001").await;
    for path in [
        "/reporting?years=2025".to_owned(),
        format!("/units/{unit}/results/2025"),
        "/api/v1/reporting/filters/years".to_owned(),
        "/api/v1/reporting/filters/units?search=lab".to_owned(),
        "/api/v1/reporting/filters/affiliations".to_owned(),
    ] {
        // the page says as of which minute its figures are: the minute may end between two requests
        let mut answers = Vec::new();
        for _ in 0..2 {
            let first = app.get(&path).await;
            assert_eq!(
                (first.status, first.header(header::CACHE_CONTROL)),
                (StatusCode::OK, "private, no-cache"),
                "{path}"
            );
            let tag = first.header(header::ETAG).to_owned();
            assert!(tag.len() > 20, "{path}: {tag}");
            let second = again(&mut app, &path, &tag).await;
            assert_eq!(second.header(header::CACHE_CONTROL), "private, no-cache");
            answers.push((second.status, second.bytes.len(), second.header(header::ETAG) == tag));
        }
        assert!(answers.contains(&(StatusCode::NOT_MODIFIED, 0, true)), "{path}: {answers:?}");
        assert_eq!(again(&mut app, &path, "\"another\"").await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_changed_figure_another_language_or_another_person_is_another_page() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let path = "/reporting?years=2025";
    let tag = app.get(path).await.header(header::ETAG).to_owned();
    app.language = "fr";
    assert_eq!(again(&mut app, path, &tag).await.status, StatusCode::OK);
    app.language = "en";
    app.sign_in("manager").await;
    assert_eq!(again(&mut app, path, &tag).await.status, StatusCode::OK);
    app.sign_in("superadmin").await;
    sqlx::query("update unit_year_aggregates set total_kg = total_kg + 1000 where year = 2025")
        .execute(app.database.pool())
        .await
        .unwrap();
    assert_eq!(again(&mut app, path, &tag).await.status, StatusCode::OK);
    // who leaves takes what the browser kept along
    let answer = app.post("/sign-out", &[]).await;
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    let answer = again(&mut app, path, &tag).await;
    assert_eq!((answer.status, answer.header(header::CACHE_CONTROL)), (StatusCode::SEE_OTHER, "no-store"));
}
