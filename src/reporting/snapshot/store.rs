//! Reading the read model: what changed, and only that when units, people and years are as they were.
//!
//! A row is new when the transaction that wrote it was left out of what is kept: it comes after the oldest one running
//! then, which an index finds, and is not among those seen. A replica's snapshots do not say which they left out, so
//! everything after the oldest counts there. Restored from a backup, a row may name a transaction still to come.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};

use super::model::{Leaf, Moment, Snapshot, Unit, YearFigures, YearState, next_number};
use crate::carbon::taxonomy::{EmissionTypeId, ModuleStatus, OverallStatus, position_of};
use crate::platform::database;
use crate::platform::ids::UnitId;

/// What differs from an earlier moment.
#[derive(Debug)]
pub(super) struct Changes {
    moment: Moment,
    /// Units, people or years.
    everything: bool,
    /// Figures of some units.
    figures: bool,
}

impl Changes {
    pub(super) fn is_any(&self) -> bool {
        self.everything || self.figures
    }

    /// Whether nothing of what is kept may be taken over.
    pub(super) fn is_everything(&self) -> bool {
        self.everything
    }
}

/// What was committed since a moment.
pub(super) async fn changes(db: impl PgExecutor<'_>, since: &Moment) -> sqlx::Result<Changes> {
    let row = sqlx::query!(
        r#"
        with known as materialized (
            select $2::text::pg_snapshot as seen, pg_is_in_recovery() as is_replica
        )
        select pg_postmaster_start_time() as "server_start!", pg_current_snapshot()::text as "seen!",
            $1::timestamptz is distinct from pg_postmaster_start_time() or exists (
                select from reading_resets
                where changed_in >= pg_snapshot_xmin(seen) and changed_in < pg_snapshot_xmax(pg_current_snapshot())
                    and (is_replica or not pg_visible_in_snapshot(changed_in, seen))
            ) as "everything!",
            exists (
                select from unit_year_aggregates
                where changed_in >= pg_snapshot_xmin(seen) and changed_in < pg_snapshot_xmax(pg_current_snapshot())
                    and (is_replica or not pg_visible_in_snapshot(changed_in, seen))
            ) as "figures!"
        from known
        "#,
        since.server_start,
        since.seen,
    )
    .fetch_one(db)
    .await?;
    let moment = Moment { server_start: row.server_start, seen: row.seen };
    Ok(Changes { moment, everything: row.everything, figures: row.figures })
}

/// The read model of this moment, taking over from an earlier one what is still the same.
pub(super) async fn read(db: &PgPool, earlier: Option<&Snapshot>) -> sqlx::Result<Snapshot> {
    // one moment for all statements: a file's figures are seen whole or not at all
    let mut tx = database::moment(db).await?;
    let changes = match earlier {
        Some(earlier) => Some((earlier, changes(&mut *tx, &earlier.moment).await?)),
        None => None,
    };
    let snapshot = match changes.filter(|(_, changes)| !changes.everything) {
        Some((earlier, changes)) => {
            let figures = changed_figures(&mut tx, &earlier.moment).await?;
            earlier.with(changes.moment, figures)
        }
        None => everything(&mut tx).await?,
    };
    tx.commit().await?;
    Ok(snapshot)
}

async fn everything(db: &mut PgConnection) -> sqlx::Result<Snapshot> {
    let start = sqlx::query!(
        r#"select pg_postmaster_start_time() as "server_start!", pg_current_snapshot()::text as "seen!",
               array(select year from years order by year desc) as "years!",
               array(select state from years order by year desc) as "states!""#
    )
    .fetch_one(&mut *db)
    .await?;
    let moment = Moment { server_start: start.server_start, seen: start.seen };
    let years: Vec<YearState> =
        start.years.into_iter().zip(start.states).map(|(year, state)| YearState { year, state }).collect();
    let units: Arc<[Unit]> = units(&mut *db).await?.into();
    let figures = vec![Arc::from([]); units.len()];
    Ok(Snapshot { number: next_number(), moment: moment.clone(), units, years: years.into(), figures }
        .with(moment, all_figures(db).await?))
}

/// Every unit, by name. The database orders texts, as files are ordered.
async fn units(db: &mut PgConnection) -> sqlx::Result<Vec<Unit>> {
    let rows = sqlx::query!(
        r#"
        select u.id as "id: UnitId", u.name, u.label_en, u.label_fr, u.institutional_code, u.institutional_id, u.level,
            u.parent_id as "parent_id: UnitId", u.path_codes, u.path_name, u.unit_type, u.search_text, u.is_active,
            p.name as "principal?",
            dense_rank() over (order by u.name collate "und-x-icu") as "name_rank!",
            dense_rank() over (order by u.path_name collate "und-x-icu") as "path_rank!",
            dense_rank() over (order by p.name collate "und-x-icu") as "principal_rank!"
        from units u
        left join lateral (
            select min(display_name) as name from users where institutional_id = u.principal_institutional_id
        ) p on true
        order by u.name collate "und-x-icu", u.id
        "#
    )
    .fetch_all(db)
    .await?;
    let positions: HashMap<String, usize> =
        rows.iter().enumerate().map(|(position, row)| (row.institutional_code.clone(), position)).collect();
    let names: Vec<(i16, String)> = rows.iter().map(|row| (row.level, row.name.clone())).collect();
    let units = rows.into_iter().enumerate().map(|(position, row)| {
        let path: Vec<usize> = row.path_codes.iter().filter_map(|code| positions.get(code).copied()).collect();
        let on_path = |level| path.iter().map(|place| &names[*place]).filter(move |above| above.0 == level);
        let above = [2, 3].into_iter().filter(|level| *level != row.level).flat_map(on_path);
        let affiliation: Vec<&str> = above.map(|(_, name)| name.as_str()).collect();
        Unit {
            affiliation: affiliation.join(" › "),
            id: row.id,
            name: row.name,
            label_en: row.label_en,
            label_fr: row.label_fr,
            institutional_code: row.institutional_code,
            institutional_id: row.institutional_id,
            path_name: row.path_name,
            level: row.level,
            unit_type: row.unit_type,
            parent_id: row.parent_id,
            is_active: row.is_active,
            search_text: row.search_text,
            name_rank: row.name_rank,
            path_rank: row.path_rank,
            principal_rank: row.principal.is_some().then_some(row.principal_rank),
            principal: row.principal,
            position,
            path,
        }
    });
    Ok(units.collect())
}

/// A row of the read model.
struct Row {
    unit_id: UnitId,
    year: i16,
    overall_status: i16,
    modules_validated: i16,
    module_status: Vec<i16>,
    module_kg: Vec<f64>,
    scope1_kg: f64,
    scope2_kg: f64,
    scope3_kg: f64,
    total_kg: f64,
    validated_kg: f64,
    it_kg: f64,
    leaf_ids: Vec<i32>,
    leaf_kg: Vec<f64>,
    fte: f64,
    entry_count: i32,
    entries_above_threshold: i32,
    last_update: Option<DateTime<Utc>>,
}

async fn all_figures(db: &mut PgConnection) -> sqlx::Result<Vec<(UnitId, YearFigures)>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select unit_id as "unit_id: UnitId", year, overall_status, modules_validated, module_status, module_kg,
            scope1_kg, scope2_kg, scope3_kg, total_kg, validated_kg, it_kg, leaf_ids, leaf_kg, fte,
            entry_count, entries_above_threshold, last_update
        from unit_year_aggregates
        "#
    );
    rows.fetch_all(db).await?.into_iter().map(figures).collect()
}

async fn changed_figures(db: &mut PgConnection, since: &Moment) -> sqlx::Result<Vec<(UnitId, YearFigures)>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        with known as materialized (
            select $1::text::pg_snapshot as seen, pg_is_in_recovery() as is_replica
        )
        select unit_id as "unit_id: UnitId", year, overall_status, modules_validated, module_status, module_kg,
            scope1_kg, scope2_kg, scope3_kg, total_kg, validated_kg, it_kg, leaf_ids, leaf_kg, fte,
            entry_count, entries_above_threshold, last_update
        from known join unit_year_aggregates
            on changed_in >= pg_snapshot_xmin(seen) and changed_in < pg_snapshot_xmax(pg_current_snapshot())
        where is_replica or not pg_visible_in_snapshot(changed_in, seen)
        "#,
        since.seen
    );
    rows.fetch_all(db).await?.into_iter().map(figures).collect()
}

fn figures(row: Row) -> sqlx::Result<(UnitId, YearFigures)> {
    let unknown = |error| sqlx::Error::Decode(Box::new(error));
    let mut module_status = [ModuleStatus::NotStarted; 8];
    for (status, id) in module_status.iter_mut().zip(row.module_status) {
        *status = ModuleStatus::try_from(id).map_err(unknown)?;
    }
    let mut module_kg = [0.0; 8];
    for (kg, stored) in module_kg.iter_mut().zip(row.module_kg) {
        *kg = stored;
    }
    let figures = YearFigures {
        year: row.year,
        status: OverallStatus::try_from(row.overall_status).map_err(unknown)?,
        modules_validated: row.modules_validated,
        module_status,
        module_kg,
        scope_kg: [row.scope1_kg, row.scope2_kg, row.scope3_kg],
        total_kg: row.total_kg,
        validated_kg: row.validated_kg,
        it_kg: row.it_kg,
        fte: row.fte,
        entry_count: row.entry_count,
        entries_above_threshold: row.entries_above_threshold,
        last_update: row.last_update,
        leaves: leaves(&row.leaf_ids, &row.leaf_kg),
    };
    Ok((row.unit_id, figures))
}

fn leaves(ids: &[i32], kg: &[f64]) -> Arc<[Leaf]> {
    let known = ids.iter().zip(kg).filter_map(|(id, kg)| {
        let node = position_of(EmissionTypeId(*id))?;
        Some(Leaf { node, kg: *kg })
    });
    let mut leaves: Vec<Leaf> = known.collect();
    leaves.sort_unstable_by_key(|leaf| leaf.node);
    leaves.into()
}
