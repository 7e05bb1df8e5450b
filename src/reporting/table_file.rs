//! `GET /reporting/export/units`: the units table as a file: the units, columns and order of the page, on one page.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::export::Options;
use super::export::table::Table;
use super::listing::{Listing, SortKey};
use super::selection::Change;
use super::snapshot::Snapshots;
use super::units::{BeyondTheEnd, UnitRow, units_table};
use super::{choices, parse, record, sent};
use crate::access::{Acting, Visitor};
use crate::carbon::taxonomy::ModuleType;
use crate::platform::App;
use crate::web::{Lang, Problem};

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
    listing.panel.open.clear();
    (listing.page, listing.page_size) = (1, u32::MAX);
    let rows = units_table(&view, &listing, lang, BeyondTheEnd::LastPage).rows;
    let table = written(options, &listing, &rows)?;
    let now = app.clock.now();
    let (years, at) = (listing.filter.years_words(), now.format("%Y%m%dT%H%M%SZ"));
    let name = format!("co2_units_{years}_{at}.{}", options.format.key());
    record(&app, &actor, now, ("units", &name), &listing.filter, rows.len()).await?;
    Ok(sent::as_file(table, options, &name).await?)
}

fn written(options: Options, listing: &Listing, units: &[UnitRow]) -> anyhow::Result<Table> {
    let years = &listing.filter.years;
    let shown = listing.columns.shown(years);
    let header: Vec<String> = shown.iter().flat_map(|key| names(*key, listing)).collect();
    let mut file = Table::start(&options, &header.iter().map(String::as_str).collect::<Vec<_>>())?;
    for unit in units {
        for key in &shown {
            cells(*key, unit, listing, &mut file)?;
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

fn cells(key: SortKey, unit: &UnitRow, listing: &Listing, file: &mut Table) -> anyhow::Result<()> {
    let tonnes = |kg: f64| Some(kg / 1000.0);
    let years = &listing.filter.years;
    match key {
        SortKey::UnitName => {
            file.text(&unit.name)?;
            file.text(&unit.code)
        }
        SortKey::Affiliation => file.text(&unit.path_name),
        SortKey::ValidationStatus => {
            let (done, of) = unit.progress(years.len());
            file.text(unit.status.key())?;
            file.count(done)?;
            file.count(of as i64)
        }
        SortKey::PrincipalUser => file.maybe(unit.principal.as_deref()),
        SortKey::LastUpdate => file.maybe_moment(unit.last_update),
        SortKey::HighestResultCategory => file.maybe(unit.highest.map(ModuleType::key)),
        SortKey::TotalCarbonFootprint => {
            file.maybe_number(tonnes(unit.total_kg))?;
            file.maybe_number(tonnes(unit.validated_kg))
        }
        SortKey::PerFte => file.maybe_number((unit.fte > 0.0).then(|| unit.total_kg / 1000.0 / unit.fte)),
        SortKey::Level => {
            file.count(unit.level)?;
            file.maybe(unit.unit_type.as_deref())
        }
        SortKey::Scope(number) => {
            file.maybe_number(unit.scope_kg.get(usize::from(number).wrapping_sub(1)).map(|kg| kg / 1000.0))
        }
        SortKey::It => file.maybe_number(tonnes(unit.it_kg)),
        SortKey::AboveThreshold => file.count(unit.entries_above_threshold),
        SortKey::Change => {
            file.maybe_number(unit.change.map(|change| change.kg() / 1000.0))?;
            file.maybe_number(unit.change.and_then(Change::share).map(|share| share * 100.0))
        }
        SortKey::OfYear(year) => {
            let place = years.iter().position(|selected| selected.get() == year).unwrap_or_default();
            file.maybe_number(unit.by_year[place].map(|kg| kg / 1000.0))?;
            if place + 1 == years.len() {
                return Ok(());
            }
            file.maybe_number(unit.change_to(place).and_then(Change::share).map(|share| share * 100.0))
        }
    }
}
