//! Numbers as people type them into forms: grouped by apostrophes or spaces, with a dot or a comma before the decimals.

/// The number that was meant; none when it cannot be told.
pub fn typed(text: &str) -> Option<f64> {
    let is_grouping = |c: char| matches!(c, '\'' | '’') || c.is_whitespace();
    let digits: String = text.trim().chars().filter(|c| !is_grouping(*c)).collect();
    let (sign, digits) = match digits.strip_prefix(['-', '−']) {
        Some(digits) => (-1.0, digits),
        None => (1.0, digits.as_str()),
    };
    let (whole, decimals) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(decimals) {
        return None;
    }
    let number: f64 = format!("{whole}.{decimals}").parse().ok()?;
    number.is_finite().then_some(sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouping_and_either_decimal_sign_are_understood() {
        for (text, number) in [
            ("500", 500.0),
            (" 1’500.5 ", 1500.5),
            ("1'500,5", 1500.5),
            ("12 000", 12000.0),
            ("12\u{a0}000", 12000.0),
            ("0", 0.0),
            ("-3", -3.0),
            ("−3,25", -3.25),
        ] {
            assert_eq!(typed(text), Some(number), "{text}");
        }
    }

    #[test]
    fn what_may_mean_two_things_or_nothing_is_refused() {
        let too_long = "9".repeat(400);
        for text in
            ["", " ", "1,500.5", "1.500,5", "1.5.0", "5.", ".5", "1e3", "NaN", "inf", "0x10", "12a", "--1", &too_long]
        {
            assert_eq!(typed(text), None, "{text}");
        }
    }
}
