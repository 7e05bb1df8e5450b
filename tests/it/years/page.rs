//! The page of a year: from a year that is not there to one that is open, by its forms alone.

use axum::http::StatusCode;

use super::World;
use crate::support::Answer;

const PAGE: &str = "/data-management?year=2025";
const NOT_YET: &str = "/data-management?year=2027";

async fn post(world: &mut World, path: &str) -> Answer {
    world.app.post(path, &[]).await
}

#[tokio::test]
async fn a_year_that_is_not_there_is_created_with_one_click() {
    let mut world = World::empty().await;
    let absent = world.app.get(NOT_YET).await;
    assert_eq!(absent.texts(".empty-title"), ["2027 is not configured yet."]);
    assert_eq!(absent.texts(".empty button"), ["Create year 2027"]);
    assert!(absent.texts("#year-bar option").contains(&"2027 (not configured)".to_owned()));

    let created = post(&mut world, "/data-management/2027/create").await;
    assert_eq!((created.status, created.location()), (StatusCode::SEE_OTHER, NOT_YET));
    let preparing = world.app.get("/data-management").await;
    assert_eq!(preparing.texts("#year-bar .badge"), ["Being prepared"]);
    assert_eq!(preparing.texts("#data-notices .notice strong"), ["The year is being prepared."]);
    assert_eq!(preparing.texts("#data-notices .phase").len(), 4, "one segment per step");
    assert!(preparing.text().contains("http-equiv=\"refresh\""));
    assert_eq!(
        (preparing.texts(".module-panel").len(), preparing.texts("#year-bar .year-actions .button-primary").len()),
        (0, 0)
    );
    for early in ["open", "close", "synchronise", "buildings/on", "buildings/building/off", "buildings/uncertainty"] {
        let refused = world.app.post(&format!("/data-management/2027/{early}"), &[("value", "low")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{early}");
    }
    assert_eq!(post(&mut world, "/data-management/2027/create").await.status, StatusCode::CONFLICT);

    world.run_jobs(&[]).await;
    let ready = world.app.get(NOT_YET).await;
    assert_eq!(ready.texts("#year-bar .badge"), ["Not open to units"]);
    assert_eq!(ready.texts(".module-panel").len(), 8);
    let offered = ready.texts("#year-bar option");
    assert_eq!(offered, ["2028 (not configured)", "2027", "2026 (not configured)"]);
}

#[tokio::test]
async fn a_preparation_that_failed_shows_the_cause_and_runs_again() {
    let mut world = World::empty().await;
    post(&mut world, "/data-management/2027/create").await;
    world.run_jobs(&[("CALCO2_DIRECTORY_FILE", "")]).await;
    let failed = world.app.get(NOT_YET).await;
    assert_eq!(failed.texts("#year-bar .badge"), ["Preparation failed"]);
    let notice = failed.texts(".notice-bad p").join(" ");
    assert!(notice.starts_with("The year could not be prepared.") && notice.len() > 60, "{notice}");
    assert_eq!(failed.texts(".notice-bad button"), ["Run again"]);
    assert_eq!(post(&mut world, "/data-management/2027/create").await.status, StatusCode::SEE_OTHER);
    world.run_jobs(&[]).await;
    assert_eq!(world.app.get(NOT_YET).await.texts("#year-bar .badge"), ["Not open to units"]);
}

#[tokio::test]
async fn the_head_says_what_blocks_opening_and_a_complete_year_opens_and_closes() {
    let mut world = World::new().await;
    let fresh = world.app.get(PAGE).await;
    assert_eq!(fresh.texts("#year-open-first"), ["18 incomplete items first"]);
    assert_eq!(fresh.texts("#year-bar button[aria-disabled]"), ["Open year for units"]);
    let listed = fresh.texts("#data-notices li");
    assert_eq!(listed.len(), 8);
    assert_eq!(listed[0], "Headcount: Members (no emission factors); Students (no emission factors)");
    assert!(
        listed[2].starts_with("Buildings: Rooms (no emission factors, no reference list); Energy"),
        "{}",
        listed[2]
    );
    assert_eq!(fresh.texts("#buildings .card-head .badge"), ["Incomplete: 4 files missing"]);
    let refused = post(&mut world, "/data-management/2025/open").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("Members: no emission factors"));

    world.load_everything_needed().await;
    let complete = world.app.get(PAGE).await;
    assert_eq!((complete.texts("#data-notices li").len(), complete.texts("#year-open-first").len()), (0, 0));
    assert_eq!(complete.texts("#buildings .card-head .badge")[0], "Complete");
    let opened = post(&mut world, "/data-management/2025/open").await;
    assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, PAGE));
    let open = world.app.get(PAGE).await;
    assert_eq!(open.texts(".notice-ok p"), ["2025 is open to units."]);
    assert_eq!(open.texts("#year-bar .badge"), ["Open to units"]);

    let question = world.app.get("/data-management/2025/close").await;
    assert_eq!(question.texts("h1"), ["Close 2025?"]);
    assert_eq!(question.texts(".button-danger-solid"), ["Close 2025"]);
    assert_eq!(post(&mut world, "/data-management/2025/close").await.location(), PAGE);
    assert_eq!(world.app.get(PAGE).await.texts("#year-bar .badge"), ["Not open to units"]);
}

#[tokio::test]
async fn open_panels_are_in_the_address_and_units_are_synchronised_again() {
    let mut world = World::new().await;
    let page = world.app.get(&format!("{PAGE}&open=buildings&open=purchase")).await;
    assert_eq!(page.texts("details.module-details[open] .module-title"), ["Buildings", "Purchases"]);
    let all = world.app.get(&format!("{PAGE}&open=all")).await;
    assert_eq!(all.texts("details.module-details[open]").len(), 8);
    assert!(!world.app.get(&format!("{PAGE}&open=%22%3E%3Cb%3E")).await.text().contains("\"><b>"));
    assert_eq!(post(&mut world, "/data-management/2025/synchronise").await.location(), PAGE);
    world.run_jobs(&[]).await;
    let synchronised = "select count(*) from jobs where job_type = 'unit_sync' and result = 'success'";
    let synchronised: i64 = sqlx::query_scalar(synchronised).fetch_one(world.app.database.pool()).await.unwrap();
    assert_eq!(synchronised, 1);
}
