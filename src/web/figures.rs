//! How figures and dates are written: the Swiss form, the same in both languages.

use chrono::{DateTime, Local, NaiveDate, Utc};

use super::Lang;

/// What stands for a missing value.
pub const MISSING: &str = "–";

/// So many digits of a number mean something: further ones are left over from sums and products in binary.
const SIGNIFICANT_DIGITS: usize = 12;

/// A number rounded half away from zero to `places` decimals, as decimals are read: 1.005 becomes 1.01, and so does the
/// 1.0049999999999999 that a sum left in its place.
pub fn decimal(value: f64, places: usize) -> String {
    if !value.is_finite() {
        return MISSING.to_owned();
    }
    written(format!("{:.*e}", SIGNIFICANT_DIGITS - 1, value).parse().unwrap_or(value), places)
}

fn written(value: f64, places: usize) -> String {
    // the shortest text that reads back as the same number is the decimal people typed
    let exact = value.abs().to_string();
    let (whole, fraction) = exact.split_once('.').unwrap_or((&exact, ""));
    let mut digits: Vec<u8> =
        whole.bytes().chain(fraction.bytes().chain(std::iter::repeat(b'0')).take(places)).collect();
    if fraction.as_bytes().get(places).is_some_and(|&next| next >= b'5') {
        let mut position = digits.len();
        loop {
            if position == 0 {
                digits.insert(0, b'1');
                break;
            }
            position -= 1;
            if digits[position] == b'9' {
                digits[position] = b'0';
            } else {
                digits[position] += 1;
                break;
            }
        }
    }
    let split = digits.len() - places;
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 4);
    if value < 0.0 && digits.iter().any(|&digit| digit != b'0') {
        text.push('−');
    }
    for (position, &digit) in digits[..split].iter().enumerate() {
        if position > 0 && (split - position).is_multiple_of(3) {
            text.push('’');
        }
        text.push(char::from(digit));
    }
    if places > 0 {
        text.push('.');
        text.extend(digits[split..].iter().map(|&digit| char::from(digit)));
    }
    text
}

/// A number with the decimals it has.
pub fn plain(value: f64) -> String {
    if !value.is_finite() {
        return MISSING.to_owned();
    }
    let exact = value.abs().to_string();
    written(value, exact.split_once('.').map_or(0, |(_, fraction)| fraction.len()))
}

/// A count: `10’750`.
pub fn count(value: i64) -> String {
    decimal(value as f64, 0)
}

/// Kilograms as tonnes with one decimal; what is positive yet rounds to nothing is `< 0.1`.
pub fn tonnes(kg: f64) -> String {
    let text = decimal(kg / 1000.0, 1);
    if kg > 0.0 && text == "0.0" { "<\u{a0}0.1".to_owned() } else { text }
}

/// A number on a chart: no decimal from ten on, one from a tenth on, else two; what is positive yet too small is `< 0.01`.
pub fn charted(value: f64) -> String {
    let places = match value.abs() {
        10.0.. => 0,
        0.1.. => 1,
        _ => 2,
    };
    let text = decimal(value, places);
    match text.as_str() {
        "0.00" if value > 0.0 => "<\u{a0}0.01".to_owned(),
        "0.00" => "0".to_owned(),
        _ => text,
    }
}

/// Kilograms over full-time equivalents as tonnes with two decimals; missing without people.
pub fn tonnes_per_fte(kg: f64, fte: f64) -> String {
    if fte > 0.0 { decimal(kg / 1000.0 / fte, 2) } else { MISSING.to_owned() }
}

/// A share of one as whole percent: `41 %`.
pub fn percent(share: f64) -> String {
    format!("{}\u{a0}%", decimal(share * 100.0, 0))
}

/// A day: `2026‑03‑12`, kept on one line.
pub fn day(date: NaiveDate) -> String {
    date.format("%Y‑%m‑%d").to_string()
}

/// The day of a moment, in the institution's zone (`TZ` of the process).
pub fn date(moment: DateTime<Utc>) -> String {
    day(moment.with_timezone(&Local).date_naive())
}

/// Day and minute of a moment: `2026‑03‑12 14:02`.
pub fn date_time(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&Local).format("%Y‑%m‑%d %H:%M").to_string()
}

/// Day and second of a moment, as references and the console show it.
pub fn date_time_seconds(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&Local).format("%Y‑%m‑%d %H:%M:%S").to_string()
}

/// The time of a moment, as the console shows it: `14:01:12`.
pub fn time_seconds(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&Local).format("%H:%M:%S").to_string()
}

/// How long something took: `<1s`, `45s`, `3m07s`, `1h05m`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds as i64;
    match whole {
        ..1 => "<1s".to_owned(),
        1..60 => format!("{whole}s"),
        60..3600 => format!("{}m{:02}s", whole / 60, whole % 60),
        _ => format!("{}h{:02}m", whole / 3600, whole % 3600 / 60),
    }
}

/// The size of a file: `4.1 MB`.
pub fn bytes(size: i64) -> String {
    let (value, places, unit) = match size {
        ..1_000 => (size as f64, 0, "B"),
        1_000..1_000_000 => (size as f64 / 1e3, 1, "kB"),
        _ => (size as f64 / 1e6, 1, "MB"),
    };
    format!("{}\u{a0}{unit}", decimal(value, places))
}

/// A change, its sign always written: `+4.9`, `−0.3`, `0.0`.
pub fn change(value: f64, places: usize) -> String {
    let text = decimal(value, places);
    let is_rise = value > 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if is_rise { format!("+{text}") } else { text }
}

/// How long ago a moment was, in words: today, yesterday, 3 days ago.
pub fn ago(moment: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let days = (now.with_timezone(&Local).date_naive() - moment.with_timezone(&Local).date_naive()).num_days();
    match days {
        ..=0 => lang.t("ago-today"),
        1 => lang.t("ago-yesterday"),
        2..14 => lang.t_with("ago-days", &[("count", days.into())]),
        14..60 => lang.t_with("ago-weeks", &[("count", (days / 7).into())]),
        60..730 => lang.t_with("ago-months", &[("count", (days / 30).into())]),
        _ => lang.t_with("ago-years", &[("count", (days / 365).into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three_with_an_apostrophe() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1’000");
        assert_eq!(count(-1_234_567), "−1’234’567");
        assert_eq!(decimal(10_750.6, 1), "10’750.6");
    }

    #[test]
    fn halves_round_away_from_zero_as_decimals_are_read() {
        assert_eq!(decimal(1.005, 2), "1.01");
        assert_eq!(decimal(0.25, 1), "0.3");
        assert_eq!(decimal(-0.25, 1), "−0.3");
        assert_eq!(decimal(999.95, 1), "1’000.0");
        assert_eq!(decimal(2.5, 0), "3");
        assert_eq!(decimal(22.499999999999996, 0), "23");
        assert_eq!(decimal(1e21, 0), "1’000’000’000’000’000’000’000");
    }

    #[test]
    fn nothing_is_never_negative() {
        assert_eq!(decimal(-0.04, 1), "0.0");
        assert_eq!(decimal(-0.0, 2), "0.00");
    }

    #[test]
    fn tiny_tonnes_are_said_to_be_tiny() {
        assert_eq!(tonnes(0.0), "0.0");
        assert_eq!(tonnes(49.9), "<\u{a0}0.1");
        assert_eq!(tonnes(50.0), "0.1");
        assert_eq!(tonnes(318_450.0), "318.5");
    }

    #[test]
    fn charts_write_as_many_digits_as_can_be_read_off() {
        let written = [1158.4, 10.0, 9.96, 0.1, 0.0449, 0.004, 0.0, -0.25].map(charted);
        assert_eq!(written, ["1’158", "10", "10.0", "0.1", "0.04", "<\u{a0}0.01", "0", "−0.3"]);
    }

    #[test]
    fn figures_per_person_need_people() {
        assert_eq!(tonnes_per_fte(7_470.0, 1.0), "7.47");
        assert_eq!(tonnes_per_fte(7_470.0, 0.0), "–");
        assert_eq!(decimal(f64::NAN, 1), "–");
    }

    #[test]
    fn a_share_is_whole_percent_after_a_space_that_does_not_break() {
        assert_eq!(percent(0.411), "41\u{a0}%");
    }

    #[test]
    fn durations_have_two_units_at_most() {
        let written = [0.4, 45.9, 187.0, 3_900.0, 90_061.0].map(duration);
        assert_eq!(written, ["<1s", "45s", "3m07s", "1h05m", "25h01m"]);
    }

    #[test]
    fn sizes_of_files_are_decimal() {
        assert_eq!([999, 1_500, 4_123_456].map(bytes), ["999\u{a0}B", "1.5\u{a0}kB", "4.1\u{a0}MB"]);
    }

    #[test]
    fn a_change_has_a_sign_unless_it_is_none() {
        assert_eq!([4.86, -0.3, 0.04, 0.0].map(|value| change(value, 1)), ["+4.9", "−0.3", "0.0", "0.0"]);
    }

    #[test]
    fn plain_numbers_keep_their_decimals() {
        assert_eq!(plain(1234.5), "1’234.5");
        assert_eq!(plain(3.0), "3");
    }
}
