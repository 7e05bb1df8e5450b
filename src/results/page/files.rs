//! `/units/{unit_id}/results/{year}/charts/{file}`: a chart, or the numbers behind it, as a file.

use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::access::Person;
use crate::charts::svg::{self, Look};
use crate::platform::App;
use crate::results::choices::Choices;
use crate::results::drawn::{Chart, Kind, WIDE};
use crate::results::load::Loaded;
use crate::web::{Frame, Problem};

/// `GET /units/{unit_id}/results/{year}/charts/{file}`
pub(in crate::results) async fn download(
    State(app): State<App>,
    person: Person,
    frame: Frame,
    Path((unit_id, year, file)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (name, extension) = file.rsplit_once('.').ok_or(Problem::NotFound)?;
    let kind = Kind::parse(name).ok_or(Problem::NotFound)?;
    if !matches!(extension, "csv" | "svg") {
        return Err(Problem::NotFound);
    }
    let loaded = Loaded::read(&app, &person, (&unit_id, &year), Choices::read(query.as_deref()).0).await?;
    let chart = kind.drawn(&loaded, WIDE, frame.lang).ok_or(Problem::NotFound)?;
    answer(&chart, &format!("{}-{}-{file}", loaded.unit.code, loaded.year), super::look_of(&frame))
}

/// A chart as a file of a name; the numbers behind it when the name ends with `csv`.
pub(in crate::results) fn answer(chart: &Chart, name: &str, look: Look) -> Result<Response, Problem> {
    let (content_type, bytes) = if name.rsplit('.').next() == Some("csv") {
        ("text/csv; charset=utf-8", chart.table.csv().map_err(|error| Problem::Internal(error.into()))?)
    } else {
        ("image/svg+xml", svg::file(&chart.drawing, look).into_bytes())
    };
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", plain(name))),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// A name that needs no quoting anywhere.
pub(super) fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect()
}
