//! `calco2 export`.

use super::*;

#[tokio::test]
async fn the_command_writes_what_the_page_gives_and_says_what_is_wrong() {
    let app = with_figures().await;
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("results.zip");
    let url = app.database.url().to_owned();
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_calco2"))
            .args(arguments)
            .env("DATABASE_URL", &url)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = [done.stdout, done.stderr].concat();
        (done.status.code(), String::from_utf8(said).unwrap())
    };
    let years = ["--year", "2024", "--year", "2025"];
    let (code, said) = run(&[&["export", "results", "--output", "results.zip"], &years[..]].concat());
    let lines: Vec<_> = said.lines().collect();
    let expected = ["results.csv: 3 rows", "results_by_emission_type.csv: 4 rows", "Written to results.zip."];
    assert_eq!((code, lines.as_slice()), (Some(0), expected.as_slice()));
    let rows = Files::of(&std::fs::read(&output).unwrap()).rows("results.csv");
    let mut browser = app;
    browser.sign_in("superadmin").await;
    let page = browser.get("/reporting/export/results?years=2024&years=2025").await;
    assert_eq!(rows, Files::of(&page.bytes).rows("results.csv"));

    for kind in ["detailed", "usage", "combined"] {
        let output = format!("{kind}.zip");
        let (code, said) = run(&["export", kind, "--year", "2025", "--output", &output]);
        assert_eq!(code, Some(0), "{said}");
        let files = Files::of(&std::fs::read(folder.path().join(&output)).unwrap());
        let page = browser.get(&format!("/reporting/export/{kind}?years=2025")).await;
        assert_eq!(files.csv(), Files::of(&page.bytes).csv());
    }

    let asked = ["--year", "2025", "--format", "xlsx", "--output", "sheets.zip"];
    let (code, said) = run(&[&["export", "results"], &asked[..]].concat());
    assert!(code == Some(0) && said.starts_with("results.xlsx: 2 rows\n"), "{said}");
    let asked = ["--year", "2025", "--delimiter", "semicolon", "--bom", "false", "--output", "plain.zip"];
    assert_eq!(run(&[&["export", "usage"], &asked[..]].concat()).0, Some(0));
    let plain = Files::of(&std::fs::read(folder.path().join("plain.zip")).unwrap());
    assert!(plain.text("usage_raw_data_2025.csv").starts_with("year;school;"));
    let (code, said) = run(&["export", "detailed", "--year", "2025", "--format", "xlsx", "--output", "none.zip"]);
    assert!(code == Some(2) && said.contains("CSV only"), "{said}");
    let (code, said) = run(&["export", "results", "--year", "2025", "--validations", "--output", "none.zip"]);
    assert!(code == Some(2) && said.contains("only usage"), "{said}");
    let (code, said) = run(&["export", "results", "--year", "2025", "--pseudonyms", "--output", "none.zip"]);
    assert!(code == Some(2) && said.contains("only entries"), "{said}");
    assert_eq!(run(&["export", "detailed", "--year", "2025", "--pseudonyms", "--output", "codes.zip"]).0, Some(0));

    let (code, said) = run(&["export", "detailed", "--year", "2031", "--output", "none.zip"]);
    assert_eq!((code, said.trim_end()), (Some(1), "calco2: the year 2031 does not exist"));
    let (code, said) = run(&["export", "detailed", "--year", "2025", "--output", "nowhere/none.zip"]);
    assert_eq!(code, Some(2), "{said}");
    let (code, said) = run(&["export", "results", "--output", "none.zip"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(!folder.path().join("none.zip").exists());
}
