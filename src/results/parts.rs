//! What categories and modules are made of, in the order it is shown.

use super::year::{Leaf, Year};
use crate::carbon::taxonomy::{Category, ModuleType, Scope, counted_as, emission_type};

/// Parts that are shown by name where there are many; the others are the rest.
const MOST_NAMED: usize = 3;
/// The key of what has no name of its own.
pub(super) const REST: &str = "rest";

/// A part with its sum.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// Stable key; the message `part-{key}` names it.
    pub(super) key: String,
    pub(super) kg: f64,
    /// Physical quantity, where it has one.
    pub(super) quantity: Option<f64>,
}

/// Keys of a category's parts in the order they are stacked; others follow by their size.
fn order(category: Category) -> &'static [&'static str] {
    match category {
        Category::ProcessEmissions => &["co2", "ch4", "n2o", "refrigerants"],
        Category::BuildingsEnergyCombustion => &["combustion", "heating-thermal"],
        Category::BuildingsRoom => &["heating-elec", "cooling", "ventilation", "lighting"],
        Category::ExternalCloudAndAi => &["clouds", "ai"],
        Category::ResearchFacilities => &["facilities", "it-facilities", "animal"],
        Category::ProfessionalTravel => &["plane", "train"],
        Category::Commuting => &["walking", "cycling", "powered-two-wheeler", "public-transport", "car"],
        Category::Food => &["vegetarian", "non-vegetarian"],
        Category::Waste => {
            &["domestic", "organic", "paper", "plastic", "glass", "metals", "electronics", "wood", "waste-other"]
        }
        Category::Equipment | Category::Purchases | Category::EmbodiedEnergy => &[],
    }
}

/// The group that a kind of waste is shown in.
fn waste_group(name: &str) -> &'static str {
    match name {
        "incineration" => "domestic",
        "composting" | "biogas" | "organic_waste_food_leftovers" | "cooking_vegetable_oil" => "organic",
        "paper" | "cardboard" => "paper",
        "plastics" | "pet" => "plastic",
        "glass" => "glass",
        "ferrous_metals" | "non_ferrous_metals" | "aluminum" => "metals",
        "electronics" => "electronics",
        "wood" => "wood",
        _ => "waste-other",
    }
}

/// The part of its category that a leaf belongs to.
fn part_of(leaf: &Leaf) -> String {
    let Some(node) = emission_type(leaf.id) else { return REST.to_owned() };
    if leaf.category() == Some(Category::Waste) {
        return waste_group(node.name()).to_owned();
    }
    // what is booked on a root has no part; the category says what it is
    node.subcategory().unwrap_or(REST).replace('_', "-")
}

/// The finest part that is shown of a module: classes of travel and single gases, not every kind of room.
fn fine_part_of(leaf: &Leaf) -> String {
    match (leaf.category(), emission_type(leaf.id)) {
        (Some(Category::ProfessionalTravel), Some(node)) => {
            let (_, below) = node.path.split_once("__").unwrap_or_default();
            below.replace("__", "-").replace('_', "-")
        }
        _ => part_of(leaf),
    }
}

fn summed<'a>(leaves: impl Iterator<Item = &'a Leaf>, key: impl Fn(&Leaf) -> String) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for leaf in leaves {
        let key = key(leaf);
        let position = parts.iter().position(|part| part.key == key).unwrap_or_else(|| {
            parts.push(Part { key, kg: 0.0, quantity: None });
            parts.len() - 1
        });
        parts[position].kg += leaf.kg;
        if let Some(quantity) = leaf.quantity {
            *parts[position].quantity.get_or_insert_default() += quantity;
        }
    }
    parts.retain(|part| part.kg != 0.0);
    parts
}

/// Sorts by the order of the category, then by size.
fn sorted(category: Category, mut parts: Vec<Part>) -> Vec<Part> {
    let order = order(category);
    let rank = |part: &Part| order.iter().position(|key| *key == part.key).unwrap_or(order.len());
    parts.sort_by(|a, b| rank(a).cmp(&rank(b)).then(b.kg.total_cmp(&a.kg)));
    parts
}

/// The parts of a category that counts, as they are stacked.
pub(super) fn of_category(year: &Year, category: Category) -> Vec<Part> {
    let leaves = year.leaves().filter(|leaf| leaf.category() == Some(category));
    sorted(category, summed(leaves, part_of))
}

/// The same, of one scope: purchases have two.
pub(super) fn in_scope(year: &Year, category: Category, scope: Scope) -> Vec<Part> {
    let leaves = year.leaves().filter(|leaf| leaf.category() == Some(category) && leaf.scope() == Some(scope));
    sorted(category, summed(leaves, part_of))
}

/// The parts of a module that counts, the largest first; what is estimated from it apart.
pub(super) fn of_module(year: &Year, module: ModuleType) -> Vec<(Category, Part)> {
    let categories = Category::ALL.iter().filter(|category| category.module() == module);
    let mut parts: Vec<(Category, Part)> = categories
        .filter(|category| !super::year::is_additional(**category))
        .flat_map(|category| {
            let leaves = year.leaves().filter(|leaf| leaf.category() == Some(*category));
            summed(leaves, fine_part_of).into_iter().map(|part| (*category, part))
        })
        .collect();
    parts.sort_by(|(_, a), (_, b)| b.kg.total_cmp(&a.kg));
    parts
}

/// The leaves of a part of a category, by their names, the largest first.
pub(super) fn of_part(year: &Year, category: Category, part: &str) -> Vec<Part> {
    let leaves = year.leaves().filter(|leaf| leaf.category() == Some(category) && fine_part_of(leaf) == part);
    let name = |leaf: &Leaf| {
        let node = emission_type(leaf.id).or_else(|| counted_as(leaf.id));
        let is_ai = node.is_some_and(|node| node.path.starts_with("external__ai"));
        // a node that has children may carry what fits none of them
        let is_own = node.is_some_and(|node| node.name().replace('_', "-") == part);
        match node {
            Some(node) if !is_ai && !is_own => node.name().replace('_', "-"),
            _ => part.to_owned(),
        }
    };
    let mut parts = summed(leaves, name);
    parts.sort_by(|a, b| b.kg.total_cmp(&a.kg));
    parts
}

/// The largest parts by name and the others together.
pub(super) fn largest(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_by(|a, b| b.kg.total_cmp(&a.kg));
    if parts.len() <= MOST_NAMED + 1 {
        return parts;
    }
    let others = parts.split_off(MOST_NAMED);
    parts.push(Part { key: REST.to_owned(), kg: others.iter().map(|part| part.kg).sum(), quantity: None });
    parts
}

#[cfg(test)]
mod tests {
    use super::super::year::tests::year;
    use super::*;
    use ModuleType as M;

    fn shown(parts: &[Part]) -> Vec<(&str, f64)> {
        parts.iter().map(|part| (part.key.as_str(), part.kg)).collect()
    }

    #[test]
    fn parts_come_in_their_order_and_add_up_to_the_category() {
        let rooms = [
            (M::Buildings, 6010101, 100.0),
            (M::Buildings, 6010301, 20.0),
            (M::Buildings, 60101, 7.0),
            (M::Buildings, 6010405, 3.0),
        ];
        let year = year(&rooms, 0.0);
        let parts = of_category(&year, Category::BuildingsRoom);
        assert_eq!(shown(&parts), [("heating-elec", 3.0), ("ventilation", 20.0), ("lighting", 107.0)]);
        let sum: f64 = parts.iter().map(|part| part.kg).sum();
        assert!((sum - year.category_kg(Category::BuildingsRoom)).abs() < 1e-9);
    }

    #[test]
    fn equipment_comes_by_size_and_many_purchases_fold_into_a_rest() {
        let year = year(
            &[
                (M::Equipment, 80300, 5.0),
                (M::Equipment, 80100, 1.0),
                (M::Purchase, 90200, 50.0),
                (M::Purchase, 90300, 10.0),
                (M::Purchase, 90800, 20.0),
                (M::Purchase, 90600, 30.0),
                (M::Purchase, 90901, 2.0),
            ],
            0.0,
        );
        assert_eq!(shown(&of_category(&year, Category::Equipment)), [("other", 5.0), ("scientific", 1.0)]);
        let purchases = of_category(&year, Category::Purchases);
        assert_eq!(
            shown(&largest(purchases)),
            [("scientific-equipment", 50.0), ("services", 30.0), ("other-purchases", 20.0), ("rest", 12.0)]
        );
    }

    #[test]
    fn travel_is_shown_by_class_and_rooms_by_use() {
        let year = year(
            &[
                (M::ProfessionalTravel, 50203, 17.0),
                (M::ProfessionalTravel, 50102, 1.5),
                (M::Buildings, 6010102, 4.0),
                (M::Buildings, 6010101, 6.0),
                (M::Buildings, 60300, 9.0),
                (M::ExternalCloudAndAi, 110202, 1.0),
                (M::ExternalCloudAndAi, 110204, 2.0),
            ],
            0.0,
        );
        let of = |module| of_module(&year, module).into_iter().map(|(_, part)| part).collect::<Vec<_>>();
        assert_eq!(shown(&of(M::ProfessionalTravel)), [("plane-eco", 17.0), ("train-class-2", 1.5)]);
        // construction is an estimate, shown apart
        assert_eq!(shown(&of(M::Buildings)), [("lighting", 10.0)]);
        let lighting = of_part(&year, Category::BuildingsRoom, "lighting");
        assert_eq!(shown(&lighting), [("office", 6.0), ("laboratories", 4.0)]);
        // providers of AI are one part
        assert_eq!(shown(&of_part(&year, Category::ExternalCloudAndAi, "ai")), [("ai", 3.0)]);
    }

    #[test]
    fn waste_is_grouped_as_people_sort_it() {
        let leaves = [2000401, 2000402, 20001, 2000403, 2000409, 2000405, 2000413, 20002];
        let modules: Vec<_> = leaves.into_iter().map(|id| (M::Headcount, id, 1.0)).collect();
        let parts = of_category(&year(&modules, 1.0), Category::Waste);
        let expected = [
            ("domestic", 1.0),
            ("organic", 1.0),
            ("paper", 2.0),
            ("plastic", 2.0),
            ("metals", 1.0),
            ("waste-other", 1.0),
        ];
        assert_eq!(shown(&parts), expected);
    }
}
