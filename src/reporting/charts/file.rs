//! `/reporting/charts/{file}`: a chart as a picture, or its numbers.

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::ChartSet;
use crate::access::Visitor;
use crate::charts::svg::{self, Look};
use crate::platform::App;
use crate::reporting::filter::Filter;
use crate::reporting::parse::{self, Door};
use crate::reporting::{Snapshots, choices};
use crate::web::{Frame, Problem};

/// `GET /reporting/charts/{file}`: `aggregated.svg`, `years.csv`, …. What of the address is not understood is left out, as
/// on the page.
pub async fn show(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    frame: Frame,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (name, extension) = file.split_once('.').ok_or(Problem::NotFound)?;
    let (mut listing, _) = parse::query(query.as_deref(), Door::Page);
    let view = snapshots.view(&app.read_db, &visitor.scope).await?;
    if listing.filter.years.is_empty() {
        let years = choices::years(&view, listing.filter.all_levels);
        listing.filter = listing.filter.with_years(choices::latest(&years));
    }
    let set = ChartSet::of(&view, &listing.filter, listing.panel.charts, frame.lang);
    let chart = set.named(name).ok_or(Problem::NotFound)?;
    let look = if frame.has_patterns { Look::Patterned } else { Look::Plain };
    let (content_type, body) = match extension {
        "svg" => ("image/svg+xml; charset=utf-8", svg::file(&chart.wide, look).into_bytes()),
        "csv" => ("text/csv; charset=utf-8", chart.table.csv().map_err(|error| Problem::Internal(error.into()))?),
        _ => return Err(Problem::NotFound),
    };
    let file_name = format!("co2_{}_{}.{extension}", name.replace('-', "_"), years(&listing.filter));
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// The first and the last year of a filter, for the name of a file.
fn years(filter: &Filter) -> String {
    match filter.years.as_slice() {
        [newest, .., oldest] => format!("{oldest}-{newest}"),
        [only] => only.to_string(),
        [] => String::new(),
    }
}
