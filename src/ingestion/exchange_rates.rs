//! Exchange rate files: units of a currency per euro, by year.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::outcome::{Tally, row_error};
use super::{Plan, Stop, open};
use crate::carbon::field::{Field, Problem, RecordReader, RowCode};
use crate::carbon::ids::Year;
use crate::ledger::reference;
use crate::years;

const YEAR: Field = Field::integer_from("year", 0).required();
const CURRENCY: Field = Field::text("currency").required();
const RATE: Field = Field::decimal_from("units_per_eur", 0.0).required();

pub(super) async fn read(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    let required = [YEAR, CURRENCY, RATE].map(|field| field.name);
    let table = open(plan, &required)?;
    table.require(&required)?;
    let known_years = years::all(conn).await?;
    let mut tally = Tally::default();
    let mut rates = Vec::new();
    let mut lines: HashMap<(Year, String), i32> = HashMap::new();
    for record in table.records() {
        if record.is_blank() {
            tally.blank += 1;
            continue;
        }
        tally.read += 1;
        let place = (record.row, record.line);
        let cell = |column: &str| table.cell(&record, column);
        let mut reader = RecordReader::new(&cell, table.decimal_mark());
        let rate = rate(&mut reader, &known_years);
        let (problems, _) = reader.finish();
        let Some((year, currency, units)) = rate.filter(|_| problems.is_empty()) else {
            tally.errors.extend(problems.into_iter().map(|problem| row_error(place, problem)));
            continue;
        };
        if let Some(first_line) = lines.insert((year, currency.clone()), record.line) {
            let message = format!("{currency} of {year} stands already on line {first_line}");
            let mut error = row_error(place, Problem::of(CURRENCY.name, currency, RowCode::Duplicate, message));
            error.first_line = Some(first_line);
            tally.errors.push(error);
            continue;
        }
        tally.accepted += 1;
        rates.push((year, currency, units));
    }
    tally.unchanged = reference::upsert_exchange_rates(conn, &rates).await?.unchanged;
    Ok(tally)
}

fn rate(reader: &mut RecordReader<'_>, known_years: &[Year]) -> Option<(Year, String, f64)> {
    let (year, currency, units) = (reader.integer(&YEAR), reader.text(&CURRENCY), reader.decimal(&RATE));
    let (year, currency, units) = (year?, currency?.to_lowercase(), units?);
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_lowercase()) {
        reader.refuse(&CURRENCY, currency.as_str(), RowCode::BadEnum, "currency must be three letters, such as CHF");
    }
    if units <= 0.0 {
        reader.refuse(&RATE, units.to_string(), RowCode::OutOfRange, "units_per_eur must be above 0");
    }
    let Some(year) = known_years.iter().copied().find(|known| i64::from(known.get()) == year) else {
        reader.refuse(&YEAR, year.to_string(), RowCode::OutOfRange, format!("the year {year} does not exist"));
        return None;
    };
    Some((year, currency, units))
}
