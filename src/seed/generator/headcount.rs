//! People of the units, and what they are counted as.

use super::{Campus, Table};
use crate::seed::SeedError;
use crate::seed::random::Random;

/// Doctoral assistants and scientific staff outnumber professors and administration.
const SIUS_CODES: [&str; 10] = ["53", "53", "54", "54", "54", "54", "57", "58", "52", "59"];
const FTE: [&str; 6] = ["1", "1", "1", "0.8", "0.6", "0.5"];

pub(super) fn members(campus: &Campus) -> Result<Table, SeedError> {
    let mut table =
        Table::new(&["unit_institutional_id", "name", "sius_code", "user_institutional_id", "fte", "note"])?;
    for profile in &campus.profiles {
        for (position, person) in campus.people_of(profile).iter().enumerate() {
            let mut random = Random::of(profile.seed, &["member", &person.id, &profile.year.to_string()]);
            let (code, fte) = if position == 0 { ("51", "1") } else { (*random.pick(&SIUS_CODES), *random.pick(&FTE)) };
            table.row(&[&profile.unit_institutional_id, &person.name, code, &person.id, fte, ""])?;
        }
    }
    Ok(table)
}

pub(super) fn students(campus: &Campus) -> Result<Table, SeedError> {
    let mut table = Table::new(&["unit_institutional_id", "fte", "note"])?;
    for profile in campus.profiles.iter().filter(|profile| profile.students_fte > 0.0) {
        table.row(&[&profile.unit_institutional_id, &profile.students_fte.to_string(), ""])?;
    }
    Ok(table)
}
