//! Opening a year to the units, and closing it again.

use serde::Serialize;
use serde_json::json;
use sqlx::PgConnection;

use crate::audit::{self, Act, Action, Actor};
use crate::carbon::entry::{Definition, ReferenceKind, definitions};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::platform::App;

/// Something a year lacks before units can work on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Module concerned.
    pub module_type_id: i16,
    /// Type concerned; none when it is the module's common file.
    pub data_entry_type_id: Option<i16>,
    /// `missing_factor`, `missing_common_factor` or `missing_reference`.
    pub reason: &'static str,
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.data_entry_type_id.and_then(|id| DataEntryType::try_from(id).ok()) {
            Some(data_type) => write!(f, "{data_type}: {}", self.reason),
            None => match ModuleType::try_from(self.module_type_id) {
                Ok(module) => write!(f, "{module}: {}", self.reason),
                Err(_) => f.write_str(self.reason),
            },
        }
    }
}

/// A year that could not be opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// There is no such year.
    #[error("the year {0} does not exist")]
    Absent(Year),
    /// It is being prepared, or that failed.
    #[error("the year {0} is not prepared yet")]
    NotProvisioned(Year),
    /// Something is missing.
    #[error("the year {year} is incomplete: {}", gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Incomplete {
        /// The year.
        year: Year,
        /// What it lacks.
        gaps: Vec<Gap>,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// What a year lacks, by module and type; switched-off modules and types lack nothing.
pub async fn gaps(conn: &mut PgConnection, year: Year) -> sqlx::Result<Vec<Gap>> {
    let enabled = sqlx::query_scalar!(
        "select t.data_entry_type_id from year_data_entry_types t
         join year_modules m on m.year = t.year
             and m.module_type_id = module_of_data_entry_type(t.data_entry_type_id)
         where t.year = $1 and t.is_enabled and m.is_enabled order by 1",
        year.get()
    )
    .fetch_all(&mut *conn)
    .await?;
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
    let has_list = |kind| match kind {
        Some(ReferenceKind::Airports) => lists.airports,
        Some(ReferenceKind::Stations) => lists.stations,
        Some(ReferenceKind::Rooms) => lists.rooms,
        Some(ReferenceKind::ExchangeRates) | None => true,
    };
    let mut gaps = Vec::new();
    let enabled: Vec<_> =
        definitions().iter().filter(|definition| enabled.contains(&definition.data_type.id())).collect();
    let has_factors = |definition: &Definition| with_factors.contains(&definition.data_type.id());
    for module in ModuleType::ALL {
        let mut sharing =
            enabled.iter().filter(|d| d.data_type.module() == *module && !d.has_own_factor_file()).peekable();
        if sharing.peek().is_some() && !sharing.any(|definition| has_factors(definition)) {
            gaps.push(Gap { module_type_id: module.id(), data_entry_type_id: None, reason: "missing_common_factor" });
        }
    }
    for definition in enabled {
        let data_type = definition.data_type;
        let gap =
            |reason| Gap { module_type_id: data_type.module().id(), data_entry_type_id: Some(data_type.id()), reason };
        if definition.has_own_factor_file() && !has_factors(definition) {
            gaps.push(gap("missing_factor"));
        }
        if !has_list(definition.reference.filter(|_| definition.has_entries)) {
            gaps.push(gap("missing_reference"));
        }
    }
    gaps.sort_by_key(|gap| (gap.module_type_id, gap.data_entry_type_id));
    Ok(gaps)
}

/// Opens a complete year to the units. A year that is open stays open.
pub async fn open(app: &App, actor: &Actor, year: Year) -> Result<(), OpeningError> {
    let mut transaction = app.db.begin().await?;
    if lock_state(&mut transaction, year).await? == "open" {
        return Ok(());
    }
    let gaps = gaps(&mut transaction, year).await?;
    if !gaps.is_empty() {
        return Err(OpeningError::Incomplete { year, gaps });
    }
    let now = app.clock.now();
    sqlx::query!("update years set state = 'open', opened_at = $2 where year = $1", year.get(), now)
        .execute(&mut *transaction)
        .await?;
    record(&mut transaction, app, actor, year, "opened to the units").await?;
    Ok(transaction.commit().await?)
}

/// Closes a year to the units; their data stays. A year that is closed stays closed.
pub async fn close(app: &App, actor: &Actor, year: Year) -> Result<(), OpeningError> {
    let mut transaction = app.db.begin().await?;
    if lock_state(&mut transaction, year).await? != "open" {
        return Ok(());
    }
    sqlx::query!("update years set state = 'configuring', opened_at = null where year = $1", year.get())
        .execute(&mut *transaction)
        .await?;
    record(&mut transaction, app, actor, year, "closed to the units").await?;
    Ok(transaction.commit().await?)
}

async fn lock_state(conn: &mut PgConnection, year: Year) -> Result<String, OpeningError> {
    let state = sqlx::query_scalar!("select state from years where year = $1 for no key update", year.get())
        .fetch_optional(conn)
        .await?
        .ok_or(OpeningError::Absent(year))?;
    if matches!(state.as_str(), "configuring" | "open") { Ok(state) } else { Err(OpeningError::NotProvisioned(year)) }
}

async fn record(conn: &mut PgConnection, app: &App, actor: &Actor, year: Year, what: &str) -> sqlx::Result<()> {
    let mut act = Act::new(actor, app.clock.now(), Action::Update, "year", format!("year {year} {what}"));
    act.entity_id = Some(year.to_string());
    act.details = json!({ "change": what });
    audit::record(conn, act).await
}
