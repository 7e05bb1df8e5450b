//! The demo institution: whole, the same every time, and made once.

use std::sync::Arc;
use std::time::Duration;

use calco2::carbon::ids::Year;
use calco2::ledger::drift;
use calco2::platform::{App, Clock, Config};
use calco2::seed::{self, Progress, Scale, SeedError};

use crate::support::TestDatabase;

fn app(database: &TestDatabase) -> App {
    // a directory that is not the demo's must not matter
    let settings = [("CALCO2_DIRECTORY_FILE", "")];
    App::new(database.pool().clone(), Config::from_values(&settings).unwrap(), Clock::system())
}

async fn is_needed(app: &App) -> bool {
    seed::is_needed(&mut app.db.acquire().await.unwrap()).await.unwrap()
}

async fn count(app: &App, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.db).await.unwrap()
}

const ENTRIES: &str = "select count(*) from data_entries";
const LOADS: &str = "select count(*) from jobs where job_type = 'data_ingest' and (outcome ->> 'stored')::int > 0";

#[tokio::test]
async fn two_who_make_the_demo_at_once_make_one_with_figures_in_all_eight_modules() {
    let database = TestDatabase::new().await;
    let app = app(&database);
    assert!(is_needed(&app).await);
    let made = tokio::join!(seed::demo(&app), seed::demo(&app));
    let entries = match made {
        (Ok(entries), Err(SeedError::NotEmpty)) | (Err(SeedError::NotEmpty), Ok(entries)) => entries,
        other => panic!("{other:?}"),
    };
    assert!(!is_needed(&app).await);
    assert_eq!(entries as i64, count(&app, ENTRIES).await);
    assert!((780..=820).contains(&entries), "{entries}");
    assert_eq!(count(&app, "select count(*) from data_entries where emission_reason is not null").await, 0);
    assert_eq!(count(&app, "select count(*) from job_row_errors").await, 0);
    let whole = "select count(*) from generate_series(1, 8) m
        where (select sum(module_kg[m]) from unit_year_aggregates) > 0";
    assert_eq!(count(&app, whole).await, 8);
    let validated = "select count(*) from unit_year_aggregates where modules_validated = 8";
    assert_eq!(count(&app, validated).await, 5);
    let untouched = "select count(*) from unit_year_aggregates where total_kg = 0 and 0 = all(module_status)";
    assert_eq!(count(&app, untouched).await, 1);
    let empty = "select count(*) from unit_year_aggregates a, generate_series(1, 8) m
        where (module_status[m] > 0) <> (module_kg[m] > 0)";
    assert_eq!(count(&app, empty).await, 0, "a module has a status when it has rows");
    let report = drift::check(&app.db).await.unwrap();
    assert!(report.drifted.is_empty(), "{report:?}");
}

#[tokio::test]
async fn a_demo_that_was_cut_off_is_finished_by_the_next_run() {
    let database = TestDatabase::new().await;
    let app = app(&database);
    let some_loads = async {
        while count(&app, LOADS).await < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        made = seed::demo(&app) => panic!("{made:?}"),
        () = some_loads => {}
    }
    let before = count(&app, ENTRIES).await;
    assert!(before > 0 && is_needed(&app).await);

    let entries = seed::demo(&app).await.unwrap();
    assert_eq!(entries as i64, count(&app, ENTRIES).await);
    assert!(!is_needed(&app).await);
    assert!(matches!(seed::demo(&app).await, Err(SeedError::NotEmpty)));
    let loads = "select count(*) from (select file_name from jobs where job_type = 'data_ingest'
        and (outcome ->> 'stored')::int > 0 group by file_name having count(*) > 1) twice";
    assert_eq!(count(&app, loads).await, 0, "what was stored is not stored again");
}

fn full_size(units: usize, seed: u64) -> Scale {
    let years = [2024, 2025].map(|year| Year::new(year).unwrap());
    Scale { units, users: 40, years: years.to_vec(), entries_per_module: 10, seed }
}

async fn figures(app: &App) -> Vec<(String, i16, f64, i32, i16)> {
    sqlx::query_as(
        "select u.institutional_code, a.year, a.total_kg, a.entry_count, a.modules_validated
         from unit_year_aggregates a join units u on u.id = a.unit_id order by 1, 2",
    )
    .fetch_all(&app.db)
    .await
    .unwrap()
}

#[tokio::test]
async fn an_institution_of_any_size_adds_up_and_is_the_same_for_the_same_seed() {
    let databases = [TestDatabase::new().await, TestDatabase::new().await, TestDatabase::new().await];
    let [one, same, other] = databases.each_ref().map(app);
    let progress = Arc::new(Progress::default());
    let entries = seed::scale(&one, &full_size(9, 1), &progress).await.unwrap();
    assert_eq!((progress.done(), progress.total()), (entries, entries));
    assert_eq!(entries as i64, count(&one, ENTRIES).await);
    assert_eq!(count(&one, "select count(distinct data_entry_type_id) from data_entries").await, 22);
    assert_eq!(count(&one, "select count(*) from data_entries where emission_reason is not null").await, 0);
    assert_eq!(count(&one, "select count(*) from users where provider = 'test'").await, 40);
    let without_principal = "select count(*) from units u where level = 4 and not exists (
        select from unit_memberships m where m.unit_id = u.id and m.role = 'calco2.user.principal')";
    assert_eq!(count(&one, without_principal).await, 0);
    let report = drift::check(&one.db).await.unwrap();
    assert!(report.drifted.is_empty(), "{report:?}");

    seed::scale(&same, &full_size(9, 1), &progress).await.unwrap();
    seed::scale(&other, &full_size(9, 2), &progress).await.unwrap();
    let figures = [figures(&one).await, figures(&same).await, figures(&other).await];
    for (one, same) in figures[0].iter().zip(&figures[1]) {
        assert_eq!((&one.0, one.1, one.3, one.4), (&same.0, same.1, same.3, same.4));
        assert!((one.2 - same.2).abs() <= 1e-9 * one.2, "{one:?} {same:?}");
    }
    assert_ne!(figures[0], figures[2]);
    assert!(matches!(seed::scale(&one, &full_size(9, 1), &progress).await, Err(SeedError::NotEmpty)));
    assert!(matches!(seed::scale(&one, &full_size(8, 1), &progress).await, Err(SeedError::NotEmpty)));
}

#[tokio::test]
async fn an_institution_that_was_cut_off_is_finished_by_the_next_run() {
    let database = TestDatabase::new().await;
    let app = app(&database);
    let (scale, progress) = (full_size(5, 1), Arc::new(Progress::default()));
    let some_loads = async {
        while count(&app, LOADS).await < 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        made = seed::scale(&app, &scale, &progress) => panic!("{made:?}"),
        () = some_loads => {}
    }
    assert!(matches!(seed::scale(&app, &full_size(5, 2), &progress).await, Err(SeedError::NotEmpty)));
    let entries = seed::scale(&app, &scale, &progress).await.unwrap();
    assert_eq!(entries as i64, count(&app, ENTRIES).await);
    let report = drift::check(&app.db).await.unwrap();
    assert!(report.drifted.is_empty(), "{report:?}");
}
