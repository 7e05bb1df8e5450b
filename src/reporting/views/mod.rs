//! Views that a person keeps under a name: saved, opened, renamed, replaced, deleted; one of them opens by default.
//!
//! A view is an address. Who opens somebody else's sees what their own rights let them see.

mod pages;
mod store;

pub(super) use pages::{act, list, save};
pub(super) use store::{SavedView, of_person};

use super::listing::Listing;
use super::page;
use super::parse::{self, Door};
use crate::carbon::ids::Year;
use crate::web::address::address;

/// Address of the page that lists them.
pub const PATH: &str = "/reporting/views";
/// Views a person may keep.
const MOST: usize = 50;
/// Characters of a name.
const LONGEST_NAME: usize = 80;
/// Characters of an address that browsers and proxies still carry.
const LONGEST_QUERY: usize = 8_000;

impl SavedView {
    /// The address it stands for.
    pub(super) fn url(&self) -> String {
        if self.query.is_empty() { page::ALL_UNITS.to_owned() } else { format!("{}?{}", page::PATH, self.query) }
    }

    /// Whether a listing is this view; `latest` is the year shown when none is chosen.
    pub(super) fn shows(&self, listing: &Listing, latest: Option<Year>) -> bool {
        let is_latest = latest.is_some_and(|latest| listing.filter.years == [latest]);
        self.query == query(listing) || (is_latest && self.query == query(&of_newest_year(listing)))
    }
}

/// What of a listing a view keeps, as a query string: not the page, not what is opened or searched for in a list.
pub(super) fn query(listing: &Listing) -> String {
    let mut kept = listing.clone();
    kept.page = 1;
    kept.panel.open.clear();
    kept.panel.affiliation_search.clear();
    kept.panel.unit_search.clear();
    let written = address("", &kept.pairs());
    written.strip_prefix('?').unwrap_or_default().to_owned()
}

/// The listing with whatever year is the newest.
fn of_newest_year(listing: &Listing) -> Listing {
    let mut other = listing.clone();
    other.filter.years.clear();
    other
}

/// A query string as a view keeps it: what is not understood is left out.
fn canonical(raw: &str, is_of_newest_year: bool) -> String {
    let (listing, _) = parse::query(Some(raw), Door::Page);
    query(&if is_of_newest_year { of_newest_year(&listing) } else { listing })
}

/// A name as it is kept; none when there is nothing of it, or too much.
fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    (1..=LONGEST_NAME).contains(&name.chars().count()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_have_a_length() {
        assert_eq!(name("  My \t units "), Some("My units".to_owned()));
        assert_eq!(name(" \n "), None);
        assert_eq!(name(&"é".repeat(80)).map(|name| name.chars().count()), Some(80));
        assert_eq!(name(&"é".repeat(81)), None);
    }

    #[test]
    fn a_view_keeps_filter_columns_and_order_and_nothing_else() {
        let raw = "years=2025&search=lab&columns=it&sort_by=it&sort_dir=desc&page=3&open=7&unit_search=x&colour=red";
        assert_eq!(canonical(raw, false), "years=2025&search=lab&columns=it&sort_by=it&sort_dir=desc");
        assert_eq!(canonical(raw, true), "search=lab&columns=it&sort_by=it&sort_dir=desc");
        assert_eq!(canonical("", false), "");
    }
}
