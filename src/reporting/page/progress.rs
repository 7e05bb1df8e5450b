//! How far units and modules have come: boxes with one number each, and the modules one by one.

use super::completion::Completion;
use crate::carbon::taxonomy::ModuleType;
use crate::reporting::charts::Drawn;
use crate::reporting::filter::Filter;
use crate::reporting::selection::selected_years;
use crate::reporting::snapshot::View;
use crate::reporting::units::{UnitsTable, module_label};
use crate::web::{Lang, figures};

/// Usage statistics and the modules.
pub(super) struct Progress {
    pub(super) boxes: Vec<StatBox>,
    pub(super) lead: String,
    pub(super) share_label: &'static str,
    pub(super) modules: Vec<ModuleLine>,
}

/// A box with one number.
pub(super) struct StatBox {
    pub(super) class: &'static str,
    pub(super) icon: &'static str,
    pub(super) label: String,
    pub(super) number: String,
    pub(super) unit: String,
    pub(super) notes: Vec<String>,
}

/// A module over all filtered units and years.
pub(super) struct ModuleLine {
    pub(super) name: String,
    pub(super) completion: Completion,
    /// What the bar shows, in words.
    pub(super) words: String,
}

impl Progress {
    pub(super) fn new(view: &View, filter: &Filter, units: &UnitsTable, drawn: &Drawn, lang: Lang) -> Self {
        let mut boxes = match units.rows.as_slice() {
            // a single unit is told by its modules
            [only] if units.totals.units == 1 => vec![of_one_unit(view, filter, only.unit_id, lang)],
            _ => of_units(units, lang).into(),
        };
        let totals = &units.totals;
        boxes.push(StatBox {
            class: "",
            icon: "cloud",
            label: lang.t("progress-total"),
            number: figures::tonnes(totals.total_kg),
            unit: lang.t("unit-t-co2eq"),
            notes: vec![
                lang.t_with("progress-tonnes-validated", &[("tonnes", figures::tonnes(totals.validated_kg).into())]),
            ],
        });
        boxes.push(StatBox {
            class: "",
            icon: "user",
            label: lang.t("progress-per-fte"),
            number: drawn.tonnes_per_fte.clone(),
            unit: lang.t("unit-t-co2eq"),
            notes: vec![drawn.coverage.clone()],
        });
        let modules: Vec<ModuleLine> =
            ModuleType::DISPLAY_ORDER.map(|module| ModuleLine::new(module, units, lang)).into();
        let has_several_years = filter.years.len() > 1;
        let reports = modules.first().map_or(0, |line| line.completion.total);
        Self {
            boxes,
            lead: if has_several_years {
                lang.t_with("progress-modules-lead-years", &[("reports", reports.into())])
            } else {
                lang.t_with("progress-modules-lead", &[("units", totals.units.into())])
            },
            share_label: if has_several_years { "progress-share-reports" } else { "progress-share" },
            modules,
        }
    }
}

fn of_units(units: &UnitsTable, lang: Lang) -> [StatBox; 3] {
    let completion = Completion::new(units.counts);
    let stat = |class, icon, label, count: i64| StatBox {
        class,
        icon,
        label: lang.t(label),
        number: figures::count(count),
        unit: String::new(),
        notes: vec![lang.t_with(
            "progress-of-units",
            &[
                ("share", figures::percent(count as f64 / completion.total.max(1) as f64).into()),
                ("units", completion.total.into()),
            ],
        )],
    };
    [
        stat("stat-ok", "circle-check", "progress-validated", completion.validated),
        stat("stat-run", "circle-half", "progress-in-progress", completion.in_progress),
        stat("stat-none", "circle-dashed", "progress-not-started", completion.not_started),
    ]
}

/// The validated modules of a unit, of several years one line each.
fn of_one_unit(view: &View, filter: &Filter, id: crate::platform::ids::UnitId, lang: Lang) -> StatBox {
    let unit = view.units(filter.all_levels).find(|unit| unit.id == id);
    let of_years = |year: i16| {
        let figures = unit.map(|unit| view.figures(unit)).unwrap_or_default();
        selected_years(figures, filter).find(|figures| figures.year == year).map_or(0, |found| found.modules_validated)
    };
    let all = ModuleType::ALL.len();
    let counts: Vec<(i16, i16)> = filter.years.iter().map(|year| (year.get(), of_years(year.get()))).collect();
    let (newest, validated) = counts.first().copied().unwrap_or_default();
    let line = |(year, validated): (i16, i16)| {
        let arguments = [("year", year.to_string().into()), ("validated", validated.into()), ("total", all.into())];
        lang.t_with("progress-modules-of-year", &arguments)
    };
    StatBox {
        class: if usize::try_from(validated) == Ok(all) { "stat-ok" } else { "stat-run" },
        icon: "circle-check",
        label: lang.t("progress-modules-validated"),
        number: format!("{validated}/{all}"),
        unit: if counts.len() > 1 { newest.to_string() } else { String::new() },
        notes: counts.into_iter().skip(1).map(line).collect(),
    }
}

impl ModuleLine {
    fn new(module: ModuleType, units: &UnitsTable, lang: Lang) -> Self {
        let completion = Completion::new(units.module_counts[module.index()]);
        let words = lang.t_with(
            "progress-share-words",
            &[
                ("validated", completion.validated.into()),
                ("in_progress", completion.in_progress.into()),
                ("not_started", completion.not_started.into()),
            ],
        );
        Self { name: module_label(module, lang), completion, words }
    }
}
