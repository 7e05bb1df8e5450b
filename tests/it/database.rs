use calco2::platform::database;

use crate::support::TestDatabase;

#[tokio::test]
async fn every_test_gets_a_migrated_database_of_its_own() {
    let (first, second) = (TestDatabase::new().await, TestDatabase::new().await);
    sqlx::query("create table only_here (id int)").execute(first.pool()).await.unwrap();
    let elsewhere: bool =
        sqlx::query_scalar("select to_regclass('only_here') is null").fetch_one(second.pool()).await.unwrap();
    let migrated: bool = sqlx::query_scalar("select to_regclass('unit_year_aggregates') is not null")
        .fetch_one(second.pool())
        .await
        .unwrap();
    assert!(elsewhere && migrated);
}

#[tokio::test]
async fn a_missing_database_is_created_and_migrating_twice_changes_nothing() {
    let test = TestDatabase::new().await;
    let url = test.url().replace("calco2_test_", "calco2_made_");
    assert_ne!(url, test.url());
    let db = database::connect(&url).await.unwrap();
    database::migrate(&db).await.unwrap();
    database::migrate(&db).await.unwrap();
    let name: String = sqlx::query_scalar("select current_database()::text").fetch_one(&db).await.unwrap();
    db.close().await;
    assert!(name.starts_with("calco2_made_"));
    sqlx::query(sqlx::AssertSqlSafe(format!("drop database {name}"))).execute(test.pool()).await.unwrap();
}

#[tokio::test]
async fn programs_that_start_together_make_one_database() {
    let neighbour = TestDatabase::new().await;
    let url = neighbour.url().replace("calco2_test_", "calco2_fresh_");
    let all = futures_util::future::join_all((0..6).map(|_| database::connect(&url))).await;
    for db in all {
        db.unwrap_or_else(|error| panic!("{error}")).close().await;
    }
    let name = url.split('?').next().unwrap().rsplit('/').next().unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("drop database {name}"))).execute(neighbour.pool()).await.unwrap();
}
