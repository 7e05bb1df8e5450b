//! What the back office sets for a year, module by module and type by type.

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::configuration::{ModuleConfiguration, settings};
use super::opening::{StateError, lock_state};
use crate::audit::{self, Act, Action, Actor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ledger::thresholds;
use crate::platform::App;

/// How sure the numbers of a module are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Uncertainty {
    /// Nothing is said.
    None,
    /// Quite sure.
    Low,
    /// As new years have it.
    Medium,
    /// Not sure.
    High,
}

impl Uncertainty {
    /// In the order they are offered.
    pub const ALL: [Self; 4] = [Self::None, Self::Low, Self::Medium, Self::High];

    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The choice of a stable name.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|uncertainty| uncertainty.key() == key)
    }
}

/// What is set for a data entry type.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TypeSettings {
    /// Whether units see it.
    pub enabled: bool,
    /// Entries above so many kilograms of CO2eq stand out.
    pub threshold_kg: Option<f64>,
    /// Whether units may not enter data by hand.
    pub inputs_deactivated: bool,
}

/// A setting with its new value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    /// Whether units see a module.
    Module(ModuleType, bool),
    /// How sure the numbers of a module are.
    Uncertainty(ModuleType, Uncertainty),
    /// Everything that is set for a type.
    Type(DataEntryType, TypeSettings),
}

/// Whether a threshold in kilograms has a meaning: not for what is counted in people, nor for what has no entries.
pub fn takes_threshold(data_type: DataEntryType) -> bool {
    data_type.module() != ModuleType::Headcount && data_type != DataEntryType::BuildingEmbodiedEnergy
}

/// What is set for a data entry type.
pub async fn type_settings(
    conn: &mut PgConnection,
    year: Year,
    data_type: DataEntryType,
) -> sqlx::Result<TypeSettings> {
    let modules = settings(conn, year).await?;
    let set = modules.iter().flat_map(|module| &module.data_entry_types);
    let set = set.into_iter().find(|set| set.data_entry_type_id == data_type.id());
    Ok(TypeSettings {
        enabled: set.is_none_or(|set| set.enabled),
        threshold_kg: set.and_then(|set| set.threshold_kg),
        inputs_deactivated: set.is_some_and(|set| set.inputs_deactivated),
    })
}

/// Sets something, and keeps what it was in the audit trail. False when it was so already.
pub async fn set(app: &App, actor: &Actor, year: Year, setting: Setting) -> Result<bool, StateError> {
    let mut transaction = app.db.begin().await?;
    lock_state(&mut transaction, year).await?;
    let before = settings(&mut transaction, year).await?;
    store(&mut transaction, year, setting).await?;
    if let Setting::Type(data_type, _) = setting {
        thresholds::follow_change(&mut transaction, year, data_type).await?;
    }
    let after = settings(&mut transaction, year).await?;
    if before == after {
        return Ok(false);
    }
    let (entity, module, summary) = match setting {
        Setting::Module(module, on) => (
            entity_of_module(year, module),
            module,
            format!("{module} of {year} switched {}", if on { "on" } else { "off" }),
        ),
        Setting::Uncertainty(module, uncertainty) => (
            entity_of_module(year, module),
            module,
            format!("uncertainty of {module} of {year} set to {}", uncertainty.key()),
        ),
        Setting::Type(data_type, _) => (
            format!("{year}/{}/{data_type}", data_type.module()),
            data_type.module(),
            format!("settings of {data_type} of {year} changed"),
        ),
    };
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "year_settings", summary);
    act.entity_id = Some(entity);
    let facts = |modules: &[ModuleConfiguration]| facts(modules, module.id(), setting);
    act.details = json!({ "module": module.key(), "before": facts(&before), "after": facts(&after) });
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    Ok(true)
}

fn entity_of_module(year: Year, module: ModuleType) -> String {
    format!("{year}/{module}")
}

/// What the audit trail keeps of settings.
fn facts(modules: &[ModuleConfiguration], module: i16, setting: Setting) -> Value {
    let module = modules.iter().find(|configured| configured.module_type_id == module);
    match setting {
        Setting::Module(..) | Setting::Uncertainty(..) => {
            module.map(|module| json!({ "enabled": module.enabled, "uncertainty": module.uncertainty }))
        }
        Setting::Type(data_type, _) => module
            .and_then(|module| module.data_entry_types.iter().find(|t| t.data_entry_type_id == data_type.id()))
            .map(|of_type| {
                json!({
                    "enabled": of_type.enabled,
                    "threshold_kg": of_type.threshold_kg,
                    "inputs_deactivated": of_type.inputs_deactivated,
                })
            }),
    }
    .unwrap_or_default()
}

async fn store(conn: &mut PgConnection, year: Year, setting: Setting) -> sqlx::Result<()> {
    match setting {
        Setting::Module(module, on) => {
            sqlx::query!(
                "insert into year_modules (year, module_type_id, is_enabled) values ($1, $2, $3)
                 on conflict (year, module_type_id) do update set is_enabled = excluded.is_enabled",
                year.get(),
                module.id(),
                on
            )
            .execute(conn)
            .await?
        }
        Setting::Uncertainty(module, uncertainty) => {
            sqlx::query!(
                "insert into year_modules (year, module_type_id, uncertainty) values ($1, $2, $3)
                 on conflict (year, module_type_id) do update set uncertainty = excluded.uncertainty",
                year.get(),
                module.id(),
                uncertainty.key()
            )
            .execute(conn)
            .await?
        }
        Setting::Type(data_type, to) => {
            sqlx::query!(
            "insert into year_data_entry_types (year, data_entry_type_id, is_enabled, threshold_kg, inputs_deactivated)
                 values ($1, $2, $3, $4, $5)
                 on conflict (year, data_entry_type_id) do update set is_enabled = excluded.is_enabled,
                     threshold_kg = excluded.threshold_kg, inputs_deactivated = excluded.inputs_deactivated",
            year.get(),
            data_type.id(),
            to.enabled,
            to.threshold_kg.filter(|_| takes_threshold(data_type)),
            to.inputs_deactivated
        )
            .execute(conn)
            .await?
        }
    };
    Ok(())
}
