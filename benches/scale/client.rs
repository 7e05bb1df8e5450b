//! A person's browser, as far as a server notices.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// One connection, kept open, with a session.
pub(crate) struct Client {
    host: String,
    cookie: String,
    connection: SendRequest<Full<Bytes>>,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// JSON; empty for none.
    pub(crate) body: String,
}

impl Ask {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: String::new() }
    }

    pub(crate) fn json(method: Method, path: impl Into<String>, body: &serde_json::Value) -> Self {
        Self { method, path: path.into(), body: body.to_string() }
    }
}

impl Client {
    /// Connects and signs in as one of the demo's people.
    pub(crate) async fn sign_in(host: &str, persona: &str) -> anyhow::Result<Self> {
        let mut client = Self::connect(host, String::new()).await?;
        let request = Request::post("/sign-in/dev")
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(format!("persona={persona}")))?;
        let answer = client.connection.send_request(request).await?;
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
        let pairs: Vec<_> = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect();
        client.cookie = pairs.join("; ");
        ensure!(!client.cookie.is_empty(), "no session: {}", answer.status());
        answer.into_body().collect().await?;
        Ok(client)
    }

    /// Another connection of the same session.
    pub(crate) async fn again(&self) -> anyhow::Result<Self> {
        Self::connect(&self.host, self.cookie.clone()).await
    }

    async fn connect(host: &str, cookie: String) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(host).await.context("the server does not listen")?;
        stream.set_nodelay(true)?;
        let (connection, driver) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(driver);
        Ok(Self { host: host.to_owned(), cookie, connection })
    }

    /// The whole answer; anything but success is an error.
    pub(crate) async fn ask(&mut self, ask: &Ask) -> anyhow::Result<Bytes> {
        let request = Request::builder()
            .method(&ask.method)
            .uri(&ask.path)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, &self.cookie)
            .header(header::ACCEPT_ENCODING, "gzip, br")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(ask.body.clone()))?;
        self.connection.ready().await?;
        let answer = self.connection.send_request(request).await?;
        let status: StatusCode = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{} {}: {status}", ask.method, ask.path);
        Ok(body)
    }

    /// When the first and the last byte of a long answer came, which is not kept.
    pub(crate) async fn begin_and_end(&mut self, path: &str) -> anyhow::Result<(Duration, Duration)> {
        let request = Request::get(path)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, &self.cookie)
            .body(Full::default())?;
        self.connection.ready().await?;
        let sent = Instant::now();
        let mut answer = self.connection.send_request(request).await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        let mut begun = None;
        while let Some(frame) = answer.frame().await {
            frame?;
            begun.get_or_insert_with(|| sent.elapsed());
        }
        Ok((begun.unwrap_or_default(), sent.elapsed()))
    }

    /// The answer as JSON; it must come uncompressed or not at all.
    pub(crate) async fn ask_json(&mut self, ask: &Ask) -> anyhow::Result<serde_json::Value> {
        let request = Request::builder()
            .method(&ask.method)
            .uri(&ask.path)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(ask.body.clone()))?;
        self.connection.ready().await?;
        let answer = self.connection.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{} {}: {status} {}", ask.method, ask.path, String::from_utf8_lossy(&body));
        Ok(if body.is_empty() { serde_json::Value::Null } else { serde_json::from_slice(&body)? })
    }
}
