//! Use of the facilities that units share.

use serde::Deserialize;

use super::{Campus, Table};
use crate::seed::SeedError;
use crate::seed::random::Random;

#[derive(Deserialize)]
struct Facility {
    researchfacility_id: String,
    researchfacility_name: String,
    researchfacility_type: Option<String>,
    total_use: f64,
    use_unit: String,
}

impl Facility {
    /// A few hundredths of what everybody uses.
    fn part(&self, magnitude: f64, random: &mut Random) -> String {
        (magnitude * self.total_use * random.between(0.005, 0.04)).round().max(1.0).to_string()
    }
}

pub(super) fn facilities(campus: &Campus) -> Result<Table, SeedError> {
    let facilities: Vec<Facility> = campus.factors("research_facilities")?;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "researchfacility_id",
        "researchfacility_name",
        "use",
        "use_unit",
        "note",
    ])?;
    for profile in &campus.profiles {
        for (number, facility) in facilities.iter().cycle().take(profile.facilities).enumerate() {
            let unit = &profile.unit_institutional_id;
            let used = facility.part(
                profile.magnitude,
                &mut Random::of(profile.seed, &["facility", unit, &campus.year.to_string(), &number.to_string()]),
            );
            let Facility { researchfacility_id: id, researchfacility_name: name, use_unit, .. } = facility;
            table.row(&[unit, id, name, &used, use_unit, ""])?;
        }
    }
    Ok(table)
}

pub(super) fn animals(campus: &Campus) -> Result<Table, SeedError> {
    let facilities: Vec<Facility> = campus.factors("animal_facilities")?;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "researchfacility_id",
        "researchfacility_name",
        "researchfacility_type",
        "use",
        "use_unit",
        "note",
    ])?;
    for profile in &campus.profiles {
        for (number, facility) in facilities.iter().cycle().take(profile.animals).enumerate() {
            let unit = &profile.unit_institutional_id;
            let used = facility.part(
                profile.magnitude,
                &mut Random::of(profile.seed, &["animals", unit, &campus.year.to_string(), &number.to_string()]),
            );
            let Facility { researchfacility_id: id, researchfacility_name: name, use_unit, .. } = facility;
            let kind = facility.researchfacility_type.as_deref().unwrap_or_default();
            table.row(&[unit, id, name, kind, &used, use_unit, ""])?;
        }
    }
    Ok(table)
}
