//! Where an emission type is drawn: on which bar, as which part of it, in which module.

use std::sync::LazyLock;

use crate::carbon::taxonomy::{Category, EmissionType, ModuleType, Scope, counted_as, emission_types, module_of};

/// A bar: a category as far as it belongs to a scope. Centralized purchases are direct emissions, the other ones are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reporting) struct BarKey {
    pub(in crate::reporting) scope: Scope,
    pub(in crate::reporting) category: Category,
}

const fn bar(scope: Scope, category: Category) -> BarKey {
    BarKey { scope, category }
}

/// Every bar, from left to right; additional categories last.
pub(in crate::reporting) const BARS: [BarKey; 13] = [
    bar(Scope::One, Category::ProcessEmissions),
    bar(Scope::One, Category::BuildingsEnergyCombustion),
    bar(Scope::One, Category::Purchases),
    bar(Scope::Two, Category::BuildingsRoom),
    bar(Scope::Two, Category::Equipment),
    bar(Scope::Three, Category::ExternalCloudAndAi),
    bar(Scope::Three, Category::ProfessionalTravel),
    bar(Scope::Three, Category::Purchases),
    bar(Scope::Three, Category::ResearchFacilities),
    bar(Scope::Three, Category::Commuting),
    bar(Scope::Three, Category::Food),
    bar(Scope::Three, Category::Waste),
    bar(Scope::Three, Category::EmbodiedEnergy),
];

impl BarKey {
    /// Whether it is an estimate beside the unit's own data.
    pub(in crate::reporting) fn is_additional(self) -> bool {
        use Category::{Commuting, EmbodiedEnergy, Food, Waste};
        matches!(self.category, Commuting | Food | Waste | EmbodiedEnergy)
    }

    /// The last part of the key of its name.
    pub(in crate::reporting) fn name(self) -> String {
        match (self.scope, self.category) {
            (Scope::One, Category::Purchases) => "centralized-purchases".to_owned(),
            (_, category) => category.key().replace('_', "-"),
        }
    }
}

/// Where an emission type is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::reporting) struct Place {
    pub(in crate::reporting) node: &'static EmissionType,
    /// Position of its bar.
    pub(in crate::reporting) bar: usize,
    /// Its part of the bar, as messages name it before hyphens.
    pub(in crate::reporting) part: &'static str,
    pub(in crate::reporting) module: ModuleType,
}

impl Place {
    pub(in crate::reporting) fn key(&self) -> BarKey {
        BARS[self.bar]
    }

    /// What it is called within its part; none when it is the part.
    pub(in crate::reporting) fn leaf(&self) -> Option<&'static str> {
        // the providers of AI stand together
        let is_named = self.node.name() != self.part && !matches!(self.part, "ai" | "other_purchases");
        is_named.then(|| self.node.name())
    }
}

/// The place of each emission type, by its position in the tree.
pub(in crate::reporting) fn places() -> &'static [Place] {
    static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| emission_types().iter().map(place).collect());
    &PLACES
}

fn place(node: &'static EmissionType) -> Place {
    // nothing is booked on people themselves, nor on roots of several categories: what might be is counted as what is below
    let counted = counted_as(node.id).unwrap_or(&emission_types()[0]);
    let key =
        BarKey { scope: counted.scope.unwrap_or(Scope::Three), category: counted.category.unwrap_or(Category::Food) };
    Place {
        node,
        bar: BARS.iter().position(|bar| *bar == key).unwrap_or(BARS.len() - 1),
        part: counted.subcategory().unwrap_or_else(|| counted.name()),
        module: module_of(node.id).unwrap_or(ModuleType::Headcount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str) -> Place {
        *places().iter().find(|place| place.node.path == path).unwrap()
    }

    #[test]
    fn every_emission_type_that_carries_emissions_has_the_bar_of_its_scope_and_category() {
        for place in places().iter().filter(|place| place.node.scope.is_some()) {
            let key = place.key();
            assert_eq!((Some(key.scope), Some(key.category)), (place.node.scope, place.node.category));
            assert_eq!(place.module, key.category.module(), "{}", place.node.path);
        }
    }

    #[test]
    fn centralized_purchases_are_direct_emissions() {
        assert_eq!(named("purchases__additional__ln2").key().scope, Scope::One);
        assert_eq!(named("purchases__services").key().scope, Scope::Three);
        assert_eq!(named("purchases__additional__ln2").key().name(), "centralized-purchases");
    }

    #[test]
    fn parts_are_those_of_the_category_and_leaves_those_of_the_part() {
        let part = |path| (named(path).part, named(path).leaf());
        assert_eq!(part("buildings__rooms__lighting__office"), ("lighting", Some("office")));
        assert_eq!(part("buildings__rooms__lighting"), ("lighting", None));
        assert_eq!(part("external__ai__provider_openai"), ("ai", None));
        assert_eq!(part("purchases__other"), ("other_purchases", None));
        assert_eq!(part("food"), ("food", None));
        assert_eq!(part("professional_travel__plane__eco"), ("plane", Some("eco")));
    }
}
