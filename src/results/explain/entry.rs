//! `/units/{unit_id}/results/{year}/entries/{entry_id}`: one number, its formula and the factor behind it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::door::Door;
use super::entries::note_view;
use super::module::type_name;
use super::origin::Origin;
use super::payload::{self, Field};
use super::{module_url, type_url};
use crate::access::{Acting, Person};
use crate::carbon::engine::NotComputed;
use crate::carbon::explain::Step;
use crate::carbon::factor::FactorValue;
use crate::carbon::ids::DataEntryId;
use crate::carbon::taxonomy::{QuantityUnit, emission_type};
use crate::ledger::explanation::{self, FactorOrigin};
use crate::ledger::unit_year::{self, WeighedEntry};
use crate::ledger::{entry, reports};
use crate::platform::App;
use crate::results::words::{module_name, node_name};
use crate::web::{Frame, Lang, Page, Problem, figures, filters};
use crate::years;

#[derive(Template)]
#[template(path = "results/entry.html")]
struct EntryPage {
    origin: Origin,
    title: String,
    module: String,
    module_url: String,
    type_name: String,
    type_url: String,
    fields: Vec<Field>,
    hides_persons: bool,
    stored_kg: f64,
    /// Above so many kilograms an entry of the type stands out, when this one does.
    above: Option<String>,
    imposed_kg: Option<f64>,
    /// Why it has no emission.
    reason: Option<String>,
    steps: Vec<Line>,
    /// What it would come to today, when that is something else.
    today_kg: Option<f64>,
    updated: String,
}

/// How one emission comes about.
struct Line {
    name: String,
    scope: String,
    kg: String,
    quantity: Option<String>,
    /// Each number with its name.
    terms: Vec<(String, String)>,
    factor: Option<FactorWords>,
}

struct FactorWords {
    /// What it applies to, by the columns of its file.
    classification: Vec<(String, String)>,
    values: Vec<(String, String)>,
    id: i32,
    revision: i32,
    /// The file that brought it.
    source: Option<String>,
    recorded: Option<String>,
}

/// `GET /units/{unit_id}/results/{year}/entries/{entry_id}`
pub(in crate::results) async fn show(
    State(app): State<App>,
    person: Person,
    acting: Acting,
    frame: Frame,
    Path((unit_id, year, entry_id)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let id = DataEntryId(entry_id.parse().map_err(|_| Problem::NotFound)?);
    let mut conn = app.read_db.acquire().await?;
    let door = Door::open(&mut conn, &person, (&unit_id, &year)).await?;
    let found = unit_year::type_of(&mut conn, &door.scope, door.id, door.year, id).await?;
    let module = found.ok_or(Problem::NotFound)?.module();
    let right = door.right(&person, module).ok_or(Problem::NotFound)?;
    let stored = reports::module_of_unit(&mut conn, door.year, door.id, module).await?.ok_or(Problem::NotFound)?;
    let listing = entry::Listing { data_type: None, id: Some(id), limit: 1, offset: 0 };
    let (mut entries, _) = entry::list(&mut conn, &right.entries, door.year, stored, listing).await?;
    let entry = entries.pop().ok_or(Problem::NotFound)?;
    let explained =
        explanation::of_entry_in(&mut conn, (door.year, entry.data_type), id).await?.ok_or(Problem::NotFound)?;
    let used = explained.explanation.steps.iter().filter_map(|step| step.emission.factor);
    let origins = explanation::origins(&mut conn, &used.collect::<Vec<_>>()).await?;
    let settings = years::type_settings(&mut conn, door.year, entry.data_type).await?;
    drop(conn);
    let lang = frame.lang;
    let stored_kg: f64 = entry.emissions.iter().map(|emission| emission.kg).sum();
    let seen = WeighedEntry {
        id,
        payload: entry.payload.clone(),
        is_imposed: entry.imposed_kg.is_some(),
        reason: None,
        kg: stored_kg,
        updated_at: entry.updated_at,
    };
    note_view(&app, &acting.0, &door, &right, entry.data_type, &[seen]).await;
    let (explanation, year) = (&explained.explanation, door.year.get());
    let today_kg = explanation.total_kg();
    let is_other = (today_kg - stored_kg).abs() > 1e-9 * today_kg.abs().max(1.0);
    let page = EntryPage {
        title: payload::title(entry.data_type, &entry.payload, right.names_persons, lang),
        module: module_name(module, lang),
        module_url: module_url(door.id, year, module),
        type_name: type_name(entry.data_type, lang),
        type_url: type_url(door.id, year, entry.data_type),
        fields: payload::fields(entry.data_type, &entry.payload, right.names_persons),
        hides_persons: !right.names_persons,
        above: settings.threshold_kg.filter(|threshold| stored_kg > *threshold).map(figures::plain),
        imposed_kg: entry.imposed_kg,
        reason: match &explanation.outcome {
            Ok(()) => None,
            Err(NotComputed::Without(reason)) => Some(lang.t(&format!("reason-{}", reason.key().replace('_', "-")))),
            Err(NotComputed::Refused(problem)) => Some(problem.message.clone()),
        },
        steps: explanation.steps.iter().map(|step| Line::new(step, &origins, lang)).collect(),
        today_kg: is_other.then_some(today_kg),
        updated: figures::date_time(entry.updated_at),
        origin: Origin::new(&door, &person),
        stored_kg,
    };
    Ok(Page(frame, page).into_response())
}

impl Line {
    fn new(step: &Step, origins: &[FactorOrigin], lang: Lang) -> Self {
        let node = emission_type(step.emission.emission_type);
        let unit = node.and_then(|node| node.quantity_unit).map(QuantityUnit::symbol).unwrap_or_default();
        let term = |(name, value): &(&'static str, f64)| (term_name(name, lang), written(*value));
        Self {
            name: node.map_or_else(String::new, |node| node_name(node, lang)),
            scope: lang.t_with("scope-number", &[("scope", (step.emission.scope as i16).into())]),
            kg: written(step.emission.kg),
            quantity: step.emission.quantity.map(|quantity| format!("{}\u{a0}{unit}", written(quantity))),
            terms: step.emission.terms.as_slice().iter().map(term).collect(),
            factor: step.factor.as_ref().map(|factor| {
                let origin = origins.iter().find(|origin| origin.factor == factor.id);
                let class = |(name, value): &(&str, Option<String>)| {
                    value.as_ref().map(|value| ((*name).to_owned(), value.clone()))
                };
                let value = |(name, value): &(&str, FactorValue)| {
                    let words = match value {
                        FactorValue::Number(number) => written(*number),
                        FactorValue::Text(text) => text.clone(),
                    };
                    ((*name).to_owned(), words)
                };
                FactorWords {
                    classification: factor.draft.classification.iter().filter_map(class).collect(),
                    values: factor.draft.values.iter().map(value).collect(),
                    id: factor.id.0,
                    revision: factor.revision,
                    source: origin.and_then(|origin| origin.file_name.clone()),
                    recorded: origin.map(|origin| figures::date(origin.recorded_at)),
                }
            }),
        }
    }
}

/// Significant digits of numbers of formulas: those behind come from how computers count.
const DIGITS: i32 = 12;

/// A number with the decimals that mean something.
fn written(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return figures::plain(value);
    }
    let scale = 10_f64.powi((DIGITS - 1 - value.abs().log10().floor() as i32).clamp(0, 300));
    figures::plain((value * scale).round() / scale)
}

/// The name of a number of a formula.
fn term_name(name: &str, lang: Lang) -> String {
    let plain = name.to_lowercase().replace('²', "2").replace(['’', '/'], " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    lang.t(&format!("term-{}", words.join("-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_formulas_are_written_as_people_would() {
        let numbers = [38.400000000000006, 17.387999999999998, 0.1012, 0.000_001_5, 21.0, 0.0, -2.5, 1234567.891];
        let expected = ["38.4", "17.388", "0.1012", "0.0000015", "21", "0", "−2.5", "1’234’567.891"];
        assert_eq!(numbers.map(written), expected);
    }

    #[test]
    fn every_number_of_a_formula_has_a_name_in_both_languages() {
        let named = |source: &str| {
            // `("name", value)` inside a list of terms
            let terms = source.split("terms").skip(1).filter_map(|rest| rest.split(';').next());
            let names = terms.flat_map(|list| list.split("(\"").skip(1).filter_map(|rest| rest.split_once("\", ")));
            names.map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
        };
        let mut folders = vec![std::path::PathBuf::from("src/carbon")];
        let mut found = std::collections::BTreeSet::from(["imposed total / computed total".to_owned()]);
        while let Some(path) = folders.pop() {
            if path.is_dir() {
                folders.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else if !path.to_str().unwrap().ends_with("tests.rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                found.extend(named(source.split("#[cfg(test)]").next().unwrap()));
            }
        }
        assert!(found.len() > 15 && found.contains("kWh per m²"), "{found:?}");
        for name in &found {
            for lang in Lang::ALL {
                assert!(!term_name(name, lang).starts_with("term-"), "{name}");
            }
        }
    }
}
