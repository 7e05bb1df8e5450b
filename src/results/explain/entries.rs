//! `/units/{unit_id}/results/{year}/modules/{module}/types/{data_type}`: the entries behind a sum, the heaviest first.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::door::{Door, Right, type_of};
use super::module::type_name;
use super::origin::Origin;
use super::{entry_url, module_url, payload, type_url};
use crate::access::{Acting, Person};
use crate::audit::{self, Act, Action as Deed, Actor};
use crate::carbon::taxonomy::DataEntryType;
use crate::ledger::reports;
use crate::ledger::unit_year::{self, TypeSum, WeighedEntry};
use crate::platform::App;
use crate::results::words::module_name;
use crate::web::address::{address, within};
use crate::web::{Frame, Lang, Page, Pager, Problem, figures, filters};

/// How many rows a page may show.
const PAGE_SIZES: [u32; 4] = [25, 50, 100, 500];
const USUAL_PAGE_SIZE: u32 = 50;
const MOST_PAGES: u32 = 1_000_000;

#[derive(Template)]
#[template(path = "results/entries.html")]
struct EntriesPage {
    origin: Origin,
    name: String,
    module: String,
    module_url: String,
    here: String,
    total_kg: f64,
    /// Above so many kilograms an entry stands out.
    threshold: Option<String>,
    above_threshold: i64,
    rows: Vec<Row>,
    pager: Pager,
    page_sizes: Vec<(u32, bool)>,
    /// Only the person's own entries are listed.
    is_own_only: bool,
    /// Who entries are about is not told.
    hides_persons: bool,
}

struct Row {
    title: String,
    details: String,
    url: String,
    kg: String,
    is_above: bool,
    notes: Vec<String>,
    updated: String,
}

/// `GET /units/{unit_id}/results/{year}/modules/{module}/types/{data_type}`
pub(in crate::results) async fn list(
    State(app): State<App>,
    person: Person,
    acting: Acting,
    frame: Frame,
    Path((unit_id, year, module, data_type)): Path<(String, String, String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let data_type = type_of(&module, &data_type)?;
    let module = data_type.module();
    let mut conn = app.read_db.acquire().await?;
    let door = Door::open(&mut conn, &person, (&unit_id, &year)).await?;
    let right = door.right(&person, module).ok_or(Problem::NotFound)?;
    let stored = reports::module_of_unit(&mut conn, door.year, door.id, module).await?.ok_or(Problem::NotFound)?;
    let sums = unit_year::types(&mut conn, &door.scope, door.id, door.year, module).await?;
    let sum = sums.into_iter().find(|sum| sum.data_type == data_type);
    let (page, size) = paging(query.as_deref());
    let of_type = (stored.id, data_type);
    let rows = |page: u32| (i64::from(size), i64::from(page - 1) * i64::from(size));
    let (mut entries, mut total) =
        unit_year::heaviest(&mut conn, &right.entries, door.year, of_type, rows(page)).await?;
    if entries.is_empty() && page > 1 {
        // beyond the end there is nothing to count: the first page says how many there are
        (entries, total) = unit_year::heaviest(&mut conn, &right.entries, door.year, of_type, rows(1)).await?;
        let last = u32::try_from(total).unwrap_or(0).div_ceil(size).max(1);
        if last > 1 {
            (entries, total) = unit_year::heaviest(&mut conn, &right.entries, door.year, of_type, rows(last)).await?;
        }
    }
    drop(conn);
    note_view(&app, &acting.0, &door, &right, data_type, &entries).await;
    let lang = frame.lang;
    let here = type_url(door.id, door.year.get(), data_type);
    let threshold = sum.as_ref().and_then(|sum| sum.threshold_kg);
    let row = |entry: &WeighedEntry| Row::new(entry, &door, &right, data_type, threshold, lang);
    let page = EntriesPage {
        name: type_name(data_type, lang),
        module: module_name(module, lang),
        module_url: module_url(door.id, door.year.get(), module),
        total_kg: sum.as_ref().map_or(0.0, |sum: &TypeSum| sum.kg),
        above_threshold: sum.as_ref().map_or(0, |sum| sum.above_threshold),
        threshold: threshold.map(figures::plain),
        rows: entries.iter().map(row).collect(),
        pager: Pager::new(page, size, total as u64, |page| address(&here, &pairs(page, size))),
        page_sizes: PAGE_SIZES.map(|offered| (offered, offered == size)).into(),
        is_own_only: right.entries.owner().is_some(),
        hides_persons: !right.names_persons,
        origin: Origin::new(&door, &person),
        here,
    };
    Ok(Page(frame, page).into_response())
}

fn paging(query: Option<&str>) -> (u32, u32) {
    let (mut page, mut size) = (1, USUAL_PAGE_SIZE);
    for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match key.as_ref() {
            "page" => page = within(&value, MOST_PAGES).unwrap_or(1),
            "page_size" => {
                size = value.parse().ok().filter(|size| PAGE_SIZES.contains(size)).unwrap_or(USUAL_PAGE_SIZE);
            }
            _ => {}
        }
    }
    (page, size)
}

fn pairs(page: u32, size: u32) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    pairs.extend((page != 1).then(|| ("page", page.to_string())));
    pairs.extend((size != USUAL_PAGE_SIZE).then(|| ("page_size", size.to_string())));
    pairs
}

impl Row {
    fn new(
        entry: &WeighedEntry,
        door: &Door,
        right: &Right,
        data_type: DataEntryType,
        threshold: Option<f64>,
        lang: Lang,
    ) -> Self {
        let without = entry.reason.map(|reason| lang.t(&format!("reason-{}", reason.key().replace('_', "-"))));
        let imposed = entry.is_imposed.then(|| lang.t("entries-imposed"));
        Self {
            title: payload::title(data_type, &entry.payload, right.names_persons, lang),
            details: payload::details(data_type, &entry.payload),
            url: entry_url(door.id, door.year.get(), entry.id),
            kg: figures::decimal(entry.kg, 1),
            is_above: threshold.is_some_and(|threshold| entry.kg > threshold),
            notes: without.into_iter().chain(imposed).collect(),
            updated: figures::date(entry.updated_at),
        }
    }
}

/// Keeps who looked at entries about people. Where they are not named nobody was looked at.
pub(super) async fn note_view(
    app: &App,
    actor: &Actor,
    door: &Door,
    right: &Right,
    data_type: DataEntryType,
    entries: &[WeighedEntry],
) {
    let persons = entries.iter().filter_map(|entry| payload::person_of(&entry.payload)).map(str::to_owned);
    let persons: Vec<String> = persons.filter(|_| right.names_persons).collect();
    if persons.is_empty() {
        return;
    }
    let (module, year, unit) = (data_type.module(), door.year, door.id);
    let summary = format!("{} entries of {module} of unit {unit} for {year} looked at", persons.len());
    let mut act = Act::new(actor, app.clock.now(), Deed::Read, "report_module", summary);
    act.entity_id = Some(format!("{unit}/{year}/{module}"));
    act.details = json!({ "module": module.key(), "year": year.get(), "unit_id": unit, "entries": persons.len() });
    act.handled_ids = persons;
    audit::note(&app.db, act).await;
}
