//! What a report on paper says: cover, numbers, charts, and every figure again as a table.

use super::chips::chips;
use super::handler::scope_words;
use super::panel::Offered;
use super::progress::Progress;
use crate::carbon::taxonomy::ModuleType;
use crate::pdf::{Block, Column, Figure, Key, Number, Report, Table};
use crate::reporting::charts::{Chart, ChartChoices, ChartSet, Charts, Entry};
use crate::reporting::listing::Listing;
use crate::reporting::parse::Unusable;
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

/// A chart with its legend.
type Charted = (Chart, Vec<Key>);

/// What a report is made of.
pub(super) struct Contents<'a> {
    pub(super) kind: Kind,
    pub(super) listing: &'a Listing,
    /// What of the address was not understood.
    pub(super) unusable: &'a [Unusable],
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
        if !self.unusable.is_empty() {
            let parts: Vec<_> = self.unusable.iter().map(Unusable::part).collect();
            blocks.push(Block::Note(lang.t_with("readme-ignored", &[("values", parts.join(", ").into())])));
        }
        if self.units.totals.units == 0 {
            blocks.push(Block::Paragraph(lang.t("units-empty")));
        } else {
            self.say(kept, &mut blocks);
        }
        Report::asked(self.frame, title, blocks)
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
            ("report-scope", scope_words(&self.visitor.scope, self.view, self.offered, lang)),
            ("report-coverage", coverage),
            ("report-made", figures::date_time(self.frame.now)),
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
        blocks.push(Block::Heading(2, lang.t("report-charts")));
        blocks.push(Block::Note(drawn.coverage.clone()));
        let charts = self.charts();
        let tables: Vec<Block> =
            charts.iter().flatten().map(|(chart, _)| Block::Table(Table::from(&chart.table))).collect();
        let figure = |(chart, legend): Charted| Figure { drawing: chart.wide, narrow: chart.narrow, legend };
        blocks.extend(charts.into_iter().map(|line| Block::Figures(line.into_iter().map(figure).collect())));
        blocks.extend([Block::NewPage, Block::Heading(2, lang.t("report-appendix"))]);
        blocks.extend(tables);
        if self.kind == Kind::Combined {
            blocks.push(Block::Heading(3, lang.t("report-units")));
            blocks.push(Block::Table(self.units_table()));
        }
    }

    /// The charts, those of a line side by side.
    fn charts(&self) -> Vec<Vec<Charted>> {
        let (lang, filter, choices) = (self.lang(), &self.listing.filter, self.listing.panel.charts);
        let set = ChartSet::on_paper(self.view, filter, choices, lang);
        let of_module = |module: &ModuleType| {
            let chosen = ChartChoices { breakdown: Some(*module), ..choices };
            let mut drawn = set.module_on_paper(filter, chosen, lang)?;
            // names tell the drawings of a page apart
            drawn.chart.wide.name = format!("breakdown-{}", module.slug());
            if let Some(narrow) = drawn.chart.narrow.as_mut() {
                narrow.name = format!("breakdown-{}-narrow", module.slug());
            }
            Some((drawn.chart, keys(&drawn.legend)))
        };
        let modules: Vec<Charted> = set.modules.iter().filter_map(of_module).collect();
        let aggregated = (set.shown.total() > 0.0).then_some((set.aggregated, Vec::new()));
        let per_fte = set.per_fte.map(|per_fte| (per_fte.chart, keys(&per_fte.legend)));
        let it = set.it.map(|it| (it.chart, keys(&it.legend)));
        let years = set.years.filter(|_| set.shown.total() > 0.0).map(|chart| (chart, Vec::new()));
        let lines = [aggregated.into_iter().collect(), per_fte.into_iter().chain(it).collect()];
        let further = years.into_iter().chain(modules).map(|chart| vec![chart]);
        lines.into_iter().chain(further).filter(|line: &Vec<Charted>| !line.is_empty()).collect()
    }

    fn units_table(&self) -> Table {
        let lang = self.lang();
        let years = self.listing.filter.years.len();
        let rows = self.units.rows.iter().map(|unit| {
            let (done, of) = unit.progress(years);
            let status = lang.t(&format!("status-{}", unit.status.key().replace('_', "-")));
            let figure = |written: String| if unit.has_data { written } else { figures::MISSING.to_owned() };
            vec![
                unit.name.clone(),
                unit.affiliation.clone(),
                format!("{done}/{of} {status}"),
                figure(figures::tonnes(unit.total_kg)),
                figure(figures::tonnes(unit.validated_kg)),
                figure(figures::tonnes_per_fte(unit.total_kg, unit.fte)),
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
        let counts = [of.not_started, of.in_progress, of.validated].map(figures::count);
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

/// A legend as it stands beside a drawing on paper.
fn keys(entries: &[Entry]) -> Vec<Key> {
    let key = |entry: &Entry| {
        let said = [entry.value.as_str(), entry.share.as_str()].into_iter().filter(|part| !part.is_empty());
        Key { paint: entry.paint, name: entry.name.clone(), value: said.collect::<Vec<_>>().join(" · ") }
    };
    entries.iter().map(key).collect()
}
