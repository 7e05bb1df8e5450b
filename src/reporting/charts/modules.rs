//! What the emissions of one module are made of.

use super::aggregated::{NARROW, row};
use super::choices::{ChartChoices, Data, Shape};
use super::words::{Words, share};
use super::{Chart, Entry, stack};
use crate::carbon::taxonomy::{Category, ModuleType};
use crate::charts::strip::{Segment, Strip};
use crate::charts::{Band, Bar, Bars, Cell, DataTable, Paint, Part, Rows};
use crate::reporting::breakdown::{Breakdown, Place, Sum, Sums};
use crate::reporting::filter::Filter;
use crate::web::figures;

/// Modules in the order of the tabs.
const ORDER: [ModuleType; 7] = [
    ModuleType::ProcessEmissions,
    ModuleType::Buildings,
    ModuleType::Equipment,
    ModuleType::ExternalCloudAndAi,
    ModuleType::Purchase,
    ModuleType::ResearchFacilities,
    ModuleType::ProfessionalTravel,
];

/// A module's parts.
pub(in crate::reporting) struct ModuleChart {
    pub(in crate::reporting) module: ModuleType,
    pub(in crate::reporting) chart: Chart,
    pub(in crate::reporting) legend: Vec<Entry>,
    /// Kilograms drawn.
    pub(in crate::reporting) kg: f64,
    /// Of them, those that are not validated.
    pub(in crate::reporting) not_validated_kg: f64,
}

fn is_of(module: ModuleType) -> impl Fn(&Place) -> bool {
    move |place| place.module == module && !place.key().is_additional()
}

fn drawn(sum: Sum, data: Data) -> f64 {
    if data == Data::All { sum.all() } else { sum.validated }
}

/// The modules with anything to show.
pub(super) fn with_data(breakdown: &Breakdown, data: Data) -> Vec<ModuleType> {
    ORDER.into_iter().filter(|module| drawn(breakdown.sums.of(is_of(*module)), data) > 0.0).collect()
}

/// The chart of the chosen module, or of the first one with data.
pub(super) fn chart(
    breakdown: &Breakdown,
    filter: &Filter,
    choices: ChartChoices,
    (words, width): (Words, f64),
) -> Option<ModuleChart> {
    let known = with_data(breakdown, choices.data);
    let module = choices.breakdown.filter(|module| known.contains(module)).or(known.first().copied())?;
    let sums = &breakdown.sums;
    let total = sums.of(is_of(module));
    let kg = drawn(total, choices.data);
    let mut parts = parts(sums, module);
    parts.sort_by(|a, b| b.sum.validated.total_cmp(&a.sum.validated));
    shade(&mut parts);
    let name = words.module(module);
    let title = words.part_of(&words.titled("chart-breakdown", filter), &name);
    let named: Vec<(String, f64)> =
        parts.iter().map(|part| (words.part(part.key), drawn(part.sum, choices.data))).collect();
    let description = words.finding(named.iter().map(|(name, kg)| (name.as_str(), *kg)));
    let not_validated = if choices.data == Data::All { total.other } else { 0.0 };
    let (wide, narrow) = match choices.breakdown_as {
        Shape::Share => {
            let hatched = Part {
                value: not_validated / 1000.0,
                title: words.segment(&words.t("chart-not-validated"), not_validated, kg),
            };
            let segments = segments(sums, &parts, kg, words);
            let mut strip = Strip { name: "breakdown".to_owned(), title: title.clone(), description, segments };
            let wide = strip.draw_beside(width, Some(&hatched));
            strip.name.push_str("-narrow");
            (wide, strip.draw_beside(NARROW, Some(&hatched)))
        }
        Shape::Bars => {
            let mut bars = Bars { name: "breakdown".to_owned(), title: title.clone(), description, ..Bars::default() };
            let lying = parts.iter().map(|part| lying(sums, part, choices.data, kg, words)).collect();
            bars.bands = vec![Band { bars: lying, ..Band::default() }];
            let wide = Rows { width, top: None }.draw(&bars);
            bars.name.push_str("-narrow");
            (wide, Rows { width: NARROW, top: None }.draw(&bars))
        }
    };
    let table = table(sums, &parts, choices.data, title, words);
    let mut legend: Vec<Entry> =
        parts.iter().filter(|part| part.sum.validated > 0.0).map(|part| entry(part, kg, words)).collect();
    if not_validated > 0.0 {
        legend.push(Entry {
            paint: Paint::NotValidated,
            name: words.t("chart-not-validated"),
            value: figures::tonnes(not_validated),
            share: share(not_validated, kg),
        });
    }
    Some(ModuleChart {
        module,
        chart: Chart { wide, narrow: Some(narrow), table },
        legend,
        kg,
        not_validated_kg: not_validated,
    })
}

/// A part of a module.
struct ModulePart {
    key: &'static str,
    category: Category,
    shade: u8,
    sum: Sum,
}

fn parts(sums: &Sums, module: ModuleType) -> Vec<ModulePart> {
    let of = |category: Category| {
        let parts = stack::parts(sums, is_of(module), category).into_iter();
        parts.map(move |(key, sum)| ModulePart { key, category, shade: 0, sum })
    };
    Category::ALL.iter().filter(|category| category.module() == module).flat_map(|category| of(*category)).collect()
}

/// Gives the parts of each category their shades, in their order.
fn shade(parts: &mut [ModulePart]) {
    for position in 0..parts.len() {
        let category = parts[position].category;
        parts[position].shade = parts[..position].iter().filter(|part| part.category == category).count() as u8;
    }
}

fn entry(part: &ModulePart, of_kg: f64, words: Words) -> Entry {
    Entry {
        paint: Paint::Category(part.category, part.shade),
        name: words.part(part.key),
        value: figures::tonnes(part.sum.validated),
        share: share(part.sum.validated, of_kg),
    }
}

fn segments(sums: &Sums, parts: &[ModulePart], of_kg: f64, words: Words) -> Vec<Segment> {
    let segments = parts.iter().flat_map(|part| {
        let leaves = stack::leaves(sums, part.category, part.key).into_iter();
        leaves.filter(|(_, sum)| sum.validated > 0.0).map(|(place, sum)| Segment {
            category: part.category,
            shade: part.shade,
            value: sum.validated / 1000.0,
            label: words.leaf(&place),
            title: words.segment(&words.leaf(&place), sum.validated, of_kg),
        })
    });
    segments.collect()
}

fn lying(sums: &Sums, part: &ModulePart, data: Data, of_kg: f64, words: Words) -> Bar {
    let leaves = stack::leaves(sums, part.category, part.key).into_iter();
    let named = |title: &str, kg: f64| Part { value: kg / 1000.0, title: words.segment(title, kg, of_kg) };
    let name = words.part(part.key);
    Bar {
        category: part.category,
        parts: leaves
            .filter(|(_, sum)| sum.validated > 0.0)
            .map(|(place, sum)| named(&words.leaf(&place), sum.validated))
            .collect(),
        not_validated: (data == Data::All && part.sum.other > 0.0)
            .then(|| named(&words.part_of(&name, &words.t("chart-not-validated")), part.sum.other)),
        label: name,
    }
}

/// One line for each leaf.
fn table(sums: &Sums, parts: &[ModulePart], data: Data, title: String, words: Words) -> DataTable {
    let is_all = data == Data::All;
    let mut columns =
        vec![words.column("category"), words.column("subcategory"), words.column("type"), words.numbers("tonnes", 3)];
    if is_all {
        columns.push(words.numbers("not-validated", 3));
    }
    let mut rows = Vec::new();
    let mut total = Sum::default();
    for part in parts {
        for (place, sum) in stack::leaves(sums, part.category, part.key) {
            total.validated += sum.validated;
            total.other += sum.other;
            let leaf = place.leaf().map(|leaf| words.part(leaf)).unwrap_or_default();
            let names = vec![Cell::of(words.category(part.category)), Cell::of(words.part(part.key)), Cell::of(leaf)];
            rows.extend(row(names, sum, is_all));
        }
    }
    let total = row(vec![Cell::of(words.t("chart-total")), Cell::of(""), Cell::of("")], total, is_all);
    DataTable { title, columns, rows, total }
}
