//! The reporting table as JSON and as a page, with few and many people at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::json;

use crate::client::{Ask, Client};
use crate::figures::{Figures, milliseconds, quantile};
use crate::processes::Serving;

/// How long each load lasts.
const TIME: Duration = Duration::from_secs(6);
const CLIENTS: [usize; 3] = [1, 8, 32];

/// Returns the median of the JSON answer with one client.
pub(crate) async fn measure(serving: &Serving, figures: &mut Figures) -> anyhow::Result<Duration> {
    let first = Client::sign_in(&serving.host, "superadmin").await?;
    let mut fastest = None;
    let new_filters = page_asks_of_new_filters();
    for (name, asks, clients) in [
        ("reporting JSON", json_asks(), &CLIENTS[..]),
        ("reporting page", page_asks(), &CLIENTS[..]),
        ("reporting page, filters never asked before", new_filters, &CLIENTS[..1]),
        ("results page of a unit", results_asks(&first).await?, &CLIENTS[..1]),
    ] {
        let asks = Arc::new(asks);
        // the first answer reads the figures into memory
        run(&first, 1, &Arc::new(asks.iter().take(1).cloned().collect()), Duration::from_secs(1)).await?;
        for clients in clients.iter().copied() {
            let (times, errors, elapsed) = run(&first, clients, &asks, TIME).await?;
            let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|share| quantile(&times, share));
            let rate = times.len() as f64 / elapsed.as_secs_f64();
            fastest.get_or_insert(p50);
            figures.add(
                name,
                format!("{clients} clients: p50, p95, p99, requests/s, errors"),
                format!("{}, {}, {}, {rate:.0}, {errors}", milliseconds(p50), milliseconds(p95), milliseconds(p99)),
            );
        }
    }
    Ok(fastest.unwrap_or_default())
}

/// How soon archives begin to come, and when they are whole.
pub(crate) async fn archives(serving: &Serving, figures: &mut Figures) -> anyhow::Result<()> {
    let mut client = Client::sign_in(&serving.host, "superadmin").await?;
    for (kind, years) in [("results", "2023&years=2024&years=2025"), ("results", "2025"), ("detailed", "2025")] {
        let mut answers = Vec::new();
        for _ in 0..3 {
            answers.push(client.begin_and_end(&format!("/reporting/export/{kind}?years={years}")).await?);
        }
        answers.sort_unstable_by_key(|answer| answer.1);
        let (begun, ended) = answers[1];
        figures.add(
            "download",
            format!("{kind} of {}: first byte, whole", years.replace("&years=", ", ")),
            format!("{}, {:.2} s", milliseconds(begun), ended.as_secs_f64()),
        );
    }
    Ok(())
}

/// Sends the asks in turn from several connections; returns the sorted times of good answers, and the number of bad ones.
async fn run(
    first: &Client,
    clients: usize,
    asks: &Arc<Vec<Ask>>,
    time: Duration,
) -> anyhow::Result<(Vec<Duration>, usize, Duration)> {
    let begun = Instant::now();
    let mut people = tokio::task::JoinSet::new();
    for number in 0..clients {
        let (mut client, asks) = (first.again().await?, asks.clone());
        people.spawn(async move {
            let (mut times, mut errors) = (Vec::new(), 0);
            for ask in asks.iter().cycle().skip(number) {
                if begun.elapsed() > time {
                    break;
                }
                let sent = Instant::now();
                match client.ask(ask).await {
                    Ok(_) => times.push(sent.elapsed()),
                    Err(_) => errors += 1,
                }
            }
            (times, errors)
        });
    }
    let (mut times, mut errors) = (Vec::new(), 0);
    while let Some(person) = people.join_next().await {
        let (more, wrong) = person?;
        times.extend(more);
        errors += wrong;
    }
    times.sort_unstable();
    Ok((times, errors, begun.elapsed()))
}

/// What people do with the table: other years, orders, pages, words, statuses.
fn json_asks() -> Vec<Ask> {
    [
        json!({ "years": [2025] }),
        json!({ "years": [2023, 2024, 2025] }),
        json!({ "years": [2025], "sort_by": "total_carbon_footprint", "sort_dir": "desc" }),
        json!({ "years": [2025], "page": 30, "page_size": 50 }),
        json!({ "years": [2024], "search": "robotics" }),
        json!({ "years": [2024, 2025], "validation_statuses": ["in_progress"], "sort_by": "last_update" }),
        json!({ "years": [2023], "sort_by": "principal_user" }),
        json!({ "years": [2025], "module_statuses": ["purchase:validated"], "sort_by": "affiliation" }),
    ]
    .iter()
    .map(|body| Ask::json(Method::POST, "/api/v1/reporting/units", body))
    .collect()
}

fn page_asks() -> Vec<Ask> {
    [
        "years=2025",
        "years=2023&years=2024&years=2025",
        "years=2025&sort_by=total_carbon_footprint&sort_dir=desc",
        "years=2025&page=30",
        "years=2024&search=robotics",
        "years=2024&years=2025&validation_statuses=in_progress&sort_by=last_update",
    ]
    .iter()
    .map(|query| Ask::get(format!("/reporting?{query}")))
    .collect()
}

/// Filters that differ: nothing drawn for one serves another.
fn page_asks_of_new_filters() -> Vec<Ask> {
    let years =
        ["2025", "2024", "2023", "2024&years=2025", "2023&years=2025", "2023&years=2024", "2023&years=2024&years=2025"];
    let letters = || 'a'..='z';
    let words = letters().flat_map(|one| letters().map(move |two| format!("{one}{two}")));
    words.flat_map(|word| years.map(|years| Ask::get(format!("/reporting?years={years}&search={word}")))).collect()
}

/// Results of the units at the top of the table.
async fn results_asks(first: &Client) -> anyhow::Result<Vec<Ask>> {
    let order = json!({ "years": [2025], "sort_by": "total_carbon_footprint", "sort_dir": "desc" });
    let answer = first.again().await?.ask_json(&Ask::json(Method::POST, "/api/v1/reporting/units", &order)).await?;
    let units = answer["rows"].as_array().cloned().unwrap_or_default();
    let ids = units.iter().filter_map(|unit| unit["unit_id"].as_i64());
    Ok(ids.map(|id| Ask::get(format!("/units/{id}/results/2025"))).collect())
}
