//! The JSON doors of reporting.

use axum::extract::{RawQuery, State};
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use super::answers::{
    AffiliationItem, AffiliationsAnswer, Counts, UnitItem, UnitRowItem, UnitsAnswer, UnitsBody, UnitsChoiceAnswer,
    ValidationStatus, YearItem, YearsAnswer,
};
use super::choices::{self, Affiliation};
use super::listing::Listing;
use super::snapshot::{Snapshots, Unit};
use super::strict;
use super::units::{Reader, UnitRow, UnitsTable, units_table};
use crate::access::Visitor;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};
use crate::platform::App;
use crate::results;
use crate::web::{JsonBody, Lang, Problem};

/// Years to choose from: `GET /api/v1/reporting/filters/years`
#[utoipa::path(get, path = "/api/v1/reporting/filters/years", tag = "reporting",
    responses((status = 200, description = "The years that can be chosen", body = YearsAnswer),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn years(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Json<YearsAnswer>, Problem> {
    strict::pairs_only(query.as_deref(), &[], lang)?;
    let years = choices::years(&snapshots.view(&app.read_db, &visitor.scope).await?, false);
    Ok(Json(YearsAnswer {
        latest: choices::latest(&years).map(Year::get),
        years: years
            .into_iter()
            .map(|choice| YearItem { year: choice.year, state: choice.state, unit_count: choice.unit_count })
            .collect(),
    }))
}

/// Units to choose from: `GET /api/v1/reporting/filters/units`
#[utoipa::path(get, path = "/api/v1/reporting/filters/units", tag = "reporting",
    params(("affiliation_ids" = Option<Vec<i32>>, Query, description = "Only units below these"),
        ("search" = Option<String>, Query, description = "Found in name, codes, path or principal"),
        ("page" = Option<u32>, Query), ("page_size" = Option<u32>, Query, description = "1 to 5000, 500 by default")),
    responses((status = 200, description = "The units that can be chosen", body = UnitsChoiceAnswer),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn units_choice(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Json<UnitsChoiceAnswer>, Problem> {
    let wanted = strict::units_query(query.as_deref(), lang)?;
    let (page, page_size) = (wanted.page, wanted.page_size);
    let view = snapshots.view(&app.read_db, &visitor.scope).await?;
    let choices = choices::units(
        &view,
        choices::Query {
            affiliation_ids: &wanted.affiliation_ids,
            search: &wanted.search,
            offset: (page as usize - 1).saturating_mul(page_size as usize),
            limit: page_size as usize,
            ..choices::Query::default()
        },
    );
    let rows = choices.listed.into_iter().map(unit_item).collect();
    Ok(Json(UnitsChoiceAnswer { rows, total: choices.fitting as i64, page, page_size }))
}

fn unit_item(unit: &Unit) -> UnitItem {
    UnitItem {
        unit_id: unit.id.0,
        name: unit.name.clone(),
        institutional_code: unit.institutional_code.clone(),
        institutional_id: unit.institutional_id.clone(),
        affiliation: unit.path_name.clone(),
        level: unit.level,
        unit_type: unit.unit_type.clone(),
        is_active: unit.is_active,
    }
}

/// Schools and institutes to choose from: `GET /api/v1/reporting/filters/affiliations`
#[utoipa::path(get, path = "/api/v1/reporting/filters/affiliations", tag = "reporting",
    responses((status = 200, description = "Levels 2 and 3 within the caller's scope", body = AffiliationsAnswer),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn affiliations(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Json<AffiliationsAnswer>, Problem> {
    strict::pairs_only(query.as_deref(), &[], lang)?;
    let view = snapshots.view(&app.read_db, &visitor.scope).await?;
    let affiliations = choices::affiliations(&view, "", false);
    let roots = affiliations.iter().filter(|affiliation| affiliation.parent_id.is_none());
    Ok(Json(AffiliationsAnswer { rows: roots.map(|root| branch(root, &affiliations)).collect() }))
}

fn branch(top: &Affiliation, all: &[Affiliation]) -> AffiliationItem {
    let unit = top.unit;
    let children = all.iter().filter(|child| child.parent_id == Some(unit.id));
    AffiliationItem {
        affiliation_id: unit.id.0,
        name: unit.name.clone(),
        institutional_code: unit.institutional_code.clone(),
        institutional_id: unit.institutional_id.clone(),
        level: unit.level,
        unit_type: unit.unit_type.clone(),
        unit_count: top.unit_count,
        children: children.map(|child| branch(child, all)).collect(),
    }
}

/// A page of the units table: `POST /api/v1/reporting/units`
#[utoipa::path(post, path = "/api/v1/reporting/units", tag = "reporting", request_body = UnitsBody,
    responses((status = 200, description = "A page of the units table", body = UnitsAnswer),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub async fn units(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    lang: Lang,
    JsonBody(body): JsonBody,
) -> Result<Json<UnitsAnswer>, Problem> {
    let listing = strict::body(&body, lang)?;
    let view = snapshots.view(&app.read_db, &visitor.scope).await?;
    let table = units_table(&view, &listing, lang, Reader::Program);
    Ok(Json(answer(&listing, table)))
}

fn answer(listing: &Listing, table: UnitsTable) -> UnitsAnswer {
    let year_count = listing.filter.years.len();
    let by_status = |counts: [i64; 3]| {
        ModuleStatus::ALL.iter().map(|status| (status.key().to_owned(), counts[status.id() as usize].into())).collect()
    };
    let [not_started, in_progress, validated] = table.counts;
    UnitsAnswer {
        total: table.totals.units,
        page: table.page,
        page_size: listing.page_size,
        counts: Counts { validated, in_progress, not_started },
        module_status_counts: ModuleType::ALL
            .iter()
            .map(|module| {
                let counts: Map<String, Value> = by_status(table.module_counts[module.index()]);
                (module.key().to_owned(), json!(counts))
            })
            .collect(),
        rows: table.rows.into_iter().map(|row| row_item(row, year_count)).collect(),
    }
}

fn row_item(row: UnitRow, year_count: usize) -> UnitRowItem {
    UnitRowItem {
        unit_id: row.unit_id.0,
        validation_status: ValidationStatus {
            validated: if year_count == 1 { row.modules_validated } else { row.years_validated },
            total: if year_count == 1 { ModuleType::ALL.len() as i32 } else { year_count as i32 },
        },
        overall_status: row.status.key(),
        principal_user: row.principal,
        last_update: row.last_update,
        highest_result_category: row.highest.map(ModuleType::key),
        total_carbon_footprint_t: row.total_kg / 1000.0,
        validated_carbon_footprint_t: row.validated_kg / 1000.0,
        total_fte: row.fte,
        results_url: results::url(row.unit_id, row.newest_year),
        unit_name: row.name,
        affiliation: row.path_name,
    }
}
