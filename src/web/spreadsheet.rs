//! Cells that spreadsheets open without running them.

use std::borrow::Cow;

/// The text with an apostrophe in front when a spreadsheet would take it for a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    let looks_like_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if looks_like_formula && !is_number(text) { format!("'{text}").into() } else { text.into() }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'))
        && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_left_alone() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(guarded("+41 21 693 11 11"), "'+41 21 693 11 11");
        assert_eq!(guarded("-inf"), "'-inf");
        assert_eq!(guarded("\tx"), "'\tx");
        assert_eq!(guarded("-12.5e3"), "-12.5e3");
        assert_eq!(guarded("a=b"), "a=b");
    }
}
