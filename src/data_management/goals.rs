//! `/data-management/{year}/goals`: by how much, by when, against which year; up to three times.

use askama::Template;
use axum::extract::{Path, RawForm, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::objectives::percent_of;
use super::place;
use crate::access::Acting;
use crate::carbon::ids::Year;
use crate::platform::App;
use crate::web::{FieldProblem, Flash, Flashes, Frame, Lang, Page, Problem, figures, filters, numbers};
use crate::years;
use crate::years::objectives::{self, Goal, MOST_GOALS};

#[derive(Template)]
#[template(path = "data_management/goals.html")]
struct GoalsPage {
    title: String,
    year: Year,
    action: String,
    back: String,
    slots: Vec<Slot>,
    errors: Vec<FieldProblem>,
}

/// The fields of one goal as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Slot {
    target: String,
    percent: String,
    reference: String,
}

impl Slot {
    fn of(goal: &Goal) -> Self {
        Self {
            target: goal.target_year.to_string(),
            percent: figures::plain(percent_of(goal.reduction)),
            reference: goal.reference_year.to_string(),
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The goal that was meant, else the names of wrong fields with the keys of what is wrong.
    fn goal(&self, year: Year) -> Result<Goal, Vec<(&'static str, &'static str)>> {
        let whole = |text: &str| numbers::typed(text).filter(|number| number.fract() == 0.0);
        let target = whole(&self.target).filter(|target| *target > f64::from(year.get()) && *target <= 2200.0);
        let reference = whole(&self.reference).filter(|reference| (1900.0..=2200.0).contains(reference));
        let percent = numbers::typed(&self.percent).filter(|percent| (0.0..=100.0).contains(percent));
        if let (Some(target), Some(percent), Some(reference)) = (target, percent, reference) {
            return Ok(Goal {
                target_year: target as i16,
                reduction: percent / 100.0,
                reference_year: reference as i16,
            });
        }
        let wrong = [
            (target.is_none(), ("target", "goal-target-wrong")),
            (percent.is_none(), ("percent", "goal-percent-wrong")),
            (reference.is_none(), ("reference", "goal-reference-wrong")),
        ];
        Err(wrong.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, wrong)| wrong).collect())
    }
}

impl GoalsPage {
    fn new(year: Year, mut slots: Vec<Slot>, errors: Vec<FieldProblem>, lang: Lang) -> Self {
        slots.resize(MOST_GOALS, Slot::default());
        Self {
            title: lang.t_with("goals-title", &[("year", year.to_string().into())]),
            year,
            action: place::deed_of_year(year, "goals"),
            back: format!("{}#objectives-title", place::of_year(year)),
            slots,
            errors,
        }
    }

    /// What is wrong with a field; nothing when it is fine.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn wrong(&self, name: &str, position: &usize) -> String {
        let field = format!("{name}-{position}");
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.clone()).unwrap_or_default()
    }
}

/// `GET /data-management/{year}/goals`
pub(super) async fn show(State(app): State<App>, frame: Frame, Path(year): Path<String>) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    let lang = frame.lang;
    let mut conn = app.db.acquire().await?;
    years::require_provisioned(&mut conn, year).await.map_err(|error| error.problem(lang))?;
    let slots = objectives::goals(&mut conn, year).await?.iter().map(Slot::of).collect();
    Ok(Page(frame, GoalsPage::new(year, slots, Vec::new(), lang)).into_response())
}

/// `POST /data-management/{year}/goals`: empty goals are left out, the others close up.
pub(super) async fn save(
    State(app): State<App>,
    Acting(actor): Acting,
    flashes: Flashes,
    frame: Frame,
    Path(year): Path<String>,
    RawForm(form): RawForm,
) -> Result<Response, Problem> {
    let year = place::year(&year)?;
    let lang = frame.lang;
    let typed = |name: &str, position: usize| {
        let field = format!("{name}-{position}");
        let found = form_urlencoded::parse(&form).find(|(key, _)| *key == field);
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let slots: Vec<Slot> = (1..=MOST_GOALS)
        .map(|position| Slot {
            target: typed("target", position),
            percent: typed("percent", position),
            reference: typed("reference", position),
        })
        .collect();
    let (mut goals, mut errors) = (Vec::new(), Vec::new());
    for (slot, position) in slots.iter().zip(1..).filter(|(slot, _)| !slot.is_empty()) {
        match slot.goal(year) {
            Ok(goal) => goals.push(goal),
            Err(wrong) => errors.extend(wrong.into_iter().map(|(name, key)| {
                let message = lang.t_with(key, &[("year", year.to_string().into())]);
                FieldProblem::new(format!("{name}-{position}"), "invalid", message)
            })),
        }
    }
    if !errors.is_empty() {
        let page = GoalsPage::new(year, slots, errors, lang);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(frame, page)).into_response());
    }
    objectives::set_goals(&app, &actor, year, &goals).await.map_err(|error| error.problem(lang))?;
    flashes.keep(Flash::done("goals-saved")).await?;
    Ok(Redirect::to(&format!("{}#objectives-title", place::of_year(year))).into_response())
}
