//! Information technology among everything: a cell for each tenth of a percent.

use super::{Chart, Kind};
use crate::carbon::taxonomy::Category;
use crate::charts::waffle::{Waffle, cells};
use crate::charts::{Cell, Column, DataTable};
use crate::results::it_focus::{ItFocus, Source};
use crate::results::load::Loaded;
use crate::web::{Lang, figures};

impl Source {
    /// The category whose colour it has.
    pub(in crate::results) fn category(self) -> Category {
        match self {
            Self::Equipment => Category::Equipment,
            Self::CloudsAndAi => Category::ExternalCloudAndAi,
            Self::Purchases => Category::Purchases,
            Self::ResearchFacilities => Category::ResearchFacilities,
        }
    }

    pub(in crate::results) fn name(self, lang: Lang) -> String {
        lang.t(match self {
            Self::Equipment => "it-equipment",
            Self::CloudsAndAi => "it-clouds-and-ai",
            Self::Purchases => "it-purchases",
            Self::ResearchFacilities => "it-facilities",
        })
    }
}

/// How many of the thousand cells each source has.
pub(in crate::results) fn cells_of(focus: &ItFocus) -> [u32; 4] {
    let kg = focus.sources.map(Option::unwrap_or_default);
    cells(focus.share(), &kg).try_into().unwrap_or_default()
}

pub(super) fn drawn(loaded: &Loaded, _: f64, lang: Lang) -> Option<Chart> {
    let focus = ItFocus::of(&loaded.now)?;
    if focus.kg() <= 0.0 {
        return None;
    }
    let unit = lang.t("unit-t-co2eq");
    let cells = cells_of(&focus);
    let sources = || Source::ALL.into_iter().zip(focus.sources).filter_map(|(source, kg)| Some((source, kg?)));
    let part = |(source, cells): (Source, u32)| {
        let kg = focus.sources[Source::ALL.iter().position(|other| *other == source)?]?;
        let title = format!("{}: {}\u{a0}{unit}", source.name(lang), figures::tonnes(kg));
        Some((source.category(), 0, cells, title))
    };
    let title = lang.t("it-chart");
    let waffle = Waffle {
        name: Kind::It.name(),
        title: title.clone(),
        description: lang.t_with(
            "it-finding",
            &[
                ("share", figures::decimal(focus.share() * 100.0, 1).into()),
                ("tonnes", figures::tonnes(focus.kg()).into()),
            ],
        ),
        parts: Source::ALL.into_iter().zip(cells).filter_map(part).collect(),
    };
    let share = |kg: f64| Cell::Number(if focus.total_kg > 0.0 { kg * 100.0 / focus.total_kg } else { 0.0 });
    let line = |name: String, kg: f64| vec![Cell::of(name), Cell::Number(kg / 1000.0), share(kg)];
    let mut rows: Vec<Vec<Cell>> = sources().map(|(source, kg)| line(source.name(lang), kg)).collect();
    rows.push(line(lang.t("it-all-other"), focus.total_kg - focus.kg()));
    let table = DataTable {
        title,
        columns: vec![
            Column::words(lang.t("results-part")),
            Column::numbers(unit, 3),
            Column::numbers(lang.t("results-share-percent"), 1),
        ],
        rows,
        total: Some(line(lang.t("results-tonnes"), focus.total_kg)),
    };
    Some(Chart { drawing: waffle.draw(), table })
}
