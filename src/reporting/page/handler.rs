//! The handler of the page: a query string in, a whole page out.

use askama::Template;
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::cells::Body;
use super::charts::ChartsView;
use super::chips::{Chip, chips};
use super::completion::Completion;
use super::exports::{self, Exports};
use super::panel::{LISTED_UNITS, Offered, Panel};
use super::progress::Progress;
use super::table::Table;
use super::views::ViewsMenu;
use super::{ALL_UNITS, PATH};
use crate::access::{Action, Permission, Scope, Visitor};
use crate::charts::svg::Look;
use crate::platform::App;
use crate::platform::ids::UnitId;
use crate::reporting::charts::Charts;
use crate::reporting::choices;
use crate::reporting::export::Kind;
use crate::reporting::filter::Filter;
use crate::reporting::listing::Listing;
use crate::reporting::opened;
use crate::reporting::parse::{self, Door};
use crate::reporting::reminders;
use crate::reporting::snapshot::{Snapshots, View};
use crate::reporting::units::{Reader, module_choices, named, units_table};
use crate::reporting::views;
use crate::results;
use crate::web::address::address;
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
    /// Who printed it and when, for paper.
    printed: String,
    panel: Panel,
    views: ViewsMenu,
    chips: Vec<Chip>,
    /// Filtered units of which a recalculation changed validated figures.
    recalculated: Vec<Recalculated>,
    completion: Completion,
    /// None when no unit matches.
    table: Option<Table>,
    reminders: String,
    /// None when no unit matches.
    progress: Option<Progress>,
    /// None when no unit matches.
    charts: Option<ChartsView>,
    /// What the page is about, in words.
    result: String,
    /// The combined report of the filtered units, as a page to print.
    print: String,
    unit_count: i64,
    has_reports: bool,
    /// None without the right to.
    exports: Option<Exports>,
}

/// A unit of which a recalculation changed validated figures.
struct Recalculated {
    name: String,
    /// Address, and what changed, of each year.
    years: Vec<(String, String)>,
}

impl Recalculated {
    fn new((name, unit): (String, UnitId), all: &[opened::Recalculated], lang: Lang) -> Self {
        let years = all.iter().filter(|changed| changed.unit == unit).map(|changed| {
            let numbers = [
                ("year", changed.year.to_string().into()),
                ("before", changed.before_kg.map_or_else(|| figures::MISSING.to_owned(), figures::tonnes).into()),
                ("now", figures::tonnes(changed.now_kg).into()),
            ];
            (results::url(unit, changed.year), lang.t_with("reporting-recalculated-change", &numbers))
        });
        Self { name, years: years.collect() }
    }
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
        let choices = listing.url(PATH);
        let address = if choices == PATH { ALL_UNITS.to_owned() } else { choices };
        return Ok(Redirect::to(&address).into_response());
    }
    let saved = views::of_person(&app.db, visitor.person.id).await?;
    let is_bare = query.is_none_or(|query| query.is_empty());
    if let Some(default) = saved.iter().find(|view| is_bare && view.is_default) {
        return Ok(Redirect::to(&default.url()).into_response());
    }
    let (scope, lang) = (&visitor.scope, frame.lang);
    let view = snapshots.view(&app.read_db, scope).await?;
    let years = choices::years(&view, listing.filter.all_levels);
    if listing.filter.years.is_empty() {
        listing.filter = listing.filter.with_years(choices::latest(&years));
    }
    let latest = choices::latest(&years);
    let offered = offered(&view, &listing);
    let mut units = units_table(&view, &listing, lang, Reader::Person);
    // what is chosen of modules does not count beside the choices
    let has_modules = listing.filter.module_statuses.iter().any(|statuses| statuses.is_restricted());
    let modules = if has_modules { module_choices(&view, &listing.filter) } else { units.module_counts };
    opened::find_changes(&app.read_db, &listing.filter, &mut units.rows).await?;
    let recalculated = opened::recalculated(&app.read_db, scope, &listing.filter).await?;
    let changed = recalculated.iter().map(|changed| changed.unit).collect();

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
        ignored: unusable.iter().map(|unusable| unusable.part_and_words(lang)).collect(),
        beyond_the_end: (units.page < listing.page).then_some(listing.page),
        scope: scope_words(scope, &view, &offered, lang),
        units_in_scope: offered.units.in_scope,
        moment: figures::date_time(frame.now),
        printed: frame.printed_by(&visitor.person.display_name),
        views: ViewsMenu::new(saved, &listing, latest),
        chips: chips(&listing, &offered, lang),
        recalculated: named(&view, &listing.filter, &changed)
            .into_iter()
            .map(|unit| Recalculated::new(unit, &recalculated, lang))
            .collect(),
        panel: Panel::new(&listing, &offered, &units, &modules, lang),
        completion: Completion::new(units.counts),
        result: result(&listing.filter, units.totals.units, lang),
        print: exports::print(Kind::Combined, &listing),
        progress,
        charts,
        unit_count: units.totals.units,
        has_reports: !offered.years.is_empty(),
        exports: may_export.then(|| Exports::new(&listing, &units, lang)),
        reminders: address(reminders::PATH, &listing.filter.pairs()),
        table: (units.totals.units > 0).then(|| Table::new(&listing, units, &changed, may_export, &frame)),
    };
    Ok(Page(frame, page).into_response())
}

/// What can be chosen beside what is chosen.
pub(super) fn offered<'a>(view: &'a View, listing: &Listing) -> Offered<'a> {
    let filter = &listing.filter;
    let wanted = choices::Query {
        affiliation_ids: &filter.affiliation_ids,
        search: &listing.panel.unit_search,
        chosen: &filter.unit_ids,
        offset: 0,
        limit: LISTED_UNITS.max(filter.unit_ids.len()),
        all_levels: filter.all_levels,
    };
    Offered {
        years: choices::years(view, filter.all_levels),
        affiliations: choices::affiliations(view, &listing.panel.affiliation_search, filter.all_levels),
        units: choices::units(view, wanted),
    }
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
pub(super) fn scope_words(scope: &Scope, view: &View, offered: &Offered, lang: Lang) -> String {
    if scope.is_everything() {
        return lang.t("reporting-whole-institution");
    }
    let tops = offered.affiliations.iter().filter(|affiliation| affiliation.parent_id.is_none());
    let mut names: Vec<&str> = tops.map(|affiliation| affiliation.unit.label(lang)).collect();
    if names.is_empty() {
        // every one of them, whatever the panel narrows its list to
        names = view.listed(false).map(|unit| unit.name.as_str()).collect();
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
