//! Machines of the units; the same ones every year.

use serde::Deserialize;

use super::{Campus, Table};
use crate::seed::SeedError;
use crate::seed::random::Random;

/// Hours in use and on standby in a week; most machines run as long as their class usually does.
const HOURS: [(&str, &str); 5] = [("", ""), ("", ""), ("", ""), ("20", "60"), ("37.5", "100")];

#[derive(Deserialize)]
struct Class {
    equipment_class: String,
    sub_class: Option<String>,
}

pub(super) fn equipment(campus: &Campus) -> Result<Table, SeedError> {
    let classes: Vec<Class> = campus.factors("equipment")?;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "equipment_id",
        "name",
        "equipment_class",
        "sub_class",
        "active_usage_hours_per_week",
        "standby_usage_hours_per_week",
        "note",
    ])?;
    for profile in &campus.profiles {
        for number in 1..=profile.equipment {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(profile.seed, &["equipment", unit, &number.to_string()]);
            let (class, (active, standby)) = (random.pick(&classes), *random.pick(&HOURS));
            let (id, name) = (format!("LS-{unit}-{number:02}"), format!("{} {number}", class.equipment_class));
            let sub_class = class.sub_class.as_deref().unwrap_or_default();
            table.row(&[unit, &id, &name, &class.equipment_class, sub_class, active, standby, ""])?;
        }
    }
    Ok(table)
}
