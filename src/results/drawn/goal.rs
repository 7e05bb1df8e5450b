//! Where a unit, or the institution, goes until 2040.

use std::collections::BTreeMap;

use super::{Chart, Kind};
use crate::carbon::taxonomy::{Category, ModuleStatus};
use crate::charts::projection::{Layer, Line, Projection};
use crate::charts::{Cell, Column, DataTable, Paint};
use crate::results::CHART_ORDER;
use crate::results::goals::{HORIZON, base_year, category_of, projected};
use crate::results::load::Loaded;
use crate::results::words::category_name;
use crate::web::{Lang, figures};

/// A category with its tonnes, a year each.
type Row = (Category, Vec<f64>);

/// None where there is nothing to project, or nothing the institution told.
pub(super) fn drawn(loaded: &Loaded, width: f64, lang: Lang) -> Option<Chart> {
    if loaded.choices.of_institution { institution(loaded, width, lang) } else { unit(loaded, width, lang) }
}

/// Tonnes of each category of a unit in each year, the largest first.
fn projections(loaded: &Loaded) -> Option<(i16, Vec<Row>)> {
    let population = loaded.population();
    let base = base_year(loaded.year, &population);
    if base >= HORIZON {
        return None;
    }
    let of_category = |category: Category| {
        let kg = loaded.now.category_kg(category);
        let level = loaded.choices.levels.of(category);
        let tonnes = (base..=HORIZON).map(|year| projected(kg, level, &population, base, year) / 1000.0);
        (category, tonnes.collect::<Vec<f64>>())
    };
    let mut rows: Vec<_> = CHART_ORDER.into_iter().map(of_category).filter(|(_, values)| values[0] > 0.0).collect();
    rows.sort_by(|(_, a), (_, b)| b[0].total_cmp(&a[0]));
    (!rows.is_empty()).then_some((base, rows))
}

/// The colours of the layers with their names, from the bottom up.
pub(in crate::results) fn legend(loaded: &Loaded, lang: Lang) -> Vec<(String, String)> {
    if loaded.choices.of_institution {
        let institution = loaded.institution();
        let named = named_categories(&institution.years().map(|(_, row)| row.clone()).collect::<Vec<_>>());
        return named.into_iter().map(|name| (swatch(category_of(&name)), said(&name, lang))).collect();
    }
    let rows = projections(loaded).map(|(_, rows)| rows).unwrap_or_default();
    rows.into_iter().map(|(category, _)| (swatch(Some(category)), category_name(category, lang))).collect()
}

fn swatch(category: Option<Category>) -> String {
    category.map_or_else(|| "bar-none".to_owned(), |category| Paint::Category(category, 0).swatch())
}

fn unit(loaded: &Loaded, width: f64, lang: Lang) -> Option<Chart> {
    let (base, rows) = projections(loaded)?;
    let unit_words = lang.t("unit-t-co2eq");
    let total = |position: usize| rows.iter().map(|(_, values)| values[position]).sum::<f64>();
    let last = usize::from(HORIZON.abs_diff(base));
    let target: Option<Vec<f64>> =
        loaded.path().map(|path| (base..=HORIZON).map(|year| total(0) * path.share(year)).collect());
    let layer = |(category, values): &Row| Layer {
        paint: Paint::Category(*category, 0),
        values: values.iter().map(|value| Some(*value)).collect(),
        says: format!(
            "{}: {}\u{a0}{unit_words} ({base}), {}\u{a0}{unit_words} ({HORIZON})",
            category_name(*category, lang),
            figures::decimal(values[0], 1),
            figures::decimal(values[last], 1)
        ),
    };
    let title = lang.t("goal-title-unit");
    let mut finding = vec![
        ("base", base.to_string().into()),
        ("before", figures::decimal(total(0), 1).into()),
        ("after", figures::decimal(total(last), 1).into()),
    ];
    let description = match target.as_ref().and_then(|values| values.last()) {
        Some(target) => {
            finding.push(("target", figures::decimal(*target, 1).into()));
            lang.t_with("goal-finding-target", &finding)
        }
        None => lang.t_with("goal-finding", &finding),
    };
    let mut columns = vec![Column::words(lang.t("results-year"))];
    columns.extend(rows.iter().map(|(category, _)| Column::numbers(category_name(*category, lang), 1)));
    columns.push(Column::numbers(lang.t("results-tonnes"), 1));
    columns.extend(target.as_ref().map(|_| Column::numbers(lang.t("goal-line"), 1)));
    let row = |(position, year): (usize, i16)| {
        let mut row = vec![Cell::of(year.to_string())];
        row.extend(rows.iter().map(|(_, values)| Cell::Number(values[position])));
        row.push(Cell::Number(total(position)));
        row.extend(target.as_ref().map(|values| Cell::Number(values[position])));
        row
    };
    let table =
        DataTable { title: title.clone(), columns, rows: (base..=HORIZON).enumerate().map(row).collect(), total: None };
    let projection = Projection {
        name: Kind::Goal.name(),
        title,
        description,
        width,
        height: 280.0,
        unit: unit_words.clone(),
        first_year: base,
        layers: rows.iter().map(layer).collect(),
        as_bars: false,
        target: target.map(|values| Line { values, label: lang.t("goal-line") }),
        people: None,
    };
    Some(Chart { drawing: projection.drawn(), table })
}

/// Categories as files name them, the largest of the first year first.
fn named_categories(years: &[BTreeMap<String, f64>]) -> Vec<String> {
    let mut names: Vec<(&String, f64)> = Vec::new();
    for (name, kg) in years.iter().flatten() {
        if !names.iter().any(|(known, _)| *known == name) {
            names.push((name, *kg));
        }
    }
    names.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    names.into_iter().map(|(name, _)| name.clone()).collect()
}

/// The name of a category of the institution: ours where we know it, else that of its file.
fn said(name: &str, lang: Lang) -> String {
    category_of(name).map_or_else(|| name.to_owned(), |category| category_name(category, lang))
}

fn institution(loaded: &Loaded, width: f64, lang: Lang) -> Option<Chart> {
    let (institution, population, path) = (loaded.institution(), loaded.population(), loaded.path());
    let (baseline_year, baseline_kg) = institution.baseline()?;
    let known: BTreeMap<i16, &BTreeMap<String, f64>> =
        institution.years().filter(|(year, _)| *year <= HORIZON).collect();
    let references = loaded.outlook.objectives.goals.iter().map(|goal| goal.reference_year);
    let first = known.keys().copied().chain(population.first_year()).chain(references).min().unwrap_or(loaded.year);
    if first >= HORIZON {
        return None;
    }
    let unit_words = lang.t("unit-t-co2eq");
    let names = named_categories(&known.values().map(|row| (*row).clone()).collect::<Vec<_>>());
    let value = |year: i16, name: &str| known.get(&year).and_then(|row| row.get(name)).map(|kg| kg / 1000.0);
    let years = || first..=HORIZON;
    let layer = |name: &String| Layer {
        paint: category_of(name)
            .map_or(Paint::Status(ModuleStatus::NotStarted), |category| Paint::Category(category, 0)),
        values: years().map(|year| value(year, name)).collect(),
        says: said(name, lang),
    };
    let target: Option<Vec<f64>> =
        path.as_ref().map(|path| years().map(|year| baseline_kg / 1000.0 * path.share(year)).collect());
    let people: Option<Vec<f64>> = years().map(|year| population.at(year).map(f64::from)).collect();
    let title = lang.t("goal-title-institution");
    let mut columns = vec![Column::words(lang.t("results-year"))];
    columns.extend(names.iter().map(|name| Column::numbers(said(name, lang), 0)));
    columns.extend(target.as_ref().map(|_| Column::numbers(lang.t("goal-line"), 0)));
    columns.extend(people.as_ref().map(|_| Column::numbers(lang.t("goal-people"), 0)));
    let number = |value: Option<f64>| value.map_or(Cell::Missing, Cell::Number);
    let row = |(position, year): (usize, i16)| {
        let mut row = vec![Cell::of(year.to_string())];
        row.extend(names.iter().map(|name| number(value(year, name))));
        row.extend(target.as_ref().map(|values| Cell::Number(values[position])));
        row.extend(people.as_ref().map(|values| Cell::Number(values[position])));
        row
    };
    let table = DataTable { title: title.clone(), columns, rows: years().enumerate().map(row).collect(), total: None };
    let finding = [
        ("base", baseline_year.to_string().into()),
        ("before", figures::decimal(baseline_kg / 1000.0, 0).into()),
        (
            "target",
            target
                .as_ref()
                .and_then(|values| values.last())
                .map_or_else(|| figures::MISSING.to_owned(), |value| figures::decimal(*value, 0))
                .into(),
        ),
    ];
    let projection = Projection {
        name: Kind::Goal.name(),
        title,
        description: lang.t_with("goal-finding-institution", &finding),
        width,
        height: 280.0,
        unit: unit_words,
        first_year: first,
        layers: names.iter().map(layer).collect(),
        as_bars: true,
        target: target.map(|values| Line { values, label: lang.t("goal-line") }),
        people: people.map(|values| Line { values, label: lang.t("goal-people") }),
    };
    Some(Chart { drawing: projection.drawn(), table })
}
