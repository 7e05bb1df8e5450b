//! A unit's year on paper: a PDF file that follows the choices of the page.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use serde_json::json;

use super::it::ItPart;
use super::numbers::Numbers;
use super::panels::{Panel, panels};
use super::{files, included, not_counted, validated_modules};
use crate::access::{Acting, Person};
use crate::audit::{self, Act, Action as Deed};
use crate::carbon::taxonomy::{Category, ModuleType};
use crate::charts::Paint;
use crate::charts::svg::Look;
use crate::pdf::{Block, Figure, Key, Number, Report, Table};
use crate::platform::App;
use crate::results::choices::Choices;
use crate::results::drawn::{Chart, Group, Kind, PAPER, groups, module_legend};
use crate::results::load::Loaded;
use crate::web::{Frame, Lang, Problem, figures};

/// Behind the heading and the cover.
const AFTER_COVER: usize = 2;

/// `GET /units/{unit_id}/results/{year}/report.pdf`
pub(in crate::results) async fn download(
    State(app): State<App>,
    person: Person,
    Acting(actor): Acting,
    frame: Frame,
    Path((unit_id, year)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (choices, ignored) = Choices::read(query.as_deref());
    let loaded = Loaded::read(&app, &person, (&unit_id, &year), choices).await?;
    let name = files::plain(&format!("{}-{}-results.pdf", loaded.unit.code, loaded.year));
    let title = title(&loaded, frame.lang);
    let contents = Contents { loaded: &loaded, lang: frame.lang, car_kg_per_km: app.config.car_kg_per_km };
    let mut blocks = contents.blocks(contents.cover(&person, &frame));
    if !ignored.is_empty() {
        let parts: Vec<_> = ignored.into_iter().map(|(part, _)| part).collect();
        let words = frame.lang.t_with("readme-ignored", &[("values", parts.join(", ").into())]);
        blocks.insert(AFTER_COVER, Block::Note(words));
    }
    let file = Report::asked(&frame, title, blocks).sent(&name).await?;
    let mut act = Act::new(&actor, app.clock.now(), Deed::Export, "report", "unit results exported".to_owned());
    act.entity_id = Some(name);
    act.details = json!({ "kind": "unit_results", "unit_id": loaded.id, "year": loaded.year });
    audit::note(&app.db, act).await;
    Ok(file)
}

fn title(loaded: &Loaded, lang: Lang) -> String {
    let arguments = [("unit", (&loaded.unit.name).into()), ("year", loaded.year.to_string().into())];
    lang.t_with("results-title", &arguments)
}

/// What a report is made of.
struct Contents<'a> {
    loaded: &'a Loaded,
    lang: Lang,
    car_kg_per_km: f64,
}

impl Contents<'_> {
    fn cover(&self, person: &Person, frame: &Frame) -> Block {
        let (unit, lang) = (&self.loaded.unit, self.lang);
        let coverage = [Some(validated_modules(self.loaded, lang)), not_counted(self.loaded, lang)];
        let rows = [
            ("column-unit-name", format!("{} ({})", unit.name, unit.code)),
            ("column-affiliation", unit.above.join(", ")),
            ("column-principal-user", unit.principal.clone().unwrap_or_default()),
            ("report-coverage", coverage.into_iter().flatten().collect::<Vec<_>>().join(" · ")),
            ("results-shown", included(self.loaded, lang)),
            ("column-last-update", unit.last_update.map(figures::date).unwrap_or_default()),
            ("report-made", figures::date_time(frame.now)),
            ("report-by", person.display_name.clone()),
        ];
        let known = rows.into_iter().filter(|(_, value)| !value.is_empty());
        let rows = known.map(|(key, value)| (lang.t(key), value)).collect();
        Block::Facts { caption: lang.t("report-about"), rows }
    }

    fn blocks(&self, cover: Block) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(1, title(self.loaded, self.lang)), cover];
        let mut tables = self.overview(&mut blocks);
        let panels = panels(self.loaded, self.car_kg_per_km, false, (self.lang, Look::Plain));
        for panel in panels.iter().filter(|panel| panel.missing.is_none()) {
            self.module(panel, &mut blocks);
        }
        self.information_technology(&mut blocks);
        tables.extend(self.additional(&mut blocks));
        if !tables.is_empty() {
            blocks.extend([Block::NewPage, Block::Heading(2, self.lang.t("report-appendix"))]);
            blocks.extend(tables.into_iter().map(Block::Table));
        }
        blocks
    }

    fn chart(&self, kind: Kind) -> Option<Chart> {
        kind.drawn(self.loaded, PAPER, self.lang)
    }

    /// The first page; gives the tables that belong to its charts.
    fn overview(&self, blocks: &mut Vec<Block>) -> Vec<Table> {
        let (lang, mut tables) = (self.lang, Vec::new());
        let numbers = Numbers::new(self.loaded, self.car_kg_per_km, lang);
        let unit = lang.t("unit-t-co2eq");
        let measured = |value: Option<String>| value.map_or_else(missing, |value| format!("{value}\u{a0}{unit}"));
        blocks.push(Block::Numbers(vec![
            Number { label: lang.t("results-total"), value: measured(numbers.total), note: numbers.total_note },
            Number {
                label: lang.t("results-comparison"),
                value: numbers.change.map_or_else(missing, |change| change.words),
                note: numbers.change_note,
            },
            Number { label: numbers.per_fte_label, value: measured(numbers.per_fte), note: numbers.per_fte_note },
        ]));
        blocks.push(Block::Heading(2, lang.t("results-chart")));
        if self.loaded.now.total_kg().is_none() {
            blocks.push(Block::Paragraph(lang.t("results-chart-empty")));
        }
        for chart in [Kind::Results, Kind::PerFte].into_iter().filter_map(|kind| self.chart(kind)) {
            tables.push(Table::from(&chart.table));
            blocks.push(Block::Figures(vec![Figure::plain(chart.drawing)]));
        }
        tables
    }

    /// The page of a validated module.
    fn module(&self, panel: &Panel, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        blocks.extend([Block::NewPage, Block::Heading(2, panel.name.clone())]);
        let recalculated = panel.is_recalculated.then(|| lang.t("results-recalculated"));
        let confidence = panel.confidence.as_ref().map(|(_, _, words)| words.clone());
        let words = [Some(panel.status_words.clone()), recalculated, confidence];
        blocks.push(Block::Note(words.into_iter().flatten().collect::<Vec<_>>().join(" · ")));
        let unit = lang.t("unit-t-co2eq");
        let measured =
            |value: &Option<String>| value.as_ref().map_or_else(missing, |value| format!("{value}\u{a0}{unit}"));
        let before = [("year", (self.loaded.year - 1).to_string().into())];
        blocks.push(Block::Numbers(vec![
            Number { label: panel.name.clone(), value: measured(&panel.tonnes), note: panel.car.clone() },
            Number {
                label: lang.t_with("results-compared-to", &before),
                value: panel.change.as_ref().map_or_else(missing, |change| change.words.clone()),
                note: panel.before.clone(),
            },
            Number { label: lang.t("results-per-fte-short"), value: measured(&panel.per_fte), note: panel.fte.clone() },
        ]));
        self.parts(panel, blocks);
    }

    /// The parts of a module: as shares, and what each is made of.
    fn parts(&self, panel: &Panel, blocks: &mut Vec<Block>) {
        let kind = Kind::Module(panel.module);
        let shaped = |as_bars: bool| {
            let mut shaped = self.loaded.clone();
            shaped.choices.as_bars = as_bars;
            shaped
        };
        let named = |key: &str| self.lang.t_with(key, &[("module", (&panel.name).into())]);
        let shares = shaped(false);
        if let Some(Chart { mut drawing, .. }) = kind.drawn(&shares, PAPER, self.lang) {
            drawing.title = named("results-parts-of");
            let parts = module_legend(&shares, panel.module, self.lang);
            let total: f64 = parts.iter().map(|(.., kg)| kg).sum();
            let key = |(paint, name, kg): (Paint, String, f64)| Key {
                paint,
                name,
                value: format!("{}\u{a0}t · {}", figures::tonnes(kg), figures::percent(kg / total)),
            };
            let legend = parts.into_iter().map(key).collect();
            blocks.push(Block::Figures(vec![Figure { drawing, narrow: None, legend }]));
            blocks.extend(panel.apart.clone().map(Block::Note));
        }
        if let Some(Chart { mut drawing, mut table }) = kind.drawn(&shaped(true), PAPER, self.lang) {
            drawing.title = named("results-made-of");
            table.title.clone_from(&drawing.title);
            blocks.extend([Block::Figures(vec![Figure::plain(drawing)]), Block::Table(Table::from(&table))]);
        }
    }

    fn information_technology(&self, blocks: &mut Vec<Block>) {
        let lang = self.lang;
        let Some(it) = ItPart::new(self.loaded, (lang, Look::Plain)) else { return };
        blocks.extend([Block::NewPage, Block::Heading(2, lang.t("it-title")), Block::Note(lang.t("it-lead"))]);
        let number = |label: &str, value: String| Number { label: lang.t(label), value, note: String::new() };
        blocks.push(Block::Numbers(vec![
            number("it-footprint", format!("{}\u{a0}{}", it.tonnes, lang.t("unit-t-co2eq"))),
            number("it-share", it.share),
        ]));
        let Some(Chart { drawing, table }) = self.chart(Kind::It) else {
            blocks.push(Block::Paragraph(lang.t("it-nothing")));
            return;
        };
        let mut legend: Vec<Key> = Vec::new();
        for source in it.sources {
            let value = match source.figures {
                Some((tonnes, share)) => format!("{tonnes}\u{a0}t · {share}"),
                None => lang.t("it-not-validated"),
            };
            legend.push(Key { paint: Paint::Category(source.category, 0), name: source.name, value });
        }
        legend.push(Key { paint: Paint::Empty, name: lang.t("it-all-other"), value: it.others });
        blocks.extend([
            Block::Figures(vec![Figure { drawing, narrow: None, legend }]),
            Block::Table(Table::from(&table)),
        ]);
    }

    /// The estimates, once a module that they follow from is validated; gives the tables that belong to their rings.
    fn additional(&self, blocks: &mut Vec<Block>) -> Vec<Table> {
        let (lang, now) = (self.lang, &self.loaded.now);
        let (mut rings, mut tables): (Vec<Figure>, Vec<Table>) = (Vec::new(), Vec::new());
        let is_known = now.is_validated(ModuleType::Headcount) || now.is_validated(ModuleType::Buildings);
        if !self.loaded.choices.additional || !is_known {
            return tables;
        }
        blocks.extend([Block::NewPage, Block::Heading(2, lang.t("results-additional"))]);
        blocks.push(Block::Note(lang.t("results-additional-lead")));
        for group in groups(self.loaded, lang) {
            match (&group.missing, self.chart(Kind::Additional(group.category))) {
                (None, Some(chart)) => {
                    tables.push(Table::from(&chart.table));
                    rings.push(ring(group, chart));
                }
                (missing, _) => {
                    let words = missing.clone().unwrap_or_else(|| lang.t("results-additional-empty"));
                    let named = [("name", group.name.into()), ("value", words.into())];
                    blocks.push(Block::Paragraph(lang.t_with("chips-value", &named)));
                }
            }
        }
        while !rings.is_empty() {
            let rest = rings.split_off(rings.len().min(2));
            blocks.push(Block::Figures(std::mem::replace(&mut rings, rest)));
        }
        tables
    }
}

fn missing() -> String {
    figures::MISSING.to_owned()
}

/// The ring of an estimate, its quantity in its title.
fn ring(group: Group, chart: Chart) -> Figure {
    let (mut drawing, category) = (chart.drawing, group.category);
    drawing.title = [Some(group.name), group.quantity].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let key = |(shade, name, share, _): (usize, String, String, Option<String>)| Key {
        paint: shade_of(category, shade),
        name,
        value: share,
    };
    Figure { drawing, narrow: None, legend: group.parts.into_iter().map(key).collect() }
}

fn shade_of(category: Category, shade: usize) -> Paint {
    Paint::Category(category, u8::try_from(shade).unwrap_or(u8::MAX))
}
