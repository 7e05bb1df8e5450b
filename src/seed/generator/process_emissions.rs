//! Gases released in laboratories.

use serde::Deserialize;

use super::Table;
use crate::carbon::ids::Year;
use crate::seed::profile::Profile;
use crate::seed::random::Random;
use crate::seed::read_csv;

#[derive(Deserialize)]
struct Gas {
    category: String,
    subcategory: Option<String>,
    ef_kg_co2eq_per_unit: f64,
}

/// The stronger the gas, the less of it leaks.
pub(super) fn gases(year: Year, profiles: &[Profile]) -> Result<Table, csv::Error> {
    let gases: Vec<Gas> = read_csv(&format!("factors/{year}/process_emissions.csv"))?;
    let mut table = Table::new(&["unit_institutional_id", "category", "subcategory", "quantity", "note"])?;
    for profile in profiles {
        for number in 0..profile.gases {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(&["gas", unit, &year.to_string(), &number.to_string()]);
            let gas = random.pick(&gases);
            let kg = random.between(40.0, 600.0) / gas.ef_kg_co2eq_per_unit;
            let quantity = ((kg * 100.0).ceil() / 100.0).to_string();
            table.row(&[unit, &gas.category, gas.subcategory.as_deref().unwrap_or_default(), &quantity, ""])?;
        }
    }
    Ok(table)
}
