//! The trips of a unit's year on a map.

use std::collections::HashMap;

use super::{Chart, WIDE};
use crate::carbon::entry::trip;
use crate::carbon::reference::{Location, Locations};
use crate::carbon::taxonomy::{Category, DataEntryType};
use crate::charts::map::{ASPECT, Map, Place, Route};
use crate::charts::{Align, Cell, Column, DataTable, Item, Paint, Rect, Text};
use crate::web::{Lang, figures};

/// Routes drawn at most; the others are listed.
const MOST_ROUTES: usize = 400;
/// Room for what the colours mean.
const LEGEND: f64 = 36.0;
/// Height of the map as drawn for windows.
pub(in crate::results) const HEIGHT: f64 = WIDE * ASPECT + LEGEND;

/// Trips by where they went, the heaviest first.
#[derive(Debug, Default)]
pub(in crate::results) struct Trips {
    routes: Vec<Summed>,
    places: Vec<Location>,
    /// Of those whose places are not listed: how many, and their kilograms.
    not_listed: (i64, f64),
}

/// All trips between two places by the same means, there and back.
#[derive(Debug)]
struct Summed {
    data_type: DataEntryType,
    ends: [usize; 2],
    times: i64,
    kg: f64,
}

impl Trips {
    /// The sums of entries.
    pub(in crate::results) fn of(entries: &[(DataEntryType, serde_json::Value, f64)], locations: &Locations) -> Self {
        let mut trips = Self::default();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut summed: HashMap<(DataEntryType, [usize; 2]), usize> = HashMap::new();
        for (data_type, payload, kg) in entries {
            let Some(trip) = trip(*data_type, payload, locations) else {
                trips.not_listed.0 += payload["number_of_trips"].as_i64().unwrap_or(1);
                trips.not_listed.1 += kg;
                continue;
            };
            let mut ends = [trip.from, trip.to].map(|place| {
                *known.entry(place.natural_key.clone()).or_insert_with(|| {
                    trips.places.push(place.clone());
                    trips.places.len() - 1
                })
            });
            ends.sort_unstable();
            let position = *summed.entry((*data_type, ends)).or_insert_with(|| {
                trips.routes.push(Summed { data_type: *data_type, ends, times: 0, kg: 0.0 });
                trips.routes.len() - 1
            });
            trips.routes[position].times += trip.times;
            trips.routes[position].kg += kg;
        }
        trips.routes.sort_by(|a, b| b.kg.total_cmp(&a.kg).then(a.ends.cmp(&b.ends)));
        trips
    }

    /// The map and the list behind it.
    pub(in crate::results) fn drawn(&self, width: f64, year: i16, lang: Lang) -> Chart {
        let title = lang.t_with("trips-title", &[("year", year.to_string().into())]);
        let drawn = &self.routes[..self.routes.len().min(MOST_ROUTES)];
        // those with most trips keep their names where places are crowded
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        let visits = |place: usize| {
            drawn.iter().filter(|route| route.ends.contains(&place)).map(|route| route.times).sum::<i64>()
        };
        let visits: Vec<i64> = order.iter().map(|place| visits(*place)).collect();
        order.retain(|place| visits[*place] > 0);
        order.sort_by_key(|place| (-visits[*place], *place));
        let position: HashMap<usize, usize> =
            order.iter().enumerate().map(|(position, place)| (*place, position)).collect();
        let place = |place: &usize| {
            let Location { latitude, longitude, iata_code, name, .. } = &self.places[*place];
            let label = iata_code.as_ref().unwrap_or(name).clone();
            Place { latitude: *latitude, longitude: *longitude, label }
        };
        let route = |route: &Summed| Route {
            ends: route.ends.map(|end| position[&end]),
            shade: shade(route.data_type),
            weight: route.kg,
            title: self.words(route, lang),
        };
        let map = Map {
            name: "trips".to_owned(),
            title: title.clone(),
            description: self.finding(lang),
            places: order.iter().map(place).collect(),
            routes: drawn.iter().map(route).collect(),
        };
        let mut drawing = map.draw(width);
        drawing.items.extend(self.legend(drawing.height, width, lang));
        drawing.height += LEGEND;
        Chart { drawing, table: self.table(title, lang) }
    }

    fn names(&self, route: &Summed) -> [&str; 2] {
        route.ends.map(|end| self.places[end].name.as_str())
    }

    fn words(&self, route: &Summed, lang: Lang) -> String {
        let [from, to] = self.names(route);
        lang.t_with(
            "trips-route",
            &[
                ("from", from.into()),
                ("to", to.into()),
                ("by", by(route.data_type, lang).into()),
                ("count", route.times.into()),
                ("tonnes", figures::tonnes(route.kg).into()),
            ],
        )
    }

    fn finding(&self, lang: Lang) -> String {
        let Some(heaviest) = self.routes.first() else { return lang.t("trips-none-listed") };
        lang.t_with(
            "trips-finding",
            &[
                ("count", self.routes.iter().map(|route| route.times).sum::<i64>().into()),
                ("routes", self.routes.len().into()),
                ("heaviest", self.words(heaviest, lang).into()),
            ],
        )
    }

    /// What colours and widths mean, and what is not drawn, below the map.
    fn legend(&self, top: f64, width: f64, lang: Lang) -> Vec<Item> {
        let (mut x, baseline) = (0.0, top + 24.0);
        let mut items = Vec::new();
        for data_type in [DataEntryType::Plane, DataEntryType::Train] {
            let paint = Paint::Category(Category::ProfessionalTravel, shade(data_type));
            let name = by(data_type, lang);
            items.push(Item::rect(Rect { x, y: baseline - 10.0, width: 12.0, height: 12.0 }, paint));
            let wide = crate::charts::text::width(&name, 12.0, crate::charts::Weight::Regular);
            items.push(Text::new([x + 18.0, baseline], name).into());
            x += 18.0 + wide + 24.0;
        }
        items.push(Text::new([x, baseline], lang.t("trips-width")).into());
        let (times, _) = self.not_listed;
        if times > 0 {
            let words = lang.t_with("trips-not-drawn", &[("count", times.into())]);
            items.push(Text::new([width, baseline], words).aligned(Align::End).into());
        }
        items
    }

    fn table(&self, title: String, lang: Lang) -> DataTable {
        let row = |by: String, [from, to]: [&str; 2], times: i64, kg: f64| {
            vec![Cell::of(by), Cell::of(from), Cell::of(to), Cell::Number(times as f64), Cell::Number(kg / 1000.0)]
        };
        let (times, kg) = self.not_listed;
        let others = (times > 0).then(|| row(lang.t("trips-not-listed"), ["", ""], times, kg));
        let listed =
            self.routes.iter().map(|route| row(by(route.data_type, lang), self.names(route), route.times, route.kg));
        let all_times = times + self.routes.iter().map(|route| route.times).sum::<i64>();
        let all_kg = kg + self.routes.iter().map(|route| route.kg).sum::<f64>();
        DataTable {
            title,
            columns: vec![
                Column::words(lang.t("trips-by")),
                Column::words(lang.t("trips-from")),
                Column::words(lang.t("trips-to")),
                Column::numbers(lang.t("trips-count"), 0),
                Column::numbers(lang.t("unit-t-co2eq"), 3),
            ],
            rows: listed.chain(others).collect(),
            total: Some(row(lang.t("results-tonnes"), ["", ""], all_times, all_kg)),
        }
    }
}

fn shade(data_type: DataEntryType) -> u8 {
    if data_type == DataEntryType::Plane { 0 } else { 3 }
}

fn by(data_type: DataEntryType, lang: Lang) -> String {
    lang.t(if data_type == DataEntryType::Plane { "trips-plane" } else { "trips-train" })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::carbon::reference::TransportMode;

    fn locations() -> Locations {
        let airport = |iata: &str, latitude, longitude| {
            let location = Location {
                natural_key: iata.to_lowercase(),
                name: format!("Airport {iata}"),
                country_code: None,
                iata_code: Some(iata.to_owned()),
                latitude,
                longitude,
            };
            (TransportMode::Plane, location)
        };
        Locations::new([airport("GVA", 46.24, 6.11), airport("JFK", 40.64, -73.78), airport("LHR", 51.47, -0.46)])
    }

    fn flight(from: &str, to: &str, times: i64, kg: f64) -> (DataEntryType, serde_json::Value, f64) {
        let payload = json!({
            "origin_iata": from, "destination_iata": to, "user_institutional_id": "1", "departure_date": null,
            "number_of_trips": times, "cabin_class": "economy", "note": null
        });
        (DataEntryType::Plane, payload, kg)
    }

    #[test]
    fn trips_there_and_back_are_one_route_and_none_is_lost() {
        let entries = [
            flight("GVA", "LHR", 2, 600.0),
            flight("LHR", "GVA", 1, 300.0),
            flight("GVA", "JFK", 1, 2_000.0),
            flight("GVA", "QZZ", 3, 100.0),
        ];
        let chart = Trips::of(&entries, &locations()).drawn(WIDE, 2025, Lang::En);
        let cells: Vec<Vec<String>> = chart
            .table
            .rows
            .iter()
            .map(|row| chart.table.written(row).into_iter().map(|(words, _)| words).collect())
            .collect();
        assert_eq!(
            cells,
            [
                ["Plane", "Airport GVA", "Airport JFK", "1", "2.000"],
                ["Plane", "Airport GVA", "Airport LHR", "3", "0.900"],
                ["Places that are not listed", "", "", "3", "0.100"],
            ]
        );
        let total = chart.table.total.as_ref().unwrap();
        assert_eq!(total[3..], [Cell::Number(7.0), Cell::Number(3.0)]);
        assert_eq!((chart.drawing.width, chart.drawing.height), (WIDE, HEIGHT));
        let svg = crate::charts::svg::file(&chart.drawing, crate::charts::svg::Look::Plain);
        assert!(svg.contains("Airport GVA – Airport LHR, Plane: 3 trips, 0.9\u{a0}t"), "{svg}");
        assert!(svg.contains(">JFK</text>") && svg.contains("3 trips between places that are not listed"));
    }

    #[test]
    fn without_a_listed_place_the_map_says_so() {
        let chart = Trips::of(&[flight("AAA", "BBB", 1, 5.0)], &locations()).drawn(WIDE, 2025, Lang::En);
        assert_eq!(chart.drawing.description, "None of the places is listed.");
        assert_eq!(chart.table.rows.len(), 1);
    }
}
