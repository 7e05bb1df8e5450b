//! The two weights of the typeface, and how wide a text becomes in them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Face, Feature, UnicodeBuffer};

static REGULAR: LazyLock<Typeface> = LazyLock::new(|| Typeface::of(include_bytes!("fonts/inter-regular.otf")));
static SEMIBOLD: LazyLock<Typeface> = LazyLock::new(|| Typeface::of(include_bytes!("fonts/inter-semibold.otf")));

/// Stands for characters that the typeface does not have.
const UNKNOWN: char = '?';

struct Typeface {
    font: Font,
    face: Face<'static>,
}

impl Typeface {
    fn of(file: &'static [u8]) -> Self {
        let font = Font::new(file.to_vec().into(), 0).expect("the typeface inside the program is a font");
        let face = Face::from_slice(file, 0).expect("the typeface inside the program is a font");
        Self { font, face }
    }
}

/// How thick letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Semibold,
}

impl Weight {
    fn typeface(self) -> &'static Typeface {
        match self {
            Self::Regular => &REGULAR,
            Self::Semibold => &SEMIBOLD,
        }
    }

    pub(super) fn font(self) -> Font {
        self.typeface().font.clone()
    }
}

/// A text as letters beside each other.
#[derive(Debug, Clone)]
pub(super) struct Shaped {
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// At size 1.
    pub(super) width: f32,
}

/// The text in characters the typeface has.
pub(super) fn known(text: &str) -> Cow<'_, str> {
    let face = &REGULAR.face;
    let is_known = |character: char| face.glyph_index(character).is_some_and(|glyph| glyph.0 != 0);
    if text.chars().all(is_known) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().filter_map(|character| match character {
        known if is_known(known) => Some(known),
        '\t' | '\n' | '\r' => Some(' '),
        // joins and marks of direction are not seen anyway
        '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        control if control.is_control() => None,
        _ => Some(UNKNOWN),
    });
    Cow::Owned(replaced.collect())
}

/// Sets a text; digits are equally wide.
pub(super) fn shape(text: &str, weight: Weight) -> Shaped {
    let face = &weight.typeface().face;
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(Direction::LeftToRight);
    let digits = Feature::new(Tag::from_bytes(b"tnum"), 1, ..);
    let output = rustybuzz::shape(face, &[digits], buffer);
    let em = face.units_per_em() as f32;
    let starts: Vec<usize> = output.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    let glyphs: Vec<KrillaGlyph> = output
        .glyph_infos()
        .iter()
        .zip(output.glyph_positions())
        .zip(clusters(&starts, text.len()))
        .map(|((info, position), cluster)| {
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                position.x_advance as f32 / em,
                position.x_offset as f32 / em,
                position.y_offset as f32 / em,
                position.y_advance as f32 / em,
                cluster,
                None,
            )
        })
        .collect();
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Shaped { glyphs, width }
}

/// Which part of the text each letter stands for: glyphs of one cluster stand for the same part.
fn clusters(starts: &[usize], length: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    starts.iter().enumerate().map(move |(position, start)| {
        let next = starts[position..].iter().find(|other| *other > start);
        *start..next.copied().unwrap_or(length)
    })
}

/// How wide a text becomes at a size, in points.
pub(super) fn width(text: &str, weight: Weight, size: f32) -> f32 {
    shape(text, weight).width * size
}

/// The text in lines no wider than so many points. Words that are wider are cut.
pub(super) fn lines(text: &str, weight: Weight, size: f32, available: f32) -> Vec<String> {
    let text = known(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, weight, size) <= available {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = cut(word, weight, size, available, &mut lines);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Cuts a word into full lines; what is left begins the next one.
fn cut(word: &str, weight: Weight, size: f32, available: f32, lines: &mut Vec<String>) -> String {
    let mut piece = String::new();
    for character in word.chars() {
        piece.push(character);
        if piece.chars().count() > 1 && width(&piece, weight, size) > available {
            piece.pop();
            lines.push(std::mem::replace(&mut piece, character.to_string()));
        }
    }
    piece
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_equally_wide_and_words_are_kept_whole() {
        let wide = |text| width(text, Weight::Regular, 10.0);
        assert!((wide("1111") - wide("8888")).abs() < 1e-4);
        let text = "one two three four";
        let lines = lines(text, Weight::Regular, 10.0, wide("one two three"));
        assert_eq!(lines, ["one two three", "four"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_cut_and_nothing_is_lost() {
        let word = "Donaudampfschifffahrtsgesellschaft";
        let lines = lines(word, Weight::Semibold, 10.0, 40.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(line, Weight::Semibold, 10.0) <= 40.0));
        assert_eq!(lines.concat(), word);
        assert_eq!(super::lines("", Weight::Regular, 10.0, 40.0), [""]);
    }

    #[test]
    fn characters_without_letter_are_shown_as_such() {
        assert_eq!(known("CO₂-éq Žižka"), "CO₂-éq Žižka");
        assert_eq!(known("a\u{200b}b\tc 漢"), "ab c ?");
    }
}
