//! Data files of the demo institution, made from the profiles of its units' years: one file per module here.

mod buildings;
mod equipment;
mod external;
mod headcount;
mod process_emissions;
mod purchases;
mod research_facilities;
mod travel;

use headcount::Person;

use super::SeedError;
use super::files::Covered;
use super::profile::Profile;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ingestion::Target;

/// A data file, and what it is for.
pub(super) struct DataFile {
    pub(super) name: String,
    pub(super) covered: Covered,
    pub(super) bytes: Vec<u8>,
}

/// A profile with the people of the unit.
type Inhabited<'a> = (&'a Profile, Vec<Person>);

/// The data files of a year, all units in each; a file without rows is left out.
pub(super) fn data_files(year: Year, profiles: &[Profile]) -> Result<Vec<DataFile>, SeedError> {
    let units = headcount::inhabited(profiles)?;
    let of_type = |name, data_type, table: Table| (name, (Target::Data, None, Some(data_type)), table);
    let of_module = |name, module, table: Table| (name, (Target::Data, Some(module), None), table);
    let files = [
        of_type("headcount_members", DataEntryType::Member, headcount::members(&units)?),
        of_type("headcount_students", DataEntryType::Student, headcount::students(profiles)?),
        of_type("travel_planes", DataEntryType::Plane, travel::planes(year, &units)?),
        of_type("travel_trains", DataEntryType::Train, travel::trains(year, &units)?),
        of_type("buildings_rooms", DataEntryType::Building, buildings::rooms(profiles)?),
        of_type("buildings_combustion", DataEntryType::EnergyCombustion, buildings::fuels(year, profiles)?),
        of_module("equipment", ModuleType::Equipment, equipment::equipment(year, profiles)?),
        of_module("purchases_common", ModuleType::Purchase, purchases::purchases(profiles)?),
        of_type(
            "purchases_centralized",
            DataEntryType::AdditionalPurchases,
            purchases::centralized_purchases(profiles)?,
        ),
        of_type(
            "research_facilities",
            DataEntryType::ResearchFacilities,
            research_facilities::facilities(year, profiles)?,
        ),
        of_type(
            "animal_facilities",
            DataEntryType::MiceAndFishAnimalFacilities,
            research_facilities::animals(year, profiles)?,
        ),
        of_type("external_clouds", DataEntryType::ExternalClouds, external::clouds(year, profiles)?),
        of_type("external_ai", DataEntryType::ExternalAi, external::ai(year, profiles)?),
        of_type("process_emissions", DataEntryType::ProcessEmissions, process_emissions::gases(year, profiles)?),
    ];
    let filled = files.into_iter().filter(|(.., table)| table.rows > 0);
    filled
        .map(|(name, covered, table)| {
            Ok(DataFile { name: format!("{name}_{year}.csv"), covered, bytes: table.finish()? })
        })
        .collect()
}

struct Table {
    writer: csv::Writer<Vec<u8>>,
    rows: usize,
}

impl Table {
    fn new(header: &[&str]) -> Result<Self, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(header)?;
        Ok(Self { writer, rows: 0 })
    }

    fn row(&mut self, cells: &[&str]) -> Result<(), csv::Error> {
        self.rows += 1;
        self.writer.write_record(cells)
    }

    fn finish(self) -> Result<Vec<u8>, SeedError> {
        self.writer.into_inner().map_err(|error| SeedError::Damaged(error.to_string()))
    }
}
