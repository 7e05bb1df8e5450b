//! What somebody sends who means harm, and what is sent back with every answer.

mod bodies;
mod cross_site;
mod document;
mod headers;
mod leaving;
mod slow;
mod strings;

use axum::http::Method;
use calco2::access::{Access, Route};
use calco2::routes;

use crate::permissions::example;
use crate::support::faculties::Place;

/// A place that does not exist: nothing is changed by whoever gets through to it.
fn nowhere() -> Place {
    Place {
        unit: 999_999,
        job: 999_999,
        pipeline: "00000000-0000-7000-8000-000000000000".to_owned(),
        entry: 999_999,
        trips: [999_999, 999_999],
        people: [999_999, 999_999],
    }
}

/// Every route that changes something, with an address.
fn unsafe_routes() -> impl Iterator<Item = (Route, String)> {
    let routes = routes::table().into_iter().filter(|route| route.method != Method::GET);
    routes.map(|route| (route.clone(), example(&route, &nowhere())))
}

/// Every route to look at, machines' ones apart, with an address.
fn safe_routes() -> impl Iterator<Item = (Route, String)> {
    let routes = routes::table().into_iter();
    let routes = routes.filter(|route| route.method == Method::GET && route.access != Access::Machine);
    routes.map(|route| (route.clone(), example(&route, &nowhere())))
}
