//! Information technology in a unit's year: what it comes to, and its share of everything.

use super::year::Year;
use crate::carbon::taxonomy::{ModuleType, emission_type};

/// Where information technology is found, in the order it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Equipment,
    CloudsAndAi,
    Purchases,
    ResearchFacilities,
}

impl Source {
    pub(super) const ALL: [Self; 4] = [Self::Equipment, Self::CloudsAndAi, Self::Purchases, Self::ResearchFacilities];

    pub(super) fn module(self) -> ModuleType {
        match self {
            Self::Equipment => ModuleType::Equipment,
            Self::CloudsAndAi => ModuleType::ExternalCloudAndAi,
            Self::Purchases => ModuleType::Purchase,
            Self::ResearchFacilities => ModuleType::ResearchFacilities,
        }
    }
}

/// Information technology in a unit's year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ItFocus {
    /// By source; none while its module is not validated or not shown.
    pub(super) sources: [Option<f64>; 4],
    /// Validated kilograms of CO2eq of everything.
    pub(super) total_kg: f64,
}

impl ItFocus {
    /// None while no module that holds information technology is validated.
    pub(super) fn of(year: &Year) -> Option<Self> {
        let is_it = |id| emission_type(id).is_some_and(|node| node.is_it);
        let kg = |module: ModuleType| -> f64 {
            year.module(module).leaves.iter().filter(|leaf| is_it(leaf.id)).map(|leaf| leaf.kg).sum()
        };
        let sources = Source::ALL.map(|source| year.counts(source.module()).then(|| kg(source.module())));
        sources.iter().any(Option::is_some).then(|| Self { sources, total_kg: year.total_kg().unwrap_or(0.0) })
    }

    /// Kilograms of CO2eq of all sources.
    pub(super) fn kg(&self) -> f64 {
        self.sources.iter().flatten().sum()
    }

    /// The share of everything.
    pub(super) fn share(&self) -> f64 {
        if self.total_kg > 0.0 { self.kg() / self.total_kg } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::year::tests::year;
    use super::*;
    use ModuleType as M;

    #[test]
    fn the_worked_example_is_a_share_of_everything_that_is_validated() {
        // equipment 41.7 t of which IT 5 t, clouds 2 t, travel 15 t; purchases are not validated
        let year = year(
            &[
                (M::Equipment, 80100, 36_700.0),
                (M::Equipment, 80200, 5_000.0),
                (M::ExternalCloudAndAi, 110103, 1_500.0),
                (M::ExternalCloudAndAi, 110204, 500.0),
                (M::ProfessionalTravel, 50203, 15_000.0),
            ],
            12.5,
        );
        let focus = ItFocus::of(&year).unwrap();
        assert_eq!(focus.sources, [Some(5_000.0), Some(2_000.0), None, None]);
        assert!((focus.kg() - 7_000.0).abs() < 1e-9);
        // 7 of 58.7 t, where the peer divided by the 43.7 t of the modules with IT
        assert!((focus.share() - 7_000.0 / 58_700.0).abs() < 1e-12);
    }

    #[test]
    fn of_research_facilities_only_it_facilities_count() {
        let year = year(&[(M::ResearchFacilities, 100100, 900.0), (M::ResearchFacilities, 100300, 100.0)], 0.0);
        let focus = ItFocus::of(&year).unwrap();
        assert_eq!((focus.kg(), focus.share()), (100.0, 0.1));
    }

    #[test]
    fn without_a_validated_source_there_is_nothing_to_show() {
        assert_eq!(ItFocus::of(&year(&[(M::ProfessionalTravel, 50203, 1.0)], 0.0)), None);
    }
}
