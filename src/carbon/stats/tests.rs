use proptest::prelude::*;

use super::*;
use crate::carbon::taxonomy::{Category, emission_types};

fn module(module: ModuleType, status: ModuleStatus, leaves: &[(i32, f64)]) -> ModuleFigures {
    let mut figures = ModuleFigures::empty(module, status);
    for (id, kg) in leaves {
        figures.leaves.insert(EmissionTypeId(*id), LeafSum { kg: *kg, quantity: None });
    }
    figures
}

#[test]
fn embodied_energy_counts_once() {
    let buildings =
        module(ModuleType::Buildings, ModuleStatus::InProgress, &[(6_010_101, 100.0), (60201, 50.0), (60300, 30.0)]);
    let figures = ReportFigures::of_modules(&[buildings]);
    assert_eq!(figures.scope_kg.map(|kg| kg.round() as i32), [50, 100, 30]);
    assert!((figures.total_kg - 180.0).abs() < 1e-9);
    assert!((figures.category_kg[Category::EmbodiedEnergy.index()] - 30.0).abs() < 1e-9);
}

/// The numbers of the reference's chart example: 305 kg in all.
#[test]
fn leaves_of_every_branch_add_up_to_the_total() {
    let figures = ReportFigures::of_modules(&[
        module(
            ModuleType::Headcount,
            ModuleStatus::Validated,
            &[(10001, 10.0), (10002, 30.0), (2_000_401, 5.0), (20001, 7.0), (30005, 8.0)],
        ),
        module(ModuleType::Buildings, ModuleStatus::InProgress, &[(6_010_101, 100.0), (60201, 50.0), (60300, 30.0)]),
        module(
            ModuleType::ResearchFacilities,
            ModuleStatus::Validated,
            &[(10_020_001, 10.0), (100_100, 20.0), (100_300, 5.0)],
        ),
        module(ModuleType::Purchase, ModuleStatus::NotStarted, &[(90901, 10.0), (90300, 20.0)]),
    ]);
    assert!((figures.total_kg - 305.0).abs() < 1e-9);
    assert!((figures.category_kg[Category::Food.index()] - 40.0).abs() < 1e-9);
    assert!((figures.category_kg[Category::BuildingsRoom.index()] - 100.0).abs() < 1e-9);
    assert!((figures.scope_kg[0] - 60.0).abs() < 1e-9, "combustion and liquid nitrogen");
    assert!((figures.it_kg - 25.0).abs() < 1e-9, "IT purchases and IT facilities");
    assert!((figures.it_validated_kg - 5.0).abs() < 1e-9);
    assert!((figures.validated_kg - 95.0).abs() < 1e-9);
    assert_eq!(figures.highest_module, Some(ModuleType::Headcount));
}

#[test]
fn highest_category_is_a_validated_module_above_zero_and_the_lowest_id_among_equals() {
    let highest = |modules: &[ModuleFigures]| ReportFigures::of_modules(modules).highest_module;
    let travel = |kg, status| module(ModuleType::ProfessionalTravel, status, &[(50203, kg)]);
    let equipment = module(ModuleType::Equipment, ModuleStatus::Validated, &[(80100, 12.0)]);
    assert_eq!(
        highest(&[travel(12.0, ModuleStatus::Validated), equipment.clone()]),
        Some(ModuleType::ProfessionalTravel)
    );
    assert_eq!(highest(&[travel(90.0, ModuleStatus::InProgress), equipment]), Some(ModuleType::Equipment));
    assert_eq!(highest(&[travel(0.0, ModuleStatus::Validated)]), None);
}

#[test]
fn a_report_is_in_progress_as_soon_as_one_module_is() {
    use ModuleStatus::{InProgress, NotStarted, Validated};
    assert_eq!(overall_status([NotStarted; 8]), NotStarted);
    assert_eq!(overall_status([Validated; 8]), Validated);
    assert_eq!(overall_status([NotStarted, InProgress, NotStarted]), InProgress);
    assert_eq!(overall_status([NotStarted, Validated, NotStarted]), InProgress);
}

fn any_module() -> impl Strategy<Value = ModuleFigures> {
    let bookable: Vec<_> = emission_types().iter().filter(|node| node.scope.is_some()).map(|node| node.id).collect();
    let leaves = proptest::collection::btree_map(proptest::sample::select(bookable), 0.0..1e7_f64, 0..20);
    (proptest::sample::select(ModuleType::ALL), proptest::sample::select(ModuleStatus::ALL), leaves).prop_map(
        |(module, status, leaves)| {
            let mut figures = ModuleFigures::empty(module, status);
            figures.leaves = leaves.into_iter().map(|(id, kg)| (id, LeafSum { kg, quantity: None })).collect();
            figures
        },
    )
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

proptest! {
    #[test]
    fn total_equals_the_sum_of_modules_of_categories_of_scopes_and_of_leaves(modules in proptest::collection::vec(any_module(), 0..12)) {
        let figures = ReportFigures::of_modules(&modules);
        let leaves: f64 = modules.iter().map(ModuleFigures::total_kg).sum();
        prop_assert!(close(figures.total_kg, leaves));
        prop_assert!(close(figures.total_kg, figures.module_kg.iter().sum()));
        prop_assert!(close(figures.total_kg, figures.category_kg.iter().sum()));
        prop_assert!(close(figures.total_kg, figures.scope_kg.iter().sum()));
    }

    #[test]
    fn the_order_of_modules_does_not_matter(modules in proptest::collection::vec(any_module(), 0..8)) {
        let mut once_each: Vec<ModuleFigures> = Vec::new();
        for module in modules {
            if once_each.iter().all(|known| known.module != module.module) {
                once_each.push(module);
            }
        }
        let forwards = ReportFigures::of_modules(&once_each);
        once_each.reverse();
        let backwards = ReportFigures::of_modules(&once_each);
        prop_assert!(close(forwards.total_kg, backwards.total_kg));
        prop_assert!(close(forwards.it_kg, backwards.it_kg));
        prop_assert_eq!(forwards.module_status, backwards.module_status);
    }
}
