//! Gases released in laboratories.

use serde::Deserialize;

use super::{Campus, Table};
use crate::seed::SeedError;
use crate::seed::random::Random;

#[derive(Deserialize)]
struct Gas {
    category: String,
    subcategory: Option<String>,
    ef_kg_co2eq_per_unit: f64,
}

/// The stronger the gas, the less of it leaks.
pub(super) fn gases(campus: &Campus) -> Result<Table, SeedError> {
    let gases: Vec<Gas> = campus.factors("process_emissions")?;
    let mut table = Table::new(&["unit_institutional_id", "category", "subcategory", "quantity", "note"])?;
    for profile in &campus.profiles {
        for number in 0..profile.gases {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(profile.seed, &["gas", unit, &campus.year.to_string(), &number.to_string()]);
            let gas = random.pick(&gases);
            let kg = profile.magnitude * random.between(40.0, 600.0) / gas.ef_kg_co2eq_per_unit;
            let quantity = ((kg * 100.0).ceil() / 100.0).to_string();
            table.row(&[unit, &gas.category, gas.subcategory.as_deref().unwrap_or_default(), &quantity, ""])?;
        }
    }
    Ok(table)
}
