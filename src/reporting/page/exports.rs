//! The card of files: what each holds, how big it becomes, how it is written.

use super::PATH;
use crate::reporting::export::Kind;
use crate::reporting::export::options::{Delimiter, Format};
use crate::reporting::listing::{Listing, address};
use crate::reporting::units::UnitsTable;
use crate::web::{Lang, figures};

/// The card of files.
pub(super) struct Exports {
    pub(super) unit_count: i64,
    pub(super) files: Vec<File>,
    /// The filter, which files follow.
    pub(super) filter: Vec<(&'static str, String)>,
}

/// An archive that is offered.
pub(super) struct File {
    pub(super) key: &'static str,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) name: String,
    pub(super) action: String,
    /// Units, entries, about how many bytes.
    pub(super) size: String,
    pub(super) has_persons: bool,
    /// Whether it can tell who validated modules.
    pub(super) has_validations: bool,
    /// Addresses of the same as a report: as PDF file, and as a page to print.
    pub(super) report: Option<[String; 2]>,
    pub(super) formats: &'static [Format],
    /// The usual one first.
    pub(super) delimiters: [Delimiter; 2],
}

impl Exports {
    pub(super) fn new(listing: &Listing, units: &UnitsTable, lang: Lang) -> Self {
        let files = Kind::ALL.into_iter().map(|kind| file(kind, listing, units, lang));
        Self { unit_count: units.totals.units, files: files.collect(), filter: listing.filter.pairs() }
    }
}

/// The address of a report as a page to print.
pub(super) fn print(kind: Kind, listing: &Listing) -> String {
    report(&format!("print/{}", kind.key()), listing)
}

/// The address of a report of what is filtered, with the charts as they are chosen.
fn report(path: &str, listing: &Listing) -> String {
    let pairs: Vec<_> = listing.filter.pairs().into_iter().chain(listing.panel.charts.pairs()).collect();
    address(&format!("{PATH}/{path}"), &pairs)
}

fn file(kind: Kind, listing: &Listing, units: &UnitsTable, lang: Lang) -> File {
    let key = kind.key();
    let totals = &units.totals;
    let size = lang.t_with(
        if kind == Kind::Detailed { "export-size-entries" } else { "export-size" },
        &[
            ("units", totals.units.into()),
            ("entries", totals.entries.into()),
            ("size", figures::bytes(kind.usual_bytes(totals.unit_years, totals.entries)).into()),
        ],
    );
    File {
        key,
        title: lang.t(&format!("export-{key}")),
        text: lang.t(&format!("export-{key}-text")),
        name: format!("co2_{key}_{}_*.zip", listing.filter.years_words()),
        action: format!("{PATH}/export/{key}"),
        size,
        has_persons: kind == Kind::Detailed,
        has_validations: kind.has_usage(),
        report: matches!(kind, Kind::Combined | Kind::Results)
            .then(|| [report(&format!("report/{key}.pdf"), listing), print(kind, listing)]),
        delimiters: [Delimiter::Comma, Delimiter::Semicolon],
        formats: if kind == Kind::Detailed { &[Format::Csv] } else { &[Format::Csv, Format::Xlsx] },
    }
}
