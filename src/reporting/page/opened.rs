//! The modules of an opened row: with the page, or alone for a script that opens the row in place.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::chips::status_label;
use crate::access::Visitor;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};
use crate::platform::App;
use crate::platform::ids::UnitId;
use crate::reporting::opened::find_changes;
use crate::reporting::parse::{self, Door};
use crate::reporting::snapshot::Snapshots;
use crate::reporting::units::{UnitYear, module_label, opened_unit};
use crate::results;
use crate::web::{Frame, Lang, Problem, figures, filters};

/// A year of an opened row.
pub(super) struct OpenedYear {
    pub(super) title: String,
    /// Written above the boxes when there are several years.
    pub(super) heading: Option<String>,
    pub(super) modules: Vec<OpenedModule>,
}

/// A module of an opened row.
pub(super) struct OpenedModule {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) tonnes: String,
    pub(super) status: ModuleStatus,
    pub(super) status_words: String,
    pub(super) is_recalculated: bool,
    pub(super) changed: Option<DateTime<Utc>>,
}

/// The years of an opened unit.
pub(super) fn years(id: UnitId, name: &str, years: &[UnitYear], has_several: bool, lang: Lang) -> Vec<OpenedYear> {
    years.iter().map(|year| OpenedYear::new(id, name, year, has_several, lang)).collect()
}

impl OpenedYear {
    fn new(id: UnitId, unit: &str, year: &UnitYear, has_several: bool, lang: Lang) -> Self {
        let year_word = || year.year.to_string().into();
        let modules = ModuleType::DISPLAY_ORDER.map(|module| OpenedModule::new(id, module, year, lang));
        Self {
            title: if has_several {
                lang.t_with("units-modules-of-year", &[("unit", unit.into()), ("year", year_word())])
            } else {
                lang.t_with("units-modules-of", &[("unit", unit.into())])
            },
            heading: has_several.then(|| {
                lang.t_with("units-year", &[("year", year_word()), ("tonnes", figures::tonnes(year.total_kg).into())])
            }),
            modules: modules.into(),
        }
    }
}

impl OpenedModule {
    fn new(id: UnitId, module: ModuleType, year: &UnitYear, lang: Lang) -> Self {
        let (status, kg) = (year.module_status[module.index()], year.module_kg[module.index()]);
        let is_missing = status == ModuleStatus::NotStarted && kg == 0.0;
        Self {
            name: module_label(module, lang),
            url: format!("{}/modules/{module}", results::url(id, year.year)),
            tonnes: if is_missing { figures::MISSING.to_owned() } else { format!("{}\u{a0}t", figures::tonnes(kg)) },
            status,
            status_words: status_label(status, lang),
            is_recalculated: year.module_recalculated[module.index()],
            changed: year.module_changed[module.index()],
        }
    }
}

#[derive(Template)]
#[template(path = "reporting/_opened.html")]
struct Fragment {
    unit_id: UnitId,
    years: Vec<OpenedYear>,
    columns: usize,
}

/// `GET /reporting/units/{unit_id}/modules`: the row that opens below a unit.
pub async fn modules(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    frame: Frame,
    Path(unit_id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let id = UnitId(unit_id.parse().map_err(|_| Problem::NotFound)?);
    let (listing, _) = parse::query(query.as_deref(), Door::Page);
    let view = snapshots.view(&app.read_db, &visitor.scope).await?;
    let mut rows = vec![opened_unit(&view, &listing, id).ok_or(Problem::NotFound)?];
    find_changes(&app.read_db, &listing.filter, &mut rows).await?;
    let has_several = listing.filter.years.len() > 1;
    let unit = &rows[0];
    let fragment = Fragment {
        unit_id: id,
        years: years(id, &unit.name, &unit.years, has_several, frame.lang),
        columns: super::table::column_count(&listing),
    };
    let html = fragment.render_with_values(&frame).map_err(anyhow::Error::from)?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}
