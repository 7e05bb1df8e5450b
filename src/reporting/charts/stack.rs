//! In which order parts are stacked.

use crate::carbon::taxonomy::Category;
use crate::reporting::breakdown::{Place, Sum, Sums, places};

/// Parts of a category in their fixed order; of the others the largest comes first.
fn order(category: Category) -> &'static [&'static str] {
    match category {
        Category::ProcessEmissions => &["co2", "ch4", "n2o", "refrigerants"],
        Category::BuildingsEnergyCombustion => &["combustion", "heating_thermal"],
        Category::BuildingsRoom => &["heating_elec", "cooling", "ventilation", "lighting"],
        Category::ExternalCloudAndAi => &["clouds", "ai"],
        Category::ResearchFacilities => &["facilities", "it_facilities", "animal"],
        Category::ProfessionalTravel => &["plane", "train"],
        _ => &[],
    }
}

/// Kinds of rooms in their fixed order.
const ROOMS: [&str; 6] = ["laboratories", "office", "archives", "libraries", "auditoriums", "miscellaneous"];

/// Whether the parts of a category are stacked by their size.
pub(super) fn is_by_size(category: Category) -> bool {
    order(category).is_empty()
}

/// The parts of a category that emitted anything, in the order they are stacked.
pub(super) fn parts(sums: &Sums, is_meant: impl Fn(&Place) -> bool, category: Category) -> Vec<(&'static str, Sum)> {
    let meant = |place: &Place| is_meant(place) && place.key().category == category;
    let mut parts: Vec<&'static str> = places().iter().filter(|place| meant(place)).map(|place| place.part).collect();
    parts.sort_unstable();
    parts.dedup();
    let mut summed: Vec<(&'static str, Sum)> = parts
        .into_iter()
        .map(|part| (part, sums.of(|place| place.part == part && meant(place))))
        .filter(|(_, sum)| sum.all() > 0.0)
        .collect();
    let rank = |part: &str| order(category).iter().position(|known| *known == part).unwrap_or(usize::MAX);
    summed.sort_by(|a, b| rank(a.0).cmp(&rank(b.0)).then(b.1.validated.total_cmp(&a.1.validated)).then(a.0.cmp(b.0)));
    summed
}

/// The leaves of a part that emitted anything: rooms in their order, the others by size.
pub(super) fn leaves(sums: &Sums, category: Category, part: &str) -> Vec<(Place, Sum)> {
    let mut leaves: Vec<(Place, Sum)> = Vec::new();
    let meant = |place: &Place| place.part == part && place.key().category == category;
    for (place, sum) in places().iter().zip(&sums.0).filter(|(place, sum)| meant(place) && sum.all() > 0.0) {
        // leaves without a name of their own stand together
        match leaves.iter_mut().find(|(known, _)| known.leaf() == place.leaf()) {
            Some((_, known)) => {
                known.validated += sum.validated;
                known.other += sum.other;
            }
            None => leaves.push((*place, *sum)),
        }
    }
    let rank = |place: &Place| ROOMS.iter().position(|room| Some(*room) == place.leaf()).unwrap_or(usize::MAX);
    leaves.sort_by(|(a, a_sum), (b, b_sum)| rank(a).cmp(&rank(b)).then(b_sum.validated.total_cmp(&a_sum.validated)));
    leaves
}
