//! The list: filters, counters, pages, opened rows.

use std::time::Duration;

use axum::http::StatusCode;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::pipeline::JobOutcome;

use super::{Asked, claim, console, ended, url};
use crate::support::{Answer, TestApp};

/// One pipeline in each of five states.
async fn with_pipelines() -> TestApp {
    let app = console().await;
    ended(&app, Asked::data(ModuleType::Equipment), JobOutcome::Success, None).await;
    ended(&app, Asked::data(ModuleType::Purchase), JobOutcome::Warning, Some("1 row refused")).await;
    let by_manager = Asked { by: "demo-manager", year: 2024, ..Asked::data(ModuleType::Equipment) };
    ended(&app, by_manager, JobOutcome::Error, Some("The file has no column “equipment_class”.")).await;
    Asked::recalculation(DataEntryType::Plane).enqueue(&app).await;
    claim(&app, Duration::from_mins(1)).await;
    Asked { kind: calco2::pipeline::JobKind::UnitSync, module: None, file: None, ..Asked::data(ModuleType::Equipment) }
        .enqueue(&app)
        .await;
    app
}

fn states(answer: &Answer) -> Vec<String> {
    answer.texts("tr > .c-state .badge")
}

#[tokio::test]
async fn only_operators_open_the_console_and_see_it_in_the_navigation() {
    let mut app = TestApp::new().await;
    let (_, pipeline) = Asked::data(ModuleType::Equipment).enqueue(&app).await;
    for persona in ["superadmin", "manager", "principal", "member"] {
        app.sign_in(persona).await;
        // a principal may look at pipelines of their unit: those of others do not exist
        let (list, one) = match persona {
            "superadmin" => (StatusCode::OK, StatusCode::OK),
            "principal" => (StatusCode::FORBIDDEN, StatusCode::NOT_FOUND),
            _ => (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
        };
        assert_eq!(app.get("/pipelines").await.status, list, "{persona}");
        for path in [url(pipeline), "/pipelines/jobs/1/errors.csv".to_owned()] {
            assert_eq!(app.get(&path).await.status, one, "{persona} {path}");
        }
        let cancelled = app.post(&format!("{}/cancel", url(pipeline)), &[]).await;
        assert_eq!(cancelled.status == StatusCode::FORBIDDEN, persona != "superadmin", "{persona}");
        let page = app.get("/pipelines").await;
        let is_named = page.texts(".side-nav .nav-label").contains(&"Pipelines".to_owned());
        assert_eq!(is_named, persona == "superadmin", "{persona}");
    }
    app.forget_cookies();
    assert_eq!(app.get("/pipelines").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_empty_console_says_what_will_be_here() {
    let mut app = console().await;
    let page = app.get("/pipelines").await;
    assert_eq!(page.texts(".empty-title"), ["No pipeline has run yet."]);
    assert_eq!(page.texts(".counter-number"), ["0", "0", "0", "0", "0", "0"]);
    let page = app.get("/pipelines?search=nothing").await;
    assert_eq!(page.texts(".empty-title"), ["No pipeline matches these filters."]);
}

#[tokio::test]
async fn the_newest_stand_first_and_counters_count_every_state() {
    let mut app = with_pipelines().await;
    let page = app.get("/pipelines").await;
    assert_eq!(states(&page), ["Waiting", "Running", "Failed", "Done, one warning", "Done"]);
    assert_eq!(page.texts(".counter-number"), ["1", "0", "1", "1", "1", "1"]);
    assert_eq!(
        page.texts("th.c-what > a"),
        [
            "Unit synchronisation: All modules",
            "Recalculation: Plane trips",
            "Data upload: Equipment",
            "Data upload: Purchases",
            "Data upload: Equipment"
        ]
    );
    assert_eq!(page.texts("tr[data-stream]").len(), 2, "what is unfinished can be followed");
    assert_eq!(page.texts(".side-nav .nav-count").len(), 1);
    assert!(page.text().contains(r#"<noscript><meta http-equiv="refresh" content="5; url=/pipelines"></noscript>"#));
    assert!(!app.get("/pipelines?statuses=success").await.text().contains("http-equiv"), "nothing on it changes");
}

#[tokio::test]
async fn each_filter_narrows_the_list_and_leaves_its_chip() {
    let mut app = with_pipelines().await;
    let cases = [
        ("statuses=failed&statuses=warning", 2, 2),
        ("kinds=unit_sync", 1, 1),
        ("module_type_ids=4", 2, 1),
        ("years=2024", 1, 1),
        ("author=bruno", 1, 1),
        ("search=equipment_class", 1, 1),
        ("has_errors=true", 1, 1),
        ("since=2001-01-01", 5, 1),
        ("since=2999-01-01", 0, 1),
        ("until=2001-01-01", 0, 1),
        ("until=2001-01-01T10:00:00Z", 0, 1),
        ("module_type_ids=4&years=2025&statuses=success", 1, 3),
    ];
    for (query, rows, chips) in cases {
        let page = app.get(&format!("/pipelines?{query}")).await;
        assert_eq!((states(&page).len(), page.texts("a.chip").len()), (rows, chips), "{query}");
    }
    let page = app.get("/pipelines?statuses=success&page_size=25").await;
    assert!(page.text().contains(r#"<a class="chip" href="/pipelines?page_size=25">"#), "a chip leads to the rest");
}

#[tokio::test]
async fn the_form_leads_to_an_address_that_names_only_what_constrains() {
    let mut app = console().await;
    let answer = app.get("/pipelines?apply=1&page_size=25&kinds=recalculation&since=&until=&search=+a+&author=").await;
    assert_eq!(answer.location(), "/pipelines?kinds=recalculation&search=a&page_size=25#pipelines");
    let page = app.get("/pipelines?colour=red&years=x&statuses=failed").await;
    assert_eq!(page.texts(".notice-warn code"), ["colour=red", "years=x"]);
    assert_eq!(page.texts("a.chip").len(), 1);
}

#[tokio::test]
async fn the_list_has_pages_and_a_page_beyond_the_end_is_the_last_one() {
    let mut app = console().await;
    for _ in 0..27 {
        Asked::data(ModuleType::Equipment).enqueue(&app).await;
    }
    let page = app.get("/pipelines?page_size=25").await;
    assert_eq!((states(&page).len(), page.texts(".pager-count")), (25, vec!["Pipelines 1–25 of 27".to_owned()]));
    let last = app.get("/pipelines?page_size=25&page=2").await;
    assert_eq!(states(&last).len(), 2);
    let beyond = app.get("/pipelines?page_size=25&page=9").await;
    assert_eq!(states(&beyond).len(), 2);
    assert_eq!(
        beyond.texts(".notice-warn strong"),
        ["There is no page 9: this is the last one.", "Live updates stopped."]
    );
}

#[tokio::test]
async fn an_opened_row_shows_cause_jobs_and_facts_and_closes_again() {
    let mut app = with_pipelines().await;
    let closed = app.get("/pipelines?statuses=failed").await;
    let html = closed.text();
    let start = html.find("class=\"opener\" href=\"").unwrap() + 21;
    let toggle = html[start..start + html[start..].find('"').unwrap()].replace("&#38;", "&");
    let opened = app.get(toggle.split('#').next().unwrap()).await;
    assert_eq!(opened.texts("tr.row-detail").len(), 1);
    assert!(opened.texts(".pipeline-detail .notice p")[0].contains("The file has no column “equipment_class”."));
    assert_eq!(opened.texts(".job-list li strong"), ["Data upload"]);
    assert!(opened.texts(".facts dd").contains(&"4.1\u{a0}MB".to_owned()));
    assert!(opened.text().contains(r#"class="opener" href="/pipelines?statuses=failed#row-"#), "the chevron closes it");
}

#[tokio::test]
async fn workers_are_named_and_their_absence_is_an_alarm() {
    let mut app = console().await;
    Asked::data(ModuleType::Equipment).enqueue(&app).await;
    let page = app.get("/pipelines").await;
    assert_eq!(page.texts(".workers .notice-bad strong"), ["No worker is live and jobs wait."]);
    sqlx::query(
        "insert into workers (id, version, started_at, last_seen_at)
         values ('worker-a', '1.0.3', now(), now()), ('worker-b', '1.0.2', now(), now())",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    let page = app.get("/pipelines").await;
    assert_eq!(page.texts(".workers summary > strong"), ["2 workers live"]);
    assert_eq!(page.texts(".workers .notice-bad").len(), 0);
    assert_eq!(page.texts(".workers .notice-warn strong"), ["The workers run different programs: 1.0.2, 1.0.3."]);
}

#[tokio::test]
async fn a_merged_pipeline_leads_to_the_one_that_does_its_work() {
    let mut app = console().await;
    let (_, other) = Asked::recalculation(DataEntryType::Plane).enqueue(&app).await;
    let (job, own) = Asked::recalculation(DataEntryType::Plane).enqueue(&app).await;
    let db = app.database.pool();
    sqlx::query("update pipelines set merged_into = $1 where id = $2")
        .bind(other.0)
        .bind(own.0)
        .execute(db)
        .await
        .unwrap();
    sqlx::query("update jobs set state = 'finished', result = 'success', finished_at = now() where id = $1")
        .bind(job.0)
        .execute(db)
        .await
        .unwrap();
    let page = app.get("/pipelines").await;
    assert!(
        page.text().contains(&format!("Continues in <a class=\"code\" href=\"{}\">", url(other))),
        "{}",
        page.text()
    );
}
