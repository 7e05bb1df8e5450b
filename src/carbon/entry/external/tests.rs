use super::*;
use crate::carbon::entry::fixtures::{Lines, Year, entry, factor, refusals};
use crate::carbon::field::RowCode;
use DataEntryType::{ExternalAi, ExternalClouds};

const CLOUD: &str = "service_type,provider,spent_amount,currency";
const CLOUD_FACTORS: &str = "service_type,provider,currency,ef_kg_co2eq_per_currency";
const REQUESTS: &str = "provider,usage_type,requests_per_user_per_day,fte_count";
const AI_FACTORS: &str = "provider,usage_type,ef_kg_co2eq_per_request";

fn year() -> Year {
    let clouds: Lines<'_> = (
        CLOUD_FACTORS,
        &[
            "compute,DemoCloud,EUR,0.20",
            "storage,DemoCloud,eur,0.10",
            "virtualisation,DemoCloud,eur,0.15",
            "compute,Home,chf,0.4",
        ],
    );
    let ai: Lines<'_> =
        (AI_FACTORS, &["OpenAI,text,2", "Mistral AI,image,8", "ChatGPT (OpenAI),text,2", "Others,code,4"]);
    Year::with_factors(&[(ExternalClouds, clouds), (ExternalAi, ai)])
}

fn clouds(line: &str) -> Result<(i32, f64), NotComputed> {
    year().with_rates(&[("chf", 0.95), ("usd", 1.08)]).only_emission(ExternalClouds, CLOUD, line, None)
}

fn ai(line: &str) -> Result<(i32, f64), NotComputed> {
    year().only_emission(ExternalAi, REQUESTS, line, None)
}

#[test]
fn amounts_convert_to_the_currency_of_the_factor() {
    assert_eq!(clouds("compute,DemoCloud,300,eur"), Ok((110102, 60.0)));
    assert_eq!(clouds("Storage, democloud ,950,CHF"), Ok((110103, 100.0)));
    assert_eq!(clouds("virtualisation,DemoCloud,100,"), Ok((110101, 15.0)));
    assert_eq!(clouds("compute,Home,950,chf"), Ok((110102, 380.0)));
    assert_eq!(clouds("compute,Home,1080,usd"), Ok((110102, 380.0)));
}

#[test]
fn a_missing_rate_or_factor_or_an_unknown_service_gives_no_emission() {
    let without_rates = year().only_emission(ExternalClouds, CLOUD, "compute,DemoCloud,1,chf", None);
    assert_eq!(without_rates, Err(EmissionReason::NoExchangeRate.into()));
    assert_eq!(clouds("backup,DemoCloud,100,eur"), Err(EmissionReason::NoFactor.into()));
    assert_eq!(clouds("storage,Home,100,eur"), Err(EmissionReason::NoFactor.into()));
}

#[test]
fn an_imposed_total_of_an_unknown_service_counts_among_clouds() {
    let imposed = year().only_emission(ExternalClouds, CLOUD, "backup,DemoCloud,100,eur", Some(7.0));
    assert_eq!(imposed, Ok((110100, 7.0)));
    let imposed = year().only_emission(ExternalAi, REQUESTS, "Nobody,text,1_5,1", Some(7.0));
    assert_eq!(imposed, Ok((110206, 7.0)));
}

#[test]
fn requests_of_a_working_year_give_the_worked_examples() {
    assert_eq!(ai("OpenAI,text,5_20,4"), Ok((110204, 23.0)));
    assert_eq!(ai("mistral  ai,image,1_5,0.5"), Ok((110202, 2.76)));
    assert_eq!(ai("Others,code,gt_100,10"), Ok((110206, 920.0)));
    assert_eq!(ai("OpenAI,text,20_100,1.5"), Ok((110204, 41.4)));
    assert_eq!(ai("OpenAI,video,20_100,1.5"), Err(EmissionReason::NoFactor.into()));
}

#[test]
fn only_exact_provider_names_have_their_own_leaf() {
    let leaves = [
        ("Google", 110201),
        ("mistral_ai", 110202),
        ("Mistral AI", 110202),
        (" ANTHROPIC ", 110203),
        ("OpenAI", 110204),
        ("cohere", 110205),
        ("others", 110206),
        ("ChatGPT (OpenAI)", 110206),
        ("Claude (Anthropic)", 110206),
    ];
    for (provider, leaf) in leaves {
        assert_eq!(ai_leaf(provider), EmissionTypeId(leaf), "{provider}");
    }
    assert_eq!(ai("ChatGPT (OpenAI),text,5_20,4"), Ok((110206, 23.0)));
}

#[test]
fn every_rule_of_the_records_is_named() {
    assert_eq!(
        refusals(entry(ExternalClouds, CLOUD, ",,-1,sek")),
        [
            ("service_type", RowCode::Missing),
            ("provider", RowCode::Missing),
            ("spent_amount", RowCode::OutOfRange),
            ("currency", RowCode::BadEnum),
        ]
    );
    assert_eq!(
        refusals(entry(ExternalAi, REQUESTS, ",,1-5 times per day,0.09")),
        [
            ("provider", RowCode::Missing),
            ("usage_type", RowCode::Missing),
            ("requests_per_user_per_day", RowCode::BadEnum),
            ("fte_count", RowCode::OutOfRange),
        ]
    );
}

#[test]
fn factors_of_unknown_services_or_currencies_are_refused() {
    assert_eq!(
        refusals(factor(ExternalClouds, CLOUD_FACTORS, "backup,DemoCloud,sek,-1")),
        [
            ("service_type", RowCode::BadEnum),
            ("currency", RowCode::BadEnum),
            ("ef_kg_co2eq_per_currency", RowCode::OutOfRange)
        ]
    );
    assert_eq!(
        refusals(factor(ExternalAi, AI_FACTORS, "OpenAI,text,")),
        [("ef_kg_co2eq_per_request", RowCode::Missing)]
    );
}

#[test]
fn amounts_too_large_to_compute_with_are_refused() {
    let year = year().with_rates(&[("chf", 1e-300)]);
    let outcome = year.only_emission(ExternalClouds, CLOUD, "compute,DemoCloud,1e15,chf", None);
    assert!(matches!(outcome, Err(NotComputed::Refused(problem)) if problem.code == RowCode::OutOfRange));
}
