//! Files for the filtered units: one ZIP archive per kind, streamed with constant memory, from page, API and command
//! line alike.
//!
//! Everything is read in one transaction, so that all files of an archive show the same moment.

pub mod api;
mod archive;
mod by_emission_type;
mod cells;
mod coverage;
mod detailed;
mod entries;
pub mod handlers;
mod leaves;
mod names;
pub mod options;
pub mod progress;
mod pseudonyms;
mod readers;
mod readme;
mod refusal;
mod results;
mod room;
mod schools;
mod selection;
mod sheet;
mod spreadsheet;
pub mod table;
mod to_file;
mod usage;

use std::io::Write;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgPool;

use super::filter::Filter;
use crate::access::Scope;
use crate::audit::{self, Act, Actor};
use crate::carbon::taxonomy::ModuleType;
use crate::web::Lang;
use archive::Archive;
use coverage::Coverage;
use names::Names;
use options::Format;
pub use options::Options;
use readers::{Reader, open_reader, open_second_reader};
pub use refusal::Refusal;
pub(super) use refusal::refuse_incomplete;
pub use room::Room;
use selection::Selection;
use spreadsheet::MOST_ROWS;
pub use to_file::to_file;

/// What an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Figures per unit and year, and by emission type.
    Results,
    /// Every data entry.
    Detailed,
    /// How far schools, units and modules are.
    Usage,
    /// The files of results and of usage.
    Combined,
}

impl Kind {
    /// Every kind, in the order in which people meet them.
    pub const ALL: [Self; 4] = [Self::Combined, Self::Results, Self::Detailed, Self::Usage];

    /// Its name in addresses and file names.
    pub fn key(self) -> &'static str {
        match self {
            Self::Results => "results",
            Self::Detailed => "detailed",
            Self::Usage => "usage",
            Self::Combined => "combined",
        }
    }

    /// Whether files of usage are among its files.
    pub fn has_usage(self) -> bool {
        matches!(self, Self::Usage | Self::Combined)
    }

    /// About how many bytes an archive of CSV files has.
    pub(super) fn usual_bytes(self, unit_years: i64, entries: i64) -> i64 {
        match self {
            Self::Results => BYTES_OF_RESULTS * unit_years,
            Self::Detailed => BYTES_OF_ENTRY * entries,
            Self::Usage => BYTES_OF_USAGE * unit_years,
            Self::Combined => (BYTES_OF_RESULTS + BYTES_OF_USAGE) * unit_years,
        }
    }

    /// Its files, the main one first, and how many rows they have at most; those of a year stand for all years.
    fn files(self, coverage: &Coverage) -> Vec<(&'static str, i64)> {
        let usage = ("usage_raw_data", coverage.unit_years * ModuleType::ALL.len() as i64);
        let results = [("results", coverage.unit_years), ("results_by_emission_type", coverage.leaves)];
        match self {
            Self::Results => results.into(),
            Self::Combined => [results[0], results[1], usage].into(),
            Self::Detailed => vec![("data", coverage.entries)],
            Self::Usage => vec![usage],
        }
    }

    /// Rows of its main file.
    fn rows(self, coverage: &Coverage) -> i64 {
        self.files(coverage).first().map_or(0, |file| file.1)
    }
}

/// What a unit's year, and an entry, usually take of an archive.
const BYTES_OF_RESULTS: i64 = 2_200;
const BYTES_OF_USAGE: i64 = 100;
const BYTES_OF_ENTRY: i64 = 25;

/// More entries, or unit-years, than that are read by two connections.
const MANY_ENTRIES: i64 = 50_000;
const MANY_UNIT_YEARS: usize = 1_000;

/// A file of an archive: its name and how many rows it has.
pub type Written = (String, u64);

/// An export that was asked for.
#[derive(Debug, Clone)]
pub struct Order {
    /// What the archive holds.
    pub kind: Kind,
    /// Of which units and years.
    pub filter: Filter,
    /// How far the person may see.
    pub scope: Scope,
    /// Language of the README.
    pub lang: Lang,
    /// How the files are written.
    pub options: Options,
    /// Parts of the address that were not understood.
    pub ignored: Vec<String>,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

impl Order {
    /// `co2_results_2023-2025_20260312T140211Z.zip`
    pub fn file_name(&self) -> String {
        let years = self.filter.years_words();
        format!("co2_{}_{years}_{}.zip", self.kind.key(), self.at.format("%Y%m%dT%H%M%SZ"))
    }
}

/// An export that can be written: its figures are complete and its transaction is open.
pub struct Export {
    order: Order,
    selection: Arc<Selection>,
    coverage: Coverage,
    names: Names,
    reader: Reader,
    second: Second,
}

/// What a second connection of the same moment does.
enum Second {
    /// There is none.
    Absent,
    /// It shares the entries with the first.
    Entries(Reader),
    /// It is already reading figures by emission type.
    EmissionTypes(by_emission_type::Coming),
}

impl Export {
    /// Opens the transaction and checks that the figures are complete.
    pub async fn prepare(db: &PgPool, order: Order) -> Result<Self, Refusal> {
        let bound = order.filter.bound(&order.scope);
        let mut reader = open_reader(db, if order.kind == Kind::Detailed { &bound.years } else { &[] }).await?;
        let selection = Selection::read(&mut reader, &bound).await?;
        let unit_years = selection.len() * selection.years().len();
        let selection = Arc::new(selection);
        let mut second = Second::Absent;
        if matches!(order.kind, Kind::Results | Kind::Combined)
            && unit_years > MANY_UNIT_YEARS
            && let Some(other) = open_second_reader(db, &mut reader).await
        {
            second = Second::EmissionTypes(by_emission_type::start(other, selection.clone(), order.options));
        }
        let with_leaves = order.options.format == Format::Xlsx;
        let coverage = coverage::coverage(&mut reader, &bound, &selection, with_leaves).await?;
        if coverage.incomplete > 0 {
            return Err(Refusal::StatsIncomplete(coverage.incomplete));
        }
        if with_leaves
            && let Some((file, rows)) = order.kind.files(&coverage).into_iter().find(|file| file.1 > MOST_ROWS)
        {
            return Err(Refusal::TooManyRows { file, rows });
        }
        let names = Names::read(&mut reader, &order.filter, &bound, order.lang).await?;
        if order.kind == Kind::Detailed
            && coverage.entries > MANY_ENTRIES
            && let Some(other) = open_second_reader(db, &mut reader).await
        {
            second = Second::Entries(other);
        }
        Ok(Self { order, selection, coverage, names, reader, second })
    }

    /// Writes down who takes what.
    pub async fn record(&self, db: &PgPool, actor: &Actor) -> sqlx::Result<()> {
        let Order { kind, filter, options, at, .. } = &self.order;
        let rows = kind.rows(&self.coverage);
        let mut act = Act::new(actor, *at, audit::Action::Export, "report", format!("{} exported", kind.key()));
        act.entity_id = Some(self.order.file_name());
        act.details = json!({
            "kind": kind.key(), "filters": filter.facts(), "options": options.facts(*kind), "rows": rows,
        });
        let mut tx = db.begin().await?;
        audit::record(&mut tx, act).await?;
        tx.commit().await
    }

    /// Writes the archive; gives the writer back, and what was written.
    pub async fn write_to<W: Write + Send + 'static>(self, out: W) -> anyhow::Result<(W, Vec<Written>)> {
        let (archive, packing) = Archive::into(out, self.order.at);
        let produced = self.produce(archive).await;
        // the packer knows better why an archive broke off: the one who reads it is gone, the disk is full
        match packing.await?? {
            Some(out) => produced.map(|files| (out, files)),
            None => Err(produced.err().unwrap_or_else(|| anyhow::anyhow!("the archive broke off"))),
        }
    }

    /// About how many bytes the archive will have; none where nobody has counted.
    fn usual_bytes(&self) -> Option<i64> {
        let Order { kind, options, .. } = &self.order;
        let usual = kind.usual_bytes(self.coverage.unit_years, self.coverage.entries);
        (options.format == Format::Csv).then_some(usual)
    }

    async fn produce(self, mut archive: Archive) -> anyhow::Result<Vec<Written>> {
        let Self { order, selection, coverage, names, mut reader, second } = self;
        let Order { kind, options, .. } = order;
        let mut files = Vec::new();
        if kind.has_usage() {
            files.extend(usage::write(&mut reader, &selection, &options, &mut archive).await?);
        }
        if matches!(kind, Kind::Results | Kind::Combined) {
            files.push(results::write(&mut reader, &selection, &options, &mut archive).await?);
        }
        let stale = match (kind, second) {
            (Kind::Detailed, Second::Entries(mut second)) => {
                let stale = async { Ok(coverage::stale(&mut second, &selection).await?) };
                let (stale, unit_years) = tokio::try_join!(stale, detailed::unit_years(&mut reader, &selection))?;
                files.extend(detailed::write(vec![reader, second], unit_years, &options, &mut archive).await?);
                stale
            }
            (Kind::Detailed, _) => {
                let stale = coverage::stale(&mut reader, &selection).await?;
                let unit_years = detailed::unit_years(&mut reader, &selection).await?;
                files.extend(detailed::write(vec![reader], unit_years, &options, &mut archive).await?);
                stale
            }
            (Kind::Usage, _) => {
                let stale = coverage::stale(&mut reader, &selection).await?;
                reader.done().await?;
                stale
            }
            (Kind::Results | Kind::Combined, second) => {
                let stale = coverage::stale(&mut reader, &selection).await?;
                let coming = match second {
                    Second::EmissionTypes(coming) => {
                        reader.done().await?;
                        coming
                    }
                    _ => by_emission_type::start(reader, selection.clone(), options),
                };
                files.push(by_emission_type::finish(coming, &mut archive).await?);
                stale
            }
        };
        let found = readme::Found { units: selection.len(), coverage: &coverage, names: &names, stale };
        let readme = readme::text(&order, &found, &files);
        archive.file("README.txt", readme.into_bytes()).await?;
        archive.finish().await?;
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carbon::ids::Year;

    #[test]
    fn the_file_name_says_kind_years_and_moment() {
        let year = |year| Year::new(year).unwrap();
        let order = |years: &[Year]| Order {
            kind: Kind::Results,
            filter: Filter::of_years(years.iter().copied()),
            scope: Scope::Institution,
            lang: Lang::En,
            options: Options::default(),
            ignored: Vec::new(),
            at: DateTime::from_timestamp(1_773_324_131, 0).unwrap(),
        };
        assert_eq!(order(&[year(2025)]).file_name(), "co2_results_2025_20260312T140211Z.zip");
        assert_eq!(order(&[year(2025), year(2023)]).file_name(), "co2_results_2023-2025_20260312T140211Z.zip");
        let usage = Order { kind: Kind::Usage, ..order(&[year(2025)]) };
        assert_eq!(usage.file_name(), "co2_usage_2025_20260312T140211Z.zip");
    }
}
