//! Calling other services: one way of doing it, with time limits and without following where they redirect.

use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::crypto::ring;

/// Time to reach a service.
const TIME_TO_CONNECT: Duration = Duration::from_secs(5);

/// A client whose calls end after `limit`, body included. Redirects are answers: whoever answers for a service must not
/// send our credentials elsewhere.
pub fn client(limit: Duration) -> reqwest::Result<reqwest::Client> {
    // only the first call of a process sets it
    let _ = ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(Policy::none())
        .connect_timeout(TIME_TO_CONNECT)
        .timeout(limit)
        .user_agent(concat!("calco2/", env!("CARGO_PKG_VERSION")))
        .build()
}
