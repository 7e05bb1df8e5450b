//! What the entries of a unit's year say beyond their sums: classes of things, kinds of work, data entry types, entries.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use crate::carbon::engine::EmissionReason;
use crate::carbon::ids::{DataEntryId, Year};
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::ids::{ReportModuleId, UnitId};
use crate::platform::{Entries, Scope};

/// A class of things with what its entries come to.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassSum {
    /// Their type.
    pub data_type: DataEntryType,
    /// Name of the class; none where entries name none.
    pub name: Option<String>,
    /// kg CO2eq, above zero.
    pub kg: f64,
}

/// Sums of equipment by class, of purchases by code, of research facilities by name (of animal facilities by kind), the
/// largest first.
pub async fn classes(conn: &mut PgConnection, scope: &Scope, unit: UnitId, year: Year) -> sqlx::Result<Vec<ClassSum>> {
    let reach = scope.reach();
    let rows = sqlx::query!(
        r#"with sums as (
               select e.data_entry_type_id as data_type, e.payload, sum(x.kg) as kg
               from carbon_reports r
               join units u on u.id = r.unit_id
               join carbon_report_modules m on m.carbon_report_id = r.id and m.module_type_id in (4, 5, 6)
               join data_entries e on e.year = $2 and e.carbon_report_module_id = m.id
               join data_entry_emissions x on x.year = $2 and x.carbon_report_module_id = m.id
                   and x.data_entry_type_id = e.data_entry_type_id and x.data_entry_id = e.id
               where r.unit_id = $1 and r.year = $2 and r.kind = 'calculator'
                 and e.data_entry_type_id = any('{10,11,12,60,61,62,63,64,65,66,67,70,71}')
                 and x.data_entry_type_id = any('{10,11,12,60,61,62,63,64,65,66,67,70,71}')
                 and ($3 or u.path_codes && $4 or u.institutional_code = any($5))
               group by e.data_entry_type_id, e.id, e.payload
           )
           select data_type,
               coalesce(max(payload ->> 'purchase_institutional_description'), max(class)) as name, sum(kg) as "kg!"
           from sums, lateral (select case
                   when data_type in (10, 11, 12) then payload ->> 'equipment_class'
                   when data_type = 67 then payload ->> 'name'
                   when data_type = 70 then payload ->> 'researchfacility_name'
                   when data_type = 71 then payload ->> 'researchfacility_type'
                   else payload ->> 'purchase_institutional_code'
               end as class) named
           group by data_type, lower(class) having sum(kg) > 0
           order by 3 desc, 2"#,
        unit.0,
        year.get(),
        reach.everything,
        &reach.subtrees,
        &reach.units
    )
    .fetch_all(conn)
    .await?;
    let sums = rows.into_iter().filter_map(|row| {
        let name = row.name.filter(|name| !name.trim().is_empty());
        Some(ClassSum { data_type: row.data_type.try_into().ok()?, name, kg: row.kg })
    });
    Ok(sums.collect())
}

/// A kind of construction work with what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// As factors name it, for example `new-env`; none when it is not known.
    pub kind: Option<String>,
    /// kg CO2eq.
    pub kg: f64,
}

/// Construction and renovation by kind of work, and the square metres they are counted on.
pub async fn construction(
    conn: &mut PgConnection,
    scope: &Scope,
    unit: UnitId,
    year: Year,
) -> sqlx::Result<(Vec<Work>, f64)> {
    let reach = scope.reach();
    let rows = sqlx::query!(
        r#"select f.classification ->> 'category' as kind, x.data_entry_id, sum(x.kg) as "kg!",
               max(x.kg / nullif((v."values" ->> 'ef_kgco2eq_per_m2')::float8, 0)) as surface
           from carbon_reports r
           join units u on u.id = r.unit_id
           join carbon_report_modules m on m.carbon_report_id = r.id and m.module_type_id = 3
           join data_entry_emissions x on x.year = $2 and x.data_entry_type_id = 30 and x.carbon_report_module_id = m.id
               and x.emission_type_id = 60300
           left join factors f on f.id = x.factor_id
           left join factor_revisions v on v.factor_id = x.factor_id and v.revision = x.factor_revision
           where r.unit_id = $1 and r.year = $2 and r.kind = 'calculator'
             and ($3 or u.path_codes && $4 or u.institutional_code = any($5))
           group by 1, 2 order by 1, 2"#,
        unit.0,
        year.get(),
        reach.everything,
        &reach.subtrees,
        &reach.units
    )
    .fetch_all(conn)
    .await?;
    let mut works: Vec<Work> = Vec::new();
    // every kind of work counts on the same surface of a room
    let mut surfaces: std::collections::BTreeMap<i64, f64> = std::collections::BTreeMap::new();
    for row in rows {
        match works.iter_mut().find(|work| work.kind == row.kind) {
            Some(work) => work.kg += row.kg,
            None => works.push(Work { kind: row.kind, kg: row.kg }),
        }
        let surface = surfaces.entry(row.data_entry_id).or_default();
        *surface = surface.max(row.surface.unwrap_or(0.0));
    }
    Ok((works, surfaces.values().sum()))
}

/// What the entries of a type come to in a unit's year.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeSum {
    /// The type.
    pub data_type: DataEntryType,
    /// How many entries.
    pub entries: i64,
    /// kg CO2eq.
    pub kg: f64,
    /// Entries without emission, by reason.
    pub without_emission: Vec<(EmissionReason, i64)>,
    /// Entries above so many kg CO2eq stand out in the year.
    pub threshold_kg: Option<f64>,
    /// How many do.
    pub above_threshold: i64,
}

/// The types of a module that have entries, by id.
pub async fn types(
    conn: &mut PgConnection,
    scope: &Scope,
    unit: UnitId,
    year: Year,
    module: ModuleType,
) -> sqlx::Result<Vec<TypeSum>> {
    let reach = scope.reach();
    let rows = sqlx::query!(
        r#"select s.data_entry_type_id, s.entry_count, s.no_factor_count, s.unknown_location_count, s.no_surface_count,
               s.no_exchange_rate_count, t.threshold_kg,
               (select coalesce(sum(l.kg), 0) from module_leaf_stats l
                where l.carbon_report_module_id = m.id and l.data_entry_type_id = s.data_entry_type_id) as "kg!",
               case when t.threshold_kg is null then 0 else (
                   select count(*) from (
                       select from data_entry_emissions x
                       where x.year = $2 and x.data_entry_type_id = s.data_entry_type_id
                         and x.carbon_report_module_id = m.id
                       group by x.data_entry_id having sum(x.kg) > t.threshold_kg
                   ) above
               ) end as "above!"
           from carbon_reports r
           join units u on u.id = r.unit_id
           join carbon_report_modules m on m.carbon_report_id = r.id and m.module_type_id = $3
           join module_type_stats s on s.carbon_report_module_id = m.id and s.entry_count > 0
           left join year_data_entry_types t on t.year = $2 and t.data_entry_type_id = s.data_entry_type_id
           where r.unit_id = $1 and r.year = $2 and r.kind = 'calculator'
             and ($4 or u.path_codes && $5 or u.institutional_code = any($6))
           order by 1"#,
        unit.0,
        year.get(),
        module.id(),
        reach.everything,
        &reach.subtrees,
        &reach.units
    )
    .fetch_all(conn)
    .await?;
    let sums = rows.into_iter().filter_map(|row| {
        let counts = [
            (EmissionReason::NoFactor, row.no_factor_count),
            (EmissionReason::UnknownLocation, row.unknown_location_count),
            (EmissionReason::NoSurface, row.no_surface_count),
            (EmissionReason::NoExchangeRate, row.no_exchange_rate_count),
        ];
        Some(TypeSum {
            data_type: row.data_entry_type_id.try_into().ok()?,
            entries: row.entry_count.into(),
            kg: row.kg,
            without_emission: counts.into_iter().filter(|(_, n)| *n > 0).map(|(r, n)| (r, n.into())).collect(),
            threshold_kg: row.threshold_kg,
            above_threshold: row.above,
        })
    });
    Ok(sums.collect())
}

/// An entry with what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct WeighedEntry {
    /// Its id.
    pub id: DataEntryId,
    /// Normalised payload.
    pub payload: Value,
    /// Whether its total was given with it.
    pub is_imposed: bool,
    /// Why it yields no emission.
    pub reason: Option<EmissionReason>,
    /// kg CO2eq.
    pub kg: f64,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

/// Entries of a type in a module as far as they are reached, the heaviest first, and how many there are in all.
pub async fn heaviest(
    conn: &mut PgConnection,
    reached: &Entries,
    year: Year,
    (module, data_type): (ReportModuleId, DataEntryType),
    (limit, offset): (i64, i64),
) -> sqlx::Result<(Vec<WeighedEntry>, i64)> {
    let rows = sqlx::query!(
        r#"select e.id as "id: DataEntryId", e.payload, e.imposed_kg is not null as "is_imposed!", e.emission_reason,
               coalesce(x.kg, 0) as "kg!", e.updated_at, count(*) over () as "total!"
           from data_entries e
           left join (
               select data_entry_id, sum(kg) as kg from data_entry_emissions
               where year = $1 and data_entry_type_id = $3 and carbon_report_module_id = $2 group by 1
           ) x on x.data_entry_id = e.id
           where e.year = $1 and e.data_entry_type_id = $3 and e.carbon_report_module_id = $2
             and ($4::text is null or coalesce(e.payload ->> 'user_institutional_id' = $4, e.created_by = $5, false))
           order by 5 desc, e.id limit $6 offset $7"#,
        year.get(),
        module.0,
        data_type.id(),
        reached.owner().map(|owner| owner.institutional_id.as_str()),
        reached.owner().map(|owner| owner.user.0),
        limit,
        offset
    )
    .fetch_all(conn)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let entries = rows.into_iter().map(|row| WeighedEntry {
        id: row.id,
        payload: row.payload,
        is_imposed: row.is_imposed,
        reason: row.emission_reason.as_deref().and_then(EmissionReason::parse),
        kg: row.kg,
        updated_at: row.updated_at,
    });
    Ok((entries.collect(), total))
}

/// The type of an entry of a unit's year; none when the unit has no such entry in it.
pub async fn type_of(
    conn: &mut PgConnection,
    scope: &Scope,
    unit: UnitId,
    year: Year,
    entry: DataEntryId,
) -> sqlx::Result<Option<DataEntryType>> {
    let reach = scope.reach();
    let found = sqlx::query_scalar!(
        "select e.data_entry_type_id from data_entries e join units u on u.id = e.unit_id
         where e.year = $3 and e.id = $1 and e.unit_id = $2
           and ($4 or u.path_codes && $5 or u.institutional_code = any($6))",
        entry.0,
        unit.0,
        year.get(),
        reach.everything,
        &reach.subtrees,
        &reach.units
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.and_then(|data_type| data_type.try_into().ok()))
}
