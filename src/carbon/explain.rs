//! A number and where it comes from: entry → factor → formula with numbers → kilograms.

use std::fmt;

use super::engine::{self, Emission, Environment, NotComputed};
use super::entry::Entry;
use super::factor::{Factor, FactorValue};
use super::taxonomy::emission_type;

/// How an entry comes to its emissions today.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// One step per emission.
    pub steps: Vec<Step>,
    /// Why there is none.
    pub outcome: Result<(), NotComputed>,
}

/// How one emission comes about.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The emission.
    pub emission: Emission,
    /// Path of the node it is booked on.
    pub path: &'static str,
    /// The factor used; none for imposed totals.
    pub factor: Option<Factor>,
}

/// Computes an entry and keeps how.
pub fn explain(entry: &mut dyn Entry, imposed_kg: Option<f64>, environment: &Environment<'_>) -> Explanation {
    let mut emissions = Vec::new();
    let outcome = engine::compute(entry, imposed_kg, environment, &mut emissions);
    let steps = emissions.into_iter().map(|emission| Step {
        path: emission_type(emission.emission_type).map_or("", |node| node.path),
        factor: emission.factor.and_then(|(id, _)| environment.factors.by_id(id)).cloned(),
        emission,
    });
    Explanation { steps: steps.collect(), outcome }
}

impl Explanation {
    /// kg CO2eq of all steps.
    pub fn total_kg(&self) -> f64 {
        self.steps.iter().map(|step| step.emission.kg).sum()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} (scope {})", self.path, self.emission.scope as u8)?;
        if let Some(factor) = &self.factor {
            write!(f, "  factor {} at revision {}:", factor.id.0, factor.revision)?;
            for (name, value) in &factor.draft.classification {
                write!(f, " {name}={}", value.as_deref().unwrap_or("–"))?;
            }
            for (name, value) in &factor.draft.values {
                match value {
                    FactorValue::Number(number) => write!(f, " {name}={number}")?,
                    FactorValue::Text(text) => write!(f, " {name}={text}")?,
                }
            }
            writeln!(f)?;
        }
        let terms = self.emission.terms.as_slice();
        if terms.is_empty() {
            return write!(f, "  imposed: {} kg", self.emission.kg);
        }
        let product: Vec<_> = terms.iter().map(|(name, value)| format!("{value} ({name})")).collect();
        write!(f, "  {} = {} kg", product.join(" × "), self.emission.kg)
    }
}
