//! The same figures added up from the raw rows at every request, as the product does not do it.

use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, PgPool};

use crate::figures::{Figures, milliseconds};

const FILTERED: &str = "
    select m.unit_id, sum(x.kg) as total_kg, sum(x.kg) filter (where m.status = 2) as validated_kg
    from carbon_report_modules m
    join data_entries e on e.carbon_report_module_id = m.id and e.year = m.year
    join data_entry_emissions x on x.year = e.year and x.data_entry_type_id = e.data_entry_type_id
        and x.carbon_report_module_id = m.id and x.data_entry_id = e.id
    where m.year = 2025 and e.year = 2025 and x.year = 2025 and m.unit_id = any($1)
    group by m.unit_id order by total_kg desc limit 50";
const NAIVE: &str = "
    select m.unit_id, m.year, sum(x.kg) as total_kg, sum(x.kg) filter (where m.status = 2) as validated_kg
    from data_entry_emissions x
    join data_entries e on e.id = x.data_entry_id and e.year = x.year and e.data_entry_type_id = x.data_entry_type_id
    join carbon_report_modules m on m.id = e.carbon_report_module_id
    group by m.unit_id, m.year order by total_kg desc limit 50";

pub(crate) async fn measure(db: &PgPool, ours: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let units: Vec<i32> = sqlx::query_scalar("select id from units where level = 4").fetch_all(db).await?;
    for (what, sql, filter) in [
        ("one year, every unit, filtered early and indexed", FILTERED, &units[..]),
        ("one year, 50 units, filtered early and indexed", FILTERED, &units[..units.len().min(50)]),
    ] {
        let begun = Instant::now();
        sqlx::query(AssertSqlSafe(sql)).bind(filter).fetch_all(db).await?;
        add(figures, what, begun.elapsed(), ours);
    }
    let begun = Instant::now();
    sqlx::query(NAIVE).fetch_all(db).await?;
    add(figures, "every year and unit, unfiltered", begun.elapsed(), ours);
    Ok(())
}

fn add(figures: &mut Figures, what: &str, time: Duration, ours: Duration) {
    let ratio = time.as_secs_f64() / ours.as_secs_f64().max(1e-9);
    let value = format!("{}, {ratio:.0} times the JSON answer", milliseconds(time));
    figures.add("live aggregation", what, value);
}
