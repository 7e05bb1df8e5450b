//! The handler of the page: a query string in, a whole page out.

use askama::Template;
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::PATH;
use super::charts::ChartsView;
use super::chips::{Chip, chips};
use super::completion::Completion;
use super::exports::Exports;
use super::panel::{LISTED_UNITS, Offered, Panel};
use super::progress::Progress;
use super::table::Table;
use crate::access::{Action, Permission, Scope, Visitor};
use crate::charts::svg::Look;
use crate::platform::App;
use crate::reporting::charts::Charts;
use crate::reporting::choices;
use crate::reporting::filter::Filter;
use crate::reporting::listing::Listing;
use crate::reporting::opened;
use crate::reporting::parse::{self, Door, Unusable};
use crate::reporting::snapshot::Snapshots;
use crate::reporting::units::{BeyondTheEnd, units_table};
use crate::web::{Frame, Lang, Page, Problem, figures, filters};

#[derive(Template)]
#[template(path = "reporting/page.html")]
struct ReportingPage {
    /// What of the address was ignored, and why.
    ignored: Vec<(String, String)>,
    /// The page asked for, when there are fewer.
    beyond_the_end: Option<u32>,
    scope: String,
    units_in_scope: usize,
    moment: String,
    panel: Panel,
    chips: Vec<Chip>,
    completion: Completion,
    /// None when no unit matches.
    table: Option<Table>,
    /// None when no unit matches.
    progress: Option<Progress>,
    /// None when no unit matches.
    charts: Option<ChartsView>,
    /// What the page is about, in words.
    result: String,
    unit_count: i64,
    has_reports: bool,
    /// None without the right to.
    exports: Option<Exports>,
}

/// `GET /reporting`
pub async fn show(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    kept_charts: Extension<Charts>,
    visitor: Visitor,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (mut listing, unusable) = parse::query(query.as_deref(), Door::Page);
    if listing.panel.is_applied && unusable.is_empty() {
        // the form names every checkbox; the address it leads to names only what constrains
        return Ok(Redirect::to(&listing.url(PATH)).into_response());
    }
    let (scope, lang) = (&visitor.scope, frame.lang);
    let view = snapshots.view(&app.read_db, scope).await?;
    let years = choices::years(&view);
    if listing.filter.years.is_empty() {
        listing.filter = listing.filter.with_years(choices::latest(&years));
    }
    let wanted = choices::Query {
        affiliation_ids: &listing.filter.affiliation_ids,
        search: &listing.panel.unit_search,
        chosen: &listing.filter.unit_ids,
        offset: 0,
        limit: LISTED_UNITS.max(listing.filter.unit_ids.len()),
    };
    let offered = Offered {
        years,
        affiliations: choices::affiliations(&view, &listing.panel.affiliation_search),
        units: choices::units(&view, wanted),
    };
    let mut units = units_table(&view, &listing, lang, BeyondTheEnd::LastPage);
    opened::find_changes(&app.read_db, &listing.filter, &mut units.rows).await?;

    let (progress, charts) = if units.totals.units > 0 {
        let look = if frame.has_patterns { Look::Patterned } else { Look::Plain };
        let drawn = kept_charts.of(&view, scope, &listing.filter, listing.panel.charts, (lang, look));
        let progress = Progress::new(&view, &listing.filter, &units, &drawn, lang);
        (Some(progress), Some(ChartsView::new(&listing, drawn, lang)))
    } else {
        (None, None)
    };
    let may_export = visitor.person.may(Permission::BackofficeReporting, Action::Export);
    let page = ReportingPage {
        ignored: unusable.iter().map(|unusable| ignored(unusable, lang)).collect(),
        beyond_the_end: (units.page < listing.page).then_some(listing.page),
        scope: scope_words(scope, &offered, lang),
        units_in_scope: offered.units.in_scope,
        moment: figures::date_time(frame.now),
        chips: chips(&listing, &offered, lang),
        panel: Panel::new(&listing, &offered, &units, lang),
        completion: Completion::new(units.counts),
        result: result(&listing.filter, units.totals.units, lang),
        progress,
        charts,
        unit_count: units.totals.units,
        has_reports: !offered.years.is_empty(),
        exports: may_export.then(|| Exports::new(&listing, &units, lang)),
        table: (units.totals.units > 0).then(|| Table::new(&listing, units, &frame)),
    };
    Ok(Page(frame, page).into_response())
}

fn ignored(unusable: &Unusable, lang: Lang) -> (String, String) {
    (format!("{}={}", unusable.field, unusable.value), unusable.words(lang))
}

/// How many units of which years, and how many filters made them so.
fn result(filter: &Filter, units: i64, lang: Lang) -> String {
    let mut parts = vec![lang.t_with("reporting-result", &[("units", units.into())])];
    parts.extend(filter.years.iter().rev().map(ToString::to_string));
    if filter.active_count() > 0 {
        parts.push(lang.t_with("reporting-result-filters", &[("count", filter.active_count().into())]));
    }
    parts.join(" · ")
}

/// What the person may see, in words: the tops of their subtrees.
pub(super) fn scope_words(scope: &Scope, offered: &Offered, lang: Lang) -> String {
    if scope.is_everything() {
        return lang.t("reporting-whole-institution");
    }
    let tops = offered.affiliations.iter().filter(|affiliation| affiliation.parent_id.is_none());
    let mut names: Vec<&str> = tops.map(|affiliation| affiliation.unit.label(lang)).collect();
    if names.is_empty() {
        names = offered.units.listed.iter().map(|unit| unit.name.as_str()).collect();
    }
    if names.is_empty() { lang.t("reporting-no-unit") } else { names.join(", ") }
}

impl Listing {
    fn is_open(&self, id: crate::platform::ids::UnitId) -> bool {
        self.panel.open.contains(&id)
    }

    /// The view with a row opened or closed.
    pub(super) fn toggled(&self, id: crate::platform::ids::UnitId) -> Self {
        let mut listing = self.clone();
        if self.is_open(id) {
            listing.panel.open.retain(|open| *open != id);
        } else {
            listing.panel.open.push(id);
        }
        listing
    }
}
