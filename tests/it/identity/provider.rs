//! An identity provider that says whatever a test wants it to say.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) const CLIENT: &str = "calco2";

/// What precedes the 32 bytes of an Ed25519 key in PKCS #8.
const KEY_HEAD: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

#[derive(Default)]
struct Says {
    /// Fields put over those of its own discovery document.
    metadata: Value,
    keys: Vec<Value>,
    /// Status and body of the token endpoint.
    tokens: Option<(u16, Value)>,
    user_info: Value,
    /// How often it was asked to describe itself.
    described: usize,
    /// Forms that the token endpoint was sent.
    asked: Vec<String>,
}

/// A provider on a port of its own.
#[derive(Clone)]
pub(crate) struct TestProvider {
    pub(crate) issuer: String,
    says: Arc<Mutex<Says>>,
}

/// A key that signs tokens.
pub(crate) struct Key {
    name: &'static str,
    private: CoreEdDsaPrivateSigningKey,
}

impl Key {
    pub(crate) fn new(name: &'static str, seed: u8) -> Self {
        let der = [KEY_HEAD.as_slice(), &[seed; 32]].concat();
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
        let private = CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(name.into()))).unwrap();
        Self { name, private }
    }

    pub(crate) fn public(&self) -> Value {
        json!(self.private.as_verification_key())
    }

    /// A token with these claims, signed with this key.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let signed = unsigned(&json!({"alg": "EdDSA", "kid": self.name}), claims);
        let signature = self.private.sign(&CoreJwsSigningAlgorithm::EdDsa, signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Head and body of a token.
pub(crate) fn unsigned(head: &Value, claims: &Value) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(head.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

impl TestProvider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider =
            Self { issuer: format!("http://{}", listener.local_addr().unwrap()), says: Arc::new(Mutex::default()) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", routing::get(metadata))
            .route("/keys", routing::get(keys))
            .route("/token", routing::post(token))
            .route("/me", routing::get(user_info))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// The settings of a program that signs in here.
    pub(crate) fn settings(&self) -> [(&str, &str); 3] {
        [("OIDC_ISSUER", &self.issuer), ("OIDC_CLIENT_ID", CLIENT), ("OIDC_CLIENT_SECRET", "hush")]
    }

    pub(crate) fn has_keys(&self, keys: &[&Key]) {
        self.says.lock().unwrap().keys = keys.iter().map(|key| key.public()).collect();
    }

    /// Says something else of itself.
    pub(crate) fn describes_itself(&self, fields: Value) {
        self.says.lock().unwrap().metadata = fields;
    }

    pub(crate) fn gives(&self, id_token: &str) {
        let tokens = json!({"access_token": "opaque", "token_type": "Bearer", "id_token": id_token});
        self.answers(200, tokens);
    }

    /// Makes the token endpoint answer anything.
    pub(crate) fn answers(&self, status: u16, body: Value) {
        self.says.lock().unwrap().tokens = Some((status, body));
    }

    pub(crate) fn knows(&self, user_info: Value) {
        self.says.lock().unwrap().user_info = user_info;
    }

    /// How often it was asked to describe itself.
    pub(crate) fn times_described(&self) -> usize {
        self.says.lock().unwrap().described
    }

    /// The last form that the token endpoint was sent.
    pub(crate) fn asked(&self) -> String {
        self.says.lock().unwrap().asked.last().cloned().unwrap_or_default()
    }
}

async fn metadata(State(provider): State<TestProvider>) -> Json<Value> {
    let issuer = &provider.issuer;
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
        "end_session_endpoint": format!("{issuer}/end"),
    });
    let mut says = provider.says.lock().unwrap();
    says.described += 1;
    if let Some(fields) = says.metadata.as_object() {
        metadata.as_object_mut().unwrap().extend(fields.clone());
    }
    Json(metadata)
}

async fn keys(State(provider): State<TestProvider>) -> Json<Value> {
    Json(json!({"keys": provider.says.lock().unwrap().keys}))
}

async fn token(State(provider): State<TestProvider>, form: String) -> Response {
    let mut says = provider.says.lock().unwrap();
    says.asked.push(form);
    let (status, body) = says.tokens.clone().unwrap_or((500, Value::Null));
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

async fn user_info(State(provider): State<TestProvider>) -> Json<Value> {
    Json(provider.says.lock().unwrap().user_info.clone())
}
