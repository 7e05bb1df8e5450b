//! A random institution and what people do to it, through the doors they use.

use std::collections::BTreeMap;

use axum::http::{Method, Request, StatusCode, header};
use calco2::access::Role;
use calco2::access::people::{self, PersonRecord, Right};
use calco2::audit::Actor;
use calco2::carbon::entry::definition;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleStatus, ModuleType};
use calco2::directory::Directory;
use calco2::ingestion::{FactorComputation, Target, Upload, compute_factors, ingest};
use calco2::ledger::drift;
use calco2::ledger::factors::AbsentPolicy;
use calco2::pipeline::JobOutcome;
use calco2::pipeline::recalculation::{self, Selection};
use calco2::platform::{App, Clock, Config};
use calco2::years;
use serde_json::{Map, Value, json};

use super::catalogue::{Dice, KINDS, Kind};
use super::{Deed, Operation, Plan};
use crate::support::{Answer, TestApp};

const AIRPORTS: &str = "transport_mode,airport_size,name,latitude,longitude,country_code,iata_code\n\
    plane,large_airport,Alpstadt,46.2,6.1,CH,QAA\nplane,large_airport,Brume,51.5,-0.5,GB,QBB\n\
    plane,large_airport,Cap Lointain,40.6,-73.8,US,QCC\n";
const STATIONS: &str = "transport_mode,name,latitude,longitude,country_code\n\
    train,Lacville,46.5,6.6,CH\ntrain,Pontbourg,46.2,6.1,CH\ntrain,Ouestgare,48.8,2.4,FR\n";

/// Unit and type of an entry, and where it is.
type StoredEntry = (i64, i32, i16);

/// The product on a database with an institution of its own.
pub(super) struct World {
    pub(super) browser: TestApp,
    app: App,
    years: Vec<Year>,
    units: usize,
    /// The newest data file of each slice, to be loaded again: kind, unit whose own it is, content.
    newest_files: BTreeMap<(Year, ModuleType), (usize, Option<String>, String)>,
}

fn actor() -> Actor {
    Actor::program("test")
}

/// Units of level 4 somewhere below a university.
fn directory(plan: &Plan) -> Directory {
    let mut dice = Dice(plan.seed);
    let mut units = vec![json!({ "id": "1", "cf": "F1", "name": "University", "level": 1, "ancestors": [] })];
    for faculty in 0..2 {
        let id = format!("1{faculty}");
        units.push(json!({ "id": id, "cf": format!("F{id}"), "name": id, "level": 2, "ancestors": ["1"] }));
        units.push(json!({ "id": format!("{id}0"), "cf": format!("F{id}0"), "name": "Institute", "level": 3, "ancestors": ["1", id] }));
    }
    for unit in 1..=plan.units {
        let faculty = format!("1{}", dice.roll(2));
        let ancestors = match dice.roll(3) {
            0 => vec!["1".to_owned()],
            1 => vec!["1".to_owned(), faculty],
            _ => vec!["1".to_owned(), faculty.clone(), format!("{faculty}0")],
        };
        units.push(json!({ "id": format!("900{unit}"), "cf": code(unit), "name": format!("Unit {unit}"), "level": 4, "ancestors": ancestors }));
    }
    serde_json::from_value(json!({ "units": units })).unwrap()
}

fn code(unit: usize) -> String {
    format!("U{unit}")
}

impl World {
    /// Open years with every list and factors of their own, and one person who is principal of every unit.
    pub(super) async fn new(plan: &Plan) -> Self {
        let browser = TestApp::with_settings(&[("CALCO2_DEV_SIGN_IN", "true")]).await;
        let app = App::new(browser.database.pool().clone(), Config::from_values(&[]).unwrap(), Clock::system());
        let years = plan.years().collect();
        let mut world = Self { browser, app, years, units: plan.units, newest_files: BTreeMap::new() };
        for year in &world.years {
            years::create_from(&world.app, &actor(), *year, async { Ok(directory(plan)) }).await.unwrap();
        }
        sqlx::query("update years set state = 'open', opened_at = now()").execute(&world.app.db).await.unwrap();
        world.people().await;
        let year = world.years[0];
        world.list(year, DataEntryType::Plane, AIRPORTS).await;
        world.list(year, DataEntryType::Train, STATIONS).await;
        world.rooms(plan.seed).await;
        for year in world.years.clone() {
            world.exchange_rates(year, plan.seed).await;
            for kind in plan.kinds.iter().map(|kind| &KINDS[*kind]) {
                world.factors(year, kind, &kind.factor_file(plan.seed), AbsentPolicy::Retire).await;
            }
        }
        world.browser.sign_in("principal").await;
        world
    }

    async fn people(&self) {
        let person = |institutional_id: &str| PersonRecord {
            provider: "test".into(),
            institutional_id: institutional_id.into(),
            email: format!("{institutional_id}@example.org"),
            display_name: institutional_id.into(),
            job_title: None,
        };
        let mut conn = self.app.db.acquire().await.unwrap();
        let records = [person("demo-superadmin"), person("demo-principal")];
        let ids = people::upsert(&mut conn, &records).await.unwrap();
        let admin = Right { person: ids[0], role: Role::Admin, cost_centre: None, member_of: None };
        let principal =
            |unit| Right { person: ids[1], role: Role::Principal, cost_centre: Some(code(unit)), member_of: None };
        let rights: Vec<_> = (1..=self.units).map(principal).chain([admin]).collect();
        people::replace_rights(&mut conn, "test", &rights).await.unwrap();
    }

    /// Does what an operation says; what it refuses to do is no failure.
    pub(super) async fn perform(&mut self, operation: &Operation) {
        let year = self.years[operation.year % self.years.len()];
        let kind = &KINDS[operation.kind];
        match &operation.deed {
            Deed::YearFile(rows) if !kind.columns.is_empty() => {
                let rows = rows.iter().map(|(unit, seed)| (Some(1 + unit % self.units), *seed));
                self.data(year, operation.kind, None, data_file(kind, rows)).await;
            }
            Deed::UnitFile(unit, rows) if !kind.columns.is_empty() => {
                let file = data_file(kind, rows.iter().map(|seed| (None, *seed)));
                self.data(year, operation.kind, Some(code(1 + unit % self.units)), file).await;
            }
            Deed::SameFile => {
                if let Some((kind, unit, file)) = self.newest_files.get(&(year, kind.module())).cloned() {
                    self.data(year, kind, unit, file).await;
                }
            }
            Deed::Create(unit, seed) if !kind.columns.is_empty() => {
                let data_type = kind.types[Dice(*seed).roll(kind.types.len())];
                let path = format!("{}/types/{}/entries", self.module(year, kind, *unit).await, data_type.id());
                let answer = self.send(Method::POST, &path, &body(kind, data_type, *seed)).await;
                assert!([201, 200, 400, 409].contains(&answer.status.as_u16()), "{}", answer.text());
            }
            Deed::Change(pick, seed) if !kind.columns.is_empty() => {
                let Some((id, unit, data_type)) = self.entry(year, kind, *pick).await else { return };
                let path = format!("{}/entries/{id}", address(unit, year, kind));
                let data_type = DataEntryType::try_from(data_type).unwrap();
                let same_kind = KINDS.iter().find(|kind| kind.types.contains(&data_type)).unwrap();
                let answer = self.send(Method::PATCH, &path, &body(same_kind, data_type, *seed)).await;
                assert!([200, 400, 409].contains(&answer.status.as_u16()), "{}", answer.text());
            }
            Deed::Delete(pick) => {
                let Some((id, unit, _)) = self.entry(year, kind, *pick).await else { return };
                let path = format!("{}/entries/{id}", address(unit, year, kind));
                let answer = self.browser.request(Method::DELETE, &path).await;
                assert!([204, 409].contains(&answer.status.as_u16()), "{}", answer.text());
            }
            Deed::Factors(seed, keeps_absent) => {
                let absent = if *keeps_absent { AbsentPolicy::Keep } else { AbsentPolicy::Retire };
                self.factors(year, kind, &kind.factor_file(*seed), absent).await;
            }
            Deed::Recalculate(with_current) => self.recalculate(year, kind.module(), *with_current).await,
            Deed::Status(unit, status) => {
                let path = format!("{}/status", self.module(year, kind, *unit).await);
                let status = ModuleStatus::ALL[status % ModuleStatus::ALL.len()];
                let answer = self.send(Method::PUT, &path, &json!({ "status": status.key() })).await;
                assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            }
            Deed::Threshold(pick, kg) => {
                let data_type = kind.types[pick % kind.types.len()];
                let threshold_kg = kg.map(f64::from).filter(|_| years::takes_threshold(data_type));
                let settings = years::TypeSettings { enabled: true, threshold_kg, inputs_deactivated: false };
                years::set(&self.app, &actor(), year, years::Setting::Type(data_type, settings)).await.unwrap();
            }
            Deed::Rebuild => {
                let mut transaction = self.app.db.begin().await.unwrap();
                drift::rebuild(&mut transaction, year, self.app.clock.now()).await.unwrap();
                transaction.commit().await.unwrap();
            }
            Deed::ExchangeRates(seed) => self.exchange_rates(year, *seed).await,
            Deed::Rooms(seed) => self.rooms(*seed).await,
            Deed::Facilities(computed_wins) => {
                for data_type in [DataEntryType::ResearchFacilities, DataEntryType::MiceAndFishAnimalFacilities] {
                    let computation = FactorComputation { year, data_type, computed_wins: *computed_wins };
                    compute_factors(&self.app, &actor(), computation).await.unwrap();
                }
            }
            Deed::YearFile(_) | Deed::UnitFile(..) | Deed::Create(..) | Deed::Change(..) => {}
        }
    }

    /// Recalculates what is stale of a module, or everything.
    pub(super) async fn recalculate(&self, year: Year, module: ModuleType, with_current: bool) {
        let selection = Selection { year, module: Some(module), data_type: None, with_current };
        let job = recalculation::run_here(&self.app, &actor(), selection).await.unwrap();
        let done = recalculation::of_job(&mut self.app.db.acquire().await.unwrap(), job).await.unwrap().unwrap();
        assert!(done.types.iter().all(|outcome| outcome.failure.is_none()), "{done:?}");
    }

    async fn upload(&self, upload: Upload<'_>) -> JobOutcome {
        ingest(&self.app, &actor(), upload).await.unwrap().result
    }

    async fn data(&mut self, year: Year, kind: usize, unit: Option<String>, file: String) {
        let upload = of_kind(Target::Data, year, &KINDS[kind]);
        self.upload(Upload { unit: unit.as_deref(), content: file.as_bytes().into(), ..upload }).await;
        self.newest_files.insert((year, KINDS[kind].module()), (kind, unit, file));
    }

    async fn factors(&self, year: Year, kind: &Kind, file: &str, absent: AbsentPolicy) {
        self.upload(Upload { content: file.as_bytes().into(), absent, ..of_kind(Target::Factors, year, kind) }).await;
    }

    async fn list(&self, year: Year, data_type: DataEntryType, file: &str) {
        let upload = Upload { data_type: Some(data_type), ..of_kind(Target::Reference, year, &KINDS[0]) };
        let outcome = self.upload(Upload { module: None, content: file.as_bytes().into(), ..upload }).await;
        assert_ne!(outcome, JobOutcome::Error, "{file}");
    }

    async fn rooms(&self, seed: u64) {
        let mut dice = Dice(seed);
        let rows = ["AA,001,office", "AA,002,laboratories", "BB,001,archives"].map(|room| {
            let surface = if dice.roll(4) == 0 { "-".to_owned() } else { dice.number() };
            format!("MAIN,{room},{surface}\n")
        });
        let header = "building_location,building_name,room_name,room_type,room_surface_square_meter\n";
        self.list(self.years[0], DataEntryType::Building, &(header.to_owned() + &rows.concat())).await;
    }

    async fn exchange_rates(&self, year: Year, seed: u64) {
        let mut dice = Dice(seed);
        let mut rate = || (1 + dice.roll(3000)) as f64 / 1000.0;
        let file = format!("year,currency,units_per_eur\n{year},CHF,{}\n{year},USD,{}\n", rate(), rate());
        let upload = Upload { module: None, data_type: None, ..of_kind(Target::ExchangeRates, year, &KINDS[0]) };
        assert_eq!(self.upload(Upload { content: file.as_bytes().into(), ..upload }).await, JobOutcome::Success);
    }

    async fn send(&mut self, method: Method, path: &str, body: &Value) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        self.browser.send(request.body(body.to_string().into()).unwrap()).await
    }

    async fn module(&self, year: Year, kind: &Kind, unit: usize) -> String {
        let unit =
            sqlx::query_scalar("select id from units where institutional_id = $1").bind(code(1 + unit % self.units));
        address(unit.fetch_one(&self.app.db).await.unwrap(), year, kind)
    }

    /// One of the entries of a module in all units, in the order in which they were stored.
    async fn entry(&self, year: Year, kind: &Kind, pick: usize) -> Option<StoredEntry> {
        let entries: Vec<StoredEntry> = sqlx::query_as(
            "select id, unit_id, data_entry_type_id from data_entries where year = $1 and module_type_id = $2 order by id",
        )
        .bind(year.get())
        .bind(kind.module().id())
        .fetch_all(&self.app.db)
        .await
        .unwrap();
        (!entries.is_empty()).then(|| entries[pick % entries.len()])
    }
}

fn of_kind(target: Target, year: Year, kind: &Kind) -> Upload<'static> {
    Upload {
        target,
        module: Some(kind.module()),
        data_type: kind.only_type(),
        year,
        unit: None,
        absent: AbsentPolicy::Retire,
        dry_run: false,
        recalculate: false,
        keeps_file: false,
        file_name: "file.csv",
        content: calco2::ingestion::Content::Bytes(&[]),
    }
}

fn address(unit: i32, year: Year, kind: &Kind) -> String {
    format!("/api/v1/units/{unit}/years/{year}/modules/{}", kind.module().id())
}

/// A data file; rows without unit are of a unit's own file.
fn data_file(kind: &Kind, rows: impl Iterator<Item = (Option<usize>, u64)> + Clone) -> String {
    let of_units = rows.clone().all(|(unit, _)| unit.is_some()).then_some("unit_institutional_id");
    let columns: Vec<&str> = of_units.into_iter().chain(kind.columns.iter().map(|(column, _)| *column)).collect();
    let rows = rows.map(|(unit, seed)| {
        let cells = kind.row(seed).into_iter().map(|(_, cell)| cell);
        unit.map(code).into_iter().chain(cells).collect::<Vec<_>>().join(",")
    });
    [columns.join(",")].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// The same row as the API takes it: what the type has no field for is left out.
fn body(kind: &Kind, data_type: DataEntryType, seed: u64) -> Value {
    let fields = definition(data_type).unwrap().fields;
    let is_field = |column: &str| fields.iter().any(|field| field.name == column);
    let cells = kind.row(seed).into_iter().filter(|(column, cell)| is_field(column) && !cell.is_empty());
    Value::Object(cells.map(|(column, cell)| (column.to_owned(), Value::String(cell))).collect::<Map<_, _>>())
}
