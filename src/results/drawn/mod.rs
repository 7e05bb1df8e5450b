//! The charts of a unit's year: each a drawing and the numbers behind it.

mod additional;
mod goal;
mod information_technology;
mod module;
mod per_fte;
mod results;
mod trips;

pub(super) use additional::{Group, groups};
pub(super) use goal::legend;
pub(super) use information_technology::cells_of;
pub(super) use module::legend as module_legend;
pub(super) use trips::{HEIGHT as TRIPS_HEIGHT, Trips};

use super::load::Loaded;
use crate::carbon::taxonomy::{Category, ModuleType};
use crate::charts::{DataTable, Drawing};
use crate::web::Lang;

/// Widths that charts are laid out for: windows, phones and paper.
pub(super) const WIDE: f64 = 1060.0;
pub(super) const NARROW: f64 = 330.0;
pub(super) const PAPER: f64 = 800.0;

/// A chart with the numbers behind it.
pub(super) struct Chart {
    pub(super) drawing: Drawing,
    pub(super) table: DataTable,
}

/// A chart of a unit's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Categories by scope.
    Results,
    /// The same for each full-time equivalent.
    PerFte,
    /// Where it goes until 2040.
    Goal,
    /// A module by its parts.
    Module(ModuleType),
    /// Information technology among everything.
    It,
    /// An additional category by its parts.
    Additional(Category),
}

impl Kind {
    /// Its name in addresses and on pages.
    pub(super) fn name(self) -> String {
        match self {
            Self::Results => "results".to_owned(),
            Self::PerFte => "per-fte".to_owned(),
            Self::Goal => "goal".to_owned(),
            Self::Module(module) => format!("module-{}", module.slug()),
            Self::It => "it-focus".to_owned(),
            Self::Additional(category) => format!("category-{}", category.key().replace('_', "-")),
        }
    }

    /// Every chart there may be.
    fn all() -> impl Iterator<Item = Self> {
        let modules = ModuleType::ALL.iter().map(|module| Self::Module(*module));
        let additional = Category::ALL.iter().filter(|category| super::year::is_additional(**category));
        let additional = additional.map(|category| Self::Additional(*category));
        [Self::Results, Self::PerFte, Self::Goal, Self::It].into_iter().chain(modules).chain(additional)
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }

    /// The chart; none where there is nothing to draw.
    pub(super) fn drawn(self, loaded: &Loaded, width: f64, lang: Lang) -> Option<Chart> {
        match self {
            Self::Results => results::drawn(loaded, width, lang),
            Self::PerFte => per_fte::drawn(loaded, width, lang),
            Self::Goal => goal::drawn(loaded, width, lang),
            Self::Module(module) => module::drawn(loaded, module, width, lang),
            Self::It => information_technology::drawn(loaded, width, lang),
            Self::Additional(category) => additional::drawn(loaded, category, lang),
        }
    }
}
