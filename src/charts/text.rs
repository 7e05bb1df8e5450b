//! How wide words come out, about: enough to break lines and to leave out what does not fit.

use super::drawing::Weight;

/// Width of words in pixels, rather too wide than too narrow, whichever font shows them.
pub fn width(words: &str, size: f64, weight: Weight) -> f64 {
    let per_mille: u32 = words.chars().map(advance).sum();
    let factor = if weight == Weight::Strong { 1.07 } else { 1.0 };
    f64::from(per_mille) / 1000.0 * size * factor
}

/// Width of a character in thousandths of its height.
fn advance(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' => 300,
        'f' | 't' | 'r' | 'I' | ' ' | '\u{a0}' | '(' | ')' | '-' | '‑' => 400,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '&' | '→' => 920,
        'A'..='Z' | '−' | '+' | '–' | '<' => 720,
        '0'..='9' => 640,
        _ if character.is_uppercase() => 720,
        _ => 600,
    }
}

/// Where a word may be broken.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// The words without the places where they may be broken.
pub fn unbroken(words: &str) -> String {
    words.replace(SOFT_HYPHEN, "")
}

/// Words on lines that fit a width, at most so many; the last one ends in an ellipsis when words are left over. A word
/// that is too wide is broken at its soft hyphen.
pub fn lines(words: &str, size: f64, weight: Weight, most_wide: f64, most_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut pieces: Vec<String> = Vec::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        match word.split_once(SOFT_HYPHEN) {
            Some((head, tail)) if width(&unbroken(word), size, weight) > most_wide => {
                pieces.extend([format!("{head}-"), unbroken(tail)]);
            }
            _ => pieces.push(unbroken(word)),
        }
    }
    for word in pieces {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) if width(&longer, size, weight) <= most_wide => *line = longer,
            _ => lines.push(word),
        }
    }
    if lines.len() > most_lines && most_lines > 0 {
        lines.truncate(most_lines);
        lines[most_lines - 1].push('…');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_where_they_no_longer_fit() {
        let broken =
            |most_wide, most_lines| lines("External clouds & AI", 12.0, Weight::Regular, most_wide, most_lines);
        assert_eq!(broken(200.0, 3), ["External clouds & AI"]);
        assert_eq!(broken(74.0, 3), ["External", "clouds & AI"]);
        assert_eq!(broken(1.0, 3), ["External", "clouds", "&…"]);
        assert_eq!(lines("Infra\u{ad}structures", 12.0, Weight::Regular, 70.0, 3), ["Infra-", "structures"]);
        assert_eq!(lines("Infra\u{ad}structures", 12.0, Weight::Regular, 99.0, 3), ["Infrastructures"]);
        assert_eq!(lines("", 12.0, Weight::Regular, 50.0, 3), Vec::<String>::new());
    }

    #[test]
    fn strong_and_larger_words_are_wider() {
        let small = width("Purchases", 12.0, Weight::Regular);
        assert!(width("Purchases", 12.0, Weight::Strong) > small);
        assert!((width("Purchases", 24.0, Weight::Regular) - 2.0 * small).abs() < 1e-9);
    }
}
