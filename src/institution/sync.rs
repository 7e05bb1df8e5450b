//! Bringing units and people in line with the directory. Units that vanished are closed, their data stays.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::PgConnection;

use super::UnitCodes;
use super::changes::{self, Changes};

use crate::access::Role;
use crate::access::held::Held;
use crate::access::people::{self, PersonRecord, Right};
use crate::access::rights::RightsChange;
use crate::carbon::text::folded;
use crate::directory::{Directory, DirectoryPerson, DirectoryUnit};
use crate::platform::ids::UserId;

/// What a synchronisation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncReport {
    /// Units in the directory.
    pub units: usize,
    /// Units that were open and are no longer listed.
    pub deactivated: u64,
    /// People in the directory.
    pub people: usize,
    /// What it changed, unit by unit.
    pub changes: Changes,
    /// Whose roles it changed.
    pub rights_changed: Vec<RightsChange>,
}

/// A synchronisation that was refused.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// An empty answer is a fault of the directory, not the end of the institution.
    #[error("the directory lists no unit; nothing was changed")]
    NoUnits,
    /// A unit cannot be stored as listed.
    #[error("unit {code} of the directory {problem}; nothing was changed")]
    BadUnit {
        /// Its institutional code.
        code: String,
        /// What is wrong.
        problem: String,
    },
    /// A person cannot be stored as listed.
    #[error("person {name} of the directory {problem}; nothing was changed")]
    BadPerson {
        /// Display name, e-mail address or place in the list.
        name: String,
        /// What is wrong.
        problem: String,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl SyncError {
    /// Whether it is no fault of the directory.
    pub fn is_database(&self) -> bool {
        matches!(self, Self::Database(_))
    }
}

/// Upserts every unit and person of the directory, closes units it no longer lists, and takes away the rights it no
/// longer gives. A directory of units alone leaves rights as they are.
pub async fn sync(conn: &mut PgConnection, directory: &Directory) -> Result<SyncReport, SyncError> {
    check(directory)?;
    let changes = changes::changes(conn, directory).await?;
    let persons = directory.people();
    let users = store_people(conn, directory, &persons).await?;
    let deactivated = store_units(conn, directory, &persons).await?;
    let mut rights_changed = Vec::new();
    if !directory.persons.is_empty() {
        let rights = rights(&super::unit_codes(conn).await?, &persons, &users);
        rights_changed = people::replace_rights(conn, directory.provider.key(), &rights).await?;
    }
    Ok(SyncReport { units: directory.units.len(), deactivated, people: persons.len(), changes, rights_changed })
}

/// Refuses a directory that cannot be stored as it is.
pub(super) fn check(directory: &Directory) -> Result<(), SyncError> {
    if directory.units.is_empty() {
        return Err(SyncError::NoUnits);
    }
    check_units(&directory.units)?;
    check_persons(directory)
}

fn check_units(units: &[DirectoryUnit]) -> Result<(), SyncError> {
    let bad = |unit: &DirectoryUnit, problem: &str| {
        Err(SyncError::BadUnit { code: unit.id.clone(), problem: problem.to_owned() })
    };
    let mut codes: HashSet<&str> = HashSet::new();
    let mut cost_centres: HashSet<&str> = HashSet::new();
    for unit in units {
        if let Some(problem) = unit.problem() {
            return bad(unit, problem);
        }
        if !codes.insert(&unit.id) {
            return bad(unit, "is listed twice");
        }
        if let Some(cost_centre) = cost_centre(unit)
            && !cost_centres.insert(cost_centre)
        {
            return bad(unit, "shares its cost centre with another unit");
        }
    }
    Ok(())
}

fn check_persons(directory: &Directory) -> Result<(), SyncError> {
    let heads = directory.units.iter().filter_map(|unit| unit.responsible.as_ref());
    for (position, person) in directory.persons.iter().chain(heads).enumerate() {
        if person.id.is_empty() || person.id.contains(char::is_whitespace) {
            let known = [&person.display, &person.email].into_iter().flatten().find(|name| !name.trim().is_empty());
            let name = known.map_or_else(|| format!("number {}", position + 1), |name| name.trim().to_owned());
            return Err(SyncError::BadPerson { name, problem: "has an empty id or one with spaces".to_owned() });
        }
    }
    Ok(())
}

pub(super) fn cost_centre(unit: &DirectoryUnit) -> Option<&str> {
    unit.cf.as_deref().filter(|cf| !cf.is_empty() && *cf != "0")
}

async fn store_people(
    conn: &mut PgConnection,
    directory: &Directory,
    persons: &BTreeMap<String, DirectoryPerson>,
) -> sqlx::Result<HashMap<String, UserId>> {
    let records: Vec<_> = persons
        .values()
        .map(|person| {
            let email = person.email.clone().unwrap_or_default();
            PersonRecord {
                provider: directory.provider.key().to_owned(),
                institutional_id: person.id.clone(),
                display_name: person.display.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| email.clone()),
                email,
                job_title: person.function.clone(),
            }
        })
        .collect();
    let ids = people::upsert(conn, &records).await?;
    Ok(records.into_iter().map(|record| record.institutional_id).zip(ids).collect())
}

async fn store_units(
    conn: &mut PgConnection,
    directory: &Directory,
    persons: &BTreeMap<String, DirectoryPerson>,
) -> sqlx::Result<u64> {
    let units = &directory.units;
    let names: HashMap<&str, &str> = units.iter().map(|unit| (unit.id.as_str(), unit.name.as_str())).collect();
    let codes: Vec<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
    let cost_centres: Vec<Option<&str>> = units.iter().map(cost_centre).collect();
    let unit_names: Vec<&str> = units.iter().map(|unit| unit.name.trim()).collect();
    let labels_en: Vec<Option<&str>> = units.iter().map(|unit| unit.labelen.as_deref()).collect();
    let labels_fr: Vec<Option<&str>> = units.iter().map(|unit| unit.labelfr.as_deref()).collect();
    let levels: Vec<i16> = units.iter().map(|unit| unit.level).collect();
    let paths: Vec<String> = units.iter().map(|unit| path_codes(unit).join(" ")).collect();
    let path_names: Vec<String> = units.iter().map(|unit| path_name(unit, &names)).collect();
    let types: Vec<Option<&str>> = units.iter().map(|unit| unit.unittype.as_ref().map(|t| t.label.as_str())).collect();
    let principals: Vec<Option<&str>> = units.iter().map(|unit| unit.responsibleid.as_deref()).collect();
    let searched: Vec<String> =
        units.iter().zip(&path_names).map(|(unit, path)| search_text(unit, path, persons)).collect();
    let active: Vec<bool> = units.iter().map(DirectoryUnit::is_active).collect();
    // a cost centre may move from one unit to another, listed or not: free them all before they are given again
    sqlx::query!(
        "with given as (select * from unnest($1::text[], $2::text[]) as given(code, cost_centre))
         update units u set institutional_id = null
         where (u.institutional_code = any($1) or u.institutional_id = any($2))
             and not exists (select from given
                 where given.code = u.institutional_code and given.cost_centre = u.institutional_id)",
        &codes as &[&str],
        &cost_centres as &[Option<&str>]
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into units (institutional_code, institutional_id, name, label_en, label_fr, level, path_codes, path_name,
             unit_type, principal_institutional_id, search_text, is_active)
         select code, cost_centre, name, label_en, label_fr, level, string_to_array(path, ' '), path_name, unit_type,
             principal, search_text, is_active
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[], $8::text[],
             $9::text[], $10::text[], $11::text[], $12::bool[])
             as given(code, cost_centre, name, label_en, label_fr, level, path, path_name, unit_type, principal,
                 search_text, is_active)
         on conflict (institutional_code) do update set institutional_id = excluded.institutional_id,
             name = excluded.name, label_en = excluded.label_en, label_fr = excluded.label_fr, level = excluded.level,
             path_codes = excluded.path_codes, path_name = excluded.path_name, unit_type = excluded.unit_type,
             principal_institutional_id = excluded.principal_institutional_id, search_text = excluded.search_text,
             is_active = excluded.is_active",
        &codes as &[&str],
        &cost_centres as &[Option<&str>],
        &unit_names as &[&str],
        &labels_en as &[Option<&str>],
        &labels_fr as &[Option<&str>],
        &levels,
        &paths,
        &path_names,
        &types as &[Option<&str>],
        &principals as &[Option<&str>],
        &searched,
        &active
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update units u set parent_id = parent.id
         from units self
         left join units parent on parent.institutional_code = self.path_codes[cardinality(self.path_codes) - 1]
         where self.id = u.id and u.parent_id is distinct from parent.id"
    )
    .execute(&mut *conn)
    .await?;
    let closed = sqlx::query!(
        "update units set is_active = false
         where is_active and not $3 and institutional_code <> all($1) and institutional_code <> all($2)",
        &codes as &[&str],
        &directory.gaps.codes,
        directory.gaps.is_partial
    )
    .execute(conn)
    .await?;
    Ok(closed.rows_affected())
}

pub(super) fn path_codes(unit: &DirectoryUnit) -> Vec<&str> {
    let ancestors = unit.ancestors.iter().map(String::as_str).filter(|code| *code != unit.id);
    ancestors.chain([unit.id.as_str()]).collect()
}

pub(super) fn path_name(unit: &DirectoryUnit, names: &HashMap<&str, &str>) -> String {
    let given = unit.path.as_deref().map(str::trim).filter(|path| !path.is_empty());
    given.map_or_else(
        || path_codes(unit).iter().map(|code| names.get(code).copied().unwrap_or(code)).collect::<Vec<_>>().join(" "),
        str::to_owned,
    )
}

fn search_text(unit: &DirectoryUnit, path: &str, persons: &BTreeMap<String, DirectoryPerson>) -> String {
    let principal = unit.responsibleid.as_ref().and_then(|id| persons.get(id)).and_then(|p| p.display.as_deref());
    let words = [
        Some(unit.name.as_str()),
        unit.labelen.as_deref(),
        unit.labelfr.as_deref(),
        Some(&unit.id),
        unit.cf.as_deref(),
        Some(path),
        principal,
    ];
    folded(&words.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// What the directory gives: the role anywhere, and membership of units it knows.
fn rights(
    codes: &UnitCodes,
    persons: &BTreeMap<String, DirectoryPerson>,
    users: &HashMap<String, UserId>,
) -> Vec<Right> {
    let mut rights = Vec::new();
    for person in persons.values() {
        let Some(user) = users.get(&person.id) else { continue };
        for held in person.authorizations.iter().filter_map(Held::of_right) {
            let is_member = matches!(held.role, Role::Principal | Role::Standard);
            let unit = held.cost_centre.as_deref().and_then(|cost_centre| codes.of_cost_centre(cost_centre));
            rights.push(Right {
                person: *user,
                role: held.role,
                cost_centre: held.cost_centre,
                member_of: unit.filter(|_| is_member),
            });
        }
    }
    rights
}
