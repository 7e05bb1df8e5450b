//! Information technology: what it comes to, and its share.

use super::figure::{Figure, Style};
use crate::carbon::taxonomy::Category;
use crate::charts::waffle;
use crate::results::drawn::{Kind, cells_of};
use crate::results::explain::module_url;
use crate::results::it_focus::{ItFocus, Source};
use crate::results::load::Loaded;
use crate::web::figures;

/// The section of information technology.
pub(in crate::results) struct ItPart {
    pub(in crate::results) tonnes: String,
    pub(in crate::results) share: String,
    pub(in crate::results) figure: Option<Figure>,
    pub(in crate::results) sources: Vec<Line>,
    pub(in crate::results) others: String,
}

/// A source of information technology.
pub(in crate::results) struct Line {
    pub(in crate::results) category: Category,
    pub(in crate::results) name: String,
    /// Where its figure comes from.
    pub(in crate::results) url: String,
    /// Tonnes and share; none while its module is not validated.
    pub(in crate::results) figures: Option<(String, String)>,
}

/// In cells of the drawing; what is too little for one is still there.
fn share(kg: f64, cells: u32) -> String {
    if cells == 0 && kg > 0.0 { "<\u{a0}0.1\u{a0}%".to_owned() } else { waffle::percent(cells) }
}

impl ItPart {
    /// None while no module that holds information technology is validated.
    pub(super) fn new(loaded: &Loaded, style: Style) -> Option<Self> {
        let (focus, (lang, _)) = (ItFocus::of(&loaded.now)?, style);
        let cells = cells_of(&focus);
        let shown = |source: &Source| *source != Source::ResearchFacilities || loaded.choices.research_facilities;
        let line = |(source, (kg, cells)): (Source, (Option<f64>, u32))| Line {
            category: source.category(),
            name: source.name(lang),
            url: module_url(loaded.id, loaded.year, source.module()),
            figures: kg.map(|kg| (figures::tonnes(kg), share(kg, cells))),
        };
        let sources = Source::ALL.into_iter().zip(focus.sources.into_iter().zip(cells));
        Some(Self {
            tonnes: figures::tonnes(focus.kg()),
            share: format!("{}\u{a0}%", figures::decimal(focus.share() * 100.0, 1)),
            figure: Figure::of(loaded, Kind::It, style),
            sources: sources.filter(|(source, _)| shown(source)).map(line).collect(),
            others: waffle::percent(waffle::CELLS - cells.iter().sum::<u32>()),
        })
    }
}
