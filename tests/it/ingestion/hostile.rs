//! Files that nobody should send: each is met with a clear reason, and what is stored stays whole.

use std::fmt::Write as _;

use calco2::ingestion::Spool;

use super::*;

mod cases;
mod command;

const HEADER: &str = "unit_institutional_id,category,subcategory,quantity,note\n";

/// What is expected of a file.
enum Expect {
    /// Refused as a whole, with words that hold these.
    File(FileCode, &'static str),
    /// Rows stored, and the codes of the refused ones in their order.
    Rows(u64, Vec<&'static str>),
    /// Every row refused for one reason.
    AllRefused(&'static str),
}

struct Case {
    name: &'static str,
    file: Vec<u8>,
    expect: Expect,
}

fn case(name: &'static str, file: impl Into<Vec<u8>>, expect: Expect) -> Case {
    Case { name, file: file.into(), expect }
}

fn gases(content: &[u8]) -> Upload<'_> {
    Upload { data_type: Some(DataEntryType::ProcessEmissions), content: content.into(), ..upload() }
}

impl Bench {
    /// Everything a data file may change, as one text.
    async fn stored(&self) -> String {
        let entries = "select coalesce(md5(string_agg(e::text, ',' order by e.id)), '') from data_entries e";
        let emissions =
            "select coalesce(md5(string_agg(x::text, ',' order by x::text)), '') from data_entry_emissions x";
        let sums = "select md5(string_agg(s::text, ',' order by s::text)) from unit_year_aggregates s";
        let mut stored = String::new();
        for query in [entries, emissions, sums] {
            let part: String = sqlx::query_scalar(query).fetch_one(&self.app.db).await.unwrap();
            write!(stored, "{part} ").unwrap();
        }
        stored
    }

    /// Loads a file; what was not as expected.
    async fn meet(&self, Case { name, file, expect }: Case) -> Option<String> {
        let before = self.stored().await;
        let ingestion = self.ingest(gases(&file)).await;
        let codes: Vec<_> = ingestion.errors.iter().map(|error| error.code).collect();
        let is_met = match (&expect, &ingestion.file_error) {
            (Expect::File(code, words), Some(error)) => error.code == *code && error.message.contains(words),
            (Expect::Rows(stored, expected), None) => ingestion.stored == *stored && codes == *expected,
            (Expect::AllRefused(code), None) => {
                !codes.is_empty() && codes.iter().all(|found| found == code) && ingestion.refused == ingestion.read
            }
            _ => false,
        };
        let is_whole = ingestion.committed == (ingestion.stored > 0)
            && (ingestion.committed || self.stored().await == before)
            && (ingestion.result == JobOutcome::Error) != ingestion.committed;
        let is_short = ingestion.errors.iter().all(|error| error.message.chars().count() <= 1_000);
        let is_as_expected = is_met && is_whole && is_short;
        (!is_as_expected).then(|| {
            let Ingestion { stored, file_error, errors, .. } = ingestion;
            format!("{name}: {stored} stored, {codes:?}, {file_error:?}, {:#?}", errors.first())
        })
    }
}

#[tokio::test]
async fn every_hostile_file_is_met_with_a_reason_and_nothing_stored_is_harmed() {
    let bench = Bench::new().await.with_factors().await;
    bench.load(gases(format!("{HEADER}7001,CO2,,2,\n").as_bytes())).await;
    let cases: Vec<_> =
        cases::refused_files().into_iter().chain(cases::refused_rows()).chain(cases::odd_rows()).collect();
    assert!(cases.len() >= 40, "{}", cases.len());
    let mut unmet = Vec::new();
    for case in cases {
        unmet.extend(bench.meet(case).await);
    }
    assert!(unmet.is_empty(), "{}", unmet.join("\n"));
    assert_eq!(calco2::ledger::drift::check(&bench.app.db).await.unwrap().drifted, Vec::new());
}

#[tokio::test]
async fn what_a_spreadsheet_would_run_is_stored_as_text() {
    let bench = Bench::new().await.with_factors().await;
    let notes =
        ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", "=HYPERLINK(\"\"http://x\"\")", "\u{202e}evil\u{200b}"];
    let rows = notes.map(|note| format!("7001,CO2,,1,\"{note}\"\n")).concat();
    bench.load(gases(format!("{HEADER}{rows}").as_bytes())).await;
    let stored: Vec<String> = sqlx::query_scalar("select payload ->> 'note' from data_entries order by id")
        .fetch_all(&bench.app.db)
        .await
        .unwrap();
    assert_eq!(stored, notes.map(|note| note.replace("\"\"", "\"")));
}

#[tokio::test]
async fn what_is_odd_about_a_file_is_said_once() {
    let bench = Bench::new().await.with_factors().await;
    let file = b"unit_institutional_id,category,quantity,Colour,note\n7001,CO2,1,red,Gen\xe8ve\n";
    let ingestion = bench.load(gases(file)).await;
    let said: Vec<_> = ingestion.warnings.iter().map(|w| (w.row, w.line, w.code, w.message.as_str())).collect();
    let expected = [
        (0, 1, "malformed_row", "the file is not UTF-8 and was read as Windows-1252; check its accents"),
        (0, 1, "malformed_row", "columns that are not used: “colour”"),
    ];
    assert_eq!(said, expected);
    let short = bench.ingest(gases(b"unit_institutional_id,category,quantity\n7001,CO2,1,5\n")).await;
    assert_eq!(
        short.errors[0].message,
        "the row has 4 cells, the header has 3; write decimals with a dot and put texts with commas in quotes"
    );
    let quoted = bench.ingest(gases(b"unit_institutional_id,category,quantity\n7001,CO2,\"1,5\"\n")).await;
    assert_eq!(quoted.errors[0].message, "quantity is not a number; write it with a dot");
}

#[tokio::test]
async fn duplicates_name_both_lines() {
    let bench = Bench::new().await.with_factors().await;
    let file = "unit_institutional_id,name,sius_code,user_institutional_id,fte\n\
                7001,Ada,51,900001,1\n7001,Bo,51,900002,1\n7001,Ada,51, 900001 ,1\n";
    let upload = Upload { data_type: Some(DataEntryType::Member), content: file.as_bytes().into(), ..upload() };
    let ingestion = bench.ingest(upload).await;
    let said: Vec<_> = ingestion.errors.iter().map(|e| (e.line, e.code, e.first_line)).collect();
    assert_eq!(said, [(4, "duplicate", Some(2))]);
}

#[tokio::test]
async fn refused_rows_are_all_kept_however_many() {
    const ROWS: usize = 1_234;
    let bench = Bench::new().await.with_factors().await;
    let row = |n: usize| format!("U999,CO2,,1,\"tab\tquote \"\" back\\slash {n}\"\n");
    let rows = (0..ROWS).map(row).collect::<String>();
    let good = "7001,CO2,,1,\n";
    for (file, committed) in [(format!("{HEADER}{rows}"), false), (format!("{HEADER}{rows}{good}"), true)] {
        let ingestion = bench.ingest(gases(file.as_bytes())).await;
        assert_eq!((ingestion.committed, ingestion.errors.len(), ingestion.error_count), (committed, 100, ROWS));
        let mut conn = bench.app.db.acquire().await.unwrap();
        let job = calco2::pipeline::job(&mut conn, &calco2::platform::Scope::Institution, ingestion.job_id)
            .await
            .unwrap()
            .unwrap();
        let kept = calco2::pipeline::rows_of_job(&mut conn, &job, 0, 10_000).await.unwrap();
        let lines: Vec<i32> = kept.iter().map(|row| row.line).collect();
        assert_eq!(lines, (2..ROWS as i32 + 2).collect::<Vec<_>>());
        assert_eq!(kept[ROWS - 1].value.as_deref(), Some("U999"));
        assert_eq!(kept[..100], ingestion.errors[..]);
        assert_eq!(job.error_count as usize, ROWS);
    }
}

#[tokio::test]
async fn a_file_above_the_limit_is_neither_read_nor_kept() {
    let bench = Bench::new().await.with_factors().await;
    let large = tempfile::NamedTempFile::new().unwrap();
    large.as_file().set_len(300_000_000).unwrap();
    let spool = Spool::of_path(large.path()).unwrap();
    let upload = Upload { content: calco2::ingestion::Content::Spooled(&spool), keeps_file: true, ..gases(b"") };
    let ingestion = bench.ingest(upload).await;
    assert_eq!(ingestion.file_error.unwrap().code, FileCode::TooLarge);
    assert_eq!(bench.count("stored_files").await, 0);
}

#[tokio::test]
async fn lists_and_factors_beyond_measure_are_refused() {
    let bench = Bench::new().await.with_factors().await;
    let before = (bench.count("factors").await, bench.count("exchange_rates").await);
    let rates = "year,currency,units_per_eur\n".to_owned() + &"2025,chf,1\n".repeat(200_001);
    let rates = Upload { target: Target::ExchangeRates, content: rates.as_bytes().into(), ..upload() };
    let gas = "category,subcategory,unit,ef_kg_co2eq_per_unit\n".to_owned() + &"CO2,,kg,1\n".repeat(200_001);
    let factors = Upload { target: Target::Factors, ..gases(gas.as_bytes()) };
    for upload in [rates, factors] {
        assert_eq!(bench.ingest(upload).await.file_error.unwrap().code, FileCode::TooLarge);
    }
    assert_eq!((bench.count("factors").await, bench.count("exchange_rates").await), before);
}
