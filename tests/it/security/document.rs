//! docs/security.md names files and tests that exist.

use std::path::{Path, PathBuf};

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn every_file_and_test_that_is_named_exists() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(house.join("docs/security.md")).unwrap();
    let files = [rust_files(&house.join("src")), rust_files(&house.join("tests"))].concat();
    let source: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let (mut tests, mut places) = (0, 0);
    for named in page.split('`').skip(1).step_by(2) {
        if named.contains('/') || named.contains('.') {
            places += 1;
            assert!(house.join(named).exists(), "there is no {named}");
        } else if named.matches('_').count() >= 3 && !named.starts_with('_') {
            tests += 1;
            assert!(source.contains(&format!("fn {named}(")), "there is no test {named}");
        }
    }
    assert!(tests > 50 && places > 40, "{tests} tests, {places} files");
}
