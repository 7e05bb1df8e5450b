//! A browser in words, from how it describes itself.

use axum::http::{HeaderMap, header};

use super::Lang;

/// What to look for, the more special name first: most browsers also claim to be others.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Name and system, for example “Firefox, Linux”.
pub fn words(user_agent: &str, lang: Lang) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => lang.t("browser-unknown"),
    }
}

/// Whether a phone asks: browsers of phones have `Mobi` in their description.
pub(super) fn is_of_phone(headers: &HeaderMap) -> bool {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).is_some_and(|agent| agent.contains("Mobi"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_say_so() {
        let is_of_phone = |agent: &'static str| {
            is_of_phone(&[(header::USER_AGENT, axum::http::HeaderValue::from_static(agent))].into_iter().collect())
        };
        assert!(is_of_phone(
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36"
        ));
        assert!(is_of_phone("Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"));
        assert!(!is_of_phone("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"));
        assert!(!super::is_of_phone(&HeaderMap::new()));
    }

    #[test]
    fn the_most_special_name_counts() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 \
                    Safari/537.36 Edg/131.0.0.0";
        assert_eq!(words(edge, Lang::En), "Edge, Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                     Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(words(phone, Lang::En), "Safari, iPhone");
        assert_eq!(words("curl/8.5.0", Lang::En), "curl");
        assert_eq!(words("<script>", Lang::En), "Unknown browser");
    }
}
