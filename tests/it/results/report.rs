//! A unit's year as a PDF file.

use super::*;

fn occurrences(pdf: &[u8], word: &str) -> usize {
    pdf.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

/// How many pages a file has.
fn pages(pdf: &[u8]) -> usize {
    occurrences(pdf, "/Type/Page/")
}

#[tokio::test]
async fn a_page_for_each_validated_module_and_what_else_is_shown() {
    let (mut app, music) = worked_example().await;
    app.sign_in("principal").await;
    let file = app.get(&format!("/units/{music}/results/2025/report.pdf")).await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"2001-2025-results.pdf\"");
    assert!(file.bytes.starts_with(b"%PDF-"));
    // the first page; travel, equipment, clouds and research facilities; IT; estimates; the appendix
    assert_eq!(pages(&file.bytes), 8);
    // headings are what a reader jumps to
    let headings = ["Equipment", "External clouds & AI", "Research facilities", "IT focus", "Additional categories"];
    for heading in headings {
        assert!(occurrences(&file.bytes, &format!("({heading})")) > 0, "{heading}");
    }
    assert_eq!(occurrences(&file.bytes, "(Purchases)"), 0, "what is not validated has no page");
}

#[tokio::test]
async fn the_file_follows_the_choices_and_the_language() {
    let (mut app, music) = worked_example().await;
    app.sign_in("manager").await;
    let chosen = app.get(&format!("/units/{music}/results/2025/report.pdf?research=0&additional=0")).await;
    // without research facilities and estimates
    assert_eq!(pages(&chosen.bytes), 6);
    assert_eq!(occurrences(&chosen.bytes, "(Research facilities)"), 0);
    app.language = "fr";
    let french = app.get(&format!("/units/{music}/results/2025/report.pdf")).await;
    assert!(occurrences(&french.bytes, "/Lang(fr)") > 0 && occurrences(&french.bytes, "/Lang(en)") == 0);
    // nothing of an address is too odd
    let odd = app.get(&format!("/units/{music}/results/2025/report.pdf?open=%FF&level=9&levels=x:y&research=7")).await;
    assert_eq!((odd.status, pages(&odd.bytes)), (StatusCode::OK, 8));
}

#[tokio::test]
async fn a_year_without_data_is_one_page() {
    let (mut app, music, _) = with_figures().await;
    app.sign_in("member").await;
    let file = app.get(&format!("/units/{music}/results/2024/report.pdf")).await;
    assert_eq!((file.status, pages(&file.bytes)), (StatusCode::OK, 1));
}

#[tokio::test]
async fn who_may_not_see_the_page_gets_no_file() {
    let (mut app, music, cell) = with_figures().await;
    for persona in ["manager", "principal", "member"] {
        app.sign_in(persona).await;
        assert_eq!(app.get(&format!("/units/{cell}/results/2025/report.pdf")).await.status, StatusCode::NOT_FOUND);
    }
    for missing in [format!("/units/{music}/results/1999/report.pdf"), "/units/x/results/2025/report.pdf".to_owned()] {
        assert_eq!(app.get(&missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}
