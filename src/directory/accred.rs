//! The institution's service of people, rights and units.
//!
//! What it lists one by one is read one by one: an item that cannot be read is left out with a warning.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::calling::{Question, Service};
use super::{Authorization, Directory, DirectoryError, DirectoryPerson, DirectoryUnit, Gaps, Provider};
use crate::platform::config;

const TIME_FOR_A_PERSON: Duration = Duration::from_secs(10);
const TIME_FOR_UNITS: Duration = Duration::from_secs(30);
const BYTES_OF_A_PERSON: usize = 1 << 20;
const BYTES_OF_UNITS: usize = 8 << 20;
const UNITS_ON_A_PAGE: usize = 100;
/// No institution has so many pages of units: whoever lists more never ends.
const MOST_PAGES: usize = 1_000;
/// What names of our roles begin with.
const OURS: &str = "calco2.";

/// The service.
#[derive(Debug)]
pub struct Accred {
    service: Service,
}

#[derive(Deserialize)]
struct PersonAnswer {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    display: Option<String>,
    #[serde(default)]
    position: Option<Position>,
}

#[derive(Deserialize)]
struct Position {
    #[serde(default)]
    labelen: Option<String>,
}

#[derive(Deserialize)]
struct Authorizations {
    authorizations: Vec<Value>,
}

#[derive(Deserialize)]
struct UnitPage {
    count: usize,
    units: Vec<Value>,
}

impl Accred {
    pub(super) fn new(config: &config::Accred) -> Result<Self, DirectoryError> {
        Ok(Self { service: Service::new(config)? })
    }

    /// A person with their rights; none when the service does not know them.
    pub(super) async fn person(&self, institutional_id: &str) -> Result<Option<DirectoryPerson>, DirectoryError> {
        if !could_be_an_id(institutional_id) {
            return Ok(None);
        }
        let what = "a person";
        let question = Question {
            what,
            path: &["persons", institutional_id],
            parameters: &[],
            time: TIME_FOR_A_PERSON,
            bytes: BYTES_OF_A_PERSON,
        };
        let Some(body) = self.service.ask(question).await? else { return Ok(None) };
        let person: PersonAnswer = read(what, &body)?;
        if !is_id(&person.id, institutional_id) {
            return Err(DirectoryError::Unexpected { what, problem: "is about somebody else".to_owned() });
        }
        Ok(Some(DirectoryPerson {
            id: institutional_id.to_owned(),
            email: person.email,
            display: person.display,
            function: person.position.and_then(|position| position.labelen),
            authorizations: self.authorizations(institutional_id).await?,
        }))
    }

    async fn authorizations(&self, institutional_id: &str) -> Result<Vec<Authorization>, DirectoryError> {
        let what = "a person's rights";
        let question = Question {
            what,
            path: &["authorizations"],
            parameters: &[
                ("persid", institutional_id),
                ("state", "active"),
                ("expand", "0"),
                ("type", "right"),
                ("searchauthorization", OURS),
            ],
            time: TIME_FOR_A_PERSON,
            bytes: BYTES_OF_A_PERSON,
        };
        let body = self.service.ask(question).await?.ok_or_else(|| nothing(what))?;
        let answer: Authorizations = read(what, &body)?;
        Ok(answer.authorizations.into_iter().filter_map(|given| right(institutional_id, given)).collect())
    }

    /// Every unit. A list that ends before it holds as many as it says is partial.
    pub(super) async fn units(&self) -> Result<Directory, DirectoryError> {
        let what = "units";
        let mut given: Vec<Value> = Vec::new();
        let mut count = usize::MAX;
        for page in 0..MOST_PAGES {
            let (page, size) = (page.to_string(), UNITS_ON_A_PAGE.to_string());
            let question = Question {
                what,
                path: &["units"],
                parameters: &[("pageindex", &page), ("pagesize", &size)],
                time: TIME_FOR_UNITS,
                bytes: BYTES_OF_UNITS,
            };
            let body = self.service.ask(question).await?.ok_or_else(|| nothing(what))?;
            let answer: UnitPage = read(what, &body)?;
            count = answer.count;
            let is_empty = answer.units.is_empty();
            given.extend(answer.units);
            if is_empty || given.len() >= count {
                return Ok(listed(given, count));
            }
        }
        Err(DirectoryError::Unexpected { what, problem: format!("does not end: {count} units") })
    }
}

/// Whether a text can name a person without changing the address it is put into.
fn could_be_an_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c))
}

fn is_id(given: &Value, asked: &str) -> bool {
    match given {
        Value::String(id) => id.trim() == asked,
        Value::Number(id) => id.to_string() == asked,
        _ => false,
    }
}

fn nothing(what: &'static str) -> DirectoryError {
    DirectoryError::Answered { what, status: reqwest::StatusCode::NOT_FOUND }
}

fn read<T: DeserializeOwned>(what: &'static str, body: &[u8]) -> Result<T, DirectoryError> {
    serde_json::from_slice(body)
        .map_err(|error| DirectoryError::Unexpected { what, problem: format!("cannot be read: {error}") })
}

/// A right that counts and says over what.
fn right(institutional_id: &str, given: Value) -> Option<Authorization> {
    let right: Authorization = match serde_json::from_value(given) {
        Ok(right) => right,
        Err(error) => {
            tracing::warn!("a right of person {institutional_id} cannot be read and is left out: {error}");
            return None;
        }
    };
    if !right.name.starts_with(OURS) || right.state.as_deref() != Some("active") {
        return None;
    }
    let has_unit = right.accredunitid.as_deref().is_some_and(|unit| !unit.is_empty());
    if !has_unit || right.active_cost_centre().is_none() {
        tracing::warn!("right {} of person {institutional_id} names no unit and is left out", right.name);
        return None;
    }
    Some(right)
}

fn listed(given: Vec<Value>, count: usize) -> Directory {
    let mut gaps = Gaps::default();
    if given.len() < count {
        gaps.is_partial = true;
        gaps.warnings.push(format!("the directory speaks of {count} units and lists {}", given.len()));
    }
    let units = given.into_iter().filter_map(|given| unit(given, &mut gaps)).collect();
    for warning in &gaps.warnings {
        tracing::warn!("{warning}");
    }
    Directory { units, persons: Vec::new(), provider: Provider::Accred, gaps }
}

fn unit(mut given: Value, gaps: &mut Gaps) -> Option<DirectoryUnit> {
    let code = match &given["id"] {
        Value::String(code) if !code.trim().is_empty() => Some(code.trim().to_owned()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    };
    let head = given["responsible"].clone();
    let is_known = |head: &DirectoryPerson| {
        could_be_an_id(&head.id) && head.email.as_deref().is_some_and(|email| !email.trim().is_empty())
    };
    if !head.is_null() && !serde_json::from_value(head).is_ok_and(|head| is_known(&head)) {
        given["responsible"] = Value::Null;
    }
    let problem = match serde_json::from_value::<DirectoryUnit>(given) {
        Ok(unit) => match unit.problem() {
            None => return Some(unit),
            Some(problem) => problem.to_owned(),
        },
        Err(error) => format!("cannot be read: {error}"),
    };
    if let Some(code) = code {
        gaps.warnings.push(format!("unit {code} {problem}; it stays as it was"));
        gaps.codes.push(code);
    } else {
        gaps.warnings.push(format!("a unit without code {problem}"));
        gaps.is_partial = true;
    }
    None
}
