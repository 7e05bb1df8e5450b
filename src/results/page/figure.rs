//! A chart on the page: its drawing for windows and for phones, its numbers, its files.

use crate::charts::DataTable;
use crate::charts::svg::{self, Look};
use crate::results::drawn::{Chart, Kind, NARROW, WIDE};
use crate::results::load::Loaded;
use crate::results::url;
use crate::web::Lang;

/// In which words, and whether by patterns too, charts tell things apart.
pub(super) type Style = (Lang, Look);

/// A chart on the page.
pub(super) struct Figure {
    pub(super) wide: String,
    /// The same laid out for narrow screens; empty where it need not be.
    pub(super) narrow: String,
    pub(super) table: DataTable,
    /// Addresses of its files.
    pub(super) csv: String,
    pub(super) svg: String,
}

impl Figure {
    /// None where there is nothing to draw.
    pub(super) fn of(loaded: &Loaded, kind: Kind, (lang, look): Style) -> Option<Self> {
        let Chart { drawing, table } = kind.drawn(loaded, WIDE, lang)?;
        // what is small enough is the same everywhere
        let is_small = drawing.width <= NARROW || kind == Kind::It;
        let narrow = if is_small { None } else { kind.drawn(loaded, NARROW, lang) };
        let narrow = narrow.map(|chart| {
            let mut drawing = chart.drawing;
            drawing.name.push_str("-narrow");
            svg::inline(&drawing, look)
        });
        let file = |extension: &str| {
            loaded.choices.at(&format!("{}/charts/{}.{extension}", url(loaded.id, loaded.year), kind.name()))
        };
        Some(Self {
            wide: svg::inline(&drawing, look),
            narrow: narrow.unwrap_or_default(),
            csv: file("csv"),
            svg: file("svg"),
            table,
        })
    }
}
