//! Clients that send letter by letter, over a real connection.

use std::net::SocketAddr;
use std::time::Duration;

use calco2::web::server::{listen, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::support::TestApp;

const TIME_FOR_HEAD: Duration = Duration::from_millis(700);
const PATIENCE: Duration = Duration::from_secs(20);

/// The application behind a socket.
async fn served(app: &TestApp) -> SocketAddr {
    let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(app.router(), listener, TIME_FOR_HEAD, std::future::pending()));
    address
}

async fn connected(address: SocketAddr, sent: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(sent.as_bytes()).await.unwrap();
    connection
}

/// What arrives until the connection is ended.
async fn rest(mut connection: TcpStream) -> String {
    let mut text = Vec::new();
    // a connection that is reset has ended too
    let _ = timeout(PATIENCE, connection.read_to_end(&mut text)).await.expect("the connection is ended");
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn whoever_does_not_finish_the_head_of_a_request_is_let_go() {
    let app = TestApp::new().await;
    let address = served(&app).await;
    let begun = Instant::now();
    for sent in ["", "GET", "GET /sign-in HTTP/1.1\r\n", "GET /sign-in HTTP/1.1\r\nhost: x\r\nx-a: "] {
        assert!(!rest(connected(address, sent).await).await.contains("200 OK"), "{sent:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    // a letter now and then does not help
    let mut connection = connected(address, "GET /sign-in HTTP/1.1\r\n").await;
    let ended = async {
        while connection.write_all(b"x").await.is_ok() {
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(PATIENCE, ended).await.expect("the connection is ended");
}

#[tokio::test]
async fn a_connection_that_is_kept_open_without_a_request_is_let_go() {
    let app = TestApp::new().await;
    let address = served(&app).await;
    let answered = rest(connected(address, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await).await;
    assert!(answered.contains("200 OK") && answered.ends_with("alive\n"), "{answered}");
}

#[tokio::test]
async fn slow_senders_keep_nobody_waiting_and_hold_no_connection_to_the_database() {
    let app = TestApp::new().await;
    let address = served(&app).await;
    let mut slow = Vec::new();
    for path in ["/sign-in/dev", "/language", "/api/v1/reporting/units", "/api/v1/sync/uploads"] {
        for _ in 0..12 {
            // the head is whole, the body never comes
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\na"
            );
            slow.push(connected(address, &head).await);
            slow.push(connected(address, "GET / HTTP/1.1\r\n").await);
        }
    }
    sleep(Duration::from_millis(300)).await;
    // more of them than the pool has connections, and the pool is idle
    let pool = app.database.pool();
    assert_eq!(pool.size() as usize, pool.num_idle());
    let begun = Instant::now();
    let page = rest(connected(address, "GET /sign-in HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await).await;
    assert!(page.starts_with("HTTP/1.1 200 OK"), "{page}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let app = TestApp::new().await;
    let address = served(&app).await;
    let many: String = (0..200).map(|n| format!("x-{n}: y\r\n")).collect::<Vec<_>>().concat();
    for sent in [
        "\u{16}\u{3}\u{1}hello\r\n\r\n".to_owned(),
        "GET /sign-in HTTP/9.9\r\n\r\n".to_owned(),
        "GET /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n".to_owned(),
        "POST /language HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
            .to_owned(),
        "GET /sign-in HTTP/1.1\r\nhost: x\r\nbad header: y\r\n\r\n".to_owned(),
        format!("GET /sign-in HTTP/1.1\r\nhost: x\r\n{many}\r\n"),
        format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(1 << 20)),
    ] {
        let answer = rest(connected(address, &sent).await).await;
        assert!(!answer.contains("200 OK"), "{:?}: {answer}", sent.chars().take(80).collect::<String>());
    }
    let page = rest(connected(address, "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await).await;
    assert!(page.contains("200 OK"));
}
