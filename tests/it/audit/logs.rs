//! The trail for people and programs: `/logs` and its JSON.

use axum::http::{StatusCode, header};
use calco2::audit::Action;
use calco2::audit::read::{self, Filter};
use calco2::platform::Scope;
use serde_json::{Value, json};

use super::{actor, record};
use crate::support::{TestApp, TestDatabase};

/// Seven acts of two people and the sign-in of a third.
async fn trail() -> TestApp {
    let mut app = TestApp::new().await;
    let db = app.database.pool();
    let (nadia, bruno) = (actor(db, "demo-superadmin").await, actor(db, "demo-manager").await);
    let change =
        json!({ "before": { "qty": 2, "note": "x" }, "after": { "qty": 3, "unit": "kg" }, "module": "purchase" });
    record(db, &nadia, Action::Create, ("data_entry", "42"), "made 100% of it", json!({ "module": "purchase" })).await;
    record(db, &nadia, Action::Update, ("data_entry", "42"), "changed a_b <i>of</i> it", change).await;
    record(db, &bruno, Action::Delete, ("data_entry", "43"), "=removed axb", json!({ "module": "headcount" })).await;
    record(db, &bruno, Action::Read, ("report_module", "7"), "looked at", json!({})).await;
    record(db, &nadia, Action::Export, ("report", "results.zip"), "results exported", json!({})).await;
    record(db, &nadia, Action::Update, ("ingestion", "8"), "file read", json!({ "result": "error" })).await;
    record(db, &bruno, Action::Denied, ("route", "GET /logs"), "was refused", json!({})).await;
    app.sign_in("superadmin").await;
    app
}

async fn found(app: &mut TestApp, query: &str) -> Vec<i64> {
    let answer = app.get(&format!("/api/v1/audit/records?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    let ids: Vec<i64> = answer["rows"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(answer["total"].as_u64().unwrap() as usize, ids.len());
    ids
}

#[tokio::test]
async fn filters_find_what_they_name_and_nothing_else() {
    let mut app = trail().await;
    for (query, expected) in [
        ("action=update", &[6, 2][..]),
        ("entity_type=data_entry&entity_id=42", &[2, 1]),
        ("module=headcount", &[3]),
        ("actor=bruno+mei&until=2026-03-12", &[7, 4, 3]),
        ("actor=demo-man&until=2026-03-12", &[7, 4, 3]),
        ("actor=nobody-here", &[]),
        ("handled_id=900001&action=read", &[4]),
        ("handled_id=90000", &[]),
        ("since=2026-03-12T10:00:00Z&until=2026-03-12T10:00:01Z", &[7, 6, 5, 4, 3, 2, 1]),
        ("until=2026-03-12T10:00:00Z", &[]),
        // wildcards mean themselves
        ("search=100%25", &[1]),
        ("search=a_b", &[2]),
        ("search=%25", &[1]),
        ("search=REMOVED", &[3]),
        ("before_id=3", &[2, 1]),
        ("entity_type=", &[8, 7, 6, 5, 4, 3, 2, 1]),
    ] {
        // what looking at the trail adds to it is not meant
        let mut ids = found(&mut app, query).await;
        ids.retain(|id| *id <= 8);
        assert_eq!(ids, expected, "{query}");
    }
}

#[tokio::test]
async fn the_api_counts_by_kind_and_names_what_it_does_not_understand() {
    let mut app = trail().await;
    let answer = app.get("/api/v1/audit/records?until=2026-03-12&page_size=2&page=2").await.json();
    assert_eq!(answer["counts"], json!({ "create": 1, "read": 1, "update": 2, "delete": 1 }));
    assert_eq!((&answer["total"], &answer["has_more"], &answer["page"]), (&json!(7), &json!(false), &json!(2)));
    assert_eq!((answer["rows"][0]["id"].as_i64(), answer["rows"][1]["id"].as_i64()), (Some(5), Some(4)));

    let one = app.get("/api/v1/audit/records/2").await.json();
    assert_eq!((&one["actor"], &one["actor_name"]), (&json!("demo-superadmin"), &json!("Nadia Brunner")));
    assert_eq!((&one["ip_address"], &one["handled_ids"]), (&json!("192.0.2.7"), &json!(["900001"])));
    assert_eq!(one["details"]["after"]["qty"], 3);
    assert_eq!(one["hash"].as_str().unwrap().len(), 64);

    let wrong = "action=dance&module=magic&since=yesterday&before_id=x&page=0&page_size=501&colour=red&search=a%00b";
    let refused = app.get(&format!("/api/v1/audit/records?{wrong}")).await;
    assert_eq!(
        (refused.status, refused.header(header::CONTENT_TYPE)),
        (StatusCode::BAD_REQUEST, "application/problem+json")
    );
    assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 8, "{}", refused.text());
    for address in ["/api/v1/audit/records/99", "/api/v1/audit/records/-1", "/api/v1/audit/records/9223372036854775807"]
    {
        assert_eq!(app.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    // beyond what is counted one reads on with before_id
    let far = app.get("/api/v1/audit/records?page=201").await;
    assert_eq!(far.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn only_who_reaches_the_whole_institution_reaches_records() {
    let app = trail().await;
    let mut conn = app.database.pool().acquire().await.unwrap();
    let (all, filter) = (Scope::Institution, Filter::default());
    assert_eq!(read::records(&mut conn, &all, &filter, 50).await.unwrap().len(), 8);
    let unit = Scope::Subtrees(vec!["2001".into()]);
    for scope in [Scope::Subtrees(vec!["10".into()]), unit] {
        assert_eq!(read::records(&mut conn, &scope, &filter, 50).await.unwrap(), []);
        assert_eq!(read::select(&mut conn, &scope, &filter).await.unwrap().counts.total, 0);
        assert_eq!(read::find(&mut conn, &scope, 1).await.unwrap(), None);
        assert!(read::entity_types(&mut conn, &scope).await.unwrap().is_empty());
    }
    assert_eq!(
        read::entity_types(&mut conn, &all).await.unwrap(),
        ["data_entry", "ingestion", "report", "report_module", "route", "user"]
    );
}

#[tokio::test]
async fn the_page_shows_records_and_opens_one_with_its_difference() {
    let mut app = trail().await;
    let page = app.get("/logs?until=2026-03-12&open=2").await;
    assert_eq!(page.texts(".side-nav a[aria-current=page]"), ["Logs"]);
    assert_eq!(page.texts(".counter-number"), ["7", "1", "1", "2", "1"]);
    assert_eq!(page.texts("tr[id^=record] .c-result")[0], "Refused");
    assert_eq!(page.texts("#record-6 .c-result"), ["Failed"]);
    assert_eq!(page.texts("#record-2 .c-who"), ["Nadia Brunnerdemo-superadmin"]);
    assert_eq!(page.texts("#record-2 .c-summary"), ["changed a_b <i>of</i> it"]);
    assert_eq!(
        page.texts("#detail-2 .log-differences li"),
        ["qty before: 2 after: 3", "note −removed: x", "unit +added: kg"]
    );
    assert_eq!(page.texts("#detail-2 .raw pre").len(), 1);
    assert_eq!(page.texts(".pager-count"), ["Records 1–7 of 7"]);

    let one = app.get("/logs/2").await;
    assert_eq!(one.texts("h1"), ["changed a_b <i>of</i> it"]);
    assert_eq!(one.texts(".log-field"), ["qty", "note", "unit"]);
    for address in ["/logs/99", "/logs/x", "/logs/-1", "/logs/export/xml"] {
        assert_eq!(app.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn the_form_leads_to_a_short_address_and_odd_addresses_still_to_a_page() {
    let mut app = trail().await;
    let sent = app.get("/logs?apply=1&action=read&entity_type=&actor=&since=&search=a+b").await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/logs?action=read&search=a+b#records"));
    let odd = app.get("/logs?action=dance&since=yesterday&page=77&search=%00").await;
    assert_eq!(odd.status, StatusCode::OK);
    assert_eq!(odd.texts(".notice-warn li").len(), 3);
    let none = app.get("/logs?search=' or 1=1 --".replace(' ', "+").as_str()).await;
    assert_eq!(none.texts(".empty-title"), ["No record matches these filters"]);
    assert_eq!(none.texts(".counter-number")[0], "0");
    assert_eq!(none.texts("#action option[selected]").len(), 0);
    let kept = app.get("/logs?action=read&module=purchase&period=7_days&search=x").await;
    assert_eq!(
        kept.texts(".chip-text"),
        ["Action: Looked at", "Module: Purchases", "Period: Last 7 days", "Search: x"]
    );
    assert_eq!(kept.texts(".segments [aria-current=true]"), ["Last 7 days"]);
}

#[tokio::test]
async fn exports_hold_every_matching_record_and_run_in_no_spreadsheet() {
    let mut app = trail().await;
    let csv = app.get("/logs/export/csv?until=2026-03-12&actor=demo-man").await;
    assert_eq!(csv.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(csv.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"audit_20"));
    let mut reader = csv::Reader::from_reader(csv.bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|row| &row[0]).collect::<Vec<_>>(), ["7", "4", "3"]);
    assert_eq!((&rows[2][7], &rows[2][8], &rows[2][1]), ("'=removed axb", "900001", "2026-03-12T10:00:00Z"));
    assert_eq!(serde_json::from_str::<Value>(&rows[2][11]).unwrap(), json!({ "module": "headcount" }));

    let json: Value = app.get("/logs/export/json?until=2026-03-12").await.json();
    let ids: Vec<_> = json.as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(app.get("/logs/export/json?search=nothing-like-it").await.json(), json!([]));
    assert_eq!(app.get("/logs/export/csv?action=dance").await.status, StatusCode::BAD_REQUEST);

    let taken =
        "select details from audit_records where action = 'export' and entity_type = 'audit_records' order by id";
    let taken: Vec<Value> = sqlx::query_scalar(taken).fetch_all(app.database.pool()).await.unwrap();
    assert_eq!(taken.len(), 3);
    assert_eq!(taken[0], json!({ "format": "csv", "filters": { "until": "2026-03-12", "actor": "demo-man" } }));
}

#[tokio::test]
async fn an_export_is_read_in_portions_to_its_end() {
    let mut app = trail().await;
    let many = "with made as (
            insert into audit_records (id, recorded_at, actor, action, entity_type, summary, previous_hash, hash)
            select n, now(), 'many', 'update', 'test', 'n' || n, '', lpad(to_hex(n), 64, '0')
            from generate_series(100, 1350) n returning id)
        update audit_head set id = (select max(id) from made)";
    sqlx::query(many).execute(app.database.pool()).await.unwrap();
    let json = app.get("/logs/export/json?actor=many").await.json();
    let ids: Vec<_> = json.as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, (100..=1350).rev().collect::<Vec<i64>>());
}

#[tokio::test]
async fn beyond_ten_thousand_records_are_no_longer_counted() {
    let database = TestDatabase::new().await;
    let many = "insert into audit_records (id, recorded_at, actor, action, entity_type, summary, previous_hash, hash)
        select n, now(), 'many', case when n <= 12 then 'delete' when n <= 10050 then 'read' else 'export' end, 'test',
            'n' || n, '', lpad(to_hex(n), 64, '0') from generate_series(1, 21000) n";
    sqlx::query(many).execute(database.pool()).await.unwrap();
    let mut conn = database.pool().acquire().await.unwrap();
    let counts = read::select(&mut conn, &Scope::Institution, &Filter::default()).await.unwrap().counts;
    assert_eq!((counts.total, counts.reads, counts.deletes, counts.creates), (10_001, 10_001, 12, 0));
    let deletes = Filter { action: Some(Action::Delete), ..Filter::default() };
    let counts = read::select(&mut conn, &Scope::Institution, &deletes).await.unwrap().counts;
    assert_eq!((counts.total, counts.reads, counts.deletes), (12, 0, 12));
}

#[tokio::test]
async fn who_looks_at_the_trail_is_in_it_once_for_each_selection() {
    let mut app = trail().await;
    for address in
        ["/logs?action=read", "/logs?action=read&page_size=25&open=4", "/api/v1/audit/records?action=read", "/logs/4"]
    {
        assert_eq!(app.get(address).await.status, StatusCode::OK);
    }
    let looked =
        "select details from audit_records where action = 'read' and entity_type = 'audit_records' order by id";
    let looked: Vec<Value> = sqlx::query_scalar(looked).fetch_all(app.database.pool()).await.unwrap();
    assert_eq!(looked, [json!({ "filters": { "action": "read" } }), json!({ "filters": { "id": "4" } })]);
}

#[tokio::test]
async fn nobody_else_opens_the_trail() {
    let mut app = TestApp::new().await;
    assert_eq!(app.get("/logs").await.location(), "/sign-in?next=/logs");
    for persona in ["manager", "principal", "member"] {
        app.sign_in(persona).await;
        for address in ["/logs", "/logs/1", "/logs/export/csv", "/api/v1/audit/records", "/api/v1/audit/records/1"] {
            assert_eq!(app.get(address).await.status, StatusCode::FORBIDDEN, "{persona} {address}");
        }
    }
}

#[tokio::test]
async fn other_logs_are_linked_when_they_are_configured() {
    let mut app = TestApp::new().await;
    app.sign_in("superadmin").await;
    assert_eq!(app.get("/logs").await.texts(".logs-links").len(), 0);
    let settings = [("CALCO2_DEV_SIGN_IN", "true"), ("CALCO2_LOG_LINKS", "Metrics=https://m.example.org/d?a=b&c=d")];
    let mut app = TestApp::with_settings(&settings).await;
    crate::support::institution(app.database.pool()).await;
    app.sign_in("superadmin").await;
    let page = app.get("/logs").await;
    assert_eq!(page.texts(".logs-links a[href='https://m.example.org/d?a=b&c=d']"), ["Metrics"]);
}
