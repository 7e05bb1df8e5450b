//! Factors of research facilities whose sums come from the facility's own footprint.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::PgConnection;

use super::factors::{next_revision, same_values, seal_revision};
use crate::carbon::entry::facility_sums;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::platform::ids::{CarbonReportId, JobId};

/// A factor that could not be computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownFacility {
    /// Code of the facility, as the factor has it.
    pub facility: String,
    /// Why, for people.
    pub message: String,
}

/// What a computation did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ComputedFactors {
    /// Factors whose usable values changed.
    pub changed: u64,
    /// Factors whose usable values are as before: same sums, or sums of a file that win.
    pub unchanged: u64,
    /// Factors without a facility to take sums from.
    pub errors: Vec<UnknownFacility>,
}

struct Facility {
    factor: i32,
    code: String,
    is_unit: bool,
    report: Option<CarbonReportId>,
    values: Value,
    effective: Value,
}

/// Computes the sums of every usable factor of a type from the stored leaves of the facilities' reports, validated or
/// not. With `computed_wins` they go before sums that files gave. The type must be one that [`facility_sums`] knows.
pub async fn compute(
    conn: &mut PgConnection,
    (year, data_type): (Year, DataEntryType),
    computed_wins: bool,
    job: JobId,
    now: DateTime<Utc>,
) -> sqlx::Result<ComputedFactors> {
    let revision = next_revision(conn, year, data_type).await?;
    let facilities = facilities(conn, year, data_type).await?;
    let reports: Vec<i32> = facilities.iter().filter_map(|facility| Some(facility.report?.0)).collect();
    let leaves = leaves(conn, &reports).await?;

    let mut outcome = ComputedFactors::default();
    let mut written: (Vec<i32>, Vec<Value>, Vec<bool>) = Default::default();
    for facility in facilities {
        let Some(report) = facility.report else {
            let code = &facility.code;
            let message = if facility.is_unit {
                format!("the unit “{code}” has no report in {year}")
            } else {
                format!("there is no unit “{code}”")
            };
            outcome.errors.push(UnknownFacility { facility: facility.code, message });
            continue;
        };
        let none = BTreeMap::new();
        let sums = facility_sums(data_type, leaves.get(&report).unwrap_or(&none)).unwrap_or_default();
        let computed: Map<_, _> = sums.into_iter().map(|(name, kg)| (name.to_owned(), Value::from(kg))).collect();
        let has_changed = !same_values(&facility.effective, &merged(&facility.values, &computed, computed_wins));
        *(if has_changed { &mut outcome.changed } else { &mut outcome.unchanged }) += 1;
        written.0.push(facility.factor);
        written.1.push(Value::Object(computed));
        written.2.push(has_changed);
    }
    sqlx::query!(
        "update factors f set computed = given.computed, computed_wins = $4, computed_at = $5,
             revision = case when given.has_changed then $6 else f.revision end,
             updated_at = case when given.has_changed then $5 else f.updated_at end
         from unnest($1::int[], $2::jsonb[], $3::bool[]) as given(id, computed, has_changed) where f.id = given.id",
        &written.0,
        &written.1,
        &written.2,
        computed_wins,
        now,
        revision
    )
    .execute(&mut *conn)
    .await?;
    if outcome.changed > 0 {
        seal_revision(conn, year, data_type, revision, job).await?;
    }
    Ok(outcome)
}

/// What the column `effective` will hold.
fn merged(values: &Value, computed: &Map<String, Value>, computed_wins: bool) -> Value {
    let mut merged = values.as_object().cloned().unwrap_or_default();
    for (name, kg) in computed {
        if computed_wins || !merged.contains_key(name) {
            merged.insert(name.clone(), kg.clone());
        }
    }
    Value::Object(merged)
}

/// The factors of a type with the report of the unit that each names by cost centre, else by institutional code.
async fn facilities(conn: &mut PgConnection, year: Year, data_type: DataEntryType) -> sqlx::Result<Vec<Facility>> {
    sqlx::query_as!(
        Facility,
        r#"select f.id as factor, f.code as "code!", u.id is not null as "is_unit!", r.id as "report?: CarbonReportId",
               f."values", f.effective as "effective!"
           from (select *, coalesce(btrim(classification ->> 'researchfacility_id'), '') as code from factors) f
           left join lateral (
               select id from units where institutional_id = f.code or institutional_code = f.code
               order by institutional_id is not distinct from f.code desc limit 1
           ) u on true
           left join carbon_reports r on r.unit_id = u.id and r.year = f.year and r.kind = 'calculator'
           where f.year = $1 and f.data_entry_type_id = $2 and f.status <> 'retired' order by f.id"#,
        year.get(),
        data_type.id()
    )
    .fetch_all(conn)
    .await
}

type LeavesOfReport = HashMap<CarbonReportId, BTreeMap<EmissionTypeId, f64>>;

async fn leaves(conn: &mut PgConnection, reports: &[i32]) -> sqlx::Result<LeavesOfReport> {
    let rows = sqlx::query!(
        r#"select m.carbon_report_id as "report: CarbonReportId", s.emission_type_id, sum(s.kg) as "kg!"
           from carbon_report_modules m join module_leaf_stats s on s.carbon_report_module_id = m.id
           where m.carbon_report_id = any($1) group by 1, 2"#,
        reports
    )
    .fetch_all(conn)
    .await?;
    let mut leaves = LeavesOfReport::new();
    for row in rows {
        leaves.entry(row.report).or_default().insert(EmissionTypeId(row.emission_type_id), row.kg);
    }
    Ok(leaves)
}
