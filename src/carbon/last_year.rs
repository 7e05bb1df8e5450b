//! Simulations: an entry said to be a percentage of what it was the year before.

use super::engine::{self, Emission, Environment, NotComputed};
use super::entry::Entry;
use super::text::comparison_key;

/// Payload fields that tell whose, or which, an entry is, the stronger one first.
const IDENTITIES: [&str; 2] = ["user_institutional_id", "name"];

/// An entry of the calculator's report of the reference year: same unit, module and type.
#[derive(Debug, Clone, PartialEq)]
pub struct PriorEntry {
    /// Normalised payload.
    pub payload: serde_json::Value,
    /// What it yields.
    pub emissions: Vec<Emission>,
}

/// Computes an entry as `percentage` of the prior entry of the same person, else of the same name, else of the first one;
/// by its own formula when there is none that yields anything. Each leaf keeps its place; no factor is involved any more.
pub fn compute(
    entry: &mut dyn Entry,
    percentage: f64,
    prior: &[PriorEntry],
    environment: &Environment<'_>,
    emissions: &mut Vec<Emission>,
) -> Result<(), NotComputed> {
    let Some(prior) = matching(&entry.payload(), prior).filter(|prior| !prior.emissions.is_empty()) else {
        return engine::compute(entry, None, environment, emissions);
    };
    let share = percentage / 100.0;
    emissions.extend(prior.emissions.iter().map(|emission| Emission {
        quantity: emission.quantity.map(|quantity| quantity * share),
        ..Emission::imposed(emission.emission_type, emission.kg * share)
    }));
    Ok(())
}

fn matching<'a>(payload: &serde_json::Value, prior: &'a [PriorEntry]) -> Option<&'a PriorEntry> {
    let key = |payload: &serde_json::Value, field: &str| payload[field].as_str().map(comparison_key);
    match IDENTITIES.into_iter().find_map(|field| Some((field, key(payload, field)?))) {
        Some((field, wanted)) => prior.iter().find(|prior| key(&prior.payload, field).as_ref() == Some(&wanted)),
        None => prior.first(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::definition;
    use super::super::factor::FactorSet;
    use super::super::reference::Reference;
    use super::super::taxonomy::{DataEntryType, EmissionTypeId};
    use super::*;
    use serde_json::json;

    /// A train of the year before that gave 40 kg over 800 km.
    fn prior(person: &str) -> PriorEntry {
        let emission = Emission { quantity: Some(800.0), ..Emission::imposed(EmissionTypeId(50103), 40.0) };
        PriorEntry { payload: json!({ "user_institutional_id": person }), emissions: vec![emission] }
    }

    fn simulated(data_type: DataEntryType, payload: &str, prior: &[PriorEntry]) -> Result<Vec<Emission>, NotComputed> {
        let (factors, reference) = (FactorSet::default(), Reference::default());
        let environment = Environment { factors: &factors, reference: &reference };
        let mut entry = (definition(data_type).unwrap().load)(data_type, payload).unwrap();
        let mut emissions = Vec::new();
        compute(entry.as_mut(), 75.0, prior, &environment, &mut emissions).map(|()| emissions)
    }

    const MEMBER: &str = r#"{"name":"A","sius_code":"51","user_institutional_id":"AB1","fte":1.0}"#;

    #[test]
    fn the_same_person_is_looked_for_first() {
        let emissions = simulated(DataEntryType::Member, MEMBER, &[prior("X9"), prior("ab1")]).unwrap();
        assert_eq!(
            emissions.iter().map(|e| (e.kg, e.quantity, e.factor)).collect::<Vec<_>>(),
            [(30.0, Some(600.0), None)]
        );
    }

    #[test]
    fn without_anybody_alike_the_formula_applies() {
        let refused = simulated(DataEntryType::Member, MEMBER, &[prior("X9")]).unwrap_err();
        assert_eq!(refused, engine::EmissionReason::NoFactor.into());
        assert!(simulated(DataEntryType::Member, MEMBER, &[]).is_err());
    }

    #[test]
    fn entries_without_person_or_name_follow_the_first_one() {
        let emissions = simulated(DataEntryType::Student, r#"{"fte":2.0}"#, &[prior("X9"), prior("X8")]).unwrap();
        assert_eq!(emissions.iter().map(|e| e.kg).collect::<Vec<_>>(), [30.0]);
    }
}
