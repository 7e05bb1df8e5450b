//! A file of half a million rows through validation, storage, emissions and sums, only looked at: the institution stays
//! as it is.

use std::io::{BufWriter, Write};

use anyhow::Context;
use sqlx::PgPool;

use crate::DATA_DIR;
use crate::figures::Figures;
use crate::processes::{mebibytes, program, run};

const ROWS: usize = 500_000;

pub(crate) async fn measure(url: &str, db: &PgPool, figures: &mut Figures) -> anyhow::Result<()> {
    let units: Vec<String> = sqlx::query_scalar(
        "select u.institutional_code from carbon_report_modules m join units u on u.id = m.unit_id
         where m.year = 2025 and m.module_type_id = 8 and m.status <> 2 order by 1",
    )
    .fetch_all(db)
    .await?;
    let path = format!("{DATA_DIR}/ingest.csv");
    let mut file = BufWriter::new(std::fs::File::create(&path)?);
    writeln!(file, "unit_institutional_id,category,subcategory,quantity,note")?;
    for row in 0..ROWS {
        let unit = units.get(row % units.len().max(1)).context("a unit")?;
        let gas = ["CO2", "CH4", "N2O"][row % 3];
        writeln!(file, "{unit},{gas},,{}.{},row {row}", row % 97, row % 10)?;
    }
    file.flush()?;
    let arguments = ["ingest", "--target", "data", "--type", "process_emissions", "--year", "2025", "--dry-run", &path];
    let (peak, _) = run(program(url).args(arguments)).await?;
    let milliseconds: i64 = sqlx::query_scalar(
        "select (outcome ->> 'duration_ms')::bigint from jobs where job_type = 'data_ingest' order by id desc limit 1",
    )
    .fetch_one(db)
    .await?;
    figures.add(
        "files",
        format!("{ROWS} rows of process emissions, {} units", units.len()),
        format!(
            "{:.1} s, {:.0} rows/s, peak {}",
            milliseconds as f64 / 1_000.0,
            ROWS as f64 * 1_000.0 / milliseconds as f64,
            mebibytes(peak)
        ),
    );
    std::fs::remove_file(path)?;
    Ok(())
}
