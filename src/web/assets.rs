//! Static files inside the binary, under addresses that hold the hash of their content.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

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
    (kept, [(header::CONTENT_TYPE, asset.content_type)], asset.bytes.clone()).into_response()
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
        self.files.insert(hashed.clone(), Asset { bytes, content_type: content_type(extension), etag });
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
    fn the_stylesheet_holds_every_sheet() {
        let mut there: Vec<_> = Files::iter().filter(|name| name.ends_with(".css")).collect();
        let mut listed = SHEETS.to_vec();
        there.sort();
        listed.sort_unstable();
        assert_eq!(there, listed);
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
