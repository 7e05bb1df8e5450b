//! The arrows between rooms go one way; the source says so, this reads it.

use std::collections::{BTreeMap, BTreeSet};
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
fn drawings_know_the_taxonomy_and_how_figures_are_written_and_nothing_else() {
    let ours = ["crate::carbon::taxonomy", "crate::web::{figures", "crate::web::figures", "crate::charts"];
    for (path, source) in room("charts") {
        for line in source.lines().filter(|line| line.contains("crate::")) {
            assert!(ours.iter().any(|known| line.contains(known)), "{}: {line}", path.display());
        }
    }
    assert_free_of("charts", &["sqlx", "tokio", "async fn", "axum", "now()", "std::fs"]);
}

#[test]
fn the_page_toolkit_knows_no_capability() {
    let capabilities =
        ["reporting", "operations", "results", "ledger", "ingestion", "pipeline", "institution", "years", "access"];
    let forbidden: Vec<String> = capabilities.iter().map(|name| format!("crate::{name}")).collect();
    assert_free_of("web", &forbidden.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn only_the_ledger_writes_what_it_owns() {
    let owned = ["data_entries", "data_entry_emissions", "factors", "module_leaf_stats", "unit_year_aggregates"];
    for name in
        ["reporting", "operations", "results", "ingestion", "pipeline", "institution", "years", "access", "web", "seed"]
    {
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

/// The source without its tests and its comments.
fn without_tests(path: &Path) -> Option<String> {
    let is_test = |part: &str| part == "tests" || part == "tests.rs" || part.ends_with("_tests.rs");
    if path.iter().filter_map(|part| part.to_str()).skip_while(|part| *part != "src").any(is_test) {
        return None;
    }
    let source = std::fs::read_to_string(path).unwrap();
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    Some(code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n"))
}

/// The rooms that `crate::room` and `crate::{room, other::{…}}` name.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let first_word =
        |text: &str| -> String { text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut named = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            named.insert(first_word(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for c in list.chars() {
            match c {
                '}' if depth == 0 => break,
                ',' if depth == 0 => named.extend([first_word(&std::mem::take(&mut item))]),
                '{' => depth += 1,
                '}' => depth -= 1,
                c => item.push(c),
            }
        }
        named.insert(first_word(&item));
    }
    named
}

/// Which room uses which, tests apart.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources(&house) {
        let top = path.strip_prefix(&house).unwrap().iter().next().unwrap().to_str().unwrap();
        let room = top.trim_end_matches(".rs").to_owned();
        if let Some(code) = without_tests(&path) {
            let used = rooms_named(&code).into_iter().filter(|used| *used != room);
            arrows.entry(room.clone()).or_default().extend(used);
        }
    }
    let rooms: BTreeSet<String> = arrows.keys().cloned().collect();
    for used in arrows.values_mut() {
        used.retain(|used| rooms.contains(used));
    }
    arrows
}

/// The rooms on the shortest way from one to another.
fn way(arrows: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> Option<Vec<String>> {
    let mut ways = std::collections::VecDeque::from([vec![from.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in &arrows[way.last().unwrap()] {
            let longer = [way.clone(), vec![next.clone()]].concat();
            if next == to {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                ways.push_back(longer);
            }
        }
    }
    None
}

#[test]
fn no_room_reaches_itself_through_others() {
    let arrows = arrows();
    assert!(arrows.len() > 10 && arrows["access"].contains("web"), "{arrows:?}");
    let circles: Vec<String> =
        arrows.keys().filter_map(|room| way(&arrows, room, room)).map(|way| way.join(" → ")).collect();
    assert!(circles.is_empty(), "{circles:#?}");
}

/// Functions that read what belongs to units without being told how far: each with its reason.
const WITHOUT_SCOPE: [(&str, &str); 16] = [
    ("queue_depth", "counts for monitoring, of every unit together"),
    ("count_own", "a job counts the rows it refused itself"),
    ("changes", "whether anything moved since the snapshot in memory was taken"),
    ("read", "the snapshot in memory: only a view of it is given out, and a view takes a scope"),
    ("find_changes", "rows of a view, which took a scope"),
    ("of_person", "a person's own views: addresses, which show what a scope reaches"),
    ("append", "a job writes down the rows it refused itself"),
    ("record", "writes down who took what"),
    ("create", "writes into a module that was found within a scope"),
    ("update", "writes an entry that was found within a scope"),
    ("delete", "removes an entry that was found within a scope"),
    ("open_reader", "begins a transaction"),
    ("open_second_reader", "begins another one of the same moment"),
    ("every", "where entries of a unit's year begin that was read within a selection"),
    ("page", "records of a selection, which took a scope"),
    ("of_year", "how many entries of a year are out of date, for those who configure it"),
];

/// What carries how far a reader reaches: a scope, or what was read within one.
const REACH: [&str; 7] = ["&Scope", "&Bound", "&Selection", "&Entries", "&Job", "&[Pipeline]", "Order"];

#[test]
fn nothing_that_belongs_to_units_is_read_without_a_scope() {
    let files = [
        "pipeline/read.rs",
        "pipeline/rows.rs",
        "pipeline/loads.rs",
        "pipeline/counts.rs",
        "pipeline/decisions.rs",
        "pipeline/staleness.rs",
        "results/store.rs",
        "audit/read.rs",
        "ledger/entry.rs",
        "ledger/unit_year.rs",
        "reporting",
    ];
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut seen, mut excused) = (0, BTreeSet::new());
    for name in files {
        let place = house.join(name);
        for path in if place.is_dir() { sources(&place) } else { vec![place] } {
            let code = without_tests(&path).unwrap_or_default();
            for rest in
                code.split("fn ").skip(1).filter(|rest| rest.contains("sqlx::query") || rest.contains("sqlx::Result"))
            {
                let flat = rest.split_whitespace().collect::<Vec<_>>().join(" ");
                let head = flat.split(" {").next().unwrap_or_default();
                let body = flat.to_lowercase();
                let name: String = head.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let reads = ["PgConnection", "PgPool", "PgExecutor"].iter().any(|db| head.contains(db))
                    && !["insert into", "update ", "delete from", "for no key update"]
                        .iter()
                        .any(|verb| body.contains(verb));
                let is_public = rest_is_public(&code, rest);
                if !reads || !is_public {
                    continue;
                }
                seen += 1;
                if !REACH.iter().any(|reach| head.contains(reach)) {
                    let reason = WITHOUT_SCOPE.iter().find(|(excused, _)| *excused == name);
                    assert!(reason.is_some(), "{}: {head}", path.display());
                    excused.insert(name);
                }
            }
        }
    }
    assert!(seen > 20, "{seen}");
    assert_eq!(excused.len(), WITHOUT_SCOPE.len(), "{excused:?}");
}

/// Whether the function that starts here can be called from elsewhere.
fn rest_is_public(code: &str, rest: &str) -> bool {
    let at = rest.as_ptr() as usize - code.as_ptr() as usize;
    code[..at].lines().last().is_some_and(|line| line.trim_start().starts_with("pub"))
}

#[test]
fn groups_of_imports_are_read() {
    let code = "use crate::{institution, reporting::{self, export}, results};\nlet x = crate::years::all();";
    let named: Vec<String> = rooms_named(code).into_iter().collect();
    assert_eq!(named, ["institution", "reporting", "results", "years"]);
}
