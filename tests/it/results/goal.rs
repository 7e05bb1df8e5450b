//! The goal of 2040.

use super::worked_example;

async fn with_objectives() -> (crate::support::TestApp, i32) {
    let (app, music) = worked_example().await;
    sqlx::raw_sql(
        "insert into reduction_goals (year, position, target_year, reduction, reference_year)
         values (2025, 1, 2030, 0.4, 2019), (2025, 2, 2040, 0.9, 2019);
         insert into institutional_footprints (year, footprint_year, category, co2_kg)
         values (2025, 2019, 'purchases', 60000), (2025, 2019, 'research_facilities', 40000);
         insert into population_projections (year, projected_year, population)
         values (2025, 2025, 12000), (2025, 2030, 13000)",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    (app, music)
}

/// The numbers of a year by column.
fn row(csv: &str, year: &str) -> Vec<String> {
    let line = csv.lines().find(|line| line.starts_with(year)).unwrap_or_else(|| panic!("{csv}"));
    line.split(',').map(str::to_owned).collect()
}

fn rounded(cell: &str) -> String {
    format!("{:.2}", cell.parse::<f64>().unwrap())
}

#[tokio::test]
async fn without_objectives_a_sentence_says_so_and_leads_those_who_may_to_them() {
    let (mut app, music) = worked_example().await;
    for (persona, may_set) in [("superadmin", true), ("manager", false), ("principal", false)] {
        app.sign_in(persona).await;
        let page = app.get(&format!("/units/{music}/results/2025")).await;
        assert!(page.texts("#goal figcaption")[0].contains("No institutional goal is set"), "{persona}");
        let links = page.texts("#goal a[href='/data-management/2025/goals']");
        assert_eq!(!links.is_empty(), may_set, "{persona}");
        let institution = app.get(&format!("/units/{music}/results/2025?goal=institution")).await;
        assert!(institution.texts("#goal p")[0].contains("is not known for this year"), "{persona}");
    }
}

#[tokio::test]
async fn a_unit_reduces_by_its_levels_follows_the_population_and_sees_the_goal() {
    let (mut app, music) = with_objectives().await;
    app.sign_in("principal").await;
    let csv = app.get(&format!("/units/{music}/results/2025/charts/goal.csv?level=3&research=0")).await;
    // year, equipment, travel, clouds, total, target
    let (first, fifth, last) = (row(csv.text(), "2025"), row(csv.text(), "2030"), row(csv.text(), "2040"));
    assert_eq!((rounded(&first[1]), rounded(&first[4])), ("41.70".into(), "61.70".into()));
    // 61.7 × 13/12 × 0.96⁵ = 54.50, and 60 % of 61.7
    assert_eq!((rounded(&fifth[4]), rounded(&fifth[5])), ("54.50".into(), "37.02".into()));
    // the population of 2040 is not known: 61.7 × 0.96¹⁵ = 33.45, and a tenth of 61.7
    assert_eq!((rounded(&last[4]), rounded(&last[5])), ("33.45".into(), "6.17".into()));
    let page = app.get(&format!("/units/{music}/results/2025?levels=equipment:5")).await;
    assert_eq!(page.texts("#goal details[open] summary").len(), 1);
    assert_eq!(page.texts("#level-equipment option[selected]"), ["5: −8\u{a0}% a year"]);
}

#[tokio::test]
async fn the_institution_follows_its_path() {
    let (mut app, music) = with_objectives().await;
    app.sign_in("manager").await;
    let csv = app.get(&format!("/units/{music}/results/2025/charts/goal.csv?goal=institution")).await;
    // year, purchases, research facilities, target, people
    let target = |year| rounded(&row(csv.text(), year)[3]);
    assert_eq!(["2019", "2025", "2030", "2035", "2040"].map(target), ["100.00", "68.26", "60.00", "22.50", "10.00"]);
    assert_eq!(row(csv.text(), "2019")[1..3], ["60", "40"]);
    assert_eq!(["2019", "2030", "2040"].map(|year| row(csv.text(), year)[4].clone()), ["12000", "13000", "13000"]);
    let hidden = app.get(&format!("/units/{music}/results/2025/charts/goal.csv?goal=institution&research=0")).await;
    assert_eq!(rounded(&row(hidden.text(), "2040")[2]), "6.00", "a tenth of the 60 t that are left: {}", hidden.text());
}
