//! The trail as JSON.

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::Consultations;
use super::view::{MOST_ROWS, PAGE_SIZE};
use crate::access::{Acting, Visitor};
use crate::audit::Action;
use crate::audit::read::{self, COUNTED, Filter, Record};
use crate::carbon::taxonomy::ModuleType;
use crate::platform::App;
use crate::web::{Bound, Lang, Problem, Query};

const PARAMETERS: [&str; 12] = [
    "action",
    "entity_type",
    "entity_id",
    "module",
    "actor",
    "handled_id",
    "since",
    "until",
    "search",
    "before_id",
    "page",
    "page_size",
];

/// A page of records.
#[derive(Serialize, ToSchema)]
pub(super) struct Records {
    /// The newest first.
    rows: Vec<Record>,
    /// How many match, counted up to 10,000.
    total: i64,
    /// Whether more match than were counted.
    has_more: bool,
    /// The page, from 1.
    page: u32,
    /// Rows on a page.
    page_size: u32,
    /// The same by kind of act.
    counts: CountsShape,
}

/// How many match, each counted up to 10,000.
#[derive(Serialize, ToSchema)]
struct CountsShape {
    create: i64,
    read: i64,
    update: i64,
    delete: i64,
}

/// `GET /api/v1/audit/records?action&entity_type&entity_id&module&actor&handled_id&since&until&search&before_id&page&page_size`
#[utoipa::path(get, path = "/api/v1/audit/records", tag = "audit",
    params(("action" = Option<String>, Query), ("entity_type" = Option<String>, Query),
        ("entity_id" = Option<String>, Query), ("module" = Option<String>, Query, description = "Key of a module"),
        ("actor" = Option<String>, Query, description = "Part of the name or number"),
        ("handled_id" = Option<String>, Query, description = "Number of a person whose data was touched"),
        ("since" = Option<String>, Query, description = "A date or a moment"),
        ("until" = Option<String>, Query, description = "A date, which is included, or a moment, which is not"),
        ("search" = Option<String>, Query, description = "Part of the sentence or of the number of the thing"),
        ("before_id" = Option<i64>, Query, description = "Only older records: for reading on without end"),
        ("page" = Option<u32>, Query, description = "Within the first 10,000"), ("page_size" = Option<u32>, Query)),
    responses((status = 200, description = "A page of records", body = Records),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn list(
    State(app): State<App>,
    Extension(consultations): Extension<Consultations>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    RawQuery(raw): RawQuery,
) -> Result<Json<Records>, Problem> {
    let mut query = Query::read(raw.as_deref(), &PARAMETERS, lang);
    // the database knows no text with a zero byte
    let text = |text: &str| (!text.contains('\0')).then(|| text.to_owned());
    let filter = Filter {
        action: query.one("action", Action::parse),
        entity_type: query.one("entity_type", text),
        entity_id: query.one("entity_id", text),
        module: query.one("module", |key| key.parse().ok().map(|module: ModuleType| module.key().to_owned())),
        actor: query.one("actor", text),
        handled_id: query.one("handled_id", text),
        since: query.one("since", Bound::parse).map(Bound::beginning),
        until: query.one("until", Bound::parse).map(Bound::end),
        search: query.one("search", text),
        before_id: query.one("before_id", |id| id.parse().ok()),
    };
    let page_size = query.count("page_size", PAGE_SIZE, MOST_ROWS);
    let page = query.count("page", 1, (COUNTED as u32).div_ceil(page_size));
    query.finish()?;
    let mut conn = app.read_db.acquire().await?;
    let selected = read::select(&mut conn, &visitor.scope, &filter).await?;
    let rows = selected.page(&mut conn, page_size, page).await?;
    drop(conn);
    consultations.note(&app, &acting, &selection(&filter)).await;
    let counts = selected.counts;
    Ok(Json(Records {
        rows,
        total: counts.total.min(COUNTED),
        has_more: counts.total > COUNTED,
        page,
        page_size,
        counts: CountsShape {
            create: counts.creates.min(COUNTED),
            read: counts.reads.min(COUNTED),
            update: counts.updates.min(COUNTED),
            delete: counts.deletes.min(COUNTED),
        },
    }))
}

/// What narrows a filter; how far somebody has read on does not.
fn selection(filter: &Filter) -> Vec<(&'static str, String)> {
    let moment = |moment: Option<chrono::DateTime<chrono::Utc>>| moment.map(|moment| moment.to_rfc3339());
    let values = [
        ("action", filter.action.map(|action| action.key().to_owned())),
        ("entity_type", filter.entity_type.clone()),
        ("entity_id", filter.entity_id.clone()),
        ("module", filter.module.clone()),
        ("actor", filter.actor.clone()),
        ("handled_id", filter.handled_id.clone()),
        ("since", moment(filter.since)),
        ("until", moment(filter.until)),
        ("search", filter.search.clone()),
    ];
    values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// `GET /api/v1/audit/records/{record_id}`
#[utoipa::path(get, path = "/api/v1/audit/records/{record_id}", tag = "audit", params(("record_id" = i64, Path)),
    responses((status = 200, description = "The record", body = Record),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn show(
    State(app): State<App>,
    Extension(consultations): Extension<Consultations>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    Path(id): Path<i64>,
    RawQuery(query): RawQuery,
) -> Result<Json<Record>, Problem> {
    Query::read(query.as_deref(), &[], lang).finish()?;
    let record = read::find(&mut *app.read_db.acquire().await?, &visitor.scope, id).await?.ok_or(Problem::NotFound)?;
    consultations.note(&app, &acting, &[("id", id.to_string())]).await;
    Ok(Json(record))
}
