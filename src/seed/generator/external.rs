//! Clouds and AI services.

use serde::Deserialize;

use super::{Campus, Table};
use crate::seed::SeedError;
use crate::seed::random::Random;

#[derive(Deserialize)]
struct Cloud {
    service_type: String,
    provider: String,
}

#[derive(Deserialize)]
struct Ai {
    provider: String,
    usage_type: String,
}

pub(super) fn clouds(campus: &Campus) -> Result<Table, SeedError> {
    let clouds: Vec<Cloud> = campus.factors("external_clouds")?;
    let mut table =
        Table::new(&["unit_institutional_id", "service_type", "provider", "spent_amount", "currency", "note"])?;
    for profile in &campus.profiles {
        for number in 0..profile.clouds {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(profile.seed, &["cloud", unit, &campus.year.to_string(), &number.to_string()]);
            let cloud = random.pick(&clouds);
            let amount = (profile.magnitude * random.between(200.0, 6_000.0)).round().to_string();
            let currency = *random.pick(&["chf", "chf", "eur", "usd", ""]);
            table.row(&[unit, &cloud.service_type, &cloud.provider, &amount, currency, ""])?;
        }
    }
    Ok(table)
}

pub(super) fn ai(campus: &Campus) -> Result<Table, SeedError> {
    let services: Vec<Ai> = campus.factors("external_ai")?;
    let mut table = Table::new(&[
        "unit_institutional_id",
        "provider",
        "usage_type",
        "requests_per_user_per_day",
        "fte_count",
        "note",
    ])?;
    for profile in &campus.profiles {
        for number in 0..profile.ai_services {
            let unit = &profile.unit_institutional_id;
            let mut random = Random::of(profile.seed, &["ai", unit, &campus.year.to_string(), &number.to_string()]);
            let service = random.pick(&services);
            let frequency = *random.pick(&["1_5", "5_20", "5_20", "20_100", "gt_100"]);
            let users = (1 + random.below(8)).to_string();
            table.row(&[unit, &service.provider, &service.usage_type, frequency, &users, ""])?;
        }
    }
    Ok(table)
}
