//! Patterns: which a drawing needs, and what they look like.

use std::collections::BTreeSet;

use crate::carbon::taxonomy::Category;
use crate::charts::drawing::{Item, Mark};
use crate::charts::paint::Paint;

/// Side of the tile of a pattern.
pub(super) const TILE: u8 = 8;

/// The lines of the hatch, on one tile.
pub(super) const HATCH: &str = "M-2 2L2-2M0 8L8 0M6 10L10 6";

/// What of a drawing needs a pattern.
#[derive(Default)]
pub(super) struct Used {
    pub(super) is_hatched: bool,
    pub(super) categories: BTreeSet<Category>,
}

impl Used {
    pub(super) fn look_through(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Mark(Mark { fill: Some(Paint::NotValidated), .. }) => self.is_hatched = true,
                Item::Mark(Mark { fill: Some(Paint::Category(category, _)), .. }) => {
                    self.categories.insert(*category);
                }
                Item::Group { items, .. } => self.look_through(items),
                _ => {}
            }
        }
    }
}

/// The lines that tell a category from the others, on one tile.
pub(super) fn tile(category: Category) -> &'static str {
    match category {
        Category::ProcessEmissions => "M-2 2L2-2M0 8L8 0M6 10L10 6",
        Category::BuildingsEnergyCombustion => "M0 4H8",
        Category::BuildingsRoom => "M4 0V8",
        Category::Equipment => "M-2 6L2 10M0 0L8 8M6-2L10 2",
        Category::ExternalCloudAndAi => "M1 2H3M5 6H7",
        Category::Purchases => "M0 4H8M4 0V8",
        Category::ResearchFacilities => "M0 0L8 8M0 8L8 0",
        Category::ProfessionalTravel => "M4 1.5V6.5M1.5 4H6.5",
        Category::Commuting => "M0 2H8M0 6H8",
        Category::Food => "M2 0V8M6 0V8",
        Category::Waste => "M0 6L4 2L8 6",
        Category::EmbodiedEnergy => "M2 4a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
    }
}
