//! A download that is broken off stops what the database does for it, on both connections, and keeps none of them.

use std::time::Duration;

use calco2::carbon::taxonomy::{emission_types, is_leaf};
use sqlx::PgPool;
use tokio::time::{sleep, timeout};

use super::*;

/// Backends that are in a transaction, whatever they do in it.
async fn in_transaction(db: &PgPool) -> Vec<i32> {
    sqlx::query_scalar(
        "select pid from pg_stat_activity
         where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
             and xact_start is not null
         order by pid",
    )
    .fetch_all(db)
    .await
    .unwrap()
}

async fn are_there(db: &PgPool, backends: &[i32]) -> i64 {
    sqlx::query_scalar("select count(*) from pg_stat_activity where pid = any($1)")
        .bind(backends)
        .fetch_one(db)
        .await
        .unwrap()
}

/// Begins a download several times over and leaves it: more often than there are connections.
async fn begun_and_left(app: &mut TestApp, address: &str) -> Files {
    let db = app.database.pool().clone();
    for round in 0..5 {
        let mut download = app.open(address).await;
        assert!(download.piece().await.is_some_and(|piece| piece.starts_with(b"PK")));
        // nobody takes the rest: it waits, with its queries half read
        let reading = in_transaction(&db).await;
        assert_eq!(reading.len(), 2, "two connections read, in round {round}");
        drop(download);
        let mut left = 2;
        for _ in 0..100 {
            left = are_there(&db, &reading).await;
            if left == 0 {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(left, 0, "five seconds later the database still reads for nobody, in round {round}");
    }
    assert_eq!(in_transaction(&db).await, Vec::<i32>::new());
    let most = db.options().get_max_connections();
    let every_one = futures_util::future::try_join_all((0..most).map(|_| db.acquire()));
    let given_back = timeout(Duration::from_secs(5), every_one).await.expect("a connection is missing");
    assert_eq!(given_back.unwrap().len(), most as usize);
    // whoever comes next gets the whole file
    let whole = Files::of(&app.get(address).await.bytes);
    assert!(whole.names().any(|name| name == "README.txt"));
    whole
}

/// So many units, each with a report of 2025.
async fn with_units(count: i32) -> TestApp {
    let mut app = with_figures().await;
    sqlx::query(
        "insert into units (institutional_code, institutional_id, name, level, parent_id, path_codes, path_name, search_text)
         select 'X' || n, 'CX' || n, 'Unit ' || n, 4, 2, array['10', '20', 'X' || n], 'Path', 'unit'
         from generate_series(1, $1) n",
    )
    .bind(count)
    .execute(app.database.pool())
    .await
    .unwrap();
    sqlx::raw_sql(
        "insert into carbon_reports (unit_id, year) select id, 2025 from units where institutional_code like 'X%';
         insert into carbon_report_modules (carbon_report_id, unit_id, year, module_type_id, status)
         select id, unit_id, year, m, 1 from carbon_reports cross join generate_series(1, 8) m
         where unit_id in (select id from units where institutional_code like 'X%');",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    // thirty leaves each: fractions that are exact, and that no archive makes small
    let leaves = emission_types().iter().filter(|node| is_leaf(node.id)).map(|node| node.id.0).take(30);
    sqlx::query(
        "insert into unit_year_aggregates (carbon_report_id, unit_id, year, overall_status, module_status, module_kg,
             category_kg, scope1_kg, scope2_kg, scope3_kg, total_kg, it_kg, leaf_ids, leaf_kg, leaf_quantity, entry_count)
         select r.id, r.unit_id, r.year, 1, array_fill(1::smallint, array[8]), kg[1:7] || (total - sum_of(kg[1:7])),
             kg[8:18] || (total - sum_of(kg[8:18])), kg[19], kg[20], total - kg[19] - kg[20], total, kg[21],
             ids, kg, array_fill(null::float8, array[30]), 200
         from carbon_reports r
         cross join lateral (
             select array_agg(id) as ids, array_agg(kg) as kg, sum(kg) as total
             from (select id, floor(random() * 1073741824 + 0 * r.id) / 1024 as kg from unnest($1::int[]) id) leaf
         ) l
         where r.unit_id in (select id from units where institutional_code like 'X%')",
    )
    .bind(leaves.collect::<Vec<i32>>())
    .execute(app.database.pool())
    .await
    .unwrap();
    app.sign_in("superadmin").await;
    app
}

#[tokio::test]
async fn a_detailed_download_broken_off_ends_both_queries() {
    let mut app = with_units(1_000).await;
    sqlx::raw_sql(
        "select create_year_partitions(2025, array[1, 2, 10, 11, 12, 20, 21, 30, 31, 40, 41, 50, 60, 61, 62, 63, 64, 65, 66, 67, 70, 71]::smallint[]);
         insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source, payload)
         select 2025, 66, 5, m.id, m.unit_id, 1, jsonb_build_object('name', md5(m.id::text || n))
         from carbon_report_modules m cross join generate_series(1, 200) n
         where m.year = 2025 and m.module_type_id = 5;
         -- one unit has more than is read at once
         insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source, payload)
         select 2025, 66, 5, m.id, m.unit_id, 1, jsonb_build_object('name', n)
         from carbon_report_modules m cross join generate_series(1, 45000) n
         where m.year = 2025 and m.module_type_id = 5 and m.unit_id = (select id from units where institutional_code = 'X500');
         insert into data_entry_emissions (year, data_entry_type_id, carbon_report_module_id, data_entry_id,
             emission_type_id, scope, kg)
         select 2025, 66, carbon_report_module_id, id, 90700, 3, id % 8 + 0.5 from data_entries;
         insert into module_type_stats (carbon_report_module_id, data_entry_type_id, entry_count, factor_revision,
             reference_revision, formula_revision, computed_at)
         select carbon_report_module_id, 66, count(*), 1, 1, 1, now() from data_entries group by 1;",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    let files = begun_and_left(&mut app, "/reporting/export/detailed?years=2025").await;
    // whichever connection read them: every entry once, by unit, with its emissions
    let rows = files.rows("purchases_common_data.csv");
    let written: Vec<(i64, f64)> = rows
        .iter()
        .map(|row| (row["data_entry_id"].parse().unwrap(), row["kg_co2eq_total"].parse().unwrap()))
        .collect();
    let stored: Vec<(i64, f64)> = sqlx::query_as(
        "select e.id, x.kg from data_entries e join data_entry_emissions x on x.data_entry_id = e.id
         join units u on u.id = e.unit_id order by u.name collate \"und-x-icu\", u.id, e.id",
    )
    .fetch_all(app.database.pool())
    .await
    .unwrap();
    assert!(stored.len() > 245_000, "{}", stored.len());
    assert!(written == stored, "{} of {} rows", written.len(), stored.len());
}

#[tokio::test]
async fn a_results_download_broken_off_ends_both_queries() {
    let mut app = with_units(5_000).await;
    begun_and_left(&mut app, "/reporting/export/results?years=2025").await;
}
