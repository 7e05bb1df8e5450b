//! The message catalogues: complete in both languages, every key known, none left over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Key → names of its placeables.
fn catalogue(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for file in files(&format!("locales/{language}"), "ftl") {
        let mut key = None;
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                assert!(
                    messages.insert(name.to_owned(), BTreeSet::new()).is_none(),
                    "{name} stands twice in {language}"
                );
                key = Some(name.to_owned());
            }
            let placeables = line.split('$').skip(1).map(|rest| {
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect::<String>()
            });
            if let Some(key) = key.as_ref().filter(|_| !line.starts_with('#')) {
                messages.get_mut(key).unwrap().extend(placeables);
            }
        }
    }
    messages
}

/// What stands between quotes and could be a key, or a pattern of keys such as `module-{}`.
fn quoted(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let could_be = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_{}".contains(c);
    text.match_indices('"').filter_map(move |(start, _)| {
        let rest = &text[start + 1..];
        let end = rest.find(|c| !could_be(c))?;
        (end > 0 && rest[end..].starts_with('"')).then(|| (&text[..start], &rest[..end], &rest[end + 1..]))
    })
}

fn sources() -> Vec<(PathBuf, String)> {
    let tested = |path: &Path| path.to_str().unwrap().ends_with("tests.rs");
    let found = [files("src", "rs"), files("templates", "html")].concat();
    let without_comments = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    };
    found.into_iter().filter(|path| !tested(path)).map(|path| (path.clone(), without_comments(&path))).collect()
}

/// Whether a literal such as `module-{key}-title` writes this key.
fn writes(pattern: &str, key: &str) -> bool {
    let mut rest = key;
    let mut pieces = pattern.split(['{', '}']).step_by(2).peekable();
    let first = pieces.next().unwrap();
    let Some(after) = rest.strip_prefix(first) else { return false };
    rest = after;
    while let Some(piece) = pieces.next() {
        let is_last = pieces.peek().is_none();
        match rest.find(piece) {
            Some(_) if is_last => return rest.ends_with(piece),
            Some(position) => rest = &rest[position + piece.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

#[test]
fn both_languages_say_the_same_things() {
    let (english, french) = (catalogue("en"), catalogue("fr"));
    let keys = |messages: &BTreeMap<String, BTreeSet<String>>| messages.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&english).symmetric_difference(&keys(&french)).collect::<Vec<_>>(), Vec::<&String>::new());
    for (key, placeables) in &english {
        assert_eq!(placeables, &french[key], "placeables of {key}");
    }
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let known = catalogue("en");
    let mut unknown = Vec::new();
    for (path, text) in sources() {
        for (before, literal, after) in quoted(&text) {
            let after = after.trim_start();
            let in_template = ["|t}", "|t ", "|t1(", "|t2(", "|t3("].iter().any(|filter| after.starts_with(filter));
            let in_code =
                [".t(", ".t_with(", "Flash::done(", "Flash::failed("].iter().any(|call| before.ends_with(call));
            if (in_template || in_code) && !literal.contains('{') && !known.contains_key(literal) {
                unknown.push(format!("{literal} in {}", path.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn no_message_is_left_over() {
    let sources = sources();
    let literals: BTreeSet<&str> =
        sources.iter().flat_map(|(_, text)| quoted(text).map(|(_, literal, _)| literal)).collect();
    let patterns: Vec<&str> = literals
        .iter()
        .copied()
        .filter(|literal| {
            literal.contains('{') && literal.starts_with(|c: char| c.is_ascii_lowercase()) && literal.contains('-')
        })
        .collect();
    let left_over: Vec<String> = catalogue("en")
        .into_keys()
        .filter(|key| !literals.contains(key.as_str()) && !patterns.iter().any(|pattern| writes(pattern, key)))
        .collect();
    assert!(left_over.is_empty(), "{left_over:#?}");
}

#[test]
fn french_keeps_its_punctuation_on_the_line() {
    for file in files("locales/fr", "ftl") {
        for line in std::fs::read_to_string(&file).unwrap().lines().filter(|line| !line.starts_with('#')) {
            let Some((_, message)) = line.split_once(" = ") else { continue };
            for mark in [" :", " ;", " !", " ?", " %", "« ", " »"] {
                assert!(!message.contains(mark), "a breaking space at “{mark}” in {}: {message}", file.display());
            }
        }
    }
}

/// What `[one]` of a French message leaves out of `[other]`: French says it of zero too, so a number in words would be wrong.
fn left_out_of_one(message: &str) -> Vec<String> {
    let placeables = |text: &str| {
        let names = text.split('$').skip(1).map(|rest| rest.split([' ', ',', ')', '}']).next().unwrap().to_owned());
        names.collect::<BTreeSet<_>>()
    };
    let mut found = Vec::new();
    // the branches of each choice that is open: whether zero has one of its own, and what `[one]` names
    let mut choices: Vec<(bool, Option<BTreeSet<String>>)> = Vec::new();
    for line in message.lines() {
        let (branch, opens) = (line.trim_start(), line.ends_with("->"));
        if branch.starts_with('}') {
            choices.pop();
        } else if let Some(choice) = choices.last_mut() {
            let text = branch.split_once(']').map_or("", |(_, text)| text);
            if branch.starts_with("[0]") {
                choice.0 = true;
            } else if branch.starts_with("[one]") {
                choice.1 = Some(placeables(text));
            } else if let (true, false, Some(named)) = (branch.starts_with("*["), choice.0, &choice.1) {
                found.extend(placeables(text).difference(named).map(|name| format!("${name}: {line}")));
            }
        }
        if opens {
            choices.push((false, None));
        }
    }
    found
}

#[test]
fn french_does_not_write_one_for_zero() {
    let mut wrong = Vec::new();
    for file in files("locales/fr", "ftl") {
        wrong.extend(left_out_of_one(&std::fs::read_to_string(&file).unwrap()));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let units = |one: &str| format!("key = {{ $units ->\n    {one}\n   *[other] {{ $units }} unités\n}}");
    assert_eq!(left_out_of_one(&units("[one] une unité")).len(), 1);
    for right in ["[one] { $units } unité", "[1] une unité", "[0] rien\n    [one] une unité"] {
        assert!(left_out_of_one(&units(right)).is_empty(), "{right}");
    }
}

#[test]
fn a_pattern_stands_for_the_keys_it_writes() {
    assert!(writes("module-{}", "module-headcount"));
    assert!(writes("category-{key}-hint", "category-food-hint"));
    assert!(!writes("module-{}", "modul-headcount"));
    assert!(!writes("category-{key}-hint", "category-food"));
}
