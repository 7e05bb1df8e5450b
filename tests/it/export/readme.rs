//! README.txt says in words of what an archive is.

use super::*;

async fn id_of(app: &TestApp, code: &str) -> i32 {
    let query = sqlx::query_scalar("select id from units where institutional_code = $1").bind(code);
    query.fetch_one(app.database.pool()).await.unwrap()
}

/// The lines below the heading of the filters, up to the options.
async fn filters(app: &mut TestApp, query: &str) -> Vec<String> {
    let archive = app.get(&format!("/reporting/export/usage?{query}")).await;
    let files = Files::of(&archive.bytes);
    let lines = files.text("README.txt").split("\r\n").skip_while(|line| !matches!(*line, "Filters" | "Filtres"));
    lines.skip(1).take_while(|line| line.starts_with('-')).map(str::to_owned).collect()
}

#[tokio::test]
async fn units_and_statuses_are_named_in_the_language_of_the_person() {
    let mut app = with_figures().await;
    sqlx::query("update units set label_fr = 'Sciences de la vie' where institutional_code = '21'")
        .execute(app.database.pool())
        .await
        .unwrap();
    let (music, life) = (id_of(&app, "2001").await, id_of(&app, "21").await);
    app.sign_in("superadmin").await;
    let query = format!(
        "years=2024&years=2025&affiliation_ids={life}&unit_ids={music}&unit_ids=999999&validation_statuses=in_progress\
         &module_statuses=headcount:none&module_statuses=purchase:in_progress&module_statuses=purchase:validated\
         &search=lab&all_levels=1"
    );
    let expected = [
        "- Reporting year (years): 2025, 2024".to_owned(),
        format!("- Affiliation (affiliation_ids): Faculty of Life Sciences ({life})"),
        format!("- Units (unit_ids): Music Laboratory ({music}), 999999"),
        "- Completion status (validation_statuses): In progress".to_owned(),
        "- Module status (module_statuses): Headcount: no status; Purchases: In progress, Validated".to_owned(),
        "- Search (search): lab".to_owned(),
        "- Show faculties, services and closed units (all_levels): yes".to_owned(),
    ];
    assert_eq!(filters(&mut app, &query).await[..7], expected);
    app.language = "fr";
    let french = filters(&mut app, &query).await;
    assert_eq!(french[1], format!("- Affiliation (affiliation_ids)\u{a0}: Sciences de la vie ({life})"));
    assert_eq!(french[3], "- Statut d’avancement (validation_statuses)\u{a0}: En cours");
}

#[tokio::test]
async fn who_sees_a_faculty_reads_no_name_from_beyond_it() {
    let mut app = with_figures().await;
    let (music, cell, root) = (id_of(&app, "2001").await, id_of(&app, "2101").await, id_of(&app, "10").await);
    app.sign_in("manager").await;
    let query = format!("years=2025&affiliation_ids={root}&unit_ids={music}&unit_ids={cell}");
    let lines = filters(&mut app, &query).await;
    assert_eq!(lines[1], format!("- Affiliation (affiliation_ids): {root}"));
    assert_eq!(lines[2], format!("- Units (unit_ids): Music Laboratory ({music}), {cell}"));
}

#[tokio::test]
async fn thousands_of_units_are_counted_and_without_filter_nothing_constrains() {
    let mut app = with_figures().await;
    app.sign_in("superadmin").await;
    let ids: Vec<String> = (1000..3000).map(|id| format!("&unit_ids={id}")).collect();
    let lines = filters(&mut app, &format!("years=2025{}", ids.concat())).await;
    let named: Vec<String> = (1000..1050).map(|id| id.to_string()).collect();
    assert_eq!(lines[1], format!("- Units (unit_ids): {} and 1’950 more", named.join(", ")));
    assert_eq!(filters(&mut app, "years=2025").await[..2], ["- Reporting year (years): 2025", "- no constraint"]);
}
