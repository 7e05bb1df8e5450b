//! Information technology among the emissions.

use super::{Breakdown, Place, Sum};
use crate::carbon::taxonomy::Category;

/// The part of the emissions that information technology has.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::reporting) struct ItFocus {
    /// In the order they are shown.
    pub(in crate::reporting) parts: [(ItPart, Sum); 4],
    /// Validated emissions of everything.
    pub(in crate::reporting) validated: f64,
}

/// A kind of information technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reporting) enum ItPart {
    Equipment,
    CloudsAndAi,
    Purchases,
    Facilities,
}

impl ItPart {
    const ALL: [Self; 4] = [Self::Equipment, Self::CloudsAndAi, Self::Purchases, Self::Facilities];

    /// The category whose colour it has.
    pub(in crate::reporting) fn category(self) -> Category {
        match self {
            Self::Equipment => Category::Equipment,
            Self::CloudsAndAi => Category::ExternalCloudAndAi,
            Self::Purchases => Category::Purchases,
            Self::Facilities => Category::ResearchFacilities,
        }
    }

    fn holds(self, place: &Place) -> bool {
        place.node.is_it && place.key().category == self.category()
    }
}

impl ItFocus {
    pub(in crate::reporting) fn of(breakdown: &Breakdown) -> Self {
        let parts = ItPart::ALL.map(|part| (part, breakdown.sums.of(|place| part.holds(place))));
        Self { parts, validated: breakdown.sums.total().validated }
    }

    /// Validated emissions of information technology.
    pub(in crate::reporting) fn it(&self) -> f64 {
        self.parts.iter().map(|(_, sum)| sum.validated).sum()
    }

    /// Their share of all validated emissions.
    pub(in crate::reporting) fn share(&self) -> f64 {
        if self.validated > 0.0 { self.it() / self.validated } else { 0.0 }
    }

    /// Whether there is anything to show.
    pub(in crate::reporting) fn has_data(&self) -> bool {
        self.parts.iter().any(|(_, sum)| sum.all() > 0.0)
    }
}
