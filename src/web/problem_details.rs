//! The shape of `application/problem+json`, for the description of the API.

use serde::Serialize;
use utoipa::ToSchema;

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
