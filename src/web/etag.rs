//! Answers that a browser may keep for one person, as long as it asks each time whether they are still right.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::Problem;

/// Kept by the browser of one person, and asked for again before each use.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Gives a whole answer a tag of its content; who has it already gets the tag only.
pub async fn revalidate(request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if !is_reading || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return Problem::Internal(error.into()).into_response(),
    };
    let Ok(tag) = HeaderValue::from_str(&tag(&bytes)) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let is_known = known.is_some_and(|known| names(&known, &tag));
    parts.headers.insert(header::ETAG, tag);
    parts.headers.insert(header::CACHE_CONTROL, KEPT);
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        forget_content(&mut parts.headers);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Weak, as the answer is compressed on its way in one form or another.
fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut tag = String::from("W/\"");
    tag.extend(digest.iter().take(16).map(|byte| format!("{byte:02x}")));
    tag.push('"');
    tag
}

/// Whether a list of tags names this one, in a strong or a weak form, or any.
fn names(list: &HeaderValue, tag: &HeaderValue) -> bool {
    let bare = |text: &str| text.trim().trim_start_matches("W/").to_owned();
    let (Ok(list), Ok(tag)) = (list.to_str(), tag.to_str()) else { return false };
    list.split(',').any(|other| bare(other) == "*" || bare(other) == bare(tag))
}

fn forget_content(headers: &mut HeaderMap) {
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_DISPOSITION] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list_whatever_its_form() {
        let tag = HeaderValue::from_str(&tag(b"body")).unwrap();
        assert_eq!(tag.len(), 36);
        let bare = tag.to_str().unwrap().trim_start_matches("W/").to_owned();
        for list in [tag.to_str().unwrap(), &bare, "*", &format!("\"other\", {bare}")] {
            assert!(names(&HeaderValue::from_str(list).unwrap(), &tag), "{list}");
        }
        for list in ["", "\"other\"", "W/"] {
            assert!(!names(&HeaderValue::from_str(list).unwrap(), &tag), "{list}");
        }
        assert_ne!(super::tag(b"other").as_bytes(), tag.as_bytes());
    }
}
