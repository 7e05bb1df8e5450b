//! What is estimated and shown apart: commuting, food, waste, construction.

use super::{Chart, Kind};
use crate::carbon::taxonomy::{Category, ModuleType};
use crate::charts::ring::Ring;
use crate::charts::{Cell, Column, DataTable};
use crate::results::load::Loaded;
use crate::results::parts::{self, Part};
use crate::results::words::{category_name, module_name, part_name};
use crate::results::year::is_additional;
use crate::web::{Lang, figures};

/// Kinds of work in the order they are shown.
const WORKS: [&str; 5] = ["new-env", "new-tech", "ren-env", "ren-tech", "demolition"];

/// An additional category.
pub(in crate::results) struct Group {
    pub(in crate::results) category: Category,
    pub(in crate::results) name: String,
    /// Its physical quantity, where it has one: `84’310 km`.
    pub(in crate::results) quantity: Option<String>,
    /// Each part: its shade, its name, its share, its share of the quantity.
    pub(in crate::results) parts: Vec<(usize, String, String, Option<String>)>,
    /// Why there is nothing to show.
    pub(in crate::results) missing: Option<String>,
}

/// The four additional categories.
pub(in crate::results) fn groups(loaded: &Loaded, lang: Lang) -> Vec<Group> {
    let additional = Category::ALL.iter().copied().filter(|category| is_additional(*category));
    additional.map(|category| group(loaded, category, lang)).collect()
}

fn unit(category: Category) -> &'static str {
    match category {
        Category::Commuting => "km",
        Category::EmbodiedEnergy => "m²",
        _ => "kg",
    }
}

fn group(loaded: &Loaded, category: Category, lang: Lang) -> Group {
    let parts = of_category(loaded, category);
    let (total, quantity) = (sum(&parts), total_quantity(loaded, category, &parts));
    let part = |(shade, part): (usize, &Part)| {
        let of_quantity = part.quantity.zip(quantity).filter(|(_, all)| *all > 0.0);
        let of_quantity = of_quantity.map(|(own, all)| share(own / all));
        (shade, part_name(&part.key, lang), share(part.kg / total), of_quantity)
    };
    let module = category.module();
    let missing = if !loaded.now.is_validated(module) {
        Some(lang.t_with("results-additional-validate", &[("module", module_name(module, lang).into())]))
    } else if parts.is_empty() {
        Some(lang.t("results-additional-empty"))
    } else {
        None
    };
    Group {
        category,
        name: category_name(category, lang),
        quantity: quantity
            .filter(|_| missing.is_none())
            .map(|quantity| format!("{}\u{a0}{}", figures::decimal(quantity, 0), unit(category))),
        parts: parts.iter().enumerate().map(part).collect(),
        missing,
    }
}

/// A share in whole percent; one too small for that is still there.
fn share(share: f64) -> String {
    match figures::percent(share) {
        nothing if nothing.starts_with("0\u{a0}") && share > 0.0 => "<\u{a0}1\u{a0}%".to_owned(),
        percent => percent,
    }
}

fn sum(parts: &[Part]) -> f64 {
    parts.iter().map(|part| part.kg).sum()
}

fn total_quantity(loaded: &Loaded, category: Category, parts: &[Part]) -> Option<f64> {
    if category == Category::EmbodiedEnergy {
        return Some(loaded.construction.1).filter(|surface| *surface > 0.0);
    }
    let known: Vec<f64> = parts.iter().filter_map(|part| part.quantity).collect();
    (!known.is_empty()).then(|| known.iter().sum())
}

/// The parts of an additional category that counts, the largest first.
fn of_category(loaded: &Loaded, category: Category) -> Vec<Part> {
    let mut parts =
        if category == Category::EmbodiedEnergy { works(loaded) } else { parts::of_category(&loaded.now, category) };
    parts.sort_by(|a, b| b.kg.total_cmp(&a.kg));
    parts
}

/// Construction by kind of work. What the sums have beside the kinds that are known has an unknown kind.
fn works(loaded: &Loaded) -> Vec<Part> {
    let total = loaded.now.category_kg(Category::EmbodiedEnergy);
    if total == 0.0 || !loaded.now.counts(ModuleType::Buildings) {
        return Vec::new();
    }
    let (works, _) = &loaded.construction;
    let of = |kind: &str| works.iter().filter(|work| work.kind.as_deref() == Some(kind)).map(|work| work.kg).sum();
    let mut parts: Vec<Part> =
        WORKS.iter().map(|kind| Part { key: (*kind).to_owned(), kg: of(kind), quantity: None }).collect();
    let unknown = total - sum(&parts);
    if unknown.abs() > 1e-9 * total.abs() {
        parts.push(Part { key: "work-unknown".to_owned(), kg: unknown, quantity: None });
    }
    parts.retain(|part| part.kg > 0.0);
    parts
}

pub(super) fn drawn(loaded: &Loaded, category: Category, lang: Lang) -> Option<Chart> {
    let parts = of_category(loaded, category);
    if parts.is_empty() {
        return None;
    }
    let (total, name, unit) = (sum(&parts), category_name(category, lang), lang.t("unit-t-co2eq"));
    let says = |part: &Part| {
        let share = figures::percent(part.kg / total);
        format!("{}: {}\u{a0}{unit}, {share}", part_name(&part.key, lang), figures::tonnes(part.kg))
    };
    let ring = Ring {
        name: Kind::Additional(category).name(),
        title: name.clone(),
        description: lang.t_with(
            "results-largest-part",
            &[("part", part_name(&parts[0].key, lang).into()), ("share", figures::percent(parts[0].kg / total).into())],
        ),
        category,
        parts: parts.iter().map(|part| (part.kg, says(part))).collect(),
        total: figures::tonnes(total),
        unit: unit.clone(),
    };
    let has_quantity = parts.iter().any(|part| part.quantity.is_some());
    let mut columns = vec![
        Column::words(lang.t("results-part")),
        Column::numbers(unit, 3),
        Column::numbers(lang.t("results-share-percent"), 0),
    ];
    columns.extend(has_quantity.then(|| Column::numbers(self::unit(category), 0)));
    let row = |part: &Part| {
        let mut row = vec![
            Cell::of(part_name(&part.key, lang)),
            Cell::Number(part.kg / 1000.0),
            Cell::Number(part.kg * 100.0 / total),
        ];
        row.extend(has_quantity.then(|| part.quantity.map_or(Cell::Missing, Cell::Number)));
        row
    };
    let mut sums = vec![Cell::of(lang.t("results-tonnes")), Cell::Number(total / 1000.0), Cell::Number(100.0)];
    let quantity = total_quantity(loaded, category, &parts);
    sums.extend(has_quantity.then(|| quantity.map_or(Cell::Missing, Cell::Number)));
    let table = DataTable { title: name, columns, rows: parts.iter().map(row).collect(), total: Some(sums) };
    Some(Chart { drawing: ring.drawn(), table })
}
