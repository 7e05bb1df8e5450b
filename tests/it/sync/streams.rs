//! Progress as it happens.

use serde_json::Value;

use super::{DEARER, Desk, OF_TYPE};

/// Names, ids and data of the events of a stream that has ended.
fn events(text: &str) -> Vec<(String, i64, Value)> {
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.map(str::to_owned)
    };
    let blocks = text.split("\n\n").filter(|block| block.contains("data: "));
    let parsed = blocks.map(|block| {
        let data = serde_json::from_str(&field(block, "data").unwrap()).unwrap();
        (field(block, "event").unwrap(), field(block, "id").unwrap().parse().unwrap(), data)
    });
    parsed.collect()
}

#[tokio::test]
async fn a_stream_tells_every_step_until_the_end_and_closes() {
    let desk = Desk::new().await;
    let mut desk = desk.with_worker().await;
    let (job, pipeline) = desk.upload_factors(DEARER, true).await;
    let answer = desk.browser.get(&format!("/api/v1/sync/pipelines/{pipeline}/stream")).await;
    let told = events(answer.text());
    let (name, last, state) = told.last().unwrap();
    assert_eq!((name.as_str(), state["stream_closed"].as_bool()), ("pipeline", Some(true)));
    assert_eq!((state["status"].as_str(), state["jobs"].as_array().unwrap().len()), (Some("success"), 2));
    assert!(told.iter().rev().skip(1).all(|(_, id, state)| id < last && state["stream_closed"] == false));
    assert_eq!(state["pipeline_id"], pipeline.as_str());

    // whoever comes back, or comes late, is told the present state at once
    for path in [format!("/api/v1/sync/jobs/{job}/stream"), format!("/pipelines/{pipeline}/events")] {
        let late = desk.browser.get(&path).await;
        let told = events(late.text());
        assert_eq!((told.len(), told[0].2["stream_closed"].as_bool()), (1, Some(true)), "{path}");
        assert_eq!(told[0].0, if path.contains("jobs") { "job" } else { "pipeline" });
    }
    desk.close().await;
}

#[tokio::test]
async fn many_watchers_of_a_waiting_pipeline_hold_no_connection() {
    let mut desk = Desk::new().await;
    let (_, pipeline) = desk.accepted(OF_TYPE).await;
    let path = format!("/pipelines/{pipeline}/events");
    let mut watchers = Vec::new();
    for _ in 0..200 {
        watchers.push(desk.browser.open(&path).await);
    }
    let mut connections = Vec::new();
    for _ in 0..desk.app.db.options().get_max_connections() {
        connections.push(desk.app.db.acquire().await.expect("every connection is free"));
    }
    drop(connections);
    let mut desk = desk.with_worker().await;
    desk.ended(&pipeline).await;
    for watcher in watchers {
        assert!(watcher.text().await.contains("\"stream_closed\":true"));
    }
    desk.close().await;
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let mut desk = Desk::new().await;
    // nobody works on it: its stream would stay open
    let (_, pipeline) = desk.accepted(OF_TYPE).await;
    let watched = desk.browser.open(&format!("/pipelines/{pipeline}/events")).await;
    desk.browser.post("/sign-out", &[]).await;
    let told = events(&watched.text().await);
    assert_eq!(told.len(), 1, "the present state, and then nothing more");
    assert_eq!(told[0].2["stream_closed"], false);
}
