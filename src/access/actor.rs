//! Who acts in a request, as the audit trail records it.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::FromRequestParts;
use axum::http::Extensions;
use axum::http::request::Parts;

use super::Person;
use crate::audit::Actor;
use crate::platform::App;
use crate::web::Problem;
use crate::web::client_address::ClientAddress;
use crate::web::rate_limit::Client;
use crate::web::request_id::RequestId;

/// The actor of a request: handlers that change something take it as an argument.
#[derive(Debug, Clone)]
pub struct Acting(pub Actor);

impl Acting {
    /// Whom to count for what happens before anybody is known. Who comes from nowhere shares a count.
    pub(super) fn client(&self) -> Client {
        let address = self.0.ip_address.as_deref().and_then(|address| address.parse().ok());
        Client::from(address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }

    /// The same request, acted in by this person.
    pub(super) fn of(self, person: &Person) -> Actor {
        Actor { user: Some(person.id), name: person.institutional_id.clone(), ..self.0 }
    }
}

/// Where a request comes from.
pub(super) fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ClientAddress>().map(|ClientAddress(address)| *address)
}

/// Whoever acts in a request.
pub(super) fn actor(extensions: &Extensions, person: Option<&Person>) -> Actor {
    Actor {
        user: person.map(|person| person.id),
        name: person.map_or_else(|| "nobody".to_owned(), |person| person.institutional_id.clone()),
        request_id: extensions.get::<RequestId>().map(|id| id.0.clone()),
        ip_address: address(extensions).map(|address| address.to_string()),
    }
}

impl FromRequestParts<App> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(Self(actor(&parts.extensions, parts.extensions.get::<Person>())))
    }
}
