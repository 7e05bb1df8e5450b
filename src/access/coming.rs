//! Coming in and leaving, whichever way: a new session each time, recorded.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};

use super::account::{Account, AuthSession};
use super::{Acting, Person, people, sessions};
use crate::audit;
use crate::platform::App;
use crate::web::Problem;

/// Characters of a browser's description that are kept.
const LONGEST_BROWSER: usize = 300;

/// Somebody at the door.
pub(super) struct Arriving<'a> {
    /// Who.
    pub(super) account: &'a Account,
    /// With what, in words for the record.
    pub(super) way: &'static str,
    /// What the identity provider wants to see when they leave.
    pub(super) id_token: Option<String>,
}

/// Gives somebody a session of their own. Nothing of an earlier one is carried over, least of all its id.
pub(super) async fn come_in(
    app: &App,
    auth: &mut AuthSession,
    acting: &Acting,
    headers: &HeaderMap,
    arriving: Arriving<'_>,
) -> Result<(), Problem> {
    let Arriving { account, way, id_token } = arriving;
    let (person, now) = (&account.person, app.clock.now());
    let actor = acting.clone().of(person);
    let summary = format!("{} signed in ({way})", person.display_name);
    let mut db = app.db.begin().await?;
    people::note_sign_in(&mut db, person.id, now).await?;
    // without its record there is no sign-in
    audit::record(&mut db, of_person(&actor, now, audit::Action::SignIn, summary, person)).await?;
    db.commit().await?;
    auth.session.clear().await;
    auth.session.cycle_id().await?;
    let browser = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let origin = sessions::Origin {
        browser: browser.chars().take(LONGEST_BROWSER).collect(),
        address: acting.0.ip_address.clone(),
        id_token,
    };
    auth.session.insert(sessions::ORIGIN_KEY, origin).await?;
    auth.login(account).await?;
    auth.session.save().await?;
    sessions::keep_newest(&app.db, person.id).await?;
    tracing::info!(user_id = person.id.0, "{} signed in ({way})", person.institutional_id);
    Ok(())
}

/// Records that somebody left. Who wants to leave leaves, recorded or not.
pub(super) async fn note_leaving(app: &App, acting: &Acting, person: &Person) {
    let record = async {
        let summary = format!("{} signed out", person.display_name);
        let mut db = app.db.begin().await?;
        let act = of_person(&acting.0, app.clock.now(), audit::Action::SignOut, summary, person);
        audit::record(&mut db, act).await?;
        db.commit().await
    };
    if let Err(error) = record.await {
        tracing::error!(audit_failure = true, "a sign-out could not be recorded: {error}");
    }
}

/// Records an attempt to come in that failed.
pub(super) async fn note_failure(app: &App, acting: &Acting, reason: &str) {
    let record = async {
        let mut db = app.db.begin().await?;
        let summary = format!("a sign-in failed: {reason}");
        let act = audit::Act::new(&acting.0, app.clock.now(), audit::Action::Denied, "sign_in", summary);
        audit::record(&mut db, act).await?;
        db.commit().await
    };
    let recorded: sqlx::Result<()> = record.await;
    if let Err(error) = recorded {
        tracing::error!(audit_failure = true, "a failed sign-in could not be recorded: {error}");
    }
}

fn of_person<'a>(
    actor: &'a audit::Actor,
    now: DateTime<Utc>,
    action: audit::Action,
    summary: String,
    person: &Person,
) -> audit::Act<'a> {
    let mut act = audit::Act::new(actor, now, action, "user", summary);
    act.entity_id = Some(person.id.to_string());
    act.handled_ids = vec![person.institutional_id.clone()];
    act
}
