//! Values along an axis.

use crate::web::figures;

/// An axis that begins at nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The last value.
    pub top: f64,
    /// The values written beside it, from nothing to the last one: four to six.
    pub ticks: Vec<f64>,
    places: usize,
}

impl Axis {
    /// The axis that reaches a value.
    pub fn to(most: f64) -> Self {
        let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
        let magnitude = most.log10().floor() as i32 - 1;
        // from a tenth of the magnitude up, the first step that needs at most five of itself
        for exponent in magnitude.. {
            for (digits, places) in [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)] {
                let step: f64 = digits * 10_f64.powi(exponent);
                let count = (most / step - 1e-9).ceil();
                if count <= 5.0 {
                    let ticks = (0..=count as i32).map(|tick| f64::from(tick) * step).collect::<Vec<_>>();
                    let places = (places - exponent).max(0) as usize;
                    return Self { top: count * step, ticks, places };
                }
            }
        }
        unreachable!("steps grow without end")
    }

    /// How far along the axis a value is, as a share of it.
    pub fn share(&self, value: f64) -> f64 {
        (value / self.top).clamp(0.0, 1.0)
    }

    /// How a value of the axis is written.
    pub fn words(&self, tick: f64) -> String {
        let text = figures::decimal(tick, self.places);
        match text.split_once('.') {
            Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole.to_owned(),
            Some(_) => text.trim_end_matches('0').to_owned(),
            None => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(most: f64) -> Vec<String> {
        let axis = Axis::to(most);
        axis.ticks.iter().map(|tick| axis.words(*tick)).collect()
    }

    #[test]
    fn values_are_round_and_begin_at_nothing() {
        assert_eq!(words(1158.0), ["0", "250", "500", "750", "1’000", "1’250"]);
        assert_eq!(words(1.36), ["0", "0.5", "1", "1.5"]);
        assert_eq!(words(49.0), ["0", "10", "20", "30", "40", "50"]);
        assert_eq!(words(0.011), ["0", "0.0025", "0.005", "0.0075", "0.01", "0.0125"]);
        assert_eq!(words(5.0), ["0", "1", "2", "3", "4", "5"]);
        assert_eq!(words(0.0).last().map(String::as_str), Some("1"));
        assert_eq!(words(f64::NAN), words(0.0));
    }

    proptest! {
        #[test]
        fn four_to_six_values_reach_the_greatest(most in 1e-6..1e12) {
            let axis = Axis::to(most);
            prop_assert!((4..=6).contains(&axis.ticks.len()), "{axis:?}");
            prop_assert!(axis.top >= most * (1.0 - 1e-8) && axis.ticks.last() == Some(&axis.top));
        }
    }
}
