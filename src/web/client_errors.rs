//! What goes wrong in browsers is reported here and goes to the log, nowhere else.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use super::Problem;

/// Size of a report.
pub const LARGEST_REPORT: usize = 8 * 1024;
/// What is kept of each part.
const LONGEST_PART: usize = 500;

/// A report; a browser may not know everything.
#[derive(Deserialize)]
struct Report {
    message: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    line: u32,
    #[serde(default)]
    page: String,
}

/// `POST /client-errors`
pub(crate) async fn take(headers: HeaderMap, body: Bytes) -> Result<StatusCode, Problem> {
    let malformed = |_| Problem::of_status(StatusCode::BAD_REQUEST);
    let report: Report = serde_json::from_slice(&body).map_err(malformed)?;
    let browser = headers.get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    tracing::warn!(
        source = one_line(without_query(&report.source)),
        line = report.line,
        page = one_line(without_query(&report.page)),
        browser = one_line(&browser.unwrap_or_default()),
        "a browser reports: {}",
        one_line(&report.message)
    );
    Ok(StatusCode::NO_CONTENT)
}

/// Queries hold what people search for, names among it.
fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// A line that cannot pretend to be several, nor be read backwards.
fn one_line(text: &str) -> String {
    let is_harmless = |letter: char| {
        !letter.is_control()
            && !matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().take(LONGEST_PART).map(|letter| if is_harmless(letter) { letter } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_stays_on_one_line_and_says_nothing_of_queries() {
        assert_eq!(one_line("a\r\n2026 ERROR b\u{1b}[31m\u{202e}c"), "a  2026 ERROR b [31m c");
        assert_eq!(one_line(&"x".repeat(9000)).len(), 500);
        assert_eq!(without_query("/reporting?search=Ada#top"), "/reporting");
    }
}
