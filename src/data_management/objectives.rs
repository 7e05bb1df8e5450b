//! The section of reduction objectives: three lists and the goals. What is missing is said and keeps nothing from opening.

use sqlx::PgConnection;

use super::cards::{self, Card};
use super::place;
use crate::carbon::ids::Year;
use crate::operations::parts::Badge;
use crate::web::{Lang, figures};
use crate::years::Configuration;
use crate::years::objectives::{self, Goal};

/// The section.
pub(super) struct Objectives {
    /// What is missing.
    pub(super) badge: Option<Badge>,
    pub(super) cards: Vec<Card>,
    /// The goals in a sentence.
    pub(super) goals: String,
    /// Where they are changed.
    pub(super) change: String,
}

impl Objectives {
    pub(super) async fn read(
        conn: &mut PgConnection,
        year: Year,
        configuration: &Configuration,
        lang: Lang,
    ) -> sqlx::Result<Self> {
        let counts = objectives::counts(conn, year).await?;
        let goals = objectives::goals(conn, year).await?;
        let lists = counts.map(|(objective, rows)| (objective, rows, configuration.objective_jobs(objective.key())));
        let missing = counts.iter().filter(|(_, rows)| *rows == 0).count() + usize::from(goals.is_empty());
        let badge = (missing > 0).then(|| Badge {
            family: "warn",
            icon: "triangle-alert",
            words: lang.t_with("objectives-missing", &[("count", missing.into())]),
        });
        Ok(Self {
            badge,
            cards: cards::of_objectives(year, &lists, lang),
            goals: sentence(&goals, lang),
            change: place::deed_of_year(year, "goals"),
        })
    }
}

fn sentence(goals: &[Goal], lang: Lang) -> String {
    if goals.is_empty() {
        return lang.t("goals-none");
    }
    let goals = goals.iter().map(|goal| {
        let percent = figures::plain(percent_of(goal.reduction));
        let arguments = [
            ("percent", percent.into()),
            ("target", goal.target_year.to_string().into()),
            ("reference", goal.reference_year.to_string().into()),
        ];
        lang.t_with("goals-one", &arguments)
    });
    lang.t_with("goals-all", &[("goals", goals.collect::<Vec<_>>().join(", ").into())])
}

/// A share of one in percent, without the digits that only binary fractions have.
pub(super) fn percent_of(share: f64) -> f64 {
    (share * 1e8).round() / 1e6
}
