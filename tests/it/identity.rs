//! Signing in at an identity provider that says the wrong things.

pub(crate) mod provider;

use std::collections::HashMap;

use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use calco2::platform::Clock;
use serde_json::{Value, json};
use shared_secret::hs256;

use crate::support::{Answer, TestApp};
use provider::{CLIENT, Key, TestProvider, unsigned};

/// A signature with a shared secret, made by the rules of RFC 2104.
mod shared_secret {
    use sha2::{Digest, Sha256};

    pub(super) fn hs256(secret: &[u8], message: &[u8]) -> Vec<u8> {
        let pad = |with: u8| -> Vec<u8> {
            let mut key = secret.to_vec();
            key.resize(64, 0);
            key.iter().map(|byte| byte ^ with).collect()
        };
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
        Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
    }
}

/// What the program sent to the provider when a sign-in began.
struct Begun {
    parameters: HashMap<String, String>,
}

impl Begun {
    async fn with(app: &mut TestApp, next: &str) -> Self {
        let answer = app.get(&format!("/auth/start?next={next}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let (_, query) = answer.location().split_once('?').unwrap();
        Self { parameters: form_urlencoded::parse(query.as_bytes()).into_owned().collect() }
    }

    fn of(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    async fn come_back(&self, app: &mut TestApp) -> Answer {
        app.get(&format!("/auth/callback?code=abc&state={}", self.of("state"))).await
    }
}

/// The claims of a token that is right in everything.
fn right_claims(provider: &TestProvider, begun: &Begun) -> Value {
    let now = Clock::system().now().timestamp();
    json!({
        "iss": provider.issuer, "sub": "demo-manager", "aud": CLIENT, "iat": now, "exp": now + 300,
        "nonce": begun.of("nonce"), "email": "manager@example.org",
    })
}

type Forge = fn(&Key, Value) -> String;

struct World {
    provider: TestProvider,
    key: Key,
    app: TestApp,
}

impl World {
    async fn new(more: &[(&str, &str)]) -> Self {
        let provider = TestProvider::start().await;
        let key = Key::new("first", 7);
        provider.has_keys(&[&key]);
        let app = TestApp::with_institution(&[&provider.settings(), more].concat()).await;
        Self { provider, key, app }
    }

    /// Begins, lets the provider give what `token` makes of the right claims, comes back.
    async fn attempt(&mut self, token: impl FnOnce(&Key, Value) -> String) -> Answer {
        self.app.forget_cookies();
        let begun = Begun::with(&mut self.app, "/reporting").await;
        self.provider.gives(&token(&self.key, right_claims(&self.provider, &begun)));
        begun.come_back(&mut self.app).await
    }

    async fn is_in(&mut self) -> bool {
        self.app.get("/account").await.status == StatusCode::OK
    }
}

#[tokio::test]
async fn the_code_is_asked_for_with_state_nonce_and_challenge_and_exchanged_with_the_verifier() {
    let mut world = World::new(&[]).await;
    let begun = Begun::with(&mut world.app, "/reporting%3Fpage_size=25").await;
    assert_eq!(begun.of("response_type"), "code");
    assert_eq!(begun.of("client_id"), CLIENT);
    assert_eq!(begun.of("redirect_uri"), "http://127.0.0.1:8080/auth/callback");
    assert_eq!(begun.of("scope"), "openid profile email");
    assert_eq!(begun.of("code_challenge_method"), "S256");
    assert!(begun.of("state").len() >= 22 && begun.of("nonce").len() >= 22 && begun.of("code_challenge").len() == 43);

    world.provider.gives(&world.key.sign(&right_claims(&world.provider, &begun)));
    let answer = begun.come_back(&mut world.app).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/reporting?page_size=25"));
    let asked = world.provider.asked();
    let form: HashMap<_, _> = form_urlencoded::parse(asked.as_bytes()).into_owned().collect();
    let verifier = form["code_verifier"].as_bytes();
    let challenge = URL_SAFE_NO_PAD.encode(<sha2::Sha256 as sha2::Digest>::digest(verifier));
    assert_eq!(challenge, begun.of("code_challenge"));
    assert!(world.is_in().await);
    assert_eq!(world.app.cookies().len(), 1, "the attempt is over");
}

#[tokio::test]
async fn a_token_that_is_wrong_in_one_thing_lets_nobody_in() {
    let mut world = World::new(&[]).await;
    let change = |name: &'static str, value: Value| {
        move |key: &Key, mut claims: Value| {
            claims[name] = value;
            key.sign(&claims)
        }
    };
    let now = Clock::system().now().timestamp();
    for (name, value) in [
        ("iss", json!("https://other.example.org")),
        ("aud", json!("another-client")),
        ("aud", json!([CLIENT, "another-client"])),
        ("azp", json!("another-client")),
        ("exp", json!(now - 121)),
        ("iat", json!(now + 180)),
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
    ] {
        let words = format!("{name} {value}");
        let answer = world.attempt(change(name, value)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{words}: {}", answer.text());
        assert_eq!(answer.texts("[role=alert]").len(), 1, "{words}");
        assert!(!world.is_in().await, "{words}");
    }
    let leeway = world.attempt(change("exp", json!(now - 60))).await;
    assert_eq!(leeway.status, StatusCode::SEE_OTHER, "clocks may differ by two minutes");
}

#[tokio::test]
async fn a_token_that_is_not_signed_with_a_published_key_lets_nobody_in() {
    let mut world = World::new(&[]).await;
    let forgeries: [(&str, Forge); 5] = [
        ("none", |_, claims| format!("{}.", unsigned(&json!({"alg": "none"}), &claims))),
        ("shared secret", |_, claims| {
            let signed = unsigned(&json!({"alg": "HS256"}), &claims);
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(hs256(b"hush", signed.as_bytes())))
        }),
        ("another key under the same name", |_, claims| Key::new("first", 8).sign(&claims)),
        ("an unknown key", |_, claims| Key::new("stranger", 9).sign(&claims)),
        ("claims changed afterwards", |key, claims| {
            let token = key.sign(&claims);
            let mut parts: Vec<&str> = token.split('.').collect();
            let mut other = claims.clone();
            other["sub"] = json!("demo-superadmin");
            let body = URL_SAFE_NO_PAD.encode(other.to_string());
            parts[1] = &body;
            parts.join(".")
        }),
    ];
    for (name, forge) in forgeries {
        let answer = world.attempt(forge).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {}", answer.text());
        assert!(!world.is_in().await, "{name}");
    }
}

#[tokio::test]
async fn new_keys_are_fetched_when_a_token_names_one() {
    let mut world = World::new(&[]).await;
    assert_eq!(world.attempt(|key, claims| key.sign(&claims)).await.status, StatusCode::SEE_OTHER);
    let second = Key::new("second", 8);
    world.provider.has_keys(&[&second]);
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert_eq!(world.attempt(|_, claims| second.sign(&claims)).await.status, StatusCode::SEE_OTHER);
    let old = world.attempt(|key, claims| key.sign(&claims)).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED, "the old key is no longer good");
}

#[tokio::test]
async fn what_the_provider_sends_instead_of_tokens_is_named_and_lets_nobody_in() {
    let mut world = World::new(&[]).await;
    for (status, body, expected) in [
        (400, json!({"error": "invalid_grant"}), StatusCode::UNAUTHORIZED),
        (500, json!({}), StatusCode::SERVICE_UNAVAILABLE),
        (200, json!("not tokens"), StatusCode::SERVICE_UNAVAILABLE),
        (200, json!({"access_token": "a", "token_type": "Bearer"}), StatusCode::UNAUTHORIZED),
        (200, json!({"access_token": "x".repeat(2 << 20)}), StatusCode::SERVICE_UNAVAILABLE),
    ] {
        world.app.forget_cookies();
        let begun = Begun::with(&mut world.app, "/").await;
        world.provider.answers(status, body.clone());
        let answer = begun.come_back(&mut world.app).await;
        assert_eq!(answer.status, expected, "{status} {}", answer.text());
        assert!(answer.texts("[role=alert]")[0].contains("Reference: req-"));
        assert!(!world.is_in().await);
    }
}

#[tokio::test]
async fn a_provider_that_speaks_for_another_issuer_is_not_used() {
    let mut world = World::new(&[]).await;
    world.provider.describes_itself(json!({"issuer": "https://other.example.org"}));
    let answer = world.app.get("/auth/start").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.texts("[role=alert]")[0].contains("cannot be reached or is not set up correctly"));
    assert_eq!(answer.texts(".sign-in-provider"), ["Try again"]);
    for _ in 0..5 {
        assert_eq!(world.app.get("/auth/start").await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(world.provider.times_described(), 1, "for a moment it is left alone");
}

#[tokio::test]
async fn an_answer_must_name_its_issuer_where_the_provider_promises_it() {
    let mut world = World::new(&[]).await;
    world.provider.describes_itself(json!({"authorization_response_iss_parameter_supported": true}));
    for (issuer, expected) in [
        ("", StatusCode::UNAUTHORIZED),
        ("&iss=https://other.example.org", StatusCode::UNAUTHORIZED),
        ("right", StatusCode::SEE_OTHER),
    ] {
        world.app.forget_cookies();
        let begun = Begun::with(&mut world.app, "/").await;
        world.provider.gives(&world.key.sign(&right_claims(&world.provider, &begun)));
        let issuer = if issuer == "right" { format!("&iss={}", world.provider.issuer) } else { issuer.to_owned() };
        let answer = world.app.get(&format!("/auth/callback?code=abc&state={}{issuer}", begun.of("state"))).await;
        assert_eq!(answer.status, expected, "{issuer}");
    }
}

#[tokio::test]
async fn the_number_of_a_person_comes_from_the_named_claim_and_from_nowhere_else() {
    let mut world = World::new(&[("OIDC_PERSON_CLAIM", "uniqueid")]).await;
    let person = |key: &Key, mut claims: Value| {
        claims["sub"] = json!("opaque-4711");
        key.sign(&claims)
    };
    world.provider.knows(json!({"sub": "opaque-4711", "uniqueid": "demo-principal"}));
    let answer = world.attempt(person).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(world.app.get("/account").await.text().contains("Clara Hoffmann"));

    world.provider.knows(json!({"sub": "somebody-else", "uniqueid": "demo-superadmin"}));
    assert_eq!(world.attempt(person).await.status, StatusCode::SERVICE_UNAVAILABLE, "user info of another subject");
    world.provider.knows(json!({"sub": "opaque-4711"}));
    assert_eq!(world.attempt(person).await.status, StatusCode::SERVICE_UNAVAILABLE, "no number");
    let other_subject = world.attempt(|key, mut claims| {
        claims["sub"] = json!("opaque-4712");
        claims["uniqueid"] = json!("demo-principal");
        key.sign(&claims)
    });
    assert_eq!(other_subject.await.status, StatusCode::FORBIDDEN, "the account belongs to another subject");
}

#[tokio::test]
async fn an_attempt_is_good_once_in_its_own_browser_and_cannot_be_made_up() {
    let mut world = World::new(&[]).await;
    let begun = Begun::with(&mut world.app, "/").await;
    let attempt = world.app.cookies().clone();
    let (name, value) = attempt.iter().next().unwrap();
    assert!(name.starts_with("calco2-attempt-") && !value.contains(begun.of("nonce")), "it is encrypted");
    world.provider.gives(&world.key.sign(&right_claims(&world.provider, &begun)));

    world.app.forget_cookies();
    assert_eq!(begun.come_back(&mut world.app).await.status, StatusCode::BAD_REQUEST, "another browser");
    let forged = attempt.keys().map(|name| (name.clone(), "AAAA".repeat(20))).collect();
    world.app.swap_cookies(forged);
    assert_eq!(begun.come_back(&mut world.app).await.status, StatusCode::BAD_REQUEST, "made up");
    world.app.swap_cookies(attempt);
    assert_eq!(begun.come_back(&mut world.app).await.status, StatusCode::SEE_OTHER);
    world.app.post("/sign-out", &[]).await;
    assert_eq!(begun.come_back(&mut world.app).await.status, StatusCode::BAD_REQUEST, "a second time");
}

#[tokio::test]
async fn one_browser_keeps_four_attempts_at_most() {
    let mut world = World::new(&[]).await;
    let first = Begun::with(&mut world.app, "/").await;
    for _ in 0..6 {
        Begun::with(&mut world.app, "/").await;
    }
    assert_eq!(world.app.cookies().len(), 4);
    assert_eq!(first.come_back(&mut world.app).await.status, StatusCode::BAD_REQUEST);
    let sessions: i64 =
        sqlx::query_scalar("select count(*) from sessions").fetch_one(world.app.database.pool()).await.unwrap();
    assert_eq!(sessions, 0, "who only begins leaves nothing here");
}

#[tokio::test]
async fn thirty_failures_a_minute_are_enough_and_each_is_recorded() {
    let mut world = World::new(&[]).await;
    for _ in 0..30 {
        let answer = world.app.get("/auth/callback?code=abc&state=invented").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    let answer = world.app.get("/auth/callback?code=abc&state=invented").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&answer.header(header::RETRY_AFTER).parse::<i32>().unwrap()));
    let recorded: i64 = sqlx::query_scalar(
        "select count(*) from audit_records where action = 'denied' and entity_type = 'sign_in'
             and summary like 'a sign-in failed: it was begun too long ago%'",
    )
    .fetch_one(world.app.database.pool())
    .await
    .unwrap();
    assert_eq!(recorded, 30);
}

#[tokio::test]
async fn signing_out_leads_on_to_the_provider_with_the_token_it_gave() {
    let mut world = World::new(&[]).await;
    world.attempt(|key, claims| key.sign(&claims)).await;
    let answer = world.app.post("/sign-out", &[]).await;
    let (address, query) = answer.location().split_once('?').unwrap();
    assert_eq!(address, format!("{}/end", world.provider.issuer));
    let parameters: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(parameters["client_id"], CLIENT);
    assert_eq!(parameters["post_logout_redirect_uri"], "http://127.0.0.1:8080/sign-in");
    assert_eq!(parameters["id_token_hint"].split('.').count(), 3);
    assert!(!world.is_in().await);
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains(&format!("form-action 'self' {}", world.provider.issuer)), "{policy}");
}

#[tokio::test]
async fn without_a_provider_there_is_no_way_to_it() {
    let mut app = TestApp::new().await;
    assert_eq!(app.get("/auth/start").await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.get("/auth/callback?code=a&state=b").await.status, StatusCode::NOT_FOUND);
}
