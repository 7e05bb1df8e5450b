//! Data files of an invented institution, made from the profiles of its units' years: one file per module here.

mod buildings;
mod equipment;
mod external;
mod headcount;
mod process_emissions;
mod purchases;
mod research_facilities;
mod travel;

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::files::{Covered, nearest_known};
use super::profile::Profile;
use super::random::Random;
use super::{SeedError, read_csv};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::directory::Directory;
use crate::ingestion::Target;

/// Rooms between the first ones of two neighbours.
const ROOMS_APART: usize = 8;

/// A data file, and what it is for.
pub(super) struct DataFile {
    pub(super) name: String,
    pub(super) covered: Covered,
    pub(super) bytes: Vec<u8>,
}

/// The units of a year, and what stands around them.
pub(super) struct Campus {
    pub(super) year: Year,
    pub(super) profiles: Vec<Profile>,
    staff: HashMap<String, Vec<Person>>,
    names: Vec<Name>,
    rooms: Vec<Room>,
}

#[derive(Deserialize)]
struct Name {
    given: String,
    family: String,
}

/// A member of a unit.
#[derive(Debug, Clone)]
struct Person {
    id: String,
    name: String,
}

/// A room of the reference list.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Room {
    pub(super) building_name: String,
    #[serde(rename = "room_name")]
    pub(super) name: String,
    #[serde(rename = "room_type")]
    pub(super) kind: String,
}

impl Campus {
    pub(super) fn new(
        year: Year,
        profiles: Vec<Profile>,
        directory: &Directory,
        rooms: &[u8],
    ) -> Result<Self, SeedError> {
        let rooms = csv::Reader::from_reader(rooms).into_deserialize().collect::<Result<_, _>>()?;
        let mut staff: HashMap<String, Vec<Person>> = HashMap::new();
        for person in &directory.persons {
            let units = person.authorizations.iter().filter_map(|right| right.active_cost_centre());
            for unit in units {
                let of_unit = staff.entry(unit.to_owned()).or_default();
                if of_unit.last().is_none_or(|last| last.id != person.id) {
                    let name = person.display.clone().unwrap_or_default();
                    of_unit.push(Person { id: person.id.clone(), name });
                }
            }
        }
        Ok(Self { year, profiles, staff, names: read_csv("names.csv")?, rooms })
    }

    /// The unit's people of the directory, then as many invented ones as the year has members.
    fn people_of(&self, profile: &Profile) -> Vec<Person> {
        let unit = &profile.unit_institutional_id;
        let listed = self.staff.get(unit).into_iter().flatten().cloned();
        let invented = (0..profile.members).map(|number| {
            let mut random = Random::of(profile.seed, &["person", unit, &number.to_string()]);
            let name = format!("{} {}", random.pick(&self.names).given, random.pick(&self.names).family);
            Person { id: format!("3{unit}{number:02}"), name }
        });
        listed.chain(invented).take(profile.members).collect()
    }

    /// The rooms from a unit's first one on, by the unit's position.
    fn rooms_of(&self, position: usize) -> impl Iterator<Item = &Room> {
        self.rooms.iter().cycle().skip(position * ROOMS_APART % self.rooms.len().max(1))
    }

    /// The rows of one of the year's factor files.
    fn factors<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, SeedError> {
        Ok(read_csv(&format!("factors/{}/{name}.csv", nearest_known(self.year)))?)
    }
}

/// A kind of data file: its name, what it is for, its rows.
pub(super) type FileKind = (&'static str, Covered, fn(&Campus) -> Result<Table, SeedError>);

/// The data files of a year, all units in each.
pub(super) const FILES: [FileKind; 14] = [
    ("headcount_members", of_type(DataEntryType::Member), headcount::members),
    ("headcount_students", of_type(DataEntryType::Student), headcount::students),
    ("travel_planes", of_type(DataEntryType::Plane), travel::planes),
    ("travel_trains", of_type(DataEntryType::Train), travel::trains),
    ("buildings_rooms", of_type(DataEntryType::Building), buildings::rooms),
    ("buildings_combustion", of_type(DataEntryType::EnergyCombustion), buildings::fuels),
    ("equipment", of_module(ModuleType::Equipment), equipment::equipment),
    ("purchases_common", of_module(ModuleType::Purchase), purchases::purchases),
    ("purchases_centralized", of_type(DataEntryType::AdditionalPurchases), purchases::centralized_purchases),
    ("research_facilities", of_type(DataEntryType::ResearchFacilities), research_facilities::facilities),
    ("animal_facilities", of_type(DataEntryType::MiceAndFishAnimalFacilities), research_facilities::animals),
    ("external_clouds", of_type(DataEntryType::ExternalClouds), external::clouds),
    ("external_ai", of_type(DataEntryType::ExternalAi), external::ai),
    ("process_emissions", of_type(DataEntryType::ProcessEmissions), process_emissions::gases),
];

const fn of_type(data_type: DataEntryType) -> Covered {
    (Target::Data, None, Some(data_type))
}

const fn of_module(module: ModuleType) -> Covered {
    (Target::Data, Some(module), None)
}

/// Makes a data file; none when it would have no row.
pub(super) fn data_file(campus: &Campus, (name, covered, rows): FileKind) -> Result<Option<DataFile>, SeedError> {
    let table = rows(campus)?;
    if table.rows == 0 {
        return Ok(None);
    }
    Ok(Some(DataFile { name: format!("{name}_{}.csv", campus.year), covered, bytes: table.finish()? }))
}

/// Rows of a file on their way to bytes.
pub(super) struct Table {
    writer: csv::Writer<Vec<u8>>,
    rows: usize,
}

impl Table {
    pub(super) fn new(header: &[&str]) -> Result<Self, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(header)?;
        Ok(Self { writer, rows: 0 })
    }

    pub(super) fn row(&mut self, cells: &[&str]) -> Result<(), csv::Error> {
        self.rows += 1;
        self.writer.write_record(cells)
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, SeedError> {
        self.writer.into_inner().map_err(|error| SeedError::Damaged(error.to_string()))
    }
}
