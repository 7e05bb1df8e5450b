//! Asking the role provider again in the background. No page waits for it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use sqlx::PgConnection;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::arrival::{self, Word};
use super::freshness::PAUSE;
use super::rights;
use crate::audit::Actor;
use crate::directory::{DirectoryError, Source};
use crate::platform::App;
use crate::platform::ids::UserId;

/// People that a process asks for at the same time.
const AT_ONCE: usize = 4;
/// How often a process looks whose roles are due.
const SWEEP_EVERY: Duration = Duration::from_mins(1);
/// People that one sweep asks for.
const IN_A_SWEEP: i64 = 500;

/// What became of asking for somebody's roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// They are what they were.
    Unchanged,
    /// They have changed.
    Changed,
    /// The provider no longer knows the person; the account is disabled.
    Vanished,
    /// The provider did not answer.
    Unavailable,
    /// Somebody has just asked.
    JustAsked,
    /// Nobody else decides on the roles of this person.
    NotAsked,
}

/// Asks for people's roles beside the requests, a few at a time.
#[derive(Debug, Clone)]
pub struct Refresher {
    slots: Arc<Semaphore>,
}

impl Default for Refresher {
    fn default() -> Self {
        Self { slots: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Refresher {
    /// Asks for a person's roles in the background; when too many are being asked for, one of the next requests does.
    pub(super) fn schedule(&self, app: &App, user: UserId) {
        // whoever waits for it or not: it runs
        drop(self.ask(app, Actor::program("roles"), user));
    }

    /// Asks for a person's roles; nothing when too many are being asked for. It goes on when nobody waits for it.
    pub fn ask(&self, app: &App, actor: Actor, user: UserId) -> Option<JoinHandle<sqlx::Result<Refreshed>>> {
        let slot = self.slots.clone().try_acquire_owned().ok()?;
        let app = app.clone();
        Some(tokio::spawn(async move {
            let refreshed = refresh(&app, &actor, user).await;
            drop(slot);
            refreshed.inspect_err(|error| tracing::warn!("roles could not be refreshed: {error}"))
        }))
    }
}

/// Asks for the roles of everybody who is signed in and whose roles are due, for as long as it runs.
pub async fn sweep(app: App) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        if let Err(error) = sweep_once(&app).await {
            tracing::warn!("roles could not be refreshed: {error}");
        }
    }
}

/// Asks once for the roles of everybody who is signed in and whose roles are due; returns how many they are.
pub async fn sweep_once(app: &App) -> sqlx::Result<usize> {
    let Some(provider) = Source::provider_of(&app.config).filter(|provider| !provider.is_invented()) else {
        return Ok(0);
    };
    let now = app.clock.now();
    let due = sqlx::query_scalar!(
        r#"select p.id as "id: UserId" from users p
           where p.provider = $1 and p.is_enabled and p.roles_origin is distinct from 'claim'
               and (p.roles_synced_at is null or p.roles_synced_at < $3)
               and (p.roles_asked_at is null or p.roles_asked_at < $4)
               and exists (select from sessions s where s.user_id = p.id and s.expires_at > $2)
           order by p.roles_synced_at nulls first, p.id limit $5"#,
        provider.key(),
        now,
        now - app.config.roles.refreshed_after,
        now - PAUSE,
        IN_A_SWEEP
    )
    .fetch_all(&app.db)
    .await?;
    let actor = Actor::program("roles");
    let (count, actor) = (due.len(), &actor);
    stream::iter(due)
        .for_each_concurrent(AT_ONCE, |user| async move {
            if let Err(error) = refresh(app, actor, user).await {
                tracing::warn!("roles could not be refreshed: {error}");
            }
        })
        .await;
    Ok(count)
}

/// Asks the provider for a person's roles and stores what it says. Of several processes one asks.
pub async fn refresh(app: &App, actor: &Actor, user: UserId) -> sqlx::Result<Refreshed> {
    let Some(provider) = Source::provider_of(&app.config).filter(|provider| !provider.is_invented()) else {
        return Ok(Refreshed::NotAsked);
    };
    let now = app.clock.now();
    let institutional_id = match claim(&mut *app.db.acquire().await?, provider.key(), user, now).await? {
        Claim::Won(institutional_id) => institutional_id,
        Claim::Lost => return Ok(Refreshed::JustAsked),
        Claim::Impossible => return Ok(Refreshed::NotAsked),
    };
    let asked = async { Source::of(&app.config)?.person(&institutional_id).await };
    let answer: Result<_, DirectoryError> = asked.await;
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let Some(known) = rights::lock(&mut transaction, provider.key(), &institutional_id).await? else {
        return Ok(Refreshed::NotAsked);
    };
    let refreshed = match answer {
        Ok(_) if !known.is_enabled => Refreshed::NotAsked,
        Ok(Some(person)) => {
            let word = Word::of_directory(provider, person);
            let changed = arrival::apply(&mut transaction, now, actor, &known, &institutional_id, word).await?;
            if changed { Refreshed::Changed } else { Refreshed::Unchanged }
        }
        Ok(None) => {
            arrival::vanish(&mut transaction, now, actor, &known, &institutional_id).await?;
            Refreshed::Vanished
        }
        Err(error) => {
            tracing::warn!("person {institutional_id} keeps the last known roles: {error}");
            let failed = sqlx::query!("update users set roles_failed_at = $2 where id = $1", user.0, now);
            failed.execute(&mut *transaction).await?;
            Refreshed::Unavailable
        }
    };
    transaction.commit().await?;
    Ok(refreshed)
}

enum Claim {
    /// It is this caller's turn to ask for the person of this number.
    Won(String),
    /// Somebody has just asked.
    Lost,
    /// The provider does not decide on this person.
    Impossible,
}

async fn claim(db: &mut PgConnection, provider: &str, user: UserId, now: DateTime<Utc>) -> sqlx::Result<Claim> {
    let won = sqlx::query_scalar!(
        "update users set roles_asked_at = $3
         where id = $1 and provider = $2 and is_enabled and roles_origin is distinct from 'claim'
             and (roles_asked_at is null or roles_asked_at <= $4)
         returning institutional_id",
        user.0,
        provider,
        now,
        now - PAUSE
    )
    .fetch_optional(&mut *db)
    .await?;
    if let Some(institutional_id) = won {
        return Ok(Claim::Won(institutional_id));
    }
    let is_possible = sqlx::query_scalar!(
        r#"select exists(select from users where id = $1 and provider = $2 and is_enabled
               and roles_origin is distinct from 'claim') as "is!""#,
        user.0,
        provider
    );
    Ok(if is_possible.fetch_one(db).await? { Claim::Lost } else { Claim::Impossible })
}
