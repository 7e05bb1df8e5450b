//! What was exported in detail comes in again through the real ingestion, and gives the same totals.

use calco2::audit::Actor;
use calco2::carbon::entry::definitions;
use calco2::ingestion::{Target, Upload, ingest};
use calco2::ledger::factors::AbsentPolicy;
use calco2::ledger::reports as ledger_reports;

use super::demo::{Row, demo, number};
use super::*;

/// What is not the same of an entry that came in again.
const OWN: [&str; 6] = ["year", "data_entry_id", "source", "module_status", "created_at", "updated_at"];

fn year(year: i16) -> Year {
    Year::new(year).unwrap()
}

async fn load(app: &App, to: Year, file: &str, bytes: &[u8], unit: Option<&str>) -> (u64, Vec<String>) {
    let mut types = definitions().iter().filter(|definition| definition.export_file == file);
    let first = types.next().unwrap_or_else(|| panic!("nothing is exported as {file}"));
    let is_shared = first.category_column.is_some();
    let upload = Upload {
        target: Target::Data,
        module: is_shared.then(|| first.data_type.module()),
        data_type: (!is_shared).then_some(first.data_type),
        year: to,
        unit,
        absent: AbsentPolicy::Retire,
        dry_run: false,
        recalculate: false,
        keeps_file: false,
        file_name: "data.csv",
        content: bytes.into(),
    };
    let ingestion = ingest(app, &Actor::program("test"), upload).await.unwrap();
    assert!(ingestion.file_error.is_none(), "{file}: {:?}", ingestion.file_error);
    (ingestion.stored, ingestion.errors.iter().map(|error| format!("{file}: {error:?}")).collect())
}

/// An empty year with the factors and rates of another one.
async fn empty_year(app: &TestApp, from: i16, to: i16) {
    let db = app.database.pool();
    sqlx::query("insert into years (year, state, provisioned_at) values ($1, 'configuring', now())")
        .bind(to)
        .execute(db)
        .await
        .unwrap();
    let mut conn = db.acquire().await.unwrap();
    calco2::years::adopt_new_types(&mut conn).await.unwrap();
    ledger_reports::create_missing(&mut conn, year(to)).await.unwrap();
    for copied in [
        "insert into factors (year, data_entry_type_id, identity, emission_type_id, classification, \"values\", revision)
         select $2, data_entry_type_id, identity, emission_type_id, classification, \"values\", revision
         from factors where year = $1 and status <> 'retired'",
        "insert into exchange_rates (year, currency, units_per_eur)
         select $2, currency, units_per_eur from exchange_rates where year = $1",
    ] {
        sqlx::query(copied).bind(from).bind(to).execute(&mut *conn).await.unwrap();
    }
}

async fn detailed(app: &mut TestApp, year: i16, delimiter: &str) -> Files {
    let address = format!("/api/v1/reporting/export/detailed?years={year}&delimiter={delimiter}");
    Files::of(&app.get(&address).await.bytes)
}

/// Rows of a file without what is their own.
fn rows(files: &Files, name: &str, delimiter: u8) -> Vec<Row> {
    let text = files.text(name).strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows: Vec<Row> = reader.deserialize().map(Result::unwrap).collect();
    for row in &mut rows {
        row.retain(|column, _| !OWN.contains(&column.as_str()));
    }
    rows
}

#[tokio::test]
async fn a_year_that_was_exported_comes_in_again_with_the_same_totals() {
    let mut app = demo().await;
    let settings = Config::from_values(&[("CALCO2_DIRECTORY_FILE", "")]).unwrap();
    let product = App::new(app.database.pool().clone(), settings, Clock::system());
    // beside what the demo has: imposed totals, cells that look like formulas, numbers to the last digit
    let code: String = sqlx::query_scalar(
        "select u.institutional_id from carbon_report_modules m join units u on u.id = m.unit_id
         where m.year = 2024 and m.module_type_id = 5 and m.status < 2 order by u.id limit 1",
    )
    .fetch_one(app.database.pool())
    .await
    .unwrap();
    let before = detailed(&mut app, 2024, "comma").await;
    let known =
        before.rows("purchases_common_data.csv").into_iter().find(|row| !row["kg_co2eq_total"].is_empty()).unwrap();
    let file = format!(
        "name,supplier,quantity,total_spent_amount,currency,purchase_institutional_code,purchase_category,note,kg_co2eq\n\
         '=HYPERLINK(1),@you,1,0.30000000000000004,chf,{code},{category},\"-1; a \"\"quote\"\"\nand a line\",\n\
         +41 21 693,-,,1234567.1234567,eur,{code},{category},,17.123456789012345\n",
        code = known["purchase_institutional_code"],
        category = known["purchase_category"],
    );
    let (stored, refused) = load(&product, year(2024), "purchases_common", file.as_bytes(), Some(&code)).await;
    assert_eq!((stored, refused), (2, Vec::new()));

    empty_year(&app, 2024, 2026).await;
    let mut brought = 0;
    // the years' entries as both separators write them
    for (delimiter, byte) in [("comma", b','), ("semicolon", b';')] {
        let files = detailed(&mut app, 2024, delimiter).await;
        let names: Vec<String> = files.names().filter(|name| *name != "README.txt").map(str::to_owned).collect();
        assert_eq!(names.len(), 14, "{names:?}");
        for name in &names {
            let own = name.strip_suffix("_data.csv").unwrap();
            let (_, refused) = load(&product, year(2026), own, files.text(name).as_bytes(), None).await;
            assert_eq!(refused, Vec::<String>::new());
        }
        let again = detailed(&mut app, 2026, delimiter).await;
        for name in &names {
            let (original, copy) = (rows(&files, name, byte), rows(&again, name, byte));
            assert_eq!(original.len(), copy.len(), "{name}");
            for (original, copy) in original.iter().zip(&copy) {
                for (column, value) in original {
                    // leaves of an entry may be added up in another order
                    let is_sum = column == "kg_co2eq_total" || column.starts_with("scope");
                    let (same, other) = (value == &copy[column], || number(original, column) - number(copy, column));
                    assert!(same || (is_sum && other().abs() < 1e-9), "{name} {column}: {original:?}, {copy:?}");
                }
                brought += 1;
            }
        }
    }
    assert!(brought > 400, "{brought} entries");
    let imposed = rows(&detailed(&mut app, 2026, "comma").await, "purchases_common_data.csv", b',');
    let imposed: Vec<_> = imposed.iter().filter(|row| row["name"].starts_with("'+41")).collect();
    let whole = 17.123456789012345_f64.to_string();
    assert_eq!((imposed.len(), &imposed[0]["kg_co2eq"], &imposed[0]["kg_co2eq_total"]), (1, &whole, &whole));

    let totals = |year: i16| {
        sqlx::query_as::<_, (String, f64, f64, f64, Vec<f64>, Vec<f64>)>(
            "select u.institutional_code, a.total_kg, a.fte, a.scope1_kg, a.module_kg, a.category_kg
             from unit_year_aggregates a join units u on u.id = a.unit_id where a.year = $1 order by 1",
        )
        .bind(year)
        .fetch_all(app.database.pool())
    };
    let (original, copy) = (totals(2024).await.unwrap(), totals(2026).await.unwrap());
    assert_eq!((original.len(), copy.len()), (5, 5));
    for (original, copy) in original.iter().zip(&copy) {
        let numbers = |row: &(String, f64, f64, f64, Vec<f64>, Vec<f64>)| {
            [vec![row.1, row.2, row.3], row.4.clone(), row.5.clone()].concat()
        };
        for (original, copy) in numbers(original).into_iter().zip(numbers(copy)) {
            assert!((original - copy).abs() <= 1e-9 * original.abs().max(1.0), "{original}, {copy}");
        }
    }
}
