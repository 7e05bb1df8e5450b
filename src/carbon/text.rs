//! The one way in which texts are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Trimmed, inner whitespace collapsed to one space, lower case: the key every comparison uses.
pub fn comparison_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
    key
}

/// The comparison key without accents, for search and as second choice for station names.
pub fn folded(text: &str) -> String {
    comparison_key(text).nfd().filter(|c| !is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_ignores_case_and_spacing_of_every_kind() {
        assert_eq!(comparison_key("  Natural\u{a0}\t GAS\u{2003}"), "natural gas");
        assert_eq!(comparison_key("\u{3000}"), "");
    }

    #[test]
    fn key_keeps_accents_and_folding_drops_them() {
        assert_eq!(comparison_key("Zürich HB"), "zürich hb");
        assert_eq!(folded("Genève Aéroport"), "geneve aeroport");
    }
}
