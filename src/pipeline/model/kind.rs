//! What jobs do, step by step.

use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JobKind {
    /// Activity of units.
    DataIngest,
    /// Emission factors.
    FactorIngest,
    /// Airports, stations, rooms.
    ReferenceIngest,
    /// Exchange rates.
    ExchangeRatesIngest,
    /// Goals of the institution.
    ReductionObjectivesIngest,
    /// Sums of research facilities from their own footprint.
    ComputedFactors,
    /// Emissions computed anew.
    Recalculation,
    /// Units from the directory, reports for a year.
    UnitSync,
    /// Files made for somebody to fetch.
    Export,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::DataIngest,
        Self::FactorIngest,
        Self::ReferenceIngest,
        Self::ExchangeRatesIngest,
        Self::ReductionObjectivesIngest,
        Self::ComputedFactors,
        Self::Recalculation,
        Self::UnitSync,
        Self::Export,
    ];

    /// The `job_type` of the contract.
    pub fn key(self) -> &'static str {
        match self {
            Self::DataIngest => "data_ingest",
            Self::FactorIngest => "factor_ingest",
            Self::ReferenceIngest => "reference_ingest",
            Self::ExchangeRatesIngest => "exchange_rates_ingest",
            Self::ReductionObjectivesIngest => "reduction_objectives_ingest",
            Self::ComputedFactors => "computed_factors",
            Self::Recalculation => "recalculation",
            Self::UnitSync => "unit_sync",
            Self::Export => "export",
        }
    }

    /// The kind of a `job_type`.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    pub(in crate::pipeline) fn target(self) -> Option<&'static str> {
        match self {
            Self::DataIngest => Some("data"),
            Self::FactorIngest | Self::ComputedFactors => Some("factors"),
            Self::ReferenceIngest => Some("reference"),
            Self::ExchangeRatesIngest => Some("exchange_rates"),
            Self::ReductionObjectivesIngest => Some("reduction_objectives"),
            Self::Recalculation | Self::UnitSync | Self::Export => None,
        }
    }

    /// The steps that pipelines of this kind go through, as keys of their names.
    pub fn phases(self) -> &'static [Phase] {
        match self {
            Self::DataIngest => &[Phase::Reading, Phase::Storing],
            Self::FactorIngest | Self::ExchangeRatesIngest | Self::ComputedFactors => {
                &[Phase::Reading, Phase::Storing, Phase::Calculating]
            }
            Self::Recalculation => &[Phase::Calculating, Phase::Replacing],
            Self::UnitSync => &[Phase::Fetching, Phase::Units, Phase::Reports, Phase::Modules],
            Self::ReferenceIngest | Self::ReductionObjectivesIngest | Self::Export => &[Phase::Storing],
        }
    }

    /// Keys of what a job of this kind must have for itself while it runs.
    pub(in crate::pipeline) fn scheduling_keys(self, module: Option<ModuleType>, year: Option<Year>) -> Vec<String> {
        let year = year.map(|year| year.to_string()).unwrap_or_default();
        match (self, module) {
            (Self::DataIngest | Self::FactorIngest | Self::ComputedFactors | Self::Recalculation, Some(module)) => {
                vec![format!("{}:{year}", module.key())]
            }
            (Self::Recalculation, None) => {
                ModuleType::ALL.iter().map(|module| format!("{}:{year}", module.key())).collect()
            }
            (Self::Export, _) => Vec::new(),
            (kind, _) => vec![kind.key().to_owned()],
        }
    }
}

/// A step of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// A file is read and checked.
    Reading,
    /// Rows are stored with their emissions and sums.
    Storing,
    /// Emissions are computed.
    Calculating,
    /// They take the place of the old ones.
    Replacing,
    /// The directory is asked.
    Fetching,
    /// Units are stored.
    Units,
    /// Reports are created.
    Reports,
    /// Their modules are created.
    Modules,
}

impl Phase {
    /// Stable name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Storing => "storing",
            Self::Calculating => "calculating",
            Self::Replacing => "replacing",
            Self::Fetching => "fetching",
            Self::Units => "units",
            Self::Reports => "reports",
            Self::Modules => "modules",
        }
    }
}
