//! `GET /reporting/export/units`: the units table as a file: the units, columns and order of the page, on one page, and
//! the totals below them.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::export::table::Table;
use super::export::{Options, refuse_incomplete};
use super::listing::{Listing, SortKey};
use super::selection::Change;
use super::snapshot::Snapshots;
use super::units::{Reader, Totals, UnitRow, UnitsTable, units_table};
use super::{choices, parse, record, sent};
use crate::access::{Acting, Visitor};
use crate::carbon::taxonomy::ModuleType;
use crate::platform::App;
use crate::web::{Lang, Problem};

/// Stands for the name of a unit in the last line.
const TOTAL: &str = "TOTAL";

/// `GET /reporting/export/units`
pub(super) async fn download(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    Acting(actor): Acting,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (options, _, query) = Options::of_table(query.as_deref());
    let (mut listing, _) = parse::query(Some(&query), parse::Door::Page);
    let view = snapshots.view(&app.read_db, &visitor.scope).await?;
    if listing.filter.years.is_empty() {
        let years = choices::years(&view, listing.filter.all_levels);
        listing.filter = listing.filter.with_years(choices::latest(&years));
    }
    refuse_incomplete(&app.read_db, &listing.filter, &visitor.scope).await.map_err(|refusal| refusal.problem(lang))?;
    listing.panel.open.clear();
    (listing.page, listing.page_size) = (1, u32::MAX);
    let units = units_table(&view, &listing, lang, Reader::Person);
    let table = written(options, &listing, &units)?;
    let now = app.clock.now();
    let (years, at) = (listing.filter.years_words(), now.format("%Y%m%dT%H%M%SZ"));
    let name = format!("co2_units_{years}_{at}.{}", options.format.key());
    record(&app, &actor, now, ("units", &name), &listing.filter, units.rows.len()).await?;
    Ok(sent::as_file(table, options, &name).await?)
}

fn written(options: Options, listing: &Listing, units: &UnitsTable) -> anyhow::Result<Table> {
    let years = &listing.filter.years;
    let shown = listing.columns.shown(years);
    let header: Vec<String> = shown.iter().flat_map(|key| names(*key, listing)).collect();
    let mut file = Table::start(&options, &header.iter().map(String::as_str).collect::<Vec<_>>())?;
    for line in units.rows.iter().map(Line::of_unit).chain([Line::of_all(&units.totals)]) {
        for key in &shown {
            line.write(*key, listing, &mut file)?;
        }
        file.end_row()?;
    }
    Ok(file)
}

/// Names of the columns that stand for one of the table: what it shows on a second line has one of its own.
fn names(key: SortKey, listing: &Listing) -> Vec<String> {
    let names: &[&str] = match key {
        SortKey::UnitName => &["unit_name", "unit_code"],
        SortKey::ValidationStatus if listing.filter.years.len() > 1 => {
            &["overall_status", "years_validated", "years_total"]
        }
        SortKey::ValidationStatus => &["overall_status", "modules_validated", "modules_total"],
        SortKey::TotalCarbonFootprint => &["total_t", "total_validated_t"],
        SortKey::PerFte => &["t_per_fte"],
        SortKey::Level => &["level", "unit_type"],
        SortKey::Scope(1) => &["scope1_t"],
        SortKey::Scope(2) => &["scope2_t"],
        SortKey::Scope(_) => &["scope3_t"],
        SortKey::It => &["it_t"],
        SortKey::AboveThreshold => &["entries_above_threshold"],
        SortKey::Change => &["change_t", "change_percent"],
        SortKey::OfYear(year) => {
            let is_oldest = listing.filter.years.last().is_some_and(|oldest| oldest.get() == year);
            let total = format!("total_{year}_t");
            return if is_oldest { vec![total] } else { vec![total, format!("change_{year}_percent")] };
        }
        other => return vec![other.key().into_owned()],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A line of the file.
struct Line<'a> {
    /// None: all units together, of which only sums are said.
    unit: Option<&'a UnitRow>,
    /// Figures of a unit without data are empty cells.
    has_data: bool,
    total_kg: f64,
    validated_kg: f64,
    fte: f64,
    scope_kg: [f64; 3],
    it_kg: f64,
    entries_above_threshold: i64,
    change: Option<Change>,
    /// Of each selected year, newest first: its total, and how that changed from the selected year before.
    by_year: Vec<(Option<f64>, Option<Change>)>,
}

impl<'a> Line<'a> {
    fn of_unit(unit: &'a UnitRow) -> Self {
        Self {
            unit: Some(unit),
            has_data: unit.has_data,
            total_kg: unit.total_kg,
            validated_kg: unit.validated_kg,
            fte: unit.fte,
            scope_kg: unit.scope_kg,
            it_kg: unit.it_kg,
            entries_above_threshold: unit.entries_above_threshold,
            change: unit.change,
            by_year: (0..).zip(&unit.by_year).map(|(place, kg)| (*kg, unit.change_to(place))).collect(),
        }
    }

    fn of_all(totals: &Totals) -> Self {
        let changes = totals.changes.iter().copied().map(Some).chain([None]);
        Self {
            unit: None,
            has_data: true,
            total_kg: totals.total_kg,
            validated_kg: totals.validated_kg,
            fte: totals.fte,
            scope_kg: totals.scope_kg,
            it_kg: totals.it_kg,
            entries_above_threshold: totals.entries_above_threshold,
            change: totals.change,
            by_year: totals.by_year.iter().copied().map(Some).zip(changes).collect(),
        }
    }

    fn write(&self, key: SortKey, listing: &Listing, file: &mut Table) -> anyhow::Result<()> {
        let figure = |figure: f64| self.has_data.then_some(figure);
        let percent = |change: Option<Change>| change.and_then(Change::share).map(|share| share * 100.0);
        let years = &listing.filter.years;
        match key {
            SortKey::UnitName => {
                file.text(self.unit.map_or(TOTAL, |unit| unit.name.as_str()))?;
                file.maybe(self.unit.map(|unit| unit.code.as_str()))
            }
            SortKey::Affiliation => file.maybe(self.unit.map(|unit| unit.path_name.as_str())),
            SortKey::ValidationStatus => {
                let Some(unit) = self.unit else { return (0..3).try_for_each(|_| file.empty()) };
                let (done, of) = unit.progress(years.len());
                file.text(unit.status.key())?;
                file.count(done)?;
                file.count(of as i64)
            }
            SortKey::PrincipalUser => file.maybe(self.unit.and_then(|unit| unit.principal.as_deref())),
            SortKey::LastUpdate => file.maybe_moment(self.unit.and_then(|unit| unit.last_update)),
            SortKey::HighestResultCategory => file.maybe(self.unit.and_then(|unit| unit.highest).map(ModuleType::key)),
            SortKey::TotalCarbonFootprint => {
                file.maybe_number(figure(self.total_kg / 1000.0))?;
                file.maybe_number(figure(self.validated_kg / 1000.0))
            }
            SortKey::PerFte => file.maybe_number(figure(self.total_kg / 1000.0 / self.fte).filter(|_| self.fte > 0.0)),
            SortKey::Level => {
                file.maybe_number(self.unit.map(|unit| unit.level.into()))?;
                file.maybe(self.unit.and_then(|unit| unit.unit_type.as_deref()))
            }
            SortKey::Scope(number) => {
                let kg = self.scope_kg.get(usize::from(number).wrapping_sub(1));
                file.maybe_number(kg.and_then(|kg| figure(kg / 1000.0)))
            }
            SortKey::It => file.maybe_number(figure(self.it_kg / 1000.0)),
            SortKey::AboveThreshold if !self.has_data => file.empty(),
            SortKey::AboveThreshold => file.count(self.entries_above_threshold),
            SortKey::Change => {
                file.maybe_number(self.change.map(|change| change.kg() / 1000.0))?;
                file.maybe_number(percent(self.change))
            }
            SortKey::OfYear(year) => {
                let place = years.iter().position(|selected| selected.get() == year).unwrap_or_default();
                let (kg, change) = self.by_year.get(place).copied().unwrap_or_default();
                file.maybe_number(kg.map(|kg| kg / 1000.0))?;
                if place + 1 == years.len() { Ok(()) } else { file.maybe_number(percent(change)) }
            }
        }
    }
}
