//! Static files inside the binary, under addresses that hold the hash of their content.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[folder = "static/"]
struct Files;

/// The one stylesheet of every page, so that a first visit asks once.
const STYLESHEET: &str = "css/app.css";

/// What it is made of, later rules over earlier ones.
const SHEETS: [&str; 14] = [
    "css/tokens.css",
    "css/base.css",
    "css/frame.css",
    "css/components.css",
    "css/table.css",
    "css/charts.css",
    "css/pages.css",
    "css/pipelines.css",
    "css/data-management.css",
    "css/uploads.css",
    "css/logs.css",
    "css/users.css",
    "css/results.css",
    "css/print.css",
];

struct Asset {
    bytes: Cow<'static, [u8]>,
    content_type: &'static str,
    etag: HeaderValue,
    /// As small as Brotli makes it, made when it is first asked for; empty when that did not work.
    brotli: OnceLock<Vec<u8>>,
}

#[derive(Default)]
struct Assets {
    /// File name → name with the hash.
    hashed: HashMap<String, String>,
    /// Name with the hash → file.
    files: HashMap<String, Asset>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut assets = Assets::default();
    // licences stay in the repository
    for name in Files::iter().filter(|name| !name.ends_with(".txt") && !name.ends_with(".css")) {
        assets.add(&name, &mut Vec::new());
    }
    assets.add_stylesheet();
    assets
});

/// Address of a file of `static/`, for example `/static/css/app.1a2b3c4d.css`; `None` when there is no such file.
pub fn url(name: &str) -> Option<String> {
    ASSETS.hashed.get(name).map(|hashed| format!("/static/{hashed}"))
}

/// `GET /static/{*name}`: only the present hash is served, so the answer may be kept for ever.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.files.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = [
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::ETAG, asset.etag.clone()),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&asset.etag) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let kind = [(header::CONTENT_TYPE, asset.content_type)];
    if asset.is_text() && accepts_brotli(&headers) {
        let packed = tokio::task::spawn_blocking(|| asset.brotli.get_or_init(|| brotli(&asset.bytes))).await;
        if let Some(packed) = packed.ok().filter(|packed| !packed.is_empty()) {
            let encoding = [(header::CONTENT_ENCODING, "br"), (header::VARY, "accept-encoding")];
            return (kept, kind, encoding, packed.as_slice()).into_response();
        }
    }
    (kept, kind, asset.bytes.clone()).into_response()
}

impl Asset {
    fn is_text(&self) -> bool {
        self.content_type.starts_with("text/") || self.content_type == "image/svg+xml"
    }
}

/// The bytes compressed as far as it goes: once for every process, so time matters less than size.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    match brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters) {
        Ok(_) => packed,
        Err(_) => Vec::new(),
    }
}

/// Whether the browser names Brotli without ruling it out.
fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let quality = quality.trim().strip_prefix("q=").and_then(|quality| quality.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("br") && quality.is_some_and(|quality| quality > 0.0)
    })
}

impl Assets {
    /// Adds a file after those it refers to: their hashes are part of its content.
    fn add(&mut self, name: &str, above: &mut Vec<String>) -> Option<String> {
        if let Some(hashed) = self.hashed.get(name) {
            return Some(hashed.clone());
        }
        if above.iter().any(|other| other == name) {
            return None;
        }
        let mut bytes = Files::get(name)?.data;
        let (_, extension) = name.rsplit_once('.')?;
        if extension == "js" {
            above.push(name.to_owned());
            let text = String::from_utf8_lossy(&bytes).into_owned();
            bytes = Cow::Owned(self.with_hashed_references(name, &text, above).into_bytes());
            above.pop();
        }
        self.keep(name, bytes)
    }

    /// Puts the sheets one after the other into one file.
    fn add_stylesheet(&mut self) {
        let mut all = String::new();
        for sheet in SHEETS {
            let bytes = Files::get(sheet).map(|file| file.data).unwrap_or_default();
            all.push_str(&self.with_hashed_references(sheet, &String::from_utf8_lossy(&bytes), &mut Vec::new()));
        }
        self.keep(STYLESHEET, Cow::Owned(all.into_bytes()));
    }

    /// Files something under a name with the hash of its content.
    fn keep(&mut self, name: &str, bytes: Cow<'static, [u8]>) -> Option<String> {
        let (stem, extension) = name.rsplit_once('.')?;
        let digest = Sha256::digest(&bytes);
        let hash = format!("{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]);
        let hashed = format!("{stem}.{hash}.{extension}");
        let etag = HeaderValue::from_str(&format!("\"{hash}\"")).ok()?;
        self.files.insert(
            hashed.clone(),
            Asset { bytes, content_type: content_type(extension), etag, brotli: OnceLock::new() },
        );
        self.hashed.insert(name.to_owned(), hashed.clone());
        Some(hashed)
    }

    /// Replaces relative references, quoted or inside `url()`, by addresses with hashes.
    fn with_hashed_references(&mut self, name: &str, text: &str, above: &mut Vec<String>) -> String {
        let is_delimiter = |c: char| matches!(c, '"' | '\'' | '(' | ')');
        let mut written = String::with_capacity(text.len());
        for piece in text.split_inclusive(is_delimiter) {
            let reference = piece.trim_end_matches(is_delimiter);
            let target = if reference.starts_with('.') { relative(name, reference) } else { None };
            match target.and_then(|target| self.add(&target, above)) {
                Some(hashed) => {
                    written.push_str("/static/");
                    written.push_str(&hashed);
                    written.push_str(&piece[reference.len()..]);
                }
                None => written.push_str(piece),
            }
        }
        written
    }
}

/// The file that `reference` inside the file `name` means.
fn relative(name: &str, reference: &str) -> Option<String> {
    let mut folders: Vec<&str> = name.split('/').collect();
    folders.pop();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." => {
                folders.pop()?;
            }
            _ => folders.push(part),
        }
    }
    Some(folders.join("/"))
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_followed_from_the_folder_of_the_file() {
        assert_eq!(relative("css/app.css", "../fonts/a.woff2").as_deref(), Some("fonts/a.woff2"));
        assert_eq!(relative("js/page.js", "./parts/menu.js").as_deref(), Some("js/parts/menu.js"));
        assert_eq!(relative("app.css", "../secret"), None);
    }

    #[test]
    fn brotli_is_for_those_who_take_it() {
        let accepts = |value: &'static str| {
            accepts_brotli(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
        };
        assert!(accepts("gzip, deflate, br, zstd") && accepts("BR;q=0.5"));
        assert!(!accepts("gzip") && !accepts("br;q=0, gzip") && !accepts("br; q=0.0") && !accepts(""));
        assert!(!accepts_brotli(&HeaderMap::new()));
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same() {
        let sheet = &ASSETS.files[&ASSETS.hashed[STYLESHEET]].bytes;
        let packed = brotli(sheet);
        assert!(packed.len() < sheet.len() / 5, "{}", packed.len());
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut unpacked).expect("it is Brotli");
        assert_eq!(unpacked, sheet.as_ref());
    }

    #[test]
    fn the_stylesheet_holds_every_sheet() {
        let mut there: Vec<_> = Files::iter().filter(|name| name.ends_with(".css")).collect();
        let mut listed = SHEETS.to_vec();
        there.sort();
        listed.sort_unstable();
        assert_eq!(there, listed);
    }

    #[test]
    fn no_two_sheets_mean_something_else_by_a_class() {
        let mut told: HashMap<String, &str> = HashMap::new();
        for name in SHEETS {
            let sheet = Files::get(name).expect("the sheet").data;
            let sheet = String::from_utf8_lossy(&sheet);
            let classes = sheet.lines().filter_map(|line| line.strip_prefix('.')?.split_once(" {"));
            for (class, _) in classes.filter(|(class, _)| !class.contains([' ', '.', ':', ',', '['])) {
                let other = told.insert(class.to_owned(), name);
                assert!(other.is_none_or(|other| other == name), "{class} is in {other:?} and {name}");
            }
        }
    }

    #[test]
    fn every_file_has_an_address_and_no_relative_reference_is_left_in_styles() {
        for (name, hashed) in &ASSETS.hashed {
            let asset = &ASSETS.files[hashed];
            if asset.content_type.starts_with("text/css") {
                let text = String::from_utf8_lossy(&asset.bytes);
                assert!(!text.contains("url(\".") && !text.contains("url(.") && !text.contains("url('."), "{name}");
            }
        }
    }
}
