//! The shapes of the JSON doors.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The years that can be chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearsAnswer {
    /// Newest first.
    pub(super) years: Vec<YearItem>,
    /// The year shown when none is chosen.
    pub(super) latest: Option<i16>,
}

/// A year.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearItem {
    pub(super) year: i16,
    /// `provisioning`, `provisioning_failed`, `configuring` or `open`.
    pub(super) state: String,
    /// Units of the caller with a report in it.
    pub(super) unit_count: i64,
}

/// The units that can be chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitsChoiceAnswer {
    /// By name, then id.
    pub(super) rows: Vec<UnitItem>,
    pub(super) total: i64,
    pub(super) page: u32,
    pub(super) page_size: u32,
}

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitItem {
    pub(super) unit_id: i32,
    pub(super) name: String,
    pub(super) institutional_code: String,
    pub(super) institutional_id: Option<String>,
    /// Names from the root to the unit.
    pub(super) affiliation: String,
    pub(super) level: i16,
    pub(super) unit_type: Option<String>,
    pub(super) is_active: bool,
}

/// The levels above units.
#[derive(Debug, Serialize, ToSchema)]
pub struct AffiliationsAnswer {
    pub(super) rows: Vec<AffiliationItem>,
}

/// A level above units, with the levels below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AffiliationItem {
    /// What `affiliation_ids` takes.
    pub(super) affiliation_id: i32,
    pub(super) name: String,
    pub(super) institutional_code: String,
    pub(super) institutional_id: Option<String>,
    pub(super) level: i16,
    pub(super) unit_type: Option<String>,
    /// Active units below, within the caller's scope.
    pub(super) unit_count: i64,
    #[schema(no_recursion)]
    pub(super) children: Vec<AffiliationItem>,
}

/// What the units table is asked for. Everything but the years may be left out.
#[derive(Debug, ToSchema)]
#[schema(as = UnitsBody)]
#[expect(dead_code, reason = "describes the body, which is read field by field so that each wrong one can be named")]
pub struct UnitsBody {
    /// At least one.
    years: Vec<i16>,
    unit_ids: Option<Vec<i32>>,
    affiliation_ids: Option<Vec<i32>>,
    /// `not_started`, `in_progress` or `validated`.
    validation_statuses: Option<Vec<String>>,
    /// `module:status`; status `none` keeps nothing of the module.
    module_statuses: Option<Vec<String>>,
    search: Option<String>,
    /// Whether closed units and levels above units count, too, where they have reports; they do not unless asked for.
    all_levels: Option<bool>,
    page: Option<u32>,
    /// 1 to 500, 50 by default.
    page_size: Option<u32>,
    /// `unit_name`, `affiliation`, `validation_status`, `principal_user`, `last_update`, `highest_result_category`,
    /// `total_carbon_footprint` or `per_fte`.
    sort_by: Option<String>,
    /// `asc` or `desc`.
    sort_dir: Option<String>,
}

/// The units table.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitsAnswer {
    pub(super) rows: Vec<UnitRowItem>,
    pub(super) total: i64,
    pub(super) page: u32,
    pub(super) page_size: u32,
    pub(super) counts: Counts,
    /// Unit-years by module key and status.
    #[schema(value_type = std::collections::HashMap<String, Counts>)]
    pub(super) module_status_counts: Map<String, Value>,
}

/// Numbers by status, over all filtered units.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    pub(super) validated: i64,
    pub(super) in_progress: i64,
    pub(super) not_started: i64,
}

/// One year: modules. Several: years.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValidationStatus {
    pub(super) validated: i32,
    pub(super) total: i32,
}

/// A unit over the selected years.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitRowItem {
    pub(super) unit_id: i32,
    pub(super) unit_name: String,
    /// Names from the root to the unit.
    pub(super) affiliation: String,
    pub(super) validation_status: ValidationStatus,
    /// `not_started`, `in_progress` or `validated`.
    pub(super) overall_status: &'static str,
    pub(super) principal_user: Option<String>,
    #[serde(serialize_with = "moment")]
    pub(super) last_update: Option<DateTime<Utc>>,
    /// Key of a module.
    pub(super) highest_result_category: Option<&'static str>,
    pub(super) total_carbon_footprint_t: f64,
    pub(super) validated_carbon_footprint_t: f64,
    pub(super) total_fte: f64,
    pub(super) results_url: String,
}

#[expect(clippy::ref_option, reason = "the signature serde asks for")]
fn moment<S: Serializer>(moment: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    moment.map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true)).serialize(serializer)
}
