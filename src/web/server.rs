//! Listening, serving, stopping.

use std::net::SocketAddr;
use std::time::Duration;

use axum::{Extension, Router};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long requests in progress may take once the process is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

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

/// Serves until `shutdown` is done, then lets requests in progress finish for at most ten seconds.
pub async fn serve(
    router: Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let stopping = Stopping::default();
    let asked = stopping.0.clone();
    let service = router.layer(Extension(stopping.clone())).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        shutdown.await;
        asked.cancel();
    });
    tokio::select! {
        result = server.into_future() => result,
        () = async { stopping.0.cancelled().await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("requests were cut: they did not finish within {} s", GRACE.as_secs());
            Ok(())
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
