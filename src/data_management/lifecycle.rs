//! Creating a year, opening and closing it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::confirm::Confirmation;
use super::place;
use crate::access::Acting;
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::presence;
use crate::platform::App;
use crate::web::{Flash, Flashes, Frame, Problem, figures};
use crate::years;

/// `POST /data-management/{year}/create`: also runs a preparation again that failed.
pub(super) async fn create(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    frame: Frame,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    years::submit_creation(&app, &actor, year).await.map_err(|error| error.problem(frame.lang))?;
    flashes.keep(Flash::done("year-creation-begun").with("year", year.to_string())).await?;
    Ok(Redirect::to(&place::of_year(year)).into_response())
}

/// `POST /data-management/{year}/open`
pub(super) async fn open(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    frame: Frame,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    years::open(&app, &actor, year).await.map_err(|error| error.problem(frame.lang))?;
    flashes.keep(Flash::done("year-opened").with("year", year.to_string())).await?;
    Ok(Redirect::to(&place::of_year(year)).into_response())
}

/// `GET /data-management/{year}/close`
pub(super) async fn ask_close(
    State(app): State<App>,
    frame: Frame,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    let mut conn = app.db.acquire().await?;
    let summary = years::summary(&mut conn, year).await?.ok_or(Problem::NotFound)?;
    if !summary.is_open() {
        return Ok(Redirect::to(&place::of_year(year)).into_response());
    }
    let entered = presence::of_types(&mut conn, year, DataEntryType::ALL).await?;
    let lang = frame.lang;
    let confirmation = Confirmation {
        title: lang.t_with("year-close-title", &[("year", year.to_string().into())]),
        year,
        consequence: lang.t("year-close-consequence"),
        facts: vec![
            (lang.t("year-close-units"), figures::count(summary.unit_count)),
            (lang.t("data-entries"), figures::count(entered.entries)),
        ],
        button: lang.t_with("year-close-button", &[("year", year.to_string().into())]),
        is_dangerous: true,
        action: place::deed_of_year(year, "close"),
        back: place::of_year(year),
    };
    Ok(confirmation.answer(frame))
}

/// `POST /data-management/{year}/close`
pub(super) async fn close(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    frame: Frame,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    years::close(&app, &actor, year).await.map_err(|error| error.problem(frame.lang))?;
    flashes.keep(Flash::done("year-closed").with("year", year.to_string())).await?;
    Ok(Redirect::to(&place::of_year(year)).into_response())
}
