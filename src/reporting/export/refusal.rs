//! Why nothing is exported, and how that is found out and said.

use sqlx::PgPool;

use super::coverage;
use super::readers::open_reader;
use super::selection::Selection;
use crate::access::Scope;
use crate::reporting::filter::Filter;
use crate::web::{Lang, Problem};

/// Why nothing is exported.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// So many unit-years have no figures, or figures that do not add up.
    #[error("the figures of {0} unit-years are missing or do not add up")]
    StatsIncomplete(i64),
    /// A spreadsheet has no room for so many rows of a file.
    #[error("{file} would have {rows} rows, more than a spreadsheet holds: choose CSV")]
    TooManyRows {
        /// The file, without ending.
        file: &'static str,
        /// Its rows.
        rows: i64,
    },
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl Refusal {
    /// As the answer to a request.
    pub(in crate::reporting) fn problem(self, lang: Lang) -> Problem {
        match self {
            Self::StatsIncomplete(count) => Problem::Conflict {
                code: "stats_incomplete",
                detail: lang.t_with("export-incomplete", &[("count", count.into())]),
            },
            Self::TooManyRows { file, rows } => Problem::Conflict {
                code: "too_many_rows",
                detail: lang.t_with("export-too-many-rows", &[("file", file.into()), ("count", rows.into())]),
            },
            Self::Database(error) => error.into(),
        }
    }
}

/// Refuses files of figures that are missing or do not add up.
pub(in crate::reporting) async fn refuse_incomplete(
    db: &PgPool,
    filter: &Filter,
    scope: &Scope,
) -> Result<(), Refusal> {
    let bound = filter.bound(scope);
    let mut reader = open_reader(db, &[]).await?;
    let selection = Selection::read(&mut reader, &bound).await?;
    let coverage = coverage::coverage(&mut reader, &bound, &selection, false).await?;
    reader.done().await?;
    if coverage.incomplete > 0 { Err(Refusal::StatsIncomplete(coverage.incomplete)) } else { Ok(()) }
}
