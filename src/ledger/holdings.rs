//! What is stored that a new file would take the place of.

use sqlx::PgConnection;

use crate::carbon::entry::ReferenceKind;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;

/// Entries of some types in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entries {
    /// From files that name units per row: the next such file replaces them.
    pub per_year: i64,
    /// Of those, changed by people since.
    pub edited: i64,
    /// Units they belong to.
    pub units: i64,
    /// Entered by hand or by a unit's own file: they stay.
    pub others: i64,
}

/// Counts the entries of some types in a year.
pub async fn entries(conn: &mut PgConnection, year: Year, data_types: &[DataEntryType]) -> sqlx::Result<Entries> {
    let ids: Vec<i16> = data_types.iter().map(|data_type| data_type.id()).collect();
    sqlx::query_as!(
        Entries,
        r#"select count(*) filter (where source = 1) as "per_year!",
               count(*) filter (where source = 1 and edited_at is not null) as "edited!",
               count(distinct unit_id) filter (where source = 1) as "units!",
               count(*) filter (where source <> 1) as "others!"
           from data_entries where year = $1 and data_entry_type_id = any($2)"#,
        year.get(),
        &ids
    )
    .fetch_one(conn)
    .await
}

/// Counts the factors of some types that entries are matched with.
pub async fn factors(conn: &mut PgConnection, year: Year, data_types: &[DataEntryType]) -> sqlx::Result<i64> {
    let ids: Vec<i16> = data_types.iter().map(|data_type| data_type.id()).collect();
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from factors
           where year = $1 and data_entry_type_id = any($2) and status <> 'retired'"#,
        year.get(),
        &ids
    )
    .fetch_one(conn)
    .await
}

/// Factors that the newest file of their type does not have and that entries still match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Their type.
    pub data_type: DataEntryType,
    /// How many.
    pub count: i64,
    /// What the first of them apply to.
    pub names: Vec<String>,
}

/// Factors of a year that are kept in use though their newest file does not have them, by type.
pub async fn kept_factors(conn: &mut PgConnection, year: Year) -> sqlx::Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"select data_entry_type_id, count(*) as "count!",
               (array_agg(replace(identity, chr(31), ' / ') order by identity))[:20] as "names!"
           from factors where year = $1 and status = 'stale' group by 1 order by 1"#,
        year.get()
    )
    .fetch_all(conn)
    .await?;
    let kept = rows.into_iter().filter_map(|row| {
        let data_type = row.data_entry_type_id.try_into().ok()?;
        Some(Kept { data_type, count: row.count, names: row.names })
    });
    Ok(kept.collect())
}

/// Counts the rows of a list; exchange rates those of the year.
pub async fn listed(conn: &mut PgConnection, year: Year, kind: ReferenceKind) -> sqlx::Result<i64> {
    let mode = match kind {
        ReferenceKind::Airports => "plane",
        ReferenceKind::Stations => "train",
        ReferenceKind::Rooms => {
            return sqlx::query_scalar!(r#"select count(*) as "count!" from building_rooms"#).fetch_one(conn).await;
        }
        ReferenceKind::ExchangeRates => {
            let count =
                sqlx::query_scalar!(r#"select count(*) as "count!" from exchange_rates where year = $1"#, year.get());
            return count.fetch_one(conn).await;
        }
    };
    sqlx::query_scalar!(r#"select count(*) as "count!" from locations where transport_mode = $1"#, mode)
        .fetch_one(conn)
        .await
}
