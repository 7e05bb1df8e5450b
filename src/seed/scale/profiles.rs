//! What each unit's year holds: a large or a small unit, the eight modules in plausible parts.

use super::Scale;
use super::institution::cost_centre;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleStatus;
use crate::seed::profile::Profile;
use crate::seed::random::Random;

/// With so many rows a module, single amounts are small.
const MAGNITUDE: f64 = 0.05;
/// Rooms are shared by many units.
const ROOM_SHARE: f64 = 0.04;
/// The smallest and the largest unit, compared to the mean.
const SIZES: (f64, f64) = (0.5, 1.5);
/// Of ten units, how many have validated everything, and how many have validated nothing, from the newest year back.
const PROGRESS: [(usize, usize); 3] = [(1, 5), (6, 1), (9, 0)];
/// In the newest year, one of so many units has not begun yet.
const ONE_NOT_BEGUN_OF: usize = 25;

pub(super) fn of_year(scale: &Scale, year: Year) -> Vec<Profile> {
    let newest = scale.years.iter().max().copied().unwrap_or(year);
    let age = usize::try_from(newest.get() - year.get()).unwrap_or_default();
    (0..scale.units).map(|unit| profile(scale, year, age, unit)).collect()
}

fn profile(scale: &Scale, year: Year, age: usize, unit: usize) -> Profile {
    let unit_institutional_id = cost_centre(unit);
    // a unit keeps its size over the years, more or less
    let size = Random::of(scale.seed, &["size", &unit_institutional_id]).between(SIZES.0, SIZES.1);
    let mut random = Random::of(scale.seed, &["profile", &unit_institutional_id, &year.to_string()]);
    let has_begun = age > 0 || random.below(ONE_NOT_BEGUN_OF) > 0;
    // the others of that year have so much more that the average holds
    let share_begun = if age > 0 { 1.0 } else { 1.0 - 1.0 / ONE_NOT_BEGUN_OF as f64 };
    let usual_rows = scale.entries_per_module as f64 / share_begun * random.between(0.95, 1.05);
    let rows = if has_begun { size * usual_rows } else { 0.0 };
    let part = |of_module: f64| (rows * of_module).round() as usize;
    let mut status = statuses(age, &mut random).filter(|_| has_begun);
    let mut next_status = || status.next().unwrap_or(ModuleStatus::NotStarted).to_string();
    Profile {
        year: year.get(),
        // somebody must travel
        members: part(1.0).saturating_sub(1).max(usize::from(has_begun)),
        students_fte: part(0.2) as f64,
        plane_trips: part(0.55),
        train_trips: part(0.45),
        rooms: part(0.92),
        fuels: part(0.08),
        equipment: part(1.0),
        purchases: part(0.9),
        centralized_purchases: part(0.1),
        mean_purchase_chf: random.between(200.0, 900.0),
        facilities: part(0.85),
        animals: part(0.15),
        clouds: part(0.6),
        ai_services: part(0.4),
        gases: part(1.0),
        seed: scale.seed,
        magnitude: MAGNITUDE,
        room_share: ROOM_SHARE,
        status_headcount: next_status(),
        status_professional_travel: next_status(),
        status_buildings: next_status(),
        status_equipment: next_status(),
        status_purchase: next_status(),
        status_research_facilities: next_status(),
        status_external_cloud_and_ai: next_status(),
        status_process_emissions: next_status(),
        unit_institutional_id,
    }
}

/// Statuses of the eight modules: the older the year, the more of it is validated.
fn statuses(age: usize, random: &mut Random) -> impl Iterator<Item = ModuleStatus> + use<> {
    let (all, none) = PROGRESS[age.min(PROGRESS.len() - 1)];
    let drawn = random.below(10);
    let of_module = |random: &mut Random| {
        if drawn < all || (drawn < 10 - none && random.below(2) == 0) {
            ModuleStatus::Validated
        } else {
            ModuleStatus::InProgress
        }
    };
    [(); 8].map(|()| of_module(random)).into_iter()
}
