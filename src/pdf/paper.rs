//! The page: its measures, inks and sizes of type.

use super::font::Weight;

/// A4 upright, in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
pub(super) const MARGIN: f32 = 48.0;
/// Where text ends above the foot.
pub(super) const BOTTOM: f32 = HEIGHT - 62.0;
/// Where the foot stands.
pub(super) const FOOT: f32 = HEIGHT - 34.0;
/// Between the margins.
pub(super) const CONTENT: f32 = WIDTH - 2.0 * MARGIN;

/// A colour, as red, green and blue.
pub(super) type Ink = [u8; 3];

pub(super) const TEXT: Ink = [0x17, 0x21, 0x2a];
pub(super) const QUIET: Ink = [0x46, 0x55, 0x60];
pub(super) const ACCENT: Ink = [0x0f, 0x5e, 0x6b];
pub(super) const LINE: Ink = [0xc7, 0xd0, 0xd2];
pub(super) const HEAD: Ink = [0xf1, 0xf4, 0xf4];

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) size: f32,
    /// From one line to the next.
    pub(super) leading: f32,
    pub(super) weight: Weight,
    pub(super) ink: Ink,
}

pub(super) const BODY: Style = Style { size: 9.5, leading: 13.5, weight: Weight::Regular, ink: TEXT };
pub(super) const NOTE: Style = Style { size: 8.0, leading: 11.0, weight: Weight::Regular, ink: QUIET };
pub(super) const LABEL: Style = Style { size: 8.0, leading: 11.0, weight: Weight::Semibold, ink: QUIET };
pub(super) const CELL: Style = Style { size: 8.0, leading: 10.5, weight: Weight::Regular, ink: TEXT };
pub(super) const CELL_HEAD: Style = Style { size: 7.5, leading: 10.0, weight: Weight::Semibold, ink: QUIET };
pub(super) const ROW_HEAD: Style = Style { size: 8.0, leading: 10.5, weight: Weight::Semibold, ink: TEXT };
pub(super) const CAPTION: Style = Style { size: 9.0, leading: 13.0, weight: Weight::Semibold, ink: TEXT };
pub(super) const NUMBER: Style = Style { size: 20.0, leading: 25.0, weight: Weight::Semibold, ink: TEXT };

/// The style of headings, by level.
pub(super) fn heading(level: u8) -> Style {
    let (size, leading) = match level {
        1 => (20.0, 26.0),
        2 => (14.0, 20.0),
        _ => (11.0, 16.0),
    };
    Style { size, leading, weight: Weight::Semibold, ink: TEXT }
}
