//! The units whose figures are written, read once for all files of an archive.

use std::collections::HashMap;

use anyhow::Context;
use sqlx::PgConnection;

use crate::reporting::filter::Bound;

/// What a filter selects: units by name, then id.
pub(super) struct Selection {
    years: Vec<i16>,
    units: Vec<Unit>,
    schools: Vec<School>,
}

/// A unit.
pub(super) struct Unit {
    pub(super) id: i32,
    pub(super) institutional_id: Option<String>,
    pub(super) name: String,
    pub(super) path_name: String,
    pub(super) institute: Option<String>,
    school: Option<usize>,
}

/// The unit of level 2 above others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct School {
    pub(super) id: i32,
    pub(super) name: String,
    pub(super) institutional_id: Option<String>,
    /// Its place among the names of schools; those with the same name share it.
    by_name: i64,
}

impl Selection {
    /// Reads what the filter selects.
    pub(super) async fn read(db: &mut PgConnection, bound: &Bound) -> sqlx::Result<Self> {
        let above = sqlx::query!(
            r#"
            select id, level, name, institutional_id, institutional_code,
                rank() over (order by name collate "und-x-icu") as "by_name!"
            from units where level in (2, 3)
            order by name collate "und-x-icu", institutional_id, id
            "#,
        )
        .fetch_all(&mut *db)
        .await?;
        let (mut schools, mut school_of, mut institute_of) = (Vec::new(), HashMap::new(), HashMap::new());
        for unit in above {
            if unit.level == 2 {
                school_of.insert(unit.institutional_code, schools.len());
                let by_name = unit.by_name;
                schools.push(School { id: unit.id, name: unit.name, institutional_id: unit.institutional_id, by_name });
            } else {
                institute_of.insert(unit.institutional_code, unit.name);
            }
        }
        let units = sqlx::query!(
            r#"
            select u.id, u.institutional_id, u.name, u.path_name, u.path_codes
            from reporting_selection($1, $2, $3, $4, $5, $6, $7, $8, $9) s
            join units u on u.id = s.unit_id
            order by u.name collate "und-x-icu", u.id
            "#,
            &bound.years,
            bound.everything,
            &bound.scope_codes,
            &bound.affiliation_ids,
            &bound.unit_ids,
            &bound.statuses,
            &bound.module_statuses,
            bound.search,
            bound.all_levels,
        )
        .fetch_all(db)
        .await?;
        let units = units.into_iter().map(|unit| Unit {
            id: unit.id,
            institutional_id: unit.institutional_id,
            name: unit.name,
            path_name: unit.path_name,
            institute: unit.path_codes.iter().find_map(|code| institute_of.get(code).cloned()),
            school: unit.path_codes.iter().find_map(|code| school_of.get(code).copied()),
        });
        Ok(Self { years: bound.years.clone(), units: units.collect(), schools })
    }

    /// The selected years.
    pub(super) fn years(&self) -> &[i16] {
        &self.years
    }

    /// How many units there are.
    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// Units by name, then id.
    pub(super) fn by_name(&self) -> Vec<&Unit> {
        self.units.iter().collect()
    }

    /// Units by the name of their school, then their own, then id; those without school last.
    pub(super) fn by_school_name(&self) -> Vec<&Unit> {
        let mut units = self.by_name();
        units.sort_by_key(|unit| self.school(unit).map_or(i64::MAX, |school| school.by_name));
        units
    }

    /// Units school by school, each by name, then id; those without school last.
    pub(super) fn by_school(&self) -> Vec<&Unit> {
        let mut units = self.by_name();
        units.sort_by_key(|unit| unit.school.unwrap_or(usize::MAX));
        units
    }

    /// The school of a unit.
    pub(super) fn school(&self, unit: &Unit) -> Option<&School> {
        unit.school.map(|place| &self.schools[place])
    }
}

/// Ids of units, to be bound.
pub(super) fn ids(units: &[&Unit]) -> Vec<i32> {
    units.iter().map(|unit| unit.id).collect()
}

/// The unit at a position that SQL counted, from 1.
pub(super) fn at<'s>(units: &[&'s Unit], position: i64) -> anyhow::Result<&'s Unit> {
    let unit = usize::try_from(position - 1).ok().and_then(|place| units.get(place));
    unit.copied().context("a unit that was not selected")
}
