//! What formulas look up besides factors: where places are, how large rooms are, what currencies are worth.

use std::collections::HashMap;

use super::text::{comparison_key, folded};

/// A means of transport whose places are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransportMode {
    /// Airports, known by IATA code.
    Plane,
    /// Stations, known by name and country.
    Train,
}

impl TransportMode {
    /// Name in files and storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Plane => "plane",
            Self::Train => "train",
        }
    }
}

/// An airport or a station.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Stable key over uploads.
    pub natural_key: String,
    /// Name as listed.
    pub name: String,
    /// ISO code in upper case.
    pub country_code: Option<String>,
    /// IATA code in upper case; airports only.
    pub iata_code: Option<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// How many places answer to a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found<'a> {
    /// Exactly one.
    One(&'a Location),
    /// None.
    Unknown,
    /// Several, so many.
    Ambiguous(usize),
}

/// The airports and stations.
#[derive(Debug, Default)]
pub struct Locations {
    listed: Vec<Location>,
    airports: HashMap<String, usize>,
    by_natural_key: HashMap<String, usize>,
    stations: HashMap<(String, String), Vec<usize>>,
    folded_stations: HashMap<(String, String), Vec<usize>>,
}

impl Locations {
    /// Indexes a list.
    pub fn new(places: impl IntoIterator<Item = (TransportMode, Location)>) -> Self {
        let mut all = Self::default();
        for (mode, location) in places {
            let position = all.listed.len();
            all.by_natural_key.insert(location.natural_key.clone(), position);
            match mode {
                TransportMode::Plane => {
                    if let Some(iata) = &location.iata_code {
                        all.airports.insert(iata.clone(), position);
                    }
                }
                TransportMode::Train => {
                    let country = location.country_code.clone().unwrap_or_default();
                    let exact = (country.clone(), comparison_key(&location.name));
                    all.stations.entry(exact).or_default().push(position);
                    all.folded_stations.entry((country, folded(&location.name))).or_default().push(position);
                }
            }
            all.listed.push(location);
        }
        all
    }

    /// The airport of an IATA code in upper case.
    pub fn airport(&self, iata_code: &str) -> Option<&Location> {
        self.airports.get(iata_code).map(|position| &self.listed[*position])
    }

    /// The place of a natural key.
    pub fn by_natural_key(&self, key: &str) -> Option<&Location> {
        self.by_natural_key.get(key).map(|position| &self.listed[*position])
    }

    /// The station of a name in a country: the exact name first, then the name without accents.
    pub fn station(&self, name: &str, country_code: &str) -> Found<'_> {
        let exact = self.stations.get(&(country_code.to_owned(), comparison_key(name)));
        let candidates = exact.or_else(|| self.folded_stations.get(&(country_code.to_owned(), folded(name))));
        match candidates.map_or(&[][..], Vec::as_slice) {
            [] => Found::Unknown,
            [only] => Found::One(&self.listed[*only]),
            several => Found::Ambiguous(several.len()),
        }
    }
}

/// What rooms are used for.
pub const ROOM_TYPES: &[&str] = &["office", "miscellaneous", "laboratories", "archives", "libraries", "auditoriums"];

/// The rooms whose surface is known.
#[derive(Debug, Default)]
pub struct Rooms {
    surfaces: HashMap<(String, String), f64>,
}

impl Rooms {
    /// Indexes surfaces in m² by building and room.
    pub fn new<'a>(listed: impl IntoIterator<Item = (&'a str, &'a str, f64)>) -> Self {
        let keyed = listed
            .into_iter()
            .map(|(building, room, surface)| ((comparison_key(building), comparison_key(room)), surface));
        Self { surfaces: keyed.collect() }
    }

    /// The surface of a room, m².
    pub fn surface(&self, building: &str, room: &str) -> Option<f64> {
        self.surfaces.get(&(comparison_key(building), comparison_key(room))).copied()
    }
}

/// Units of a currency per euro, in one year.
#[derive(Debug, Default)]
pub struct ExchangeRates {
    units_per_eur: HashMap<String, f64>,
}

impl ExchangeRates {
    /// Rates by currency code in lower case; the euro needs none.
    pub fn new(rates: impl IntoIterator<Item = (String, f64)>) -> Self {
        Self { units_per_eur: rates.into_iter().collect() }
    }

    fn rate(&self, currency: &str) -> Option<f64> {
        if currency == "eur" { Some(1.0) } else { self.units_per_eur.get(currency).copied() }
    }

    /// What to multiply an amount in `from` with to have it in `to`; none when a rate is missing.
    pub fn conversion(&self, from: &str, to: &str) -> Option<f64> {
        if from == to {
            return Some(1.0);
        }
        Some(self.rate(to)? / self.rate(from)?)
    }
}

/// Everything looked up besides factors, for one year.
#[derive(Debug, Default)]
pub struct Reference {
    /// Airports and stations; not tied to a year.
    pub locations: Locations,
    /// Rooms; not tied to a year.
    pub rooms: Rooms,
    /// The year's exchange rates.
    pub exchange_rates: ExchangeRates,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn station(name: &str, country: &str) -> (TransportMode, Location) {
        let location = Location {
            natural_key: format!("train:{country}:{name}"),
            name: name.to_owned(),
            country_code: Some(country.to_owned()),
            iata_code: None,
            latitude: 46.0,
            longitude: 6.0,
        };
        (TransportMode::Train, location)
    }

    #[test]
    fn a_station_is_found_by_exact_name_before_accents_are_dropped() {
        let locations = Locations::new([station("Genève", "CH"), station("Geneve", "CH"), station("Zürich", "CH")]);
        assert!(matches!(locations.station(" genève", "CH"), Found::One(found) if found.name == "Genève"));
        assert!(matches!(locations.station("Zurich", "CH"), Found::One(found) if found.name == "Zürich"));
        assert_eq!(locations.station("Genêve", "CH"), Found::Ambiguous(2));
        assert_eq!(locations.station("Zürich", "DE"), Found::Unknown);
    }

    #[test]
    fn amounts_convert_through_the_euro_and_equal_currencies_need_no_rate() {
        let rates = ExchangeRates::new([("chf".to_owned(), 0.95), ("usd".to_owned(), 1.08)]);
        assert!((1900.0 * rates.conversion("chf", "eur").unwrap() - 2000.0).abs() < 1e-9);
        assert!((540.0 * rates.conversion("usd", "eur").unwrap() - 500.0).abs() < 1e-9);
        assert_eq!(rates.conversion("sek", "sek"), Some(1.0));
        assert_eq!(rates.conversion("sek", "eur"), None);
    }
}
