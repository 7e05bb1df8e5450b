//! `/units/{unit_id}/results/{year}/modules/{module}`: what a module's figure is made of.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::door::{Door, module_of};
use super::origin::Origin;
use super::type_url;
use crate::access::Person;
use crate::carbon::taxonomy::{DataEntryType, ModuleStatus, QuantityUnit, emission_type};
use crate::ledger::unit_year::{self, TypeSum};
use crate::platform::App;
use crate::results::store;
use crate::results::words::node_name;
use crate::web::{Frame, Lang, Page, Problem, figures, filters};

#[derive(Template)]
#[template(path = "results/module.html")]
struct ModulePage {
    origin: Origin,
    name: String,
    status: ModuleStatus,
    status_words: String,
    is_recalculated: bool,
    total_kg: f64,
    types: Vec<TypeRow>,
    entries: i64,
    leaves: Vec<LeafRow>,
    /// Whether somebody who sees the sums may look at the entries.
    may_see_entries: bool,
    /// Whether entries have a threshold.
    has_threshold: bool,
}

struct TypeRow {
    name: String,
    /// Where its entries are, for those who may look at them.
    url: Option<String>,
    sum: TypeSum,
    share: String,
    without: Vec<String>,
    threshold: String,
    above: String,
}

struct LeafRow {
    name: String,
    scope: String,
    quantity: String,
    kg: f64,
}

/// `GET /units/{unit_id}/results/{year}/modules/{module}`
pub(in crate::results) async fn show(
    State(app): State<App>,
    person: Person,
    frame: Frame,
    Path((unit_id, year, module)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let module = module_of(&module)?;
    let mut conn = app.read_db.acquire().await?;
    let door = Door::open(&mut conn, &person, (&unit_id, &year)).await?;
    let (now, _) = store::figures(&mut *conn, &door.scope, door.id, door.year.get(), &door.unit).await?;
    let types = unit_year::types(&mut conn, &door.scope, door.id, door.year, module).await?;
    drop(conn);
    let lang = frame.lang;
    let right = door.right(&person, module);
    let figures = now.module(module);
    let total_kg = figures.kg();
    let status = figures.status;
    let row = |sum: TypeSum| {
        let url = right.is_some().then(|| type_url(door.id, door.year.get(), sum.data_type));
        TypeRow::new(sum, total_kg, url, lang)
    };
    let page = ModulePage {
        origin: Origin::new(&door, &person),
        name: lang.t(&format!("module-{}", module.slug())),
        status,
        status_words: lang.t(&format!("status-{}", status.key().replace('_', "-"))),
        is_recalculated: door.unit.module_recalculated.get(module.index()).copied().unwrap_or_default(),
        entries: types.iter().map(|sum| sum.entries).sum(),
        has_threshold: types.iter().any(|sum| sum.threshold_kg.is_some()),
        types: types.into_iter().map(row).collect(),
        leaves: figures.leaves.iter().filter_map(|leaf| LeafRow::new(leaf, lang)).collect(),
        may_see_entries: right.is_some(),
        total_kg,
    };
    Ok(Page(frame, page).into_response())
}

impl TypeRow {
    fn new(sum: TypeSum, total_kg: f64, url: Option<String>, lang: Lang) -> Self {
        let without = sum.without_emission.iter().map(|(reason, count)| {
            lang.t_with(&format!("without-{}", reason.key().replace('_', "-")), &[("count", (*count).into())])
        });
        Self {
            name: type_name(sum.data_type, lang),
            url,
            share: if total_kg > 0.0 { figures::percent(sum.kg / total_kg) } else { figures::MISSING.to_owned() },
            without: without.collect(),
            threshold: sum.threshold_kg.map_or_else(|| figures::MISSING.to_owned(), figures::plain),
            above: if sum.threshold_kg.is_some() {
                figures::count(sum.above_threshold)
            } else {
                figures::MISSING.to_owned()
            },
            sum,
        }
    }
}

/// The name of a data entry type.
pub(super) fn type_name(data_type: DataEntryType, lang: Lang) -> String {
    lang.t(&format!("type-{}", data_type.key().replace('_', "-")))
}

impl LeafRow {
    fn new(leaf: &crate::results::year::Leaf, lang: Lang) -> Option<Self> {
        let node = emission_type(leaf.id)?;
        let unit = node.quantity_unit.map(QuantityUnit::symbol).unwrap_or_default();
        Some(Self {
            name: node_name(node, lang),
            scope: leaf.scope().map_or_else(
                || figures::MISSING.to_owned(),
                |scope| lang.t_with("scope-number", &[("scope", (scope as i16).into())]),
            ),
            quantity: leaf.quantity.map_or_else(
                || figures::MISSING.to_owned(),
                |quantity| format!("{}\u{a0}{unit}", figures::decimal(quantity, 0)),
            ),
            kg: leaf.kg,
        })
    }
}
