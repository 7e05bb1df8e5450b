//! A place that files are loaded into: what kind of file, for which module or type, in which year.

use std::str::FromStr;

use form_urlencoded::{Serializer, parse};
use serde_json::Value;
use sqlx::PgConnection;

use super::PATH;
use crate::carbon::entry::Definition;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ingestion::{Target, covered_types};
use crate::operations::words;
use crate::web::{Lang, Problem};
use crate::years::{self, objectives::Objective};

/// Where a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) year: Year,
    pub(super) target: Target,
    /// None for lists of all modules.
    pub(super) module: Option<ModuleType>,
    /// None when types of the module share the file.
    pub(super) data_type: Option<DataEntryType>,
}

impl Slot {
    /// Reads a place out of an address; what is no place does not exist.
    pub(super) fn parse(year: &str, query: Option<&str>) -> Result<Self, Problem> {
        let mut slot = Self {
            year: Year::from_str(year).map_err(|_| Problem::NotFound)?,
            target: Target::Data,
            module: None,
            data_type: None,
        };
        let (mut target, mut of) = (None, None);
        for (key, value) in parse(query.unwrap_or_default().as_bytes()) {
            match &*key {
                "target" => target = serde_json::from_value(Value::from(&*value)).ok(),
                "module" => slot.module = Some(ModuleType::from_str(&value).map_err(|_| Problem::NotFound)?),
                "type" => of = Some(value),
                _ => {}
            }
        }
        let named = Target::named(target.ok_or(Problem::NotFound)?, of.as_deref());
        (slot.target, slot.data_type) = named.map_err(|_| Problem::NotFound)?;
        slot.module = slot.data_type.map(DataEntryType::module).or(slot.module);
        slot.types().map(|_| slot)
    }

    /// The types whose rows its files hold.
    pub(super) fn types(self) -> Result<Vec<&'static Definition>, Problem> {
        covered_types(self.target, self.module, self.data_type).map_err(|_| Problem::NotFound)
    }

    /// Refuses years that do not exist or are being prepared.
    pub(super) async fn require_year(self, conn: &mut PgConnection, lang: Lang) -> Result<(), Problem> {
        years::require_provisioned(conn, self.year).await.map_err(|error| error.problem(lang))
    }

    fn query(self) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("target", self.target.key());
        match (self.target.objective(), self.data_type, self.module) {
            (Some(objective), ..) => query.append_pair("type", objective.key()),
            (None, Some(data_type), _) => query.append_pair("type", data_type.key()),
            (None, None, Some(module)) => query.append_pair("module", module.key()),
            (None, None, None) => &mut query,
        };
        query.finish()
    }

    /// Address of the form that takes a file.
    pub(super) fn upload_url(self) -> String {
        format!("{PATH}/{}/upload?{}", self.year, self.query())
    }

    /// Address of the file with the columns and an example.
    pub(super) fn template_url(self) -> String {
        format!("{PATH}/{}/template?{}", self.year, self.query())
    }

    /// Name of its card on the page of the year.
    pub(super) fn anchor(self) -> String {
        let objective = self.target.objective().map(Objective::key);
        let of = objective.or(self.data_type.map(DataEntryType::key)).or(self.module.map(ModuleType::key));
        format!("{}-{}", self.target.key(), of.unwrap_or("all")).replace('_', "-")
    }

    /// Address of its card on the page of the year.
    pub(super) fn place(self) -> String {
        let open = self.module.map(|module| format!("&open={}", module.key())).unwrap_or_default();
        format!("{PATH}?year={}{open}#{}", self.year, self.anchor())
    }

    /// What its files hold, in a word or two.
    pub(super) fn kind(self, lang: Lang) -> String {
        lang.t(match (self.target, self.data_type) {
            (Target::Factors, _) => "slot-factors",
            (Target::Data, _) => "slot-data",
            (Target::Reference, Some(DataEntryType::Plane)) => "slot-airports",
            (Target::Reference, Some(DataEntryType::Train)) => "slot-stations",
            (Target::Reference, _) => "slot-rooms",
            (Target::ExchangeRates, _) => "slot-exchange-rates",
            (Target::ReductionObjectives(Objective::InstitutionalFootprint), _) => "slot-footprint",
            (Target::ReductionObjectives(Objective::PopulationProjections), _) => "slot-population",
            (Target::ReductionObjectives(Objective::UnitScenarios), _) => "slot-scenarios",
        })
    }

    /// The same inside a sentence.
    pub(super) fn kind_in_text(self, lang: Lang) -> String {
        let kind = self.kind(lang);
        let mut letters = kind.chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
    }

    /// Module or type it belongs to.
    pub(super) fn subject(self, lang: Lang) -> String {
        match (self.data_type, self.module) {
            (Some(data_type), _) => words::data_type(data_type, lang),
            (None, Some(module)) => words::module(module, lang),
            (None, None) if self.target.objective().is_some() => lang.t("objectives-title"),
            (None, None) => lang.t("data-all-modules"),
        }
    }

    /// Whether a new file may leave factors out.
    pub(super) fn has_absent_policy(self) -> bool {
        self.target == Target::Factors
    }

    /// Whether a new file makes stored results stale instead of computing its own rows.
    pub(super) fn makes_stale(self) -> bool {
        !matches!(self.target, Target::Data | Target::ReductionObjectives(_))
    }
}
