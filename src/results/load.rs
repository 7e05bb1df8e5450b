//! Everything a unit's year is shown from, read once.

use super::choices::Choices;
use super::goals::{Institution, Path, Population};
use super::store::{self, UnitYear};
use super::year::Year;
use crate::access::Person;
use crate::carbon::ids;
use crate::ledger::unit_year::{self, ClassSum, Work};
use crate::platform::App;
use crate::platform::ids::UnitId;
use crate::web::Problem;
use crate::years::{self, Outlook};

/// A unit's year as the person chose to see it.
#[derive(Debug, Clone)]
pub(super) struct Loaded {
    pub(super) id: UnitId,
    pub(super) year: i16,
    pub(super) unit: UnitYear,
    pub(super) choices: Choices,
    /// What is shown of the year.
    pub(super) now: Year,
    /// What is shown of the year before, when there is a report.
    pub(super) before: Option<Year>,
    /// How sure the numbers of each module are, and where the institution wants to go.
    pub(super) outlook: Outlook,
    /// Equipment, purchases and research facilities by class, the largest first.
    pub(super) classes: Vec<ClassSum>,
    /// Construction and renovation by kind of work, and the square metres they are counted on.
    pub(super) construction: (Vec<Work>, f64),
}

impl Loaded {
    /// Reads a unit's year for a person who may see it. An address outside their reach does not exist for them.
    pub(super) async fn read(
        app: &App,
        person: &Person,
        (unit, year): (&str, &str),
        choices: Choices,
    ) -> Result<Self, Problem> {
        let id = UnitId(unit.parse().map_err(|_| Problem::NotFound)?);
        let year: ids::Year = year.parse().map_err(|_| Problem::NotFound)?;
        let scope = person.scope_of_results();
        let mut conn = app.read_db.acquire().await?;
        let unit = store::unit_year(&mut *conn, &scope, id, year.get()).await?.ok_or(Problem::NotFound)?;
        let (now, before) = store::figures(&mut *conn, &scope, id, year.get(), &unit).await?;
        Ok(Self {
            classes: unit_year::classes(&mut conn, &scope, id, year).await?,
            construction: unit_year::construction(&mut conn, &scope, id, year).await?,
            outlook: years::outlook(&mut conn, year).await?,
            now: now.chosen(&choices),
            before: before.map(|before| before.chosen(&choices)),
            year: year.get(),
            id,
            unit,
            choices,
        })
    }

    /// What the institution emitted, of what is shown.
    pub(super) fn institution(&self) -> Institution {
        // the institution's own additional categories are hidden with everybody's
        Institution::new(&self.outlook.objectives.footprints, |category| self.choices.shows(category))
    }

    /// Where the institution wants to go; none without goals.
    pub(super) fn path(&self) -> Option<Path> {
        Path::new(&self.outlook.objectives.goals, &self.institution())
    }

    pub(super) fn population(&self) -> Population {
        Population::new(&self.outlook.objectives.projections)
    }
}
