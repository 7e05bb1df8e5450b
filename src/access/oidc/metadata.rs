//! What the identity provider says of itself: addresses and keys, kept for an hour, asked again when a key is unknown.

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, EndSessionUrl, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};

use super::{OidcError, Provider, chain};

/// What is kept is asked for again after so long.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// An unknown key is a reason to ask again; those who come at the same moment share the answer.
const ASKED_AGAIN_AFTER: TimeDelta = TimeDelta::seconds(1);
/// A provider that failed is left alone for so long: many who come at once must not wait for it one after the other.
const LEFT_ALONE: TimeDelta = TimeDelta::seconds(5);

/// What we read beyond the core of discovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct More {
    /// RP-initiated logout.
    pub(super) end_session_endpoint: Option<EndSessionUrl>,
    /// RFC 9207: answers name their issuer.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for More {}

pub(super) type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What was learnt, and when; how asking failed last.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) metadata: Option<Metadata>,
    at: DateTime<Utc>,
    failure: Option<(DateTime<Utc>, String)>,
}

impl Provider {
    /// Its addresses and keys. While it does not answer, what it said before is used on.
    pub(super) async fn metadata(&self, now: DateTime<Utc>) -> Result<Metadata, OidcError> {
        self.known_since(now - KEPT, now).await
    }

    /// Its addresses and keys after a token was signed with a key that is not among those known.
    pub(super) async fn metadata_with_new_keys(&self, now: DateTime<Utc>) -> Result<Metadata, OidcError> {
        self.known_since(now - ASKED_AGAIN_AFTER, now).await
    }

    async fn known_since(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<Metadata, OidcError> {
        // one call at a time: those who come meanwhile wait for its answer
        let mut memory = self.memory.lock().await;
        if let Some(metadata) = memory.metadata.as_ref().filter(|_| memory.at > since) {
            return Ok(metadata.clone());
        }
        let failed = memory.failure.clone().filter(|(at, _)| (now - at).abs() < LEFT_ALONE);
        let error = match failed {
            Some((_, cause)) => OidcError::Unusable(cause),
            None => match self.discover().await {
                Ok(metadata) => {
                    *memory = Memory { metadata: Some(metadata.clone()), at: now, failure: None };
                    return Ok(metadata);
                }
                Err(OidcError::Unusable(cause)) => {
                    memory.failure = Some((now, cause.clone()));
                    OidcError::Unusable(cause)
                }
                Err(other) => other,
            },
        };
        let Some(metadata) = &memory.metadata else { return Err(error) };
        tracing::warn!("{error}; what it said before is used");
        Ok(metadata.clone())
    }

    async fn discover(&self) -> Result<Metadata, OidcError> {
        let unusable = |error: &dyn std::error::Error| OidcError::Unusable(chain(error));
        let configured = &self.settings.issuer;
        let address = format!("{}/.well-known/openid-configuration", configured.trim_end_matches('/'));
        let request = axum::http::Request::get(&address).body(Vec::new()).map_err(|error| unusable(&error))?;
        let answer = self.send(request).await.map_err(|error| unusable(&error))?;
        if answer.status() != axum::http::StatusCode::OK {
            return Err(OidcError::Unusable(format!("{address} answers {}", answer.status())));
        }
        let metadata: Metadata = serde_json::from_slice(answer.body()).map_err(|error| unusable(&error))?;
        // the addresses of another issuer must not be used in its name
        if metadata.issuer().trim_end_matches('/') != configured.trim_end_matches('/') {
            let said = metadata.issuer().as_str();
            return Err(OidcError::Unusable(format!("{address} speaks for {said}, not for {configured}")));
        }
        let keys = CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), self).await.map_err(|error| unusable(&error))?;
        Ok(metadata.set_jwks(keys))
    }

    /// Whether an answer names us the right issuer (RFC 9207): a provider that promises the name must give it.
    pub(super) fn is_from_its_issuer(metadata: &Metadata, named: Option<&str>) -> bool {
        let promised = metadata.additional_metadata().authorization_response_iss_parameter_supported;
        let issuer: &IssuerUrl = metadata.issuer();
        named.map_or(!promised, |named| named == issuer.as_str())
    }
}
