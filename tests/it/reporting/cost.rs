use std::collections::BTreeSet;

use serde_json::Value;

use super::with_figures;

/// Relations that a plan reads.
fn relations(plan: &Value, found: &mut BTreeSet<String>) {
    match plan {
        Value::Object(fields) => {
            if let Some(Value::String(name)) = fields.get("Relation Name") {
                found.insert(name.clone());
            }
            fields.values().for_each(|value| relations(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| relations(item, found)),
        _ => {}
    }
}

/// Every statement of reporting's page, as its source has it.
fn statements() -> Vec<String> {
    let mut statements = Vec::new();
    for file in ["src/reporting/snapshot/store.rs", "src/reporting/opened.rs"] {
        let source = std::fs::read_to_string(file).unwrap();
        for call in source.split("sqlx::query").skip(1) {
            let (before, rest) = call.split_once('"').unwrap();
            let end = if before.ends_with('#') { "\"#" } else { "\"" };
            statements.push(rest.split(end).next().unwrap().to_owned());
        }
    }
    statements
}

#[tokio::test]
async fn the_page_never_reads_entries_or_emissions() {
    let app = with_figures().await;
    let mut db = app.database.pool().acquire().await.unwrap();
    let statements = statements();
    // what changed; the moment with its years, units, figures; changed figures; modules of opened rows; units recalculated since validation
    assert_eq!(statements.len(), 7);
    sqlx::raw_sql("set plan_cache_mode = force_generic_plan").execute(&mut *db).await.unwrap();
    let mut found = BTreeSet::new();
    for (number, statement) in statements.iter().enumerate() {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("prepare s{number} as {statement}")))
            .execute(&mut *db)
            .await
            .unwrap();
        let count: i64 = sqlx::query_scalar(
            "select cardinality(parameter_types)::bigint from pg_prepared_statements where name = $1",
        )
        .bind(format!("s{number}"))
        .fetch_one(&mut *db)
        .await
        .unwrap();
        // any plan will do: which relations it reads does not depend on the values
        let nulls = vec!["null"; count as usize].join(", ");
        let values = if nulls.is_empty() { nulls } else { format!("({nulls})") };
        let explain = format!("explain (format json) execute s{number} {values}");
        let plan: Value =
            sqlx::query_scalar(sqlx::AssertSqlSafe(explain)).persistent(false).fetch_one(&mut *db).await.unwrap();
        relations(&plan, &mut found);
    }
    let expected = [
        "carbon_report_modules",
        "carbon_reports",
        "reading_resets",
        "unit_year_aggregates",
        "units",
        "users",
        "years",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
}
