//! The classes by which the style sheet knows what parts mean.

use crate::carbon::taxonomy::ModuleStatus;
use crate::charts::paint::{Ink, Paint, SHADES, Stroke};

/// The classes of a paint: `k` and the number of the category, `s` and its shade.
pub(super) fn paint_class(paint: Paint) -> String {
    match paint {
        Paint::Category(category, shade) => format!("k{} s{}", category.id(), shade.min(SHADES - 1)),
        Paint::Status(ModuleStatus::Validated) => "bar-ok".to_owned(),
        Paint::Status(ModuleStatus::InProgress) => "bar-run".to_owned(),
        Paint::Status(ModuleStatus::NotStarted) => "bar-none".to_owned(),
        Paint::NotValidated => String::new(),
        Paint::Surface => "f-surface".to_owned(),
        Paint::Band => "f-band".to_owned(),
        Paint::Empty => "f-empty".to_owned(),
    }
}

pub(super) fn stroke_class(stroke: Stroke, fill: Option<Paint>) -> String {
    match (stroke, fill) {
        // the fill has said which category it is
        (Stroke::Category(_), Some(Paint::Category(..))) => "l-edge".to_owned(),
        (Stroke::Category(category), _) => format!("k{} l-edge", category.id()),
        (Stroke::Grid, _) => "l-grid".to_owned(),
        (Stroke::Axis | Stroke::NotValidated, _) => "l-axis".to_owned(),
        (Stroke::Divider, _) => "l-divider".to_owned(),
        (Stroke::Frame, _) => "l-frame".to_owned(),
        (Stroke::Target, _) => "l-target".to_owned(),
        (Stroke::Surface, _) => "l-surface".to_owned(),
        (Stroke::Halo, _) => "l-halo".to_owned(),
    }
}

pub(super) fn ink_class(ink: Ink) -> &'static str {
    match ink {
        Ink::Normal => "t2",
        Ink::Quiet => "",
        Ink::OnShade(shade) if shade < 3 => "on",
        Ink::Strong | Ink::OnShade(_) => "t1",
        Ink::Target => "tt",
    }
}
