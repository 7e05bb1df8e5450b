//! Exchange rate files: units of a currency per euro, by year.

use sqlx::PgConnection;

use super::outcome::Tally;
use super::rows::List;
use super::{Plan, Stop, open};
use crate::carbon::field::{Field, RecordReader, RowCode};
use crate::carbon::ids::Year;
use crate::ledger::reference;
use crate::years;

const YEAR: Field = Field::integer_from("year", 0).required();
const CURRENCY: Field = Field::text("currency").required();
const RATE: Field = Field::decimal_from("units_per_eur", 0.0).required();
/// Columns of the file.
pub(super) const COLUMNS: [Field; 3] = [YEAR, CURRENCY, RATE];

pub(super) async fn read(conn: &mut PgConnection, plan: &Plan<'_>) -> Result<Tally, Stop> {
    let required = COLUMNS.map(|field| field.name);
    let table = open(plan, &required)?;
    table.require(&required)?;
    let known_years = years::all(conn).await?;
    let list = List {
        is_ours: Box::new(|_| true),
        read: Box::new(move |reader| rate(reader, &known_years)),
        key: |(year, currency, _): &(Year, String, f64)| (*year, currency.clone()),
        name: |(year, currency, _)| (CURRENCY.name, format!("{currency} of {year}")),
    };
    let (rates, mut tally) = list.rows(table).await?;
    if tally.is_usable() {
        tally.unchanged = reference::upsert_exchange_rates(conn, &rates).await?.unchanged;
    }
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
