//! The API's doors of the exports, which refuse what they do not know.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use utoipa::{IntoParams, ToSchema};

use super::handlers::{Who, send};
use super::{Kind, Options};
use crate::platform::App;
use crate::reporting::parse::Unusable;
use crate::reporting::{Listing, strict};
use crate::web::{JsonBody, Lang, Problem};

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
    /// Whether closed units and levels above units count, too, where they have reports; they do not unless asked for.
    all_levels: Option<bool>,
    /// `csv` (default) or `xlsx`; entries are CSV only.
    format: Option<String>,
    /// What stands between the cells of CSV: `comma` (default) or `semicolon`.
    delimiter: Option<String>,
    /// Whether CSV begins with a byte order mark; it does unless told otherwise.
    bom: Option<bool>,
}

/// What an export is asked for: the filter of the units table, and how files are written.
#[derive(ToSchema)]
#[schema(as = ExportBody)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct ExportBody {
    /// At least one.
    years: Vec<i16>,
    unit_ids: Option<Vec<i32>>,
    affiliation_ids: Option<Vec<i32>>,
    validation_statuses: Option<Vec<String>>,
    module_statuses: Option<Vec<String>>,
    search: Option<String>,
    /// Whether closed units and levels above units count, too, where they have reports; they do not unless asked for.
    all_levels: Option<bool>,
    /// `csv` (default) or `xlsx`; entries are CSV only.
    format: Option<String>,
    /// `comma` (default) or `semicolon`.
    delimiter: Option<String>,
    /// Whether CSV begins with a byte order mark; it does unless told otherwise.
    bom: Option<bool>,
    /// Only of entries: whether codes stand for persons; they do not unless asked for.
    pseudonyms: Option<bool>,
    /// Only of usage: whether `usage_raw_data` says when and by whom a module was validated; it does not unless asked for.
    validations: Option<bool>,
}

/// What only the files of entries have.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
struct EntriesParams {
    /// Whether codes stand for persons; they do not unless asked for.
    pseudonyms: Option<bool>,
}

/// What only the files of usage have.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
struct UsageParams {
    /// Whether `usage_raw_data` says when and by whom a module was validated; it does not unless asked for.
    validations: Option<bool>,
}

/// Figures per unit and year as files: `GET /api/v1/reporting/export/results`
#[utoipa::path(get, path = "/api/v1/reporting/export/results", tag = "reporting", params(FilterParams),
    responses((status = 200, description = "results.csv, results_by_emission_type.csv and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn results_get(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    get(app.0, who, Kind::Results, query.0).await
}

/// Figures per unit and year as files: `POST /api/v1/reporting/export/results`
#[utoipa::path(post, path = "/api/v1/reporting/export/results", tag = "reporting", request_body = ExportBody,
    responses((status = 200, description = "results.csv, results_by_emission_type.csv and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn results_post(app: State<App>, who: Who, body: JsonBody) -> Result<Response, Problem> {
    post(app.0, who, Kind::Results, body).await
}

/// Every data entry as files: `GET /api/v1/reporting/export/detailed`
#[utoipa::path(get, path = "/api/v1/reporting/export/detailed", tag = "reporting", params(FilterParams, EntriesParams),
    responses((status = 200, description = "One CSV file per kind of entry, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn detailed_get(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    get(app.0, who, Kind::Detailed, query.0).await
}

/// Every data entry as files: `POST /api/v1/reporting/export/detailed`
#[utoipa::path(post, path = "/api/v1/reporting/export/detailed", tag = "reporting", request_body = ExportBody,
    responses((status = 200, description = "One CSV file per kind of entry, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn detailed_post(app: State<App>, who: Who, body: JsonBody) -> Result<Response, Problem> {
    post(app.0, who, Kind::Detailed, body).await
}

/// How far schools, units and modules are, as files: `GET /api/v1/reporting/export/usage`
#[utoipa::path(get, path = "/api/v1/reporting/export/usage", tag = "reporting", params(FilterParams, UsageParams),
    responses((status = 200, description = "usage_raw_data and usage_per_school of each year, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn usage_get(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    get(app.0, who, Kind::Usage, query.0).await
}

/// How far schools, units and modules are, as files: `POST /api/v1/reporting/export/usage`
#[utoipa::path(post, path = "/api/v1/reporting/export/usage", tag = "reporting", request_body = ExportBody,
    responses((status = 200, description = "usage_raw_data and usage_per_school of each year, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn usage_post(app: State<App>, who: Who, body: JsonBody) -> Result<Response, Problem> {
    post(app.0, who, Kind::Usage, body).await
}

/// The files of results and of usage: `GET /api/v1/reporting/export/combined`
#[utoipa::path(get, path = "/api/v1/reporting/export/combined", tag = "reporting", params(FilterParams, UsageParams),
    responses((status = 200, description = "The files of results and of usage, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn combined_get(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    get(app.0, who, Kind::Combined, query.0).await
}

/// The files of results and of usage: `POST /api/v1/reporting/export/combined`
#[utoipa::path(post, path = "/api/v1/reporting/export/combined", tag = "reporting", request_body = ExportBody,
    responses((status = 200, description = "The files of results and of usage, and README.txt", content_type = "application/zip"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn combined_post(app: State<App>, who: Who, body: JsonBody) -> Result<Response, Problem> {
    post(app.0, who, Kind::Combined, body).await
}

async fn get(app: App, who: Who, kind: Kind, query: Option<String>) -> Result<Response, Problem> {
    let (options, unusable, rest) = Options::default().read(query.as_deref(), Some(kind));
    let listing = all_understood(strict::query_string(Some(&rest), who.lang), &unusable, who.lang)?;
    send(&app, who, (kind, options), listing, Vec::new(), None).await
}

async fn post(app: App, who: Who, kind: Kind, body: JsonBody) -> Result<Response, Problem> {
    let mut fields = body.0;
    let (options, unusable) = Options::default().take(&mut fields, Some(kind));
    let listing = all_understood(strict::body(&fields, who.lang), &unusable, who.lang)?;
    send(&app, who, (kind, options), listing, Vec::new(), None).await
}

/// What was asked for, unless something of it could not be used: then everything wrong is named.
fn all_understood(listing: Result<Listing, Problem>, unusable: &[Unusable], lang: Lang) -> Result<Listing, Problem> {
    if unusable.is_empty() {
        return listing;
    }
    let mut errors: Vec<_> = unusable.iter().map(|unusable| unusable.problem(lang)).collect();
    match listing {
        Err(Problem::BadRequest { errors: more, .. }) => errors.extend(more),
        Err(other) => return Err(other),
        Ok(_) => {}
    }
    Err(Problem::bad_values(errors))
}
