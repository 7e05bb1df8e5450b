//! What bringing the units in line with the directory changes: told beforehand, and kept afterwards.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::sync::{self, SyncError};
use crate::directory::{Directory, DirectoryPerson, DirectoryUnit};

/// Changes of one kind that are listed one by one.
const MOST_LISTED: usize = 100;

/// How a unit changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Created,
    /// Its name changes.
    Renamed,
    /// It goes to another place of the hierarchy.
    Moved,
    /// It closes; its data stays.
    Closed,
    /// It was closed and is open again.
    Reopened,
    /// It has another head.
    HeadChanged,
    /// It has another cost centre.
    CostCentreChanged,
}

impl ChangeKind {
    /// Every kind, in the order shown.
    pub const ALL: [Self; 7] = [
        Self::Created,
        Self::Closed,
        Self::Reopened,
        Self::Renamed,
        Self::Moved,
        Self::HeadChanged,
        Self::CostCentreChanged,
    ];

    /// Its name in messages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::HeadChanged => "head-changed",
            Self::CostCentreChanged => "cost-centre-changed",
        }
    }
}

/// One change of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitChange {
    /// How it changes.
    pub kind: ChangeKind,
    /// Its institutional code.
    pub code: String,
    /// Its name afterwards.
    pub name: String,
    /// What changes, before.
    pub before: Option<String>,
    /// What changes, afterwards.
    pub after: Option<String>,
}

/// All that changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Units in the directory.
    pub units: usize,
    /// How many units change, by kind.
    pub counts: BTreeMap<ChangeKind, usize>,
    /// The first changes of each kind.
    pub listed: Vec<UnitChange>,
    /// What of the directory could not be read.
    pub warnings: Vec<String>,
}

impl Changes {
    /// How many units change in a way.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    fn add(&mut self, kind: ChangeKind, code: &str, name: &str, before: Option<String>, after: Option<String>) {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= MOST_LISTED {
            self.listed.push(UnitChange { kind, code: code.to_owned(), name: name.to_owned(), before, after });
        }
    }
}

/// What a synchronisation with this directory would change now.
pub async fn preview(conn: &mut PgConnection, directory: &Directory) -> Result<Changes, SyncError> {
    sync::check(directory)?;
    Ok(changes(conn, directory).await?)
}

struct Stored {
    code: String,
    cost_centre: Option<String>,
    name: String,
    label_en: Option<String>,
    label_fr: Option<String>,
    path_codes: Vec<String>,
    path_name: String,
    head: Option<String>,
    head_name: Option<String>,
    is_active: bool,
}

pub(super) async fn changes(conn: &mut PgConnection, directory: &Directory) -> sqlx::Result<Changes> {
    let stored = sqlx::query_as!(
        Stored,
        "select institutional_code as code, institutional_id as cost_centre, name, label_en, label_fr, path_codes,
             path_name, principal_institutional_id as head,
             (select min(display_name) from users where institutional_id = u.principal_institutional_id) as head_name,
             is_active
         from units u order by institutional_code"
    )
    .fetch_all(conn)
    .await?;
    Ok(compare(&stored, directory))
}

fn compare(stored: &[Stored], directory: &Directory) -> Changes {
    let known: HashMap<&str, &Stored> = stored.iter().map(|unit| (unit.code.as_str(), unit)).collect();
    let names: HashMap<&str, &str> =
        directory.units.iter().map(|unit| (unit.id.as_str(), unit.name.as_str())).collect();
    let people = directory.people();
    let mut changes =
        Changes { units: directory.units.len(), warnings: directory.gaps.warnings.clone(), ..Changes::default() };
    for unit in &directory.units {
        let path = sync::path_name(unit, &names);
        match known.get(unit.id.as_str()) {
            None => changes.add(ChangeKind::Created, &unit.id, unit.name.trim(), None, Some(path)),
            Some(stored) => compare_one(stored, unit, path, &people, &mut changes),
        }
    }
    let listed: HashSet<&str> = names.into_keys().chain(directory.gaps.codes.iter().map(String::as_str)).collect();
    if !directory.gaps.is_partial {
        for unit in stored.iter().filter(|unit| unit.is_active && !listed.contains(unit.code.as_str())) {
            changes.add(ChangeKind::Closed, &unit.code, &unit.name, Some(unit.path_name.clone()), None);
        }
    }
    changes
}

fn compare_one(
    stored: &Stored,
    unit: &DirectoryUnit,
    path: String,
    people: &BTreeMap<String, DirectoryPerson>,
    changes: &mut Changes,
) {
    let name = unit.name.trim();
    let mut add = |kind, before, after| changes.add(kind, &unit.id, name, before, after);
    match (stored.is_active, unit.is_active()) {
        (true, false) => add(ChangeKind::Closed, Some(stored.path_name.clone()), None),
        (false, true) => add(ChangeKind::Reopened, None, Some(path.clone())),
        _ => {}
    }
    let before = [Some(stored.name.as_str()), stored.label_en.as_deref(), stored.label_fr.as_deref()];
    let after = [Some(name), unit.labelen.as_deref(), unit.labelfr.as_deref()];
    if before != after {
        let words = |names: [Option<&str>; 3]| {
            let mut names: Vec<&str> = names.into_iter().flatten().collect();
            names.dedup();
            Some(names.join(" · "))
        };
        add(ChangeKind::Renamed, words(before), words(after));
    }
    if stored.path_codes.iter().map(String::as_str).ne(sync::path_codes(unit)) {
        add(ChangeKind::Moved, Some(stored.path_name.clone()), Some(path));
    }
    if stored.head != unit.responsibleid {
        let named = |id: &String, name: Option<&str>| name.map_or_else(|| id.clone(), |name| format!("{name} ({id})"));
        let before = stored.head.as_ref().map(|id| named(id, stored.head_name.as_deref()));
        let after = unit.responsibleid.as_ref();
        let after = after.map(|id| named(id, people.get(id).and_then(|person| person.display.as_deref())));
        add(ChangeKind::HeadChanged, before, after);
    }
    let cost_centre = sync::cost_centre(unit).map(str::to_owned);
    if stored.cost_centre != cost_centre {
        add(ChangeKind::CostCentreChanged, stored.cost_centre.clone(), cost_centre);
    }
}
