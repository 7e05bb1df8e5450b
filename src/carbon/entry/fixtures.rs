//! For tests of rules: a year's factors and one record, both written as lines of a file.

use std::sync::LazyLock;

use super::{Definition, Entry, definition, definitions};
use crate::carbon::engine::{self, Emission, Environment, NotComputed};
use crate::carbon::factor::{Factor, FactorDraft, FactorSet};
use crate::carbon::field::{DecimalMark, Problem, RecordReader, RowCode};
use crate::carbon::ids::FactorId;
use crate::carbon::reference::{ExchangeRates, Location, Locations, Reference, Rooms, TransportMode};
use crate::carbon::taxonomy::DataEntryType;

/// A header, and lines below it; cells are separated by commas and never quoted.
pub(super) type Lines<'a> = (&'a str, &'a [&'a str]);

/// What a formula looks up.
#[derive(Debug, Default)]
pub(super) struct Year {
    factors: FactorSet,
    reference: Reference,
}

fn with_reader<T>(
    header: &str,
    line: &str,
    read: impl Fn(&mut RecordReader<'_>) -> Option<T>,
) -> Result<T, Vec<Problem>> {
    let cells: Vec<_> = header.split(',').zip(line.split(',')).map(|(name, cell)| (name, cell.to_owned())).collect();
    with_cells(&cells, read)
}

/// Reads a record whose cells may hold anything.
pub(super) fn with_cells<T>(
    cells: &[(&str, String)],
    read: impl Fn(&mut RecordReader<'_>) -> Option<T>,
) -> Result<T, Vec<Problem>> {
    let cell = |column: &str| cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| cell.as_str());
    let mut reader = RecordReader::new(&cell, DecimalMark::Point);
    let read = read(&mut reader);
    let (problems, _) = reader.finish();
    read.filter(|_| problems.is_empty()).ok_or(problems)
}

/// Reads one line of a factor file.
pub(super) fn factor(data_type: DataEntryType, header: &str, line: &str) -> Result<FactorDraft, Vec<Problem>> {
    with_reader(header, line, |reader| (definition(data_type).unwrap().factor.read)(data_type, reader))
}

/// Reads one line of a data file.
pub(super) fn entry(data_type: DataEntryType, header: &str, line: &str) -> Result<Box<dyn Entry>, Vec<Problem>> {
    with_reader(header, line, |reader| (definition(data_type).unwrap().read)(data_type, reader))
}

/// Columns and codes of what was refused.
pub(super) fn refusals<T: std::fmt::Debug>(read: Result<T, Vec<Problem>>) -> Vec<(&'static str, RowCode)> {
    read.unwrap_err().into_iter().map(|problem| (problem.column.unwrap_or_default(), problem.code)).collect()
}

fn golden_factors(definition: &Definition) -> Vec<Factor> {
    let file = match definition.data_type {
        DataEntryType::Member => "headcount/member",
        DataEntryType::Student => "headcount/student",
        DataEntryType::Scientific | DataEntryType::It | DataEntryType::Other => "equipment/equipment",
        DataEntryType::Plane => "professional_travel/plane",
        DataEntryType::Train => "professional_travel/train",
        DataEntryType::Building => "buildings/room",
        DataEntryType::EnergyCombustion => "buildings/combustion",
        DataEntryType::BuildingEmbodiedEnergy => "buildings/embodied_energy",
        DataEntryType::ExternalClouds => "external_cloud_and_ai/external_clouds",
        DataEntryType::ExternalAi => "external_cloud_and_ai/external_ai",
        DataEntryType::ProcessEmissions => "process_emissions/process",
        DataEntryType::AdditionalPurchases => "purchase/purchases_additional",
        DataEntryType::ResearchFacilities => "research_facilities/researchfacilities_common",
        DataEntryType::MiceAndFishAnimalFacilities => "research_facilities/researchfacilities_animals",
        _ => "purchase/purchases_common",
    };
    let path = format!("{}/tests/golden/csv/{file}_factors.csv", env!("CARGO_MANIFEST_DIR"));
    let mut file = csv::Reader::from_path(path).unwrap();
    let header = file.headers().unwrap().clone();
    let drafts = file.records().filter_map(|row| {
        let row = row.unwrap();
        let cells: Vec<_> = header.iter().zip(row.iter().map(str::to_owned)).collect();
        with_cells(&cells, |reader| (definition.factor.read)(definition.data_type, reader)).ok()
    });
    drafts.zip(1..).map(|(draft, id)| Factor { id: FactorId(id), revision: 1, draft }).collect()
}

impl Year {
    /// A year with the factors of some types, numbered from 1 in each.
    pub(super) fn with_factors(files: &[(DataEntryType, Lines<'_>)]) -> Self {
        let factors = files.iter().map(|(data_type, (header, lines))| {
            let drafts = lines.iter().map(|line| factor(*data_type, header, line).unwrap());
            let factors = drafts.zip(1..).map(|(draft, id)| Factor { id: FactorId(id), revision: 1, draft });
            (*data_type, factors.collect())
        });
        Self { factors: FactorSet::new(factors), ..Self::default() }
    }

    /// The year of the golden files: factors of every type, places, rooms and rates.
    pub(super) fn golden() -> &'static Self {
        static YEAR: LazyLock<Year> = LazyLock::new(|| {
            let factors = definitions().iter().map(|definition| (definition.data_type, golden_factors(definition)));
            let place = |(mode, key, country, latitude): (TransportMode, &str, &str, f64)| {
                let location = Location {
                    natural_key: key.to_owned(),
                    name: key.to_owned(),
                    country_code: Some(country.to_owned()),
                    iata_code: Some(key.to_owned()),
                    latitude,
                    longitude: 6.0,
                };
                (mode, location)
            };
            let (plane, train) = (TransportMode::Plane, TransportMode::Train);
            let places = [(plane, "QAA", "CH", 46.0), (plane, "QBB", "GB", 51.5), (train, "Lacville", "CH", 46.5)];
            let reference = Reference { locations: Locations::new(places.map(place)), ..Reference::default() };
            let year = Year { factors: FactorSet::new(factors), reference };
            year.with_rates(&[("chf", 0.95), ("usd", 1e-300)]).with_rooms(&[("AA", "AA 001", 20.0)])
        });
        &YEAR
    }

    /// The same year with exchange rates.
    pub(super) fn with_rates(self, rates: &[(&str, f64)]) -> Self {
        let rates = rates.iter().map(|(currency, rate)| ((*currency).to_owned(), *rate));
        let exchange_rates = ExchangeRates::new(rates);
        Self { reference: Reference { exchange_rates, ..self.reference }, ..self }
    }

    /// The same year with rooms: building, name, m².
    pub(super) fn with_rooms(self, rooms: &[(&str, &str, f64)]) -> Self {
        let rooms = Rooms::new(rooms.iter().copied());
        Self { reference: Reference { rooms, ..self.reference }, ..self }
    }

    /// The factors.
    pub(super) fn factors(&self) -> &FactorSet {
        &self.factors
    }

    /// Computes an entry.
    pub(super) fn compute(&self, entry: &mut dyn Entry, imposed_kg: Option<f64>) -> Result<Vec<Emission>, NotComputed> {
        let environment = Environment { factors: &self.factors, reference: &self.reference };
        let mut emissions = Vec::new();
        engine::compute(entry, imposed_kg, &environment, &mut emissions).map(|()| emissions)
    }

    /// The emissions of a line of a data file.
    pub(super) fn emissions(
        &self,
        data_type: DataEntryType,
        header: &str,
        line: &str,
        imposed_kg: Option<f64>,
    ) -> Result<Vec<Emission>, NotComputed> {
        self.compute(entry(data_type, header, line).unwrap().as_mut(), imposed_kg)
    }

    /// The only emission of a line of a data file: its type and kilograms, rounded to a millionth.
    pub(super) fn only_emission(
        &self,
        data_type: DataEntryType,
        header: &str,
        line: &str,
        imposed_kg: Option<f64>,
    ) -> Result<(i32, f64), NotComputed> {
        let emissions = self.emissions(data_type, header, line, imposed_kg)?;
        let [emission] = emissions.as_slice() else { panic!("{emissions:?} is not one emission") };
        Ok((emission.emission_type.0, (emission.kg * 1e6).round() / 1e6))
    }
}
