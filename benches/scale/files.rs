//! Archives of reporting: how fast, how big, and whether what they hold agrees.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;

use sqlx::PgPool;

use crate::DATA_DIR;
use crate::figures::Figures;
use crate::processes::{mebibytes, program, run};

/// What is taken, and of which years.
const EXPORTS: [(&str, &[&str]); 5] = [
    ("results", &["2023", "2024", "2025"]),
    ("usage", &["2025"]),
    ("combined", &["2025"]),
    ("results", &["2025"]),
    ("detailed", &["2025"]),
];

/// Kilograms by unit.
type ByUnit = BTreeMap<String, f64>;

pub(crate) async fn measure(url: &str, db: &PgPool, figures: &mut Figures) -> anyhow::Result<()> {
    let path = format!("{DATA_DIR}/export.zip");
    let (mut results, mut entries) = (ByUnit::new(), ByUnit::new());
    for (kind, years) in EXPORTS {
        let years_of = years.iter().flat_map(|year| ["--year", *year]);
        let asked = ["export", kind, "--output", path.as_str()].into_iter().chain(years_of);
        let (peak, time) = run(program(url).args(asked)).await?;
        let size = std::fs::metadata(&path)?.len();
        let mut figure = format!("{:.2} s, peak {}", time.as_secs_f64(), mebibytes(peak));
        if kind == "results" && years.len() == 1 {
            results = sums(&path, "total_kg")?.0;
        }
        if kind == "detailed" {
            let (by_unit, rows) = sums(&path, "kg_co2eq_total")?;
            entries = by_unit;
            figure = format!("{figure}, {:.0} rows/s", rows as f64 / time.as_secs_f64());
        }
        figures.add("export", format!("{kind} of {}: {}", years.join(", "), mebibytes(size)), figure);
    }
    std::fs::remove_file(path)?;
    let emissions: f64 =
        sqlx::query_scalar("select sum(kg) from data_entry_emissions where year = 2025").fetch_one(db).await?;
    let apart = results.iter().map(|(unit, kg)| (kg - entries.get(unit).copied().unwrap_or_default()).abs());
    figures.add(
        "export",
        format!("entries of 2025 against results, {} units", results.len()),
        format!(
            "at most {:.2e} kg apart; {:.3} kg in results, {:.3} in entries, {emissions:.3} in emissions",
            apart.fold(0.0, f64::max),
            results.values().sum::<f64>(),
            entries.values().sum::<f64>(),
        ),
    );
    Ok(())
}

/// The sums of a column by unit over all files that have it, and their rows.
fn sums(path: &str, column: &str) -> anyhow::Result<(ByUnit, u64)> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?))?;
    let (mut by_unit, mut rows) = (ByUnit::new(), 0);
    for position in 0..archive.len() {
        let mut reader = csv::Reader::from_reader(archive.by_index(position)?);
        let header = reader.headers()?.clone();
        let find = |name: &str| header.iter().position(|header| header == name);
        let (Some(unit), Some(value)) = (find("unit_path_name"), find(column)) else { continue };
        let mut row = csv::ByteRecord::new();
        while reader.read_byte_record(&mut row)? {
            let cell = |at: usize| std::str::from_utf8(&row[at]);
            rows += 1;
            *by_unit.entry(cell(unit)?.to_owned()).or_default() += cell(value)?.parse::<f64>()?;
        }
    }
    Ok((by_unit, rows))
}
