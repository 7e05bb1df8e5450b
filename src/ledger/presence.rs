//! What units have entered: counted before it is hidden or replaced.

use sqlx::PgConnection;

use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;

/// What there is of some types in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presence {
    /// Entries.
    pub entries: i64,
    /// Units that have any.
    pub units: i64,
    /// Of those, units whose module is validated.
    pub validated: i64,
}

/// Counts the entries of some types in a year.
pub async fn of_types(conn: &mut PgConnection, year: Year, types: &[DataEntryType]) -> sqlx::Result<Presence> {
    let ids: Vec<i16> = types.iter().map(|data_type| data_type.id()).collect();
    sqlx::query_as!(
        Presence,
        r#"select coalesce(sum(s.entry_count), 0)::bigint as "entries!", count(distinct m.unit_id) as "units!",
               count(distinct m.unit_id) filter (where m.status = 2) as "validated!"
           from module_type_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
           where m.year = $1 and s.data_entry_type_id = any($2) and s.entry_count > 0"#,
        year.get(),
        &ids
    )
    .fetch_one(conn)
    .await
}
