//! People of the units, and what they are counted as.

use serde::Deserialize;

use super::{Inhabited, Table};
use crate::institution::Directory;
use crate::seed::profile::Profile;
use crate::seed::random::Random;
use crate::seed::{SeedError, read_csv};

/// Doctoral assistants and scientific staff outnumber professors and administration.
const SIUS_CODES: [&str; 10] = ["53", "53", "54", "54", "54", "54", "57", "58", "52", "59"];
const FTE: [&str; 6] = ["1", "1", "1", "0.8", "0.6", "0.5"];

#[derive(Deserialize)]
struct Name {
    given: String,
    family: String,
}

/// A member of a unit.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
}

/// The profiles with their people.
pub(super) fn inhabited(profiles: &[Profile]) -> Result<Vec<Inhabited<'_>>, SeedError> {
    let directory = Directory::seeded().map_err(|error| SeedError::Damaged(error.to_string()))?;
    let names: Vec<Name> = read_csv("names.csv")?;
    Ok(profiles.iter().map(|profile| (profile, people_of(profile, &directory, &names))).collect())
}

/// The unit's people of the directory, then as many invented ones as the year has members.
fn people_of(profile: &Profile, directory: &Directory, names: &[Name]) -> Vec<Person> {
    let unit = &profile.unit_institutional_id;
    let listed = directory
        .persons
        .iter()
        .filter(|person| person.authorizations.iter().any(|right| right.active_cost_centre() == Some(unit)));
    let listed =
        listed.map(|person| Person { id: person.id.clone(), name: person.display.clone().unwrap_or_default() });
    let invented = (0..profile.members).map(|number| {
        let mut random = Random::of(&["person", unit, &number.to_string()]);
        let name = format!("{} {}", random.pick(names).given, random.pick(names).family);
        Person { id: format!("3{unit}{number:02}"), name }
    });
    listed.chain(invented).take(profile.members).collect()
}

pub(super) fn members(units: &[Inhabited<'_>]) -> Result<Table, csv::Error> {
    let mut table =
        Table::new(&["unit_institutional_id", "name", "sius_code", "user_institutional_id", "fte", "note"])?;
    for (profile, people) in units {
        for (position, person) in people.iter().enumerate() {
            let mut random = Random::of(&["member", &person.id, &profile.year.to_string()]);
            let (code, fte) = if position == 0 { ("51", "1") } else { (*random.pick(&SIUS_CODES), *random.pick(&FTE)) };
            table.row(&[&profile.unit_institutional_id, &person.name, code, &person.id, fte, ""])?;
        }
    }
    Ok(table)
}

pub(super) fn students(profiles: &[Profile]) -> Result<Table, csv::Error> {
    let mut table = Table::new(&["unit_institutional_id", "fte", "note"])?;
    for profile in profiles.iter().filter(|profile| profile.students_fte > 0.0) {
        table.row(&[&profile.unit_institutional_id, &profile.students_fte.to_string(), ""])?;
    }
    Ok(table)
}
