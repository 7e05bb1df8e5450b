//! `/data-management/{year}/{module}/compute`: sums of research facilities taken from the facilities' own footprint.

use std::str::FromStr;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::PATH;
use super::slot::Slot;
use crate::access::Acting;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ingestion::{self, FactorComputation, Target, has_computed_factors};
use crate::ledger::holdings;
use crate::operations::words;
use crate::platform::App;
use crate::web::{Flash, Flashes, Frame, Page, Problem, filters};

/// Address of the question before the sums of a type are computed.
pub(super) fn url(year: i16, data_type: DataEntryType) -> String {
    format!("{PATH}/{year}/{}/compute?type={}", data_type.module().key(), data_type.key())
}

#[derive(Template)]
#[template(path = "data_management/compute.html")]
struct ComputePage {
    year: i16,
    subject: String,
    factors: i64,
    action: String,
    back: String,
}

fn slot(year: &str, module: &str, query: Option<&str>) -> Result<(Slot, DataEntryType), Problem> {
    let year = Year::from_str(year).map_err(|_| Problem::NotFound)?;
    let module = ModuleType::from_str(module).map_err(|_| Problem::NotFound)?;
    let named = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).find(|(key, _)| key == "type");
    let data_type = named
        .and_then(|(_, key)| DataEntryType::from_str(&key).ok())
        .filter(|data_type| data_type.module() == module && has_computed_factors(*data_type))
        .ok_or(Problem::NotFound)?;
    Ok((Slot { year, target: Target::Factors, module: Some(module), data_type: Some(data_type) }, data_type))
}

/// `GET /data-management/{year}/{module}/compute?type`
pub(super) async fn ask(
    State(app): State<App>,
    frame: Frame,
    Path((year, module)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (slot, data_type) = slot(&year, &module, query.as_deref())?;
    let mut conn = app.db.acquire().await?;
    slot.require_year(&mut conn, frame.lang).await?;
    let page = ComputePage {
        year: slot.year.get(),
        subject: words::data_type(data_type, frame.lang),
        factors: holdings::factors(&mut conn, slot.year, &[data_type]).await?,
        action: url(slot.year.get(), data_type),
        back: slot.place(),
    };
    Ok(Page(frame, page).into_response())
}

/// `POST /data-management/{year}/{module}/compute?type`
pub(super) async fn start(
    State(app): State<App>,
    Acting(actor): Acting,
    frame: Frame,
    flashes: Flashes,
    Path((year, module)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (slot, data_type) = slot(&year, &module, query.as_deref())?;
    slot.require_year(&mut *app.db.acquire().await?, frame.lang).await?;
    let computation = FactorComputation { year: slot.year, data_type, computed_wins: false };
    ingestion::submit_computation(&app, &actor, computation).await?;
    flashes.keep(Flash::done("compute-queued")).await?;
    Ok(Redirect::to(&slot.place()).into_response())
}
