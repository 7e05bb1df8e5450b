//! What a unit's year comes to, of what the person chose to see. Only validated modules count.

use super::choices::Choices;
use crate::carbon::taxonomy::{Category, EmissionTypeId, ModuleStatus, ModuleType, Scope, counted_as};

/// The sum of a leaf of the emission tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Leaf {
    pub(super) id: EmissionTypeId,
    pub(super) kg: f64,
    /// Physical quantity, where the leaf has a unit.
    pub(super) quantity: Option<f64>,
}

impl Leaf {
    /// The chart category it counts in.
    pub(super) fn category(&self) -> Option<Category> {
        counted_as(self.id)?.category
    }

    /// The scope it counts in.
    pub(super) fn scope(&self) -> Option<Scope> {
        counted_as(self.id)?.scope
    }
}

/// A module of a unit's year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ModuleYear {
    pub(super) status: ModuleStatus,
    pub(super) leaves: Vec<Leaf>,
    /// Not shown: counts nowhere.
    pub(super) is_hidden: bool,
}

impl ModuleYear {
    pub(super) fn kg(&self) -> f64 {
        self.leaves.iter().map(|leaf| leaf.kg).sum()
    }

    fn counts(&self) -> bool {
        self.status == ModuleStatus::Validated && !self.is_hidden
    }
}

/// A unit's year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Year {
    /// By module id.
    modules: [ModuleYear; 8],
    /// Full-time equivalents of members and students.
    fte: f64,
}

/// Two sums of the same modules in two years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Comparison {
    pub(super) now_kg: f64,
    pub(super) before_kg: f64,
    /// Validated in both years.
    pub(super) modules: usize,
}

impl Comparison {
    /// The change in percent; none where there was nothing before.
    pub(super) fn percent(&self) -> Option<f64> {
        (self.before_kg > 0.0).then(|| (self.now_kg - self.before_kg) * 100.0 / self.before_kg)
    }
}

impl Year {
    /// A year in which nothing was entered.
    pub(super) fn empty() -> Self {
        let module = ModuleYear { status: ModuleStatus::NotStarted, leaves: Vec::new(), is_hidden: false };
        Self { modules: std::array::from_fn(|_| module.clone()), fte: 0.0 }
    }

    /// With the statuses of its modules, by module id, and its full-time equivalents.
    pub(super) fn with(statuses: &[i16], fte: f64) -> Self {
        let mut year = Self { fte, ..Self::empty() };
        for (module, status) in year.modules.iter_mut().zip(statuses) {
            module.status = ModuleStatus::try_from(*status).unwrap_or(ModuleStatus::NotStarted);
        }
        year
    }

    pub(super) fn add(&mut self, module: ModuleType, leaf: Leaf) {
        self.modules[module.index()].leaves.push(leaf);
    }

    /// The year without what the person does not want to see: every figure follows.
    pub(super) fn chosen(&self, choices: &Choices) -> Self {
        let mut year = self.clone();
        year.modules[ModuleType::ResearchFacilities.index()].is_hidden = !choices.research_facilities;
        if !choices.additional {
            for module in &mut year.modules {
                module.leaves.retain(|leaf| leaf.category().is_none_or(|category| !is_additional(category)));
            }
            // people give nothing but additional categories
            year.modules[ModuleType::Headcount.index()].is_hidden = true;
        }
        year
    }

    pub(super) fn module(&self, module: ModuleType) -> &ModuleYear {
        &self.modules[module.index()]
    }

    pub(super) fn status(&self, module: ModuleType) -> ModuleStatus {
        self.modules[module.index()].status
    }

    pub(super) fn is_validated(&self, module: ModuleType) -> bool {
        self.status(module) == ModuleStatus::Validated
    }

    /// Whether the module is validated and shown.
    pub(super) fn counts(&self, module: ModuleType) -> bool {
        self.modules[module.index()].counts()
    }

    /// The leaves that count.
    pub(super) fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        self.modules.iter().filter(|module| module.counts()).flat_map(|module| &module.leaves)
    }

    /// Kilograms of CO2eq of validated modules; none while no validated module has emissions.
    pub(super) fn total_kg(&self) -> Option<f64> {
        self.leaves().next()?;
        Some(self.leaves().map(|leaf| leaf.kg).sum())
    }

    /// Kilograms of CO2eq of a module that counts and has emissions.
    pub(super) fn module_kg(&self, module: ModuleType) -> Option<f64> {
        let module = self.module(module);
        (module.counts() && !module.leaves.is_empty()).then(|| module.kg())
    }

    /// Full-time equivalents, once headcount is validated and not empty.
    pub(super) fn fte(&self) -> Option<f64> {
        (self.is_validated(ModuleType::Headcount) && self.fte > 0.0).then_some(self.fte)
    }

    /// Kilograms of CO2eq of a category that counts.
    pub(super) fn category_kg(&self, category: Category) -> f64 {
        self.leaves().filter(|leaf| leaf.category() == Some(category)).map(|leaf| leaf.kg).sum()
    }

    /// The sums of the modules validated in both years; none without any.
    pub(super) fn compared_with(&self, before: &Self) -> Option<Comparison> {
        let both = ModuleType::ALL.iter().filter(|module| self.counts(**module) && before.counts(**module));
        let empty = Comparison { now_kg: 0.0, before_kg: 0.0, modules: 0 };
        let comparison = both.fold(empty, |sums, module| Comparison {
            now_kg: sums.now_kg + self.module(*module).kg(),
            before_kg: sums.before_kg + before.module(*module).kg(),
            modules: sums.modules + 1,
        });
        (comparison.modules > 0).then_some(comparison)
    }

    /// One module in both years; none unless it is validated in both.
    pub(super) fn module_compared_with(&self, before: &Self, module: ModuleType) -> Option<Comparison> {
        (self.counts(module) && before.counts(module)).then(|| Comparison {
            now_kg: self.module(module).kg(),
            before_kg: before.module(module).kg(),
            modules: 1,
        })
    }
}

/// Whether a category is an estimate shown apart from the unit's own data.
pub(super) fn is_additional(category: Category) -> bool {
    matches!(category, Category::Commuting | Category::Food | Category::Waste | Category::EmbodiedEnergy)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::web::figures;

    /// Validated modules with the sum of one leaf each.
    pub(in crate::results) fn year(modules: &[(ModuleType, i32, f64)], fte: f64) -> Year {
        let mut statuses = [0_i16; 8];
        for (module, ..) in modules {
            statuses[module.index()] = 2;
        }
        let mut year = Year::with(&statuses, fte);
        for (module, id, kg) in modules {
            year.add(*module, Leaf { id: EmissionTypeId(*id), kg: *kg, quantity: None });
        }
        year
    }

    use ModuleType as M;

    const CAR_KM: f64 = 0.2996;

    fn all() -> Choices {
        Choices::default()
    }

    #[test]
    fn the_worked_example_of_the_big_numbers() {
        // headcount is validated and gives no emissions: 25.5 FTE
        let now = year(
            &[
                (M::ProfessionalTravel, 50203, 15_000.0),
                (M::Equipment, 80100, 41_700.0),
                (M::ExternalCloudAndAi, 110101, 5_000.0),
            ],
            25.5,
        );
        let mut now = now.chosen(&all());
        now.modules[M::Headcount.index()].status = ModuleStatus::Validated;
        let before = year(&[(M::ProfessionalTravel, 50203, 17_000.0), (M::Equipment, 80100, 40_000.0)], 25.0);
        let total = now.total_kg().unwrap();
        assert_eq!(figures::tonnes(total), "61.7");
        assert_eq!(figures::tonnes_per_fte(total, now.fte().unwrap()), "2.42");
        assert_eq!(figures::decimal(total / CAR_KM, 0), "205’941");
        // clouds have no value of the year before and are left out: 56.7 t against 57.0 t, where all against all says +8.2
        let comparison = now.compared_with(&before).unwrap();
        assert_eq!((comparison.now_kg, comparison.before_kg, comparison.modules), (56_700.0, 57_000.0, 2));
        assert_eq!(figures::change(comparison.percent().unwrap(), 1), "−0.5");
        let change = |module| now.module_compared_with(&before, module).and_then(|c| c.percent());
        assert_eq!(figures::change(change(M::ProfessionalTravel).unwrap(), 1), "−11.8");
        assert_eq!(figures::change(change(M::Equipment).unwrap(), 1), "+4.3");
        assert_eq!(change(M::ExternalCloudAndAi), None);
        assert_eq!(figures::decimal(15_000.0 / CAR_KM, 0), "50’067");
    }

    #[test]
    fn what_is_not_validated_counts_nowhere() {
        let mut year = year(
            &[(M::Headcount, 30005, 6_250.0), (M::Equipment, 80100, 41_700.0), (M::Buildings, 60201, 8_000.0)],
            12.5,
        );
        year.modules[M::Buildings.index()].status = ModuleStatus::InProgress;
        assert_eq!(year.total_kg(), Some(47_950.0));
        assert_eq!(year.module_kg(M::Buildings), None);
        assert!(year.category_kg(Category::BuildingsEnergyCombustion).abs() < 1e-9);
    }

    #[test]
    fn every_figure_follows_what_is_hidden() {
        let now = year(
            &[
                (M::Headcount, 30005, 6_250.0),
                (M::ProfessionalTravel, 50203, 15_000.0),
                (M::Equipment, 80100, 41_700.0),
                (M::ResearchFacilities, 100100, 1_000.0),
                (M::Buildings, 60300, 500.0),
            ],
            12.5,
        );
        let before = year(
            &[
                (M::Headcount, 30005, 6_000.0),
                (M::ResearchFacilities, 100100, 900.0),
                (M::ProfessionalTravel, 50203, 17_000.0),
                (M::Equipment, 80100, 40_000.0),
            ],
            12.0,
        );
        let hidden = Choices { additional: false, research_facilities: false, ..all() };
        let (now, before) = (now.chosen(&hidden), before.chosen(&hidden));
        // 62.95 t without the 6.25 t that follow from people
        assert_eq!(now.total_kg(), Some(56_700.0));
        assert_eq!(now.fte(), Some(12.5));
        assert_eq!(figures::tonnes_per_fte(56_700.0, 12.5), "4.54");
        let comparison = now.compared_with(&before).unwrap();
        assert_eq!((comparison.now_kg, comparison.before_kg, comparison.modules), (56_700.0, 57_000.0, 2));
        assert_eq!(now.module_compared_with(&before, M::ResearchFacilities), None);
    }

    #[test]
    fn without_people_or_data_there_is_no_figure() {
        let nobody = year(&[(M::Headcount, 30005, 0.0)], 0.0);
        assert_eq!(nobody.fte(), None);
        assert_eq!(Year::with(&[0, 1, 1, 1, 1, 1, 1, 1], 5.0).total_kg(), None);
        assert_eq!(Year::with(&[1; 8], 5.0).fte(), None);
        // nothing before: a change of anything would be endless
        let comparison = Comparison { now_kg: 5.0, before_kg: 0.0, modules: 1 };
        assert_eq!(comparison.percent(), None);
        assert_eq!(Year::empty().compared_with(&Year::empty()), None);
    }
}
