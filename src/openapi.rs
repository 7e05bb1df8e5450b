//! The description of the JSON API, made of the API's own types.

use axum::Json;
use utoipa::OpenApi;

use crate::access::{Access, Route};
use crate::web::ProblemDetails;
use crate::{logs, reporting, sync, workspace, years};

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
    document.merge(sync::Documentation::openapi());
    document.merge(years::Documentation::openapi());
    document.merge(workspace::Documentation::openapi());
    document.merge(logs::Documentation::openapi());
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
