//! Listening, serving, stopping.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use axum::{Extension, Router};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::{ServiceExt, service_fn};

/// How long requests in progress may take once the process is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How long a connection may take for the head of a request, the pause between two requests included.
pub const TIME_FOR_HEAD: Duration = Duration::from_secs(30);

/// Why the address cannot be listened on; one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program has the port.
    #[error("{0} is taken: stop the program that uses it, or set CALCO2_BIND to another address")]
    Taken(SocketAddr),
    /// The port is reserved.
    #[error("{0} may not be used by this account: set CALCO2_BIND to a port above 1023")]
    Forbidden(SocketAddr),
    /// Anything else, for example an address this machine does not have.
    #[error("cannot listen on {0}: {1}; set CALCO2_BIND to an address of this machine")]
    Other(SocketAddr, std::io::Error),
}

/// Opens the address the server listens on.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => ListenError::Taken(address),
        std::io::ErrorKind::PermissionDenied => ListenError::Forbidden(address),
        _ => ListenError::Other(address, error),
    })
}

/// Cancelled when the process stops: streams end with it. Handlers take it as `Extension<Stopping>`.
#[derive(Debug, Clone, Default)]
pub struct Stopping(pub CancellationToken);

/// Serves until `shutdown` is done, then lets requests in progress finish for at most ten seconds. Connections that send
/// nothing, or the head of a request letter by letter, are ended after `time_for_head`.
pub async fn serve(
    router: Router,
    mut listener: TcpListener,
    time_for_head: Duration,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let stopping = Stopping::default();
    let router = router.layer(Extension(stopping.clone()));
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(time_for_head);
    let connections = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut shutdown => break,
        };
        let router = router.clone();
        let answer = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(answer));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // whoever sends no HTTP, is too slow or goes away has a connection that ends: nothing to report
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
        });
    }
    drop(listener);
    stopping.0.cancel();
    tokio::select! {
        () = connections.shutdown() => {}
        () = tokio::time::sleep(GRACE) => {
            tracing::warn!("requests were cut: they did not finish within {} s", GRACE.as_secs());
        }
    }
}

/// Done when the process is asked to stop: SIGTERM, or SIGINT from the keyboard.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be received: stop the process by killing it");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
