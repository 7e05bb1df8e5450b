//! The arrows between rooms go one way; the source says so, this reads it.

use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn room(name: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name);
    let files: Vec<_> =
        sources(&folder).into_iter().map(|p| (p.clone(), std::fs::read_to_string(p).unwrap())).collect();
    assert!(!files.is_empty(), "{name} is empty");
    files
}

fn assert_free_of(room_name: &str, forbidden: &[&str]) {
    for (path, source) in room(room_name) {
        for word in forbidden {
            assert!(!source.contains(word), "{} mentions {word}", path.display());
        }
    }
}

#[test]
fn the_core_knows_no_other_room_no_database_and_no_clock() {
    for (path, source) in room("carbon") {
        for line in source.lines().filter(|line| line.contains("crate::")) {
            let own = line.matches("crate::").count() == line.matches("crate::carbon").count();
            assert!(own, "{}: {line}", path.display());
        }
    }
    assert_free_of("carbon", &["sqlx", "tokio", "async fn", "tracing", "now()", "std::fs"]);
}

#[test]
fn the_page_toolkit_knows_no_capability() {
    let capabilities = ["reporting", "results", "ledger", "ingestion", "pipeline", "institution", "years", "access"];
    let forbidden: Vec<String> = capabilities.iter().map(|name| format!("crate::{name}")).collect();
    assert_free_of("web", &forbidden.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn only_the_ledger_writes_what_it_owns() {
    let owned = ["data_entries", "data_entry_emissions", "factors", "module_leaf_stats", "unit_year_aggregates"];
    for name in ["reporting", "results", "ingestion", "pipeline", "institution", "years", "access", "web", "seed"] {
        for (path, source) in room(name) {
            let flat = source.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            for table in owned {
                for verb in ["insert into", "update", "delete from"] {
                    assert!(!flat.contains(&format!("{verb} {table} ")), "{} writes {table}", path.display());
                }
            }
        }
    }
}
