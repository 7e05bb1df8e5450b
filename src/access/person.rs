//! A signed-in person and what their roles add up to.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::{Action, Grant, Owner, Permission, Role, Scope};
use crate::carbon::taxonomy::ModuleType;
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
            Scope::Units { whole: codes(Role::Principal), own: codes(Role::Standard), owner: self.owner() }
        })
    }

    /// The units on some module of which the roles permit the action; none when no role does.
    pub fn scope_on_modules(&self, action: Action) -> Option<Scope> {
        let scopes: Vec<Scope> =
            ModuleType::ALL.iter().filter_map(|module| self.scope(Permission::Module(*module), action)).collect();
        (!scopes.is_empty()).then(|| Scope::any(scopes))
    }

    /// The units whose results the person may look at: those of reporting, and those they are principal or member of.
    /// Totals of a unit are for all its members; entries are not.
    pub fn scope_of_results(&self) -> Scope {
        let codes = |role: Role| {
            let held = self.grants.iter().filter(move |grant| grant.role == role);
            held.filter_map(|grant| grant.unit_code().map(str::to_owned)).collect()
        };
        let of_units = Scope::Units { whole: codes(Role::Principal), own: codes(Role::Standard), owner: self.owner() };
        Scope::any(self.scope(Permission::BackofficeReporting, Action::View).into_iter().chain([of_units]))
    }

    fn owner(&self) -> Owner {
        Owner { user: self.id, institutional_id: self.institutional_id.clone() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::UnitRef;

    fn person(grants: &[(Role, &str, Option<&str>)]) -> Person {
        let grant = |&(role, cost_centre, code): &(Role, &str, Option<&str>)| Grant {
            role,
            unit: (!cost_centre.is_empty()).then(|| UnitRef {
                institutional_id: cost_centre.into(),
                institutional_code: code.map(str::to_owned),
                name: None,
            }),
        };
        Person {
            id: UserId(1),
            institutional_id: "1".into(),
            display_name: "A B".into(),
            email: "a@example.org".into(),
            grants: grants.iter().map(grant).collect(),
        }
    }

    #[test]
    fn an_administrator_reaches_the_institution_but_no_module() {
        let admin = person(&[(Role::Admin, "", None)]);
        assert_eq!(admin.scope(Permission::BackofficeReporting, Action::View), Some(Scope::Institution));
        assert_eq!(admin.scope(Permission::Module(ModuleType::Headcount), Action::View), None);
    }

    #[test]
    fn a_manager_reaches_the_subtrees_of_every_anchor() {
        let manager = person(&[(Role::Manager, "13030", Some("12635")), (Role::Manager, "13050", Some("12640"))]);
        let scope = manager.scope(Permission::BackofficeReporting, Action::Export).unwrap();
        assert_eq!(scope, Scope::Subtrees(vec!["12635".into(), "12640".into()]));
        // people are listed for the subtree only, while documentation has no units
        assert!(!manager.scope(Permission::BackofficeUsers, Action::View).unwrap().is_everything());
        assert!(manager.scope(Permission::BackofficeDocumentation, Action::Edit).unwrap().is_everything());
    }

    #[test]
    fn a_manager_of_an_unknown_cost_centre_may_open_the_page_and_sees_nothing() {
        let manager = person(&[(Role::Manager, "99999", None)]);
        assert_eq!(manager.scope(Permission::BackofficeReporting, Action::View), Some(Scope::Subtrees(Vec::new())));
    }

    #[test]
    fn roles_of_several_units_add_up_module_by_module() {
        let both = person(&[(Role::Principal, "0184", Some("1")), (Role::Standard, "0211", Some("2"))]);
        let scope = |module| both.scope(Permission::Module(module), Action::Edit);
        let owner = Owner { user: UserId(1), institutional_id: "1".into() };
        let travel = Scope::Units { whole: vec!["1".into()], own: vec!["2".into()], owner: owner.clone() };
        assert_eq!(scope(ModuleType::ProfessionalTravel), Some(travel));
        let headcount = Scope::Units { whole: vec!["1".into()], own: Vec::new(), owner };
        assert_eq!(scope(ModuleType::Headcount), Some(headcount));
        assert!(!both.may(Permission::BackofficeReporting, Action::View));
    }

    #[test]
    fn only_principals_bring_files_into_units() {
        let both = person(&[(Role::Principal, "0184", Some("1")), (Role::Standard, "0211", Some("2"))]);
        assert_eq!(both.scope_on_modules(Action::Sync).unwrap().reach().units, ["1"]);
        for other in [(Role::Admin, "", None), (Role::Manager, "1", Some("1")), (Role::Standard, "1", Some("1"))] {
            assert_eq!(person(&[other]).scope_on_modules(Action::Sync), None);
        }
    }

    #[test]
    fn results_are_looked_at_by_reporting_and_by_the_units_people() {
        let several = person(&[(Role::Manager, "1", Some("20")), (Role::Standard, "2", Some("2101"))]);
        let path = |codes: [&str; 3]| codes.map(str::to_owned);
        let scope = several.scope_of_results();
        assert!(scope.covers(&path(["10", "20", "2001"])) && scope.covers(&path(["10", "21", "2101"])));
        assert!(!scope.covers(&path(["10", "21", "2102"])));
        assert_eq!(person(&[]).scope_of_results().reach().units, Vec::<String>::new());
        assert!(person(&[(Role::Admin, "", None)]).scope_of_results().is_everything());
    }
}
