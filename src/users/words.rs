//! People, roles and origins in words.

use chrono::{DateTime, Utc};

use super::store::{Held, Membership, Row};
use super::{PATH, store};
use crate::access::rights::Origin;
use crate::access::{Role, Scope};
use crate::directory::Provider;
use crate::platform::App;
use crate::platform::ids::UserId;
use crate::web::Lang;

/// A person as pages show them.
pub(super) struct PersonLine {
    pub(super) id: UserId,
    pub(super) url: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) number: String,
    pub(super) job_title: Option<String>,
    pub(super) provider: String,
    pub(super) is_demo: bool,
    pub(super) is_enabled: bool,
    pub(super) roles: Vec<RoleLine>,
    pub(super) units: Vec<UnitLine>,
    pub(super) last_sign_in: Option<DateTime<Utc>>,
    pub(super) checked: Option<DateTime<Utc>>,
    pub(super) failed: Option<DateTime<Utc>>,
}

/// A role in words.
pub(super) struct RoleLine {
    pub(super) role: String,
    /// Name of the unit, else the cost centre that no unit has.
    pub(super) place: Option<String>,
    pub(super) cost_centre: Option<String>,
    pub(super) is_unknown_place: bool,
    pub(super) origin: String,
}

/// A unit that the person is a member of.
pub(super) struct UnitLine {
    pub(super) name: String,
    pub(super) code: String,
    pub(super) role: String,
}

/// People with their roles and units, as far as a scope reaches.
pub(super) async fn lines(app: &App, scope: &Scope, rows: Vec<Row>, lang: Lang) -> sqlx::Result<Vec<PersonLine>> {
    let held = store::roles(&app.db, scope, &rows).await?;
    let members = store::memberships(&app.db, scope, &rows).await?;
    Ok(rows.into_iter().map(|row| PersonLine::new(row, &held, &members, lang)).collect())
}

impl PersonLine {
    fn new(row: Row, held: &[Held], members: &[Membership], lang: Lang) -> Self {
        let is_demo = row.provider == Provider::Test.key();
        let of_person = held.iter().filter(|held| held.user == row.id);
        let of_member = members.iter().filter(|membership| membership.user == row.id);
        Self {
            id: row.id,
            url: format!("{PATH}/{}", row.id),
            roles: of_person.map(|held| RoleLine::new(held, is_demo, lang)).collect(),
            units: of_member
                .map(|membership| UnitLine {
                    name: membership.unit_name.clone(),
                    code: membership.unit_code.clone(),
                    role: role_words(&membership.role, lang),
                })
                .collect(),
            name: row.display_name,
            email: row.email,
            number: row.institutional_id,
            job_title: row.job_title,
            provider: provider_words(&row.provider, lang),
            is_demo,
            is_enabled: row.is_enabled,
            last_sign_in: row.last_sign_in_at,
            checked: row.roles_synced_at,
            failed: row.roles_failed_at,
        }
    }
}

impl RoleLine {
    fn new(held: &Held, is_demo: bool, lang: Lang) -> Self {
        let origin = if is_demo { "users-origin-demo".to_owned() } else { origin_key(&held.origin) };
        Self {
            role: role_words(&held.role, lang),
            is_unknown_place: held.cost_centre.is_some() && held.unit_name.is_none(),
            place: held.unit_name.clone().or_else(|| held.cost_centre.clone()),
            cost_centre: held.cost_centre.clone(),
            origin: lang.t(&origin),
        }
    }
}

fn origin_key(origin: &str) -> String {
    format!("users-origin-{}", Origin::parse(origin).unwrap_or(Origin::Directory).key())
}

/// A role's name; what is none of ours stays as it is stored.
pub(super) fn role_words(key: &str, lang: Lang) -> String {
    Role::parse(key).map_or_else(|| key.to_owned(), |role| lang.t(role.label()))
}

pub(super) fn provider_words(key: &str, lang: Lang) -> String {
    let provider = Provider::parse(key).unwrap_or_default();
    lang.t(&format!("users-provider-{}", provider.key()))
}
