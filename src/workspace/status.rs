//! The status of a unit's module: only its principal validates and un-validates.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::guard::{Door, ModuleAddress, Right};
use super::shapes::StatusShape;
use crate::access::{Acting, Action, Permission, Person};
use crate::audit::{self, Act, Action as Deed};
use crate::carbon::taxonomy::ModuleStatus;
use crate::ledger::reports;
use crate::platform::App;
use crate::web::{FieldProblem, JsonBody, Lang, Problem};

const STATUS: Right = (|_| Permission::ModuleStatus, Action::Edit);

/// `PUT …/status` with `{"status": "validated"}`
#[utoipa::path(put, path = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/status", tag = "units",
    request_body(content = serde_json::Value, description = "status: not_started, in_progress or validated"),
    params(("unit_id" = i32, Path), ("year" = i16, Path), ("module_type_id" = i16, Path, description = "1 to 8")),
    responses((status = 200, description = "Where the module stands", body = StatusShape),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn set(
    State(app): State<App>,
    person: Person,
    acting: Acting,
    lang: Lang,
    Path(address): Path<ModuleAddress>,
    JsonBody(body): JsonBody,
) -> Result<Json<StatusShape>, Problem> {
    let status = wanted(&body, lang)?;
    let mut transaction = app.db.begin().await?;
    let door = Door::open(&mut transaction, &person, &address, STATUS).await?;
    door.require_open_year(&mut transaction, lang).await?;
    let before = reports::lock_status(&mut transaction, door.module.id).await?;
    let now = app.clock.now();
    if before != status {
        reports::set_statuses(&mut transaction, &[(door.module, status)], Some(person.id), now).await?;
        let summary = format!("{} of unit {} for {} is {status}", door.module_type, door.module.unit, door.year);
        let mut act = Act::new(&acting.0, now, Deed::Update, "module_status", summary);
        act.entity_id = Some(door.module.id.to_string());
        act.details = json!({
            "module": door.module_type.key(),
            "before": { "status": before.key() },
            "after": { "status": status.key() },
        });
        audit::record(&mut transaction, act).await?;
    }
    let standing = reports::standing(&mut transaction, door.module.id).await?;
    transaction.commit().await?;
    Ok(Json(StatusShape {
        module_type_id: door.module_type.id(),
        status: status.key(),
        recalculated_since_validation: standing.recalculated_since_validation,
        total_kg: standing.total_kg,
    }))
}

fn wanted(body: &Map<String, Value>, lang: Lang) -> Result<ModuleStatus, Problem> {
    if let Some(key) = body.keys().find(|key| *key != "status") {
        return Err(Problem::bad_values(vec![FieldProblem::new(key, "unknown", lang.t("parameter-unknown"))]));
    }
    let status = body.get("status").and_then(Value::as_str).and_then(|status| status.parse().ok());
    status.ok_or_else(|| {
        let message = lang.t("workspace-status-choices");
        Problem::bad_values(vec![FieldProblem::new("status", "bad_enum", message)])
    })
}
