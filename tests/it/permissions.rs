//! Who may do what: every route for every kind of person, the generated page, links that lead nowhere forbidden.

mod crawl;
mod document;
mod statuses;

use axum::body::Body;
use axum::http::{Method, Request, header};
use calco2::access::Route;

use crate::support::faculties::Place;
use crate::support::{Answer, TestApp};

/// The address of a route with something in the place of every parameter: what exists when it is only looked at, what
/// cannot exist when something would change.
pub(crate) fn example(route: &Route, place: &Place) -> String {
    let is_safe = route.method == Method::GET;
    let mut before = "";
    let parts = route.path.split('/').map(|part| {
        let (parameter, context) = (part.trim_start_matches('{').trim_end_matches('}'), before);
        before = part;
        if !part.starts_with('{') {
            return part.to_owned();
        }
        let known = match parameter {
            "unit_id" => place.unit.to_string(),
            "year" => "2025".to_owned(),
            "module_type_id" => "2".to_owned(),
            "data_entry_type_id" => "21".to_owned(),
            "entry_id" => place.trips[1].to_string(),
            "module" | "type" | "data_type" => "process_emissions".to_owned(),
            "chart" => "results.csv".to_owned(),
            "name" => "m1x2".to_owned(),
            "file" if context == "report" => "results.pdf".to_owned(),
            "file" if context == "trips" => "trips.csv".to_owned(),
            "file" => "aggregated.csv".to_owned(),
            "report" => "combined".to_owned(),
            "job_id" => place.job.to_string(),
            "id" if context == "jobs" => place.job.to_string(),
            "record_id" | "view_id" => "1".to_owned(),
            "user_id" => place.people[1].to_string(),
            "id" if context == "users" => "1".to_owned(),
            "format" => "csv".to_owned(),
            "id" | "pipeline_id" => place.pipeline.clone(),
            "*name" => "css/none.css".to_owned(),
            other => panic!("say what stands for {{{other}}} of {}", route.path),
        };
        let absent = match parameter {
            "year" => "1999",
            "unit_id" | "entry_id" | "job_id" | "user_id" => "999999",
            "id" if matches!(context, "jobs" | "users") => "999999",
            "id" | "pipeline_id" => "00000000-0000-7000-8000-000000000000",
            _ => known.as_str(),
        };
        if is_safe { known } else { absent.to_owned() }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Asks for a route as a browser or a program without anything to send does.
pub(crate) async fn ask(app: &mut TestApp, method: &Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = match *method {
        Method::GET | Method::HEAD => request,
        _ => request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
    };
    app.send(request.body(Body::empty()).unwrap()).await
}
