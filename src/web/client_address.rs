//! Where a request comes from: the connection's other end, or what a proxy that is trusted says.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

use crate::platform::App;

/// The address of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Leaves the address in the request; a request without connection, as in tests, has none.
pub(super) async fn find(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
        let address = of(peer.ip(), request.headers(), &app.config.trusted_proxies);
        request.extensions_mut().insert(ClientAddress(address));
    }
    next.run(request).await
}

/// The right-most hop that is no trusted proxy. What stands left of it anybody could have written.
fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut address = peer.to_canonical();
    for hop in hops.iter().rev() {
        if !is_trusted(address) {
            break;
        }
        let Some(before) = parse(hop) else { break };
        address = before.to_canonical();
    }
    address
}

/// An address as proxies write it, with or without port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| hop.parse().ok().map(|socket: SocketAddr| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        of(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_without_being_trusted() {
        assert_eq!(address("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(address("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn the_last_hop_that_is_no_proxy_counts_and_what_clients_write_does_not() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(address("10.0.0.2", &["198.51.100.1"], &trusted), "198.51.100.1");
        assert_eq!(address("10.0.0.2", &["1.2.3.4, 198.51.100.1, 10.0.0.3"], &trusted), "198.51.100.1");
        assert_eq!(address("10.0.0.2", &["1.2.3.4", "198.51.100.1:4711"], &trusted), "198.51.100.1");
        assert_eq!(address("::ffff:10.0.0.2", &["[2001:db8::1]:443"], &trusted), "2001:db8::1");
        assert_eq!(address("10.0.0.2", &["unknown"], &trusted), "10.0.0.2");
        assert_eq!(address("10.0.0.2", &[], &trusted), "10.0.0.2");
    }
}
