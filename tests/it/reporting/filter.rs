use calco2::access::Scope;
use calco2::carbon::taxonomy::ModuleType;
use calco2::platform::ids::UnitId;
use calco2::reporting::Snapshots;
use calco2::reporting::listing::Listing;
use calco2::reporting::parse::{self, Door};
use calco2::reporting::units::{Reader, UnitsTable, module_choices, units_table};
use calco2::web::Lang;
use sqlx::PgPool;

use super::{id, with_figures};
use crate::support::reports::{self, Report};
use crate::support::{TestApp, TestDatabase};

pub(super) fn listing(query: &str) -> Listing {
    let (listing, unusable) = parse::query(Some(query), Door::Api);
    assert_eq!(unusable, []);
    listing
}

async fn table(db: &PgPool, scope: &Scope, listing: &Listing) -> UnitsTable {
    let view = Snapshots::default().view(db, scope).await.unwrap();
    units_table(&view, listing, Lang::En, Reader::Program)
}

async fn kept(app: &TestApp, query: &str) -> Vec<String> {
    let table = table(app.database.pool(), &Scope::Institution, &listing(query)).await;
    table.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn each_field_means_what_it_says() {
    let app = with_figures().await;
    let (arts, cells, music, zoo) =
        (id(&app, "20").await, id(&app, "210").await, id(&app, "2001").await, id(&app, "2103").await);
    let cell = id(&app, "2101").await;
    let all = ["Acoustics Group", "Cell Laboratory", "Énergie Group", "Music Laboratory", "Zoo"];
    for (query, expected) in [
        // closed units and levels above units are not listed
        ("years=2025".to_owned(), all.to_vec()),
        // a unit needs a report in one of the years
        ("years=2024".to_owned(), vec!["Acoustics Group", "Énergie Group", "Music Laboratory", "Zoo"]),
        ("years=2030".to_owned(), vec![]),
        // the whole subtree, whole codes compared: 21 is not above 2101 by its digits alone
        (format!("years=2025&affiliation_ids={arts}"), vec!["Énergie Group", "Music Laboratory"]),
        (format!("years=2025&affiliation_ids={arts}&affiliation_ids={cells}"), all[..4].to_vec()),
        // alternatives within a field
        (format!("years=2025&unit_ids={music}&unit_ids={zoo}"), vec!["Music Laboratory", "Zoo"]),
        // chosen units inside the chosen affiliations narrow them
        (format!("years=2025&affiliation_ids={cells}&unit_ids={cell}"), vec!["Cell Laboratory"]),
        // one outside is added to them
        (
            format!("years=2025&affiliation_ids={cells}&unit_ids={zoo}"),
            vec!["Acoustics Group", "Cell Laboratory", "Zoo"],
        ),
        (
            format!("years=2025&affiliation_ids={cells}&unit_ids={zoo}&unit_ids={cell}"),
            vec!["Acoustics Group", "Cell Laboratory", "Zoo"],
        ),
        // what does not exist gives nothing, and widens nothing
        ("years=2025&unit_ids=999999".to_owned(), vec![]),
        ("years=2025&affiliation_ids=999999".to_owned(), vec![]),
        (format!("years=2025&affiliation_ids={cells}&unit_ids=999999"), vec![]),
        // status over the years; a missing report counts as not started
        ("years=2025&validation_statuses=validated".to_owned(), vec!["Music Laboratory"]),
        (
            "years=2025&validation_statuses=not_started&validation_statuses=validated".to_owned(),
            vec!["Acoustics Group", "Music Laboratory"],
        ),
        (
            "years=2024&years=2025&validation_statuses=in_progress".to_owned(),
            vec!["Cell Laboratory", "Énergie Group", "Zoo"],
        ),
        ("years=2025&years=2030&validation_statuses=validated".to_owned(), vec![]),
        // a restricted module must have one of its statuses, every restricted module at once
        ("years=2025&module_statuses=headcount:validated".to_owned(), vec!["Music Laboratory", "Zoo"]),
        (
            "years=2025&module_statuses=headcount:validated&module_statuses=headcount:in_progress".to_owned(),
            vec!["Énergie Group", "Music Laboratory", "Zoo"],
        ),
        ("years=2025&module_statuses=headcount:validated&module_statuses=purchase:not_started".to_owned(), vec!["Zoo"]),
        ("years=2025&module_statuses=headcount:none".to_owned(), vec![]),
        // several years: one of them is enough, and the same one for all modules
        (
            "years=2024&years=2025&module_statuses=headcount:not_started".to_owned(),
            vec!["Acoustics Group", "Cell Laboratory", "Énergie Group", "Zoo"],
        ),
        (
            "years=2024&years=2025&module_statuses=headcount:in_progress&module_statuses=purchase:in_progress"
                .to_owned(),
            vec![],
        ),
        // text: case and accents do not count, codes do, wildcards stand for themselves
        ("years=2025&search=energie".to_owned(), vec!["Énergie Group"]),
        ("years=2025&search=C2103".to_owned(), vec!["Zoo"]),
        ("years=2025&search=%25".to_owned(), vec![]),
        ("years=2025&search=_".to_owned(), vec![]),
        // fields together
        (format!("years=2025&affiliation_ids={arts}&search=lab&validation_statuses=in_progress"), vec![]),
    ] {
        assert_eq!(kept(&app, &query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn closed_units_and_levels_above_units_count_on_request_where_they_have_reports() {
    let app = with_figures().await;
    let db = app.database.pool();
    let life = id(&app, "21").await;
    // a faculty with a report of its own, and one without
    reports::write(db, &[Report::new("21", 2025).module(ModuleType::Purchase, 2, 500.0)]).await;
    let all = async |query: &str| {
        let (listing, unusable) = parse::query(Some(&format!("{query}&all_levels=1")), Door::Page);
        assert_eq!(unusable, []);
        let table = table(db, &Scope::Institution, &listing).await;
        table.rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert!(!kept(&app, "years=2025").await.contains(&"Closed Laboratory".to_owned()));
    assert_eq!(
        all("years=2025").await,
        [
            "Acoustics Group",
            "Cell Laboratory",
            "Closed Laboratory",
            "Énergie Group",
            "Faculty of Life Sciences",
            "Music Laboratory",
            "Zoo"
        ]
    );
    // they have no report in 2024
    assert_eq!(all("years=2024").await, kept(&app, "years=2024").await);
    // every other rule holds for them, too
    assert_eq!(
        all(&format!("years=2025&affiliation_ids={life}&validation_statuses=in_progress")).await,
        ["Cell Laboratory", "Closed Laboratory", "Faculty of Life Sciences", "Zoo"]
    );
    assert_eq!(
        all("years=2025&module_statuses=purchase:validated").await,
        ["Faculty of Life Sciences", "Music Laboratory"]
    );
    assert_eq!(all("years=2025&search=closed").await, ["Closed Laboratory"]);
    let closed = id(&app, "2199").await;
    assert_eq!(
        all(&format!("years=2025&unit_ids={closed}&unit_ids={life}")).await,
        ["Closed Laboratory", "Faculty of Life Sciences"]
    );
    assert_eq!(kept(&app, &format!("years=2025&unit_ids={closed}")).await, Vec::<String>::new());
}

#[tokio::test]
async fn checking_one_two_or_three_boxes_of_a_module_keeps_those_statuses() {
    let app = with_figures().await;
    let boxes = |statuses: &[&str]| {
        let boxes: Vec<String> = statuses.iter().map(|status| format!("module_statuses=headcount:{status}")).collect();
        format!("years=2025&module_statuses=headcount:none&{}", boxes.join("&"))
    };
    let all = kept(&app, "years=2025").await;
    assert_eq!(kept(&app, &boxes(&["not_started", "in_progress", "validated"])).await, all);
    assert_eq!(kept(&app, &boxes(&["not_started"])).await, ["Acoustics Group", "Cell Laboratory"]);
    assert_eq!(kept(&app, &boxes(&["in_progress"])).await, ["Énergie Group"]);
    assert_eq!(
        kept(&app, &boxes(&["not_started", "in_progress"])).await,
        ["Acoustics Group", "Cell Laboratory", "Énergie Group"]
    );
    assert_eq!(kept(&app, &boxes(&["not_started", "validated"])).await.len(), 4);
    assert_eq!(kept(&app, "years=2025&module_statuses=headcount:none").await, Vec::<String>::new());
}

#[tokio::test]
async fn text_is_found_in_names_codes_paths_and_principals() {
    let app = with_figures().await;
    // what the directory writes: everything about a unit, folded
    sqlx::query(
        "update units set search_text = search_text || ' lakeside arts theatre clara hoffmann' where institutional_code = '2002'",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    for text in ["ENERGIE", "énergie", "2002", "c2002", "theatre", "Hoffmann"] {
        let query = form_urlencoded::Serializer::new("years=2025".to_owned()).append_pair("search", text).finish();
        assert_eq!(kept(&app, &query).await, ["Énergie Group"], "{text}");
    }
    assert_eq!(kept(&app, "years=2025&search=energie%25group").await, Vec::<String>::new());
    assert_eq!(kept(&app, "years=2025&search=%5C").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_choice_of_modules_says_what_it_would_find() {
    let app = with_figures().await;
    let view = Snapshots::default().view(app.database.pool(), &Scope::Institution).await.unwrap();
    let headcount = |query: &str| module_choices(&view, &listing(query).filter)[0];
    // unit-years by status: not started, in progress, validated
    assert_eq!(headcount("years=2025"), [2, 1, 2]);
    assert_eq!(headcount("years=2024&years=2025"), [5, 1, 3]);
    // what is chosen of modules does not count, everything else does
    assert_eq!(headcount("years=2025&module_statuses=headcount:validated&module_statuses=purchase:none"), [2, 1, 2]);
    assert_eq!(headcount("years=2025&validation_statuses=in_progress"), [1, 1, 1]);
}

#[tokio::test]
async fn a_kept_unit_shows_all_its_selected_years() {
    let app = with_figures().await;
    // only 2024 satisfies it, 2025 counts all the same
    let query = "years=2024&years=2025&module_statuses=headcount:not_started&search=energie";
    let table = table(app.database.pool(), &Scope::Institution, &listing(query)).await;
    assert!((table.totals.total_kg - 27_500.0).abs() < 1e-9);
    assert_eq!(table.module_counts[0], [1, 1, 0]);
}

/// A small generator: the same institutions every time.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub(super) fn chance(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }
}

struct Unit {
    id: i32,
    code: String,
    is_active: bool,
    /// Ids of the unit and everything above it.
    path: Vec<i32>,
    reports: Vec<Report>,
}

/// What the filter means, said a second time in the plainest way.
fn expected(units: &[Unit], listing: &Listing, reach: &[i32]) -> Vec<(i32, i64, f64)> {
    let filter = &listing.filter;
    let seen: Vec<&Unit> = units.iter().filter(|unit| unit.path.iter().any(|id| reach.contains(id))).collect();
    let listed = |unit: &Unit| unit.is_active || filter.all_levels;
    // a level above what one may see is as unknown as one that does not exist
    let in_affiliations = |unit: &Unit| {
        let place = |id: i32| unit.path.iter().position(|above| *above == id);
        let top = reach.iter().find_map(|id| place(*id));
        filter.affiliation_ids.iter().any(|id| place(id.0).is_some_and(|place| Some(place) >= top))
    };
    let is_chosen = |unit: &Unit| filter.unit_ids.contains(&UnitId(unit.id));
    let reaches_outside = seen.iter().any(|unit| listed(unit) && is_chosen(unit) && !in_affiliations(unit));
    let mut kept = Vec::new();
    for unit in seen.into_iter().filter(|unit| listed(unit)) {
        let by_place = match (filter.affiliation_ids.is_empty(), filter.unit_ids.is_empty()) {
            (true, true) => true,
            (true, false) => is_chosen(unit),
            (false, true) => in_affiliations(unit),
            (false, false) => is_chosen(unit) || (reaches_outside && in_affiliations(unit)),
        };
        let reports: Vec<&Report> =
            unit.reports.iter().filter(|report| filter.years.iter().any(|year| year.get() == report.year)).collect();
        let statuses: Vec<i16> = filter
            .years
            .iter()
            .map(|year| reports.iter().find(|report| report.year == year.get()).map_or(0, |report| report.status()))
            .collect();
        let all = |wanted: i16| statuses.iter().all(|status| *status == wanted);
        let status = [2, 0].into_iter().find(|status| all(*status)).unwrap_or(1);
        let by_status = filter.validation_statuses.iter().any(|kept| kept.id() == status);
        let by_module = reports.iter().any(|report| {
            filter
                .module_statuses
                .iter()
                .zip(report.statuses)
                .all(|(kept, status)| kept.iter().any(|kept| kept.id() == status))
        });
        let by_text = unit.code.contains(&filter.search);
        if by_place && by_status && by_module && by_text && !reports.is_empty() {
            kept.push((unit.id, status.into(), reports.iter().map(|report| report.total_kg()).sum()));
        }
    }
    kept.sort_by_key(|(id, ..)| *id);
    kept
}

#[tokio::test]
async fn the_statement_agrees_with_a_plain_reading_on_random_institutions() {
    let mut random = Random(20_260_312);
    let database = TestDatabase::new().await;
    let db = database.pool();
    let root = reports::unit(db, 1, "Root", &["1"]).await;
    let mut units = Vec::new();
    let mut places = vec![root];
    for faculty in ["11", "12"] {
        let faculty_id = reports::unit(db, 2, faculty, &["1", faculty]).await;
        places.push(faculty_id);
        for institute in ["1", "2"] {
            let institute = format!("{faculty}{institute}");
            let institute_id = reports::unit(db, 3, &institute, &["1", faculty, &institute]).await;
            places.push(institute_id);
            for number in 1..=4 {
                let code = format!("{institute}{number}");
                let id = reports::unit(db, 4, &code, &["1", faculty, &institute, &code]).await;
                let mut reports = Vec::new();
                for year in [2023, 2024, 2025] {
                    if random.chance(5) {
                        continue;
                    }
                    let mut report = match random.below(4) {
                        0 => Report::new(&code, year).all(2),
                        1 => Report::new(&code, year),
                        _ => {
                            let mut report = Report::new(&code, year);
                            report.statuses = std::array::from_fn(|_| random.below(3) as i16);
                            report
                        }
                    };
                    report.kg = std::array::from_fn(|_| random.below(1000) as f64);
                    reports.push(report);
                }
                reports::write(db, &reports).await;
                let is_active = !random.chance(4);
                sqlx::query("update units set is_active = $2 where id = $1")
                    .bind(id)
                    .bind(is_active)
                    .execute(db)
                    .await
                    .unwrap();
                units.push(Unit { id, code, is_active, path: vec![root, faculty_id, institute_id, id], reports });
            }
        }
    }
    for round in 0..150 {
        let mut query = Vec::new();
        query.extend([2023, 2024, 2025].into_iter().filter(|_| !random.chance(3)).map(|year| format!("years={year}")));
        if query.is_empty() {
            query.push("years=2025".to_owned());
        }
        if random.chance(3) {
            query.push(format!("affiliation_ids={}", places[random.below(places.len() as u64) as usize]));
        }
        if random.chance(3) {
            for _ in 0..=random.below(2) {
                query.push(format!("unit_ids={}", units[random.below(16) as usize].id));
            }
        }
        let words = ["not_started", "in_progress", "validated"];
        if random.chance(3) {
            query.push(format!("validation_statuses={}", words[random.below(3) as usize]));
        }
        if random.chance(2) {
            for _ in 0..=random.below(3) {
                let module = ["headcount", "purchase"][random.below(2) as usize];
                query.push(format!("module_statuses={module}:{}", words[random.below(3) as usize]));
            }
        }
        if random.chance(4) {
            query.push(format!("search={}", 1 + random.below(4)));
        }
        if random.chance(3) {
            query.push("all_levels=1".to_owned());
        }
        let (listing, unusable) = parse::query(Some(&query.join("&")), Door::Page);
        assert_eq!(unusable, []);
        let (scope, reach) = if random.chance(2) {
            (Scope::Institution, vec![root])
        } else {
            (Scope::Subtrees(vec!["11".to_owned()]), vec![places[1]])
        };
        let table = table(db, &scope, &listing).await;
        let mut found: Vec<(i32, i64, f64)> =
            table.rows.iter().map(|row| (row.unit_id.0, row.status.id().into(), row.total_kg)).collect();
        found.sort_by_key(|(id, ..)| *id);
        let expected = expected(&units, &listing, &reach);
        assert_eq!(found, expected, "round {round}: {} within {scope:?}", query.join("&"));
        let by_status = |status| expected.iter().filter(|(_, found, _)| *found == status).count() as i64;
        assert_eq!(table.counts, [by_status(0), by_status(1), by_status(2)]);
        assert_eq!(table.totals.units, expected.len() as i64);
        assert!((table.totals.total_kg - expected.iter().map(|(.., kg)| kg).sum::<f64>()).abs() < 1e-6);
    }
}
