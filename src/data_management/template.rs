//! `/data-management/{year}/template`: the columns of a file and an example row.

use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::slot::Slot;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ingestion::templates::{TemplateRequest, template};
use crate::institution;
use crate::platform::App;
use crate::web::Problem;

/// Code of the example where there is no unit yet.
const NO_UNIT: &str = "0000";

/// `GET /data-management/{year}/template?target&module&type&own`
pub(super) async fn download(
    State(app): State<App>,
    Path(year): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let slot = Slot::parse(&year, query.as_deref())?;
    let is_of_unit = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes())
        .any(|(key, value)| key == "own" && value == "true");
    let unit_code = institution::example_code(&mut *app.db.acquire().await?).await?;
    let request = TemplateRequest {
        target: slot.target,
        types: &slot.types()?,
        is_of_unit,
        year: slot.year,
        unit_code: unit_code.as_deref().unwrap_or(NO_UNIT),
    };
    let bytes = template(request).ok_or(Problem::NotFound)?;
    let of = slot.data_type.map(DataEntryType::key).or(slot.module.map(ModuleType::key));
    let name = [Some(slot.target.key()), of].into_iter().flatten().collect::<Vec<_>>().join("_");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}_template.csv\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
