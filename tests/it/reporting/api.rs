use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use super::{id, with_figures};
use crate::support::TestApp;

async fn units(app: &mut TestApp, body: Value) -> Value {
    let answer = app.post_json("/api/v1/reporting/units", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

fn names(answer: &Value) -> Vec<&str> {
    answer["rows"].as_array().unwrap().iter().map(|row| row["unit_name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_row_holds_what_the_contract_names() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let music = id(&app, "2001").await;
    let answer = units(&mut app, json!({ "years": [2025], "unit_ids": [music] })).await;
    assert_eq!(
        answer["rows"][0],
        json!({
            "unit_id": music, "unit_name": "Music Laboratory", "affiliation": "Faculty of Arts",
            "validation_status": { "validated": 8, "total": 8 }, "overall_status": "validated",
            "principal_user": "Clara Hoffmann", "last_update": answer["rows"][0]["last_update"],
            "highest_result_category": "headcount", "total_carbon_footprint_t": 2.0,
            "validated_carbon_footprint_t": 2.0, "total_fte": 4.0, "results_url": format!("/units/{music}/results/2025"),
        })
    );
    let moment = answer["rows"][0]["last_update"].as_str().unwrap();
    assert!(moment.len() == 20 && moment.ends_with("T09:00:00Z"), "{moment}");
    assert_eq!(answer["counts"], json!({ "validated": 1, "in_progress": 0, "not_started": 0 }));
    assert_eq!(
        answer["module_status_counts"]["purchase"],
        json!({ "not_started": 0, "in_progress": 0, "validated": 1 })
    );
    assert_eq!(
        (answer["total"].as_i64(), answer["page"].as_i64(), answer["page_size"].as_i64()),
        (Some(1), Some(1), Some(50))
    );
}

#[tokio::test]
async fn several_years_are_added_up() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let answer =
        units(&mut app, json!({ "years": [2024, 2025], "sort_by": "total_carbon_footprint", "sort_dir": "desc" }))
            .await;
    assert_eq!(names(&answer), ["Cell Laboratory", "Énergie Group", "Zoo", "Music Laboratory", "Acoustics Group"]);
    let energy = &answer["rows"][1];
    assert_eq!(energy["total_carbon_footprint_t"], 27.5);
    assert_eq!(energy["validated_carbon_footprint_t"], 27.0);
    assert_eq!(energy["highest_result_category"], "professional_travel");
    assert_eq!(energy["validation_status"], json!({ "validated": 0, "total": 2 }));
    // one of two reports is missing: the other one alone cannot make the unit validated, nor not started
    assert_eq!(answer["rows"][0]["overall_status"], "in_progress");
    assert_eq!(answer["counts"], json!({ "validated": 1, "in_progress": 3, "not_started": 1 }));
    let counts = &answer["module_status_counts"]["headcount"];
    assert_eq!(*counts, json!({ "not_started": 5, "in_progress": 1, "validated": 3 }));
}

#[tokio::test]
async fn every_sort_puts_missing_values_last_and_breaks_ties_by_name() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let all = |first: &[&str]| -> Vec<String> { first.iter().map(ToString::to_string).collect() };
    for (by, dir, expected) in [
        ("unit_name", "asc", all(&["Acoustics Group", "Cell Laboratory", "Énergie Group", "Music Laboratory", "Zoo"])),
        ("unit_name", "desc", all(&["Zoo", "Music Laboratory", "Énergie Group", "Cell Laboratory", "Acoustics Group"])),
        (
            "principal_user",
            "asc",
            all(&["Music Laboratory", "Cell Laboratory", "Acoustics Group", "Énergie Group", "Zoo"]),
        ),
        (
            "principal_user",
            "desc",
            all(&["Cell Laboratory", "Music Laboratory", "Acoustics Group", "Énergie Group", "Zoo"]),
        ),
        (
            "validation_status",
            "desc",
            all(&["Music Laboratory", "Énergie Group", "Zoo", "Acoustics Group", "Cell Laboratory"]),
        ),
        (
            "highest_result_category",
            "asc",
            all(&["Music Laboratory", "Zoo", "Énergie Group", "Acoustics Group", "Cell Laboratory"]),
        ),
        (
            "highest_result_category",
            "desc",
            all(&["Énergie Group", "Music Laboratory", "Zoo", "Acoustics Group", "Cell Laboratory"]),
        ),
        (
            "total_carbon_footprint",
            "asc",
            all(&["Acoustics Group", "Music Laboratory", "Zoo", "Énergie Group", "Cell Laboratory"]),
        ),
        ("per_fte", "desc", all(&["Zoo", "Énergie Group", "Music Laboratory", "Acoustics Group", "Cell Laboratory"])),
    ] {
        let answer = units(&mut app, json!({ "years": [2025], "sort_by": by, "sort_dir": dir })).await;
        assert_eq!(names(&answer), expected, "{by} {dir}");
    }
    for by in ["last_update", "affiliation"] {
        for dir in ["asc", "desc"] {
            let answer = units(&mut app, json!({ "years": [2025], "sort_by": by, "sort_dir": dir })).await;
            let last = &answer["rows"][4]["last_update"];
            assert!(by == "affiliation" || last.is_null(), "{by} {dir}");
        }
    }
}

#[tokio::test]
async fn categories_are_sorted_by_their_name_in_the_language_of_the_request() {
    let mut app = with_figures().await;
    sqlx::query("update unit_year_aggregates set module_status[5] = 2 where module_kg[5] > 0")
        .execute(app.database.pool())
        .await
        .unwrap();
    app.sign_in("superadmin").await;
    let body = json!({ "years": [2025], "sort_by": "highest_result_category" });
    // Headcount, Professional travel, Purchases; Achats, Personnel, Voyages professionnels
    assert_eq!(names(&units(&mut app, body.clone()).await)[3], "Cell Laboratory");
    app.language = "fr";
    assert_eq!(names(&units(&mut app, body).await)[0], "Cell Laboratory");
}

#[tokio::test]
async fn pages_do_not_overlap_and_one_beyond_the_end_is_empty() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let mut seen = Vec::new();
    for page in 1..=4 {
        let answer = units(&mut app, json!({ "years": [2025], "page_size": 2, "page": page })).await;
        assert_eq!((answer["total"].as_i64(), answer["page"].as_i64()), (Some(5), Some(page)));
        seen.push(answer["rows"].as_array().unwrap().len());
    }
    assert_eq!(seen, [2, 2, 1, 0]);
}

#[tokio::test]
async fn a_manager_sees_their_subtree_and_learns_nothing_of_the_rest() {
    let mut app = with_figures().await;
    let (zoo, arts, life, root) =
        (id(&app, "2103").await, id(&app, "20").await, id(&app, "21").await, id(&app, "10").await);
    app.sign_in("manager").await;
    assert_eq!(names(&units(&mut app, json!({ "years": [2025] })).await), ["Énergie Group", "Music Laboratory"]);
    for filter in [
        json!({ "years": [2025], "unit_ids": [zoo] }),
        json!({ "years": [2025], "affiliation_ids": [life] }),
        json!({ "years": [2025], "affiliation_ids": [root] }),
        json!({ "years": [2025], "affiliation_ids": [arts], "unit_ids": [zoo] }),
        json!({ "years": [2025], "search": "zoo" }),
    ] {
        let answer = units(&mut app, filter.clone()).await;
        assert_eq!((answer["total"].as_i64(), &answer["rows"]), (Some(0), &json!([])), "{filter}");
        assert_eq!(answer["counts"], json!({ "validated": 0, "in_progress": 0, "not_started": 0 }));
    }
    let affiliations = app.get("/api/v1/reporting/filters/affiliations").await.json();
    assert_eq!(affiliations["rows"][0]["name"], "Faculty of Arts");
    assert_eq!(affiliations["rows"][0]["unit_count"], 2);
    assert_eq!(affiliations["rows"][0]["children"][0]["name"], "Institute of Theatre");
    assert_eq!(affiliations["rows"].as_array().unwrap().len(), 1);
    let units = app.get("/api/v1/reporting/filters/units").await.json();
    assert_eq!((units["total"].as_i64(), units["page_size"].as_i64()), (Some(2), Some(500)));
    let years = app.get("/api/v1/reporting/filters/years").await.json();
    assert_eq!(
        years["years"],
        json!([{ "year": 2025, "state": "open", "unit_count": 2 }, { "year": 2024, "state": "open", "unit_count": 2 }])
    );
    assert_eq!(years["latest"], 2025);
}

#[tokio::test]
async fn units_to_choose_from_are_found_by_text_and_affiliation() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let life = id(&app, "21").await;
    let found = app.get("/api/v1/reporting/filters/units?search=ENERGIE").await.json();
    assert_eq!(found["rows"][0]["name"], "Énergie Group");
    assert_eq!(found["rows"][0]["institutional_code"], "2002");
    let below = app.get(&format!("/api/v1/reporting/filters/units?affiliation_ids={life}&page_size=2")).await.json();
    assert_eq!((below["total"].as_i64(), below["rows"].as_array().unwrap().len()), (Some(3), 2));
    let refused = app.get("/api/v1/reporting/filters/units?page_size=5001").await;
    assert_eq!(
        (refused.status, refused.json()["errors"][0]["field"].as_str()),
        (StatusCode::BAD_REQUEST, Some("page_size"))
    );
    assert_eq!(app.get("/api/v1/reporting/filters/years?x=1").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_wrong_body_is_refused_naming_the_field() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    for (body, field, code) in [
        (json!({}), "years", "missing"),
        (json!({ "years": [] }), "years", "missing"),
        (json!({ "years": ["x"] }), "years", "malformed"),
        (json!({ "years": [2025], "sort_by": "colour" }), "sort_by", "unknown"),
        (json!({ "years": [2025], "page": 0 }), "page", "out_of_range"),
        (json!({ "years": [2025], "page_size": 501 }), "page_size", "out_of_range"),
        (json!({ "years": [2025], "module_statuses": ["headcount"] }), "module_statuses", "malformed"),
        (json!({ "years": [2025], "module_statuses": ["moon:validated"] }), "module_statuses", "unknown"),
        (json!({ "years": [2025], "colour": 1 }), "colour", "unknown"),
    ] {
        let answer = app.post_json("/api/v1/reporting/units", &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
        let error = &answer.json()["errors"][0];
        assert_eq!((error["field"].as_str(), error["code"].as_str()), (Some(field), Some(code)), "{body}");
        assert!(!error["message"].as_str().unwrap().starts_with("parameter-"));
    }
    let broken = |kind: &str| {
        Request::post("/api/v1/reporting/units").header(header::CONTENT_TYPE, kind).body(Body::from("{")).unwrap()
    };
    let malformed = app.send(broken("application/json")).await;
    assert_eq!((malformed.status, &malformed.json()["code"]), (StatusCode::BAD_REQUEST, &json!("malformed")));
    assert_eq!(malformed.json()["detail"], "The body must be a JSON object.");
    assert_eq!(app.send(broken("text/plain")).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn reporting_is_closed_to_those_without_the_right() {
    let mut app = with_figures().await;
    let body = json!({ "years": [2025] });
    assert_eq!(app.post_json("/api/v1/reporting/units", &body).await.status, StatusCode::UNAUTHORIZED);
    for persona in ["principal", "member"] {
        app.sign_in(persona).await;
        assert_eq!(app.post_json("/api/v1/reporting/units", &body).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get("/reporting").await.status, StatusCode::FORBIDDEN);
        for kind in ["results", "detailed", "usage", "combined"] {
            let page = app.get(&format!("/reporting/export/{kind}?years=2025")).await;
            let posted = app.post_json(&format!("/api/v1/reporting/export/{kind}"), &body).await;
            assert_eq!((page.status, posted.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN), "{kind}");
        }
    }
}
