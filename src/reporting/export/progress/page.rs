//! `GET /reporting/export/progress/{name}`: how far one's own download is.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::store::{self, Progress};
use crate::access::Visitor;
use crate::platform::App;
use crate::web::{Lang, Problem, figures};

/// `GET /reporting/export/progress/{name}`
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    lang: Lang,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    if !super::is_name(&name) {
        return Err(Problem::NotFound);
    }
    let progress = store::read(&app.db, visitor.person.id, &name, app.clock.now()).await?.ok_or(Problem::NotFound)?;
    let answer = json!({
        "state": progress.state.key(),
        "sent_bytes": progress.sent_bytes,
        "usual_bytes": progress.usual_bytes,
        "words": words(&progress, lang),
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

fn words(progress: &Progress, lang: Lang) -> String {
    let sent = figures::bytes(progress.sent_bytes);
    // what is usual is no promise: a file that becomes bigger has no end in sight
    let whole = progress.usual_bytes.filter(|usual| progress.sent_bytes <= *usual).map(figures::bytes);
    let key = match (progress.state, &whole) {
        (store::State::Running, Some(_)) => "export-progress",
        (store::State::Running, None) => "export-progress-open",
        (store::State::Finished, _) => "export-progress-whole",
        (store::State::BrokenOff, _) => "export-progress-broken-off",
    };
    lang.t_with(key, &[("sent", sent.into()), ("whole", whole.unwrap_or_default().into())])
}

#[cfg(test)]
mod tests {
    use super::store::State;
    use super::*;

    #[test]
    fn the_words_promise_no_end_that_is_not_in_sight() {
        let words = |sent_bytes, usual_bytes, state| words(&Progress { sent_bytes, usual_bytes, state }, Lang::En);
        assert_eq!(words(12_000_000, Some(64_000_000), State::Running), "12.0\u{a0}MB of about 64.0\u{a0}MB");
        assert_eq!(words(70_000_000, Some(64_000_000), State::Running), "70.0\u{a0}MB so far");
        assert_eq!(words(12_000_000, None, State::Running), "12.0\u{a0}MB so far");
        assert_eq!(words(63_000_000, Some(64_000_000), State::Finished), "The file is complete: 63.0\u{a0}MB.");
        assert_eq!(
            words(12_000_000, Some(64_000_000), State::BrokenOff),
            "The download ended after 12.0\u{a0}MB; the file is not complete."
        );
    }
}
