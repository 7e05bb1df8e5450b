//! Kinds of files, and the words that name them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::carbon::taxonomy::DataEntryType;
use crate::pipeline::JobKind;
use crate::years::objectives::Objective;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Emission factors of a type and year.
    Factors,
    /// Activity of units.
    Data,
    /// Airports, stations or rooms.
    Reference,
    /// Exchange rates.
    ExchangeRates,
    /// What the institution wants to reach.
    ReductionObjectives(Objective),
}

/// The word for a kind of file, as commands and forms have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetName {
    /// Emission factors of a type and year.
    Factors,
    /// Activity of units.
    Data,
    /// Airports, stations or rooms.
    Reference,
    /// Exchange rates.
    ExchangeRates,
    /// What the institution wants to reach.
    ReductionObjectives,
}

/// A type that does not go with the kind of file; the text says what would.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownType(String);

impl Target {
    /// The kind of file of a word, and the data entry type beside it: with objectives, the type says which list it is.
    pub fn named(name: TargetName, of: Option<&str>) -> Result<(Self, Option<DataEntryType>), UnknownType> {
        let unknown = |error: &dyn std::fmt::Display| UnknownType(error.to_string());
        let target = match name {
            TargetName::Factors => Self::Factors,
            TargetName::Data => Self::Data,
            TargetName::Reference => Self::Reference,
            TargetName::ExchangeRates => Self::ExchangeRates,
            TargetName::ReductionObjectives => {
                let objective = Objective::from_str(of.unwrap_or_default()).map_err(|error| unknown(&error))?;
                return Ok((Self::ReductionObjectives(objective), None));
            }
        };
        let data_type = of.map(DataEntryType::from_str).transpose().map_err(|error| unknown(&error))?;
        Ok((target, data_type))
    }

    /// Name in results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Factors => "factors",
            Self::Data => "data",
            Self::Reference => "reference",
            Self::ExchangeRates => "exchange_rates",
            Self::ReductionObjectives(_) => "reduction_objectives",
        }
    }

    /// Which list of objectives it is, if it is one.
    pub fn objective(self) -> Option<Objective> {
        match self {
            Self::ReductionObjectives(objective) => Some(objective),
            _ => None,
        }
    }

    pub(super) fn job_kind(self) -> JobKind {
        match self {
            Self::Factors => JobKind::FactorIngest,
            Self::Data => JobKind::DataIngest,
            Self::Reference => JobKind::ReferenceIngest,
            Self::ExchangeRates => JobKind::ExchangeRatesIngest,
            Self::ReductionObjectives(_) => JobKind::ReductionObjectivesIngest,
        }
    }
}
