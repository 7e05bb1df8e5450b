//! How many statements a unit's year and the explanations below it really send, the guard's among them.

use axum::http::StatusCode;

use crate::support::Statements;
use crate::support::faculties::Faculties;

/// The most that a page sends.
const MOST: usize = 8;

/// An entry is computed anew before one's eyes, with its factors and lists; that the entry of a person was looked at is
/// written down besides.
const MOST_OF_ENTRY: usize = 16;

#[tokio::test]
async fn every_page_from_the_big_numbers_down_to_the_factor_sends_few_statements() {
    let Faculties { mut app, music, .. } = Faculties::first_only().await;
    for persona in ["superadmin", "principal"] {
        app.sign_in(persona).await;
        // a session that was not seen for a minute is written once
        app.get("/account").await;
        let statements = Statements::listen();
        for (rest, most) in [
            (String::new(), MOST),
            ("?research=0&additional=0&confidence=1&breakdown_as=bars".to_owned(), MOST),
            ("/modules/process_emissions".to_owned(), MOST),
            ("/modules/process_emissions/types/process_emissions".to_owned(), MOST),
            ("/modules/professional_travel/types/train".to_owned(), MOST),
            (format!("/entries/{}", music.entry), MOST_OF_ENTRY),
            (format!("/entries/{}", music.trips[0]), MOST_OF_ENTRY),
        ] {
            let path = format!("/units/{}/results/2025{rest}", music.unit);
            let answer = app.get(&path).await;
            let sent = statements.queries();
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!((3..=most).contains(&sent.len()), "{persona}, {path} sends {}:\n{}", sent.len(), sent.join("\n"));
        }
    }
}
