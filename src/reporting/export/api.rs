//! The API's doors of the exports, which refuse what they do not know.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use utoipa::IntoParams;

use super::Kind;
use super::handlers::{Who, send};
use crate::platform::App;
use crate::reporting::answers::UnitsBody;
use crate::reporting::strict;
use crate::web::{JsonBody, Problem};

/// The filter as parameters, described; `strict` reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
struct FilterParams {
    years: Vec<i16>,
    unit_ids: Option<Vec<i32>>,
    affiliation_ids: Option<Vec<i32>>,
    validation_statuses: Option<Vec<String>>,
    module_statuses: Option<Vec<String>>,
    search: Option<String>,
}

/// Figures per unit and year as files: `GET /api/v1/reporting/export/results`
#[utoipa::path(get, path = "/api/v1/reporting/export/results", tag = "reporting", params(FilterParams),
    responses((status = 200, description = "results.csv, results_by_emission_type.csv and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn results_get(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    get(app.0, who, Kind::Results, query.0).await
}

/// Figures per unit and year as files: `POST /api/v1/reporting/export/results`
#[utoipa::path(post, path = "/api/v1/reporting/export/results", tag = "reporting", request_body = UnitsBody,
    responses((status = 200, description = "results.csv, results_by_emission_type.csv and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn results_post(app: State<App>, who: Who, body: JsonBody) -> Result<Response, Problem> {
    post(app.0, who, Kind::Results, &body).await
}

/// Every data entry as files: `GET /api/v1/reporting/export/detailed`
#[utoipa::path(get, path = "/api/v1/reporting/export/detailed", tag = "reporting", params(FilterParams),
    responses((status = 200, description = "One CSV file per kind of entry, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn detailed_get(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    get(app.0, who, Kind::Detailed, query.0).await
}

/// Every data entry as files: `POST /api/v1/reporting/export/detailed`
#[utoipa::path(post, path = "/api/v1/reporting/export/detailed", tag = "reporting", request_body = UnitsBody,
    responses((status = 200, description = "One CSV file per kind of entry, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn detailed_post(app: State<App>, who: Who, body: JsonBody) -> Result<Response, Problem> {
    post(app.0, who, Kind::Detailed, &body).await
}

/// How far schools, units and modules are, as files: `GET /api/v1/reporting/export/usage`
#[utoipa::path(get, path = "/api/v1/reporting/export/usage", tag = "reporting", params(FilterParams),
    responses((status = 200, description = "usage_raw_data and usage_per_school of each year, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn usage_get(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    get(app.0, who, Kind::Usage, query.0).await
}

/// How far schools, units and modules are, as files: `POST /api/v1/reporting/export/usage`
#[utoipa::path(post, path = "/api/v1/reporting/export/usage", tag = "reporting", request_body = UnitsBody,
    responses((status = 200, description = "usage_raw_data and usage_per_school of each year, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn usage_post(app: State<App>, who: Who, body: JsonBody) -> Result<Response, Problem> {
    post(app.0, who, Kind::Usage, &body).await
}

/// The files of results and of usage: `GET /api/v1/reporting/export/combined`
#[utoipa::path(get, path = "/api/v1/reporting/export/combined", tag = "reporting", params(FilterParams),
    responses((status = 200, description = "The files of results and of usage, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn combined_get(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    get(app.0, who, Kind::Combined, query.0).await
}

/// The files of results and of usage: `POST /api/v1/reporting/export/combined`
#[utoipa::path(post, path = "/api/v1/reporting/export/combined", tag = "reporting", request_body = UnitsBody,
    responses((status = 200, description = "The files of results and of usage, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn combined_post(app: State<App>, who: Who, body: JsonBody) -> Result<Response, Problem> {
    post(app.0, who, Kind::Combined, &body).await
}

async fn get(app: App, who: Who, kind: Kind, query: Option<String>) -> Result<Response, Problem> {
    let listing = strict::query_string(query.as_deref(), who.lang)?;
    send(&app, who, kind, listing, Vec::new()).await
}

async fn post(app: App, who: Who, kind: Kind, body: &JsonBody) -> Result<Response, Problem> {
    let listing = strict::body(&body.0, who.lang)?;
    send(&app, who, kind, listing, Vec::new()).await
}
