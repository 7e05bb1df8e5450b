//! Sums of one data entry type per module, gathered while entries stream by, and stored as statistics.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::copy::{self, Cell};
use crate::carbon::engine::EmissionReason;
use crate::carbon::ids::Year;
use crate::carbon::stats::LeafSum;
use crate::carbon::taxonomy::{DataEntryType, EmissionTypeId};
use crate::platform::ids::ReportModuleId;

/// Sums of floats may differ by the order of their terms, by no more than this share.
const TOLERANCE: f64 = 1e-12;

/// What the entries of one type come to in one module.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct TypeSums {
    leaves: BTreeMap<EmissionTypeId, LeafSum>,
    entry_count: i32,
    fte: f64,
    without_emission: BTreeMap<EmissionReason, i32>,
}

/// Revisions of factors, lists and formula that results were computed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Revisions {
    pub(super) factor: i32,
    pub(super) reference: i32,
    pub(super) formula: i32,
}

impl Revisions {
    fn oldest(self, other: Self) -> Self {
        Self {
            factor: self.factor.min(other.factor),
            reference: self.reference.min(other.reference),
            formula: self.formula.min(other.formula),
        }
    }
}

impl TypeSums {
    pub(super) fn add_entry(&mut self, reason: Option<EmissionReason>, fte: f64) {
        self.entry_count += 1;
        self.fte += fte;
        if let Some(reason) = reason {
            *self.without_emission.entry(reason).or_default() += 1;
        }
    }

    pub(super) fn add_emission(&mut self, emission_type: EmissionTypeId, kg: f64, quantity: Option<f64>) {
        let leaf = self.leaves.entry(emission_type).or_default();
        leaf.kg += kg;
        if let Some(quantity) = quantity {
            *leaf.quantity.get_or_insert_default() += quantity;
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.entry_count += other.entry_count;
        self.fte += other.fte;
        for (reason, count) in other.without_emission {
            *self.without_emission.entry(reason).or_default() += count;
        }
        for (emission_type, leaf) in other.leaves {
            self.add_emission(emission_type, leaf.kg, leaf.quantity);
        }
    }

    pub(super) fn entry_count(&self) -> u64 {
        self.entry_count.unsigned_abs().into()
    }

    /// kg CO2eq of all leaves.
    pub(super) fn total_kg(&self) -> f64 {
        self.leaves.values().map(|leaf| leaf.kg).sum()
    }

    fn is_same(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1.0);
        let same_quantity = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => near(a, b),
            (a, b) => a == b,
        };
        self.entry_count == other.entry_count
            && near(self.fte, other.fte)
            && self.without_emission == other.without_emission
            && self.leaves.keys().eq(other.leaves.keys())
            && self
                .leaves
                .values()
                .zip(other.leaves.values())
                .all(|(a, b)| near(a.kg, b.kg) && same_quantity(a.quantity, b.quantity))
    }
}

/// Modules whose sums differ between two gatherings.
pub(super) fn changed(
    before: &BTreeMap<ReportModuleId, TypeSums>,
    after: &BTreeMap<ReportModuleId, TypeSums>,
) -> BTreeSet<ReportModuleId> {
    let modules: BTreeSet<ReportModuleId> = before.keys().chain(after.keys()).copied().collect();
    let is_same = |module: &ReportModuleId| match (before.get(module), after.get(module)) {
        (Some(before), Some(after)) => before.is_same(after),
        _ => false,
    };
    modules.into_iter().filter(|module| !is_same(module)).collect()
}

/// The stored sums of a type, of every module of a year that has entries of it.
pub(super) async fn load(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
) -> sqlx::Result<BTreeMap<ReportModuleId, TypeSums>> {
    let counts = sqlx::query!(
        r#"select s.carbon_report_module_id as "module: ReportModuleId", s.entry_count, s.fte, s.no_factor_count,
               s.unknown_location_count, s.no_surface_count, s.no_exchange_rate_count
           from module_type_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
           where m.year = $1 and m.module_type_id = $2 and s.data_entry_type_id = $3"#,
        year.get(),
        data_type.module().id(),
        data_type.id()
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut sums: BTreeMap<ReportModuleId, TypeSums> = BTreeMap::new();
    for row in counts {
        let counted = [
            (EmissionReason::NoFactor, row.no_factor_count),
            (EmissionReason::UnknownLocation, row.unknown_location_count),
            (EmissionReason::NoSurface, row.no_surface_count),
            (EmissionReason::NoExchangeRate, row.no_exchange_rate_count),
        ];
        let without_emission = counted.into_iter().filter(|(_, count)| *count > 0).collect();
        let of_module =
            TypeSums { leaves: BTreeMap::new(), entry_count: row.entry_count, fte: row.fte, without_emission };
        sums.insert(row.module, of_module);
    }
    let leaves = sqlx::query!(
        r#"select s.carbon_report_module_id as "module: ReportModuleId", s.emission_type_id, s.kg, s.quantity
           from module_leaf_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
           where m.year = $1 and m.module_type_id = $2 and s.data_entry_type_id = $3"#,
        year.get(),
        data_type.module().id(),
        data_type.id()
    )
    .fetch_all(conn)
    .await?;
    for leaf in leaves {
        let emission_type = EmissionTypeId(leaf.emission_type_id);
        sums.entry(leaf.module).or_default().add_emission(emission_type, leaf.kg, leaf.quantity);
    }
    Ok(sums)
}

/// Sums what is stored of a type in some modules, entry by entry.
pub(super) async fn of_entries(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
    modules: &[i32],
) -> sqlx::Result<BTreeMap<ReportModuleId, TypeSums>> {
    let counts = sqlx::query!(
        r#"select carbon_report_module_id as "module: ReportModuleId", emission_reason, count(*) as "entries!",
               coalesce(sum((payload ->> 'fte')::float8), 0) as "fte!"
           from data_entries where year = $1 and data_entry_type_id = $2 and carbon_report_module_id = any($3)
           group by 1, 2"#,
        year.get(),
        data_type.id(),
        modules
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut sums: BTreeMap<ReportModuleId, TypeSums> = BTreeMap::new();
    for row in counts {
        let sums = sums.entry(row.module).or_default();
        sums.entry_count += row.entries as i32;
        sums.fte += row.fte;
        if let Some(reason) = row.emission_reason.as_deref().and_then(EmissionReason::parse) {
            sums.without_emission.insert(reason, row.entries as i32);
        }
    }
    let leaves = sqlx::query!(
        r#"select carbon_report_module_id as "module: ReportModuleId", emission_type_id, sum(kg) as "kg!",
               sum(quantity) as quantity
           from data_entry_emissions where year = $1 and data_entry_type_id = $2 and carbon_report_module_id = any($3)
           group by 1, 2"#,
        year.get(),
        data_type.id(),
        modules
    )
    .fetch_all(conn)
    .await?;
    for leaf in leaves {
        let emission_type = EmissionTypeId(leaf.emission_type_id);
        sums.entry(leaf.module).or_default().add_emission(emission_type, leaf.kg, leaf.quantity);
    }
    Ok(sums)
}

/// The sums of one type, as they are to be stored.
#[derive(Debug)]
pub(super) struct NewSums<'a> {
    pub(super) data_type: DataEntryType,
    pub(super) sums: &'a BTreeMap<ReportModuleId, TypeSums>,
    pub(super) revisions: Revisions,
    /// Modules where not everything was computed with these revisions: they keep the older ones they have.
    pub(super) older: &'a BTreeSet<ReportModuleId>,
}

impl NewSums<'_> {
    /// Older revisions that modules have.
    async fn kept_revisions(&self, conn: &mut PgConnection) -> sqlx::Result<BTreeMap<ReportModuleId, Revisions>> {
        let kept: Vec<i32> = self.older.iter().map(|module| module.0).collect();
        let rows = sqlx::query!(
            r#"select carbon_report_module_id as "module: ReportModuleId", factor_revision, reference_revision,
                   formula_revision
               from module_type_stats where carbon_report_module_id = any($1) and data_entry_type_id = $2"#,
            &kept,
            self.data_type.id()
        )
        .fetch_all(conn)
        .await?;
        let rows = rows.into_iter().map(|row| {
            let (factor, reference, formula) = (row.factor_revision, row.reference_revision, row.formula_revision);
            (row.module, self.revisions.oldest(Revisions { factor, reference, formula }))
        });
        Ok(rows.collect())
    }
}

/// Makes these the sums of some types in some modules; a module without sums has no entries of the type.
pub(super) async fn store(
    conn: &mut PgConnection,
    modules: &BTreeSet<ReportModuleId>,
    types: &[NewSums<'_>],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (mut leaves, mut counts) = (copy::Rows::of_columns(5), copy::Rows::of_columns(12));
    for new in types {
        let kept_revisions = new.kept_revisions(conn).await?;
        let stored = modules.iter().filter_map(|module| new.sums.get_key_value(module));
        for (module, sums) in stored.filter(|(_, sums)| sums.entry_count > 0) {
            let revisions = kept_revisions.get(module).copied().unwrap_or(new.revisions);
            push(&mut leaves, &mut counts, (*module, new.data_type), sums, revisions, now);
        }
    }
    let ids: Vec<i32> = modules.iter().map(|module| module.0).collect();
    delete(conn, &types.iter().map(|new| new.data_type.id()).collect::<Vec<_>>(), &ids).await?;
    let columns = "carbon_report_module_id, data_entry_type_id, emission_type_id, kg, quantity";
    leaves.send(conn, &format!("module_leaf_stats ({columns})")).await?;
    let columns = "carbon_report_module_id, data_entry_type_id, entry_count, fte, no_factor_count,
        unknown_location_count, no_surface_count, no_exchange_rate_count, factor_revision, reference_revision,
        formula_revision, computed_at";
    counts.send(conn, &format!("module_type_stats ({columns})")).await
}

fn push(
    leaves: &mut copy::Rows,
    counts: &mut copy::Rows,
    (module, data_type): (ReportModuleId, DataEntryType),
    sums: &TypeSums,
    revisions: Revisions,
    now: DateTime<Utc>,
) {
    for (emission_type, leaf) in &sums.leaves {
        leaves.push([
            Cell::Int(module.0),
            Cell::SmallInt(data_type.id()),
            Cell::Int(emission_type.0),
            Cell::Double(leaf.kg),
            leaf.quantity.into(),
        ]);
    }
    let without = |reason| Cell::Int(sums.without_emission.get(&reason).copied().unwrap_or_default());
    counts.push([
        Cell::Int(module.0),
        Cell::SmallInt(data_type.id()),
        Cell::Int(sums.entry_count),
        Cell::Double(sums.fte),
        without(EmissionReason::NoFactor),
        without(EmissionReason::UnknownLocation),
        without(EmissionReason::NoSurface),
        without(EmissionReason::NoExchangeRate),
        Cell::Int(revisions.factor),
        Cell::Int(revisions.reference),
        Cell::Int(revisions.formula),
        Cell::Time(now),
    ]);
}

async fn delete(conn: &mut PgConnection, data_types: &[i16], modules: &[i32]) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from module_leaf_stats where carbon_report_module_id = any($1) and data_entry_type_id = any($2)",
        modules,
        data_types
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from module_type_stats where carbon_report_module_id = any($1) and data_entry_type_id = any($2)",
        modules,
        data_types
    )
    .execute(conn)
    .await?;
    Ok(())
}
