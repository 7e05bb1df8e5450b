//! The demo institution: small enough to be looked at whole.

use sqlx::PgConnection;

use super::generator::Campus;
use super::making::{Mark, Recipe, make};
use super::progress::Progress;
use super::{SeedError, file, profile};
use crate::directory::Directory;
use crate::platform::App;
use crate::years;

const MARK: Mark = Mark { institution: "demo_institution", options: String::new() };

/// Whether there is nothing in the database yet, or a demo institution that was not finished.
pub async fn is_needed(conn: &mut PgConnection) -> sqlx::Result<bool> {
    if MARK.is_started(conn).await? {
        return Ok(!MARK.is_finished(conn).await?);
    }
    Ok(years::all(conn).await?.is_empty())
}

/// Makes the demo institution in an empty database, or what is missing of it; returns the number of data entries.
pub async fn demo(app: &App) -> Result<u64, SeedError> {
    let directory = Directory::seeded()?;
    let rooms = file("reference/rooms.csv").into_owned();
    let campuses = profile::by_year()?
        .into_iter()
        .map(|(year, profiles)| Campus::new(year, profiles, &directory, &rooms))
        .collect::<Result<_, _>>()?;
    make(app, Recipe { mark: MARK, directory, rooms, campuses, workers: 1 }, &Progress::default().into()).await
}
