//! A person who comes in with a verified identity: who it is here, and what the role provider gives them now.
//!
//! A person is known by issuer, subject and institutional id together, never by an e-mail address.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::held::{self, Held};
use super::rights::{self, Known, Origin};
use crate::audit::{self, Act, Action, Actor};
use crate::directory::{DirectoryError, DirectoryPerson, Provider, Source};
use crate::platform::App;
use crate::platform::ids::UserId;

/// What a verified token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who vouches for it.
    pub issuer: String,
    /// The person's name at the issuer.
    pub subject: String,
    /// Person number at the institution.
    pub institutional_id: String,
    /// E-mail address, when the token has one.
    pub email: Option<String>,
    /// Full name, when the token has one.
    pub display_name: Option<String>,
    /// The `roles` claim, when the token has one.
    pub roles: Option<Vec<String>>,
}

/// Why a person may not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The institutional id belongs to another subject, or the subject to another institutional id.
    OtherSubject,
    /// The account is disabled.
    Disabled,
    /// Neither the directory nor the token knows an e-mail address.
    NoEmail,
    /// The directory does not know the person.
    Unknown,
}

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub enum ArrivalError {
    /// The person may not.
    #[error("the person is refused: {0:?}")]
    Refused(Refusal),
    /// What the person may do cannot be found out now.
    #[error("roles cannot be read: {0}")]
    RolesUnavailable(#[from] DirectoryError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What a provider says of a person.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) origin: Origin,
    pub(super) email: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) job_title: Option<String>,
    pub(super) held: Vec<Held>,
}

impl Word {
    pub(super) fn of_directory(provider: Provider, person: DirectoryPerson) -> Self {
        Self {
            origin: if provider == Provider::Accred { Origin::Accred } else { Origin::Directory },
            email: filled(person.email),
            display_name: filled(person.display),
            job_title: filled(person.function),
            held: held::sorted(person.authorizations.iter().filter_map(Held::of_right)),
        }
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Finds or makes the account of a person and gives it the roles that hold now. While the provider does not answer, a
/// known person keeps the last known roles until they are too old.
pub async fn arrive(app: &App, actor: &Actor, identity: &Identity) -> Result<UserId, ArrivalError> {
    let source = Source::of(&app.config)?;
    let provider = match &identity.roles {
        Some(_) if source.provider() != Provider::Accred => Provider::Default,
        _ => source.provider(),
    };
    let word = match &identity.roles {
        Some(claims) if provider != Provider::Accred => Ok(Some(Word {
            origin: Origin::Claim,
            email: None,
            display_name: None,
            job_title: None,
            held: held::of_claims(&identity.institutional_id, claims),
        })),
        _ => {
            let person = source.person(&identity.institutional_id).await;
            person.map(|person| person.map(|person| Word::of_directory(provider, person)))
        }
    };
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let known = rights::lock(&mut transaction, provider.key(), &identity.institutional_id).await?;
    let arrived = match (word, known) {
        // invented people keep what they were made with, listed or not
        (_, Some(known)) if provider == Provider::Test => come_back(&mut transaction, identity, &known).await,
        (Ok(Some(word)), known) => welcome(&mut transaction, now, actor, provider, identity, word, known).await,
        (Ok(None), known) => {
            if let Some(known) = known {
                vanish(&mut transaction, now, actor, &known, &identity.institutional_id).await?;
            }
            transaction.commit().await?;
            return Err(ArrivalError::Refused(Refusal::Unknown));
        }
        // a provider that is not there cannot come back
        (Err(error @ DirectoryError::NotConfigured), _) => Err(error.into()),
        (Err(error), Some(known)) if is_within_limit(app, now, known.roles_synced_at) => {
            tracing::warn!("person {} keeps the last known roles: {error}", identity.institutional_id);
            come_back(&mut transaction, identity, &known).await
        }
        (Err(error), _) => Err(error.into()),
    }?;
    transaction.commit().await?;
    Ok(arrived)
}

/// Whether roles of this age still hold without the provider's word.
pub(super) fn is_within_limit(app: &App, now: DateTime<Utc>, synced_at: Option<DateTime<Utc>>) -> bool {
    synced_at.is_some_and(|at| (now - at).to_std().unwrap_or_default() <= app.config.roles.limit)
}

async fn welcome(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    provider: Provider,
    identity: &Identity,
    word: Word,
    known: Option<Known>,
) -> Result<UserId, ArrivalError> {
    let known = match known {
        Some(known) => known,
        None => make(db, provider, identity, &word).await?,
    };
    if !known.is_enabled && known.vanished_at.is_none() {
        return Err(ArrivalError::Refused(Refusal::Disabled));
    }
    bind(db, identity, &known).await?;
    let word = Word {
        email: word.email.or_else(|| filled(identity.email.clone())),
        display_name: word.display_name.or_else(|| filled(identity.display_name.clone())),
        ..word
    };
    apply(db, now, actor, &known, &identity.institutional_id, word).await?;
    Ok(known.id)
}

/// Makes an account without roles.
async fn make(
    db: &mut PgConnection,
    provider: Provider,
    identity: &Identity,
    word: &Word,
) -> Result<Known, ArrivalError> {
    let email = word.email.clone().or_else(|| filled(identity.email.clone()));
    let email = email.ok_or(ArrivalError::Refused(Refusal::NoEmail))?;
    let name = word.display_name.clone().or_else(|| filled(identity.display_name.clone()));
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or(&email).to_owned());
    sqlx::query!(
        "insert into users (provider, institutional_id, email, display_name) values ($1, $2, $3, $4)
         on conflict (provider, institutional_id) do nothing",
        provider.key(),
        identity.institutional_id,
        email,
        if name.is_empty() { &email } else { &name }
    )
    .execute(&mut *db)
    .await?;
    let known = rights::lock(db, provider.key(), &identity.institutional_id).await?;
    known.ok_or(ArrivalError::Database(sqlx::Error::RowNotFound))
}

async fn come_back(db: &mut PgConnection, identity: &Identity, known: &Known) -> Result<UserId, ArrivalError> {
    if !known.is_enabled {
        return Err(ArrivalError::Refused(Refusal::Disabled));
    }
    bind(db, identity, known).await?;
    Ok(known.id)
}

/// Ties an account to the subject of its first sign-in, for good.
async fn bind(db: &mut PgConnection, identity: &Identity, known: &Known) -> Result<(), ArrivalError> {
    let other = ArrivalError::Refused(Refusal::OtherSubject);
    match (&known.issuer, &known.subject) {
        (None, None) => {}
        (Some(issuer), Some(subject)) if *issuer == identity.issuer && *subject == identity.subject => return Ok(()),
        _ => return Err(other),
    }
    let bound = sqlx::query!(
        "update users set issuer = $2, subject = $3 where id = $1",
        known.id.0,
        identity.issuer,
        identity.subject
    );
    match bound.execute(db).await {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(other),
        bound => Ok(bound.map(drop)?),
    }
}

/// Stores what a provider says of a person, and records what that changes of their roles; returns whether it does.
pub(super) async fn apply(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    known: &Known,
    institutional_id: &str,
    word: Word,
) -> sqlx::Result<bool> {
    let name = sqlx::query_scalar!(
        "update users set email = coalesce($2, email), display_name = coalesce($3, display_name),
             job_title = coalesce($4, job_title), roles_origin = $5, roles_synced_at = $6, roles_failed_at = null,
             is_enabled = true, vanished_at = null
         where id = $1 returning display_name",
        known.id.0,
        word.email,
        word.display_name,
        word.job_title,
        word.origin.key(),
        now
    )
    .fetch_one(&mut *db)
    .await?;
    let Some((before, after)) = rights::replace(db, known.id, word.origin, &word.held).await? else {
        return Ok(false);
    };
    let mut act = of_person(actor, now, format!("the roles of {name} changed"), known.id, institutional_id);
    act.details = json!({ "before": before, "after": after, "origin": word.origin.key() });
    audit::record(db, act).await?;
    Ok(true)
}

/// Takes everything from a person whom the directory no longer knows; their sessions end.
pub(super) async fn vanish(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    actor: &Actor,
    known: &Known,
    institutional_id: &str,
) -> sqlx::Result<()> {
    if !known.is_enabled {
        return Ok(());
    }
    let name = sqlx::query_scalar!(
        "update users set is_enabled = false, vanished_at = $2, roles_synced_at = $2, roles_failed_at = null,
             session_generation = session_generation + 1
         where id = $1 returning display_name",
        known.id.0,
        now
    )
    .fetch_one(&mut *db)
    .await?;
    let (before, after) = rights::replace(db, known.id, Origin::Directory, &[]).await?.unwrap_or_default();
    let summary = format!("the directory no longer knows {name}: the account is disabled");
    let mut act = of_person(actor, now, summary, known.id, institutional_id);
    act.details = json!({ "before": before, "after": after });
    audit::record(db, act).await
}

fn of_person<'a>(
    actor: &'a Actor,
    now: DateTime<Utc>,
    summary: String,
    user: UserId,
    institutional_id: &str,
) -> Act<'a> {
    let mut act = Act::new(actor, now, Action::Update, "user", summary);
    act.entity_id = Some(user.to_string());
    act.handled_ids = vec![institutional_id.to_owned()];
    act
}
