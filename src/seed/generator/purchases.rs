//! Things bought by the unit, and consumables taken from the central store.

use serde::Deserialize;

use super::{Campus, Table};
use crate::seed::SeedError;
use crate::seed::random::Random;
use crate::seed::read_csv;

#[derive(Deserialize)]
struct Item {
    name: String,
    supplier: String,
    purchase_institutional_code: String,
    purchase_additional_code: Option<String>,
    typical_amount_chf: f64,
}

#[derive(Deserialize)]
struct Consumable {
    name: String,
    unit: String,
    coef_to_kg: f64,
    typical_annual_consumption: f64,
}

pub(super) fn purchases(campus: &Campus) -> Result<Table, SeedError> {
    let items: Vec<Item> = read_csv("purchases.csv")?;
    let mean = items.iter().map(|item| item.typical_amount_chf).sum::<f64>() / items.len().max(1) as f64;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "name",
        "supplier",
        "quantity",
        "total_spent_amount",
        "currency",
        "purchase_institutional_code",
        "purchase_additional_code",
        "note",
    ])?;
    for profile in &campus.profiles {
        for number in 0..profile.purchases {
            let unit = &profile.unit_institutional_id;
            let mut random =
                Random::of(profile.seed, &["purchase", unit, &profile.year.to_string(), &number.to_string()]);
            let item = random.pick(&items);
            let scale = profile.mean_purchase_chf / mean;
            let amount = (item.typical_amount_chf * scale * random.between(0.5, 1.5) * 20.0).round() / 20.0;
            let currency = *random.pick(&["chf", "chf", "chf", "eur", "usd", ""]);
            let quantity = (1 + random.below(4)).to_string();
            let additional = item.purchase_additional_code.as_deref().unwrap_or_default();
            let code = item.purchase_institutional_code.as_str();
            let amount = amount.to_string();
            table.row(&[unit, &item.name, &item.supplier, &quantity, &amount, currency, code, additional, ""])?;
        }
    }
    Ok(table)
}

pub(super) fn centralized_purchases(campus: &Campus) -> Result<Table, SeedError> {
    let consumables: Vec<Consumable> = read_csv("centralized_purchases.csv")?;
    let mut table = Table::new(&["unit_institutional_id", "name", "unit", "annual_consumption", "coef_to_kg", "note"])?;
    for profile in &campus.profiles {
        for number in 0..profile.centralized_purchases {
            let unit = &profile.unit_institutional_id;
            let mut random =
                Random::of(profile.seed, &["centralized", unit, &profile.year.to_string(), &number.to_string()]);
            let consumable = &consumables[number % consumables.len()];
            let consumed = (consumable.typical_annual_consumption * random.between(0.6, 1.4)).round().to_string();
            let coefficient = consumable.coef_to_kg.to_string();
            table.row(&[unit, &consumable.name, &consumable.unit, &consumed, &coefficient, ""])?;
        }
    }
    Ok(table)
}
