//! Macros embed these folders at compile time: a new file must rebuild the crate.

fn main() {
    for folder in ["locales", "migrations", "seed", "static"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
