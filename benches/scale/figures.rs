//! What was measured, as a table.

use std::fmt;
use std::time::Duration;

use sqlx::PgPool;

/// Lines of the table, in the order they were measured.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    rows: Vec<[String; 3]>,
}

impl Figures {
    /// Adds a line and shows it at once: the whole takes minutes.
    pub(crate) fn add(&mut self, of: &str, what: impl Into<String>, value: impl Into<String>) {
        let row = [of.to_owned(), what.into(), value.into()];
        eprintln!("{}: {}: {}", row[0], row[1], row[2]);
        self.rows.push(row);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| of | measured | figure |\n|---|---|---|")?;
        for [of, what, value] in &self.rows {
            writeln!(f, "| {of} | {what} | {value} |")?;
        }
        Ok(())
    }
}

/// How long the institution took to be made, and what it holds.
pub(crate) async fn of_the_seeding(db: &PgPool, figures: &mut Figures) -> anyhow::Result<()> {
    let (seconds, entries): (f64, i64) = sqlx::query_as(
        "select extract(epoch from max(recorded_at) - min(recorded_at))::float8,
             coalesce(max((details ->> 'entries')::bigint), 0)
         from audit_records where entity_type = 'scale_institution'",
    )
    .fetch_one(db)
    .await?;
    let emissions: i64 = sqlx::query_scalar("select count(*) from data_entry_emissions").fetch_one(db).await?;
    let size: String =
        sqlx::query_scalar("select pg_size_pretty(pg_database_size(current_database()))").fetch_one(db).await?;
    figures.add("seeding", "entries and emissions", format!("{entries} and {emissions}"));
    figures.add("seeding", "time", format!("{seconds:.0} s"));
    let rates = (entries as f64 / seconds, emissions as f64 / seconds);
    figures.add("seeding", "rate", format!("{:.0} entries/s, {:.0} emissions/s", rates.0, rates.1));
    figures.add("database", "size", size);
    Ok(())
}

/// `1.23 ms`
pub(crate) fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

/// The value below which a share of some times lies; they must be sorted.
pub(crate) fn quantile(sorted: &[Duration], share: f64) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}
