//! `/data-management/{year}/synchronise`: what the directory would change, then bringing it in.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::place;
use crate::access::Acting;
use crate::carbon::ids::Year;
use crate::operations::unit_changes::UnitChanges;
use crate::platform::App;
use crate::web::{Flash, Flashes, Frame, Page, Problem, filters};
use crate::years::{self, PreviewError};

#[derive(Template)]
#[template(path = "data_management/synchronise.html")]
struct SynchronisePage {
    title: String,
    year: Year,
    preview: Result<UnitChanges, String>,
    action: String,
    back: String,
}

/// `GET /data-management/{year}/synchronise`
pub(super) async fn ask(State(app): State<App>, frame: Frame, Path(year): Path<String>) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    let lang = frame.lang;
    years::require_provisioned(&mut *app.db.acquire().await?, year).await.map_err(|error| error.problem(lang))?;
    let preview = match years::preview_synchronisation(&app).await {
        Ok(changes) => Ok(UnitChanges::new(&changes, lang)),
        Err(PreviewError::Refused(institution_error)) if institution_error.is_database() => {
            return Err(anyhow::Error::from(institution_error).into());
        }
        Err(error) => {
            tracing::warn!("a synchronisation cannot be looked at: {error}");
            Err(error.to_string())
        }
    };
    let page = SynchronisePage {
        title: lang.t_with("synchronise-title", &[("year", year.to_string().into())]),
        year,
        preview,
        action: place::deed_of_year(year, "synchronise"),
        back: place::of_year(year),
    };
    Ok(Page(frame, page).into_response())
}

/// `POST /data-management/{year}/synchronise`
pub(super) async fn start(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    frame: Frame,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    years::require_provisioned(&mut *app.db.acquire().await?, year).await.map_err(|error| error.problem(frame.lang))?;
    years::submit_synchronisation(&app, &actor, year).await?;
    flashes.keep(Flash::done("year-synchronisation-begun")).await?;
    Ok(Redirect::to(&place::of_year(year)).into_response())
}
