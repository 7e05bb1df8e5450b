//! A signed-in person and what their roles add up to.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::{Action, Grant, Permission, Role, Scope};
use crate::platform::App;
use crate::platform::ids::UserId;
use crate::web::{Problem, SignedIn};

/// A person who is signed in. Handlers of routes behind the guard take it as an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub id: UserId,
    /// Person number at the institution.
    pub institutional_id: String,
    /// Full name.
    pub display_name: String,
    /// E-mail address.
    pub email: String,
    /// The roles held, the widest first.
    pub grants: Vec<Grant>,
}

impl Person {
    /// Whether any role permits the action, on whatever units.
    pub fn may(&self, permission: Permission, action: Action) -> bool {
        self.grants.iter().any(|grant| grant.role.permits(permission).contains(&action))
    }

    /// The units on which the roles permit the action; none when no role does.
    pub fn scope(&self, permission: Permission, action: Action) -> Option<Scope> {
        let permitting: Vec<&Grant> =
            self.grants.iter().filter(|grant| grant.role.permits(permission).contains(&action)).collect();
        if permitting.is_empty() {
            return None;
        }
        if permitting.iter().any(|grant| grant.role.is_unbound(permission)) {
            return Some(Scope::Institution);
        }
        let codes = |role: Role| {
            let held = permitting.iter().filter(move |grant| grant.role == role);
            held.filter_map(|grant| grant.unit_code().map(str::to_owned)).collect::<Vec<_>>()
        };
        Some(if permitting.iter().any(|grant| grant.role == Role::Manager) {
            Scope::Subtrees(codes(Role::Manager))
        } else {
            Scope::Units { whole: codes(Role::Principal), own: codes(Role::Standard) }
        })
    }

    /// The person as the frame shows them.
    pub(super) fn signed_in(&self) -> SignedIn {
        let role = |grant: &Grant| (grant.role.label(), grant.unit.as_ref().and_then(|unit| unit.name.clone()));
        SignedIn {
            name: self.display_name.clone(),
            email: self.email.clone(),
            roles: self.grants.iter().map(role).collect(),
        }
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or(Problem::SignInRequired)
    }
}
