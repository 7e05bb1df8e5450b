//! A year of the demo institution, and entries that its factors fit.

use std::collections::HashMap;

use calco2::carbon::engine::{self, Environment};
use calco2::carbon::entry::{Definition, Entry, definitions};
use calco2::carbon::factor::{Factor, FactorSet, FactorValue};
use calco2::carbon::field::{DecimalMark, RecordReader};
use calco2::carbon::ids::FactorId;
use calco2::carbon::reference::{ExchangeRates, Location, Locations, Reference, Rooms, TransportMode};
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};

/// Entries of each type.
const COUNT: usize = 1_000;
/// The demo institution has few kinds of equipment and purchases; a real one has so many times more.
const VARIETY: usize = 30;

type Row = HashMap<String, String>;

/// What computations look at.
pub(crate) struct Year {
    factors: FactorSet,
    reference: Reference,
}

/// Stored payloads of a type.
pub(crate) struct Sample {
    pub(crate) definition: &'static Definition,
    pub(crate) payloads: Vec<String>,
}

impl Sample {
    pub(crate) fn load(&self, payload: &str) -> Box<dyn Entry> {
        (self.definition.load)(self.definition.data_type, payload).expect("samples can be read back")
    }

    pub(crate) fn entries(&self) -> Vec<Box<dyn Entry>> {
        self.payloads.iter().map(|payload| self.load(payload)).collect()
    }
}

impl Year {
    /// The factors and lists of 2025.
    pub(crate) fn seeded() -> Self {
        let factors = definitions().iter().map(|definition| (definition.data_type, factors(definition)));
        let places = [(TransportMode::Plane, "airports"), (TransportMode::Train, "stations")].map(|(mode, file)| {
            rows(&format!("reference/{file}.csv")).into_iter().map(move |row| (mode, location(&row)))
        });
        let rooms = rows("reference/rooms.csv");
        let surfaces = rooms.iter().filter_map(|row| {
            Some((&*row["building_name"], &*row["room_name"], row["room_surface_square_meter"].parse().ok()?))
        });
        let rates = rows("reference/exchange_rates.csv").into_iter().filter(|row| row["year"] == "2025");
        let rates = rates.map(|row| (row["currency"].to_lowercase(), row["units_per_eur"].parse().unwrap()));
        let reference = Reference {
            locations: Locations::new(places.into_iter().flatten()),
            rooms: Rooms::new(surfaces),
            exchange_rates: ExchangeRates::new(rates),
        };
        Self { factors: FactorSet::new(factors), reference }
    }

    pub(crate) fn environment(&self) -> Environment<'_> {
        Environment { factors: &self.factors, reference: &self.reference }
    }
}

/// Entries of every type that has some.
pub(crate) fn of_every_type(year: &Year) -> Vec<Sample> {
    let with_entries = definitions().iter().filter(|definition| definition.has_entries);
    with_entries.map(|definition| Sample { definition, payloads: payloads(definition, year) }).collect()
}

fn payloads(definition: &'static Definition, year: &Year) -> Vec<String> {
    let factors = year.factors.of(definition.data_type).expect("every type has factors").all();
    let (airports, stations, rooms) =
        (rows("reference/airports.csv"), rows("reference/stations.csv"), rows("reference/rooms.csv"));
    let of_number = |number: usize| {
        let factor = &factors[number * 7 % factors.len()];
        let places = if definition.data_type == DataEntryType::Train { &stations } else { &airports };
        let (from, to) = (&places[number % places.len()], &places[(number * 3 + 1) % places.len()]);
        let room = &rooms[number % rooms.len()];
        let cell = |column: &str| match column {
            "origin_iata" => Some(&*from["iata_code"]),
            "destination_iata" => Some(&*to["iata_code"]),
            "origin_name" => Some(&*from["name"]),
            "origin_country_code" => Some(&*from["country_code"]),
            "destination_name" => Some(&*to["name"]),
            "destination_country_code" => Some(&*to["country_code"]),
            "building_name" | "room_name" | "room_type" => Some(&*room[column]),
            "cabin_class" if definition.data_type == DataEntryType::Train => Some("second"),
            _ => of_factor(factor, column).or_else(|| usual(column)),
        };
        let mut reader = RecordReader::new(&cell, DecimalMark::Point);
        let entry = (definition.read)(definition.data_type, &mut reader);
        let (problems, _) = reader.finish();
        let mut entry = entry.unwrap_or_else(|| panic!("{problems:?}"));
        let computed = engine::compute(entry.as_mut(), None, &year.environment(), &mut Vec::new());
        computed.is_ok().then(|| entry.payload().to_string())
    };
    // a few draws fit no factor: a flight of a cabin that its distance does not have
    (0..).filter_map(of_number).take(COUNT).collect()
}

/// What the entries of a factor say as the factor does.
fn of_factor<'a>(factor: &'a Factor, column: &str) -> Option<&'a str> {
    let class = factor.draft.classification.iter().find(|(name, _)| *name == column);
    let value = factor.draft.values.iter().find_map(|(name, value)| match value {
        FactorValue::Text(text) if *name == column => Some(text.as_str()),
        _ => None,
    });
    class.and_then(|(_, class)| class.as_deref()).or(value)
}

/// What entries usually say where their factor does not decide.
fn usual(column: &str) -> Option<&'static str> {
    Some(match column {
        "name" => "Demo item",
        "supplier" => "Demo supplier",
        "equipment_id" => "DEMO-0001",
        "sius_code" => "54",
        "user_institutional_id" => "900001",
        "departure_date" => "2025-03-10",
        "requests_per_user_per_day" => "5_20",
        "unit" => "litre",
        "fte" | "room_allocation_ratio" => "0.5",
        "number_of_trips" => "2",
        "fte_count" => "4.5",
        "quantity" | "use" | "total_spent_amount" | "spent_amount" | "annual_consumption" => "123.45",
        "coef_to_kg" => "0.8",
        _ => return None,
    })
}

fn factors(definition: &Definition) -> Vec<Factor> {
    let module = definition.data_type.module();
    let file = match definition.data_type {
        DataEntryType::Member => "headcount_members",
        DataEntryType::Student => "headcount_students",
        DataEntryType::Plane => "travel_planes",
        DataEntryType::Train => "travel_trains",
        DataEntryType::Building => "buildings_rooms",
        DataEntryType::EnergyCombustion => "buildings_combustion",
        DataEntryType::BuildingEmbodiedEnergy => "buildings_embodied_energy",
        DataEntryType::ExternalClouds => "external_clouds",
        DataEntryType::ExternalAi => "external_ai",
        DataEntryType::ProcessEmissions => "process_emissions",
        DataEntryType::AdditionalPurchases => "purchases_centralized",
        DataEntryType::ResearchFacilities => "research_facilities",
        DataEntryType::MiceAndFishAnimalFacilities => "animal_facilities",
        _ if module == ModuleType::Equipment => "equipment",
        _ => "purchases_common",
    };
    let rows = rows(&format!("factors/2025/{file}.csv"));
    let category = definition.category_column.map(|field| field.name);
    let is_ours = |row: &&Row| category.is_none_or(|column| row[column] == definition.data_type.key());
    let variety = if category.is_some() { VARIETY } else { 1 };
    let drafts = rows.iter().filter(is_ours).flat_map(|row| {
        let cell = |column: &str| row.get(column).map(String::as_str);
        let mut reader = RecordReader::new(&cell, DecimalMark::Point);
        let draft = (definition.factor.read)(definition.data_type, &mut reader).expect("seeded factors can be read");
        (0..variety).map(move |number| {
            let mut draft = draft.clone();
            let classes = draft.classification.iter_mut().filter_map(|(_, class)| class.as_mut());
            for class in classes.filter(|_| number > 0) {
                *class = format!("{class} {number}");
            }
            draft
        })
    });
    drafts.zip(1..).map(|(draft, id)| Factor { id: FactorId(id), revision: 1, draft }).collect()
}

fn location(row: &Row) -> Location {
    let some = |cell: &String| Some(cell.clone()).filter(|cell| !cell.is_empty());
    Location {
        natural_key: format!("{}:{}", row["transport_mode"], row["name"]),
        name: row["name"].clone(),
        country_code: some(&row["country_code"]),
        iata_code: some(&row["iata_code"]),
        latitude: row["latitude"].parse().expect("a latitude"),
        longitude: row["longitude"].parse().expect("a longitude"),
    }
}

/// Rows of a file of the demo institution.
fn rows(path: &str) -> Vec<Row> {
    let path = format!("{}/seed/{path}", env!("CARGO_MANIFEST_DIR"));
    let mut file = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    file.deserialize().map(|row| row.expect("a row")).collect()
}
