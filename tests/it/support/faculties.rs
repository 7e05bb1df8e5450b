//! Two faculties with units, people, entries, uploads and jobs. The second one can be left out: what people of the
//! first one get must be the same either way.

use calco2::access::Role;
use calco2::access::people::{self, PersonRecord, Right};
use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::ingestion::{Target, Upload, ingest};
use calco2::ledger::factors::AbsentPolicy;
use calco2::ledger::reports as ledger;
use calco2::platform::{App, Clock, Config};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::TestApp;
use super::reports::{self, Report};

const FACTORS: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,28\n";

/// What nothing that people of the first faculty get may hold: names, numbers and codes of the second one, and figures
/// of its unit as pages and files write them.
pub(crate) const FOREIGN: [&str; 9] = [
    "Life Sciences",
    "Genome Laboratory",
    "Zoe Zeller",
    "999777",
    "zeller@example.org",
    "C2101",
    "genome.csv",
    "7777.25",
    "7.77725",
];

/// What addresses of a unit are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) unit: i32,
    /// The job of the unit's own file, with refused rows.
    pub(crate) job: i32,
    pub(crate) pipeline: String,
    /// A process emission.
    pub(crate) entry: i64,
    /// The trip of the unit's principal, and that of its member.
    pub(crate) trips: [i64; 2],
    /// Their accounts.
    pub(crate) people: [i32; 2],
}

/// The application with the first faculty, and perhaps with the second one.
pub(crate) struct Faculties {
    pub(crate) app: TestApp,
    /// The Music Laboratory of the Faculty of Arts: the demo accounts' place.
    pub(crate) music: Place,
    /// The Genome Laboratory of the Faculty of Life Sciences.
    pub(crate) genome: Option<Place>,
}

impl Faculties {
    pub(crate) async fn both() -> Self {
        Self::new(true).await
    }

    pub(crate) async fn first_only() -> Self {
        Self::new(false).await
    }

    async fn new(has_second: bool) -> Self {
        let app = TestApp::new().await;
        let db = app.database.pool().clone();
        if !has_second {
            sqlx::query("delete from units where institutional_code = '21'").execute(&db).await.unwrap();
        }
        let product = App::new(db.clone(), Config::from_values(&[]).unwrap(), Clock::system());
        sqlx::raw_sql(
            "insert into years (year, state, provisioned_at, opened_at) values
                 (2024, 'open', now(), now()), (2025, 'open', now(), now());
             update units set principal_institutional_id = 'demo-principal' where institutional_code = '2001'",
        )
        .execute(&db)
        .await
        .unwrap();
        give_reports(&db).await;
        shared_member(&db, "C2001").await;
        load(&product, Target::Factors, DataEntryType::ProcessEmissions, None, "factors.csv", FACTORS.as_bytes()).await;
        for (target, name) in [(Target::Factors, "train_factors.csv"), (Target::Reference, "stations_reference.csv")] {
            let path = format!("{}/tests/golden/csv/professional_travel/{name}", env!("CARGO_MANIFEST_DIR"));
            load(&product, target, DataEntryType::Train, None, name, &std::fs::read(path).unwrap()).await;
        }
        let music = furnish(&product, "2001", "music.csv", "11.5", ["demo-principal", "demo-member"]).await;
        let mut genome = None;
        if has_second {
            second_unit(&db).await;
            shared_member(&db, "C2101").await;
            give_reports(&db).await;
            genome = Some(furnish(&product, "2101", "genome.csv", "7777.25", ["999777", "999778"]).await);
            // a year in which only the second faculty has reports
            let report = Report::new("2101", 2024).module(ModuleType::Purchase, 2, 7777.25).fte(3.0);
            reports::write(&db, &[report]).await;
        }
        Self { app, music, genome }
    }
}

async fn give_reports(db: &PgPool) {
    let (mut conn, year) = (db.acquire().await.unwrap(), Year::new(2025).unwrap());
    ledger::prepare_year(&mut conn, year).await.unwrap();
    ledger::create_missing(&mut conn, year).await.unwrap();
}

/// Somebody who works in both faculties: each one sees its own part.
async fn shared_member(db: &PgPool, cost_centre: &str) {
    sqlx::raw_sql(
        "insert into users (provider, institutional_id, email, display_name)
         values ('default', '555000', 'keller@example.org', 'Sam Keller') on conflict do nothing",
    )
    .execute(db)
    .await
    .unwrap();
    for sql in [
        "insert into role_grants (user_id, role, scope_kind, scope_institutional_id)
         select id, 'calco2.user.standard', 'own', $1 from users where institutional_id = '555000'",
        "insert into unit_memberships (unit_id, user_id, role)
         select u.id, p.id, 'calco2.user.standard' from units u, users p
         where u.institutional_id = $1 and p.institutional_id = '555000'",
    ] {
        sqlx::query(sql).bind(cost_centre).execute(db).await.unwrap();
    }
}

async fn second_unit(db: &PgPool) {
    reports::unit(db, 4, "Genome Laboratory", &["10", "21", "2101"]).await;
    sqlx::query("update units set principal_institutional_id = '999777' where institutional_code = '2101'")
        .execute(db)
        .await
        .unwrap();
    let record = |number: &str, name: &str, address: &str| PersonRecord {
        provider: "default".into(),
        institutional_id: number.into(),
        email: address.into(),
        display_name: name.into(),
        job_title: None,
    };
    let records =
        [record("999777", "Zoe Zeller", "zeller@example.org"), record("999778", "Zoe Zeller", "zeller2@example.org")];
    let mut conn = db.acquire().await.unwrap();
    let ids = people::upsert(&mut conn, &records).await.unwrap();
    let member_of = sqlx::query_scalar("select id from units where institutional_code = '2101'");
    let unit: i32 = member_of.fetch_one(&mut *conn).await.unwrap();
    let rights: Vec<Right> = ids
        .into_iter()
        .zip([Role::Principal, Role::Standard])
        .map(|(person, role)| Right {
            person,
            role,
            cost_centre: Some("C2101".into()),
            member_of: Some(calco2::platform::ids::UnitId(unit)),
        })
        .collect();
    people::replace_rights(&mut conn, "default", &rights).await.unwrap();
    // the same people of that directory who were there before
    shared_member(db, "C2001").await;
}

async fn load(
    app: &App,
    target: Target,
    data_type: DataEntryType,
    unit: Option<&str>,
    name: &str,
    bytes: &[u8],
) -> i32 {
    let upload = Upload {
        target,
        module: None,
        data_type: Some(data_type),
        year: Year::new(2025).unwrap(),
        unit,
        absent: AbsentPolicy::Retire,
        dry_run: false,
        recalculate: false,
        keeps_file: true,
        file_name: name,
        content: bytes.into(),
    };
    ingest(app, &Actor::program("test"), upload).await.unwrap().job_id.0
}

/// A unit's own file with one refused row, and a trip of each of two people.
async fn furnish(app: &App, code: &str, file: &str, kg: &str, travellers: [&str; 2]) -> Place {
    let rows = format!("category,quantity,note\nCO2,{kg},of C{code}\nCO2,much of C{code},\n");
    let job = load(app, Target::Data, DataEntryType::ProcessEmissions, Some(code), file, rows.as_bytes()).await;
    let header = "origin_name,origin_country_code,destination_name,destination_country_code,user_institutional_id,\
                  departure_date,number_of_trips,cabin_class\n";
    let trip = |person: &str| format!("Lacville,CH,Pontbourg,CH,{person},2025-01-15,2,second\n");
    let trips = format!("{header}{}{}", trip(travellers[0]), trip(travellers[1]));
    load(app, Target::Data, DataEntryType::Train, Some(code), "trips.csv", trips.as_bytes()).await;
    // nothing about them depends on the moment or the process
    sqlx::raw_sql(
        "update jobs set worker_id = 'worker', started_at = created_at, finished_at = created_at, progress_phase = null,
             progress_processed = 0, progress_total = null,
             outcome = outcome || '{\"duration_ms\": 0}';
         update pipelines set started_at = created_at, finished_at = created_at, version = 9",
    )
    .execute(&app.db)
    .await
    .unwrap();
    let pipeline = sqlx::query_scalar("select pipeline_id::text from jobs where id = $1").bind(job);
    let unit = sqlx::query_scalar("select id from units where institutional_code = $1").bind(code);
    let unit: i32 = unit.fetch_one(&app.db).await.unwrap();
    let entries: Vec<(i64, i16)> = sqlx::query_as(
        "select e.id, e.data_entry_type_id from data_entries e
         join carbon_report_modules m on m.id = e.carbon_report_module_id where m.unit_id = $1 order by e.id",
    )
    .bind(unit)
    .fetch_all(&app.db)
    .await
    .unwrap();
    let of = |data_type: DataEntryType| -> Vec<i64> {
        entries.iter().filter(|(_, id)| *id == data_type.id()).map(|(id, _)| *id).collect()
    };
    let trips = of(DataEntryType::Train);
    let account: Vec<i32> = sqlx::query_scalar(
        "select u.id from unnest($1::text[]) with ordinality t (number, place)
         join users u on u.institutional_id = t.number order by t.place",
    )
    .bind(travellers.map(str::to_owned).to_vec())
    .fetch_all(&app.db)
    .await
    .unwrap();
    Place {
        unit,
        job,
        pipeline: pipeline.fetch_one(&app.db).await.unwrap(),
        entry: of(DataEntryType::ProcessEmissions)[0],
        trips: [trips[0], trips[1]],
        people: account.try_into().unwrap(),
    }
}

/// A trip as the API takes it.
pub(crate) fn trip_of(person: &str) -> Value {
    json!({
        "origin_name": "Lacville", "origin_country_code": "CH", "destination_name": "Pontbourg",
        "destination_country_code": "CH", "user_institutional_id": person, "departure_date": "2025-01-16",
        "number_of_trips": 1, "cabin_class": "second",
    })
}
