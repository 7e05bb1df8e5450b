//! `GET /logs`: figures, filters, the list.

use askama::Template;
use axum::extract::{Extension, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::Consultations;
use super::difference::Change;
use super::panel::{Counter, Panel, chips, counted, counters};
use super::record::Row;
use super::view::{PAGE_SIZES, View, address};
use crate::access::{Acting, Visitor};
use crate::audit::read;
use crate::audit::shipping::{self, Standing};
use crate::platform::App;
use crate::web::{Frame, Page, Pager, Problem, filters};

#[derive(Template)]
#[template(path = "logs/list.html")]
struct Trail {
    /// What of the address was ignored, and why.
    ignored: Vec<(String, String)>,
    /// Name and address of the operator's other logs.
    links: Vec<(String, String)>,
    /// When copies of records go elsewhere.
    shipping: Option<Standing>,
    counters: Vec<Counter>,
    panel: Panel,
    chips: Vec<(String, String)>,
    rows: Vec<Row>,
    total: i64,
    total_words: String,
    /// There are more than can be paged through.
    is_cut: bool,
    pager: Pager,
    pager_count: String,
    page_sizes: Vec<(u32, bool)>,
    /// What the form of the page size keeps.
    kept: Vec<(&'static str, String)>,
    exports: Vec<(&'static str, String)>,
}

/// `GET /logs`
pub(super) async fn show(
    State(app): State<App>,
    Extension(consultations): Extension<Consultations>,
    visitor: Visitor,
    acting: Acting,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (view, ignored) = View::parse(query.as_deref());
    if view.is_applied && ignored.is_empty() {
        // the form names every field; the address it leads to names only what constrains
        return Ok(Redirect::to(&format!("{}#records", view.url())).into_response());
    }
    let lang = frame.lang;
    let filter = view.filter(frame.now);
    let mut conn = app.read_db.acquire().await?;
    let selection = read::select(&mut conn, &visitor.scope, &filter).await?;
    let counts = selection.counts;
    let (page, rows) = (view.page_of(counts.total), view.rows());
    let records = selection.page(&mut conn, rows, page).await?;
    let entity_types = read::entity_types(&mut conn, &visitor.scope).await?;
    let shipping = match &app.config.logs.shipping {
        Some(_) => Some(shipping::standing(&mut conn).await?),
        None => None,
    };
    drop(conn);
    consultations.note(&app, &acting, &view.selection()).await;

    let pager = Pager::new(page, rows, counts.total.min(read::COUNTED).unsigned_abs(), |page| {
        let mut other = view.refiltered(|_| {});
        other.page = Some(page);
        format!("{}#records", other.url())
    });
    let total_words = counted(counts.total);
    let shown =
        [("from", pager.first_row.into()), ("to", pager.last_row.into()), ("total", total_words.clone().into())];
    let export = |format| (format, address(&format!("{}/export/{format}", super::PATH), &view.selection()));
    let page = Trail {
        ignored: ignored.into_iter().map(|(part, reason)| (part, lang.t(reason))).collect(),
        links: app.config.logs.links.clone(),
        shipping,
        counters: counters(&view, counts, lang),
        panel: Panel::new(&view, entity_types, lang),
        chips: chips(&view, lang),
        rows: records.into_iter().map(|record| Row::new(record, &view, &frame)).collect(),
        total: counts.total,
        is_cut: counts.total > read::COUNTED && pager.page == pager.pages,
        pager_count: lang.t_with("logs-shown", &shown),
        total_words,
        pager,
        page_sizes: page_sizes(rows),
        kept: view.selection(),
        exports: vec![export("csv"), export("json")],
    };
    Ok(Page(frame, page).into_response())
}

/// The offered page sizes, and the present one when it is none of them.
fn page_sizes(present: u32) -> Vec<(u32, bool)> {
    let mut sizes = PAGE_SIZES.to_vec();
    sizes.push(present);
    sizes.sort_unstable();
    sizes.dedup();
    sizes.into_iter().map(|size| (size, size == present)).collect()
}
