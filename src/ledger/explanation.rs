//! A stored entry and how its emissions come about today.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::{factors, reference};
use crate::carbon::engine::Environment;
use crate::carbon::entry::definition;
use crate::carbon::explain::{Explanation, explain};
use crate::carbon::ids::{DataEntryId, FactorId, Year};
use crate::carbon::taxonomy::DataEntryType;

/// An entry, what is stored of its emissions, and how they would be computed now.
#[derive(Debug, Clone)]
pub struct ExplainedEntry {
    /// Its type.
    pub data_type: DataEntryType,
    /// Its unit.
    pub unit_name: String,
    /// Its year.
    pub year: Year,
    /// Its normalised payload.
    pub payload: Value,
    /// Total given with it, kg CO2eq.
    pub imposed_kg: Option<f64>,
    /// kg CO2eq as stored.
    pub stored_kg: f64,
    /// With the factors and lists of today.
    pub explanation: Explanation,
}

/// Explains an entry, wherever it is; none when there is no such entry.
pub async fn of_entry(conn: &mut PgConnection, id: DataEntryId) -> sqlx::Result<Option<ExplainedEntry>> {
    let row = sqlx::query!("select year, data_entry_type_id from data_entries where id = $1", id.0)
        .fetch_optional(&mut *conn)
        .await?;
    let place = row.and_then(|row| Some((Year::new(row.year).ok()?, row.data_entry_type_id.try_into().ok()?)));
    match place {
        Some(place) => of_entry_in(conn, place, id).await,
        None => Ok(None),
    }
}

/// Explains an entry of a year and a type: only their partitions are looked into.
pub async fn of_entry_in(
    conn: &mut PgConnection,
    (year, data_type): (Year, DataEntryType),
    id: DataEntryId,
) -> sqlx::Result<Option<ExplainedEntry>> {
    let row = sqlx::query!(
        r#"select e.payload, e.imposed_kg, u.name,
               (select coalesce(sum(x.kg), 0) from data_entry_emissions x
                where x.year = $2 and x.data_entry_type_id = $3
                  and x.carbon_report_module_id = e.carbon_report_module_id and x.data_entry_id = e.id) as "stored_kg!"
           from data_entries e join units u on u.id = e.unit_id
           where e.id = $1 and e.year = $2 and e.data_entry_type_id = $3"#,
        id.0,
        year.get(),
        data_type.id()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(definition) = definition(data_type) else { return Ok(None) };
    let factor_types: Vec<_> = definition.factor_types().collect();
    let factors = factors::load(conn, year, &factor_types).await?;
    let kinds: Vec<_> = definition.reference.into_iter().collect();
    let reference = reference::load(conn, year, &kinds).await?;
    let environment = Environment { factors: &factors, reference: &reference };
    let mut entry =
        (definition.load)(data_type, &row.payload.to_string()).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    Ok(Some(ExplainedEntry {
        data_type,
        unit_name: row.name,
        year,
        imposed_kg: row.imposed_kg,
        stored_kg: row.stored_kg,
        explanation: explain(entry.as_mut(), row.imposed_kg, &environment),
        payload: row.payload,
    }))
}

/// Where a revision of a factor came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorOrigin {
    /// The factor.
    pub factor: FactorId,
    /// The file that brought it; none when it was copied or computed.
    pub file_name: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// Where some factors came from, each in the revision that is asked for.
pub async fn origins(conn: &mut PgConnection, used: &[(FactorId, i32)]) -> sqlx::Result<Vec<FactorOrigin>> {
    let (ids, revisions): (Vec<i32>, Vec<i32>) = used.iter().map(|(id, revision)| (id.0, *revision)).unzip();
    sqlx::query_as!(
        FactorOrigin,
        r#"select distinct v.factor_id as "factor: FactorId", j.file_name as "file_name?", v.recorded_at
           from unnest($1::int[], $2::int[]) as used(factor_id, revision)
           join factor_revisions v using (factor_id, revision)
           left join jobs j on j.id = v.job_id"#,
        &ids,
        &revisions
    )
    .fetch_all(conn)
    .await
}
