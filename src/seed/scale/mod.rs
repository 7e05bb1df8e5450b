//! An institution of full size: thousands of units, each with every kind of entry.

mod institution;
mod profiles;
mod rooms;

use std::sync::Arc;

use super::SeedError;
use super::generator::Campus;
use super::making::{Mark, Recipe, make, workers_of_machine};
use super::progress::Progress;
use crate::carbon::ids::Year;
use crate::platform::App;

/// How large an institution is made. The same options give the same institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Units with reports, 1 to 90,000.
    pub units: usize,
    /// People, at least one for each unit.
    pub users: usize,
    /// Years, each once.
    pub years: Vec<Year>,
    /// Data entries of a module, on average.
    pub entries_per_module: usize,
    /// Seed of everything random.
    pub seed: u64,
}

/// Makes an institution of full size in an empty database, or what is missing of it; returns the number of data entries.
pub async fn scale(app: &App, scale: &Scale, progress: &Arc<Progress>) -> Result<u64, SeedError> {
    let directory = institution::directory(scale)?;
    let rooms = rooms::list()?;
    let campuses = scale
        .years
        .iter()
        .map(|year| Campus::new(*year, profiles::of_year(scale, *year), &directory, &rooms))
        .collect::<Result<_, _>>()?;
    let mark = Mark { institution: "scale_institution", options: options(scale) };
    make(app, Recipe { mark, directory, rooms, campuses, workers: workers_of_machine() }, progress).await
}

fn options(scale: &Scale) -> String {
    let Scale { units, users, entries_per_module, seed, .. } = scale;
    let years: Vec<_> = scale.years.iter().map(ToString::to_string).collect();
    format!("{units} units, {users} people, {}, {entries_per_module} entries, seed {seed}", years.join("+"))
}
