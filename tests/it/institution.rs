//! The directory in the database: units, people and their rights follow it.

use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::directory::Directory;
use calco2::institution::{self, SyncError};
use calco2::platform::{App, Clock, Config};
use calco2::years::{self, CreateError};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::TestDatabase;

fn unit(code: &str, cost_centre: &str) -> Value {
    json!({ "id": code, "cf": cost_centre, "name": format!("Unit {code}"), "level": 4, "ancestors": [] })
}

fn person(id: &str, email: &str, rights: &[(&str, &str)]) -> Value {
    let right = |(role, cost_centre): &(&str, &str)| json!({ "name": role, "state": "active", "reason": { "resource": { "cf": cost_centre } } });
    let rights: Vec<Value> = rights.iter().map(right).collect();
    json!({ "id": id, "email": email, "display": format!("Person {id}"), "authorizations": rights })
}

async fn sync(db: &PgPool, units: &[Value], persons: &[Value]) -> Result<(), SyncError> {
    let directory: Directory = serde_json::from_value(json!({ "units": units, "persons": persons })).unwrap();
    let mut transaction = db.begin().await.unwrap();
    institution::sync(&mut transaction, &directory).await?;
    transaction.commit().await.unwrap();
    Ok(())
}

/// Every row of a query of text columns, joined by spaces.
async fn lines(db: &PgPool, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(db).await.unwrap()
}

const UNITS: &str =
    "select concat_ws(' ', institutional_code, coalesce(institutional_id, '-'), is_active) from units order by 1";
const PEOPLE: &str = "select concat_ws(' ', institutional_id, email) from users order by 1";
const GRANTS: &str = "select concat_ws(' ', p.institutional_id, role, coalesce(scope_institutional_id, '-'))
    from role_grants g join users p on p.id = g.user_id order by 1";
const MEMBERS: &str = "select concat_ws(' ', p.institutional_id, u.institutional_code, role)
    from unit_memberships m join users p on p.id = m.user_id join units u on u.id = m.unit_id order by 1";

const PRINCIPAL: &str = "calco2.user.principal";
const STANDARD: &str = "calco2.user.standard";

#[tokio::test]
async fn a_unit_with_a_new_code_keeps_its_cost_centre() {
    let database = TestDatabase::new().await;
    sync(database.pool(), &[unit("A1", "100"), unit("B1", "200")], &[]).await.unwrap();
    sync(database.pool(), &[unit("A2", "100"), unit("B1", "200")], &[]).await.unwrap();
    assert_eq!(lines(database.pool(), UNITS).await, ["A1 - f", "A2 100 t", "B1 200 t"]);
    sync(database.pool(), &[unit("A2", "200"), unit("B1", "100")], &[]).await.unwrap();
    assert_eq!(lines(database.pool(), UNITS).await, ["A1 - f", "A2 200 t", "B1 100 t"]);
}

#[tokio::test]
async fn a_unit_that_the_directory_no_longer_lists_is_closed_and_an_empty_directory_closes_none() {
    let database = TestDatabase::new().await;
    sync(database.pool(), &[unit("A1", "100"), unit("B1", "200")], &[]).await.unwrap();
    sync(database.pool(), &[unit("A1", "100")], &[]).await.unwrap();
    assert_eq!(lines(database.pool(), UNITS).await, ["A1 100 t", "B1 200 f"], "what it has is kept");
    assert!(matches!(sync(database.pool(), &[], &[]).await, Err(SyncError::NoUnits)));
    assert_eq!(lines(database.pool(), UNITS).await, ["A1 100 t", "B1 200 f"]);
}

#[tokio::test]
async fn a_year_whose_preparation_failed_says_why_and_is_prepared_by_trying_again() {
    let database = TestDatabase::new().await;
    let actor = Actor::program("test");
    let (good, bad) = (app(&database, &[]), app(&database, &[("CALCO2_DIRECTORY_FILE", "")]));
    years::create(&bad, &actor, year()).await.unwrap_err();
    let (standing, failure) = state(database.pool()).await;
    assert_eq!((standing.as_str(), failure.is_some()), ("provisioning_failed", true));
    let ended: String = sqlx::query_scalar("select status from pipelines").fetch_one(database.pool()).await.unwrap();
    assert_eq!(ended, "failed");
    years::create(&good, &actor, year()).await.unwrap();
    assert_eq!(state(database.pool()).await, ("configuring".to_owned(), None));
}

#[tokio::test]
async fn people_may_share_an_address_and_swap_theirs() {
    let database = TestDatabase::new().await;
    let units = [unit("A1", "100")];
    let people = |first, second| [person("1", first, &[]), person("2", second, &[]), person("3", second, &[])];
    sync(database.pool(), &units, &people("a@example.org", "b@example.org")).await.unwrap();
    sync(database.pool(), &units, &people("b@example.org", "A@example.org")).await.unwrap();
    assert_eq!(lines(database.pool(), PEOPLE).await, ["1 b@example.org", "2 A@example.org", "3 A@example.org"]);
}

#[tokio::test]
async fn a_person_without_an_id_is_named_and_nothing_is_changed() {
    let database = TestDatabase::new().await;
    let error = sync(database.pool(), &[unit("A1", "100")], &[person("", "a@example.org", &[])]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "person Person of the directory has an empty id or one with spaces; nothing was changed"
    );
    assert!(lines(database.pool(), UNITS).await.is_empty());
}

#[tokio::test]
async fn rights_that_the_directory_no_longer_gives_are_taken_away() {
    let database = TestDatabase::new().await;
    let units = [unit("A1", "100"), unit("100", "200")];
    let ada = |rights: &[(&str, &str)]| person("1", "a@example.org", rights);
    let bo = person("2", "b@example.org", &[("calco2.backoffice.admin", "100")]);
    // the last one names no cost centre that is known, although a unit has it as its code
    let given = [(STANDARD, "100"), (PRINCIPAL, "100"), (STANDARD, "200"), (STANDARD, "A1")];
    sync(database.pool(), &units, &[ada(&given), bo.clone()]).await.unwrap();
    assert_eq!(lines(database.pool(), MEMBERS).await, ["1 100 calco2.user.standard", "1 A1 calco2.user.principal"]);
    let grants = [
        "1 calco2.user.principal 100",
        "1 calco2.user.standard 100",
        "1 calco2.user.standard 200",
        "1 calco2.user.standard A1",
        "2 calco2.backoffice.admin -",
    ];
    assert_eq!(lines(database.pool(), GRANTS).await, grants);

    sync(database.pool(), &units, &[]).await.unwrap();
    assert_eq!(lines(database.pool(), GRANTS).await, grants, "a directory of units says nothing of rights");

    sync(database.pool(), &units, &[ada(&[(STANDARD, "100")])]).await.unwrap();
    assert_eq!(lines(database.pool(), MEMBERS).await, ["1 A1 calco2.user.standard"]);
    assert_eq!(lines(database.pool(), GRANTS).await, ["1 calco2.user.standard 100"]);
}

#[tokio::test]
async fn a_synchronisation_records_whose_roles_it_changed() {
    let database = TestDatabase::new().await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let list = |rights: &[(&str, &str)]| json!({ "units": [unit("A1", "100")], "persons": [person("1", "a@example.org", rights)] });
    std::io::Write::write_all(&mut file, list(&[(STANDARD, "100")]).to_string().as_bytes()).unwrap();
    let app = app(&database, &[("CALCO2_DIRECTORY_FILE", file.path().to_str().unwrap())]);
    let actor = Actor::program("test");
    years::create(&app, &actor, year()).await.unwrap();
    let recorded = "select summary || ' ' || details::text || ' ' || array_to_string(handled_ids, ',')
        from audit_records where entity_type = 'user' order by id";
    let first = r#"the directory changed the roles of 1 people {"people": 1, "changes": [{"after": ["calco2.user.standard 100"], "before": [], "institutional_id": "1"}]} 1"#;
    assert_eq!(lines(database.pool(), recorded).await, [first]);
    years::create(&app, &actor, Year::new(2026).unwrap()).await.unwrap();
    assert_eq!(lines(database.pool(), recorded).await.len(), 1, "nothing changed, nothing is recorded");
    std::fs::write(file.path(), list(&[]).to_string()).unwrap();
    years::create(&app, &actor, Year::new(2027).unwrap()).await.unwrap();
    let last = lines(database.pool(), recorded).await.pop().unwrap();
    assert!(last.contains(r#""before": ["calco2.user.standard 100"]"#), "{last}");
}

#[tokio::test]
async fn people_of_another_provider_keep_their_rights() {
    let database = TestDatabase::new().await;
    sqlx::query(
        "insert into users (provider, institutional_id, email, display_name) values ('test', '1', 't@e.org', 'T')",
    )
    .execute(database.pool())
    .await
    .unwrap();
    sqlx::query("insert into role_grants select id, 'calco2.backoffice.admin', 'global', null from users")
        .execute(database.pool())
        .await
        .unwrap();
    sync(database.pool(), &[unit("A1", "100")], &[person("1", "a@example.org", &[(STANDARD, "100")])]).await.unwrap();
    assert_eq!(lines(database.pool(), GRANTS).await, ["1 calco2.backoffice.admin -", "1 calco2.user.standard 100"]);
}

fn app(database: &TestDatabase, settings: &[(&str, &str)]) -> App {
    App::new(database.pool().clone(), Config::from_values(settings).unwrap(), Clock::system())
}

fn year() -> Year {
    Year::new(2025).unwrap()
}

async fn state(db: &PgPool) -> (String, Option<String>) {
    let summary = years::summary(&mut db.acquire().await.unwrap(), year()).await.unwrap().unwrap();
    (summary.state, summary.failure)
}

#[tokio::test]
async fn an_institution_with_accred_never_gets_the_invented_units() {
    let database = TestDatabase::new().await;
    let app = app(&database, &[("ACCRED_URL", "http://127.0.0.1:9"), ("ACCRED_TOKEN", "hush")]);
    let error = years::create(&app, &Actor::program("test"), year()).await.unwrap_err();
    assert!(matches!(error, CreateError::ProvisioningFailed(_)), "{error}");
    let (state, failure) = state(database.pool()).await;
    assert_eq!(state, "provisioning_failed");
    assert!(failure.unwrap().starts_with("the directory service did not answer"));
    assert!(lines(database.pool(), UNITS).await.is_empty());
}

#[tokio::test]
async fn of_two_who_create_a_year_at_once_one_is_told_that_it_exists() {
    let database = TestDatabase::new().await;
    let app = app(&database, &[]);
    let actor = Actor::program("test");
    let made = tokio::join!(
        years::create(&app, &actor, year()),
        years::create(&app, &actor, year()),
        years::create(&app, &actor, year())
    );
    let made = [made.0, made.1, made.2];
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1, "{made:?}");
    let told = made.iter().filter(|made| matches!(made, Err(CreateError::Exists(_)))).count();
    assert_eq!(told, 2, "{made:?}");
    assert_eq!(state(database.pool()).await, ("configuring".to_owned(), None));
    let unfinished: i64 = sqlx::query_scalar("select count(*) from jobs where state <> 'finished'")
        .fetch_one(database.pool())
        .await
        .unwrap();
    assert_eq!(unfinished, 0);
}

#[tokio::test]
async fn a_failure_does_not_undo_a_year_that_somebody_else_has_prepared() {
    let database = TestDatabase::new().await;
    let actor = Actor::program("test");
    let (good, bad) = (app(&database, &[]), app(&database, &[("CALCO2_DIRECTORY_FILE", "")]));
    // the failure is noted so slowly that the other one is ready before
    sqlx::raw_sql(
        "create function dawdle() returns trigger language plpgsql as 'begin perform pg_sleep(0.7); return null; end';
         create trigger dawdle before update of failure on years for each statement execute function dawdle();",
    )
    .execute(database.pool())
    .await
    .unwrap();
    let made = tokio::join!(years::create(&good, &actor, year()), years::create(&bad, &actor, year()));
    assert!(made.0.is_ok() && made.1.is_err(), "{made:?}");
    assert_eq!(state(database.pool()).await, ("configuring".to_owned(), None));
}

#[tokio::test]
async fn a_year_knows_who_created_it() {
    let database = TestDatabase::new().await;
    let app = app(&database, &[]);
    let user: i32 = sqlx::query_scalar(
        "insert into users (provider, institutional_id, email, display_name) values ('test', 'x', 'x@example.org', 'X')
         returning id",
    )
    .fetch_one(database.pool())
    .await
    .unwrap();
    let actor = Actor { user: Some(calco2::platform::ids::UserId(user)), ..Actor::program("x") };
    years::create(&app, &actor, year()).await.unwrap();
    let created_by: Option<i32> =
        sqlx::query_scalar("select created_by from years").fetch_one(database.pool()).await.unwrap();
    assert_eq!(created_by, Some(user));
}
