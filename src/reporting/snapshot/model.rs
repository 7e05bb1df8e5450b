//! What is kept in memory: some two thousand bytes for each unit and year, most of them leaves.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};

use crate::carbon::taxonomy::{ModuleStatus, OverallStatus};
use crate::platform::ids::UnitId;
use crate::web::Lang;

/// Level of the units that have reports.
pub(in crate::reporting) const LEVEL_OF_UNITS: i16 = 4;

/// The read model as of one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// Tells it from every other one of this process.
    pub(super) number: u64,
    pub(super) moment: Moment,
    /// By name, then id.
    pub(super) units: Arc<[Unit]>,
    /// Newest first.
    pub(super) years: Arc<[YearState]>,
    /// Figures of each unit by year, in the order of the units.
    pub(super) figures: Vec<Arc<[YearFigures]>>,
}

/// Which transactions a snapshot has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    /// Start of the database server: after another start, or on another server, transactions may be other ones.
    pub(super) server_start: DateTime<Utc>,
    /// PostgreSQL's `pg_snapshot`.
    pub(super) seen: String,
}

/// A unit, or a level above units.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The unit.
    pub id: UnitId,
    /// Its short name.
    pub name: String,
    /// Its long name in English.
    pub label_en: Option<String>,
    /// Its long name in French.
    pub label_fr: Option<String>,
    /// Its number in the directory.
    pub institutional_code: String,
    /// Its cost centre.
    pub institutional_id: Option<String>,
    /// Names from the root to it.
    pub path_name: String,
    /// Names of its school and institute.
    pub affiliation: String,
    /// 1 the root, 2 and 3 above units, 4 units.
    pub level: i16,
    /// Its kind in the directory's words.
    pub unit_type: Option<String>,
    /// The level above.
    pub parent_id: Option<UnitId>,
    /// Name of its principal, when known.
    pub principal: Option<String>,
    /// Whether the directory still lists it.
    pub is_active: bool,
    /// Folded names, codes, path and principal.
    pub(in crate::reporting) search_text: String,
    /// Places in the order of names, of paths and of principals; equal texts share one.
    pub(in crate::reporting) name_rank: i64,
    pub(in crate::reporting) path_rank: i64,
    pub(in crate::reporting) principal_rank: Option<i64>,
    /// Where it stands in the snapshot: the order of names, then ids.
    pub(in crate::reporting) position: usize,
    /// Positions of the known units from the root to the unit itself.
    pub(super) path: Vec<usize>,
}

impl Unit {
    /// Its name as people know it: units by the name that tables and files sort by, levels above by their long name.
    pub fn label(&self, lang: Lang) -> &str {
        let label = match lang {
            _ if self.level == LEVEL_OF_UNITS => return &self.name,
            Lang::En => &self.label_en,
            Lang::Fr => &self.label_fr,
        };
        label.as_deref().filter(|label| !label.is_empty()).unwrap_or(&self.name)
    }

    /// Whether it can be chosen: neither closed nor the root.
    pub(in crate::reporting) fn is_offered(&self) -> bool {
        self.is_active && self.level > 1
    }
}

/// A year and its state.
#[derive(Debug)]
pub(in crate::reporting) struct YearState {
    pub(in crate::reporting) year: i16,
    pub(in crate::reporting) state: String,
}

/// A unit's figures of one year.
#[derive(Debug, Clone)]
pub(in crate::reporting) struct YearFigures {
    pub(in crate::reporting) year: i16,
    pub(in crate::reporting) status: OverallStatus,
    pub(in crate::reporting) modules_validated: i16,
    /// By module id.
    pub(in crate::reporting) module_status: [ModuleStatus; 8],
    /// By module id.
    pub(in crate::reporting) module_kg: [f64; 8],
    /// Scopes 1, 2, 3.
    pub(in crate::reporting) scope_kg: [f64; 3],
    pub(in crate::reporting) total_kg: f64,
    pub(in crate::reporting) validated_kg: f64,
    pub(in crate::reporting) it_kg: f64,
    pub(in crate::reporting) fte: f64,
    pub(in crate::reporting) entry_count: i32,
    /// Entries above the threshold of their year and type.
    pub(in crate::reporting) entries_above_threshold: i32,
    pub(in crate::reporting) last_update: Option<DateTime<Utc>>,
    /// In the order of the tree.
    pub(in crate::reporting) leaves: Arc<[Leaf]>,
}

/// What a unit emitted in a year on one emission type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::reporting) struct Leaf {
    /// Position of the emission type in the tree.
    pub(in crate::reporting) node: u8,
    pub(in crate::reporting) kg: f64,
}

/// Subtrees of the institution, marked at their tops.
#[derive(Debug)]
pub(in crate::reporting) struct Branches(Vec<bool>);

impl Branches {
    /// Whether the unit is in one of them.
    pub(in crate::reporting) fn reach(&self, unit: &Unit) -> bool {
        unit.path.iter().any(|position| self.0[*position])
    }
}

/// A number that no snapshot of this process has had.
pub(super) fn next_number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

impl Snapshot {
    #[cfg(test)]
    pub(super) fn empty() -> Self {
        Self {
            number: next_number(),
            moment: Moment { server_start: DateTime::UNIX_EPOCH, seen: String::new() },
            units: Arc::from([]),
            years: Arc::from([]),
            figures: Vec::new(),
        }
    }

    pub(super) fn branches(&self, is_top: impl Fn(&Unit) -> bool) -> Branches {
        Branches(self.units.iter().map(is_top).collect())
    }

    /// The same units and years at a later moment, some figures replaced or added.
    pub(super) fn with(&self, moment: Moment, changed: Vec<(UnitId, YearFigures)>) -> Self {
        let mut figures = self.figures.clone();
        let positions: HashMap<UnitId, usize> = self.units.iter().map(|unit| (unit.id, unit.position)).collect();
        for (unit, new) in changed {
            let Some(position) = positions.get(&unit) else { continue };
            let mut years = figures[*position].to_vec();
            match years.binary_search_by_key(&new.year, |known| known.year) {
                Ok(place) => years[place] = new,
                Err(place) => years.insert(place, new),
            }
            figures[*position] = years.into();
        }
        Self { number: next_number(), moment, units: self.units.clone(), years: self.years.clone(), figures }
    }
}
