//! What a unit's year costs the database.

/// The source of a function.
fn function(file: &str, name: &str) -> String {
    let source = std::fs::read_to_string(file).unwrap();
    let start = source.find(&format!("fn {name}(")).unwrap_or_else(|| panic!("{name} is not in {file}"));
    let rest = &source[start..];
    // it ends with its brace, wherever it is indented
    let end = rest.find("\n}\n").into_iter().chain(rest.find("\n    }\n")).min().unwrap_or(rest.len());
    rest[..end].to_owned()
}

#[test]
fn a_units_year_takes_five_statements_whatever_it_shows() {
    let reading = function("src/results/load.rs", "read");
    let steps = [
        ("store::unit_year(", "src/results/store.rs", "unit_year"),
        ("store::figures(", "src/results/store.rs", "figures"),
        ("unit_year::classes(", "src/ledger/unit_year.rs", "classes"),
        ("unit_year::construction(", "src/ledger/unit_year.rs", "construction"),
        ("years::outlook(", "src/years/outlook.rs", "outlook"),
    ];
    for (call, file, name) in steps {
        assert_eq!(reading.matches(call).count(), 1, "{call}");
        assert_eq!(function(file, name).matches("sqlx::query").count(), 1, "{name} in {file}");
    }
    // beside them, waiting is for a connection only; the page and the files of its charts read nothing else
    assert_eq!(reading.matches(".await").count(), steps.len() + 1, "{reading}");
    for file in ["src/results/page/mod.rs", "src/results/page/files.rs"] {
        let source = std::fs::read_to_string(file).unwrap();
        assert_eq!(source.matches(".await").count(), 1, "{file}");
    }
    // reading, setting pages on a thread of its own, and writing down who took them
    let report = std::fs::read_to_string("src/results/page/report.rs").unwrap();
    assert_eq!((report.matches(".await").count(), report.matches("Loaded::read(").count()), (3, 1));
}
