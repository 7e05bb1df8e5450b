//! What a report on paper says: cover, numbers, charts, and every figure again as a table.

use super::chips::chips;
use super::handler::scope_words;
use super::panel::Offered;
use super::progress::Progress;
use crate::charts::DataTable;
use crate::pdf::{Block, Column, Number, Report, Table};
use crate::reporting::charts::{Chart, ChartChoices, ChartSet, Charts};
use crate::reporting::listing::Listing;
use crate::reporting::snapshot::View;
use crate::reporting::units::UnitsTable;
use crate::web::{Frame, Lang, figures};
use crate::{access::Visitor, charts::svg::Look};

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Progress and results.
    Combined,
    /// Results only.
    Results,
}

impl Kind {
    pub(super) fn of(key: &str) -> Option<Self> {
        [Self::Combined, Self::Results].into_iter().find(|kind| kind.key() == key)
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Combined => "combined",
            Self::Results => "results",
        }
    }
}

/// What a report is made of.
pub(super) struct Contents<'a> {
    pub(super) kind: Kind,
    pub(super) listing: &'a Listing,
    pub(super) view: &'a View,
    pub(super) offered: &'a Offered<'a>,
    pub(super) units: &'a UnitsTable,
    pub(super) visitor: &'a Visitor,
    pub(super) frame: &'a Frame,
}

impl Contents<'_> {
    fn lang(&self) -> Lang {
        self.frame.lang
    }

    /// The report, block after block.
    pub(super) fn report(&self, kept: &Charts) -> Report {
        let lang = self.lang();
        let title = lang.t(&format!("report-{}-title", self.kind.key()));
        let mut blocks = vec![Block::Heading(1, title.clone()), self.cover()];
        if self.units.totals.units == 0 {
            blocks.push(Block::Paragraph(lang.t("units-empty")));
        } else {
            self.say(kept, &mut blocks);
        }
        Report {
            title,
            language: lang.code(),
            created: self.frame.now,
            foot: lang.t_with(
                "report-foot",
                &[("institution", (&self.frame.institution).into()), ("moment", self.moment().into())],
            ),
            page_number: lang.t("report-page-number"),
            blocks,
        }
    }

    fn moment(&self) -> String {
        figures::date_time(self.frame.now)
    }

    fn cover(&self) -> Block {
        let lang = self.lang();
        let filters: Vec<String> = chips(self.listing, self.offered, lang).into_iter().map(|chip| chip.text).collect();
        let [_, _, validated] = self.units.counts;
        let coverage = lang.t_with(
            "report-coverage-value",
            &[("validated", validated.into()), ("units", self.units.totals.units.into())],
        );
        let rows = [
            ("report-filters", filters.join(" · ")),
            ("report-scope", scope_words(&self.visitor.scope, self.offered, lang)),
            ("report-coverage", coverage),
            ("report-made", self.moment()),
            ("report-by", self.visitor.person.display_name.clone()),
        ];
        let rows = rows.into_iter().map(|(key, value)| (lang.t(key), value)).collect();
        Block::Facts { caption: lang.t("report-about"), rows }
    }

    fn say(&self, kept: &Charts, blocks: &mut Vec<Block>) {
        let (lang, filter) = (self.lang(), &self.listing.filter);
        let choices = self.listing.panel.charts;
        let drawn = kept.of(self.view, &self.visitor.scope, filter, choices, (lang, Look::Plain));
        let progress = Progress::new(self.view, filter, self.units, &drawn, lang);
        let numbers = progress.boxes.iter().map(|number| Number {
            label: number.label.clone(),
            value: [number.number.as_str(), number.unit.as_str()].join(" ").trim().to_owned(),
            note: number.notes.join(" "),
        });
        let skipped = if self.kind == Kind::Results { progress.boxes.len().saturating_sub(2) } else { 0 };
        blocks.push(Block::Numbers(numbers.skip(skipped).collect()));
        if self.kind == Kind::Combined {
            blocks.push(Block::Table(modules(&progress, lang)));
        }
        let set = ChartSet::of(self.view, filter, choices, lang);
        let mut charts: Vec<Chart> = Vec::new();
        if set.shown.total() > 0.0 {
            charts.push(set.aggregated);
        }
        charts.extend(set.per_fte.map(|per_fte| per_fte.chart));
        charts.extend(set.years);
        charts.extend(set.it.map(|it| it.chart));
        for module in set.modules {
            let of_module = ChartChoices { breakdown: Some(module), ..choices };
            charts.extend(ChartSet::of(self.view, filter, of_module, lang).module.map(|module| module.chart));
        }
        blocks.push(Block::Heading(2, lang.t("report-charts")));
        blocks.push(Block::Note(drawn.coverage.clone()));
        blocks.extend(charts.iter().map(|chart| Block::Figure(chart.wide.clone())));
        blocks.extend([Block::NewPage, Block::Heading(2, lang.t("report-appendix"))]);
        blocks.extend(charts.iter().map(|chart| Block::Table(numbers_of(&chart.table))));
        if self.kind == Kind::Combined {
            blocks.push(Block::Heading(3, lang.t("report-units")));
            blocks.push(Block::Table(self.units_table()));
        }
    }

    fn units_table(&self) -> Table {
        let lang = self.lang();
        let years = self.listing.filter.years.len();
        let rows = self.units.rows.iter().map(|unit| {
            let (done, of) = unit.progress(years);
            let status = lang.t(&format!("status-{}", unit.status.key().replace('_', "-")));
            vec![
                unit.name.clone(),
                unit.affiliation.clone(),
                format!("{done}/{of} {status}"),
                figures::tonnes(unit.total_kg),
                figures::tonnes(unit.validated_kg),
                figures::tonnes_per_fte(unit.total_kg, unit.fte),
            ]
        });
        let totals = &self.units.totals;
        let foot = vec![
            lang.t_with("units-all", &[("count", totals.units.into())]),
            String::new(),
            String::new(),
            figures::tonnes(totals.total_kg),
            figures::tonnes(totals.validated_kg),
            figures::tonnes_per_fte(totals.total_kg, totals.fte),
        ];
        Table {
            caption: lang.t_with("units-title", &[("count", totals.units.into())]),
            columns: vec![
                Column::words(lang.t("column-unit-name"), 3.0),
                Column::words(lang.t("column-affiliation"), 1.6),
                Column::words(lang.t("column-validation-status"), 1.7),
                Column::numbers(lang.t("report-total"), 1.1),
                Column::numbers(lang.t("report-validated"), 1.1),
                Column::numbers(lang.t("column-per-fte"), 1.0),
            ],
            rows: rows.collect(),
            foot: Some(foot),
        }
    }
}

fn modules(progress: &Progress, lang: Lang) -> Table {
    let rows = progress.modules.iter().map(|module| {
        let of = &module.completion;
        let counts = [of.not_started, of.in_progress, of.validated].map(|count| count.to_string());
        let share = figures::percent(of.share());
        [module.name.clone()].into_iter().chain(counts).chain([share]).collect()
    });
    Table {
        caption: progress.lead.clone(),
        columns: vec![
            Column::words(lang.t("report-module"), 3.0),
            Column::numbers(lang.t("status-not-started"), 1.0),
            Column::numbers(lang.t("status-in-progress"), 1.0),
            Column::numbers(lang.t("status-validated"), 1.0),
            Column::numbers(lang.t("report-share"), 1.0),
        ],
        rows: rows.collect(),
        foot: None,
    }
}

fn numbers_of(table: &DataTable) -> Table {
    let cells = |row: &Vec<crate::charts::Cell>| table.written(row).into_iter().map(|(words, _)| words).collect();
    Table {
        caption: table.title.clone(),
        columns: table
            .columns
            .iter()
            .map(|column| Column {
                label: column.label.clone(),
                share: if column.is_number { 1.0 } else { 2.0 },
                is_number: column.is_number,
            })
            .collect(),
        rows: table.rows.iter().map(cells).collect(),
        foot: table.total.as_ref().map(cells),
    }
}
