//! Listening and stopping.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use axum::{Extension, Router, routing};
use calco2::web::server::{Stopping, TIME_FOR_HEAD, listen, serve};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

async fn slow() -> &'static str {
    sleep(Duration::from_millis(300)).await;
    "finished"
}

async fn endless(Extension(stopping): Extension<Stopping>) -> Response {
    let ticks = futures_util::stream::unfold((), |()| async {
        sleep(Duration::from_millis(20)).await;
        Some((Ok::<_, std::io::Error>(Bytes::from_static(b"tick ")), ()))
    });
    Response::new(Body::from_stream(ticks.take_until(stopping.0.cancelled_owned())))
}

/// Sends a request and asks the server to stop 100 ms later; what arrived until the connection ended, and how long the
/// server took to stop.
async fn stopped_during(path: &str) -> (String, Duration) {
    let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/slow", routing::get(slow)).route("/endless", routing::get(endless));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(router, listener, TIME_FOR_HEAD, async { stopped.await.unwrap() }));
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection
        .write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes())
        .await
        .unwrap();
    sleep(Duration::from_millis(100)).await;
    let asked = Instant::now();
    stop.send(()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    server.await.unwrap();
    (answer, asked.elapsed())
}

#[tokio::test]
async fn a_request_in_progress_is_finished_before_the_server_stops() {
    let (answer, _) = stopped_during("/slow").await;
    assert!(answer.ends_with("finished"), "{answer}");
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let (answer, taken) = stopped_during("/endless").await;
    assert!(answer.contains("tick"), "{answer}");
    assert!(taken < Duration::from_secs(5), "{taken:?}");
}

#[tokio::test]
async fn a_taken_port_is_one_line_that_says_what_to_do() {
    let first = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address: SocketAddr = first.local_addr().unwrap();
    let error = listen(address).await.unwrap_err().to_string();
    assert_eq!(
        error,
        format!("{address} is taken: stop the program that uses it, or set CALCO2_BIND to another address")
    );
    let error = listen("203.0.113.1:8080".parse().unwrap()).await.unwrap_err().to_string();
    assert!(error.starts_with("cannot listen on 203.0.113.1:8080") && !error.contains('\n'), "{error}");
}
