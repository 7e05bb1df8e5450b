//! The goal of 2040: its chart, and the choices that it is drawn by.

use super::figure::{Figure, Style};
use crate::access::{Action, Permission, Person};
use crate::carbon::taxonomy::Category;
use crate::results::choices::Choices;
use crate::results::drawn::{Kind, legend};
use crate::results::goals::{HORIZON, Levels, PRESETS, yearly_reduction};
use crate::results::load::Loaded;
use crate::results::words::category_name;
use crate::results::{CHART_ORDER, url};
use crate::web::{Lang, figures};

/// Value or address, words, whether it is taken.
type Choice = (String, String, bool);

/// The section of the goal.
pub(in crate::results) struct Goal {
    pub(in crate::results) figure: Option<Figure>,
    /// What the chart says, or why there is none.
    pub(in crate::results) words: String,
    /// Where goals are set, for those who may, when there are none.
    pub(in crate::results) configure: Option<String>,
    /// Class and name.
    pub(in crate::results) legend: Vec<(String, String)>,
    pub(in crate::results) of_unit: String,
    pub(in crate::results) of_institution: String,
    /// Address, words, whether it is taken.
    pub(in crate::results) presets: Vec<Choice>,
    /// Each category with the levels to choose from: value, words, whether it is taken.
    pub(in crate::results) levels: Vec<(Category, String, Vec<Choice>)>,
    /// What the form of the levels keeps.
    pub(in crate::results) kept: Vec<(&'static str, String)>,
    pub(in crate::results) has_levels_of_its_own: bool,
}

impl Goal {
    pub(super) fn new(loaded: &Loaded, person: &Person, style: Style) -> Self {
        let (path, choices, (lang, _)) = (url(loaded.id, loaded.year), &loaded.choices, style);
        let with = |change: &dyn Fn(&mut Choices)| {
            let mut changed = choices.clone();
            change(&mut changed);
            format!("{}#goal", changed.at(&path))
        };
        let may_configure = person.may(Permission::BackofficeConfiguration, Action::Edit);
        let preset = |level: u8| {
            let address = with(&|choices| choices.levels = Levels::all(level));
            (address, lang.t(&format!("goal-preset-{level}")), choices.levels.common() == Some(level))
        };
        let figure = Figure::of(loaded, Kind::Goal, style);
        let projected = CHART_ORDER.into_iter().filter(|category| loaded.now.category_kg(*category) > 0.0);
        Self {
            words: words(loaded, figure.is_some(), lang),
            configure: (loaded.outlook.objectives.goals.is_empty() && may_configure)
                .then(|| format!("/data-management/{}/goals", loaded.year)),
            legend: legend(loaded, lang),
            of_unit: with(&|choices| choices.of_institution = false),
            of_institution: with(&|choices| choices.of_institution = true),
            presets: PRESETS.map(preset).into(),
            levels: projected
                .map(|category| (category, category_name(category, lang), offered(loaded, category, lang)))
                .collect(),
            kept: choices.kept(&["level", "levels"]),
            has_levels_of_its_own: choices.levels.common().is_none(),
            figure,
        }
    }
}

fn offered(loaded: &Loaded, category: Category, lang: Lang) -> Vec<Choice> {
    let words = |level: u8| {
        let percent = figures::plain(yearly_reduction(level) * 100.0);
        lang.t_with("goal-level", &[("level", i16::from(level).into()), ("percent", percent.into())])
    };
    let choice = |level: u8| (format!("{category}:{level}"), words(level), loaded.choices.levels.of(category) == level);
    Levels::offered().map(choice).collect()
}

fn words(loaded: &Loaded, is_drawn: bool, lang: Lang) -> String {
    let goals: Vec<String> = loaded
        .outlook
        .objectives
        .goals
        .iter()
        .map(|goal| {
            lang.t_with(
                "goals-one",
                &[
                    ("percent", figures::plain((goal.reduction * 1000.0).round() / 10.0).into()),
                    ("target", goal.target_year.to_string().into()),
                    ("reference", goal.reference_year.to_string().into()),
                ],
            )
        })
        .collect();
    if !is_drawn {
        return lang.t(match (loaded.choices.of_institution, loaded.year >= HORIZON) {
            (true, _) => "goal-nothing-of-institution",
            (false, true) => "goal-beyond-horizon",
            (false, false) => "goal-nothing-validated",
        });
    }
    let goals = if goals.is_empty() {
        lang.t("goal-none")
    } else {
        let key = if loaded.choices.of_institution { "goal-words-institution" } else { "goal-words-unit" };
        lang.t_with(key, &[("goals", goals.join(", ").into())])
    };
    if loaded.choices.of_institution {
        return goals;
    }
    let projection = match loaded.choices.levels.common() {
        Some(1) => lang.t("goal-projection-as-usual"),
        Some(level) => {
            let percent = figures::plain(yearly_reduction(level) * 100.0);
            lang.t_with("goal-projection", &[("percent", percent.into())])
        }
        None => lang.t("goal-projection-mixed"),
    };
    let people = lang.t(if loaded.outlook.objectives.projections.is_empty() {
        "goal-without-people"
    } else {
        "goal-with-people"
    });
    format!("{projection} {people} {goals}")
}
