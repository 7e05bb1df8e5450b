//! Who comes in with a verified identity, and what they may then do.

use calco2::access::arrival::{ArrivalError, Identity, Refusal, arrive};
use calco2::audit::Actor;
use calco2::platform::ids::UserId;
use calco2::platform::{App, Clock, Config};
use serde_json::Value;
use sqlx::PgPool;

use crate::support::accred::{AccredDouble, Mood};
use crate::support::{TestDatabase, institution};

const STANDARD: &str = "calco2.user.standard";
const PRINCIPAL: &str = "calco2.user.principal";

/// A database with the small institution, and the service.
struct World {
    database: TestDatabase,
    double: AccredDouble,
}

impl World {
    async fn new() -> Self {
        let (database, double) = (TestDatabase::new().await, AccredDouble::start().await);
        institution(database.pool()).await;
        Self { database, double }
    }

    fn db(&self) -> &PgPool {
        self.database.pool()
    }

    /// The program at a time of day, asking the service.
    fn at(&self, time: &str) -> App {
        self.with(&self.double.settings(), time)
    }

    fn with(&self, settings: &[(&str, &str)], time: &str) -> App {
        let time = format!("2026-03-12T{time}:00Z").parse().unwrap();
        App::new(self.db().clone(), Config::from_values(settings).unwrap(), Clock::fixed(time))
    }

    async fn arrive(&self, app: &App, identity: &Identity) -> Result<UserId, ArrivalError> {
        arrive(app, &Actor::program("test"), identity).await
    }

    async fn lines(&self, sql: &'static str) -> Vec<String> {
        sqlx::query_scalar(sql).fetch_all(self.db()).await.unwrap()
    }

    async fn rights(&self) -> Vec<String> {
        self.lines(
            "select concat_ws(' ', p.institutional_id, g.role, coalesce(g.scope_institutional_id, '-'), g.origin)
             from role_grants g join users p on p.id = g.user_id where p.provider <> 'test' order by 1",
        )
        .await
    }

    async fn members(&self) -> Vec<String> {
        self.lines(
            "select concat_ws(' ', p.institutional_id, u.name, m.role) from unit_memberships m
             join users p on p.id = m.user_id join units u on u.id = m.unit_id where p.provider <> 'test' order by 1",
        )
        .await
    }

    async fn people(&self) -> Vec<String> {
        self.lines(
            "select concat_ws(' ', provider, institutional_id, email, display_name, job_title, issuer, subject,
                 case when is_enabled then 'enabled' else 'disabled' end)
             from users where provider <> 'test' order by 1",
        )
        .await
    }

    async fn recorded(&self) -> Vec<(String, Value)> {
        sqlx::query_as("select summary, details from audit_records where entity_type = 'user' order by id")
            .fetch_all(self.db())
            .await
            .unwrap()
    }
}

fn identity(institutional_id: &str) -> Identity {
    Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: format!("sub-{institutional_id}"),
        institutional_id: institutional_id.to_owned(),
        email: Some("claimed@example.org".to_owned()),
        display_name: Some("Claimed Name".to_owned()),
        roles: None,
    }
}

fn claiming(roles: &[&str]) -> Identity {
    Identity { roles: Some(roles.iter().map(ToString::to_string).collect()), ..identity("7") }
}

fn refusal(result: Result<UserId, ArrivalError>) -> Refusal {
    match result {
        Err(ArrivalError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_new_person_gets_what_the_service_says_and_its_word_wins_over_the_token() {
    let world = World::new().await;
    let given = [(PRINCIPAL, "C2001"), (STANDARD, "C2001"), (STANDARD, "C9999"), ("calco2.backoffice.metier", "C20")];
    world.double.know("7", &given);
    let claims = Identity { roles: Some(vec!["calco2.backoffice.admin@global".to_owned()]), ..identity("7") };
    world.arrive(&world.at("08:00"), &claims).await.unwrap();
    assert_eq!(world.people().await, ["accred 7 7@example.org Person 7 Engineer https://id.example.org sub-7 enabled"]);
    assert_eq!(
        world.rights().await,
        [
            "7 calco2.backoffice.metier C20 accred",
            "7 calco2.user.principal C2001 accred",
            "7 calco2.user.standard C2001 accred",
            "7 calco2.user.standard C9999 accred"
        ]
    );
    assert_eq!(world.members().await, ["7 Music Laboratory calco2.user.principal"]);
    let recorded = world.recorded().await;
    assert_eq!(recorded.len(), 1);
    assert_eq!(recorded[0].0, "the roles of Person 7 changed");
    assert_eq!(recorded[0].1["before"], serde_json::json!([]));
    assert_eq!(recorded[0].1["after"][0], "calco2.backoffice.metier C20");
    // nothing changes, nothing is recorded
    world.arrive(&world.at("09:00"), &identity("7")).await.unwrap();
    assert_eq!(world.recorded().await.len(), 1);
}

#[tokio::test]
async fn rights_that_are_gone_are_taken_away_and_the_change_is_recorded() {
    let world = World::new().await;
    world.double.know("7", &[(PRINCIPAL, "C2001"), ("calco2.superadmin", "C10")]);
    world.arrive(&world.at("08:00"), &identity("7")).await.unwrap();
    assert_eq!(world.rights().await, ["7 calco2.backoffice.admin - accred", "7 calco2.user.principal C2001 accred"]);
    world.double.know("7", &[(STANDARD, "C2001")]);
    world.arrive(&world.at("08:01"), &identity("7")).await.unwrap();
    assert_eq!(world.rights().await, ["7 calco2.user.standard C2001 accred"]);
    assert_eq!(world.members().await, ["7 Music Laboratory calco2.user.standard"]);
    let (_, details) = world.recorded().await.pop().unwrap();
    assert_eq!(
        details,
        serde_json::json!({ "before": ["calco2.backoffice.admin", "calco2.user.principal C2001"],
            "after": ["calco2.user.standard C2001"], "origin": "accred" })
    );
    world.double.know("7", &[]);
    world.arrive(&world.at("08:02"), &identity("7")).await.unwrap();
    assert!(world.rights().await.is_empty() && world.members().await.is_empty());
}

#[tokio::test]
async fn an_account_belongs_to_one_subject_and_a_subject_to_one_account() {
    let world = World::new().await;
    for id in ["7", "8"] {
        world.double.know(id, &[(STANDARD, "C2001")]);
    }
    world.arrive(&world.at("08:00"), &identity("7")).await.unwrap();
    let other_subject = Identity { subject: "sub-x".to_owned(), ..identity("7") };
    assert_eq!(refusal(world.arrive(&world.at("08:00"), &other_subject).await), Refusal::OtherSubject);
    let other_issuer = Identity { issuer: "https://evil.example.org".to_owned(), ..identity("7") };
    assert_eq!(refusal(world.arrive(&world.at("08:00"), &other_issuer).await), Refusal::OtherSubject);
    // the same subject under another number, even with the first one's address
    let other_number = Identity { subject: "sub-7".to_owned(), ..identity("8") };
    assert_eq!(refusal(world.arrive(&world.at("08:00"), &other_number).await), Refusal::OtherSubject);
    assert_eq!(world.people().await.len(), 1, "nobody was made on the way");
    world.arrive(&world.at("08:00"), &identity("8")).await.unwrap();
}

#[tokio::test]
async fn a_person_whom_unit_synchronisation_made_is_bound_at_the_first_sign_in() {
    let world = World::new().await;
    sqlx::query(
        "insert into users (provider, institutional_id, email, display_name) values ('accred', '7', 'h@e', 'H')",
    )
    .execute(world.db())
    .await
    .unwrap();
    world.double.know("7", &[(PRINCIPAL, "C2001")]);
    world.arrive(&world.at("08:00"), &identity("7")).await.unwrap();
    assert_eq!(world.people().await, ["accred 7 7@example.org Person 7 Engineer https://id.example.org sub-7 enabled"]);
}

#[tokio::test]
async fn somebody_whom_the_service_does_not_know_stays_outside_and_loses_what_they_had() {
    let world = World::new().await;
    assert_eq!(refusal(world.arrive(&world.at("08:00"), &identity("7")).await), Refusal::Unknown);
    assert!(world.people().await.is_empty());
    world.double.know("7", &[(PRINCIPAL, "C2001")]);
    let user = world.arrive(&world.at("08:00"), &identity("7")).await.unwrap();
    let generation = "select session_generation::text from users where institutional_id = '7'";
    assert_eq!(world.lines(generation).await, ["0"]);
    world.double.forget("7");
    assert_eq!(refusal(world.arrive(&world.at("09:00"), &identity("7")).await), Refusal::Unknown);
    assert!(world.rights().await.is_empty() && world.members().await.is_empty());
    assert!(world.people().await[0].ends_with("disabled"));
    assert_eq!(world.lines(generation).await, ["1"], "their sessions have ended");
    let (summary, details) = world.recorded().await.pop().unwrap();
    assert_eq!(summary, "the directory no longer knows Person 7: the account is disabled");
    assert_eq!(details["before"], serde_json::json!(["calco2.user.principal C2001"]));
    // and is there again once the directory knows them again
    world.double.know("7", &[(STANDARD, "C2001")]);
    assert_eq!(world.arrive(&world.at("10:00"), &identity("7")).await.unwrap(), user);
    assert_eq!(world.rights().await, ["7 calco2.user.standard C2001 accred"]);
}

#[tokio::test]
async fn a_disabled_account_stays_disabled() {
    let world = World::new().await;
    world.double.know("7", &[(PRINCIPAL, "C2001")]);
    world.arrive(&world.at("08:00"), &identity("7")).await.unwrap();
    sqlx::query("update users set is_enabled = false where institutional_id = '7'").execute(world.db()).await.unwrap();
    assert_eq!(refusal(world.arrive(&world.at("08:01"), &identity("7")).await), Refusal::Disabled);
    world.double.set_mood(Mood::Failing(400, 9));
    assert_eq!(refusal(world.arrive(&world.at("08:01"), &identity("7")).await), Refusal::Disabled);
    assert!(world.people().await[0].ends_with("disabled"));
}

#[tokio::test]
async fn without_any_address_nobody_is_made_and_without_any_name_the_address_is_one() {
    let world = World::new().await;
    world.double.know("7", &[(STANDARD, "C2001")]);
    world.double.known().persons.insert("7".to_owned(), serde_json::json!({ "id": 7, "email": "", "display": " " }));
    let bare = Identity { email: None, display_name: None, ..identity("7") };
    assert_eq!(refusal(world.arrive(&world.at("08:00"), &bare).await), Refusal::NoEmail);
    let addressed = Identity { email: Some("ada@example.org".to_owned()), ..bare };
    world.arrive(&world.at("08:00"), &addressed).await.unwrap();
    assert_eq!(world.people().await, ["accred 7 ada@example.org ada https://id.example.org sub-7 enabled"]);
}

#[tokio::test]
async fn while_the_service_is_down_a_known_person_keeps_the_last_known_roles_for_a_day() {
    let world = World::new().await;
    world.double.know("7", &[(PRINCIPAL, "C2001")]);
    world.arrive(&world.at("00:00"), &identity("7")).await.unwrap();
    world.double.set_mood(Mood::Failing(403, 1000));
    world.arrive(&world.at("23:59"), &identity("7")).await.unwrap();
    assert_eq!(world.rights().await, ["7 calco2.user.principal C2001 accred"]);
    let unknown = world.arrive(&world.at("08:00"), &identity("8")).await;
    assert!(matches!(unknown, Err(ArrivalError::RolesUnavailable(_))), "{unknown:?}");
    let other = Identity { subject: "sub-x".to_owned(), ..identity("7") };
    assert_eq!(refusal(world.arrive(&world.at("08:00"), &other).await), Refusal::OtherSubject);
    let settings = [world.double.settings().as_slice(), &[("CALCO2_ROLES_LIMIT_HOURS", "6")]].concat();
    world.arrive(&world.with(&settings, "06:00"), &identity("7")).await.unwrap();
    let late = world.arrive(&world.with(&settings, "06:01"), &identity("7")).await;
    assert!(matches!(late, Err(ArrivalError::RolesUnavailable(_))), "{late:?}");
}

#[tokio::test]
async fn without_the_service_the_token_decides_and_synchronisation_does_not_undo_it() {
    let world = World::new().await;
    let none = world.with(&[("CALCO2_DIRECTORY_FILE", "")], "08:00");
    let roles = ["calco2.user.principal@unit:C2001", "nonsense", "calco2.user.standard@unit:C9999"];
    world.arrive(&none, &claiming(&roles)).await.unwrap();
    let rights = ["7 calco2.user.principal C2001 claim", "7 calco2.user.standard C9999 claim"];
    assert_eq!(world.rights().await, rights);
    assert_eq!(world.members().await, ["7 Music Laboratory calco2.user.principal"]);
    assert_eq!(
        world.people().await,
        ["default 7 claimed@example.org Claimed Name https://id.example.org sub-7 enabled"]
    );
    let directory = serde_json::from_value(serde_json::json!({
        "units": [{ "id": "10", "cf": "C10", "name": "Root", "level": 1 }],
        "persons": [{ "id": "7", "email": "7@example.org", "authorizations":
            [{ "name": "calco2.backoffice.admin", "state": "active", "reason": { "resource": { "cf": "C10" } } }] }]
    }));
    let mut db = world.db().acquire().await.unwrap();
    calco2::institution::sync(&mut db, &directory.unwrap()).await.unwrap();
    assert_eq!(world.rights().await, rights);
    world.arrive(&none, &claiming(&[])).await.unwrap();
    assert!(world.rights().await.is_empty());
    let silent = world.arrive(&none, &identity("7")).await;
    assert!(matches!(silent, Err(ArrivalError::RolesUnavailable(_))), "no directory, no claim: {silent:?}");
}

#[tokio::test]
async fn a_file_gives_people_their_roles() {
    let world = World::new().await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let listed = serde_json::json!({ "units": [], "persons": [{ "id": "7", "email": "7@example.org", "display": "Ada",
        "authorizations": [{ "name": PRINCIPAL, "state": "active", "reason": { "resource": { "cf": "C2001" } } }] }] });
    std::io::Write::write_all(&mut file, listed.to_string().as_bytes()).unwrap();
    let app = world.with(&[("CALCO2_DIRECTORY_FILE", file.path().to_str().unwrap())], "08:00");
    world.arrive(&app, &identity("7")).await.unwrap();
    assert_eq!(world.people().await, ["default 7 7@example.org Ada https://id.example.org sub-7 enabled"]);
    assert_eq!(world.rights().await, ["7 calco2.user.principal C2001 directory"]);
    assert_eq!(refusal(world.arrive(&app, &identity("8")).await), Refusal::Unknown);
    std::fs::write(file.path(), r#"{"units": []}"#).unwrap();
    let unlisted = world.arrive(&app, &identity("8")).await;
    assert!(matches!(unlisted, Err(ArrivalError::RolesUnavailable(_))), "a file of units knows nobody: {unlisted:?}");
}

#[tokio::test]
async fn invented_people_keep_what_they_were_made_with() {
    let world = World::new().await;
    let app = world.with(&[], "08:00");
    // listed in the demo institution as manager of 7100, made here as manager of C20
    world.arrive(&app, &identity("demo-manager")).await.unwrap();
    let grants = world
        .lines(
            "select scope_institutional_id from role_grants g join users p on p.id = g.user_id
                where p.institutional_id = 'demo-manager'",
        )
        .await;
    assert_eq!(grants, ["C20"]);
    world.arrive(&app, &identity("100201")).await.unwrap();
    let new = world.lines("select concat_ws(' ', provider, display_name) from users where institutional_id = '100201'");
    assert_eq!(new.await, ["test Béatrice Rivageon"]);
}

#[tokio::test]
async fn of_many_arrivals_at_once_one_account_is_made() {
    let world = World::new().await;
    world.double.know("7", &[(PRINCIPAL, "C2001")]);
    let app = world.at("08:00");
    let identity = identity("7");
    let arrivals = futures_util::future::join_all((0..8).map(|_| world.arrive(&app, &identity))).await;
    let first = *arrivals[0].as_ref().unwrap();
    assert!(arrivals.iter().all(|arrived| *arrived.as_ref().unwrap() == first));
    assert_eq!(world.recorded().await.len(), 1);
}
