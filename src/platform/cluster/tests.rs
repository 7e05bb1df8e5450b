use std::path::PathBuf;

use super::binaries::{Binaries, major_version};
use super::*;

#[test]
fn the_major_version_is_read_from_what_the_server_says() {
    assert_eq!(major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
    assert_eq!(major_version("postgres (PostgreSQL) 18beta1"), Some(18));
    assert_eq!(major_version("something else"), None);
}

#[test]
fn without_an_installed_server_one_line_says_what_to_install() {
    let empty = tempfile::tempdir().unwrap();
    let error = Binaries::search(empty.path(), std::iter::empty(), None).unwrap_err().to_string();
    assert!(error.contains("apt-get install postgresql") && error.lines().count() == 1, "{error}");
}

#[test]
fn a_wrong_folder_of_binaries_is_named() {
    let error = Binaries::find(Some(Path::new("/nowhere")), None).unwrap_err().to_string();
    assert!(error.starts_with("CALCO2_POSTGRES_BIN=/nowhere does not hold"), "{error}");
    assert_eq!(error.lines().count(), 1);
}

#[test]
fn a_path_is_escaped_in_the_address() {
    assert_eq!(percent(&PathBuf::from("/a b/é?&c")), "/a%20b/%C3%A9%3F%26c");
}
