//! From a code to a person: tokens, every check on the identity token, claims.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use oauth2::basic::{BasicErrorResponseType, BasicRevocationErrorResponse, BasicTokenType};
use oauth2::{
    AccessToken, AuthType, AuthorizationCode, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    PkceCodeVerifier, RequestTokenError, StandardErrorResponse, StandardRevocableToken, StandardTokenResponse,
    TokenResponse as _,
};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreTokenIntrospectionResponse,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, ClaimsVerificationError, Client, IdToken, IdTokenClaims, IdTokenFields,
    IdTokenVerifier, LogoutRequest, Nonce, SignatureVerificationError, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::metadata::Metadata;
use super::{OidcError, Provider, chain};
use crate::access::arrival::Identity;

/// How far the provider's clock may be off.
const LEEWAY: TimeDelta = TimeDelta::seconds(120);

/// Every claim that the standard does not name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Others(HashMap<String, Value>);

impl AdditionalClaims for Others {}

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, BasicTokenType>;
type Token = IdToken<Others, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<Others, CoreGenderClaim>;

/// The protocol library's client, with the endpoints that discovery always gives.
pub(super) type OidcClient = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<BasicErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Who came back, and the token that later ends their session at the provider too.
pub(super) struct Arrived {
    pub(super) identity: Identity,
    pub(super) id_token: String,
}

impl Provider {
    pub(super) fn client(&self, metadata: Metadata) -> OidcClient {
        // basic is what every provider understands, unless it says that it does not
        let methods = metadata.token_endpoint_auth_methods_supported();
        let only_in_body = methods.is_some_and(|methods| !methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let auth_type = if only_in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        OidcClient::from_provider_metadata(metadata, self.client_id(), Some(self.client_secret()))
            .set_redirect_uri(self.redirect_uri.clone())
            .set_auth_type(auth_type)
    }

    /// Exchanges a code for tokens and reads who it is from them.
    pub(super) async fn arrive(
        &self,
        code: String,
        verifier: PkceCodeVerifier,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> Result<Arrived, OidcError> {
        let mut client = self.client(self.metadata(now).await?);
        let tokens = self.tokens(&client, code, verifier).await?;
        let token = tokens
            .extra_fields()
            .id_token()
            .ok_or_else(|| OidcError::TokenRefused("the answer holds no identity token".to_owned()))?;
        let claims = match verified(&client, token, nonce, now) {
            Err(error) if is_unknown_key(&error) => {
                client = self.client(self.metadata_with_new_keys(now).await?);
                verified(&client, token, nonce, now)
            }
            other => other,
        };
        let claims = claims.map_err(|error| OidcError::TokenRefused(chain(&error)))?;
        self.check_parties(claims)?;
        check_access_token(&client, token, claims, tokens.access_token())?;
        let mut values = serde_json::to_value(claims).unwrap_or_default();
        if self.is_incomplete(&values) && client.user_info_url().is_some() {
            add(&mut values, self.user_info(&client, claims, tokens.access_token()).await?);
        }
        Ok(Arrived { identity: self.identity(claims, &values)?, id_token: token.to_string() })
    }

    /// Where to go so that the provider ends its session too, when it can and we know how without asking.
    pub(in crate::access) async fn way_out(&self, id_token: &str) -> Option<String> {
        let end = self.memory.lock().await.metadata.as_ref()?.additional_metadata().end_session_endpoint.clone()?;
        let request = LogoutRequest::from(end)
            .set_client_id(self.client_id())
            .set_post_logout_redirect_uri(self.post_logout_redirect_uri.clone());
        let request = match id_token.parse::<Token>() {
            Ok(token) => request.set_id_token_hint(&token),
            Err(_) => request,
        };
        Some(request.http_get_url().to_string())
    }

    async fn tokens(&self, client: &OidcClient, code: String, verifier: PkceCodeVerifier) -> Result<Tokens, OidcError> {
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| OidcError::Unusable(error.to_string()))?
            .set_pkce_verifier(verifier);
        request.request_async(self).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(refusal) => OidcError::CodeRefused(refusal.to_string()),
            other => OidcError::Unusable(chain(&other)),
        })
    }

    async fn user_info(
        &self,
        client: &OidcClient,
        claims: &Claims,
        access_token: &AccessToken,
    ) -> Result<Value, OidcError> {
        let unusable = |error: &dyn std::error::Error| OidcError::Unusable(chain(error));
        let request =
            client.user_info(access_token.clone(), Some(claims.subject().clone())).map_err(|error| unusable(&error))?;
        let info: UserInfoClaims<Others, CoreGenderClaim> =
            request.request_async(self).await.map_err(|error| unusable(&error))?;
        serde_json::to_value(&info).map_err(|error| unusable(&error))
    }

    fn check_parties(&self, claims: &Claims) -> Result<(), OidcError> {
        let party = claims.authorized_party();
        if party.is_some_and(|party| party.as_str() != self.settings.client_id) {
            return Err(OidcError::TokenRefused("it was issued to another client".to_owned()));
        }
        Ok(())
    }

    /// Providers may keep what is not about the sign-in itself for the user info endpoint.
    fn is_incomplete(&self, claims: &Value) -> bool {
        text(claims, &self.settings.person_claim).is_none() || email(claims).is_none()
    }

    fn identity(&self, claims: &Claims, values: &Value) -> Result<Identity, OidcError> {
        let claim = &self.settings.person_claim;
        let both = text(values, "given_name").zip(text(values, "family_name"));
        let roles = values.get("roles").and_then(Value::as_array);
        Ok(Identity {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
            institutional_id: text(values, claim).ok_or_else(|| OidcError::NoPerson(claim.clone()))?,
            email: email(values),
            display_name: both.map(|(given, family)| format!("{given} {family}")).or_else(|| text(values, "name")),
            roles: roles.map(|roles| roles.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        })
    }
}

fn verifier_of(client: &OidcClient, now: DateTime<Utc>) -> IdTokenVerifier<'_, CoreJsonWebKey> {
    client
        .id_token_verifier()
        // only public keys: a token signed with the shared secret proves less
        .set_allowed_algs([
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
            CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            CoreJwsSigningAlgorithm::RsaSsaPssSha384,
            CoreJwsSigningAlgorithm::RsaSsaPssSha512,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::EcdsaP384Sha384,
            CoreJwsSigningAlgorithm::EdDsa,
        ])
        .set_time_fn(move || now - LEEWAY)
        .set_issue_time_verifier_fn(move |issued| {
            if issued <= now + LEEWAY { Ok(()) } else { Err("it was issued in the future".to_owned()) }
        })
}

fn verified<'a>(
    client: &OidcClient,
    token: &'a Token,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<&'a Claims, ClaimsVerificationError> {
    token.claims(&verifier_of(client, now), nonce)
}

fn is_unknown_key(error: &ClaimsVerificationError) -> bool {
    use SignatureVerificationError::{CryptoError, InvalidKey, NoMatchingKey};
    // a provider whose keys have no names is only seen to have changed them by a signature that fails
    matches!(error, ClaimsVerificationError::SignatureVerification(NoMatchingKey | CryptoError(_) | InvalidKey(_)))
}

fn check_access_token(
    client: &OidcClient,
    token: &Token,
    claims: &Claims,
    access_token: &AccessToken,
) -> Result<(), OidcError> {
    let Some(expected) = claims.access_token_hash() else { return Ok(()) };
    let refused = |error: &dyn std::error::Error| OidcError::TokenRefused(chain(error));
    let verifier = client.id_token_verifier();
    let algorithm = token.signing_alg().map_err(|error| refused(&error))?;
    let key = token.signing_key(&verifier).map_err(|error| refused(&error))?;
    let actual = AccessTokenHash::from_token(access_token, algorithm, key).map_err(|error| refused(&error))?;
    if actual == *expected {
        Ok(())
    } else {
        Err(OidcError::TokenRefused("it belongs to another access token".to_owned()))
    }
}

/// What the identity token says itself is not overwritten.
fn add(claims: &mut Value, more: Value) {
    if let (Some(claims), Value::Object(more)) = (claims.as_object_mut(), more) {
        for (name, value) in more {
            claims.entry(name).or_insert(value);
        }
    }
}

fn email(claims: &Value) -> Option<String> {
    text(claims, "email").or_else(|| text(claims, "preferred_username"))
}

/// A claim as text; numbers are accepted for person numbers.
fn text(claims: &Value, name: &str) -> Option<String> {
    let value = claims.get(name)?;
    let text = value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
