//! The users page: who is on it, for whom; what of it is recorded.

use axum::http::StatusCode;

use crate::support::accred::{AccredDouble, Mood};
use crate::support::{Answer, TestApp, institution};

/// The small institution with people in both faculties.
///
/// Faculty of Arts (20): Music Laboratory (2001). Faculty of Life Sciences (21): Cell Laboratory (2101).
async fn world(settings: &[(&str, &str)]) -> TestApp {
    let app = TestApp::with_settings(&[settings, &[("CALCO2_DEV_SIGN_IN", "true")]].concat()).await;
    institution(app.database.pool()).await;
    sqlx::raw_sql(
        "insert into units (institutional_code, institutional_id, name, level, parent_id, path_codes, path_name, search_text)
         values ('2101', 'C2101', 'Cell Laboratory', 4, 3, '{10,21,2101}', 'Faculty of Life Sciences', 'cell laboratory');
         insert into users (provider, institutional_id, email, display_name, last_sign_in_at, roles_synced_at) values
             ('accred', '1001', 'adele.arts@example.org', 'Adèle Arts', '2026-03-01T10:00:00Z', now()),
             ('accred', '1002', 'bea.both@example.org', 'Bea Both', '2026-03-02T10:00:00Z', now()),
             ('accred', '1003', 'carl.cells@example.org', 'Carl Cells', null, now()),
             ('accred', '1004', 'dora.deans@example.org', 'Dora Deans', null, null),
             ('default', '1005', '=cmd@example.org', '<b>Évil</b> \"100%\" O''Nil_', null, null);
         insert into role_grants (user_id, role, scope_kind, scope_institutional_id, origin)
             select p.id, g.role, g.kind, g.cf, 'accred' from users p join (values
                 ('1001', 'calco2.user.standard', 'own', 'C2001'),
                 ('1002', 'calco2.user.principal', 'unit', 'C2001'),
                 ('1002', 'calco2.user.principal', 'unit', 'C2101'),
                 ('1002', 'calco2.backoffice.metier', 'affiliation', 'C21'),
                 ('1003', 'calco2.user.principal', 'unit', 'C2101'),
                 ('1004', 'calco2.backoffice.admin', 'global', null),
                 ('1005', 'calco2.user.standard', 'own', 'C9999')
             ) g (person, role, kind, cf) on g.person = p.institutional_id;
         insert into unit_memberships (unit_id, user_id, role)
             select u.id, p.id, m.role from (values
                 ('1001', '2001', 'calco2.user.standard'), ('1002', '2001', 'calco2.user.principal'),
                 ('1002', '2101', 'calco2.user.principal'), ('1003', '2101', 'calco2.user.principal')
             ) m (person, unit, role)
             join users p on p.institutional_id = m.person join units u on u.institutional_code = m.unit;",
    )
    .execute(app.database.pool())
    .await
    .unwrap();
    app
}

fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.texts(".users-table tbody th a")
}

async fn id(app: &TestApp, institutional_id: &'static str) -> i32 {
    let id = sqlx::query_scalar("select id from users where institutional_id = $1").bind(institutional_id);
    id.fetch_one(app.database.pool()).await.unwrap()
}

async fn recorded(app: &TestApp) -> (String, String, Vec<String>) {
    sqlx::query_as("select action, summary, handled_ids from audit_records order by id desc limit 1")
        .fetch_one(app.database.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_operator_sees_everybody_with_roles_units_and_where_roles_come_from() {
    let mut app = world(&[("CALCO2_ROLES_PAGE", "https://accred.example.org/rights")]).await;
    app.sign_in("superadmin").await;
    let page = app.get("/users").await;
    let everybody = [
        "<b>Évil</b> \"100%\" O'Nil_",
        "Adèle Arts",
        "Bea Both",
        "Bruno Meier",
        "Carl Cells",
        "Clara Hoffmann",
        "Dora Deans",
        "Nadia Brunner",
        "Ursula Moser",
    ];
    assert_eq!(names(&page), everybody);
    assert_eq!(page.texts("#people-title"), ["9 people"]);
    assert_eq!(
        page.texts(".users-table tr:nth-child(3) .c-roles li"),
        [
            "back-office manager, Faculty of Life Sciences C21from ACCRED",
            "principal user, Cell Laboratory C2101from ACCRED",
            "principal user, Music Laboratory C2001from ACCRED"
        ]
    );
    assert_eq!(
        page.texts(".users-table tr:nth-child(3) .c-membership li"),
        ["Cell Laboratory 2101", "Music Laboratory 2001"]
    );
    assert_eq!(
        page.texts(".users-table tr:nth-child(1) .c-roles li"),
        ["unit member, C9999 (no such unit)from ACCRED"]
    );
    // the four demo accounts are marked
    assert_eq!(page.texts(".users-table .badge").len(), 4);
    assert!(page.text().contains("href=\"https://accred.example.org/rights\""));
    assert!(page.texts("nav[aria-label=\"Back office\"] a").iter().any(|entry| entry == "User management"));
    assert_eq!(page.texts(".roles-explained dt").len(), 4);
    app.language = "fr";
    assert_eq!(app.get("/users").await.texts("#people-title"), ["9 personnes"]);
}

#[tokio::test]
async fn a_manager_sees_people_of_the_subtree_and_of_them_only_what_lies_in_it() {
    let mut app = world(&[]).await;
    app.sign_in("manager").await;
    let page = app.get("/users").await;
    assert_eq!(names(&page), ["Adèle Arts", "Bea Both", "Bruno Meier", "Clara Hoffmann", "Ursula Moser"]);
    assert_eq!(page.texts("#people-title"), ["5 people"]);
    assert_eq!(
        page.texts(".users-table tr:nth-child(2) .c-roles li"),
        ["principal user, Music Laboratory C2001from ACCRED"]
    );
    for foreign in ["Carl", "Dora", "Cell Laboratory", "C2101", "C21", "Life Sciences", "carl.cells", "1003"] {
        assert!(!page.text().contains(foreign), "{foreign}");
    }
    for (id_of, status) in [("1001", 200), ("1002", 200), ("1003", 404), ("1004", 404), ("1005", 404)] {
        let path = format!("/users/{}", id(&app, id_of).await);
        assert_eq!(app.get(&path).await.status, status, "{id_of}");
        let posted = app.post(&format!("{path}/synchronise"), &[]).await.status;
        assert_eq!(posted, if status == 404 { 404 } else { 303 }, "{id_of}");
    }
    let both = app.get(&format!("/users/{}", id(&app, "1002").await)).await;
    assert!(both.text().contains("Music Laboratory") && !both.text().contains("Cell"), "{}", both.text());
    let export = app.get("/users/export").await;
    assert_eq!(export.text().lines().count(), 6);
    for foreign in ["1003", "C2101", "Cell", "C21"] {
        assert!(!export.text().contains(foreign), "{foreign}: {}", export.text());
    }
}

#[tokio::test]
async fn no_filter_of_a_manager_finds_what_lies_outside() {
    let mut app = world(&[]).await;
    app.sign_in("manager").await;
    let none = [
        "search=carl",
        "search=1003",
        "unit=2101",
        "unit=C2101",
        "unit=C21",
        "unit=Cell+Laboratory",
        "unit=nowhere",
        // Bea is manager of the other faculty, which is nobody's business here
        "roles=calco2.backoffice.metier&search=bea",
        "roles=calco2.backoffice.admin",
        "providers=default",
    ];
    for query in none {
        let page = app.get(&format!("/users?{query}")).await;
        assert!(names(&page).is_empty(), "{query}: {:?}", names(&page));
        assert_eq!(page.texts("#people-title"), ["0 people"], "{query}");
        assert_eq!(app.get(&format!("/users/export?{query}")).await.text().lines().count(), 1, "{query}");
    }
    // of the whole institution only the part within reach counts
    assert_eq!(names(&app.get("/users?unit=C10").await).len(), 5);
    assert_eq!(names(&app.get("/users?unit=20").await).len(), 5);
}

#[tokio::test]
async fn the_list_is_searched_filtered_ordered_and_paged() {
    let mut app = world(&[]).await;
    app.sign_in("superadmin").await;
    for (query, expected) in [
        ("search=ADELE", vec!["Adèle Arts"]),
        ("search=arts+1001", vec!["Adèle Arts"]),
        ("search=evil", vec!["<b>Évil</b> \"100%\" O'Nil_"]),
        ("search=%25", vec!["<b>Évil</b> \"100%\" O'Nil_"]),
        ("search=_", vec!["<b>Évil</b> \"100%\" O'Nil_"]),
        ("search=%27", vec!["<b>Évil</b> \"100%\" O'Nil_"]),
        ("search=%27%3B+drop+table+users%3B--", vec![]),
        ("search=a%25s", vec![]),
        ("unit=C2101", vec!["Bea Both", "Carl Cells"]),
        ("unit=cell+laboratory", vec!["Bea Both", "Carl Cells"]),
        ("unit=21", vec!["Bea Both", "Carl Cells"]),
        ("unit=C2101&roles=calco2.user.principal&search=carl", vec!["Carl Cells"]),
        ("roles=calco2.backoffice.admin", vec!["Dora Deans", "Nadia Brunner"]),
        ("roles=calco2.backoffice.admin&unit=C2101", vec![]),
        ("providers=accred&never_signed_in=true", vec!["Carl Cells", "Dora Deans"]),
        ("providers=accred&sort_by=last_sign_in", vec!["Bea Both", "Adèle Arts", "Carl Cells", "Dora Deans"]),
        (
            "providers=accred&sort_by=last_sign_in&sort_dir=asc",
            vec!["Adèle Arts", "Bea Both", "Carl Cells", "Dora Deans"],
        ),
        ("providers=accred&sort_dir=desc", vec!["Dora Deans", "Carl Cells", "Bea Both", "Adèle Arts"]),
        ("providers=accred&page_size=3&page=2", vec!["Dora Deans"]),
        // a page that is not there is the last one
        ("providers=accred&page_size=3&page=99", vec!["Dora Deans"]),
    ] {
        assert_eq!(names(&app.get(&format!("/users?{query}")).await), expected, "{query}");
    }
    let odd = app.get("/users?search=a%00b&colour=red&page=-1").await;
    assert_eq!((odd.status, odd.texts(".notice-warn li").len()), (StatusCode::OK, 3));
    let applied = app.get("/users?apply=1&search=bea&unit=&never_signed_in=false").await;
    assert_eq!(applied.location(), "/users?search=bea#people");
    let evil = app.get("/users?search=evil").await;
    assert!(!evil.text().contains("<b>Évil"), "{}", evil.text());
    let huge = format!("/users?search={}", "x".repeat(3_000));
    assert_eq!(app.get(&huge).await.status, StatusCode::OK);
}

#[tokio::test]
async fn looks_at_few_people_and_files_taken_out_are_recorded() {
    let mut app = world(&[]).await;
    app.sign_in("superadmin").await;
    app.get("/users?search=cells").await;
    let looked = ("read".to_owned(), "looked at a list of 1 people".to_owned(), vec!["1003".to_owned()]);
    assert_eq!(recorded(&app).await, looked);
    let path = format!("/users/{}", id(&app, "1001").await);
    app.get(&path).await;
    assert_eq!(recorded(&app).await, ("read".to_owned(), "looked at Adèle Arts".to_owned(), vec!["1001".to_owned()]));
    let file = app.get("/users/export?providers=default&providers=accred").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let (action, summary, handled) = recorded(&app).await;
    assert_eq!((action.as_str(), summary.as_str(), handled.len()), ("export", "took out a list of 5 people", 5));
    let lines: Vec<&str> = file.text().split("\r\n").collect();
    assert_eq!(
        lines[0],
        "institutional_id,display_name,email,job_title,provider,is_enabled,roles,origins,units,last_sign_in,roles_checked"
    );
    assert_eq!(
        lines[1],
        "1005,\"<b>Évil</b> \"\"100%\"\" O'Nil_\",'=cmd@example.org,,default,true,calco2.user.standard C9999,accred,,,"
    );
    assert!(lines[2].starts_with("1001,Adèle Arts,adele.arts@example.org,,accred,true,calco2.user.standard C2001,accred,2001 Music Laboratory,2026-03-01T10:00:00Z,"));
    assert_eq!(app.get("/users/export?colour=red").await.status, StatusCode::BAD_REQUEST);
    // twenty people and more are no look at each of them
    sqlx::query("insert into users (provider, institutional_id, email, display_name) select 'default', 'n' || n, 'n@e', 'N' from generate_series(1, 30) n")
        .execute(app.database.pool())
        .await
        .unwrap();
    app.get("/users").await;
    assert_eq!(recorded(&app).await.0, "export");
}

#[tokio::test]
async fn roles_are_asked_for_now_and_the_answer_is_said() {
    let double = AccredDouble::start().await;
    let mut app = world(&double.settings()).await;
    app.sign_in("superadmin").await;
    let path = format!("/users/{}", id(&app, "1001").await);
    let again = async |app: &mut TestApp| {
        sqlx::query("update users set roles_asked_at = null").execute(app.database.pool()).await.unwrap();
        let answer = app.post(&format!("{path}/synchronise"), &[]).await;
        assert_eq!(answer.location(), path);
        app.get(&path).await.texts(".notice[role] p")[0].clone()
    };
    double.know("1001", &[("calco2.user.standard", "C2001")]);
    assert_eq!(again(&mut app).await, "The roles of Adèle Arts are as they were.");
    double.know("1001", &[("calco2.user.principal", "C2001")]);
    assert_eq!(again(&mut app).await, "The roles of Person 1001 have changed.");
    assert_eq!(
        app.get(&path).await.texts("section[aria-labelledby=person-roles] li"),
        ["principal user, Music Laboratory C2001from ACCRED"]
    );
    let answer = app.post(&format!("{path}/synchronise"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let soon = app.get(&path).await.texts(".notice[role] p")[0].clone();
    assert!(soon.contains("less than a minute ago"), "{soon}");
    double.set_mood(Mood::Failing(403, 9));
    assert!(again(&mut app).await.contains("does not answer"));
    double.set_mood(Mood::Stalled);
    assert!(again(&mut app).await.contains("are being asked for"));
    double.set_mood(Mood::Fine);
    double.forget("1001");
    assert!(again(&mut app).await.contains("does not know"));
    assert!(app.get(&path).await.texts(".badge").contains(&"Disabled".to_owned()));
    let demo = format!("/users/{}", id(&app, "demo-member").await);
    assert!(!app.get(&demo).await.text().contains("/synchronise"));
}

#[tokio::test]
async fn principals_and_members_have_no_users_page() {
    let mut app = world(&[]).await;
    for persona in ["principal", "member"] {
        app.sign_in(persona).await;
        for path in ["/users", "/users/1", "/users/export"] {
            assert_eq!(app.get(path).await.status, StatusCode::FORBIDDEN, "{persona} {path}");
        }
    }
}
