//! Which addresses of each route are asked for, own ones and foreign ones.

use calco2::access::{Access, Route};
use serde_json::{Value, json};

use super::PEOPLE;
use crate::support::faculties::{Place, trip_of};

/// A request that somebody might send.
pub(super) struct Visit {
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

fn plain(paths: Vec<String>) -> Vec<Visit> {
    paths.into_iter().map(|path| Visit { path, body: None }).collect()
}

fn with(paths: Vec<String>, body: &Value) -> Vec<Visit> {
    paths.into_iter().map(|path| Visit { path, body: Some(body.clone()) }).collect()
}

/// Reporting filters that try to reach beyond the own faculty.
fn filters(theirs: &Place) -> Vec<String> {
    let unit = theirs.unit;
    // the other faculty, its unit, the root
    vec![
        "years=2025".to_owned(),
        "years=2024&years=2025".to_owned(),
        format!("years=2025&unit_ids={unit}"),
        format!("years=2025&unit_ids={unit}&unit_ids=4"),
        "years=2025&affiliation_ids=3".to_owned(),
        "years=2025&affiliation_ids=1".to_owned(),
        format!("years=2025&affiliation_ids=3&unit_ids={unit}&unit_ids=4"),
        "years=2025&search=genome".to_owned(),
        "years=2025&search=zeller".to_owned(),
        "years=2025&module_statuses=process_emissions:in_progress".to_owned(),
    ]
}

fn listings(theirs: &Place) -> Vec<Value> {
    let unit = theirs.unit;
    vec![
        json!({"years": [2025]}),
        json!({"years": [2024, 2025], "sort_by": "total_carbon_footprint", "sort_dir": "desc"}),
        json!({"years": [2025], "unit_ids": [unit, 4]}),
        json!({"years": [2025], "affiliation_ids": [3]}),
        json!({"years": [2025], "affiliation_ids": [1, 3]}),
        json!({"years": [2025], "search": "genome"}),
    ]
}

/// How a route is walked; a route that is on no list fails the test until somebody has decided.
pub(super) fn visits(route: &Route, own: &Place, theirs: &Place) -> Vec<Visit> {
    let both = |fill: &dyn Fn(&Place) -> String| vec![fill(own), fill(theirs)];
    let module = |place: &Place, module: i16| format!("/api/v1/units/{}/years/2025/modules/{module}", place.unit);
    let of_entries = |place: &Place| {
        let mut entries = vec![format!("{}/entries/{}", module(place, 8), place.entry)];
        entries.extend(place.trips.iter().map(|trip| format!("{}/entries/{trip}", module(place, 2))));
        entries
    };
    // an entry of the other faculty under the address of the own unit, too
    let foreign = || {
        let mixed = theirs.trips.iter().map(|trip| format!("{}/entries/{trip}", module(own, 2)));
        of_entries(theirs).into_iter().chain(mixed).collect::<Vec<_>>()
    };
    let path = route.path;
    match (route.method.as_str(), path) {
        // nothing of any unit, what is one's own, and lists without parameters
        (
            "GET",
            "/sign-in"
            | "/api/openapi.json"
            | "/healthz"
            | "/readyz"
            | "/metrics"
            | "/account"
            | "/auth/start"
            | "/auth/callback"
            | "/"
            | "/reporting/views"
            | "/api/v1/reporting/filters/years"
            | "/api/v1/reporting/filters/affiliations",
        )
        | (
            "POST",
            "/reporting/views"
            | "/language"
            | "/patterns"
            | "/sign-in/dev"
            | "/sign-out"
            | "/account/sessions/end"
            | "/client-errors",
        ) => plain(vec![path.to_owned()]),
        ("GET", "/static/{*name}") => plain(vec!["/static/css/none.css".to_owned()]),
        ("GET", "/units/{unit_id}/results/{year}") => {
            let years = [2024, 2025].map(|year| both(&|place| format!("/units/{}/results/{year}", place.unit)));
            plain(years.concat())
        }
        // a PDF file names the moment it was made: the page shows what it would
        ("GET", "/units/{unit_id}/results/{year}/report.pdf") => plain(vec![
            format!("/units/{}/results/2025?open=all", own.unit),
            format!("/units/{}/results/2025/report.pdf", theirs.unit),
        ]),
        ("GET", path) if path.starts_with("/units/{unit_id}/results/{year}/") => {
            let filled = |place: &Place, entry: i64| {
                path.replace("{unit_id}", &place.unit.to_string())
                    .replace("{year}", "2025")
                    .replace("{entry_id}", &entry.to_string())
            };
            let modules = [("process_emissions", "process_emissions"), ("professional_travel", "train")];
            let named = |path: String| {
                modules.map(|(module, data_type)| {
                    path.replace("{module}", module)
                        .replace("{data_type}", data_type)
                        .replace("{chart}", "results.csv")
                        .replace("{file}", "trips.csv")
                })
            };
            // an entry of the other faculty under the address of the own unit, too
            let mut paths = vec![filled(own, theirs.entry), filled(own, theirs.trips[0])];
            for place in [own, theirs] {
                paths.push(filled(place, place.entry));
                paths.extend(place.trips.iter().map(|trip| filled(place, *trip)));
            }
            plain(paths.into_iter().flat_map(named).collect())
        }
        ("GET", "/reporting") => {
            let mut paths: Vec<String> = filters(theirs).iter().map(|filter| format!("/reporting?{filter}")).collect();
            paths.push("/reporting".to_owned());
            paths.push(format!("/reporting?years=2025&open={}&open={}", own.unit, theirs.unit));
            paths.push("/reporting?years=2025&find_units=genome&find_affiliations=life".to_owned());
            plain(paths)
        }
        ("GET", "/reporting/units/{unit_id}/modules") => {
            plain(both(&|place| format!("/reporting/units/{}/modules?years=2025", place.unit)))
        }
        // a person's own download, called by a name that nobody uses
        ("GET", "/reporting/export/progress/{name}") => plain(vec!["/reporting/export/progress/m1x2".to_owned()]),
        // a person's own: nobody has one in these tests
        ("POST", "/reporting/views/{view_id}") => plain(vec!["/reporting/views/1".to_owned()]),
        ("GET", "/reporting/reminders" | "/reporting/reminders/addresses.csv") => {
            plain(filters(theirs).iter().map(|filter| format!("{path}?{filter}")).collect())
        }
        // a PDF file names the moment it was made
        ("GET", "/reporting/print/{report}" | "/reporting/report/{file}") => {
            let of = |kind: &'static str| {
                filters(theirs).into_iter().map(move |filter| format!("/reporting/print/{kind}?{filter}"))
            };
            plain(["combined", "results"].into_iter().flat_map(of).collect())
        }
        ("GET", "/reporting/charts/{file}") => {
            let files =
                ["aggregated.svg", "aggregated.csv", "years.csv", "breakdown.csv", "it-focus.csv", "per-fte.csv"];
            let paths = filters(theirs).into_iter().flat_map(|filter| {
                files.map(|file| format!("/reporting/charts/{file}?{filter}&data=all&additional=1"))
            });
            plain(paths.collect())
        }
        ("GET", "/api/v1/reporting/filters/units") => plain(
            ["", "?search=genome", "?search=999777", "?affiliation_ids=3", "?affiliation_ids=1", "?page_size=1&page=2"]
                .map(|query| format!("{path}{query}"))
                .into(),
        ),
        ("GET", export) if export.contains("/reporting/export/") => {
            // codes of persons are others in every archive
            let named = if export.ends_with("/detailed") { "&pseudonyms=false" } else { "" };
            plain(filters(theirs).iter().map(|filter| format!("{path}?{filter}{named}")).collect())
        }
        ("POST", "/api/v1/reporting/units") => {
            listings(theirs).iter().flat_map(|body| with(vec![path.to_owned()], body)).collect()
        }
        ("POST", export) if export.contains("/reporting/export/") => {
            listings(theirs).iter().flat_map(|body| with(vec![path.to_owned()], body)).collect()
        }
        ("GET", path) if path.contains("/jobs/") && opens_to_units(route) => {
            let parameter = if path.contains("{job_id}") { "{job_id}" } else { "{id}" };
            plain(both(&|place| path.replace(parameter, &place.job.to_string())))
        }
        ("GET", path) if path.contains("pipelines/{") && opens_to_units(route) => {
            plain(both(&|place| path.replace("{id}", &place.pipeline).replace("{pipeline_id}", &place.pipeline)))
        }
        ("GET", "/users") => plain(
            ["", "?search=zeller", "?search=999777", "?unit=2101", "?unit=C2101", "?unit=life", "?page_size=25&page=2"]
                .map(|query| format!("/users{query}"))
                .into(),
        ),
        ("GET", "/users/export") => {
            plain(vec![path.to_owned(), format!("{path}?search=zeller"), format!("{path}?unit=2101")])
        }
        ("GET", "/users/{user_id}") => {
            let mut paths: Vec<String> = theirs.people.iter().map(|person| format!("/users/{person}")).collect();
            // the own people, the one who works in both faculties, the administrator
            paths.extend(own.people.iter().chain([&5, &1]).map(|person| format!("/users/{person}")));
            plain(paths)
        }
        ("POST", "/users/{user_id}/synchronise") => {
            plain(theirs.people.iter().map(|person| format!("/users/{person}/synchronise")).collect())
        }
        // walked in uploads.rs: a file has to be sent
        ("POST", "/api/v1/sync/uploads") => Vec::new(),
        ("GET", path) if path.ends_with("/types/{data_entry_type_id}/entries") => {
            let lists =
                |place: &Place| [(8, 50), (2, 21)].map(|(m, t)| format!("{}/types/{t}/entries", module(place, m)));
            plain([lists(own), lists(theirs)].concat())
        }
        ("POST", path) if path.ends_with("/types/{data_entry_type_id}/entries") => {
            with(vec![format!("{}/types/21/entries", module(theirs, 2))], &trip_of("demo-member"))
        }
        ("GET", path) if path.ends_with("/entries/{entry_id}") => plain([of_entries(own), foreign()].concat()),
        ("PATCH", path) if path.ends_with("/entries/{entry_id}") => with(foreign(), &json!({"number_of_trips": 9})),
        ("DELETE", path) if path.ends_with("/entries/{entry_id}") => plain(foreign()),
        ("PUT", path) if path.ends_with("/status") => {
            with(vec![format!("{}/status", module(theirs, 2))], &json!({"status": "validated"}))
        }
        (method, _) if !opens_to_somebody(route) => {
            let generic = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
            let path = generic.collect::<Vec<_>>().join("/");
            if method == "GET" { plain(vec![path]) } else { with(vec![path], &json!({})) }
        }
        (method, _) => panic!("decide how {method} {path} is walked"),
    }
}

fn opens_to_units(route: &Route) -> bool {
    matches!(route.access, Access::NeedsOrSync(..))
}

/// Whether anybody but administrators may come.
fn opens_to_somebody(route: &Route) -> bool {
    PEOPLE.iter().any(|(_, role)| route.access.opens_to(*role))
}
