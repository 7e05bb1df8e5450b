//! The completion bar.

/// How many of the filtered units are how far.
pub(super) struct Completion {
    pub(super) validated: i64,
    pub(super) in_progress: i64,
    pub(super) not_started: i64,
    pub(super) total: i64,
}

impl Completion {
    pub(super) fn new([not_started, in_progress, validated]: [i64; 3]) -> Self {
        Self { validated, in_progress, not_started, total: validated + in_progress + not_started }
    }

    pub(super) fn share(&self) -> f64 {
        if self.total == 0 { 0.0 } else { self.validated as f64 / self.total as f64 }
    }

    /// Class, left edge and width of each part of the bar that has any unit, in percent.
    pub(super) fn parts(&self) -> Vec<(&'static str, String, String)> {
        let percent = |count: i64| format!("{:.1}%", count as f64 * 100.0 / self.total.max(1) as f64);
        [
            ("bar-ok", 0, self.validated),
            ("bar-run", self.validated, self.in_progress),
            ("bar-none", self.validated + self.in_progress, self.not_started),
        ]
        .into_iter()
        .filter(|(_, _, count)| *count > 0)
        .map(|(class, before, count)| (class, percent(before), percent(count)))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_the_bar_meet() {
        let parts = Completion::new([1, 1, 2]).parts();
        assert_eq!(parts[1], ("bar-run", "50.0%".to_owned(), "25.0%".to_owned()));
        assert_eq!(Completion::new([0, 0, 0]).parts(), []);
    }
}
