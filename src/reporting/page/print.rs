//! Reports of what is filtered: as a page to print, and as a PDF file.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};

use super::handler::offered;
use super::report::{Contents, Kind};
use crate::access::{Acting, Action, Permission, Visitor};
use crate::charts::svg::{self, Look};
use crate::pdf::Report;
use crate::platform::App;
use crate::reporting::charts::Charts;
use crate::reporting::choices;
use crate::reporting::export::refuse_incomplete;
use crate::reporting::listing::{Listing, address};
use crate::reporting::parse::{self, Door, Unusable};
use crate::reporting::record;
use crate::reporting::snapshot::Snapshots;
use crate::reporting::units::{Reader, units_table};
use crate::web::{Frame, Page, Problem, filters};

/// Most units listed on a page to print.
const PRINTED_UNITS: u32 = 500;

#[derive(Template)]
#[template(path = "reporting/print.html")]
struct PrintPage {
    report: Report,
    back: String,
    /// None without the right to take files out.
    pdf: Option<String>,
    /// Units there are, when not all are listed.
    units_left_out: Option<i64>,
}

impl PrintPage {
    fn drawn(drawing: &crate::charts::Drawing) -> String {
        svg::inline(drawing, Look::Plain)
    }
}

/// Who asks for a report, and where its charts are kept.
#[derive(axum::extract::FromRequestParts)]
#[from_request(state(App))]
pub struct Asked {
    snapshots: Extension<Snapshots>,
    kept_charts: Extension<Charts>,
    visitor: Visitor,
    frame: Frame,
}

impl Asked {
    /// The report of what the address filters, how many units it lists, and how many there are.
    async fn report(
        &self,
        app: &App,
        kind: Kind,
        (listing, unusable): (&mut Listing, &[Unusable]),
        most: u32,
    ) -> Result<(Report, i64), Problem> {
        let view = self.snapshots.view(&app.read_db, &self.visitor.scope).await?;
        if listing.filter.years.is_empty() {
            let years = choices::years(&view, listing.filter.all_levels);
            listing.filter = listing.filter.clone().with_years(choices::latest(&years));
        }
        listing.panel.open.clear();
        (listing.page, listing.page_size) = (1, most);
        let units = units_table(&view, listing, self.frame.lang, Reader::Person);
        let contents = Contents {
            kind,
            listing,
            unusable,
            view: &view,
            offered: &offered(&view, listing),
            units: &units,
            visitor: &self.visitor,
            frame: &self.frame,
        };
        Ok((contents.report(&self.kept_charts), units.totals.units))
    }
}

/// `GET /reporting/print/{report}`
pub async fn page(
    State(app): State<App>,
    asked: Asked,
    Path(report): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let kind = Kind::of(&report).ok_or(Problem::NotFound)?;
    let (mut listing, unusable) = parse::query(query.as_deref(), Door::Page);
    let (report, units) = asked.report(&app, kind, (&mut listing, &unusable), PRINTED_UNITS).await?;
    let pairs: Vec<_> = listing.filter.pairs().into_iter().chain(listing.panel.charts.pairs()).collect();
    let may_export = asked.visitor.person.may(Permission::BackofficeReporting, Action::Export);
    let page = PrintPage {
        report,
        back: address(super::PATH, &pairs),
        pdf: may_export.then(|| address(&format!("/reporting/report/{}.pdf", kind.key()), &pairs)),
        units_left_out: (kind == Kind::Combined && units > PRINTED_UNITS.into()).then_some(units),
    };
    Ok(Page(asked.frame, page).into_response())
}

/// `GET /reporting/report/{file}`: `combined.pdf`, `results.pdf`.
pub async fn pdf(
    State(app): State<App>,
    asked: Asked,
    Acting(actor): Acting,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let kind = file.strip_suffix(".pdf").and_then(Kind::of).ok_or(Problem::NotFound)?;
    let (mut listing, unusable) = parse::query(query.as_deref(), Door::Page);
    let (report, units) = asked.report(&app, kind, (&mut listing, &unusable), u32::MAX).await?;
    let (scope, lang) = (&asked.visitor.scope, asked.frame.lang);
    refuse_incomplete(&app.read_db, &listing.filter, scope).await.map_err(|refusal| refusal.problem(lang))?;
    let now = app.clock.now();
    let name = format!("co2_{}_{}_{}.pdf", kind.key(), listing.filter.years_words(), now.format("%Y%m%dT%H%M%SZ"));
    let file = report.sent(&name).await?;
    record(&app, &actor, now, ("report", &name), &listing.filter, units as usize).await?;
    Ok(file)
}
