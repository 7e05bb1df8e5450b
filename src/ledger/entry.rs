//! One entry at a time, as people write them: the entry, its emissions, its module's and report's figures together.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::entries::NewEntry;
use super::figures;
use super::reports::ReportModule;
use crate::carbon::engine::EmissionReason;
use crate::carbon::ids::{DataEntryId, FactorId, Year};
use crate::carbon::taxonomy::DataEntryType;
use crate::platform::Entries;
use crate::platform::ids::{ReportModuleId, UserId};

/// A stored emission.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEmission {
    /// Node it is booked on.
    pub emission_type_id: i32,
    /// 1, 2 or 3.
    pub scope: i16,
    /// kg CO2eq.
    pub kg: f64,
    /// Physical quantity.
    pub quantity: Option<f64>,
    /// Factor used.
    pub factor: Option<(FactorId, i32)>,
}

/// A stored entry with what it was computed to.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEntry {
    /// Its id.
    pub id: DataEntryId,
    /// Its type.
    pub data_type: DataEntryType,
    /// 0 by hand, 1 per-year file, 2 unit file, 3 and 4 API, 5 external.
    pub source: i16,
    /// Normalised payload.
    pub payload: Value,
    /// Total given with the entry, kg CO2eq.
    pub imposed_kg: Option<f64>,
    /// Why it yields no emission.
    pub emission_reason: Option<String>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// What it yields.
    pub emissions: Vec<StoredEmission>,
}

/// Which entries of a module to list.
#[derive(Debug, Clone, Copy)]
pub struct Listing {
    /// Of this type; any when none.
    pub data_type: Option<DataEntryType>,
    /// Only this one.
    pub id: Option<DataEntryId>,
    /// How many at most.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

/// Entries of a module as far as they are reached, newest first, and how many there are in all. A person's own entries
/// are those that name them, or that they wrote without naming anybody.
pub async fn list(
    conn: &mut PgConnection,
    reached: &Entries,
    year: Year,
    module: ReportModule,
    listing: Listing,
) -> sqlx::Result<(Vec<StoredEntry>, i64)> {
    let rows = sqlx::query!(
        r#"select id as "id: DataEntryId", data_entry_type_id, source, payload, imposed_kg, emission_reason, updated_at,
               count(*) over () as "total!"
           from data_entries
           where year = $1 and carbon_report_module_id = $2
             and ($3::smallint is null or data_entry_type_id = $3)
             and ($4::bigint is null or id = $4)
             and ($5::text is null or coalesce(payload ->> 'user_institutional_id' = $5, created_by = $6, false))
           order by id desc limit $7 offset $8"#,
        year.get(),
        module.id.0,
        listing.data_type.map(DataEntryType::id),
        listing.id.map(|id| id.0),
        reached.owner().map(|owner| owner.institutional_id.as_str()),
        reached.owner().map(|owner| owner.user.0),
        listing.limit,
        listing.offset
    )
    .fetch_all(&mut *conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let ids: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    let emissions = sqlx::query!(
        r#"select data_entry_id, emission_type_id, scope, kg, quantity, factor_id as "factor_id: FactorId", factor_revision
           from data_entry_emissions where year = $1 and carbon_report_module_id = $2 and data_entry_id = any($3)
           order by emission_type_id"#,
        year.get(),
        module.id.0,
        &ids
    )
    .fetch_all(conn)
    .await?;
    let entries = rows.into_iter().filter_map(|row| {
        let of_entry = emissions.iter().filter(|emission| emission.data_entry_id == row.id.0);
        Some(StoredEntry {
            id: row.id,
            data_type: DataEntryType::try_from(row.data_entry_type_id).ok()?,
            source: row.source,
            payload: row.payload,
            imposed_kg: row.imposed_kg,
            emission_reason: row.emission_reason,
            updated_at: row.updated_at,
            emissions: of_entry
                .map(|emission| StoredEmission {
                    emission_type_id: emission.emission_type_id,
                    scope: emission.scope,
                    kg: emission.kg,
                    quantity: emission.quantity,
                    factor: emission.factor_id.zip(emission.factor_revision),
                })
                .collect(),
        })
    });
    Ok((entries.collect(), total))
}

/// Stores a new entry written by a person.
pub async fn create(
    conn: &mut PgConnection,
    year: Year,
    entry: NewEntry,
    by: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<DataEntryId> {
    let (module, data_type) = (entry.module, entry.data_type);
    let id = insert_one(conn, year, &entry, by, now).await?;
    figures::refresh_module(conn, year, module, data_type, now).await?;
    Ok(id)
}

/// Puts another payload, and what it computes to, in the place of an entry's.
pub async fn update(
    conn: &mut PgConnection,
    year: Year,
    id: DataEntryId,
    entry: NewEntry,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    replace_one(conn, year, id, &entry, now).await?;
    figures::refresh_module(conn, year, entry.module, entry.data_type, now).await
}

/// Removes an entry and its emissions.
pub async fn delete(
    conn: &mut PgConnection,
    year: Year,
    module: ReportModule,
    (id, data_type): (DataEntryId, DataEntryType),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    delete_one(conn, year, module.id, (id, data_type)).await?;
    figures::refresh_module(conn, year, module.id, data_type, now).await
}

/// Stores one entry written by a person.
async fn insert_one(
    conn: &mut PgConnection,
    year: Year,
    entry: &NewEntry,
    by: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<DataEntryId> {
    let id = sqlx::query_scalar!(
        r#"insert into data_entries (year, data_entry_type_id, module_type_id, carbon_report_module_id, unit_id, source,
               payload, imposed_kg, emission_reason, created_by, created_at, updated_at)
           values ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10, $10) returning id as "id: DataEntryId""#,
        year.get(),
        entry.data_type.id(),
        entry.data_type.module().id(),
        entry.module.0,
        entry.unit.0,
        entry.payload,
        entry.imposed_kg,
        entry.reason.map(EmissionReason::key),
        by.0,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    insert_emissions(conn, year, id, entry).await?;
    Ok(id)
}

/// Replaces an entry's payload and emissions.
async fn replace_one(
    conn: &mut PgConnection,
    year: Year,
    id: DataEntryId,
    entry: &NewEntry,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update data_entries set payload = $4, imposed_kg = $5, emission_reason = $6, updated_at = $7, edited_at = $7
         where year = $1 and data_entry_type_id = $2 and id = $3",
        year.get(),
        entry.data_type.id(),
        id.0,
        entry.payload,
        entry.imposed_kg,
        entry.reason.map(EmissionReason::key),
        now
    )
    .execute(&mut *conn)
    .await?;
    delete_emissions(conn, year, entry.module, (id, entry.data_type)).await?;
    insert_emissions(conn, year, id, entry).await
}

/// Removes an entry and its emissions.
async fn delete_one(
    conn: &mut PgConnection,
    year: Year,
    module: ReportModuleId,
    (id, data_type): (DataEntryId, DataEntryType),
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from data_entries where year = $1 and data_entry_type_id = $2 and id = $3",
        year.get(),
        data_type.id(),
        id.0
    )
    .execute(&mut *conn)
    .await?;
    delete_emissions(conn, year, module, (id, data_type)).await
}

async fn insert_emissions(conn: &mut PgConnection, year: Year, id: DataEntryId, entry: &NewEntry) -> sqlx::Result<()> {
    let emissions = &entry.emissions;
    let types: Vec<i32> = emissions.iter().map(|emission| emission.emission_type.0).collect();
    let scopes: Vec<i16> = emissions.iter().map(|emission| emission.scope as i16).collect();
    let kg: Vec<f64> = emissions.iter().map(|emission| emission.kg).collect();
    let quantities: Vec<Option<f64>> = emissions.iter().map(|emission| emission.quantity).collect();
    let factors: Vec<Option<i32>> = emissions.iter().map(|e| e.factor.map(|(factor, _)| factor.0)).collect();
    let revisions: Vec<Option<i32>> = emissions.iter().map(|e| e.factor.map(|(_, revision)| revision)).collect();
    sqlx::query!(
        "insert into data_entry_emissions (year, data_entry_type_id, carbon_report_module_id, data_entry_id,
             emission_type_id, scope, kg, quantity, factor_id, factor_revision)
         select $1, $2, $3, $4, given.*
         from unnest($5::int[], $6::smallint[], $7::float8[], $8::float8[], $9::int[], $10::int[]) as given",
        year.get(),
        entry.data_type.id(),
        entry.module.0,
        id.0,
        &types,
        &scopes,
        &kg,
        &quantities as &[Option<f64>],
        &factors as &[Option<i32>],
        &revisions as &[Option<i32>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn delete_emissions(
    conn: &mut PgConnection,
    year: Year,
    module: ReportModuleId,
    (id, data_type): (DataEntryId, DataEntryType),
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from data_entry_emissions where year = $1 and data_entry_type_id = $2
             and carbon_report_module_id = $3 and data_entry_id = $4",
        year.get(),
        data_type.id(),
        module.0,
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
