//! The description of the JSON API, made of the API's own types.

use axum::Json;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::access::{Access, Route};
use crate::{reporting, workspace};

/// Every answer that is not a success.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// `about:blank`, or a page that says more.
    r#type: String,
    /// What kind of problem, in the language of the request.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do, in the language of the request.
    detail: String,
    /// Stable code.
    code: String,
    /// Reference of the request, as in `x-request-id`.
    request_id: String,
    /// The wrong values.
    errors: Vec<FieldDetails>,
}

/// One wrong value.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldDetails {
    /// Name of the field or parameter.
    field: String,
    /// Stable code.
    code: String,
    /// What is wrong, in the language of the request.
    message: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "calco2",
        description = "Carbon footprint of an institution's units. Same session and same permissions as the pages.",
        license(name = "GPL-3.0-or-later", identifier = "GPL-3.0-or-later")
    ),
    components(schemas(ProblemDetails))
)]
struct Documentation;

/// The description of everything below `/api/v1`.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = Documentation::openapi();
    document.merge(reporting::Documentation::openapi());
    document.merge(workspace::Documentation::openapi());
    document
}

/// `GET /api/openapi.json`
async fn serve() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}

/// The description as a route.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/api/openapi.json", Access::Public, serve)]
}
