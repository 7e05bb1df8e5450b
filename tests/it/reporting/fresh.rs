//! What is kept in memory is what the database holds, whoever writes and whenever they commit.

use std::time::Duration;

use calco2::access::Scope;
use calco2::carbon::taxonomy::ModuleType;
use calco2::reporting::units::{Reader, UnitsTable, units_table};
use calco2::reporting::{Snapshots, selection};
use calco2::web::Lang;
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Executor, PgPool};
use tokio::time::timeout;

use super::filter::{Random, listing};
use super::{id, with_figures};
use crate::support::reports::{self, Report};

/// A unit as the filter keeps it: id, status, years and modules validated, newest year, highest module, last update.
type Kept = (i32, i16, i32, i32, i16, Option<i16>, Option<DateTime<Utc>>);

type KeptWithSums = (i32, i16, i32, i32, i16, Option<i16>, Option<DateTime<Utc>>, f64, f64, f64);

/// What the files would hold of a filter, and the sums over it.
async fn in_sql(db: &PgPool, scope: &Scope, query: &str) -> (Vec<Kept>, [f64; 3]) {
    let bound = listing(query).filter.bound(scope);
    let statement = "select unit_id, status, years_validated, modules_validated, newest_year, highest_module_type_id,
            last_update, total_kg, validated_kg, fte
        from reporting_selection($1, $2, $3, $4, $5, $6, $7, $8, $9) order by unit_id";
    let rows: Vec<KeptWithSums> = sqlx::query_as(statement)
        .bind(bound.years)
        .bind(bound.everything)
        .bind(bound.scope_codes)
        .bind(bound.affiliation_ids)
        .bind(bound.unit_ids)
        .bind(bound.statuses)
        .bind(bound.module_statuses)
        .bind(bound.search)
        .bind(bound.all_levels)
        .fetch_all(db)
        .await
        .unwrap();
    let sums = rows.iter().fold([0.0; 3], |sums, row| [sums[0] + row.7, sums[1] + row.8, sums[2] + row.9]);
    (rows.into_iter().map(|row| (row.0, row.1, row.2, row.3, row.4, row.5, row.6)).collect(), sums)
}

/// The same from what a process keeps.
async fn in_memory(snapshots: &Snapshots, db: &PgPool, scope: &Scope, query: &str) -> (Vec<Kept>, [f64; 3]) {
    let filter = listing(query).filter;
    let view = snapshots.view(db, scope).await.unwrap();
    let mut selected = selection::of_any_status(&view, &filter);
    selected.retain(|unit| filter.validation_statuses.contains(unit.status));
    let sums = selected
        .iter()
        .fold([0.0; 3], |sums, unit| [sums[0] + unit.total_kg, sums[1] + unit.validated_kg, sums[2] + unit.fte]);
    let kept = |unit: &selection::Selected| {
        let highest = unit.highest.map(ModuleType::id);
        let (years, modules) = (unit.years_validated, unit.modules_validated);
        (unit.unit.id.0, unit.status.id(), years, modules, unit.newest_year, highest, unit.last_update)
    };
    let mut kept: Vec<Kept> = selected.iter().map(kept).collect();
    kept.sort_by_key(|unit| unit.0);
    (kept, sums)
}

async fn assert_same(snapshots: &Snapshots, db: &PgPool, scope: &Scope, query: &str) {
    let (found, sums) = in_memory(snapshots, db, scope, query).await;
    let (expected, expected_sums) = in_sql(db, scope, query).await;
    assert_eq!(found, expected, "{query} within {scope:?}");
    for (sum, expected) in sums.iter().zip(expected_sums) {
        assert!((sum - expected).abs() < 1e-6, "{query}: {sums:?}, not {expected_sums:?}");
    }
}

async fn table(snapshots: &Snapshots, db: &PgPool, query: &str) -> UnitsTable {
    let view = snapshots.view(db, &Scope::Institution).await.unwrap();
    units_table(&view, &listing(query), Lang::En, Reader::Program)
}

#[tokio::test]
async fn every_committed_change_is_in_the_next_answer() {
    let app = with_figures().await;
    let db = app.database.pool();
    let snapshots = Snapshots::default();
    let zoo = id(&app, "2103").await;
    let shown = async || {
        let table = table(&snapshots, db, "years=2025&search=2103").await;
        let row = table.rows.first().map(|row| (row.name.clone(), row.principal.clone(), row.affiliation.clone()));
        (row, table.totals.total_kg.round() as i64)
    };
    let named = |name: &str, principal: Option<&str>, institute: &str| {
        let affiliation = format!("Faculty of Life Sciences › {institute}");
        Some((name.to_owned(), principal.map(str::to_owned), affiliation))
    };
    assert_eq!(shown().await, (named("Zoo", None, "Institute of Animals"), 8_000));
    let run = async |sql: &str| {
        sqlx::raw_sql(AssertSqlSafe(sql.replace("$zoo", &zoo.to_string()))).execute(db).await.unwrap();
    };

    run("update unit_year_aggregates set total_kg = 9000 where unit_id = $zoo and year = 2025").await;
    assert_eq!(shown().await.1, 9_000);
    run("begin; update unit_year_aggregates set total_kg = 1 where unit_id = $zoo; rollback").await;
    assert_eq!(shown().await.1, 9_000);
    run("begin; savepoint a; update unit_year_aggregates set total_kg = 2 where unit_id = $zoo; release a; commit")
        .await;
    assert_eq!(shown().await.1, 2);
    run("update units set name = 'Zoological Garden' where id = $zoo").await;
    assert_eq!(shown().await.0, named("Zoological Garden", None, "Institute of Animals"));
    run("insert into users (provider, institutional_id, email, display_name) values ('test', 'nobody', 'n@b', 'Ann')")
        .await;
    assert_eq!(shown().await.0, named("Zoological Garden", Some("Ann"), "Institute of Animals"));
    run("update users set display_name = 'Bea' where institutional_id = 'nobody'").await;
    run("update units set name = 'Institute of Life' where institutional_code = '211'").await;
    assert_eq!(shown().await.0, named("Zoological Garden", Some("Bea"), "Institute of Life"));
    run("delete from users where institutional_id = 'nobody'").await;
    assert_eq!(shown().await.0, named("Zoological Garden", None, "Institute of Life"));
    run("delete from unit_year_aggregates where unit_id = $zoo and year = 2025").await;
    assert_eq!(shown().await, (None, 0));
    assert_eq!(table(&snapshots, db, "years=2024&search=2103").await.rows.len(), 1);
    run("update units set is_active = false where id = $zoo").await;
    assert_eq!(table(&snapshots, db, "years=2024&search=2103").await.rows, []);
    reports::write(db, &[Report::new("2002", 2026).all(2)]).await;
    assert_eq!(table(&snapshots, db, "years=2026").await.counts, [0, 0, 1]);
}

#[tokio::test]
async fn a_transaction_that_ends_after_later_ones_is_seen_when_it_ends() {
    let app = with_figures().await;
    let db = app.database.pool();
    let change = |kg: i32, code: &str| {
        AssertSqlSafe(format!(
            "update unit_year_aggregates set total_kg = {kg} where year = 2025
                 and unit_id = (select id from units where institutional_code = '{code}')"
        ))
    };
    let rename = "update units set name = 'Menagerie' where institutional_code = '2103'";
    // the first one begins before anything is read
    let mut figures = db.begin().await.unwrap();
    figures.execute(sqlx::query(change(1, "2101"))).await.unwrap();
    let snapshots = Snapshots::default();
    let total = async |code: &str| {
        let table = table(&snapshots, db, &format!("years=2025&search={code}")).await;
        table.totals.total_kg.round() as i32
    };
    assert_eq!(total("2101").await, 30_000);
    let mut names = db.begin().await.unwrap();
    sqlx::query(rename).execute(&mut *names).await.unwrap();
    for kg in 1..=3 {
        sqlx::query(change(kg, "2002")).execute(db).await.unwrap();
        assert_eq!((total("2002").await, total("2101").await), (kg, 30_000));
    }
    figures.commit().await.unwrap();
    assert_eq!(total("2101").await, 1);
    assert_eq!(table(&snapshots, db, "years=2025&search=2103").await.rows[0].name, "Zoo");
    sqlx::query(change(4, "2002")).execute(db).await.unwrap();
    assert_eq!(total("2002").await, 4);
    names.commit().await.unwrap();
    assert_eq!(table(&snapshots, db, "years=2025&search=2103").await.rows[0].name, "Menagerie");
}

#[tokio::test]
async fn readers_who_leave_break_nothing() {
    let app = with_figures().await;
    let db = app.database.pool();
    let snapshots = Snapshots::default();
    let change = "update unit_year_aggregates set total_kg = $1 where year = 2025";
    for kg in 0..60 {
        sqlx::query(change).bind(f64::from(kg)).execute(db).await.unwrap();
        let patience = Duration::from_micros(kg as u64 * 50);
        let _ = timeout(patience, snapshots.view(db, &Scope::Institution)).await;
        assert_eq!(table(&snapshots, db, "years=2025").await.totals.total_kg.round() as i32, 5 * kg);
    }
    let open = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in %'";
    assert_eq!(sqlx::query_scalar::<_, i64>(open).fetch_one(db).await.unwrap(), 0);
}

#[tokio::test]
async fn memory_and_sql_keep_the_same_units_while_many_write() {
    let app = with_figures().await;
    let db = app.database.pool();
    let snapshots = Snapshots::default();
    let mut random = Random(20_260_401);
    let (arts, zoo) = (id(&app, "20").await, id(&app, "2103").await);
    let queries = [
        "years=2025".to_owned(),
        "years=2025&years=2024".to_owned(),
        format!("years=2025&years=2024&affiliation_ids={arts}&unit_ids={zoo}"),
        "years=2024&validation_statuses=validated&validation_statuses=not_started".to_owned(),
        "years=2025&years=2024&module_statuses=headcount:validated&module_statuses=purchase:not_started".to_owned(),
        "years=2025&search=lab&module_statuses=headcount:none".to_owned(),
    ];
    let scopes = [Scope::Institution, Scope::Subtrees(vec!["21".to_owned()])];
    let mut open = Vec::new();
    for round in 0..200 {
        let (module, status, kg) = (1 + random.below(8), random.below(3), random.below(9_999));
        let (unit, year) = (2101 + random.below(3), 2024 + random.below(2));
        let mut tx = db.begin().await.unwrap();
        // a row that another open transaction has changed is left to it
        let change = format!(
            "update unit_year_aggregates set module_status[{module}] = {status}, module_kg[{module}] = {kg},
                 total_kg = {kg}, overall_status = {status}, last_update = now()
             where carbon_report_id in (
                 select carbon_report_id from unit_year_aggregates a join units u on u.id = a.unit_id
                 where u.institutional_code = '{unit}' and a.year = {year} for update of a skip locked)"
        );
        sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut *tx).await.unwrap();
        open.push(tx);
        if random.chance(2) || open.len() > 3 {
            let ended = open.remove(random.below(open.len() as u64) as usize);
            if random.chance(4) { ended.rollback().await.unwrap() } else { ended.commit().await.unwrap() }
        }
        let query = &queries[round % queries.len()];
        assert_same(&snapshots, db, &scopes[random.below(2) as usize], query).await;
    }
}

#[tokio::test]
async fn texts_are_ordered_as_the_database_orders_them() {
    let app = with_figures().await;
    let db = app.database.pool();
    for (number, name) in
        ["zoo", "Zoo", "Éa", "ea", "Eb", "ö", "Oz", "œuf", "a b", "ab", "a-c", "Ångström", "10", "9"].iter().enumerate()
    {
        let code = format!("3{number:03}");
        reports::unit(db, 4, name, &["10", "21", &code]).await;
        reports::write(db, &[Report::new(&code, 2025)]).await;
    }
    let snapshots = Snapshots::default();
    for (key, column) in [("unit_name", "name"), ("affiliation", "path_name"), ("principal_user", "principal")] {
        for dir in ["asc", "desc"] {
            let query = format!("years=2025&sort_by={key}&sort_dir={dir}");
            let found: Vec<i32> = table(&snapshots, db, &query).await.rows.iter().map(|row| row.unit_id.0).collect();
            let expected: Vec<i32> = sqlx::query_scalar(AssertSqlSafe(format!(
                "select id from (
                     select u.*, (select min(display_name) from users p
                         where p.institutional_id = u.principal_institutional_id) as principal
                     from units u where level = 4 and is_active
                 ) u order by {column} collate \"und-x-icu\" {dir} nulls last, name collate \"und-x-icu\", id"
            )))
            .fetch_all(db)
            .await
            .unwrap();
            assert_eq!(found, expected, "{query}");
        }
    }
}
