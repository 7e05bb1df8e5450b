//! The one way in which texts are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Trimmed, inner whitespace collapsed to one space, lower case: the key every comparison uses.
pub fn comparison_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    push_comparison_key(&mut key, text);
    key
}

/// Appends the comparison key of a text to others.
pub(super) fn push_comparison_key(key: &mut String, text: &str) {
    let before = key.len();
    for word in text.split_whitespace() {
        if key.len() > before {
            key.push(' ');
        }
        if word.is_ascii() {
            let start = key.len();
            key.push_str(word);
            key[start..].make_ascii_lowercase();
        } else {
            key.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
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
    fn keys_are_the_same_alone_and_behind_others() {
        for text in ["", " A  b ", "ÉCOLE Normale", "ΑΣ x", "\u{b}tab\u{b}Stop"] {
            let mut key = "before".to_owned();
            push_comparison_key(&mut key, text);
            assert_eq!(key, format!("before{}", comparison_key(text)));
        }
        assert_eq!(comparison_key("ÉCOLE \u{b}Normale ΑΣ"), "école normale ας".replace('ς', "σ"));
    }

    #[test]
    fn key_keeps_accents_and_folding_drops_them() {
        assert_eq!(comparison_key("Zürich HB"), "zürich hb");
        assert_eq!(folded("Genève Aéroport"), "geneve aeroport");
    }
}
