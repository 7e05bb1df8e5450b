//! Use of the facilities that units share.

use serde::Deserialize;

use super::Table;
use crate::carbon::ids::Year;
use crate::seed::profile::Profile;
use crate::seed::random::Random;
use crate::seed::read_csv;

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
    fn part(&self, random: &mut Random) -> String {
        (self.total_use * random.between(0.005, 0.04)).round().to_string()
    }
}

pub(super) fn facilities(year: Year, profiles: &[Profile]) -> Result<Table, csv::Error> {
    let facilities: Vec<Facility> = read_csv(&format!("factors/{year}/research_facilities.csv"))?;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "researchfacility_id",
        "researchfacility_name",
        "use",
        "use_unit",
        "note",
    ])?;
    for profile in profiles {
        for (number, facility) in facilities.iter().cycle().take(profile.facilities).enumerate() {
            let unit = &profile.unit_institutional_id;
            let used = facility.part(&mut Random::of(&["facility", unit, &year.to_string(), &number.to_string()]));
            let Facility { researchfacility_id: id, researchfacility_name: name, use_unit, .. } = facility;
            table.row(&[unit, id, name, &used, use_unit, ""])?;
        }
    }
    Ok(table)
}

pub(super) fn animals(year: Year, profiles: &[Profile]) -> Result<Table, csv::Error> {
    let facilities: Vec<Facility> = read_csv(&format!("factors/{year}/animal_facilities.csv"))?;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "researchfacility_id",
        "researchfacility_name",
        "researchfacility_type",
        "use",
        "use_unit",
        "note",
    ])?;
    for profile in profiles {
        for (number, facility) in facilities.iter().cycle().take(profile.animals).enumerate() {
            let unit = &profile.unit_institutional_id;
            let used = facility.part(&mut Random::of(&["animals", unit, &year.to_string(), &number.to_string()]));
            let Facility { researchfacility_id: id, researchfacility_name: name, use_unit, .. } = facility;
            let kind = facility.researchfacility_type.as_deref().unwrap_or_default();
            table.row(&[unit, id, name, kind, &used, use_unit, ""])?;
        }
    }
    Ok(table)
}
