//! A reporting year: created with its units and reports, configured, opened.

mod api;
mod completeness;
mod configuration;
mod copying;
pub mod objectives;
mod opening;
mod outlook;
mod provisioning;
mod settings;
mod synchronisation;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::OpenApi;

use crate::access::{Access, Action, Permission, Route, Scope};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::DataEntryType;
use crate::pipeline::{self, JobKind};

pub use completeness::{Gap, Reason};
pub use configuration::{CardJobs, Configuration, ModuleConfiguration, TypeConfiguration, configuration};
pub use copying::{copy_objectives, copy_settings};
pub use opening::{StateError, close, open, require_provisioned};
pub use outlook::{Outlook, outlook};
pub use provisioning::{CreateError, adopt_new_types, create, create_from, run, submit_creation};
pub use settings::{Setting, TypeSettings, Uncertainty, set, takes_threshold, type_settings};
pub use synchronisation::{PreviewError, preview_synchronisation, submit_synchronisation};

const VIEW: Access = Access::Needs(Permission::BackofficeConfiguration, Action::View);
const CONFIGURE: Access = Access::Needs(Permission::BackofficeConfiguration, Action::Edit);

/// The JSON doors of years.
pub fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/years/{year}", CONFIGURE, api::create),
        Route::post("/api/v1/years/{year}/open", CONFIGURE, api::open),
        Route::post("/api/v1/years/{year}/close", CONFIGURE, api::close),
        Route::get("/api/v1/years/{year}/configuration", VIEW, api::show),
    ]
}

/// The JSON doors, described.
#[derive(OpenApi)]
#[openapi(paths(api::create, api::open, api::close, api::show))]
pub(crate) struct Documentation;

/// A year as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearSummary {
    /// The year.
    pub year: i16,
    /// `provisioning`, `provisioning_failed`, `configuring` or `open`.
    pub state: String,
    /// Why provisioning failed.
    pub failure: Option<String>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When its units and reports were there.
    pub provisioned_at: Option<DateTime<Utc>>,
    /// When it was opened to the units.
    pub opened_at: Option<DateTime<Utc>>,
    /// Units with a report.
    pub unit_count: i64,
}

impl YearSummary {
    /// Whether it takes files and settings.
    pub fn is_provisioned(&self) -> bool {
        matches!(self.state.as_str(), "configuring" | "open")
    }

    /// Whether units work on it.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

/// Whether files may be loaded into a year.
pub async fn is_provisioned(conn: &mut PgConnection, year: Year) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists(select from years where year = $1 and state in ('configuring', 'open')) as "is!""#,
        year.get()
    )
    .fetch_one(conn)
    .await
}

/// Whether units work on a year.
pub async fn is_open(conn: &mut PgConnection, year: Year) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists(select from years where year = $1 and state = 'open') as "is!""#, year.get())
        .fetch_one(conn)
        .await
}

/// Whether units never enter data of a type by hand: the use of facilities comes in files.
pub fn takes_no_inputs(data_type: DataEntryType) -> bool {
    matches!(data_type, DataEntryType::ResearchFacilities | DataEntryType::MiceAndFishAnimalFacilities)
}

/// Whether units may not enter data of a type by hand in a year: the inputs, the type or its module are off.
pub async fn inputs_are_deactivated(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
) -> sqlx::Result<bool> {
    if takes_no_inputs(data_type) {
        return Ok(true);
    }
    sqlx::query_scalar!(
        r#"select exists(
               select from year_data_entry_types
               where year = $1 and data_entry_type_id = $2 and (inputs_deactivated or not is_enabled)
           ) or exists(select from year_modules where year = $1 and module_type_id = $3 and not is_enabled) as "are!""#,
        year.get(),
        data_type.id(),
        data_type.module().id()
    )
    .fetch_one(conn)
    .await
}

/// Every year, oldest first.
pub async fn all(conn: &mut PgConnection) -> sqlx::Result<Vec<Year>> {
    let years = sqlx::query_scalar!("select year from years order by year").fetch_all(conn).await?;
    Ok(years.into_iter().filter_map(|year| Year::new(year).ok()).collect())
}

/// One year as it stands. What its state says of a preparation is what has become of the job: one that was cancelled or
/// whose process was lost has failed, one that was begun again is under way.
pub async fn summary(conn: &mut PgConnection, year: Year) -> sqlx::Result<Option<YearSummary>> {
    let summary = sqlx::query_as!(
        YearSummary,
        r#"select year, state, failure, created_at, provisioned_at, opened_at,
               (select count(*) from carbon_reports r where r.year = y.year and r.kind = 'calculator') as "unit_count!"
           from years y where year = $1"#,
        year.get()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(mut summary) = summary else { return Ok(None) };
    if summary.is_provisioned() {
        return Ok(Some(summary));
    }
    if let Some(job) = pipeline::newest_of_kind(conn, &Scope::Institution, JobKind::UnitSync, year).await? {
        if job.is_finished() {
            "provisioning_failed".clone_into(&mut summary.state);
            summary.failure = summary.failure.or(job.status_message);
        } else {
            "provisioning".clone_into(&mut summary.state);
            summary.failure = None;
        }
    }
    Ok(Some(summary))
}
