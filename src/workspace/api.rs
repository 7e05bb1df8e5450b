//! Entries of a unit's module, one at a time.

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sqlx::PgConnection;

use super::guard::{Door, ModuleAddress, Right};
use super::payload;
use super::recording::{act, handled, note_view};
use super::shapes::{EntriesShape, EntryShape};
use crate::access::{Acting, Action, Permission, Person};
use crate::audit::{self, Action as Deed};
use crate::carbon::entry::{Definition, Uniqueness, definition};
use crate::carbon::ids::DataEntryId;
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::entry::{self, Listing, StoredEntry};
use crate::ledger::environment::Environments;
use crate::platform::App;
use crate::web::{FieldProblem, JsonBody, Lang, Problem};

const VIEW: Right = (Permission::Module, Action::View);
const EDIT: Right = (Permission::Module, Action::Edit);
/// Entries listed at once, unless asked otherwise.
const PAGE_SIZE: i64 = 50;
const MAX_PAGE_SIZE: i64 = 500;
/// What PostgreSQL says when an entry is there already.
const UNIQUE_VIOLATION: &str = "23505";

/// The type an address names.
#[derive(Deserialize)]
pub(super) struct TypeAddress {
    data_entry_type_id: i16,
}

impl TypeAddress {
    fn definition(&self, door: &Door) -> Result<&'static Definition, Problem> {
        DataEntryType::try_from(self.data_entry_type_id)
            .ok()
            .filter(|data_type| data_type.module() == door.module_type)
            .and_then(definition)
            .ok_or(Problem::NotFound)
    }
}

/// The entry an address names.
#[derive(Deserialize)]
pub(super) struct EntryAddress {
    entry_id: i64,
}

/// `GET …/types/{data_entry_type_id}/entries?page&page_size`
#[utoipa::path(get, path = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/types/{data_entry_type_id}/entries", tag = "units",
    params(("unit_id" = i32, Path), ("year" = i16, Path), ("module_type_id" = i16, Path, description = "1 to 8"), ("data_entry_type_id" = i16, Path), ("page" = Option<i64>, Query), ("page_size" = Option<i64>, Query)),
    responses((status = 200, description = "Entries, newest first", body = EntriesShape),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn list(
    State(app): State<App>,
    person: Person,
    acting: Acting,
    lang: Lang,
    (Path(address), Path(of_type)): (Path<ModuleAddress>, Path<TypeAddress>),
    RawQuery(query): RawQuery,
) -> Result<Json<EntriesShape>, Problem> {
    let (page, page_size) = paging(query.as_deref().unwrap_or_default(), lang)?;
    let mut conn = app.read_db.acquire().await?;
    let door = Door::open(&mut conn, &person, &address, VIEW).await?;
    let listing = Listing {
        data_type: Some(of_type.definition(&door)?.data_type),
        id: None,
        limit: page_size,
        offset: (page - 1) * page_size,
    };
    let (entries, total) = entry::list(&mut conn, &door.entries, door.year, door.module, listing).await?;
    drop(conn);
    note_view(&app, &acting.0, &door, &entries).await;
    let rows = entries.iter().map(payload::shown).collect();
    Ok(Json(EntriesShape { rows, total, page, page_size }))
}

/// `POST …/types/{data_entry_type_id}/entries`: 201, or 200 when the type has one entry per report and it was replaced.
#[utoipa::path(post, path = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/types/{data_entry_type_id}/entries", tag = "units", request_body = serde_json::Value,
    params(("unit_id" = i32, Path), ("year" = i16, Path), ("module_type_id" = i16, Path, description = "1 to 8"), ("data_entry_type_id" = i16, Path)),
    responses((status = 201, description = "The entry, computed", body = EntryShape),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn create(
    State(app): State<App>,
    Extension(environments): Extension<Environments>,
    person: Person,
    acting: Acting,
    lang: Lang,
    (Path(address), Path(of_type)): (Path<ModuleAddress>, Path<TypeAddress>),
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<EntryShape>), Problem> {
    let mut transaction = app.db.begin().await?;
    let door = Door::open(&mut transaction, &person, &address, EDIT).await?;
    let definition = of_type.definition(&door)?;
    door.require_writable(&mut transaction, definition.data_type, lang).await?;
    let fields = payload::fields(body, lang)?;
    payload::refuse_unknown(definition, &fields, lang)?;
    let loaded = environments.of(&mut transaction, door.year, definition).await?;
    let new = payload::computed(definition, &fields, None, door.module, &loaded.environment())?;
    require_own(&door, &new.payload, lang)?;
    let now = app.clock.now();
    let existing = match definition.uniqueness {
        Uniqueness::OnePerReport => only_entry(&mut transaction, &door, definition).await?,
        _ => None,
    };
    let touched = handled([&new.payload]);
    let (id, status, before) = if let Some(existing) = existing {
        entry::update(&mut transaction, door.year, existing.id, new, now).await?;
        (existing.id, StatusCode::OK, Some(existing.payload))
    } else {
        let written = entry::create(&mut transaction, door.year, new, person.id, now).await;
        (written.map_err(|error| duplicate(error, definition, lang))?, StatusCode::CREATED, None)
    };
    let stored = find(&mut transaction, &door, id).await?;
    let (deed, details) = match before {
        Some(before) => (Deed::Update, json!({ "before": before, "after": stored.payload })),
        None => (Deed::Create, json!({ "after": stored.payload })),
    };
    let act = act(&acting.0, &app, deed, &door, &stored, touched, details);
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok((status, Json(payload::shown(&stored))))
}

/// `GET …/entries/{entry_id}`
#[utoipa::path(get, path = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/entries/{entry_id}", tag = "units",
    params(("unit_id" = i32, Path), ("year" = i16, Path), ("module_type_id" = i16, Path, description = "1 to 8"), ("entry_id" = i64, Path)),
    responses((status = 200, description = "The entry", body = EntryShape),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn show(
    State(app): State<App>,
    person: Person,
    acting: Acting,
    (Path(address), Path(which)): (Path<ModuleAddress>, Path<EntryAddress>),
) -> Result<Json<EntryShape>, Problem> {
    let mut conn = app.read_db.acquire().await?;
    let door = Door::open(&mut conn, &person, &address, VIEW).await?;
    let stored = find(&mut conn, &door, DataEntryId(which.entry_id)).await?;
    drop(conn);
    note_view(&app, &acting.0, &door, std::slice::from_ref(&stored)).await;
    Ok(Json(payload::shown(&stored)))
}

/// `PATCH …/entries/{entry_id}`: the given fields replace the stored ones, `null` clears; the whole is validated again.
#[utoipa::path(patch, path = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/entries/{entry_id}", tag = "units", request_body = serde_json::Value,
    params(("unit_id" = i32, Path), ("year" = i16, Path), ("module_type_id" = i16, Path, description = "1 to 8"), ("entry_id" = i64, Path)),
    responses((status = 200, description = "The entry, computed again", body = EntryShape),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn change(
    State(app): State<App>,
    Extension(environments): Extension<Environments>,
    person: Person,
    acting: Acting,
    lang: Lang,
    (Path(address), Path(which)): (Path<ModuleAddress>, Path<EntryAddress>),
    JsonBody(body): JsonBody,
) -> Result<Json<EntryShape>, Problem> {
    let mut transaction = app.db.begin().await?;
    let door = Door::open(&mut transaction, &person, &address, EDIT).await?;
    let before = find(&mut transaction, &door, DataEntryId(which.entry_id)).await?;
    let definition = definition(before.data_type).ok_or(Problem::NotFound)?;
    door.require_writable(&mut transaction, before.data_type, lang).await?;
    let given = payload::fields(body, lang)?;
    payload::refuse_unknown(definition, &given, lang)?;
    let mut merged: Map<String, Value> = before.payload.as_object().cloned().unwrap_or_default();
    merged.extend(given);
    let loaded = environments.of(&mut transaction, door.year, definition).await?;
    let environment = loaded.environment();
    let mut new = payload::computed(definition, &merged, before.imposed_kg, door.module, &environment)?;
    if before.imposed_kg.is_some() && payload::changes_a_quantity(definition, &before.payload, &new.payload) {
        new = payload::computed(definition, &merged, None, door.module, &environment)?;
    }
    require_own(&door, &new.payload, lang)?;
    let touched = handled([&before.payload, &new.payload]);
    let written = entry::update(&mut transaction, door.year, before.id, new, app.clock.now()).await;
    written.map_err(|error| duplicate(error, definition, lang))?;
    let stored = find(&mut transaction, &door, before.id).await?;
    let details = json!({ "before": before.payload, "after": stored.payload });
    audit::record(&mut transaction, act(&acting.0, &app, Deed::Update, &door, &stored, touched, details)).await?;
    transaction.commit().await?;
    Ok(Json(payload::shown(&stored)))
}

/// `DELETE …/entries/{entry_id}`: 204
#[utoipa::path(delete, path = "/api/v1/units/{unit_id}/years/{year}/modules/{module_type_id}/entries/{entry_id}", tag = "units",
    params(("unit_id" = i32, Path), ("year" = i16, Path), ("module_type_id" = i16, Path, description = "1 to 8"), ("entry_id" = i64, Path)),
    responses((status = 204, description = "It is gone"),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn remove(
    State(app): State<App>,
    person: Person,
    acting: Acting,
    lang: Lang,
    (Path(address), Path(which)): (Path<ModuleAddress>, Path<EntryAddress>),
) -> Result<StatusCode, Problem> {
    let mut transaction = app.db.begin().await?;
    let door = Door::open(&mut transaction, &person, &address, EDIT).await?;
    let before = find(&mut transaction, &door, DataEntryId(which.entry_id)).await?;
    door.require_writable(&mut transaction, before.data_type, lang).await?;
    let (id, data_type) = (before.id, before.data_type);
    entry::delete(&mut transaction, door.year, door.module, (id, data_type), app.clock.now()).await?;
    let (touched, details) = (handled([&before.payload]), json!({ "before": before.payload }));
    audit::record(&mut transaction, act(&acting.0, &app, Deed::Delete, &door, &before, touched, details)).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(conn: &mut PgConnection, door: &Door, id: DataEntryId) -> Result<StoredEntry, Problem> {
    let listing = Listing { data_type: None, id: Some(id), limit: 1, offset: 0 };
    let (mut entries, _) = entry::list(conn, &door.entries, door.year, door.module, listing).await?;
    entries.pop().ok_or(Problem::NotFound)
}

async fn only_entry(
    conn: &mut PgConnection,
    door: &Door,
    definition: &Definition,
) -> Result<Option<StoredEntry>, Problem> {
    let listing = Listing { data_type: Some(definition.data_type), id: None, limit: 1, offset: 0 };
    Ok(entry::list(conn, &door.entries, door.year, door.module, listing).await?.0.pop())
}

/// A person who reaches only their own entries writes none in another's name.
fn require_own(door: &Door, payload: &Value, lang: Lang) -> Result<(), Problem> {
    let Some(owner) = door.entries.owner() else { return Ok(()) };
    if payload["user_institutional_id"].as_str().is_none_or(|named| named == owner.institutional_id) {
        return Ok(());
    }
    let message = lang.t("workspace-only-own-entries");
    Err(Problem::bad_values(vec![FieldProblem::new("user_institutional_id", "out_of_range", message)]))
}

fn duplicate(error: sqlx::Error, definition: &Definition, lang: Lang) -> Problem {
    let is_duplicate = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == UNIQUE_VIOLATION);
    match definition.uniqueness {
        Uniqueness::Field(field) if is_duplicate => {
            Problem::bad_values(vec![FieldProblem::new(field.name, "duplicate", lang.t("workspace-duplicate"))])
        }
        _ => error.into(),
    }
}

fn paging(query: &str, lang: Lang) -> Result<(i64, i64), Problem> {
    let (mut page, mut page_size) = (1, PAGE_SIZE);
    let mut errors = Vec::new();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        let (target, longest) = match key.as_ref() {
            "page" => (&mut page, i64::from(i32::MAX)),
            "page_size" => (&mut page_size, MAX_PAGE_SIZE),
            _ => {
                errors.push(FieldProblem::new(key, "unknown", lang.t("parameter-unknown")));
                continue;
            }
        };
        match value.parse() {
            Ok(number) if (1..=longest).contains(&number) => *target = number,
            _ => errors.push(FieldProblem::new(key, "out_of_range", lang.t("parameter-out-of-range"))),
        }
    }
    if errors.is_empty() { Ok((page, page_size)) } else { Err(Problem::bad_values(errors)) }
}
