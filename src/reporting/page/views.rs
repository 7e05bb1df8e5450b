//! The menu of views on the page.

use crate::carbon::ids::Year;
use crate::reporting::listing::Listing;
use crate::reporting::views::{self, SavedView};

/// The menu.
pub(super) struct ViewsMenu {
    /// Name of the view that is shown.
    pub(super) current: Option<String>,
    pub(super) all: Vec<ViewLink>,
    /// What is kept when the present view is.
    pub(super) query: String,
    /// The newest year alone is shown: a view may follow it.
    pub(super) is_newest_year: bool,
}

/// A view in the menu.
pub(super) struct ViewLink {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) is_default: bool,
    pub(super) is_current: bool,
}

impl ViewsMenu {
    pub(super) fn new(saved: Vec<SavedView>, listing: &Listing, latest: Option<Year>) -> Self {
        let current = saved.iter().find(|view| view.shows(listing, latest));
        let current = current.map(|view| (view.id, view.name.clone()));
        let link = |view: SavedView| ViewLink {
            url: view.url(),
            is_current: current.as_ref().is_some_and(|(id, _)| *id == view.id),
            is_default: view.is_default,
            name: view.name,
        };
        Self {
            all: saved.into_iter().map(link).collect(),
            query: views::query(listing),
            is_newest_year: latest.is_some_and(|latest| listing.filter.years == [latest]),
            current: current.map(|(_, name)| name),
        }
    }
}
