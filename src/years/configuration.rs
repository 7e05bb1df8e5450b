//! A year as the back office sees it: its settings, what was loaded into it, what it lacks.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::completeness::{self, Gap, Reason, Stored};
use super::{YearSummary, summary, takes_no_inputs};
use crate::carbon::entry::definition;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::pipeline::{self, LastJobs, Load};
use crate::platform::Scope;

/// A year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Configuration {
    /// The year.
    pub year: i16,
    /// `provisioning`, `provisioning_failed`, `configuring` or `open`.
    pub state: String,
    /// When its units and reports were there.
    pub provisioned_at: Option<DateTime<Utc>>,
    /// When it was opened to the units.
    pub opened_at: Option<DateTime<Utc>>,
    /// Whether something is missing before it can be opened.
    pub incomplete: bool,
    /// Its modules, by id.
    pub modules: Vec<ModuleConfiguration>,
    /// The year itself.
    #[serde(skip)]
    pub summary: YearSummary,
    /// Files that belong to no module.
    #[serde(skip)]
    pub loads: Vec<Load>,
}

/// A module of a year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ModuleConfiguration {
    /// The module.
    pub module_type_id: i16,
    /// Whether units see it.
    pub enabled: bool,
    /// `none`, `low`, `medium` or `high`.
    pub uncertainty: String,
    /// Whether it keeps the year from being opened; never while it is switched off.
    pub incomplete: bool,
    /// What its common files lack.
    pub reasons: Vec<Reason>,
    /// What became of its common files.
    pub jobs: CardJobs,
    /// Its types, by id.
    pub data_entry_types: Vec<TypeConfiguration>,
}

/// A data entry type of a year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TypeConfiguration {
    /// The type.
    pub data_entry_type_id: i16,
    /// Whether units see it.
    pub enabled: bool,
    /// Entries above so many kilograms of CO2eq stand out.
    pub threshold_kg: Option<f64>,
    /// Whether units may not enter data by hand.
    pub inputs_deactivated: bool,
    /// Whether something is missing, switched on or not.
    pub incomplete: bool,
    /// What is missing, and why.
    pub reasons: Vec<Reason>,
    /// What became of its files.
    pub jobs: CardJobs,
}

/// What became of the files of a module or type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct CardJobs {
    /// Activity; files of single units apart.
    pub data: LastJobs,
    /// Emission factors.
    pub factors: LastJobs,
    /// Airports, stations or rooms; the lists have no year.
    pub reference: LastJobs,
}

impl Configuration {
    /// What keeps the year from being opened.
    pub fn gaps(&self) -> Vec<Gap> {
        self.modules.iter().flat_map(ModuleConfiguration::gaps).collect()
    }

    /// One of its modules.
    pub fn module(&self, module: ModuleType) -> Option<&ModuleConfiguration> {
        self.modules.iter().find(|configured| configured.module_type_id == module.id())
    }

    /// One of its types.
    pub fn data_type(&self, data_type: DataEntryType) -> Option<&TypeConfiguration> {
        let module = self.module(data_type.module())?;
        module.data_entry_types.iter().find(|configured| configured.data_entry_type_id == data_type.id())
    }

    /// What became of the files of one list of objectives.
    pub fn objective_jobs(&self, objective: &str) -> LastJobs {
        let found = self.loads.iter().find(|load| load.objective.as_deref() == Some(objective));
        found.map(|load| load.jobs.clone()).unwrap_or_default()
    }

    /// What became of the exchange rates.
    pub fn exchange_rate_jobs(&self) -> LastJobs {
        let found = self.loads.iter().find(|load| load.target == "exchange_rates");
        found.map(|load| load.jobs.clone()).unwrap_or_default()
    }
}

impl ModuleConfiguration {
    /// What it lacks; a module that is switched off lacks nothing.
    pub fn gaps(&self) -> Vec<Gap> {
        let Some(module) = ModuleType::try_from(self.module_type_id).ok().filter(|_| self.enabled) else {
            return Vec::new();
        };
        let common = self.reasons.iter().map(|reason| (None, *reason));
        let enabled = self.data_entry_types.iter().filter(|of_type| of_type.enabled);
        let own = enabled.flat_map(|of_type| of_type.reasons.iter().map(|reason| (of_type.data_type(), *reason)));
        common.chain(own).map(|(data_type, reason)| Gap { module, data_type, reason }).collect()
    }
}

impl TypeConfiguration {
    /// The type.
    pub fn data_type(&self) -> Option<DataEntryType> {
        self.data_entry_type_id.try_into().ok()
    }
}

/// Reads a year; none when there is no such year.
pub async fn configuration(conn: &mut PgConnection, scope: &Scope, year: Year) -> sqlx::Result<Option<Configuration>> {
    let Some(summary) = summary(conn, year).await? else { return Ok(None) };
    let loads = pipeline::loads(conn, scope, year).await?;
    let stored = stored(conn, year).await?;
    let mut modules = settings(conn, year).await?;
    for module in &mut modules {
        module.jobs = card_jobs(&loads, Some(module.module_type_id), None);
        for of_type in &mut module.data_entry_types {
            of_type.jobs = card_jobs(&loads, Some(module.module_type_id), Some(of_type.data_entry_type_id));
            if let Some(definition) = of_type.data_type().and_then(definition) {
                of_type.reasons = completeness::of_type(definition, &stored, &of_type.jobs);
            }
            of_type.incomplete = !of_type.reasons.is_empty();
        }
        module.reasons = completeness::of_common_files(module, &stored);
        module.incomplete = !module.gaps().is_empty();
    }
    Ok(Some(Configuration {
        year: year.get(),
        state: summary.state.clone(),
        provisioned_at: summary.provisioned_at,
        opened_at: summary.opened_at,
        incomplete: modules.iter().any(|module| module.incomplete),
        modules,
        summary,
        loads: loads.into_iter().filter(|load| load.module_type_id.is_none()).collect(),
    }))
}

/// The settings of a year alone. What was never set is as new years have it.
pub(super) async fn settings(conn: &mut PgConnection, year: Year) -> sqlx::Result<Vec<ModuleConfiguration>> {
    let modules =
        sqlx::query!("select module_type_id, is_enabled, uncertainty from year_modules where year = $1", year.get())
            .fetch_all(&mut *conn)
            .await?;
    let types = sqlx::query!(
        "select data_entry_type_id, is_enabled, threshold_kg, inputs_deactivated from year_data_entry_types
         where year = $1",
        year.get()
    )
    .fetch_all(conn)
    .await?;
    let of_type = |data_type: DataEntryType| {
        let set = types.iter().find(|set| set.data_entry_type_id == data_type.id());
        TypeConfiguration {
            data_entry_type_id: data_type.id(),
            enabled: set.is_none_or(|set| set.is_enabled),
            threshold_kg: set.and_then(|set| set.threshold_kg),
            inputs_deactivated: takes_no_inputs(data_type) || set.is_some_and(|set| set.inputs_deactivated),
            incomplete: false,
            reasons: Vec::new(),
            jobs: CardJobs::default(),
        }
    };
    let of_module = |module: &ModuleType| {
        let set = modules.iter().find(|set| set.module_type_id == module.id());
        ModuleConfiguration {
            module_type_id: module.id(),
            enabled: set.is_none_or(|set| set.is_enabled),
            uncertainty: set.map_or_else(|| "medium".to_owned(), |set| set.uncertainty.clone()),
            incomplete: false,
            reasons: Vec::new(),
            jobs: CardJobs::default(),
            data_entry_types: DataEntryType::of_module(*module).map(of_type).collect(),
        }
    };
    Ok(ModuleType::ALL.iter().map(of_module).collect())
}

async fn stored(conn: &mut PgConnection, year: Year) -> sqlx::Result<Stored> {
    let with_factors = sqlx::query_scalar!(
        "select distinct data_entry_type_id from factors where year = $1 and status <> 'retired'",
        year.get()
    )
    .fetch_all(&mut *conn)
    .await?;
    let lists = sqlx::query!(
        r#"select exists(select from locations where transport_mode = 'plane') as "airports!",
             exists(select from locations where transport_mode = 'train') as "stations!",
             exists(select from building_rooms) as "rooms!""#
    )
    .fetch_one(conn)
    .await?;
    Ok(Stored { with_factors, airports: lists.airports, stations: lists.stations, rooms: lists.rooms })
}

fn card_jobs(loads: &[Load], module: Option<i16>, data_type: Option<i16>) -> CardJobs {
    let of = |target: &str| {
        let found = loads.iter().find(|load| {
            (load.target.as_str(), load.module_type_id, load.data_entry_type_id) == (target, module, data_type)
        });
        found.map(|load| load.jobs.clone()).unwrap_or_default()
    };
    CardJobs { data: of("data"), factors: of("factors"), reference: of("reference") }
}
