//! A module by its parts: as one strip, or as bars of what the parts are made of.

use super::{Chart, Kind};
use crate::carbon::taxonomy::{Category, DataEntryType, ModuleType};
use crate::charts::paint::SHADES;
use crate::charts::strip::{Segment, Strip};
use crate::charts::{Band, Bar, Bars, Cell, Column, DataTable, Paint, Part, Rows};
use crate::results::load::Loaded;
use crate::results::parts::{self, REST};
use crate::results::words::{module_name, part_name};
use crate::web::{Lang, figures};

/// A row of bars: its name, its category, and its parts by name with their kilograms.
type Row = (String, Category, Vec<(String, f64)>);

/// None while the module does not count or has no emissions of its own.
pub(super) fn drawn(loaded: &Loaded, module: ModuleType, width: f64, lang: Lang) -> Option<Chart> {
    let parts = parts::of_module(&loaded.now, module);
    let (_, first) = parts.first()?;
    let total: f64 = parts.iter().map(|(_, part)| part.kg).sum();
    let (name, title) = (Kind::Module(module).name(), module_name(module, lang));
    let description = lang.t_with(
        "results-largest-part",
        &[("part", part_name(&first.key, lang).into()), ("share", figures::percent(first.kg / total).into())],
    );
    if loaded.choices.as_bars {
        let rows = rows(loaded, module, lang);
        let chart = Bars { name, title, description, unit: lang.t("unit-t-co2eq"), bands: vec![band(&rows, lang)] };
        let drawing = Rows { width, top: None }.draw(&chart);
        return Some(Chart { drawing, table: table_of_rows(chart.title, &rows, lang) });
    }
    let segments = shaded(&parts).map(|(shade, category, part)| {
        let label = part_name(&part.key, lang);
        let (share, unit) = (figures::percent(part.kg / total), lang.t("unit-t-co2eq"));
        let title = format!("{label}: {}\u{a0}{unit}, {share}", figures::tonnes(part.kg));
        Segment { category, shade, value: part.kg / 1000.0, label, title }
    });
    let strip = Strip { name, title: title.clone(), description, segments: segments.collect() };
    Some(Chart { drawing: strip.draw(width), table: table(title, &parts, total, lang) })
}

/// Each part with the shade it has within its category.
fn shaded(parts: &[(Category, parts::Part)]) -> impl Iterator<Item = (u8, Category, &parts::Part)> {
    parts.iter().enumerate().map(|(position, (category, part))| {
        let before = parts[..position].iter().filter(|(other, _)| other == category).count();
        (before.min(usize::from(SHADES) - 1) as u8, *category, part)
    })
}

/// The parts of the strip with their colours, names and kilograms.
pub(in crate::results) fn legend(loaded: &Loaded, module: ModuleType, lang: Lang) -> Vec<(Paint, String, f64)> {
    if loaded.choices.as_bars {
        return Vec::new();
    }
    let parts = parts::of_module(&loaded.now, module);
    let entry = |(shade, category, part): (u8, Category, &parts::Part)| {
        (Paint::Category(category, shade), part_name(&part.key, lang), part.kg)
    };
    shaded(&parts).map(entry).collect()
}

fn table(title: String, parts: &[(Category, parts::Part)], total: f64, lang: Lang) -> DataTable {
    let row = |(_, part): &(Category, parts::Part)| {
        vec![
            Cell::of(part_name(&part.key, lang)),
            Cell::Number(part.kg / 1000.0),
            Cell::Number(part.kg * 100.0 / total),
        ]
    };
    DataTable {
        title,
        columns: vec![
            Column::words(lang.t("results-part")),
            Column::numbers(lang.t("unit-t-co2eq"), 3),
            Column::numbers(lang.t("results-share-percent"), 0),
        ],
        rows: parts.iter().map(row).collect(),
        total: Some(vec![Cell::of(lang.t("results-tonnes")), Cell::Number(total / 1000.0), Cell::Number(100.0)]),
    }
}

/// What the parts of a module are made of: classes of things where entries name them, else the leaves of the tree.
fn rows(loaded: &Loaded, module: ModuleType, lang: Lang) -> Vec<Row> {
    match module {
        ModuleType::Equipment => by_class(loaded, module, Category::Equipment, lang),
        ModuleType::Purchase => by_class(loaded, module, Category::Purchases, lang),
        ModuleType::ResearchFacilities => by_class(loaded, module, Category::ResearchFacilities, lang),
        _ => {
            let parts = parts::of_module(&loaded.now, module);
            let row = |(category, part): (Category, parts::Part)| {
                let leaves = parts::of_part(&loaded.now, category, &part.key);
                let named = leaves.into_iter().map(|leaf| (part_name(&leaf.key, lang), leaf.kg));
                (part_name(&part.key, lang), category, named.collect())
            };
            parts.into_iter().map(row).collect()
        }
    }
}

/// The largest classes of each type by name, and the others together.
fn by_class(loaded: &Loaded, module: ModuleType, category: Category, lang: Lang) -> Vec<Row> {
    let rows = DataEntryType::of_module(module).filter_map(|data_type| {
        let classes = loaded.classes.iter().filter(|class| class.data_type == data_type);
        let named = classes.map(|class| parts::Part {
            key: class.name.clone().unwrap_or_else(|| lang.t("results-class-unknown")),
            kg: class.kg,
            quantity: None,
        });
        let classes = parts::largest(named.collect());
        let named = |part: parts::Part| {
            let name = if part.key == REST { part_name(REST, lang) } else { part.key };
            (name, part.kg)
        };
        (!classes.is_empty()).then(|| {
            (part_name(part_of(data_type), lang), category, classes.into_iter().map(named).collect::<Vec<_>>())
        })
    });
    let mut rows: Vec<Row> = rows.collect();
    let sum = |row: &Row| row.2.iter().map(|(_, kg)| kg).sum::<f64>();
    rows.sort_by(|a, b| sum(b).total_cmp(&sum(a)));
    rows
}

/// The part of its module that a type whose things have classes is.
fn part_of(data_type: DataEntryType) -> &'static str {
    match data_type {
        DataEntryType::Scientific => "scientific",
        DataEntryType::It => "it",
        DataEntryType::Other => "other",
        DataEntryType::ScientificEquipment => "scientific-equipment",
        DataEntryType::ItEquipment => "it-equipment",
        DataEntryType::ConsumableAccessories => "consumable-accessories",
        DataEntryType::BiologicalChemicalGaseousProduct => "biological-chemical-gaseous",
        DataEntryType::Services => "services",
        DataEntryType::Vehicles => "vehicles",
        DataEntryType::OtherPurchases => "other-purchases",
        DataEntryType::AdditionalPurchases => "additional",
        DataEntryType::ResearchFacilities => "facilities",
        DataEntryType::MiceAndFishAnimalFacilities => "animal",
        _ => REST,
    }
}

fn band(rows: &[Row], lang: Lang) -> Band {
    let unit = lang.t("unit-t-co2eq");
    let bar = |(label, category, named): &Row| Bar {
        label: label.clone(),
        category: *category,
        parts: named
            .iter()
            .map(|(name, kg)| Part {
                value: kg / 1000.0,
                title: format!("{name}: {}\u{a0}{unit}", figures::tonnes(*kg)),
            })
            .collect(),
        not_validated: None,
    };
    Band { bars: rows.iter().map(bar).collect(), ..Band::default() }
}

fn table_of_rows(title: String, rows: &[Row], lang: Lang) -> DataTable {
    let lines = rows.iter().flat_map(|(label, _, named)| {
        named.iter().map(move |(name, kg)| vec![Cell::of(label), Cell::of(name), Cell::Number(kg / 1000.0)])
    });
    let total: f64 = rows.iter().flat_map(|(_, _, named)| named).map(|(_, kg)| kg).sum();
    DataTable {
        title,
        columns: vec![
            Column::words(lang.t("results-part")),
            Column::words(lang.t("results-class")),
            Column::numbers(lang.t("unit-t-co2eq"), 3),
        ],
        rows: lines.collect(),
        total: Some(vec![Cell::of(lang.t("results-tonnes")), Cell::of(""), Cell::Number(total / 1000.0)]),
    }
}
