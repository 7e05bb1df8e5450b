//! The read model in memory, exactly as fresh as the database: each request asks what has changed and reads only that.

mod model;
mod store;

use std::sync::Arc;

use sqlx::PgPool;
use tokio::sync::RwLock;

#[cfg(test)]
pub(super) use model::Leaf;
pub use model::Unit;
pub(super) use model::{Branches, LEVEL_OF_UNITS, YearFigures, YearState};

use self::model::Snapshot;
use crate::access::Scope;

/// What this process keeps of the read model, shared by all requests.
#[derive(Debug, Clone, Default)]
pub struct Snapshots {
    latest: Arc<RwLock<Option<Arc<Snapshot>>>>,
}

impl Snapshots {
    /// Everything committed until now, as far as the scope reaches.
    pub async fn view(&self, db: &PgPool, scope: &Scope) -> sqlx::Result<View> {
        Ok(View::new(self.current(db).await?, scope))
    }

    async fn current(&self, db: &PgPool) -> sqlx::Result<Arc<Snapshot>> {
        let latest = self.latest.read().await.clone();
        let mut useless = None;
        if let Some(snapshot) = latest {
            let changes = store::changes(db, &snapshot.moment).await?;
            if !changes.is_any() {
                return Ok(snapshot);
            }
            useless = changes.is_everything().then_some(snapshot.number);
        }
        // one request reads the changes, the others wait for it; on a task of its own, so that a reader who leaves does not
        // leave a transaction open on the connection
        let (latest, db) = (self.latest.clone(), db.clone());
        let reading = tokio::spawn(async move {
            let mut latest = latest.write_owned().await;
            // who waited finds what another request has read meanwhile
            let earlier = latest.as_deref().filter(|earlier| Some(earlier.number) != useless);
            let snapshot = Arc::new(store::read(&db, earlier).await?);
            *latest = Some(snapshot.clone());
            Ok(snapshot)
        });
        reading.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }
}

/// What one person may see of the read model. There is no other door to it.
#[derive(Debug)]
pub struct View {
    snapshot: Arc<Snapshot>,
    /// By position of the unit; none: everything.
    reached: Option<Vec<bool>>,
}

impl View {
    /// Nothing, seen at a moment of its own.
    #[cfg(test)]
    pub(super) fn empty() -> Self {
        Self { snapshot: Arc::new(Snapshot::empty()), reached: None }
    }

    fn new(snapshot: Arc<Snapshot>, scope: &Scope) -> Self {
        let reached = (!scope.is_everything()).then(|| {
            let codes = scope.unit_codes();
            let tops = snapshot.branches(|unit| codes.contains(&unit.institutional_code));
            snapshot.units.iter().map(|unit| tops.reach(unit)).collect()
        });
        Self { snapshot, reached }
    }

    /// Tells what it shows from what was seen before and after; the same for everybody.
    pub(super) fn number(&self) -> u64 {
        self.snapshot.number
    }

    fn reaches(&self, unit: &Unit) -> bool {
        self.reached.as_ref().is_none_or(|reached| reached[unit.position])
    }

    /// The units, by name; with all levels also closed ones and what stands above units.
    pub(super) fn units(&self, all_levels: bool) -> impl Iterator<Item = &Unit> {
        let is_meant = move |unit: &&Unit| all_levels || (unit.is_offered() && unit.level == LEVEL_OF_UNITS);
        self.snapshot.units.iter().filter(move |unit| is_meant(unit) && self.reaches(unit))
    }

    /// The units that can be chosen, by name: with all levels those others, too, that have a report.
    pub(super) fn listed(&self, all_levels: bool) -> impl Iterator<Item = &Unit> {
        let is_unit = |unit: &Unit| unit.is_offered() && unit.level == LEVEL_OF_UNITS;
        self.units(all_levels).filter(move |unit| is_unit(unit) || !self.figures(unit).is_empty())
    }

    /// Units and the levels above them that can be chosen, by name.
    pub(super) fn offered(&self) -> impl Iterator<Item = &Unit> {
        self.snapshot.units.iter().filter(|unit| unit.is_offered() && self.reaches(unit))
    }

    /// How many units each unit has below it, itself included, by position.
    pub(super) fn unit_counts(&self, all_levels: bool) -> Vec<i64> {
        let mut counts = vec![0; self.snapshot.units.len()];
        for unit in self.listed(all_levels) {
            unit.path.iter().for_each(|position| counts[*position] += 1);
        }
        counts
    }

    /// The subtrees below some units, closed ones too; what is not reached is left out.
    pub(super) fn branches(&self, is_top: impl Fn(&Unit) -> bool) -> Branches {
        self.snapshot.branches(|unit| self.reaches(unit) && is_top(unit))
    }

    /// Figures of a unit, by year.
    pub(super) fn figures(&self, unit: &Unit) -> &[YearFigures] {
        &self.snapshot.figures[unit.position]
    }

    /// Every year there is, newest first.
    pub(super) fn years(&self) -> &[YearState] {
        &self.snapshot.years
    }
}
