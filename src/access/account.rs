//! Accounts as the session library sees them.

use axum_login::{AuthUser, AuthnBackend};
use sqlx::PgPool;

use super::freshness::Checked;
use super::{Person, people, personas};
use crate::platform::App;
use crate::platform::ids::UserId;
use crate::web::frame::RolesNotice;

/// The session of a request, with its person.
pub type AuthSession = axum_login::AuthSession<Accounts>;

/// A person with the stamp that ends all their sessions when it changes.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person.
    pub person: Person,
    pub(super) stamp: [u8; 4],
    pub(super) checked: Checked,
}

impl Account {
    /// The person as of now, and what they have to know about their roles: those that are too old open nothing.
    pub(super) fn vouched(self, app: &App) -> (Person, Option<RolesNotice>) {
        let notice = self.checked.notice(&app.config, app.clock.now());
        let mut person = self.person;
        if notice.as_ref().is_some_and(|notice| notice.is_over) {
            person.grants.clear();
        }
        (person, notice)
    }
}

impl AuthUser for Account {
    type Id = i32;

    fn id(&self) -> i32 {
        self.person.id.0
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.stamp
    }
}

/// Finds accounts in the database.
#[derive(Debug, Clone)]
pub struct Accounts {
    db: PgPool,
}

impl Accounts {
    /// The accounts of a database.
    pub fn new(db: PgPool) -> Self {
        Self { db }
    }
}

/// A demo account, named by provider and person number.
#[derive(Debug, Clone)]
pub struct DemoAccount(pub &'static str);

impl AuthnBackend for Accounts {
    type User = Account;
    type Credentials = DemoAccount;
    type Error = sqlx::Error;

    async fn authenticate(&self, demo: DemoAccount) -> Result<Option<Account>, sqlx::Error> {
        let mut db = self.db.acquire().await?;
        match people::find(&mut db, personas::PROVIDER, demo.0).await? {
            Some(id) => people::account(&mut db, id).await,
            None => Ok(None),
        }
    }

    async fn get_user(&self, id: &i32) -> Result<Option<Account>, sqlx::Error> {
        let mut db = self.db.acquire().await?;
        people::account(&mut db, UserId(*id)).await
    }
}
