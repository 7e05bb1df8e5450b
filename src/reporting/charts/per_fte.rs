//! Results for each full-time equivalent, of the units whose number of people is known.

use super::words::Words;
use super::{Chart, Entry};
use crate::carbon::taxonomy::Category;
use crate::charts::column::Column;
use crate::charts::{Cell, DataTable, Paint, Part};
use crate::reporting::breakdown::{Breakdown, PerFte};
use crate::reporting::filter::Filter;
use crate::web::figures;

/// From the bottom of the column up.
const CATEGORIES: [Category; 12] = [
    Category::ProcessEmissions,
    Category::BuildingsEnergyCombustion,
    Category::BuildingsRoom,
    Category::Equipment,
    Category::ExternalCloudAndAi,
    Category::ProfessionalTravel,
    Category::Purchases,
    Category::ResearchFacilities,
    Category::Commuting,
    Category::Food,
    Category::Waste,
    Category::EmbodiedEnergy,
];
/// How many of them are units' own data.
const MAIN: usize = 8;

/// The chart with the legend of its values, from the top down; none when nobody's number is known.
pub(in crate::reporting) struct PerFteChart {
    pub(in crate::reporting) chart: Chart,
    pub(in crate::reporting) legend: Vec<Entry>,
    pub(in crate::reporting) total: f64,
}

pub(super) fn chart(
    breakdown: &Breakdown,
    filter: &Filter,
    with_additional: bool,
    words: Words,
) -> Option<PerFteChart> {
    let PerFte { fte, sums, .. } = &breakdown.per_fte;
    if *fte <= 0.0 {
        return None;
    }
    let shown = if with_additional { &CATEGORIES[..] } else { &CATEGORIES[..MAIN] };
    let values: Vec<(Category, f64)> = shown
        .iter()
        .map(|category| (*category, sums.of(|place| place.key().category == *category).validated / 1000.0 / fte))
        .collect();
    let total: f64 = values.iter().map(|(_, value)| value).sum();
    let parts = values.iter().filter(|(_, value)| *value > 0.0).map(|(category, value)| {
        let title = words.0.t_with(
            "chart-segment-per-fte",
            &[("name", words.category(*category).into()), ("tonnes", figures::decimal(*value, 2).into())],
        );
        (*category, Part { value: *value, title })
    });
    let title = words.titled("chart-per-fte", filter);
    let largest = values.iter().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, value)| *value > 0.0);
    let description = match largest {
        None => words.nothing(sums, with_additional),
        Some((category, value)) => words.0.t_with(
            "chart-finding-per-fte",
            &[
                ("total", figures::decimal(total, 2).into()),
                ("name", words.category(*category).into()),
                ("tonnes", figures::decimal(*value, 2).into()),
            ],
        ),
    };
    let column = Column {
        name: "per-fte".to_owned(),
        title: title.clone(),
        description,
        label: words.t("chart-total"),
        parts: parts.collect(),
    };
    let columns = vec![words.column("category"), words.numbers("per-fte", 4)];
    let row = |name: String, value: f64| vec![Cell::of(name), Cell::Number(value)];
    let rows =
        values.iter().filter(|(_, value)| *value > 0.0).map(|(category, value)| row(words.category(*category), *value));
    let table = DataTable { title, columns, rows: rows.collect(), total: Some(row(words.t("chart-total"), total)) };
    let legend = values.iter().rev().map(|(category, value)| Entry {
        paint: Paint::Category(*category, 0),
        name: words.category(*category),
        value: figures::decimal(*value, 2),
        share: String::new(),
    });
    Some(PerFteChart { chart: Chart { wide: column.draw(), narrow: None, table }, legend: legend.collect(), total })
}
