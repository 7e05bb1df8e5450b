//! What must be true after everything.

use crate::bench::Bench;
use crate::process;

impl Bench {
    /// kg CO2eq of everything in the read model, which in these tests is a whole number.
    pub(crate) async fn kg(&self) -> i64 {
        let kg: f64 = sqlx::query_scalar("select coalesce(sum(total_kg), 0) from unit_year_aggregates")
            .fetch_one(&self.app.db)
            .await
            .unwrap();
        assert!((kg - kg.round()).abs() < 1e-6, "{kg}");
        kg.round() as i64
    }

    /// The read model gives what so many entries of gases come to when methane weighs so much.
    pub(crate) async fn assert_total(&self, entries: usize, methane: i64) {
        let (methane_entries, others) = (entries as i64 / 2, entries as i64 - entries as i64 / 2);
        assert_eq!(self.kg().await, others + methane_entries * 2 * methane);
    }

    /// One set of emissions per entry, sums that agree with them, an audit chain without a gap, no claim left.
    pub(crate) async fn assert_sound(&self) {
        for (sql, what) in [
            (
                "select count(*) from (select from data_entry_emissions group by data_entry_id, emission_type_id
                 having count(*) > 1) twice",
                "emissions twice",
            ),
            (
                "select count(*) from data_entries e where emission_reason is null and not exists (
                     select from data_entry_emissions x where x.data_entry_id = e.id and x.year = e.year)",
                "entries without emissions",
            ),
            (
                "select count(*) from data_entry_emissions x where not exists (
                     select from data_entries e where e.id = x.data_entry_id and e.year = x.year)",
                "emissions without entries",
            ),
            (
                "select count(*) from pg_class where relname like 'data_entry_emissions_%_by_%'",
                "tables of recalculations that broke off",
            ),
            (
                "select count(*) from audit_records a where id > 1 and not exists (
                 select from audit_records before where before.id = a.id - 1)",
                "gaps in the audit chain",
            ),
        ] {
            assert_eq!(self.number(sql).await, 0, "{what}");
        }
        for command in [&["aggregates", "check"][..], &["audit", "verify"]] {
            let output = process::run(self.url(), command);
            assert!(output.status.success(), "{command:?}: {output:?}");
        }
    }
}
