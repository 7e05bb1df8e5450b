//! Sums gathered while the entries of a file are stored, so that nothing needs to be read back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::entries::NewEntry;
use super::figures;
use super::sums::{self, NewSums, Revisions, TypeSums};
use super::thresholds;
use crate::carbon::entry::definition;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::platform::ids::ReportModuleId;

/// Sums of some types in some modules, begun with what stays stored.
#[derive(Debug)]
pub struct Gathering {
    year: Year,
    sums: BTreeMap<DataEntryType, BTreeMap<ReportModuleId, TypeSums>>,
    /// Modules with entries that were computed earlier.
    older: BTreeMap<DataEntryType, BTreeSet<ReportModuleId>>,
}

impl Gathering {
    /// Sums the entries that stay. Call it after those that go were deleted, before the first new one.
    pub async fn begin(
        conn: &mut PgConnection,
        year: Year,
        data_types: &[DataEntryType],
        modules: &[ReportModuleId],
    ) -> sqlx::Result<Self> {
        let ids: Vec<i32> = modules.iter().map(|module| module.0).collect();
        let mut gathering = Self { year, sums: BTreeMap::new(), older: BTreeMap::new() };
        for data_type in data_types {
            let sums = sums::of_entries(conn, year, *data_type, &ids).await?;
            gathering.older.insert(*data_type, sums.keys().copied().collect());
            gathering.sums.insert(*data_type, sums);
        }
        Ok(gathering)
    }

    /// Adds an entry that is going to be stored.
    pub fn add(&mut self, entry: &NewEntry) {
        let sums = self.sums.entry(entry.data_type).or_default().entry(entry.module).or_default();
        sums.add_entry(entry.reason, entry.fte);
        for emission in &entry.emissions {
            sums.add_emission(emission.emission_type, emission.kg, emission.quantity);
        }
    }

    /// Forgets the stored entries of a type in a module: a new one takes their place.
    pub fn replace(&mut self, data_type: DataEntryType, module: ReportModuleId) {
        if self.older.get_mut(&data_type).is_some_and(|modules| modules.remove(&module))
            && let Some(sums) = self.sums.get_mut(&data_type)
        {
            sums.remove(&module);
        }
    }

    /// Stores the sums of modules that changed, starts those not started, and refreshes their reports.
    pub async fn store(
        self,
        conn: &mut PgConnection,
        changed: &BTreeSet<ReportModuleId>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        let mut types = Vec::with_capacity(self.sums.len());
        for (data_type, sums) in &self.sums {
            let (factor, reference) = figures::revisions(conn, self.year, *data_type).await?;
            let formula = definition(*data_type).map_or(1, |definition| definition.formula_revision);
            let (data_type, older) = (*data_type, &self.older[data_type]);
            types.push(NewSums { data_type, sums, revisions: Revisions { factor, reference, formula }, older });
        }
        sums::store(conn, changed, &types, now).await?;
        let changed: Vec<ReportModuleId> = changed.iter().copied().collect();
        for data_type in self.sums.keys() {
            thresholds::count(conn, self.year, *data_type, Some(&changed)).await?;
        }
        figures::start_and_refresh(conn, &changed, now).await
    }
}
