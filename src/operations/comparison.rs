//! What a job changed: figures before and after.

use std::collections::BTreeMap;

use serde::Deserialize;
use sqlx::PgConnection;

use super::words;
use crate::carbon::taxonomy::DataEntryType;
use crate::pipeline::recalculation::Recalculation;
use crate::pipeline::{Job, JobOutcome};
use crate::platform::ids::UnitId;
use crate::web::{Lang, figures};

/// The same figure before and after.
#[derive(Debug, Clone)]
pub struct Change {
    /// Tonnes, before.
    pub before: String,
    /// Tonnes, after.
    pub after: String,
    /// The difference with its sign, and as a share when there was something before.
    pub words: String,
    /// Class of its colour.
    pub class: &'static str,
    /// Its arrow; empty when nothing changed.
    pub icon: &'static str,
}

impl Change {
    /// The change of a total in kg CO2eq.
    pub fn of(before_kg: f64, after_kg: f64) -> Self {
        let difference = figures::change((after_kg - before_kg) / 1000.0, 1);
        let share = (before_kg > 0.0)
            .then(|| format!(" ({}\u{a0}%)", figures::change((after_kg - before_kg) * 100.0 / before_kg, 1)));
        let (class, icon) = match difference.chars().next() {
            Some('+') => ("trend-up", "arrow-up"),
            Some('−') => ("trend-down", "arrow-down"),
            _ => ("quiet", ""),
        };
        Self {
            before: figures::tonnes(before_kg),
            after: figures::tonnes(after_kg),
            words: format!("{difference}\u{a0}t{}", share.unwrap_or_default()),
            class,
            icon,
        }
    }
}

/// A recalculation, before and after.
pub(super) struct Comparison {
    pub(super) job: String,
    pub(super) is_dry_run: bool,
    pub(super) entries: u64,
    pub(super) errors: u64,
    pub(super) validated_modules: u64,
    pub(super) total: Change,
    pub(super) types: Vec<TypeRow>,
    pub(super) units: Vec<UnitRow>,
}

/// One data entry type of a recalculation.
pub(super) struct TypeRow {
    pub(super) name: String,
    pub(super) family: &'static str,
    pub(super) icon: &'static str,
    pub(super) result: String,
    pub(super) failure: Option<String>,
    pub(super) entries: u64,
    pub(super) errors: u64,
    pub(super) change: Change,
}

/// One unit that a recalculation changed.
pub(super) struct UnitRow {
    pub(super) name: String,
    pub(super) code: String,
    pub(super) change: Change,
}

/// The recalculations among some jobs.
pub(super) async fn comparisons(conn: &mut PgConnection, jobs: &[Job], lang: Lang) -> sqlx::Result<Vec<Comparison>> {
    let mut comparisons = Vec::new();
    for job in jobs {
        // what an older program wrote may have another shape: the raw details still show it
        let Some(Ok(outcome)) = job.recalculation.clone().map(serde_json::from_value::<Recalculation>) else {
            continue;
        };
        let ids: Vec<i32> = outcome.units.iter().map(|unit| unit.unit_id.0).collect();
        let names = unit_names(conn, &ids).await?;
        comparisons.push(Comparison {
            job: format!("#{} {}", job.job_id, words::job(job, lang)),
            is_dry_run: outcome.dry_run,
            entries: outcome.recalculated,
            errors: outcome.errors,
            validated_modules: outcome.validated_modules_changed,
            total: Change::of(outcome.total_before_kg, outcome.total_after_kg),
            types: type_rows(&outcome, lang),
            units: unit_rows(&outcome, &names),
        });
    }
    Ok(comparisons)
}

fn type_rows(outcome: &Recalculation, lang: Lang) -> Vec<TypeRow> {
    let rows = outcome.types.iter().map(|of| {
        let (family, icon, key) = match of.result {
            JobOutcome::Success => ("ok", "circle-check", "pipeline-status-success"),
            JobOutcome::Warning => ("warn", "triangle-alert", "pipeline-status-warning"),
            JobOutcome::Error => ("bad", "circle-x", "pipeline-status-failed"),
        };
        TypeRow {
            name: DataEntryType::try_from(of.data_entry_type_id)
                .map_or_else(|_| of.data_entry_type_id.to_string(), |known| words::data_type(known, lang)),
            family,
            icon,
            result: lang.t(key),
            failure: of.failure.clone(),
            entries: of.recalculated,
            errors: of.errors,
            change: Change::of(of.total_before_kg, of.total_after_kg),
        }
    });
    rows.collect()
}

fn unit_rows(outcome: &Recalculation, names: &BTreeMap<UnitId, (String, String)>) -> Vec<UnitRow> {
    let rows = outcome.units.iter().map(|unit| {
        let (name, code) =
            names.get(&unit.unit_id).cloned().unwrap_or_else(|| (unit.unit_id.to_string(), String::new()));
        UnitRow { name, code, change: Change::of(unit.total_before_kg, unit.total_after_kg) }
    });
    rows.collect()
}

async fn unit_names(conn: &mut PgConnection, ids: &[i32]) -> sqlx::Result<BTreeMap<UnitId, (String, String)>> {
    let rows =
        sqlx::query!(r#"select id as "id: UnitId", name, institutional_code from units where id = any($1)"#, ids)
            .fetch_all(conn)
            .await?;
    Ok(rows.into_iter().map(|row| (row.id, (row.name, row.institutional_code))).collect())
}

/// What came of a file, as it is kept with its job.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Counts {
    dry_run: bool,
    read: u64,
    stored: u64,
    unchanged: u64,
    refused: u64,
    replaced: u64,
    without_emission: BTreeMap<String, u64>,
    units_touched: u64,
    total_before_kg: f64,
    total_after_kg: f64,
}

/// What came of a file.
pub(super) struct Upload {
    pub(super) job: String,
    pub(super) is_dry_run: bool,
    pub(super) read: u64,
    pub(super) loaded: u64,
    pub(super) stored: u64,
    pub(super) unchanged: u64,
    pub(super) refused: u64,
    /// Part of the rows that was refused, in percent.
    pub(super) refused_share: String,
    pub(super) replaced: u64,
    pub(super) without_emission: u64,
    pub(super) units: u64,
    pub(super) total: Change,
}

/// The files among some jobs.
pub(super) fn uploads(jobs: &[Job], lang: Lang) -> Vec<Upload> {
    let uploads = jobs.iter().filter_map(|job| {
        let counts: Counts = serde_json::from_value(job.ingestion.clone()?).ok()?;
        // a file refused as a whole changed nothing
        (counts.read > 0).then(|| Upload {
            job: format!("#{} {}", job.job_id, words::job(job, lang)),
            is_dry_run: counts.dry_run,
            read: counts.read,
            loaded: counts.stored + counts.unchanged,
            stored: counts.stored,
            unchanged: counts.unchanged,
            refused: counts.refused,
            refused_share: figures::decimal(counts.refused as f64 * 100.0 / counts.read.max(1) as f64, 2),
            replaced: counts.replaced,
            without_emission: counts.without_emission.values().sum(),
            units: counts.units_touched,
            total: Change::of(counts.total_before_kg, counts.total_after_kg),
        })
    });
    uploads.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_its_sign_and_its_share() {
        let rise = Change::of(1_186_200.0, 1_243_900.0);
        assert_eq!((rise.words.as_str(), rise.class), ("+57.7\u{a0}t (+4.9\u{a0}%)", "trend-up"));
        let fall = Change::of(2_000.0, 1_000.0);
        assert_eq!((fall.words.as_str(), fall.class), ("−1.0\u{a0}t (−50.0\u{a0}%)", "trend-down"));
        assert_eq!(Change::of(0.0, 1_000.0).words, "+1.0\u{a0}t");
        assert_eq!(Change::of(5.0, 5.0).class, "quiet");
    }
}
