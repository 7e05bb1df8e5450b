//! How far a download is: counted where its bytes leave, written down every second, told to the page that asked for it.

mod meter;
mod page;
mod store;

pub(super) use meter::Meter;
pub use page::show;

/// Whether a page may call its download so.
pub(super) fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
