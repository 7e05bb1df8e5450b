//! `usage_per_school_2025.csv`: how many units of each school, and how many of their modules, are how far.

use super::Written;
use super::archive::Archive;
use super::options::Options;
use super::selection::School;
use super::sheet::Sheet;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType, OverallStatus};

/// Stands for the school of units that have none.
const NO_SCHOOL: &str = "—";

/// How many are not started, in progress, validated.
type ByStatus = [i64; 3];

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    units: ByStatus,
    modules: [ByStatus; 8],
}

/// Counts over the units of one year, school after school.
#[derive(Debug, Default)]
pub(super) struct Schools<'s> {
    schools: Vec<(Option<&'s School>, Counts)>,
    total: Counts,
}

impl<'s> Schools<'s> {
    /// Counts a unit. The units of a school come one after the other.
    pub(super) fn count(&mut self, school: Option<&'s School>, status: OverallStatus, modules: &[i16]) {
        if self.schools.last().is_none_or(|(last, _)| *last != school) {
            self.schools.push((school, Counts::default()));
        }
        let of_school = self.schools.last_mut().map(|(_, counts)| counts);
        for counts in of_school.into_iter().chain([&mut self.total]) {
            counts.units[status as usize] += 1;
            for (by_status, module) in counts.modules.iter_mut().zip(modules) {
                by_status[*module as usize] += 1;
            }
        }
    }

    /// Writes the file: a row per school, and their sum.
    pub(super) async fn write(self, year: i16, options: &Options, archive: &mut Archive) -> anyhow::Result<Written> {
        let modules = ModuleType::ALL
            .iter()
            .flat_map(|module| ModuleStatus::ALL.iter().map(move |status| format!("{module}_{status}")));
        let modules: Vec<String> = modules.collect();
        let mut header = vec![
            "year",
            "school",
            "school_institutional_id",
            "units_total",
            "units_not_started",
            "units_in_progress",
            "units_validated",
            "completion_rate_percent",
        ];
        header.extend(modules.iter().map(String::as_str));
        let mut sheet = Sheet::start(archive, options, &format!("usage_per_school_{year}"), &header).await?;
        let schools = self.schools.iter().map(|(school, counts)| match school {
            Some(school) => (school.name.as_str(), school.institutional_id.as_deref(), counts),
            None => (NO_SCHOOL, None, counts),
        });
        for (name, institutional_id, counts) in schools.chain([("TOTAL", None, &self.total)]) {
            let units = counts.units.iter().sum();
            sheet.count(year)?;
            sheet.text(name)?;
            sheet.maybe(institutional_id)?;
            sheet.count(units)?;
            for count in counts.units {
                sheet.count(count)?;
            }
            sheet.rounded(percent(counts.units[OverallStatus::Validated as usize], units), 1)?;
            for count in counts.modules.iter().flatten() {
                sheet.count(*count)?;
            }
            sheet.end_row(archive).await?;
        }
        sheet.finish(archive).await
    }
}

/// A share in percent with one decimal, halves rounded up. Nothing of nothing is nothing.
fn percent(part: i64, whole: i64) -> f64 {
    let tenths = if whole == 0 { 0 } else { (2000 * part + whole) / (2 * whole) };
    tenths as f64 / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_one_decimal_and_halves_go_up() {
        let shares = [percent(1, 16), percent(2, 3), percent(1, 3), percent(5, 5), percent(0, 4), percent(0, 0)];
        assert_eq!(shares.map(|share| format!("{share:.1}")), ["6.3", "66.7", "33.3", "100.0", "0.0", "0.0"]);
    }
}
