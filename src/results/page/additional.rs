//! What is estimated and shown apart, each with its ring.

use super::figure::{Figure, Style};
use crate::results::drawn::{Group, Kind, groups};
use crate::results::explain::module_url;
use crate::results::load::Loaded;

/// An additional category with its ring.
pub(in crate::results) struct Estimate {
    pub(in crate::results) group: Group,
    pub(in crate::results) figure: Option<Figure>,
    /// Where its figure comes from.
    pub(in crate::results) url: String,
}

/// None where the person does not want to see them.
pub(super) fn estimates(loaded: &Loaded, style: Style) -> Vec<Estimate> {
    if !loaded.choices.additional {
        return Vec::new();
    }
    let estimate = |group: Group| Estimate {
        figure: Figure::of(loaded, Kind::Additional(group.category), style),
        url: module_url(loaded.id, loaded.year, group.category.module()),
        group,
    };
    groups(loaded, style.0).into_iter().map(estimate).collect()
}
