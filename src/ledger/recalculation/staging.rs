//! The table beside a slice of emissions that takes its place.
//!
//! It lives in one transaction from its creation on: if that breaks off, nothing of it is left.

use sqlx::{AssertSqlSafe, PgConnection};

use super::Slice;
use crate::ledger::entries::{EmissionRows, emission_slice};

#[derive(Debug, Clone)]
pub(super) struct Staging {
    name: String,
    slice: String,
    parent: String,
    bounds: String,
    data_type: i16,
}

impl Staging {
    pub(super) async fn create(conn: &mut PgConnection, slice: Slice) -> sqlx::Result<Self> {
        // two recalculations of a slice may prepare at the same time
        let own = sqlx::query_scalar!(r#"select pg_current_xact_id()::text as "own!""#).fetch_one(&mut *conn).await?;
        let name = emission_slice(slice.year, slice.definition.data_type);
        let staging = Self {
            bounds: format!("{name}_bounds"),
            parent: format!("data_entry_emissions_{}", slice.year),
            data_type: slice.definition.data_type.id(),
            name: format!("{name}_by_{own}"),
            slice: name,
        };
        let Self { name, bounds, data_type, .. } = &staging;
        // like the root: a lock on the slice itself would keep another recalculation of it from ever ending; with the
        // bounds as a constraint, taking the table in needs no scan
        run(
            conn,
            format!(
                "create table {name} (like data_entry_emissions including defaults including constraints including storage,
                     constraint {bounds} check (year = {} and data_entry_type_id = {data_type}))",
                slice.year
            ),
        )
        .await?;
        Ok(staging)
    }

    /// Its name.
    pub(super) fn table(&self) -> String {
        self.name.clone()
    }

    /// Rows on their way into it.
    pub(super) fn rows(&self) -> EmissionRows {
        EmissionRows::into(&self.name)
    }

    pub(super) async fn index(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        run(conn, format!("create index on {} (carbon_report_module_id, data_entry_id)", self.name)).await?;
        // a table without statistics is read by the wrong plans until somebody else notices
        run(conn, format!("analyze {}", self.name)).await
    }

    /// Forgets what was computed for some modules.
    pub(super) async fn clear(&self, conn: &mut PgConnection, modules: &[i32]) -> sqlx::Result<()> {
        let sql = format!("delete from {} where carbon_report_module_id = any($1)", self.name);
        sqlx::query(AssertSqlSafe(sql)).bind(modules).execute(conn).await?;
        Ok(())
    }

    /// Takes over the emissions that some entries have; returns them as module, emission type, kg, quantity.
    pub(super) async fn keep(
        &self,
        conn: &mut PgConnection,
        modules: &[i32],
        entries: &[i64],
    ) -> sqlx::Result<Vec<(i32, i32, f64, Option<f64>)>> {
        let sql = format!(
            "insert into {} select * from {} where carbon_report_module_id = any($1) and data_entry_id = any($2)
             returning carbon_report_module_id, emission_type_id, kg, quantity",
            self.name, self.slice
        );
        sqlx::query_as(AssertSqlSafe(sql)).bind(modules).bind(entries).fetch_all(conn).await
    }

    /// Whether somebody reads or writes the year's emissions for long: waits no longer than the lock time-out allows.
    pub(super) async fn lock_out_others(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        run(conn, format!("lock table {}, {} in access exclusive mode", self.parent, self.slice)).await
    }

    /// Takes the place of the slice.
    pub(super) async fn take_its_place(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        let Self { name, slice, parent, bounds, data_type } = self;
        self.lock_out_others(conn).await?;
        for statement in [
            format!("alter table {parent} detach partition {slice}"),
            format!("drop table {slice}"),
            format!("alter table {name} rename to {slice}"),
            format!("alter table {parent} attach partition {slice} for values in ({data_type})"),
            format!("alter table {slice} drop constraint {bounds}"),
        ] {
            run(conn, statement).await?;
        }
        Ok(())
    }
}

async fn run(conn: &mut PgConnection, statement: String) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(statement)).execute(conn).await?;
    Ok(())
}
