//! The same on the command line, where memory can be measured.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use super::*;

const LARGEST_MEMORY: u64 = 256 << 20;

/// Runs `calco2 ingest`; what it said and the most memory it held.
fn ingest_file(bench: &Bench, path: &Path, more: &[&str]) -> (Output, u64) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_calco2"))
        .args(["ingest", "--target", "data", "--type", "process_emissions", "--year", "2025", "--json"])
        .args(more)
        .arg(path)
        .env("DATABASE_URL", bench.database.url())
        .env("RUST_LOG", "error")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let read = std::thread::spawn(move || {
        let mut said = Vec::new();
        std::io::Read::read_to_end(&mut out, &mut said).unwrap();
        said
    });
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak_of(child.id()).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut output = child.wait_with_output().unwrap();
    output.stdout = read.join().unwrap();
    (output, peak)
}

/// The kernel's high-water mark of a process, in bytes.
fn peak_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

fn written(rows: impl Iterator<Item = String>) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    let mut writer = std::io::BufWriter::new(&mut file);
    writer.write_all(HEADER.as_bytes()).unwrap();
    rows.for_each(|row| writer.write_all(row.as_bytes()).unwrap());
    writer.flush().unwrap();
    drop(writer);
    file
}

#[tokio::test]
async fn paths_that_are_no_files_are_wrong_usage_in_one_line() {
    let bench = Bench::new().await.with_factors().await;
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.csv");
    for (path, words) in [
        (folder.path(), "it is a directory"),
        (&missing, "No such file"),
        (Path::new("/dev/zero"), "larger than 100 MB"),
    ] {
        let (output, peak) = ingest_file(&bench, path, &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words) && said.lines().count() == 1, "{said}");
        assert!(output.stdout.is_empty() && peak < LARGEST_MEMORY, "{peak}");
    }
}

#[tokio::test]
async fn a_file_of_300_mb_is_refused_within_its_memory() {
    let bench = Bench::new().await.with_factors().await;
    let row = "7001,CO2,,1,some words about it\n".repeat(10_000);
    let large = written((0..=300_000_000 / row.len()).map(|_| row.clone()));
    let (output, peak) = ingest_file(&bench, large.path(), &[]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &said["file_error"]["code"]), (Some(1), &serde_json::json!("too_large")));
    assert!(peak < LARGEST_MEMORY, "{peak}");
    assert_eq!(bench.count("data_entries").await, 0);
}

#[tokio::test]
async fn a_hundred_thousand_refused_rows_are_all_told_within_the_memory() {
    const ROWS: usize = 100_000;
    let bench = Bench::new().await.with_factors().await;
    let file = written((0..ROWS).map(|n| format!("X{n},CO2,,1,{}\n", "x".repeat(n % 200))));
    let (output, peak) = ingest_file(&bench, file.path(), &[]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said["errors"].as_array().unwrap().len(), ROWS);
    assert_eq!((&said["errors"][ROWS - 1]["line"], &said["refused"]), (&(ROWS + 1).into(), &ROWS.into()));
    assert!(peak < LARGEST_MEMORY, "{peak}");
}

#[tokio::test]
#[ignore = "a million rows take a release build"]
async fn a_million_rows_are_stored_within_the_memory() {
    const ROWS: usize = 1_000_000;
    let bench = Bench::new().await.with_factors().await;
    let file = written((0..ROWS).map(|n| format!("{},CO2,,1,row {n}\n", 7000 + n % 3)));
    let (output, peak) = ingest_file(&bench, file.path(), &[]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    eprintln!("{} ms, {} MiB", said["duration_ms"], peak >> 20);
    assert_eq!((output.status.code(), &said["stored"]), (Some(0), &ROWS.into()));
    assert!(peak < LARGEST_MEMORY, "{peak}");
    assert!((bench.total_kg().await - ROWS as f64).abs() < 1e-6);
}
